/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/privilege.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "ocf/why.h"

#define NICE (-15) /* as its unit has it */
#define KEPT (UINT32_C(1) << CAP_NET_RAW)

bool
privilege_keep_memory(void)
{
	(void)setpriority(PRIO_PROCESS, 0, NICE);
	return mlockall(MCL_CURRENT | MCL_ONFAULT) == 0;
}

/* What a program that is executed as root would get again. */
static bool
drop_bounding(void)
{
	for (unsigned long cap = 0; cap <= CAP_LAST_CAP; cap++)
		if (cap != CAP_NET_RAW && prctl(PR_CAPBSET_READ, cap) == 1 &&
		    prctl(PR_CAPBSET_DROP, cap) != 0)
			return false;
	return true;
}

bool
privilege_drop(struct why *why)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[2] = {
		{ .effective = KEPT, .permitted = KEPT },
	};

	if (drop_bounding() && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	    syscall(SYS_capset, &header, data) == 0)
		return true;
	why_set(why, "root's rights cannot be given up: %s", strerror(errno));
	return false;
}
