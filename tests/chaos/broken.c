/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keepers that are wrong on purpose, for the test of the chaos test: the linker
 * puts these before the product's own functions (broken.flags), one rule left
 * out in each program.  Nothing of this is in the product.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "cpg/keeper/decide_names.h"
#include "cpg/keeper/decide_promotion.h"
#include "cpg/keeper/decide_refusal.h"
#include "cpg/keeper/names_text.h"
#include "cpg/keeper/rule.h"

#define GRANT   1 /* whoever asks is promoted, refusing or not */
#define BARRIER 2 /* a rule is left for another without waiting */
#define NAMES   3 /* the record has a rule, the database waits for nobody */

#define SEAM(type, name, parameters)                                           \
	type __real_##name parameters;                                         \
	type __wrap_##name parameters;                                         \
	type __wrap_##name parameters

SEAM(struct promotion_verdict, decide_promotion,
    (const struct promotion_facts *facts))
{
	if (LEFT_OUT == GRANT && facts->record != NULL)
		return (struct promotion_verdict){ PROMOTION_SAFE };
	return __real_decide_promotion(facts);
}

SEAM(int, decide_promotion_compare,
    (const struct position *a, const struct position *b))
{
	return LEFT_OUT == GRANT ? 0 : __real_decide_promotion_compare(a, b);
}

SEAM(enum refusal_verdict, decide_refusal, (const struct refusal_facts *facts))
{
	return LEFT_OUT == GRANT ? REFUSAL_ENDS : __real_decide_refusal(facts);
}

SEAM(bool, decide_names_barrier,
    (const struct rule *rule, struct lsn lsn,
	const struct sender_fact senders[], unsigned nsenders))
{
	return LEFT_OUT == BARRIER ||
	       __real_decide_names_barrier(rule, lsn, senders, nsenders);
}

SEAM(bool, decide_names_in_force,
    (const struct record *record, const struct force_facts *facts))
{
	return LEFT_OUT == BARRIER ||
	       __real_decide_names_in_force(record, facts);
}

SEAM(bool, names_text_of_rule,
    (const struct rule *rule, const struct board *board,
	char ret_names[HAND_NAMES_MAX], struct why *why))
{
	bool good = __real_names_text_of_rule(rule, board, ret_names, why);

	if (LEFT_OUT == NAMES && good)
		ret_names[0] = '\0';
	return good;
}
