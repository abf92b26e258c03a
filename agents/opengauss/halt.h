/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * halt.h - ends the instance, ever more firmly as the time runs out.
 */
#ifndef OPENGAUSS_HALT_H
#define OPENGAUSS_HALT_H

#include <stdbool.h>

#include "ocf/moment.h"

struct observer;
struct why;

/*
 * Fast, then immediate, then kill; each has its share of the time left.  True
 * once it is proven that nothing of it runs; costs no more than that proof
 * where it was dead before.  A gs_ctl of ours that still starts or builds is
 * ended first: it would begin again what is stopped here, and a directory that
 * is to be unmounted must be left by everybody.
 */
bool halt(struct observer *observer, struct moment deadline, struct why *why);

#endif
