/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * world.h - a small world: two or three nodes with corosync, a keeper, a disk
 * and a database each, in which everything that can fail may fail between any
 * two steps.
 *
 * Keeper, record and decisions are the product's own code, compiled with small
 * bounds.  Corosync and the database are played here, in the worst manner that
 * they allow: database links are never cut, no lease and no fence ever stops an
 * old primary, and a walsender obeys new names as late as it likes.
 */
#ifndef SIM_WORLD_H
#define SIM_WORLD_H

#include "cpg/keeper/promotion.h"
#include "cpg/keeper/rule_change.h"
#include "cpg/keeper/view.h"

#define SIM_NODES   3
#define SIM_LOG     4  /* commits a database's log can hold */
#define SIM_QUEUE   40 /* what corosync holds for one keeper */
#define SIM_NOBODY  4  /* a standby that follows nobody */
#define SIM_ANYBODY 3  /* a standby that looks for its primary by itself */
#define SIM_WHOLE   3  /* the network is in one piece */
#define SIM_SPLIT   2  /* of two nodes: apart, and neither has the device */

/* synchronous_standby_names, as k of a mask of nodes. */
struct sim_names {
	uint8_t is_open; /* 0: the name that nobody has */
	uint8_t k, s;
};

/* In sim_database.lags, beside a bit for every sender: sessions. */
#define SIM_OLD_SESSIONS    8
#define SIM_LEAKED_SESSIONS 16 /* from before a leak was mended */

struct sim_database {
	uint8_t log[SIM_LOG]; /* the term of each commit */
	uint8_t length;
	uint8_t primary;
	uint8_t term;  /* it is primary by */
	uint8_t reign; /* its first term since it is primary */
	uint8_t known; /* the highest it has heard of */
	uint8_t data;  /* incarnation; 0: the disk is empty */
	uint8_t builds;
	uint8_t building; /* from this node, + 1; the data is incomplete */
	uint8_t follows;
	uint8_t was_refusing;  /* seen by an earlier look; see seams.h */
	uint8_t signal;        /* the term in a file "failover"; 0: no file */
	uint8_t signal_is_old; /* and the instance was started since */
	uint8_t lags;  /* senders and sessions that still act by before */
	uint8_t leaks; /* a setting lets it acknowledge without asking */
	uint8_t reload_length, barrier_length;
	struct sim_names names, before;
	uint8_t confirmed[SIM_NODES]; /* log that walsender i has heard of */
	/* The keeper's memory of calls to refuse: of one view, the record's
	 * term at each candidate's call, + 1. */
	uint8_t call_view, calls[SIM_NODES];
};

/* What a candidate has heard of one database since its call. */
struct sim_report {
	uint8_t data, length, known;
	bool is_heard, is_primary, has_grant, is_refusing, is_building;
};

struct sim_node {
	uint8_t power, keeper;
	uint8_t away;    /* the keeper has left the group and lives on */
	uint8_t stalled; /* the keeper and its disk do not get to run */
	uint8_t ring_seq, ring_mask;
	uint8_t members, excluded; /* of the group, as the keeper was told */
	struct ring heard;         /* the ring of that group */
	uint8_t change, promotion; /* steps of the two machines */
	uint8_t granted;           /* the term that its promotion is for */
	uint8_t known_term;        /* of the grant whose fate it knows */
	uint8_t call_view, call_term;
	uint8_t wanted;    /* the bit of the update that it requested */
	uint8_t sees_leak; /* its change is the answer to a leak */
	uint8_t nqueue;
	struct sim_report board[SIM_NODES];
	uint32_t queue[SIM_QUEUE]; /* posts, by number */
	uint32_t verdict;          /* a post that votequorum has for us */
	struct view view;
	struct ledger disk; /* what a keeper that starts will find */
	struct sim_database db;
};

/* How much more may happen; every kind of fault has its own allowance. */
struct sim_budget {
	uint8_t writes, crashes, cuts, stops, stalls, interrupts;
	uint8_t grants, changes, updates, wipes, builds;
	uint8_t quits;
	uint8_t asks; /* 0: a grant is asked, answered and judged in one */
	uint8_t mutes, leaks, failures, reliefs;
	uint8_t lively; /* much goes on while an update is interrupted */
};

struct world {
	uint8_t nnodes;
	/* Every node in a zone of its own: "2 of B, C" is a group for each. */
	uint8_t zoned;
	uint8_t fine;   /* single messages and writes are steps */
	uint8_t paused; /* an update was interrupted */
	uint8_t cut;    /* the node that is cut off; SIM_WHOLE, SIM_SPLIT; of
			   two nodes: the one that has the device */
	uint8_t rings;
	uint8_t wiped; /* a disk was lost in this world */
	struct sim_budget budget;
	/* What the judge remembers. */
	uint8_t acked[SIM_LOG];
	uint8_t alone[SIM_LOG];  /* acknowledged by this node, + 1, by a rule
				    that asks nobody */
	uint8_t leaked[SIM_LOG]; /* acknowledged by a leak nobody knows of */
	uint8_t leaker[SIM_LOG]; /* by this node, + 1 */
	uint8_t told;            /* nodes whose leak is in the record */
	uint8_t newest_term, newest_node, newest_data; /* of all promoted */
	uint8_t highest, highest_node; /* term granted, or seen before */
	uint8_t nupdates, done;        /* bits of the updates told done */
	uint8_t lineage; /* nodes that the device may go with alone */
	uint64_t lineage_view;
	uint64_t done_view; /* the newest in which an update was done */
	struct sim_node nodes[SIM_NODES];
};

