/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/service.h"

#include <string.h>

#include "cpg/loop.h"
#include "cpg/quorum/casting.h"
#include "cpg/quorum/display.h"
#include "cpg/quorum/probing.h"
#include "ocf/log.h"
#include "ocf/notify.h"

#define TICK_MS    50
#define SLEPT_MS   500  /* between two ticks: the host did not let us run */
#define SILENT_MS  3000 /* an envoy that says nothing hangs in corosync */
#define INQUIRY_MS 3000 /* the same of the inquirer */

static struct quorumd quorumd = { .envoy = { .fd = -1 },
	.inquirer = { .fd = -1 },
	.display = { .herald = { .fd = -1 } } };
static struct loop_timer tick;
static struct moment last_tick;

static void
review(struct moment now)
{
	if (quorumd.has_config && casting_review(&quorumd, now))
		probing_speak(&quorumd, now);
}

static void
heard(void)
{
	review(moment_now());
}

/* Corosync. */

static void
lose_corosync(const char *sentence, struct moment now)
{
	if (!quorumd.absence_told)
		log_warning(
		    "%s; it is tried again until corosync is there", sentence);
	quorumd.absence_told = true;
	if (!quorumd.facts.has_corosync)
		return;
	quorumd.facts.has_corosync = false;
	casting_on_ring(&quorumd, (struct ring){ .seq = 0 }, NULL, 0, now);
	review(now);
}

static bool
has_same_nodes(const struct config *a, const struct config *b)
{
	if (a->nnodes != b->nnodes || a->self != b->self)
		return false;
	for (unsigned i = 0; i < a->nnodes && i < VOTE_NODES_MAX; i++)
		if (a->nodes[i].id != b->nodes[i].id)
			return false;
	return true;
}

static void
tell_setting(const struct config *config, const struct setting *setting)
{
	if (!config->has_device) {
		log_warning("corosync.conf has no quorum device of the model "
			    "gateway: there is nothing to do until it has");
		return;
	}
	if (setting->objection.text[0] != '\0')
		log_error("no vote is cast for half of the nodes: %s",
		    setting->objection.text);
	if (setting->remark.text[0] != '\0')
		log_warning("%s", setting->remark.text);
	log_info("%u nodes, %u gateways of which %u must answer, asked every "
		 "%d ms",
	    config->nnodes, setting->ngateways, setting->needed,
	    (int)setting->rules.interval_ms);
}

static void
configure(const struct config *config)
{
	if (quorumd.has_config && config_equal(config, &quorumd.facts.config))
		return;
	if (quorumd.has_config &&
	    !has_same_nodes(config, &quorumd.facts.config)) {
		casting_forget(&quorumd);
		memset(&quorumd.facts.sight, 0, sizeof(quorumd.facts.sight));
	}
	quorumd.facts.config = *config;
	setting_read(config, &quorumd.facts.setting);
	tell_setting(config, &quorumd.facts.setting);
	quorumd.has_config = config->has_device;
	if (config->has_device)
		probing_configure(&quorumd);
	else
		probing_close(&quorumd);
}

static void
take_news(const struct envoy_news *news, struct moment now)
{
	quorumd.beat = now;
	switch (news->kind) {
	case ENVOY_ABSENT:
		lose_corosync(news->why.text, now);
		return;
	case ENVOY_CONFIG:
		if (!quorumd.facts.has_corosync)
			log_info("corosync is there; this is node %u",
			    news->config.self);
		quorumd.facts.has_corosync = true;
		quorumd.absence_told = false;
		configure(&news->config);
		return;
	case ENVOY_RING:
		casting_on_ring(
		    &quorumd, news->ring, news->members, news->nmembers, now);
		review(now);
		return;
	case ENVOY_BEAT:
		return;
	}
}

static void envoy_ready(void *context);

static void
renew_envoy(const char *sentence, struct moment now)
{
	struct why why;

	loop_unwatch(quorumd.envoy.fd);
	envoy_stop(&quorumd.envoy);
	quorumd.beat = now;
	lose_corosync(sentence, now);
	if (!envoy_start(&quorumd.envoy, &why) ||
	    !loop_watch(quorumd.envoy.fd, envoy_ready, NULL))
		log_error("corosync cannot be asked: %s", why.text);
}

