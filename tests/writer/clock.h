/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * clock.h - CLOCK_MONOTONIC, the clock that whoever injects the faults reads
 * too, so that both can be laid beside each other.
 */
#ifndef WRITER_CLOCK_H
#define WRITER_CLOCK_H

#include <stdint.h>

int64_t clock_now_ms(void);

/* Paces attempts; returns early when a signal comes. */
void clock_pause_ms(int64_t ms);

#endif
