/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "interpose.h"

#include <dlfcn.h>
#include <netdb.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "access/xlog_internal.h"
#include "libpq/hba.h"
#include "libpq/pqcomm.h"
#include "miscadmin.h"
#include "postmaster/postmaster.h"
#include "storage/pmsignal.h"
#include "utils/guc.h"

#include "board.h"
#include "settings.h"

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static char ha_socket[MAXPGPATH];
static char own_socket[MAXPGPATH];

/* What PostgreSQL starts (archive commands...) has no use for this library. */
__attribute__((constructor)) static void
forget_preload(void)
{
	unsetenv("LD_PRELOAD");
}

/* The postmaster's options, with -M among them. */
int
getopt(int argc, char *const argv[], const char *options)
{
	static bool defined;
	char with_mode[128];
	int option;

	if (!defined) {
		defined = true;
		settings_define();
	}
	snprintf(with_mode, sizeof(with_mode), "%sM:", options);
	while ((option = NEXT(getopt)(argc, argv, with_mode)) == 'M')
		settings_take_role(optarg);
	return option;
}

static bool
starts_as_standby(void)
{
	return board != NULL &&
	       (board->role == FACE_STANDBY || board->role == FACE_CASCADE ||
		   board->role == FACE_PENDING);
}

int
stat(const char *path, struct stat *buf)
{
	if (strcmp(path, "standby.signal") == 0 && starts_as_standby()) {
		memset(buf, 0, sizeof(*buf));
		return 0;
	}
	if (strcmp(path, "promote") == 0) {
		if (board != NULL && board->promote_signal) {
			memset(buf, 0, sizeof(*buf));
			return 0;
		}
		errno = ENOENT;
		return -1;
	}
	return NEXT(stat)(path, buf);
}

/*
 * The startup process removes "promote" when it takes the promotion up.  From
 * here on it believes to end a crash recovery: then PostgreSQL goes on in the
 * same timeline, as openGauss does.
 */
int
unlink(const char *path)
{
	if (strcmp(path, "promote") == 0) {
		if (board != NULL && board->promote_signal &&
		    MyBackendType == B_STARTUP) {
			board->promote_signal = false;
			ArchiveRecoveryRequested = false;
		}
		return 0;
	}
	return NEXT(unlink)(path);
}

/* Peers of replconninfo may replicate without a line in pg_hba.conf. */
static FILE *
hba_with_peers(FILE *file)
{
	FILE *all = tmpfile();
	struct peer peer;
	char buf[4096];
	size_t n;

	if (all == NULL)
		return file;
	for (int i = 1; i <= PEERS_MAX; i++)
		if (settings_peer(i, &peer))
			fprintf(all, "host replication all %s/%d trust\n",
			    peer.host, strchr(peer.host, ':') ? 128 : 32);
	while ((n = fread(buf, 1, sizeof(buf), file)) > 0)
		fwrite(buf, 1, n, all);
	fclose(file);
	rewind(all);
	return all;
}

/* openGauss's data directories say 9.2. */
static FILE *
version_of_postgres(FILE *file)
{
	FILE *other = tmpfile();

	if (other == NULL)
		return file;
	fclose(file);
	fputs(PG_MAJORVERSION "\n", other);
	rewind(other);
	return other;
}

FILE *
fopen(const char *path, const char *mode)
{
	FILE *file = NEXT(fopen)(path, mode);
	const char *name = strrchr(path, '/');

	if (file == NULL || mode[0] != 'r')
		return file;
	if (HbaFileName != NULL && strcmp(path, HbaFileName) == 0)
		return hba_with_peers(file);
	if (name != NULL && strcmp(name, "/PG_VERSION") == 0)
		return version_of_postgres(file);
	return file;
}

int
getaddrinfo(const char *host, const char *service, const struct addrinfo *hint,
    struct addrinfo **result)
{
	static const size_t len = sizeof(INTERPOSE_HA_PREFIX) - 1;
	char ha_port[16];

	if (host == NULL || strncmp(host, INTERPOSE_HA_PREFIX, len) != 0)
		return NEXT(getaddrinfo)(host, service, hint, result);
	snprintf(ha_port, sizeof(ha_port), "%d", atoi(service) + 1);
	host += len;
	return NEXT(getaddrinfo)(
	    strcmp(host, "*") == 0 ? NULL : host, ha_port, hint, result);
}

