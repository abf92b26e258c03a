/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * decide_tie.h - the questions on which a vote for half of the nodes rests,
 * each with one answer in one place.
 *
 * decide_vote.c asks them; leaving one out makes two halves act, or a healthy
 * one stop, and the simulator of tests/votesim shows how.
 */
#ifndef QUORUM_DECIDE_TIE_H
#define QUORUM_DECIDE_TIE_H

#include "cpg/quorum/decide_vote.h"

unsigned decide_tie_count(uint32_t set);
uint32_t decide_tie_missing(const struct vote_facts *facts);

/* More than half of the configured nodes: nobody else can have that. */
bool decide_tie_has_most(uint32_t set, unsigned nnodes);

/* Did all members install this view?  Who stored it and did not hear all
 * answers cannot know whether the others rest on it or on the one before. */
bool decide_tie_is_complete(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest);

/* Less than, equal to or greater than 0, as this partition is less than, equal
 * to or more than half of that view. */
int decide_tie_share(
    const struct vote_facts *facts, const struct vote_report *newest);

/* This life of the daemon saw the last installed view active, and has given
 * up nothing since. */
bool decide_tie_saw_view(
    const struct vote_state *state, const struct vote_standing *standing);

/* The missing answered for this node's lease less than a lease ago. */
bool decide_tie_is_leased(
    const struct vote_standing *standing, struct moment now);

/* Does any member reach the gateway? */
bool decide_tie_has_gateway(
    const struct vote_facts *facts, const struct vote_report reports[]);

/* Must it relay, and did not when that could be seen?  Then a missing node may
 * live where it is not heard. */
bool decide_tie_lacks_relay(const struct vote_facts *facts);

/* Who of the missing lives and has not yielded, heard by any member. */
uint32_t decide_tie_living(
    const struct vote_facts *facts, const struct vote_report reports[]);

/* Every missing member of the view gave up: a deed, so nothing else counts. */
bool decide_tie_all_yielded(const struct vote_facts *facts,
    const struct vote_report reports[], const struct vote_report *newest);

/* What an administrator said is about this ring and view, and was not
 * refuted. */
bool decide_tie_is_said_now(
    const struct vote_state *state, const struct vote_facts *facts);

/* An administrator said of all missing members of the last installed view that
 * they are off, and this node's keeper, in its present life, had that view
 * active.  The device may have been started since: what it would have seen
 * stands in the word. */
bool decide_tie_are_off(
    const struct vote_facts *facts, const struct vote_report *newest);

/* This process did not run for so long that it cannot vouch for the time. */
bool decide_tie_has_slept(
    const struct vote_state *state, const struct vote_facts *facts);

/* The missing cannot hold a lease any more. */
bool decide_tie_has_waited(struct moment act_at, struct moment now);

/* A half that acts keeps its vote until it meets the others. */
bool decide_tie_is_latched(
    const struct vote_state *state, const struct vote_facts *facts);

/* Evidence that was interrupted is no evidence. */
bool decide_tie_is_broken(bool is_holding, bool has_evidence);

/* Every member's evidence lasted, not only this node's. */
bool decide_tie_all_are_due(
    const struct vote_facts *facts, const struct vote_report reports[]);

/* Less than, equal to or greater than 0, as a is lower, the same or higher. */
int decide_tie_compare(const struct vote_rank *a, const struct vote_rank *b);

#endif
