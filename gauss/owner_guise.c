/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/owner_guise.h"

#include <stdlib.h>
#include <unistd.h>

#include "gauss/instance.h"

void
owner_guise_drop(const struct owner_guise *guise)
{
	if ((geteuid() != guise->former_uid &&
		seteuid(guise->former_uid) != 0) ||
	    (getegid() != guise->former_gid && setegid(guise->former_gid) != 0))
		abort();
}

bool
owner_guise_take(const struct instance *instance, struct owner_guise *ret_guise)
{
	ret_guise->former_uid = geteuid();
	ret_guise->former_gid = getegid();
	if (ret_guise->former_uid != 0)
		return true;
	/* The group first: as the owner we may not change it any more. */
	if (setegid(instance->gid) == 0 && seteuid(instance->uid) == 0)
		return true;
	owner_guise_drop(ret_guise);
	return false;
}
