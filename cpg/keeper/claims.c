/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/claims.h"

#include <stdio.h>
#include <string.h>

#include "cpg/keeper/addresses.h"
#include "cpg/keeper/claims_code.h"
#include "cpg/keeper/leasing.h"
#include "cpg/keeper/link.h"
#include "cpg/request.h"

#define ASK_MS 200 /* between two questions to the others */
/* Longer than such a question and its answer, shorter than an agent's patience.
 */
#define FRESH_MS 1000

/* An address that was asked for here, and who has it. */
struct claim {
	char address[ADDRESS_MAX];
	struct moment asked, heard;
	uint32_t node;
};

static struct {
	bool (*send)(const void *bytes, size_t nbytes);
	struct claim claims[ADDRESSES_MAX];
} us;

void
claims_init(bool (*send)(const void *bytes, size_t nbytes))
{
	memset(&us, 0, sizeof(us));
	us.send = send;
}

static struct claim *
find(const char *address)
{
	for (unsigned i = 0; i < ADDRESSES_MAX; i++)
		if (strcmp(us.claims[i].address, address) == 0)
			return &us.claims[i];
	return NULL;
}

/* The one that was not asked for for longest makes room. */
static struct claim *
claim_of(const char *address)
{
	struct claim *claim = find(address);

	if (claim != NULL)
		return claim;
	claim = &us.claims[0];
	for (unsigned i = 1; i < ADDRESSES_MAX; i++)
		if (us.claims[i].asked.ms < claim->asked.ms)
			claim = &us.claims[i];
	memset(claim, 0, sizeof(*claim));
	snprintf(claim->address, sizeof(claim->address), "%.63s", address);
	return claim;
}

static void
say(bool is_question, const char *address)
{
	struct claims_message message = { .is_question = is_question };
	unsigned char buf[256];
	size_t n;

	snprintf(message.address, sizeof(message.address), "%.63s", address);
	n = claims_code_put(buf, sizeof(buf), &message);
	if (n > 0)
		(void)us.send(buf, n);
}

/* Only for who was given it: a beat says so. */
static void
hear_question(uint32_t sender, const char *address)
{
	if (!lease_has_mark(leasing_lease(), sender, addresses_mark(address)) ||
	    !addresses_strays(address))
		return;
	say(false, address);
	addresses_expel(address);
}

bool
claims_on_packet(
    uint32_t sender, const struct wire_packet *packet, struct moment now)
{
	struct claims_message message;
	struct claim *claim;

	if (!claims_code_get(packet, &message))
		return false;
	if (sender == link_nodeid())
		return true;
	if (message.is_question) {
		hear_question(sender, message.address);
	} else if ((claim = find(message.address)) != NULL) {
		claim->node = sender;
		claim->heard = now;
	}
	return true;
}

void
claims_ask(
    const struct request *request, struct moment now, struct answer *answer)
{
	struct claim *claim = claim_of(request->address);

	if (moment_between_ms(claim->asked, now) >= ASK_MS) {
		claim->asked = now;
		say(true, claim->address);
	}
	if (claim->node == 0 ||
	    moment_between_ms(claim->heard, now) >= FRESH_MS)
		return;
	answer->kind = ANSWER_WAITING;
	snprintf(answer->around.primary, sizeof(answer->around.primary), "%s",
	    link_name_of(claim->node));
	why_set(&answer->why, "%s has the address, which nobody gave it",
	    answer->around.primary);
}
