/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/follow.h"

#include <stdio.h>
#include <time.h>

#include "cli/handover.h"
#include "cli/inquiry.h"
#include "cli/picture.h"
#include "cli/table.h"
#include "ocf/moment.h"
#include "ocf/why.h"

#define LOOK_MS         100
#define ASK_AGAIN_LOOKS 5

/* The keeper tells nobody by itself; it is asked again. */
static bool
wait_for_next(struct moment deadline)
{
	const struct timespec pause = { 0, LOOK_MS * 1000000L };

	(void)nanosleep(&pause, NULL);
	return moment_left_ms(deadline, moment_now()) > 0;
}

/* Seconds since it began, and what is new. */
static void
say(struct moment begun, const struct why *why)
{
	int64_t ms = moment_between_ms(begun, moment_now());

	printf("%3lld.%01lld s  ", (long long)(ms / 1000),
	    (long long)(ms % 1000 / 100));
	table_say(stdout, why->text);
	(void)fflush(stdout);
}

/* False when the keeper could not be asked, which may pass. */
static bool
look(struct handover *handover, const char *database, struct moment begun,
    struct why *why)
{
	struct json_document document;
	const struct json_value *found;

	if (!inquiry_document(REQUEST_STATUS, database, &document, why))
		return false;
	found = picture_database(&document, database, why);
	if (found != NULL && handover_look(handover, found, why) &&
	    handover->step != HANDOVER_FAILED)
		say(begun, why);
	json_read_close(&document);
	return found != NULL;
}

bool
follow_handover(struct handover *handover, enum handover_step far,
    const char *database, unsigned timeout_s, struct why *why)
{
	struct moment begun = moment_now();
	struct moment deadline = moment_after(begun, (int64_t)timeout_s * 1000);
	bool is_answered;

	do {
		is_answered = look(handover, database, begun, why);
		if (handover->step == HANDOVER_FAILED)
			return false;
		if (handover->step >= far)
			return true;
	} while (wait_for_next(deadline));
	if (is_answered)
		why_set(why,
		    "not done after %u s; it may still come: see gaussha "
		    "status",
		    timeout_s);
	return false;
}

static bool
read_flag(const struct request *request, const char *name, bool *ret_flag,
    struct why *why)
{
	struct json_document document;
	const struct json_value *database;

	if (!inquiry_document(
		REQUEST_STATUS, request->database, &document, why))
		return false;
	database = picture_database(&document, request->database, why);
	*ret_flag = json_read_flag(json_read_member(database, "record"), name);
	json_read_close(&document);
	return database != NULL;
}

bool
follow_hold(const struct request *request, unsigned timeout_s, struct why *why)
{
	struct moment deadline =
	    moment_after(moment_now(), (int64_t)timeout_s * 1000);
	struct why look_why;
	unsigned nlooks = 0;
	bool held, agreed = false;

	do {
		if (!read_flag(request, "held", &held, &look_why)) {
			*why = look_why;
			return false;
		}
		if (held == request->flag)
			return true;
		if (nlooks++ % ASK_AGAIN_LOOKS == 0)
			agreed = inquiry_tell(request, why);
	} while (wait_for_next(deadline));
	if (agreed)
		why_set(why, "not every keeper has stored it after %u s",
		    timeout_s);
	return false;
}

/* The keeper refuses while something is missing, which a moment may mend. */
bool
follow_rearm(const struct request *request, unsigned timeout_s, struct why *why)
{
	struct moment deadline =
	    moment_after(moment_now(), (int64_t)timeout_s * 1000);
	struct why look_why;
	unsigned nlooks = 0;
	bool spent = true, agreed = false;

	do {
		if (nlooks++ % ASK_AGAIN_LOOKS == 0)
			agreed = inquiry_tell(request, why);
		if (!read_flag(request, "spent", &spent, &look_why)) {
			*why = look_why;
			return false;
		}
		if (agreed && !spent)
			return true;
	} while (wait_for_next(deadline));
	if (agreed)
		why_set(why, "not every keeper has stored it after %u s",
		    timeout_s);
	return false;
}
