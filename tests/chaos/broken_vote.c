/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A quorum device that votes without silence, for the test of the chaos test:
 * the linker puts this before the product's own function, so that no missing
 * node is ever taken to live.  Nothing of this is in the product.
 */
#include "cpg/quorum/decide_tie.h"

uint32_t __wrap_decide_tie_living(
    const struct vote_facts *facts, const struct vote_report reports[]);

uint32_t
__wrap_decide_tie_living(
    const struct vote_facts *facts, const struct vote_report reports[])
{
	(void)facts;
	(void)reports;
	return 0;
}
