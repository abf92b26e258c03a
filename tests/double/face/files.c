/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "access/xlogrecovery.h"

#include "settings.h"

#define TERM_PATH ".double/term"

struct gauss_state {
	int32 mode, conn_num, state;
	bool sync_stat;
	uint64 lsn, term;
	int32 build_mode;
	uint64 build_done, build_size;
	int32 build_percent, build_left_s;
	int32 reason, conn_index;
};
StaticAssertDecl(sizeof(struct gauss_state) == 72, "gaussdb.state");

/* Replaces path as a whole, so that a reader sees the old or the new. */
static bool
replace_file(const char *path, const void *bytes, size_t size)
{
	char temp[MAXPGPATH];
	int fd;
	bool whole;

	snprintf(temp, sizeof(temp), "%s.temp", path);
	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	if (fd < 0)
		return false;
	whole = write(fd, bytes, size) == (ssize_t)size;
	close(fd);
	return whole && rename(temp, path) == 0;
}

static ssize_t
read_file(const char *path, void *buf, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = read(fd, buf, size);
	close(fd);
	return n;
}

void
files_write_state(void)
{
	static struct gauss_state written;
	struct gauss_state now = {
		.mode = (int32)board_role(),
		.conn_num = settings_npeers(),
		.state = (int32)board_state(),
		.reason = (int32)board->reason,
		.conn_index = board->peer_index,
	};

	/* A primary that never was a standby keeps no position. */
	if (now.mode != FACE_PRIMARY || written.lsn != 0) {
		now.lsn = written.lsn;
		now.term = board->term;
	}
	if (now.state == STATE_NEED_REPAIR && now.reason == REASON_NONE)
		now.reason = REASON_CONNECT;
	if (memcmp(&now, &written, sizeof(now)) == 0)
		return;
	if (now.mode != FACE_PRIMARY && now.mode != FACE_NORMAL) {
		now.lsn = GetXLogReplayRecPtr(NULL);
		now.term = board->term;
	}
	if (replace_file("gaussdb.state", &now, sizeof(now)))
		written = now;
}

void
files_write_opts(const char *role)
{
	char text[4096];
	ssize_t n = read_file("postmaster.opts", text, sizeof(text) - 1);
	char *mode, *end;
	char *all;

	if (n <= 0)
		return;
	text[n] = '\0';
	text[strcspn(text, "\n")] = '\0';
	mode = strstr(text, " \"-M\" \"");
	if (mode != NULL) {
		end = strchr(mode + 7, '"');
		all = psprintf("%.*s \"-M\" \"%s\"%s\n", (int)(mode - text),
		    text, role, end ? end + 1 : "");
	} else {
		all = psprintf("%s \"-M\" \"%s\"\n", text, role);
	}
	replace_file("postmaster.opts", all, strlen(all));
	pfree(all);
}

/* PostgreSQL rewrites its eighth line now and then: cut it off again. */
void
files_tidy_pid(void)
{
	char text[4096], line[7][MAXPGPATH];
	char *at = text, *all;
	ssize_t n = read_file("postmaster.pid", text, sizeof(text) - 1);
	int fd;

	text[Max(n, 0)] = '\0';
	for (int i = 0; i < 7; i++) {
		size_t len = strcspn(at, "\n");

		if (at[len] == '\0')
			return;
		snprintf(line[i], MAXPGPATH, "%.*s", (int)len, at);
		at += len + 1;
	}
	fd = *at == '\0' ? -1 : open("postmaster.pid", O_WRONLY);
	if (fd < 0)
		return;
	all = psprintf("%s\n%s\n%s\n%s\n%s\n\n%s\n", line[0], line[1], line[2],
	    line[3], line[4], line[6]);
	if (pwrite(fd, all, strlen(all), 0) == (ssize_t)strlen(all))
		(void)!ftruncate(fd, (off_t)strlen(all));
	pfree(all);
	close(fd);
}

uint64
files_read_term(void)
{
	char text[32] = "";

	if (read_file(TERM_PATH, text, sizeof(text) - 1) <= 0)
		return 1;
	return Max(strtoull(text, NULL, 10), 1);
}

void
files_write_term(uint64 term)
{
	char text[32];

	snprintf(text, sizeof(text), UINT64_FORMAT "\n", term);
	mkdir(".double", 0700);
	replace_file(TERM_PATH, text, strlen(text));
}

uint64
files_read_term_file(void)
{
	uint32 term;

	return read_file("term_file", &term, sizeof(term)) == sizeof(term)
		   ? term
		   : 0;
}

struct disable_conn {
	int32 mode;
	char host[FACE_HOST_MAX];
	int32 port;
};

void
files_read_disable_conn(struct board *to)
{
	struct disable_conn kept;

	if (read_file("disable_conn_file", &kept, sizeof(kept)) !=
		sizeof(kept) ||
	    kept.mode < CONN_POLLING || kept.mode > CONN_PROHIBIT)
		return;
	to->conn_mode = (enum face_conn_mode)kept.mode;
	to->conn_port = kept.port;
	strlcpy(to->conn_host, kept.host, sizeof(to->conn_host));
}

bool
files_write_disable_conn(const struct board *from)
{
	struct disable_conn keep = { .mode = (int32)from->conn_mode,
		.port = from->conn_port };

	strlcpy(keep.host, from->conn_host, sizeof(keep.host));
	return replace_file("disable_conn_file", &keep, sizeof(keep));
}
