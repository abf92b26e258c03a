/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * quorum_confirm.h - an administrator says that a missing node is off, so that
 * this one may go on without an arbitrator.
 */
#ifndef CLI_QUORUM_CONFIRM_H
#define CLI_QUORUM_CONFIRM_H

struct arguments;

/* The exit status of "gaussha quorum confirm --off NODE". */
int quorum_confirm(const struct arguments *arguments);

#endif
