/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/gs_ctl.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gauss/conf_file.h"
#include "gauss/gs_ctl_words.h"
#include "gauss/instance.h"
#include "gauss/process.h"
#include "gauss/small_file.h"
#include "gauss/state_file.h"
#include "ocf/run.h"
#include "ocf/why.h"

#define OUTPUT_DIR "/run/gaussha"

/* A pid and its line end; arguments up to "build". */
#define BUILD_PID_MAX 32
#define CMDLINE_MAX   8192

/* Of what it said, only the end is looked at. */
#define LAST_WORDS_MAX 16384

/* How long a killed gs_ctl may take to be gone. */
#define DEATH_MS 1000

/*
 * The server may not hear from its source for this long: the source writes a
 * checkpoint first, which takes minutes on a busy one.
 */
#define BUILD_RECEIVE_TIMEOUT_S "600"

#define ARGV_MAX 16

struct command {
	char program[PATH_MAX + 16];
	char timeout_s[24];
	const char *argv[ARGV_MAX];
	unsigned nargs;
};

static void
add(struct command *command, const char *word)
{
	/* The last stays NULL: no command has that many words. */
	if (command->nargs < ARGV_MAX - 1)
		command->argv[command->nargs++] = word;
}

static void
begin_command(struct command *command, const struct instance *instance,
    const char *program, const char *verb)
{
	memset(command, 0, sizeof(*command));
	snprintf(command->program, sizeof(command->program), "%s/bin/%s",
	    instance->gausshome, program);
	add(command, command->program);
	add(command, verb);
	add(command, "-D");
	add(command, instance->datadir);
}

/* At least a second: 0 is not "none" to gs_ctl. */
static void
add_timeout(struct command *command, struct moment deadline)
{
	int64_t ms = moment_left_ms(deadline, moment_now());

	snprintf(command->timeout_s, sizeof(command->timeout_s), "%" PRId64,
	    ms < 1000 ? 1 : ms / 1000);
	add(command, "-t");
	add(command, command->timeout_s);
}

static void
prepare(struct run *run, const struct instance *instance,
    const struct command *command, struct moment deadline)
{
	memset(run, 0, sizeof(*run));
	run->argv = command->argv;
	run->env = instance_environment(instance);
	run->directory = "/"; /* exists, and is no data directory */
	run->uid = instance->uid == geteuid() ? 0 : instance->uid;
	run->gid = instance->gid;
	run->deadline = deadline;
}

/* FNV-1a: two directories of the same last name get two files. */
static uint32_t
hash(const char *text)
{
	uint32_t value = 2166136261u;

	for (; *text != '\0'; text++)
		value = (value ^ (unsigned char)*text) * 16777619u;
	return value;
}

static bool
prepare_output(const struct instance *instance, const char *verb,
    struct gs_ctl_child *child, struct why *why)
{
	const char *name = strrchr(instance->datadir, '/');

	if ((mkdir(OUTPUT_DIR, 0755) != 0 && errno != EEXIST)) {
		why_set(why, "cannot make %s: %s", OUTPUT_DIR, strerror(errno));
		return false;
	}
	snprintf(child->output_path, sizeof(child->output_path),
	    OUTPUT_DIR "/gs_ctl-%s-%.64s-%08" PRIx32 ".log", verb,
	    name == NULL ? "" : name + 1, hash(instance->datadir));
	/* A server that still has the old one as its stderr keeps it. */
	if (unlink(child->output_path) != 0 && errno != ENOENT) {
		why_set(why, "cannot remove %s: %s", child->output_path,
		    strerror(errno));
		return false;
	}
	return true;
}

static bool
begin(const struct instance *instance, const struct command *command,
    struct moment deadline, int death_signal, struct gs_ctl_child *ret_child,
    struct why *why)
{
	struct gs_ctl_child child = { .exit_status = -1 };
	struct run run;

	if (!prepare_output(instance, command->argv[1], &child, why))
		return false;
	prepare(&run, instance, command, deadline);
	run.death_signal = death_signal;
	child.is_failover = death_signal != 0;
	strcpy(child.datadir, instance->datadir);
	if (!run_detached(&run, child.output_path, &child.pid, why)) {
		(void)unlink(child.output_path);
		return false;
	}
	*ret_child = child;
	return true;
}

/*
 * Without -l the server inherits gs_ctl's output: what it says before its own
 * log is open is then in our file.  A server without a log of its own would
 * go on for ever there, in memory.
 */
