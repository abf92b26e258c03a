/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_device_votes.h - how many votes has the device beside so many nodes of
 * one vote each?
 *
 * Of an odd number of nodes a majority is one without the device, and with its
 * vote the device's death would count like a node's.
 */
#ifndef QUORUM_DECIDE_DEVICE_VOTES_H
#define QUORUM_DECIDE_DEVICE_VOTES_H

unsigned decide_device_votes(unsigned nnodes);

#endif
