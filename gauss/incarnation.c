/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/incarnation.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>

#include "gauss/instance.h"
#include "gauss/owner_guise.h"
#include "gauss/small_file.h"
#include "ocf/why.h"

#define FILE_NAME "gaussha.incarnation"

#define TEXT_MAX 300

#define DIGITS 16

/* No sign, no blank, no prefix: what was not written here does not count. */
static bool
parse_digits(const char *text, uint64_t *ret_id)
{
	uint64_t id = 0;

	for (int i = 0; i < DIGITS; i++) {
		const char *all = "0123456789abcdef";
		const char *digit =
		    text[i] == '\0' ? NULL : strchr(all, text[i]);

		if (digit == NULL)
			return false;
		id = id << 4 | (uint64_t)(digit - all);
	}
	*ret_id = id;
	return true;
}

uint64_t
incarnation_parse(const char *text, const char *node)
{
	size_t length = strlen(node);
	uint64_t id;

	if (length == 0 || !parse_digits(text, &id) || text[DIGITS] != ' ')
		return 0;
	text += DIGITS + 1;
	if (strncmp(text, node, length) != 0 ||
	    strcmp(text + length, "\n") != 0)
		return 0;
	return id;
}

uint64_t
incarnation_read(const struct instance *instance, const char *node)
{
	char text[TEXT_MAX];

	if (small_file_read(instance->datadir, FILE_NAME, text, sizeof(text)) <
	    0)
		return 0;
	return incarnation_parse(text, node);
}

static bool
make_id(uint64_t *ret_id)
{
	do {
		if (getrandom(ret_id, sizeof(*ret_id), 0) !=
		    (ssize_t)sizeof(*ret_id))
			return false;
	} while (*ret_id == 0);
	return true;
}

/* As the owner, so that the file is the server's and a build's to remove. */
static int
write_as_owner(const struct instance *instance, const char *text, size_t n)
{
	struct owner_guise guise;
	int error;

	if (!owner_guise_take(instance, &guise))
		return -errno;
	error = small_file_write(instance->datadir, FILE_NAME, text, n);
	owner_guise_drop(&guise);
	return error;
}

bool
incarnation_renew(const struct instance *instance, const char *node,
    uint64_t *ret_id, struct why *why)
{
	char text[TEXT_MAX];
	uint64_t id = 0;
	int n, error = 0;

	if (!make_id(&id))
		error = -errno;
	n = snprintf(
	    text, sizeof(text), "%0*" PRIx64 " %s\n", DIGITS, id, node);
	if (error == 0 && n >= (int)sizeof(text))
		error = -ENAMETOOLONG;
	if (error == 0)
		error = write_as_owner(instance, text, (size_t)n);
	if (error != 0) {
		why_set(why, "%s in %s cannot be written: %s", FILE_NAME,
		    instance->datadir, strerror(-error));
		return false;
	}
	*ret_id = id;
	return true;
}

bool
incarnation_remove(const struct instance *instance, struct why *why)
{
	struct owner_guise guise;
	int error;

	if (owner_guise_take(instance, &guise)) {
		error = small_file_remove(instance->datadir, FILE_NAME);
		owner_guise_drop(&guise);
	} else {
		error = -errno;
	}
	if (error == 0 || error == -ENOENT)
		return true;
	why_set(why, "%s in %s cannot be removed: %s", FILE_NAME,
	    instance->datadir, strerror(-error));
	return false;
}
