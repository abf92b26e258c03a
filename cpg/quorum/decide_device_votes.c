/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/decide_device_votes.h"

unsigned
decide_device_votes(unsigned nnodes)
{
	return nnodes % 2 == 1 ? 0 : 1;
}
