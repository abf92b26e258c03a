/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * why.h - the sentence that goes with a failure.
 *
 * Library code never logs: it fills a struct why that the caller owns, and
 * the action tells it once, to the log and as the OCF exit reason.
 */
#ifndef OCF_WHY_H
#define OCF_WHY_H

#define WHY_MAX 512

struct why {
	char text[WHY_MAX]; /* a sentence without a full stop; "" when unset */
};

/* Replaces the sentence; why may be NULL.  Too long a text is cut, not lost. */
void why_set(struct why *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Puts "<prefix>: " in front of the sentence, for a caller who knows more. */
void why_prefix(struct why *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
