/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpg/keeper/record_code.h"
#include "ocf/why.h"

#define RECORD_SUFFIX  ".record"
#define HISTORY_SUFFIX ".history"
#define TOLD_SUFFIX    ".told"

/* Kinds of packets that are files. */
enum kind {
	KIND_LEDGER = 64,
	KIND_HISTORY,
	KIND_TOLD,
	KIND_FENCINGS,
};

size_t
store_put_ledger(unsigned char *buf, size_t size, const char *database,
    const struct ledger *ledger)
{
	struct wire_out out = wire_begin(buf, size, KIND_LEDGER, database);

	wire_put(&out, ledger->promise, 8);
	wire_put(&out, ledger->counts, 1);
	record_code_put(&out, &ledger->record);
	return wire_end(&out);
}

/* Of this kind and this database: a file of another may have been copied. */
static bool
open_packet(const void *bytes, size_t nbytes, enum kind kind,
    const char *database, struct wire_packet *ret_packet)
{
	return wire_open(bytes, nbytes, ret_packet) == WIRE_GOOD &&
	       ret_packet->kind == kind &&
	       strcmp(ret_packet->database, database) == 0;
}

bool
store_get_ledger(const void *bytes, size_t nbytes, const char *database,
    struct ledger *ret_ledger)
{
	struct wire_packet packet;
	struct ledger ledger;

	if (!open_packet(bytes, nbytes, KIND_LEDGER, database, &packet))
		return false;
	memset(&ledger, 0, sizeof(ledger));
	ledger.promise = wire_get(&packet.in, 8);
	ledger.counts = wire_get_upto(&packet.in, 1, 1) != 0;
	record_code_get(&packet.in, &ledger.record);
	if (!wire_is_read(&packet.in))
		return false;
	*ret_ledger = ledger;
	return true;
}

size_t
store_put_history(unsigned char *buf, size_t size, const char *database,
    const struct history *history)
{
	struct wire_out out = wire_begin(buf, size, KIND_HISTORY, database);

	wire_put(&out, history->n, 2);
	for (unsigned i = 0; i < history->n; i++)
		history_put(&out, &history->entries[i]);
	return wire_end(&out);
}

bool
store_get_history(const void *bytes, size_t nbytes, const char *database,
    struct history *ret_history)
{
	struct wire_packet packet;
	struct promotion_entry entry;
	unsigned n;

	if (!open_packet(bytes, nbytes, KIND_HISTORY, database, &packet))
		return false;
	memset(ret_history, 0, sizeof(*ret_history));
	n = wire_get_upto(&packet.in, 2, HISTORY_MAX);
	for (unsigned i = 0; i < n; i++) {
		history_get(&packet.in, &entry);
		if (packet.in.ok)
			history_add(ret_history, &entry);
	}
	return wire_is_read(&packet.in);
}

size_t
store_put_told(unsigned char *buf, size_t size, const char *database,
    const struct history *history)
{
	struct wire_out out = wire_begin(buf, size, KIND_TOLD, database);
	unsigned n = history->n - history_count_untold(history);

	wire_put_text(&out, history->told_to);
	wire_put(&out, n, 2);
	for (unsigned i = 0; i < history->n; i++) {
		if (!history->entries[i].is_told)
			continue;
		wire_put(&out, history->entries[i].term, 8);
		wire_put(&out, (uint64_t)history->entries[i].when_s, 8);
	}
	return wire_end(&out);
}

/* Marks are set when all of it made sense: one too few is told once more, and
 * is there; one too many never would be. */
bool
store_get_told(const void *bytes, size_t nbytes, const char *database,
    struct history *history)
{
	struct wire_packet packet;
	char told_to[CONNINFO_MAX];
	struct {
		uint64_t term;
		int64_t when_s;
	} marks[HISTORY_MAX];
	unsigned n;

	if (!open_packet(bytes, nbytes, KIND_TOLD, database, &packet))
		return false;
	wire_get_text(&packet.in, told_to, sizeof(told_to));
	n = wire_get_upto(&packet.in, 2, HISTORY_MAX);
	for (unsigned i = 0; i < n; i++) {
		marks[i].term = wire_get(&packet.in, 8);
		marks[i].when_s = (int64_t)wire_get(&packet.in, 8);
	}
	if (!wire_is_read(&packet.in))
		return false;
	(void)history_tell_to(history, told_to);
	for (unsigned i = 0; i < n; i++)
		(void)history_mark(history, marks[i].term, marks[i].when_s);
	return true;
}

