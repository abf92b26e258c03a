/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/chronicle.h"

#include "tests/unit/check.h"

static void
the_first_member_reads_soon_after_a_loss_and_now_and_then(void)
{
	struct chronicle_facts facts = {
		.is_first = true, .lost_ms = 10000, .read_ms = 3000
	};

	CHECK(chronicle_is_due(&facts));
	facts.read_ms = 2999;
	CHECK(!chronicle_is_due(&facts));
	facts = (struct chronicle_facts){ true, 60000, 59999 };
	CHECK(!chronicle_is_due(&facts));
	facts.read_ms = 60000;
	CHECK(chronicle_is_due(&facts));
	facts.is_first = false;
	CHECK(!chronicle_is_due(&facts));
}

CHECK_MAIN(the_first_member_reads_soon_after_a_loss_and_now_and_then)
