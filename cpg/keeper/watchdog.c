/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/watchdog.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/watchdog.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "ocf/why.h"

/* The driver's word for "close means stop"; any other byte is a feed. */
#define MAGIC_CLOSE "V"
#define FOOD        "\n"

static void
name_it(struct watchdog *watchdog, const char *path)
{
	*watchdog = (struct watchdog){ .fd = -1 };
	snprintf(watchdog->path, sizeof(watchdog->path), "%.*s",
	    WATCHDOG_PATH_MAX - 1, path);
}

/* What it says of itself; false when it is something else. */
static bool
learn(struct watchdog *watchdog, struct why *why)
{
	struct watchdog_info info;
	int timeout_s = 0;

	memset(&info, 0, sizeof(info));
	if (ioctl(watchdog->fd, WDIOC_GETSUPPORT, &info) != 0 ||
	    ioctl(watchdog->fd, WDIOC_GETTIMEOUT, &timeout_s) != 0 ||
	    timeout_s <= 0) {
		why_set(why, "%s is no watchdog: %s", watchdog->path,
		    strerror(errno));
		return false;
	}
	watchdog->timeout_s = (unsigned)timeout_s;
	watchdog->stops_with_us = (info.options & WDIOF_MAGICCLOSE) == 0;
	snprintf(watchdog->identity, sizeof(watchdog->identity), "%.32s",
	    (const char *)info.identity);
	return true;
}

static void
say_why_not(const char *path, struct why *why)
{
	if (errno == EBUSY)
		why_set(why,
		    "the watchdog %s is another program's: sbd, systemd "
		    "(RuntimeWatchdogSec), corosync (watchdog_device)",
		    path);
	else if (errno == ENOENT || errno == ENODEV || errno == ENXIO)
		why_set(why, "there is no watchdog %s", path);
	else
		why_set(why, "the watchdog %s cannot be opened: %s", path,
		    strerror(errno));
}

bool
watchdog_open(struct watchdog *watchdog, const char *path, unsigned timeout_s,
    struct why *why)
{
	name_it(watchdog, path);
	watchdog->fd = open(path, O_WRONLY | O_CLOEXEC);
	if (watchdog->fd < 0) {
		say_why_not(path, why);
		return false;
	}
	if (!learn(watchdog, why)) {
		close(watchdog->fd);
		watchdog->fd = -1;
		return false;
	}
	watchdog_set(watchdog, timeout_s);
	return true;
}

bool
watchdog_adopt(
    struct watchdog *watchdog, int fd, const char *path, struct why *why)
{
	name_it(watchdog, path);
	watchdog->fd = fd;
	if (learn(watchdog, why)) {
		watchdog->set_s = watchdog->timeout_s;
		return true;
	}
	close(fd);
	watchdog->fd = -1;
	return false;
}

/* By the device's own word, whatever it said to being set. */
void
watchdog_set(struct watchdog *watchdog, unsigned timeout_s)
{
	int given_s = (int)timeout_s;

	watchdog->set_s = timeout_s;
	if (timeout_s > 0)
		(void)ioctl(watchdog->fd, WDIOC_SETTIMEOUT, &given_s);
	if (ioctl(watchdog->fd, WDIOC_GETTIMEOUT, &given_s) == 0 && given_s > 0)
		watchdog->timeout_s = (unsigned)given_s;
}

bool
watchdog_feed(struct watchdog *watchdog, struct why *why)
{
	if (write(watchdog->fd, FOOD, 1) == 1)
		return true;
	why_set(why, "the watchdog %s cannot be fed: %s", watchdog->path,
	    strerror(errno));
	return false;
}

/*
 * Asked to stop first, which a kernel without a way out (nowayout) refuses:
 * after a close there would be nobody left to feed it.
 */
bool
watchdog_stop(struct watchdog *watchdog, struct why *why)
{
	int disable = WDIOS_DISABLECARD;

	if (ioctl(watchdog->fd, WDIOC_SETOPTIONS, &disable) != 0) {
		watchdog->is_unstoppable = true;
		why_set(why, "the watchdog %s cannot be stopped: %s",
		    watchdog->path, strerror(errno));
		return false;
	}
	(void)!write(watchdog->fd, MAGIC_CLOSE, 1);
	watchdog_leave(watchdog);
	return true;
}

void
watchdog_leave(struct watchdog *watchdog)
{
	if (watchdog->fd >= 0)
		close(watchdog->fd);
	watchdog->fd = -1;
}
