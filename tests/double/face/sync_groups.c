/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "postgres.h"

#include "sync_groups.h"

#include <limits.h>

#include "utils/guc.h"
#include "utils/guc_tables.h"

static GucStringCheckHook obey_one_group;

/* How many names are in "a,b"; quoted commas are nobody's. */
static int
count_names(const char *list, size_t length)
{
	int n = 1;

	for (size_t i = 0; i < length; i++)
		n += list[i] == ',';
	return n;
}

/* "ANY k (list)" with whatever follows; false where it is something else. */
static bool
take_group(
    const char **rest, int *ret_k, const char **ret_list, size_t *ret_length)
{
	const char *open, *close;
	int k;

	*rest += strspn(*rest, " ,");
	if (sscanf(*rest, "ANY %d", &k) != 1)
		return false;
	open = strchr(*rest, '(');
	close = open == NULL ? NULL : strchr(open, ')');
	if (close == NULL)
		return false;
	*ret_k = k;
	*ret_list = open + 1;
	*ret_length = (size_t)(close - open - 1);
	*rest = close + 1;
	return true;
}

/* As many of all as leave none of the groups short; NULL for one group. */
static char *
one_group(const char *names)
{
	const char *list, *rest = names;
	char *all = "";
	int k, ngroups = 0, total = 0, slack = INT_MAX;
	size_t length;

	while (take_group(&rest, &k, &list, &length)) {
		int n = count_names(list, length);

		if (k < 1 || k > n)
			return NULL;
		all = psprintf(
		    "%s%s%.*s", all, ngroups > 0 ? "," : "", (int)length, list);
		total += n;
		slack = Min(slack, n - k);
		ngroups++;
	}
	if (ngroups < 2 || rest[strspn(rest, " ")] != '\0')
		return NULL;
	return psprintf("ANY %d (%s)", total - slack, all);
}

static bool
obey(char **newval, void **extra, GucSource source)
{
	char *one = *newval == NULL ? NULL : one_group(*newval);

	return obey_one_group(one == NULL ? newval : &one, extra, source);
}

void
sync_groups_init(void)
{
	struct config_generic **settings = get_guc_variables();

	for (int i = 0; i < GetNumConfigOptions(); i++) {
		struct config_string *names;

		if (strcmp(settings[i]->name, "synchronous_standby_names") != 0)
			continue;
		names = (struct config_string *)settings[i];
		if (names->check_hook == obey)
			return;
		obey_one_group = names->check_hook;
		names->check_hook = obey;
	}
}
