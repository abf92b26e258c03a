/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/decide_reach.h"

bool
decide_reach_is_less(const struct reach *reach, const struct reach *other)
{
	return reach->ngateways != 0 && other->ngateways != 0 &&
	       reach->nanswering < other->nanswering;
}
