/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "conf.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/stringinfo.h"
#include "miscadmin.h"

/* "name = " or "#name = ", at the beginning of a line. */
static bool
is_line_of(const char *line, const char *name, bool *ret_active)
{
	size_t len = strlen(name);

	line += strspn(line, " \t");
	*ret_active = *line != '#';
	line += strspn(line, "# \t");
	if (pg_strncasecmp(line, name, len) != 0)
		return false;
	line += len;
	return line[strspn(line, " \t")] == '=';
}

/* Where the value ends and a comment may begin. */
static const char *
comment_of(const char *line)
{
	bool quoted = false;

	for (line = strchr(line, '=') + 1; *line != '\0'; line++) {
		if (*line == '\'')
			quoted = !quoted;
		else if (*line == '#' && !quoted)
			return line;
	}
	return "";
}

char *
conf_read(void)
{
	const char *path = "postgresql.conf";
	int fd = open(path, O_RDONLY);
	struct stat st;
	char *text;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) != 0)
		ereport(ERROR, (errmsg("could not open file \"%s\"", path)));
	text = palloc0((Size)st.st_size + 1);
	n = read(fd, text, (size_t)st.st_size);
	close(fd);
	text[Max(n, 0)] = '\0';
	return text;
}

/* The active line is replaced, else the last commented one, else appended. */
char *
conf_with(const char *text, const char *name, const char *value)
{
	StringInfoData out;
	char *rest, *line, *found = NULL;
	char *copy = pstrdup(text);
	bool active, found_active = false;
	const char *comment = "";
	long at;

	for (line = copy; line != NULL && *line != '\0'; line = rest) {
		rest = strchr(line, '\n');
		if (rest != NULL)
			*rest++ = '\0';
		if (is_line_of(line, name, &active) &&
		    (active || !found_active)) {
			found = line;
			found_active |= active;
		}
	}
	initStringInfo(&out);
	if (found == NULL) {
		appendStringInfo(&out, "%s%s = '%s'\n", text, name, value);
		return out.data;
	}
	at = found - copy;
	comment = comment_of(found);
	appendBinaryStringInfo(&out, text, (int)at);
	appendStringInfo(&out, "%s = '%s'%s%s\n", name, value,
	    *comment ? "\t" : "", comment);
	rest = strchr(text + at, '\n');
	appendStringInfoString(&out, rest ? rest + 1 : "");
	return out.data;
}

void
conf_write(const char *text)
{
	const char *path = "postgresql.conf";
	const char *temp = "postgresql.conf.bak";
	int fd;
	bool whole;

	fd = open(temp, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	whole =
	    fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
	if (fd >= 0)
		close(fd);
	if (!whole || rename(temp, path) != 0)
		ereport(ERROR, (errmsg("could not write file \"%s\"", path)));
}

int
conf_lock(void)
{
	int lock = open("postgresql.conf.lock", O_RDWR | O_CREAT, 0600);

	if (lock >= 0 && flock(lock, LOCK_EX) != 0)
		ereport(LOG, (errmsg("could not lock postgresql.conf.lock")));
	return lock;
}

/* Parses one line; the value keeps its quotes. */
static bool
take_line(const char *line, char *name, char *value)
{
	size_t len = strspn(line, "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789.");
	const char *at = line + len + strspn(line + len, " \t");
	const char *end;

	if (len == 0 || len >= NAMEDATALEN || *at != '=')
		return false;
	at += 1 + strspn(at + 1, " \t");
	end = at;
	if (*end == '\'')
		for (end++; *end != '\0' && *end != '\n' &&
			    !(*end == '\'' && end[1] != '\'');
		     end++)
			end += *end == '\'';
	end += *end == '\'' ? 1 : strcspn(end, " \t#\n");
	snprintf(name, NAMEDATALEN, "%.*s", (int)len, line);
	snprintf(value, CONF_VALUE_MAX, "%.*s", (int)(end - at), at);
	return true;
}

void
conf_each(const char *text,
    void (*take)(const char *name, const char *value, void *to), void *to)
{
	char name[NAMEDATALEN], value[CONF_VALUE_MAX];

	for (const char *line = text; line != NULL && *line != '\0';) {
		if (take_line(line, name, value))
			take(name, value, to);
		line = strchr(line, '\n');
		line += line != NULL;
	}
}
