/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * report.h - after a look: remembers what the next one needs, and tells
 * Pacemaker what has changed.
 */
#ifndef OPENGAUSS_REPORT_H
#define OPENGAUSS_REPORT_H

#include <stdbool.h>

#include "agents/opengauss/decide_score.h"
#include "ocf/moment.h"

struct facts;
struct observer;

/* How much is told. */
enum report_extent {
	REPORT_CHANGES, /* score and state, where they changed */
	REPORT_ALL,     /* positions as well, changed or not */
};

/* Never fails: who hears nothing of it hears the next one. */
void report(const struct observer *observer, const struct facts *facts,
    enum report_extent extent, struct moment deadline);

/* The score alone, if it changed. */
void report_score(const struct observer *observer, const struct facts *facts,
    struct moment deadline);

/* This score, whatever the facts are. */
void report_set_score(
    const char *resource, enum score score, struct moment deadline);

/* Remembers what was seen, and tells nobody: the watcher will, soon. */
void report_later(const struct observer *observer, const struct facts *facts);

/* The instance is down, and was brought down. */
void report_down(const char *resource, struct moment deadline);

/* One more monitor without an answer in time, or one with. */
void report_slow(const char *resource, bool slow);

/* A demotion: this node holds back until it follows another. */
void report_stood_down(const char *resource);

#endif
