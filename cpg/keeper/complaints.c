/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/complaints.h"

#include "ocf/log.h"

#define PAUSE_MS       60000
#define COMPLAINTS_MAX 32

static struct {
	uint32_t sender; /* 0: free */
	enum wire_fault fault;
	struct moment at;
} complaints[COMPLAINTS_MAX];

/* The place of this one, else that of the oldest. */
static unsigned
find_place(uint32_t sender, enum wire_fault fault)
{
	unsigned oldest = 0;

	for (unsigned i = 0; i < COMPLAINTS_MAX; i++) {
		if (complaints[i].sender == sender &&
		    complaints[i].fault == fault)
			return i;
		if (complaints[i].at.ms < complaints[oldest].at.ms)
			oldest = i;
	}
	return oldest;
}

static bool
may_complain(uint32_t sender, enum wire_fault fault, struct moment now)
{
	unsigned i = find_place(sender, fault);

	if (complaints[i].sender == sender && complaints[i].fault == fault &&
	    moment_between_ms(complaints[i].at, now) < PAUSE_MS)
		return false;
	complaints[i].sender = sender;
	complaints[i].fault = fault;
	complaints[i].at = now;
	return true;
}

void
complaints_about(
    uint32_t sender, enum wire_fault fault, unsigned version, struct moment now)
{
	if (fault == WIRE_GOOD || !may_complain(sender, fault, now))
		return;
	if (fault == WIRE_OTHER_VERSION)
		log_warning("the keeper of node %u speaks version %u of the "
			    "messages, and this one version %u: what it says "
			    "is dropped",
		    sender, version, WIRE_VERSION);
	else
		log_warning("node %u sent what makes no sense, which is "
			    "dropped",
		    sender);
}