static void
envoy_ready(void *context)
{
	static struct envoy_news news;
	enum envoy_heard what;

	(void)context;
	while ((what = envoy_receive(&quorumd.envoy, &news)) == ENVOY_NEWS)
		take_news(&news, moment_now());
	if (what == ENVOY_GONE)
		renew_envoy("the process that talks to corosync has ended",
		    moment_now());
}

/* The keeper. */

static void inquirer_ready(void *context);

static void
renew_inquirer(struct moment now)
{
	struct inquirer_answer answer = { .ok = false };
	struct why why;

	loop_unwatch(quorumd.inquirer.fd);
	inquirer_stop(&quorumd.inquirer);
	why_set(&answer.why, "the process that asks the keeper has ended");
	casting_on_answer(&quorumd, &answer, now);
	if (!inquirer_start(&quorumd.inquirer, &why) ||
	    !loop_watch(quorumd.inquirer.fd, inquirer_ready, NULL))
		log_error("the keeper cannot be asked: %s", why.text);
}

static void
inquirer_ready(void *context)
{
	static struct inquirer_answer answer;
	struct moment now = moment_now();
	enum inquirer_heard what;

	(void)context;
	while ((what = inquirer_receive(&quorumd.inquirer, &answer)) ==
	       INQUIRER_ANSWER)
		casting_on_answer(&quorumd, &answer, now);
	if (what == INQUIRER_GONE)
		renew_inquirer(now);
	review(now);
}

/* The clock. */

static void
watch_helpers(struct moment now)
{
	if (moment_between_ms(quorumd.beat, now) > SILENT_MS)
		renew_envoy("corosync does not answer", now);
	if (quorumd.casting.is_asking &&
	    moment_between_ms(quorumd.casting.asked, now) > INQUIRY_MS)
		renew_inquirer(now);
}

static void
tick_came(void *context)
{
	struct moment now = moment_now();

	(void)context;
	if (moment_between_ms(last_tick, now) > SLEPT_MS) {
		log_warning("this process did not run for %d ms: what it knew "
			    "of the network is forgotten",
		    (int)moment_between_ms(last_tick, now));
		probing_forget(&quorumd, now);
		quorumd.beat = now;
	}
	last_tick = now;
	notify_alive(now);
	if (quorumd.has_config)
		probing_tick(&quorumd, now);
	watch_helpers(now);
	review(now);
	if (quorumd.has_config)
		display_tick(&quorumd, now);
	loop_set(&tick, TICK_MS, tick_came, NULL);
}

bool
service_prepare(struct why *why)
{
	return display_start(&quorumd, why);
}

bool
service_start(struct why *why)
{
	struct moment now = moment_now();

	sight_begin(&quorumd.facts.sight, now);
	quorumd.beat = last_tick = now;
	why_set(why, "the children cannot be watched");
	if (!probing_init(&quorumd, heard, why) ||
	    !envoy_start(&quorumd.envoy, why) ||
	    !loop_watch(quorumd.envoy.fd, envoy_ready, NULL) ||
	    !inquirer_start(&quorumd.inquirer, why) ||
	    !loop_watch(quorumd.inquirer.fd, inquirer_ready, NULL) ||
	    !display_watch(&quorumd))
		return false;
	tick_came(NULL);
	return true;
}

/* The last word, more than once: a half that waits for it can go on. */
void
service_stop(void)
{
	loop_unset(&tick);
	if (quorumd.has_config)
		for (unsigned i = 0; i < 3; i++)
			probing_speak(&quorumd, moment_now());
	display_stop(&quorumd);
	loop_unwatch(quorumd.inquirer.fd);
	inquirer_stop(&quorumd.inquirer);
	loop_unwatch(quorumd.envoy.fd);
	envoy_stop(&quorumd.envoy);
	probing_close(&quorumd);
}
