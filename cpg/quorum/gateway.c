/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/gateway.h"

#define QUICK_MS 50

int64_t
gateway_due(const struct gateway *gateway, const struct gateway_rules *rules,
    struct moment now)
{
	bool is_rising =
	    !gateway->answers && gateway->run > 0 && !gateway->is_open;
	int64_t interval = is_rising && QUICK_MS < rules->interval_ms
			       ? QUICK_MS
			       : rules->interval_ms;

	return gateway->is_asked
		   ? moment_left_ms(moment_after(gateway->asked, interval), now)
		   : 0;
}

/* One more in a row against what is believed, or the row is broken. */
static void
count(struct gateway *gateway, bool answered, unsigned tries)
{
	if (answered == gateway->answers) {
		gateway->run = 0;
		return;
	}
	if (++gateway->run < tries)
		return;
	gateway->answers = answered;
	gateway->run = 0;
}

uint16_t
gateway_ask(struct gateway *gateway, const struct gateway_rules *rules,
    struct moment now)
{
	if (gateway->is_open)
		count(gateway, false,
		    gateway->answers ? rules->tries_down : rules->tries_up);
	gateway->is_open = true;
	gateway->is_asked = true;
	gateway->asked = now;
	return ++gateway->ping;
}

void
gateway_hear(
    struct gateway *gateway, const struct gateway_rules *rules, uint16_t ping)
{
	if (!gateway->is_open || ping != gateway->ping)
		return;
	gateway->is_open = false;
	count(gateway, true,
	    gateway->answers ? rules->tries_down : rules->tries_up);
}

void
gateway_forget(struct gateway *gateway)
{
	gateway->answers = false;
	gateway->run = 0;
	gateway->is_open = false;
	gateway->is_asked = false;
}

unsigned
gateway_needed(unsigned n, unsigned wanted)
{
	unsigned least = n / 2 + 1;

	return wanted > least ? wanted : least;
}