size_t
store_put_fencings(
    unsigned char *buf, size_t size, const struct fencings *fencings)
{
	struct wire_out out =
	    wire_begin(buf, size, KIND_FENCINGS, WIRE_NOBODYS);

	wire_put(&out, fencings->n, 2);
	for (unsigned i = 0; i < fencings->n; i++)
		fencings_put(&out, &fencings->entries[i]);
	return wire_end(&out);
}

bool
store_get_fencings(
    const void *bytes, size_t nbytes, struct fencings *ret_fencings)
{
	struct wire_packet packet;
	struct fencing entry;
	unsigned n;

	if (!open_packet(bytes, nbytes, KIND_FENCINGS, WIRE_NOBODYS, &packet))
		return false;
	memset(ret_fencings, 0, sizeof(*ret_fencings));
	n = wire_get_upto(&packet.in, 2, FENCINGS_MAX);
	for (unsigned i = 0; i < n; i++) {
		fencings_get(&packet.in, &entry);
		if (packet.in.ok)
			fencings_add(ret_fencings, &entry);
	}
	return wire_is_read(&packet.in);
}

static void
name_file(
    const char *database, const char *suffix, char ret_name[STORE_NAME_MAX])
{
	snprintf(ret_name, STORE_NAME_MAX, "%.*s%s", WIRE_NAME_MAX - 1,
	    database, suffix);
}

void
store_record_file(const char *database, char ret_name[STORE_NAME_MAX])
{
	name_file(database, RECORD_SUFFIX, ret_name);
}

void
store_history_file(const char *database, char ret_name[STORE_NAME_MAX])
{
	name_file(database, HISTORY_SUFFIX, ret_name);
}

void
store_told_file(const char *database, char ret_name[STORE_NAME_MAX])
{
	name_file(database, TOLD_SUFFIX, ret_name);
}

static bool
failed(struct why *why, const char *what, const char *name)
{
	why_set(why, "%s %s: %s", what, name, strerror(errno));
	return false;
}

static bool
write_all(int fd, const unsigned char *bytes, size_t nbytes)
{
	while (nbytes > 0) {
		ssize_t n = write(fd, bytes, nbytes);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes += n;
		nbytes -= (size_t)n;
	}
	return true;
}

/* The close is looked at as well: NFS and quotas tell there. */
static bool
write_temporary(int directory, const char *name, const void *bytes,
    size_t nbytes, struct why *why)
{
	int fd = openat(directory, name,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok;

	if (fd < 0)
		return failed(why, "cannot create", name);
	ok = write_all(fd, bytes, nbytes) && fsync(fd) == 0;
	if (!ok)
		failed(why, "cannot write", name);
	if (close(fd) != 0 && ok)
		ok = failed(why, "cannot write", name);
	return ok;
}

/* The name is on the disk only when the directory is. */
static bool
replace(int directory, const char *temporary, const char *name, struct why *why)
{
	if (renameat(directory, temporary, directory, name) != 0)
		return failed(why, "cannot replace", name);
	return fsync(directory) == 0 ||
	       failed(why, "cannot make lasting", name);
}

bool
store_write(const char *directory, const char *name, const void *bytes,
    size_t nbytes, struct why *why)
{
	char temporary[STORE_NAME_MAX + 8];
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return failed(why, "cannot open", directory);
	snprintf(temporary, sizeof(temporary), "%s.new", name);
	ok = write_temporary(fd, temporary, bytes, nbytes, why) &&
	     replace(fd, temporary, name, why);
	close(fd);
	return ok;
}

/* The length, or -errno; -EFBIG for what cannot be ours. */
static ssize_t
read_whole(int directory, const char *name, unsigned char *buf, size_t size)
{
	int fd = openat(
	    directory, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	size_t length = 0;
	ssize_t n;

	if (fd < 0)
		return -errno;
	do {
		n = read(fd, buf + length, size - length);
		if (n > 0)
			length += (size_t)n;
	} while ((n > 0 && length < size) || (n < 0 && errno == EINTR));
	if (n < 0)
		n = -errno;
	else
		n = length == size ? -EFBIG : (ssize_t)length;
	close(fd);
	return n;
}

/* What a broken file held may be wanted by whoever looks for the reason. */
static enum store_found
put_aside(int directory, const char *name, const char *what, struct why *why)
{
	char aside[STORE_NAME_MAX + 8];

	snprintf(aside, sizeof(aside), "%s.broken", name);
	(void)renameat(directory, name, directory, aside);
	why_set(why, "%s %s; it was put aside as %s", name, what, aside);
	return STORE_BROKEN;
}

/* ret_n bytes into buf; from there on, whether they make sense is asked. */
static enum store_found
read_file(const char *directory, const char *name,
    unsigned char buf[STORE_BYTES_MAX], size_t *ret_n, struct why *why)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	enum store_found found = STORE_FOUND;
	ssize_t n;

	if (fd < 0)
		return STORE_NONE;
	n = read_whole(fd, name, buf, STORE_BYTES_MAX);
	if (n == -ENOENT)
		found = STORE_NONE;
	else if (n < 0)
		found = put_aside(fd, name, strerror((int)-n), why);
	else
		*ret_n = (size_t)n;
	close(fd);
	return found;
}

/* They made none. */
static enum store_found
damaged(const char *directory, const char *name, struct why *why)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	(void)put_aside(fd, name, "is damaged", why);
	if (fd >= 0)
		close(fd);
	return STORE_BROKEN;
}

