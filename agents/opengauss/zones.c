/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/zones.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "cpg/request.h"
#include "ocf/why.h"

#define BLANKS     " \t\n,"
#define NUMBER_MAX 8 /* standbys beside a primary */

/* A word of a list, cut where its sign stands: "az1@north", "az1=2/1". */
struct word {
	char text[REQUEST_NAME_MAX];
	const char *more; /* behind the sign, inside text; NULL without */
};

/* The next word; false behind the last.  One that is too long is cut, and told
 * of by zones_fit(). */
static bool
take(const char **rest, char sign, struct word *ret_word)
{
	size_t n, length;
	char *more;

	if (*rest == NULL)
		return false;
	*rest += strspn(*rest, BLANKS);
	n = strcspn(*rest, BLANKS);
	if (n == 0)
		return false;
	length = n < sizeof(ret_word->text) ? n : sizeof(ret_word->text) - 1;
	memcpy(ret_word->text, *rest, length);
	ret_word->text[length] = '\0';
	*rest += n;
	more = strchr(ret_word->text, sign);
	ret_word->more = more == NULL ? NULL : more + 1;
	if (more != NULL)
		*more = '\0';
	return true;
}

bool
zones_find(const char *zones, const char *zone, unsigned *ret_number,
    unsigned *ret_city)
{
	struct word word;
	char city[REQUEST_NAME_MAX] = "";
	unsigned number = 0;
	const char *rest = zones;

	while (take(&rest, '@', &word)) {
		number++;
		if (strcmp(word.text, zone) == 0)
			break;
		word.text[0] = '\0';
	}
	if (number == 0 || word.text[0] == '\0')
		return false;
	*ret_number = number;
	*ret_city = 0;
	if (word.more == NULL)
		return true;
	strcpy(city, word.more);
	rest = zones;
	while (take(&rest, '@', &word)) {
		++*ret_city;
		if (word.more != NULL && strcmp(word.more, city) == 0)
			break;
	}
	return true;
}

/* "2" or "2/1" */
static bool
read_numbers(const char *text, unsigned *ret_wanted, unsigned *ret_acks)
{
	if (text == NULL || !isdigit((unsigned char)text[0]))
		return false;
	*ret_wanted = (unsigned)(text[0] - '0');
	*ret_acks = *ret_wanted;
	if (text[1] == '/' && isdigit((unsigned char)text[2]) &&
	    text[3] == '\0')
		*ret_acks = (unsigned)(text[2] - '0');
	else if (text[1] != '\0')
		return false;
	return *ret_acks > 0 && *ret_acks <= *ret_wanted &&
	       *ret_wanted <= NUMBER_MAX;
}

static bool
is_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_.-";

	return text[0] != '\0' && text[strspn(text, letters)] == '\0' &&
	       strlen(text) < REQUEST_NAME_MAX - 1;
}

static bool
all_are_zones(const char *zones, struct why *why)
{
	const char *rest = zones;
	struct word word;

	for (unsigned i = 1; take(&rest, '@', &word); i++) {
		unsigned number, city;

		if (word.more != NULL && !is_name(word.more)) {
			why_set(why,
			    "zones=%.200s: the city \"%s\" of \"%s\" is no "
			    "name",
			    zones, word.more, word.text);
			return false;
		}
		if (is_name(word.text) &&
		    zones_find(zones, word.text, &number, &city) && number == i)
			continue;
		why_set(why,
		    "zones=%.200s: \"%s\" is no name, or is there "
		    "twice",
		    zones, word.text);
		return false;
	}
	return true;
}

static bool
all_can_be(const char *zones, const char *sync_zones, struct why *why)
{
	const char *rest = sync_zones;
	struct word word;

	for (unsigned i = 0; take(&rest, '=', &word); i++) {
		unsigned wanted, acks, number, city;

		if (i == REQUEST_WISHES_MAX) {
			why_set(why, "sync_zones=%.200s: more than %d zones",
			    sync_zones, REQUEST_WISHES_MAX);
			return false;
		}
		if (!zones_find(zones, word.text, &number, &city)) {
			why_set(why, "sync_zones=%.200s: %s is none of zones",
			    sync_zones, word.text);
			return false;
		}
		if (!read_numbers(word.more, &wanted, &acks)) {
			why_set(why,
			    "sync_zones=%.200s: %s needs a number from 1 to "
			    "%d, and behind a / one that is not more",
			    sync_zones, word.text, NUMBER_MAX);
			return false;
		}
	}
	return true;
}

static bool
none_is_twice(const char *sync_zones, struct why *why)
{
	const char *rest = sync_zones;
	struct word word, other;

	while (take(&rest, '=', &word)) {
		const char *behind = rest;

		while (take(&behind, '=', &other))
			if (strcmp(word.text, other.text) == 0) {
				why_set(why,
				    "sync_zones=%.200s: %s is there twice",
				    sync_zones, word.text);
				return false;
			}
	}
	return true;
}

bool
zones_fit(const char *zones, const char *sync_zones, struct why *why)
{
	return all_are_zones(zones, why) &&
	       all_can_be(zones, sync_zones, why) &&
	       none_is_twice(sync_zones, why);
}

void
zones_wish(
    const char *zones, const char *sync_zones, struct request_registration *of)
{
	const char *rest = sync_zones;
	struct word word;

	of->nwishes = 0;
	while (of->nwishes < REQUEST_WISHES_MAX && take(&rest, '=', &word)) {
		struct request_wish *wish = &of->wishes[of->nwishes];
		unsigned city;

		memset(wish, 0, sizeof(*wish));
		if (zones_find(zones, word.text, &wish->zone, &city) &&
		    read_numbers(word.more, &wish->wanted, &wish->acks))
			of->nwishes++;
	}
}

bool
zones_names(const char *list, const char *word)
{
	struct word found;

	while (take(&list, ' ', &found))
		if (strcmp(found.text, word) == 0)
			return true;
	return false;
}
