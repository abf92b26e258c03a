/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * delivery.h - what a courier does with its one errand.
 */
#ifndef COURIER_DELIVERY_H
#define COURIER_DELIVERY_H

#include <stdbool.h>

struct errand;
struct errand_answer;
struct why;

/* Tells all of it; says of each event that it is told.  False with a sentence
 * at the first that is not: the others are for another courier. */
bool delivery_make(const struct errand *errand,
    bool (*say)(const struct errand_answer *answer), struct why *why);

#endif
