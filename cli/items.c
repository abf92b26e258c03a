/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/items.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

bool
items_take(const char **list, char ret_item[NODE_CONF_NAME_MAX])
{
	size_t n;

	*list += strspn(*list, " ,");
	n = strcspn(*list, " ,");
	if (n == 0 || n >= NODE_CONF_NAME_MAX)
		return false;
	memcpy(ret_item, *list, n);
	ret_item[n] = '\0';
	*list += n;
	return true;
}

bool
items_have(const char *list, const char *wanted)
{
	char item[NODE_CONF_NAME_MAX];

	while (items_take(&list, item))
		if (strcmp(item, wanted) == 0)
			return true;
	return false;
}

void
items_append(char *list, size_t size, const char *item)
{
	size_t n = strlen(list);

	if (n + strlen(item) + 2 <= size)
		snprintf(list + n, size - n, " %s", item);
}

bool
items_is_ip(const char *text)
{
	unsigned char bytes[16];

	return inet_pton(AF_INET, text, bytes) == 1 ||
	       inet_pton(AF_INET6, text, bytes) == 1;
}