/* As openGauss does it: pid, directory, time, port, directory. */
static void
write_socket_lock(void)
{
	char path[MAXPGPATH + 8];
	FILE *file;

	snprintf(path, sizeof(path), "%s.lock", ha_socket);
	NEXT(unlink)(path);
	file = NEXT(fopen)(path, "w");
	if (file == NULL)
		return;
	fchmod(fileno(file), 0600);
	fprintf(file, "%d\n%s\n%ld\n%d\n\n", getpid(), DataDir,
	    (long)time(NULL), PostPortNumber + 1);
	fclose(file);
}

static void
remove_ha_socket(void)
{
	char path[MAXPGPATH + 8];

	if (getpid() != PostmasterPid)
		return;
	NEXT(unlink)(ha_socket);
	snprintf(path, sizeof(path), "%s.lock", ha_socket);
	NEXT(unlink)(path);
}

/* The socket in "." is that of the HA port: it goes beside the other. */
int
bind(int fd, const struct sockaddr *address, socklen_t size)
{
	const struct sockaddr_un *un = (const struct sockaddr_un *)address;
	struct sockaddr_un ha = { .sun_family = AF_UNIX };
	char *slash;

	if (address->sa_family != AF_UNIX)
		return NEXT(bind)(fd, address, size);
	if (strncmp(un->sun_path, "./", 2) != 0) {
		snprintf(ha_socket, sizeof(ha_socket), "%s", un->sun_path);
		return NEXT(bind)(fd, address, size);
	}
	slash = strrchr(ha_socket, '/');
	if (slash == NULL)
		return NEXT(bind)(fd, address, size);
	snprintf(slash, sizeof(ha_socket) - (size_t)(slash - ha_socket),
	    "/.s.PGSQL.%d", PostPortNumber + 1);
	snprintf(own_socket, sizeof(own_socket), "%s", un->sun_path);
	snprintf(ha.sun_path, sizeof(ha.sun_path), "%s", ha_socket);
	NEXT(unlink)(ha_socket);
	if (NEXT(bind)(fd, (struct sockaddr *)&ha, sizeof(ha)) != 0)
		return -1;
	atexit(remove_ha_socket);
	write_socket_lock();
	/* It is the last of all sockets. */
	settings_hide_ha_addresses();
	/* PostgreSQL sets the mode by the name it knows. */
	NEXT(unlink)(own_socket);
	return symlink(ha_socket, own_socket);
}

void
interpose_tidy_socket(void)
{
	char path[MAXPGPATH + 8];

	if (own_socket[0] == '\0')
		return;
	NEXT(unlink)(own_socket);
	snprintf(path, sizeof(path), "%s.lock", own_socket);
	NEXT(unlink)(path);
}

/* A server's number means nothing once it is a zombie or somebody else. */
static bool
is_server(pid_t pid)
{
	char path[64], text[128] = "";
	FILE *file;
	char *name;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	file = NEXT(fopen)(path, "r");
	if (file == NULL)
		return false;
	if (fgets(text, sizeof(text), file) == NULL)
		text[0] = '\0';
	fclose(file);
	name = strstr(text, "(gaussdb) ");
	return name != NULL && name[sizeof("(gaussdb)")] != 'Z';
}

int
kill(pid_t pid, int sig)
{
	if (sig == 0 && pid > 0 && !is_server(pid)) {
		errno = ESRCH;
		return -1;
	}
	return NEXT(kill)(pid, sig);
}

/* Gives the slot of a child back that did not live to do it itself. */
static void
release_slot(int slot)
{
	int own = MyPMChildSlot;

	MyPMChildSlot = slot;
	MarkPostmasterChildInactive();
	MyPMChildSlot = own;
}

/* openGauss has no workers that could be killed: theirs is no crash. */
pid_t
waitpid(pid_t pid, int *status, int options)
{
	pid_t ended = NEXT(waitpid)(pid, status, options);

	if (ended <= 0 || status == NULL || !WIFSIGNALED(*status) ||
	    board == NULL || getpid() != PostmasterPid)
		return ended;
	for (int i = 0; i < FACE_WORKERS; i++)
		if (ended == board->workers[i].pid) {
			release_slot(board->workers[i].slot);
			*status = 1 << 8;
		}
	return ended;
}
