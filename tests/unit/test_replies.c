/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/replies.h"

#include <string.h>

#include "cpg/keeper/databases.h"
#include "cpg/keeper/server.h"
#include "tests/unit/check.h"

static char text[ANSWER_TEXT_MAX];
static struct answer answer;

static bool
send_packet(const void *bytes, size_t nbytes)
{
	(void)bytes;
	(void)nbytes;
	return true;
}

static bool
write_file(uint32_t tag, const char *file, const void *bytes, size_t nbytes)
{
	(void)tag;
	(void)file;
	(void)bytes;
	(void)nbytes;
	return true;
}

static void
leave(const char *reason)
{
	(void)reason;
}

static void
hear_news(void)
{
}

static bool
has_lease(struct moment at)
{
	return at.ms > 0;
}

static struct reach
reach(struct moment now)
{
	(void)now;
	return (struct reach){ 0 };
}

static enum report_guard
guard(const struct database *database, struct why *ret_why)
{
	(void)database;
	why_set(ret_why, "%s", "");
	return REPORT_GUARD_SOFT;
}

static bool
is_armed(const struct database *database, struct why *ret_why)
{
	return guard(database, ret_why) != REPORT_GUARD_MISSING;
}

static const struct database_outlets outlets = { send_packet, write_file, leave,
	hear_news, has_lease, guard, is_armed, has_lease, reach };

static void
ask(enum request_kind kind, const char *database)
{
	static struct request request;

	memset(&request, 0, sizeof(request));
	memset(&answer, 0, sizeof(answer));
	request.kind = kind;
	request.deadline_ms = 1000;
	snprintf(request.database, sizeof(request.database), "%s", database);
	snprintf(request.registration.datadir,
	    sizeof(request.registration.datadir), "/nonexistent/data");
	snprintf(request.registration.gausshome,
	    sizeof(request.registration.gausshome), "/nonexistent/home");
	replies_to(&request, &answer, text);
}

static void
begin(void)
{
	databases_init(&outlets, "/nonexistent");
}

static void
a_database_that_nobody_registered_is_unknown(void)
{
	begin();
	ask(REQUEST_GRANT_ASK, "db");
	CHECK(answer.kind == ANSWER_REFUSED);
	CHECK(strstr(answer.why.text, "no such database") != NULL);
	ask(REQUEST_STATUS, "db");
	CHECK(answer.kind == ANSWER_REFUSED && answer.ntext == 0);
	ask((enum request_kind)99, "db");
	CHECK(answer.kind == ANSWER_REFUSED);
	CHECK(databases_at(0) == NULL);
}

static void
a_database_whose_directory_is_not_there_is_kept_and_told(void)
{
	begin();
	ask(REQUEST_REGISTER, "db");
	CHECK(answer.kind == ANSWER_REFUSED);
	CHECK(strstr(answer.why.text, "/nonexistent") != NULL);
	CHECK(databases_find("db") != NULL);
}

static void
a_name_that_is_none_is_not_registered(void)
{
	begin();
	ask(REQUEST_REGISTER, "../x");
	CHECK(answer.kind == ANSWER_REFUSED);
	CHECK(databases_at(0) == NULL);
}

static void
more_databases_than_there_is_room_for_are_refused(void)
{
	char name[16];

	begin();
	for (int i = 0; i < DATABASES_MAX; i++) {
		snprintf(name, sizeof(name), "db%d", i);
		CHECK(databases_add(name, moment_now()) != NULL);
	}
	ask(REQUEST_REGISTER, "one-more");
	CHECK(answer.kind == ANSWER_REFUSED);
	ask(REQUEST_STATUS, "");
	CHECK(answer.kind == ANSWER_DONE && answer.ntext > 0);
	CHECK(memcmp(text, "{\"node\":", 8) == 0);
	CHECK(text[answer.ntext - 1] == '}');
}

static void
nothing_was_asked_means_no_grant(void)
{
	begin();
	ask(REQUEST_REGISTER, "db");
	ask(REQUEST_GRANT_STATE, "db");
	CHECK(answer.kind == ANSWER_NO_GRANT && answer.term == 0);
	ask(REQUEST_GRANT_ASK, "db");
	CHECK(answer.kind == ANSWER_WAITING);
	CHECK(strstr(answer.why.text, "no view") != NULL);
	ask(REQUEST_GRANT_OVER, "db");
	ask(REQUEST_HOLD, "db");
	CHECK(answer.kind == ANSWER_REFUSED);
}

static void
who_is_not_root_may_look_and_no_more(void)
{
	CHECK(server_is_open_to_group(REQUEST_STATUS));
	CHECK(server_is_open_to_group(REQUEST_HISTORY));
	CHECK(!server_is_open_to_group(REQUEST_REGISTER));
	CHECK(!server_is_open_to_group(REQUEST_GRANT_ASK));
	CHECK(!server_is_open_to_group(REQUEST_GRANT_OVER));
	CHECK(!server_is_open_to_group(12345));
}

CHECK_MAIN(a_database_that_nobody_registered_is_unknown,
    a_database_whose_directory_is_not_there_is_kept_and_told,
    a_name_that_is_none_is_not_registered,
    more_databases_than_there_is_room_for_are_refused,
    nothing_was_asked_means_no_grant, who_is_not_root_may_look_and_no_more)
