/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/display.h"

#include <stdio.h>
#include <string.h>

#include "cpg/loop.h"
#include "ocf/log.h"

#define SETTLE_MS 1000 /* between two changes */
#define RETRY_MS  5000
#define AGAIN_MS  30000 /* Pacemaker may have forgotten: it was restarted */

static void answer_ready(void *context);

bool
display_start(struct quorumd *quorumd, struct why *why)
{
	return herald_start(&quorumd->display.herald, "hacluster", why);
}

bool
display_watch(struct quorumd *quorumd)
{
	return loop_watch(quorumd->display.herald.fd, answer_ready, quorumd);
}

void
display_stop(struct quorumd *quorumd)
{
	loop_unwatch(quorumd->display.herald.fd);
	herald_stop(&quorumd->display.herald);
}

/* What was not told is told again when it is due.  Another herald cannot be
 * started: this process has given up the right to. */
static void
answer_ready(void *context)
{
	struct quorumd *quorumd = context;
	struct display *display = &quorumd->display;
	struct herald_answer answer;
	enum herald_heard heard;

	while ((heard = herald_receive(&display->herald, &answer)) ==
	       HERALD_ANSWER) {
		display->is_telling = false;
		if (answer.ok)
			continue;
		/* Pacemaker is not there, as a rule. */
		memset(&display->told, 0, sizeof(display->told));
		display->told_at = moment_after(display->told_at, RETRY_MS);
	}
	if (heard != HERALD_GONE)
		return;
	log_error("the process that tells Pacemaker has ended: crm_mon does "
		  "not show the gateway until this service is restarted");
	display_stop(quorumd);
}

static void
put(struct herald_message *message, const char *name, const char *value)
{
	struct herald_attribute *attribute =
	    &message->attributes[message->nattributes++];

	snprintf(attribute->name, sizeof(attribute->name), "%s", name);
	snprintf(attribute->value, sizeof(attribute->value), "%s", value);
}

static void
compose(const struct quorumd *quorumd, struct moment now,
    struct herald_message *message)
{
	char number[16];

	memset(message, 0, sizeof(*message));
	snprintf(number, sizeof(number), "%u", quorumd->facts.ngateways);
	put(message, "gaussha-gateway", number);
	put(message, "gaussha-relay", facts_relay(&quorumd->facts, now));
}

static bool
is_same(const struct herald_message *a, const struct herald_message *b)
{
	if (a->nattributes != b->nattributes)
		return false;
	for (unsigned i = 0; i < a->nattributes; i++)
		if (strcmp(a->attributes[i].value, b->attributes[i].value) != 0)
			return false;
	return true;
}

void
display_tick(struct quorumd *quorumd, struct moment now)
{
	static struct herald_message message;
	struct display *display = &quorumd->display;
	int64_t since_ms = moment_between_ms(display->told_at, now);

	if (display->herald.fd < 0 || display->is_telling ||
	    since_ms < SETTLE_MS || !quorumd->facts.has_corosync)
		return;
	compose(quorumd, now, &message);
	if (since_ms < AGAIN_MS && is_same(&message, &display->told))
		return;
	display->told_at = now;
	if (!herald_tell(&display->herald, &message))
		return;
	display->told = message;
	display->is_telling = true;
}