enum store_found
store_read_ledger(const char *directory, const char *database,
    struct ledger *ret_ledger, struct why *why)
{
	unsigned char buf[STORE_BYTES_MAX];
	char name[STORE_NAME_MAX];
	enum store_found found;
	size_t n = 0;

	store_record_file(database, name);
	found = read_file(directory, name, buf, &n, why);
	if (found == STORE_FOUND &&
	    !store_get_ledger(buf, n, database, ret_ledger))
		return damaged(directory, name, why);
	return found;
}

enum store_found
store_read_history(const char *directory, const char *database,
    struct history *ret_history, struct why *why)
{
	unsigned char buf[STORE_BYTES_MAX];
	char name[STORE_NAME_MAX];
	enum store_found found;
	size_t n = 0;

	memset(ret_history, 0, sizeof(*ret_history));
	store_history_file(database, name);
	found = read_file(directory, name, buf, &n, why);
	if (found == STORE_FOUND &&
	    !store_get_history(buf, n, database, ret_history))
		return damaged(directory, name, why);
	return found;
}

enum store_found
store_read_told(const char *directory, const char *database,
    struct history *history, struct why *why)
{
	unsigned char buf[STORE_BYTES_MAX];
	char name[STORE_NAME_MAX];
	enum store_found found;
	size_t n = 0;

	store_told_file(database, name);
	found = read_file(directory, name, buf, &n, why);
	if (found == STORE_FOUND && !store_get_told(buf, n, database, history))
		return damaged(directory, name, why);
	return found;
}

enum store_found
store_read_fencings(
    const char *directory, struct fencings *ret_fencings, struct why *why)
{
	unsigned char buf[STORE_BYTES_MAX];
	enum store_found found;
	size_t n = 0;

	memset(ret_fencings, 0, sizeof(*ret_fencings));
	found = read_file(directory, STORE_FENCINGS_FILE, buf, &n, why);
	if (found == STORE_FOUND && !store_get_fencings(buf, n, ret_fencings))
		return damaged(directory, STORE_FENCINGS_FILE, why);
	return found;
}

static bool
names_a_record(const char *file, char ret_name[WIRE_NAME_MAX])
{
	size_t length = strlen(file), suffix = strlen(RECORD_SUFFIX);

	if (length <= suffix || length - suffix >= WIRE_NAME_MAX ||
	    strcmp(file + length - suffix, RECORD_SUFFIX) != 0)
		return false;
	memset(ret_name, 0, WIRE_NAME_MAX);
	memcpy(ret_name, file, length - suffix);
	return wire_is_name(ret_name);
}

unsigned
store_list(const char *directory, char ret_names[][WIRE_NAME_MAX], unsigned max)
{
	DIR *dir = opendir(directory);
	const struct dirent *entry;
	unsigned n = 0;

	if (dir == NULL)
		return 0;
	while (n < max && (entry = readdir(dir)) != NULL)
		n += names_a_record(entry->d_name, ret_names[n]);
	closedir(dir);
	return n;
}
