/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/lsn.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* One half of a position: 1 to 8 hex digits, nothing else. */
static const char *
parse_half(const char *text, uint32_t *ret_half)
{
	uint32_t half = 0;
	const char *p = text;

	for (; p - text < 8; p++) {
		if (*p >= '0' && *p <= '9')
			half = half << 4 | (uint32_t)(*p - '0');
		else if (*p >= 'A' && *p <= 'F')
			half = half << 4 | (uint32_t)(*p - 'A' + 10);
		else
			break;
	}
	*ret_half = half;
	return p == text ? NULL : p;
}

bool
lsn_parse(const char *text, struct lsn *ret_lsn)
{
	uint32_t high, low;
	const char *p = parse_half(text, &high);

	if (p == NULL || *p != '/')
		return false;
	p = parse_half(p + 1, &low);
	if (p == NULL || *p != '\0')
		return false;
	ret_lsn->bytes = (uint64_t)high << 32 | low;
	return true;
}

int
lsn_cmp(struct lsn a, struct lsn b)
{
	return (a.bytes > b.bytes) - (a.bytes < b.bytes);
}

const char *
lsn_text(struct lsn lsn, char buf[LSN_TEXT_MAX])
{
	snprintf(buf, LSN_TEXT_MAX, "%" PRIX32 "/%" PRIX32,
	    (uint32_t)(lsn.bytes >> 32), (uint32_t)lsn.bytes);
	return buf;
}