static bool
has_own_log(const struct instance *instance)
{
	static const char *const offs[] = { "off", "false", "no", "0" };
	struct conf_setting setting = { .name = "logging_collector" };

	if (!conf_file_read(
		instance->datadir, "postgresql.conf", &setting, 1, NULL))
		return false;
	for (size_t i = 0; i < sizeof(offs) / sizeof(offs[0]); i++)
		if (strcasecmp(setting.value, offs[i]) == 0)
			return false;
	return true;
}

bool
gs_ctl_begin_start(const struct instance *instance, enum role role,
    struct moment deadline, struct gs_ctl_child *ret_child, struct why *why)
{
	struct command command;

	begin_command(&command, instance, "gs_ctl", "start");
	add(&command, "-M");
	/* Never as primary: it would write before anybody has granted it. */
	add(&command,
	    role == ROLE_CASCADE_STANDBY ? "cascade_standby" : "standby");
	if (!has_own_log(instance)) {
		add(&command, "-l");
		add(&command, "/dev/null");
	}
	add_timeout(&command, deadline);
	return begin(instance, &command, deadline, 0, ret_child, why);
}

bool
gs_ctl_begin_failover(const struct instance *instance, uint64_t term,
    struct moment deadline, struct gs_ctl_child *ret_child, struct why *why)
{
	struct command command;
	char text[24];

	if (term == 0 || term > UINT32_MAX) {
		why_set(why, "%" PRIu64 " is no term", term);
		return false;
	}
	snprintf(text, sizeof(text), "%" PRIu64, term);
	begin_command(&command, instance, "gs_ctl", "failover");
	add(&command, "-T");
	add(&command, text);
	add_timeout(&command, deadline);
	return begin(instance, &command, deadline, SIGKILL, ret_child, why);
}

bool
gs_ctl_is_running(struct gs_ctl_child *child)
{
	int status;
	pid_t pid;

	if (child->pid == 0)
		return false;
	pid = waitpid(child->pid, &status, WNOHANG);
	if (pid == 0)
		return true;
	if (pid == child->pid && WIFEXITED(status))
		child->exit_status = WEXITSTATUS(status);
	/* Reaped by us or by somebody else: the number may be another's now. */
	child->pid = 0;
	return false;
}

/* The end of the file, which must be one that we wrote. */
static bool
read_tail(const char *path, char buf[LAST_WORDS_MAX])
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	struct stat st;
	off_t begin;
	ssize_t n = -1;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
		begin = st.st_size < LAST_WORDS_MAX
			    ? 0
			    : st.st_size - LAST_WORDS_MAX + 1;
		n = pread(fd, buf, LAST_WORDS_MAX - 1, begin);
	}
	close(fd);
	if (n < 0)
		return false;
	buf[n] = '\0';
	return true;
}

void
gs_ctl_last_words(const struct gs_ctl_child *child, struct why *ret_why)
{
	char output[LAST_WORDS_MAX], words[WHY_MAX / 2] = "";

	if (read_tail(child->output_path, output))
		gs_ctl_words_last(output, words, sizeof(words));
	why_set(ret_why, "%s", words);
}

/* Until it is gone, so that its lock is; it is our child and ours to reap. */
static void
await_death(struct gs_ctl_child *child)
{
	struct pollfd fd = { .fd = process_watch(child->pid),
		.events = POLLIN };

	/* Without pidfd this is the shortest wait that is not a spin. */
	(void)poll(&fd, 1, fd.fd >= 0 ? DEATH_MS : 10);
	if (fd.fd >= 0)
		close(fd.fd);
	(void)gs_ctl_is_running(child);
	child->pid = 0;
}

void
gs_ctl_end(struct gs_ctl_child *child)
{
	char path[PATH_MAX + 16];

	if (gs_ctl_is_running(child)) {
		/* Its session, for the ps and awk that it may run; a server
		 * has a session of its own. */
		if (kill(-child->pid, SIGKILL) != 0)
			(void)kill(child->pid, SIGKILL);
		await_death(child);
	}
	if (!child->is_failover)
		return;
	snprintf(path, sizeof(path), "%s/failover", child->datadir);
	(void)unlink(path);
}

bool
gs_ctl_stop(const struct instance *instance, enum gs_ctl_stop_mode mode,
    struct moment deadline, struct why *why)
{
	struct command command;
	struct run stop;

