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

struct sim_database {
	uint8_t log[SIM_LOG]; /* the term of each commit */
	uint8_t length;
	uint8_t primary;
	uint8_t term;  /* it is primary by */
	uint8_t reign; /* its first term since it is primary */
	uint8_t known; /* the highest it has heard of */
	uint8_t data;  /* incarnation; 0: the disk is empty */
	uint8_t builds;
	uint8_t follows;
	uint8_t signal;        /* the term in a file "failover"; 0: no file */
	uint8_t signal_is_old; /* and the instance was started since */
	uint8_t lags; /* sessions and walsenders may still act by before */
	uint8_t reload_length, barrier_length;
	struct sim_names names, before;
	uint8_t confirmed[SIM_NODES]; /* log that walsender i has heard of */
	/* The keeper's memory of who asked it to refuse. */
	uint8_t asked_in_view, asked_at_term;
};

struct sim_node {
	uint8_t power, keeper;
	uint8_t stalled; /* the keeper and its disk do not get to run */
	uint8_t ring_seq, ring_mask;
	uint8_t change, promotion; /* steps of the two machines */
	uint8_t granted;           /* the term that its promotion is for */
	uint8_t nqueue;
	uint32_t queue[SIM_QUEUE]; /* posts, by number */
	uint32_t verdict;          /* a post that votequorum has for us */
	struct view view;          /* view.ledger is the disk */
	struct ledger synced;      /* what a power cut leaves of it, when what
				      was written is not synced */
	struct sim_database db;
};

/* How much more may happen; every kind of fault has its own allowance. */
struct sim_budget {
	uint8_t writes, crashes, cuts, stops, stalls, interrupts;
	uint8_t grants, changes, updates, wipes, builds;
};

struct world {
	uint8_t nnodes;
	uint8_t fine;   /* single messages and writes are steps */
	uint8_t paused; /* an update was interrupted: now something breaks */
	uint8_t cut;    /* the node that is cut off; SIM_WHOLE, SIM_SPLIT; of
			   two nodes: the one that has the device */
	uint8_t rings;
	uint8_t wiped; /* a disk was lost in this world */
	struct sim_budget budget;
	/* What the judge remembers. */
	uint8_t acked[SIM_LOG];
	uint8_t newest_term, newest_node; /* of all promoted */
	uint8_t owners[16];               /* of each term granted, node + 1 */
	uint8_t nupdates, done;           /* bits of the updates told done */
	uint8_t lineage; /* nodes of the newest view that was active */
	uint64_t lineage_view;
	uint64_t done_view; /* the newest in which an update was done */
	struct sim_node nodes[SIM_NODES];
};

/* The sentence of the first violation since it was last cleared, or NULL. */
extern const char *sim_violation;
void sim_violated(const char *sentence);

/* Nodes 1 to n in the network, a first primary with the rule 1 of the others.
 */
void sim_world_init(struct world *world, unsigned nnodes, bool with_databases);

/* B's file of settings is from a life in which it acknowledged alone. */
void sim_world_remember_names(struct world *world);

/* corosync.c: power, network, keepers coming and going. */
void sim_reconfigure(struct world *world, unsigned keep, bool resend);
void sim_group_changed(struct world *world, unsigned node, bool starts);
void sim_send(
    struct world *world, unsigned from, const struct message *message);
bool sim_deliver(struct world *world, unsigned node);
bool sim_deliver_verdict(struct world *world, unsigned node);
void sim_forget_posts(void);

/* keeper.c: the product's machines, and their effects carried out. */
void sim_keeper_start(struct world *world, unsigned node);
void sim_keeper_stop(struct world *world, unsigned node, bool is_written);
void sim_carry_out(
    struct world *world, unsigned node, const struct view_effects *effects);
void sim_written(struct world *world, unsigned node);
/* Lets keepers run, node `first` before the others, `limit` steps at most. */
void sim_settle(struct world *world, unsigned first, unsigned limit);
void sim_change_on(
    struct world *world, unsigned node, enum rule_change_event on);
void sim_promotion_on(
    struct world *world, unsigned node, enum promotion_event on);
void sim_request(struct world *world, unsigned node, const struct record *next);
struct rule sim_rule(
    const struct world *world, unsigned owner, unsigned k, unsigned s);
struct member sim_data(const struct world *world, unsigned node);
enum names_verdict sim_names_verdict(const struct world *world, unsigned node);

/* database.c */
void sim_database_start(struct world *world, unsigned node);
void sim_database_promote(struct world *world, unsigned node);
void sim_database_name(
    struct world *world, unsigned node, const struct rule *rule);
bool sim_database_may_acknowledge(
    const struct world *world, unsigned node, unsigned at);
bool sim_database_may_receive(
    const struct world *world, unsigned node, unsigned from);
void sim_database_receive(struct world *world, unsigned node, unsigned from);
bool sim_is_prefix(const struct world *world, unsigned a, unsigned b);

/* judge.c: S1 to S3, asked where something becomes visible. */
void judge_acknowledgement(struct world *world, unsigned node, unsigned at);
void judge_promotion(struct world *world, unsigned node);
void judge_opening(struct world *world, unsigned node);
void judge_update(struct world *world, unsigned node);
void judge_grant(struct world *world, unsigned node);
void judge_view(struct world *world, unsigned node);

#endif
