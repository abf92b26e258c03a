/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/decide_sick.h"

#include "agents/opengauss/facts.h"
#include "ocf/why.h"

/* Other memory may follow, and what the page held is not known. */
static bool
memory_fails(const struct facts *facts, struct why *ret_why)
{
	if (facts->memory_error[0] == '\0')
		return false;
	why_set(ret_why, "the server's log tells of a memory error: %s",
	    facts->memory_error);
	return true;
}

bool
decide_sick(const struct facts *facts, unsigned tries, struct why *ret_why)
{
	const struct disk_facts *disk = &facts->disk;
	unsigned times = facts->memory.hangs + 1;

	why_set(ret_why, "%s", "");
	switch (disk->trouble) {
	case DISK_SOUND:
		return memory_fails(facts, ret_why);
	case DISK_FULL:
		why_set(ret_why,
		    "the file system on %s is full, %u MB are left",
		    disk->mount, disk->free_mb);
		return true;
	case DISK_READ_ONLY:
		why_set(
		    ret_why, "the file system on %s is read-only", disk->mount);
		return true;
	case DISK_FAILS:
		why_set(ret_why,
		    "the file system on %s cannot be written (error %d)",
		    disk->mount, disk->error);
		return true;
	case DISK_HANGS:
		why_set(ret_why,
		    "a write to the file system on %s does not end (%u of %u "
		    "times in a row)",
		    disk->mount, times, tries);
		return times >= tries;
	}
	return false;
}