	begin_command(&command, instance, "gs_ctl", "stop");
	add(&command, "-m");
	add(&command, mode == GS_CTL_STOP_FAST ? "fast" : "immediate");
	add_timeout(&command, deadline);
	prepare(&stop, instance, &command, deadline);
	return run(&stop, why);
}

/* gs_guc refuses some signs and must quote others: none of them is needed. */
static bool
is_plain(const char *value)
{
	for (; *value != '\0'; value++)
		if ((unsigned char)*value < ' ' ||
		    strchr("'\"\\`$;|&<>", *value) != NULL)
			return false;
	return true;
}

bool
gs_ctl_set(const struct instance *instance, const char *name, const char *value,
    struct moment deadline, struct why *why)
{
	struct command command;
	char assignment[CONF_VALUE_MAX + CONF_NAME_MAX];
	struct run set;

	if (!is_plain(name) || !is_plain(value) ||
	    snprintf(assignment, sizeof(assignment), "%s='%s'", name, value) >=
		(int)sizeof(assignment)) {
		why_set(why, "%.64s cannot be set to %.128s", name, value);
		return false;
	}
	begin_command(&command, instance, "gs_guc", "set");
	add(&command, "-c");
	add(&command, assignment);
	prepare(&set, instance, &command, deadline);
	return run(&set, why);
}

/* The process that built last; 0 when it is through, -1 when none ever did. */
static long
read_builder(const struct instance *instance)
{
	char text[BUILD_PID_MAX];

	if (small_file_read(
		instance->datadir, "gs_build.pid", text, sizeof(text)) < 0)
		return -1;
	return strtol(text, NULL, 10);
}

/*
 * The number may be another process's after a reboot, or even a thread's of
 * the server, so the command line must have gs_ctl among its first words.
 */
static bool
is_gs_ctl(long pid)
{
	char directory[32], cmdline[CMDLINE_MAX];
	const char *word = cmdline;
	ssize_t n;

	snprintf(directory, sizeof(directory), "/proc/%ld", pid);
	n = small_file_read(directory, "cmdline", cmdline, sizeof(cmdline));
	if (n <= 0)
		return false;
	for (int i = 0; i < 3 && word < cmdline + n; i++) {
		const char *name = strrchr(word, '/');

		if (strcmp(name == NULL ? word : name + 1, "gs_ctl") == 0)
			return true;
		word += strlen(word) + 1;
	}
	return false;
}

enum build_progress
gs_ctl_build_progress(const struct instance *instance, int *ret_percent)
{
	long builder = read_builder(instance);
	struct state_file state;

	*ret_percent = -1;
	if (builder > 0 && is_gs_ctl(builder)) {
		if (state_file_read(instance->datadir, &state))
			*ret_percent = state.percent;
		return BUILD_RUNNING;
	}
	if (builder > 0 || instance_is_half_built(instance))
		return BUILD_FAILED;
	return builder < 0 ? BUILD_NONE : BUILD_DONE;
}

static bool
is_build_mode(const char *mode)
{
	static const char *const modes[] = { "auto", "incremental", "full",
		"standby_full" };

	/* gs_ctl takes any other word for "auto". */
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if (strcmp(mode, modes[i]) == 0)
			return true;
	return false;
}

static void
forget_builder(const struct instance *instance)
{
	char path[PATH_MAX + 16];

	snprintf(path, sizeof(path), "%s/gs_build.pid", instance->datadir);
	(void)unlink(path);
}

bool
gs_ctl_begin_build(const struct instance *instance, const char *mode,
    struct gs_ctl_child *ret_child, struct why *why)
{
	struct command command;
	int percent;

	if (gs_ctl_build_progress(instance, &percent) == BUILD_RUNNING) {
		why_set(why, "%s is being built already", instance->datadir);
		return false;
	}
	if (!is_build_mode(mode)) {
		why_set(why, "%.32s is no way to build a standby", mode);
		return false;
	}
	/* Until gs_ctl has written its own it would tell of the build before.
	 */
	forget_builder(instance);
	begin_command(&command, instance, "gs_ctl", "build");
	add(&command, "-b");
	add(&command, mode);
	add(&command, "-M");
	add(&command, "standby");
	add(&command, "-r");
	add(&command, BUILD_RECEIVE_TIMEOUT_S);
	add(&command, "-q"); /* who starts it removes signal files first */
	return begin(
	    instance, &command, (struct moment){ 0 }, 0, ret_child, why);
}
