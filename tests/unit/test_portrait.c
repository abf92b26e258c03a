/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/portrait.h"

#include <string.h>

#include "cpg/keeper/report.h"
#include "tests/unit/check.h"

static struct report own, primary;
static struct score_verdict score;
static struct portrait portrait;

static struct sitter
standby(void)
{
	memset(&own, 0, sizeof(own));
	memset(&primary, 0, sizeof(primary));
	memset(&score, 0, sizeof(score));
	own.node = 2;
	own.running = own.answered = true;
	own.role = ROLE_STANDBY;
	own.db_state = DB_STATE_NORMAL;
	own.detail = DETAIL_NORMAL;
	own.term = 7;
	own.lsn.bytes = 0x5000100;
	own.percent = -1;
	primary.node = 1;
	primary.lsn.bytes = 0x5000180;
	score.score = SCORE_READY;
	return (struct sitter){ .own = &own,
		.primary = &primary,
		.score = &score,
		.is_registered = true,
		.record = "term 7 of n1, ANY 1 (n2)" };
}

static const char *
shown(const struct sitter *sitter, enum shown which)
{
	portrait_paint(sitter, &portrait);
	return portrait.value[which];
}

static void
a_standby_shows_its_score_state_term_and_lag(void)
{
	struct sitter sitter = standby();

	CHECK(strcmp(shown(&sitter, SHOWN_SCORE), "200") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_STATE), "Standby Normal") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_TERM), "7") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_LSN), "0/5000100") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_LAG), "128") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_PROMOTION), "") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_RECORD), "") == 0);
}

static void
what_stands_against_a_promotion_is_shown_in_a_sentence(void)
{
	struct sitter sitter = standby();

	score.score = SCORE_NONE;
	why_set(&score.why, "n2 may not be promoted: n3 holds a later log");
	CHECK(strcmp(shown(&sitter, SHOWN_SCORE), "-INFINITY") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_PROMOTION),
		  "n2 may not be promoted: n3 holds a later log") == 0);
}

static void
a_primary_has_a_lasting_score_under_the_name_of_the_other(void)
{
	struct sitter sitter = standby();
	char one[ATTRIBUTE_MAX], other[ATTRIBUTE_MAX];

	CHECK(strcmp(shown(&sitter, SHOWN_KEPT), "") == 0);
	sitter.is_kept = true;
	CHECK(strcmp(shown(&sitter, SHOWN_KEPT), "800") == 0);
	portrait_name("db", SHOWN_SCORE, one);
	portrait_name("db", SHOWN_KEPT, other);
	CHECK(strcmp(one, other) == 0);
}

static void
a_primary_shows_its_standbys(void)
{
	struct sitter sitter = standby();

	own.node = 1;
	own.role = ROLE_PRIMARY;
	own.nsenders = 2;
	strcpy(own.senders[0].name, "n2");
	strcpy(own.senders[0].sync_state, "Quorum");
	strcpy(own.senders[1].name, "n3");
	strcpy(own.senders[1].sync_state, "Async");
	CHECK(strcmp(shown(&sitter, SHOWN_SYNC), "n2=Quorum n3=Async") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_LAG), "") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_RECORD),
		  "term 7 of n1, ANY 1 (n2)") == 0);
}

static void
a_standby_that_is_waited_for_says_so(void)
{
	struct sitter sitter = standby();

	strcpy(own.application_name, "n2");
	CHECK(strcmp(shown(&sitter, SHOWN_SYNC), "") == 0);
	primary.nsenders = 1;
	strcpy(primary.senders[0].name, "n2");
	strcpy(primary.senders[0].sync_state, "Async");
	CHECK(strcmp(shown(&sitter, SHOWN_SYNC), "") == 0);
	strcpy(primary.senders[0].sync_state, "Quorum");
	CHECK(strcmp(shown(&sitter, SHOWN_SYNC), "yes") == 0);
	sitter.primary = NULL;
	CHECK(strcmp(shown(&sitter, SHOWN_SYNC), "") == 0);
}

static void
a_broken_stream_is_one_state_however_often_it_is_tried(void)
{
	struct sitter sitter = standby();

	own.db_state = DB_STATE_NEED_REPAIR;
	own.detail = DETAIL_CONNECTING;
	CHECK(strcmp(shown(&sitter, SHOWN_STATE),
		  "Standby Need repair (Disconnected)") == 0);
}

static void
a_build_shows_how_far_it_is(void)
{
	struct sitter sitter = standby();

	own.running = own.answered = false;
	own.building = true;
	CHECK(strcmp(shown(&sitter, SHOWN_STATE), "building") == 0);
	own.percent = 45;
	CHECK(strcmp(shown(&sitter, SHOWN_STATE), "building 45%") == 0);
	CHECK(strcmp(shown(&sitter, SHOWN_LSN), "") == 0);
}

static void
what_is_stopped_or_not_kept_here_shows_nothing(void)
{
	struct sitter sitter = standby();

	own.running = own.answered = false;
	score.score = SCORE_NONE;
	CHECK(strcmp(shown(&sitter, SHOWN_STATE), "") == 0);
	sitter = standby();
	sitter.is_registered = false;
	for (unsigned i = 0; i < SHOWN_COUNT; i++)
		CHECK(strcmp(shown(&sitter, (enum shown)i), "") == 0);
}

static void
more_standbys_than_an_attribute_holds_are_cut(void)
{
	struct sitter sitter = standby();

	own.role = ROLE_PRIMARY;
	own.nsenders = REPORT_SENDERS_MAX;
	for (unsigned i = 0; i < REPORT_SENDERS_MAX; i++) {
		memset(own.senders[i].name, 'n', REPORT_NAME_MAX - 1);
		strcpy(own.senders[i].sync_state, "Quorum");
	}
	CHECK(strlen(shown(&sitter, SHOWN_SYNC)) == ATTRIBUTE_MAX - 1);
}

CHECK_MAIN(a_standby_shows_its_score_state_term_and_lag,
    what_stands_against_a_promotion_is_shown_in_a_sentence,
    a_primary_has_a_lasting_score_under_the_name_of_the_other,
    a_primary_shows_its_standbys, a_standby_that_is_waited_for_says_so,
    a_broken_stream_is_one_state_however_often_it_is_tried,
    a_build_shows_how_far_it_is, what_is_stopped_or_not_kept_here_shows_nothing,
    more_standbys_than_an_attribute_holds_are_cut)
