/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/chaos/client/load.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_OF(x) #x
#define TEXT(x)    TEXT_OF(x)

/* application_name: a client sends none, so it is the instance's, its node. */
#define IDENTITY                                                               \
	"current_setting('application_name'),"                                 \
	" case when pg_is_in_recovery() then 'standby' else 'primary' end,"    \
	" (select term from pg_last_xlog_replay_location()),"                  \
	" case when pg_is_in_recovery()"                                       \
	" then (select lsn from pg_last_xlog_replay_location())"               \
	" else pg_current_xlog_insert_location() end"

/* Runs of numbers without a hole; a row that is there twice spoils the count.
 */
#define RUNS                                                                   \
	"select session, min(seq) a, max(seq) b, count(*) n from"              \
	" (select session, seq, seq - dense_rank() over"                       \
	" (partition by session order by seq) as run from"                     \
	" (select session, seq from chaos_row union all"                       \
	" select session, seq from chaos_transfer) all_rows) numbered"         \
	" group by session, run"

#define SUM "(select sum(balance) from chaos_account)"

static const char *const tables[] = {
	/* Without unique keys: what is there twice must be seen. */
	"create table chaos_row (session int, seq bigint)",
	"create table chaos_transfer (session int, seq bigint, a int, b int,"
	" amount int)",
	"create table chaos_account (id int, balance int)",
	"create table chaos_register (key int, value text)",
	"insert into chaos_account select i, " TEXT(
	    LOAD_BALANCE) " from generate_series(1, " TEXT(LOAD_ACCOUNTS) ") i",
	"insert into chaos_register select i, '0'"
	" from generate_series(0, " TEXT(LOAD_KEYS) " - 1) i",
	NULL,
};

const char *
load_table(unsigned i)
{
	return tables[i];
}

bool
load_kind_parse(const char *word, enum load_kind *ret_kind)
{
	static const char *const words[] = { "rows", "registers", "scan",
		"watch" };

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(word, words[i]) == 0) {
			*ret_kind = (enum load_kind)i;
			return true;
		}
	return false;
}

void
load_init(struct load *load, enum load_kind kind, unsigned session)
{
	memset(load, 0, sizeof(*load));
	load->kind = kind;
	load->session = session;
	load->dice = session * 2654435761U;
	for (unsigned i = 0; i < LOAD_KEYS; i++)
		strcpy(load->known[i], "0");
}

static unsigned
throw_dice(struct load *load, unsigned sides)
{
	return (unsigned)rand_r(&load->dice) % sides;
}

#define SAY(what, ...)         snprintf(what, sizeof(what), __VA_ARGS__)
#define SAY_WORDS(op, ...)     SAY((op)->words, __VA_ARGS__)
#define SAY_STATEMENT(op, ...) SAY((op)->statement, __VA_ARGS__)

static void
append(struct load *load, struct load_op *op)
{
	SAY_WORDS(op, "append");
	SAY_STATEMENT(op,
	    "insert into chaos_row values (%u, %" PRIu64 ")"
	    " returning " IDENTITY ", '-'",
	    load->session, load->seq);
}

static void
transfer(struct load *load, struct load_op *op)
{
	unsigned from = 1 + throw_dice(load, LOAD_ACCOUNTS);
	unsigned to =
	    1 + (from + throw_dice(load, LOAD_ACCOUNTS - 1)) % LOAD_ACCOUNTS;
	unsigned amount = 1 + throw_dice(load, 9);

	SAY_WORDS(op, "transfer %u %u %u", from, to, amount);
	SAY_STATEMENT(op,
	    "with taken as (update chaos_account set balance = balance - %u"
	    " where id = %u), given as (update chaos_account"
	    " set balance = balance + %u where id = %u)"
	    " insert into chaos_transfer values (%u, %" PRIu64 ", %u, %u, %u)"
	    " returning " IDENTITY ", '-'",
	    amount, from, amount, to, load->session, load->seq, from, to,
	    amount);
}

static void
access_register(struct load *load, struct load_op *op)
{
	const char *old;

	load->key = throw_dice(load, LOAD_KEYS);
	old = load->known[load->key];
	switch (throw_dice(load, 4)) {
	case 0:
		SAY_WORDS(op, "write %u %u.%" PRIu64, load->key, load->session,
		    load->seq);
		SAY_STATEMENT(op,
		    "update chaos_register set value = '%u.%" PRIu64 "'"
		    " where key = %u returning " IDENTITY ", '-'",
		    load->session, load->seq, load->key);
		break;
	case 1:
		SAY_WORDS(op, "cas %u %s %u.%" PRIu64, load->key, old,
		    load->session, load->seq);
		SAY_STATEMENT(op,
		    "with swapped as (update chaos_register"
		    " set value = '%u.%" PRIu64 "' where key = %u"
		    " and value = '%s' returning 1)"
		    " select " IDENTITY ", (select count(*) from swapped)",
		    load->session, load->seq, load->key, old);
		break;
	default:
		SAY_WORDS(op, "read %u", load->key);
		SAY_STATEMENT(op,
		    "select " IDENTITY ", value from chaos_register"
		    " where key = %u",
		    load->key);
	}
}

static void
scan(const struct load *load, struct load_op *op)
{
	SAY_WORDS(op, "scan%s", load->is_final ? " final" : "");
	SAY_STATEMENT(op,
	    "select " IDENTITY
	    ", coalesce((select string_agg(session || ':' || a || '-' || b"
	    " || '/' || n, ',') from (" RUNS ") runs), '')"
	    " || ' ' || " SUM);
}

static void
watch(struct load_op *op)
{
	SAY_WORDS(op, "watch");
	SAY_STATEMENT(op, "select " IDENTITY
			  ", current_setting('synchronous_standby_names')");
}

void
load_next(struct load *load, struct load_op *ret_op)
{
	load->seq++;
	switch (load->kind) {
	case LOAD_ROWS:
		if (throw_dice(load, 4) == 0)
			transfer(load, ret_op);
		else
			append(load, ret_op);
		break;
	case LOAD_REGISTERS:
		access_register(load, ret_op);
		break;
	case LOAD_SCAN:
		scan(load, ret_op);
		break;
	case LOAD_WATCH:
		watch(ret_op);
		break;
	}
}

void
load_learn(struct load *load, const struct load_op *op, const char *value)
{
	const char *newest = strrchr(op->words, ' ');

	if (load->kind != LOAD_REGISTERS)
		return;
	if (strncmp(op->words, "read", 4) == 0)
		newest = value;
	else if (strcmp(value, "0") == 0)
		return;
	else
		newest++;
	snprintf(load->known[load->key], sizeof(load->known[0]), "%s", newest);
}