/* The sentence of the first violation since it was last cleared, or NULL. */
extern const char *sim_violation;
void sim_violated(const char *sentence);

enum sim_beginning {
	SIM_KEEPERS_ONLY, /* no databases */
	SIM_WITH_PRIMARY, /* A, with the rule 1 of the others */
	SIM_WITH_COMMIT,  /* and has written one that no standby has yet */
	/* B was granted, told, and its keeper came anew; A is a standby. */
	SIM_WITH_GRANT,
	/* Three nodes, B is primary by the rule 1 of A and C; A has a commit
	 * that nobody acknowledged and cannot follow, but refuses for C. */
	SIM_WITH_STRAY,
	SIM_WITH_LIFE, /* databases from before there were keepers, all standbys
			*/
};

/* Nodes 1 to n in the network, their keepers in an active view. */
void sim_world_init(
    struct world *world, unsigned nnodes, enum sim_beginning beginning);

/* B's file of settings is from a life in which it acknowledged alone. */
void sim_world_remember_names(struct world *world);
/* A look at the standbys, when they refused for A's sake, is remembered. */
void sim_world_remember_refusals(struct world *world);

/* corosync.c: power, network, keepers coming and going. */
void sim_reconfigure(struct world *world, unsigned keep, bool resend);
void sim_group_changed(struct world *world, unsigned node, bool starts);
void sim_send(
    struct world *world, unsigned from, const struct message *message);
/* All go on without a member that says nothing; it is back. */
void sim_send_mute(struct world *world, unsigned from, unsigned mute);
void sim_send_here(struct world *world, unsigned from);
bool sim_has_unordered(const struct world *world);
bool sim_deliver(struct world *world, unsigned node);
bool sim_deliver_verdict(struct world *world, unsigned node);
void sim_forget_posts(void);

/* keeper.c: the product's machines, and their effects carried out. */
void sim_keeper_start(struct world *world, unsigned node);
void sim_keeper_stop(struct world *world, unsigned node, bool is_written);
void sim_carry_out(
    struct world *world, unsigned node, const struct view_effects *effects);
void sim_written(struct world *world, unsigned node);
void sim_write_failed(struct world *world, unsigned node, bool is_written);
/* Lets keepers run, node `first` before the others, `limit` steps at most. */
void sim_settle(struct world *world, unsigned first, unsigned limit);
void sim_change_on(
    struct world *world, unsigned node, enum rule_change_event on);
void sim_promotion_on(
    struct world *world, unsigned node, enum promotion_event on);
void sim_request(struct world *world, unsigned node, const struct record *next);
struct rule sim_rule(
    const struct world *world, unsigned owner, unsigned k, unsigned s);
/* How many must have a commit, of all groups together. */
unsigned sim_rule_acks(const struct rule *rule);
struct member sim_data(const struct world *world, unsigned node);
enum names_verdict sim_names_verdict(const struct world *world, unsigned node);

/* database.c */
void sim_database_start(struct world *world, unsigned node);
void sim_database_promote(struct world *world, unsigned node);
void sim_database_name(
    struct world *world, unsigned node, const struct rule *rule);
void sim_database_obeyed(struct world *world, unsigned node);
void sim_database_repair(struct world *world, unsigned node);
bool sim_database_may_acknowledge(
    const struct world *world, unsigned node, unsigned at);
bool sim_database_may_leak(const struct world *world, unsigned node);
bool sim_database_may_receive(
    const struct world *world, unsigned node, unsigned from);
void sim_database_receive(struct world *world, unsigned node, unsigned from);
/* The streams from and to a node end. */
void sim_database_disconnect(struct world *world, unsigned node);
void sim_database_throw_away(struct world *world, unsigned node);
void sim_database_built(struct world *world, unsigned node);
bool sim_is_prefix(const struct world *world, unsigned a, unsigned b);

/* judge.c: S1 to S3, asked where something becomes visible. */
void judge_acknowledgement(struct world *world, unsigned node, unsigned at);
void judge_promotion(struct world *world, unsigned node);
void judge_opening(struct world *world, unsigned node);
void judge_update(struct world *world, unsigned node);
void judge_grant(struct world *world, unsigned node);
void judge_telling(struct world *world, unsigned node);
void judge_view(struct world *world, unsigned node);
/* Before a disk is lost; what: as in happen.h. */
void judge_loss(struct world *world, unsigned node, unsigned what);
/* After data went, by a fault or on purpose. */
void judge_copies(const struct world *world);
/* The record tells of a leak; it is mended, and nothing else is due. */
void judge_told(struct world *world, unsigned node);
void judge_mended(struct world *world, unsigned node);

#endif
