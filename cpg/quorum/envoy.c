/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/envoy.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cpg/helper.h"
#include "cpg/quorum/device.h"
#include "cpg/quorum/survey.h"
#include "ocf/moment.h"

struct order {
	struct ring ring;
	bool cast;
};

/* The child's. */

static struct {
	int fd;
	struct survey *survey;
	struct device *device;
	struct envoy_news news; /* the last configuration told is in it */
	bool was_told;
	struct moment beat;
} us;

static void
tell(enum envoy_kind kind)
{
	us.news.kind = kind;
	if (send(us.fd, &us.news, sizeof(us.news), MSG_NOSIGNAL) < 0)
		_exit(0);
}

static void
on_ring(
    void *context, struct ring ring, const uint32_t *members, unsigned nmembers)
{
	(void)context;
	us.news.ring = ring;
	us.news.nmembers = 0;
	for (unsigned i = 0; i < nmembers && i < RING_MEMBERS_MAX; i++)
		us.news.members[us.news.nmembers++] = members[i];
	tell(ENVOY_RING);
}

static void
let_go(void)
{
	device_close(us.device);
	survey_close(us.survey);
	us.device = NULL;
	us.survey = NULL;
	us.was_told = false;
	tell(ENVOY_ABSENT);
}

/* Registered only where corosync.conf has such a device. */
static bool
follow_config(struct why *why)
{
	static struct config config;

	if (!survey_read(us.survey, &config, why))
		return false;
	if (!us.was_told || !config_equal(&config, &us.news.config)) {
		us.news.config = config;
		us.was_told = true;
		tell(ENVOY_CONFIG);
	}
	if (!config.has_device && us.device != NULL) {
		device_retire(us.device);
		us.device = NULL;
	} else if (config.has_device && us.device == NULL) {
		us.device = device_open(on_ring, NULL, why);
		if (us.device == NULL)
			return false;
	}
	return true;
}

static void
beat(void)
{
	us.beat = moment_after(moment_now(), ENVOY_BEAT_MS);
	if (us.survey == NULL)
		us.survey = survey_open(&us.news.why);
	if (us.survey == NULL || !follow_config(&us.news.why))
		let_go();
	else
		tell(ENVOY_BEAT);
}

static void
take_order(void)
{
	struct order order;
	ssize_t n = recv(us.fd, &order, sizeof(order), MSG_DONTWAIT);

	if (n == 0)
		_exit(0); /* the daemon has ended */
	if (n != (ssize_t)sizeof(order) || us.device == NULL)
		return;
	if (!device_vote(us.device, order.ring, order.cast, &us.news.why))
		let_go();
}

static void
attend(int fd)
{
	us.fd = fd;
	for (;;) {
		struct pollfd at[2] = { { .fd = fd, .events = POLLIN },
			{ .fd = us.device != NULL ? device_fd(us.device) : -1,
			    .events = POLLIN } };
		int64_t left = moment_left_ms(us.beat, moment_now());

		(void)poll(at, 2, (int)left);
		if (at[1].revents != 0 &&
		    !device_dispatch(us.device, &us.news.why))
			let_go();
		if (at[0].revents != 0)
			take_order();
		if (moment_left_ms(us.beat, moment_now()) == 0)
			beat();
	}
}

/* The daemon's. */

bool
envoy_start(struct envoy *envoy, struct why *why)
{
	return helper_start(
	    "gaussha-envoy", attend, &envoy->fd, &envoy->pid, why);
}

void
envoy_stop(struct envoy *envoy)
{
	helper_stop(&envoy->fd, &envoy->pid);
}

bool
envoy_vote(struct envoy *envoy, struct ring ring, bool cast)
{
	struct order order = { .ring = ring, .cast = cast };

	return helper_send(envoy->fd, &order, sizeof(order));
}

enum envoy_heard
envoy_receive(struct envoy *envoy, struct envoy_news *ret_news)
{
	switch (helper_receive(envoy->fd, ret_news, sizeof(*ret_news))) {
	case HELPER_NOTHING:
		return ENVOY_NOTHING;
	case HELPER_MESSAGE:
		return ENVOY_NEWS;
	case HELPER_GONE:
		break;
	}
	return ENVOY_GONE;
}
