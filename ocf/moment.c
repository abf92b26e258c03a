/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/moment.h"

#include <time.h>

struct moment
moment_now(void)
{
	struct timespec ts;

	/* BOOTTIME, since a suspended host's deadlines have passed as well. */
	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (
	    struct moment){ (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 };
}

struct moment
moment_after(struct moment t, int64_t ms)
{
	return (struct moment){ t.ms + ms };
}

struct moment
moment_earlier(struct moment a, struct moment b)
{
	return a.ms < b.ms ? a : b;
}

int64_t
moment_left_ms(struct moment t, struct moment now)
{
	return t.ms > now.ms ? t.ms - now.ms : 0;
}

int64_t
moment_between_ms(struct moment from, struct moment to)
{
	return to.ms - from.ms;
}
