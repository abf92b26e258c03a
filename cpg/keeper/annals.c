/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/annals.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cpg/keeper/decide_teller.h"
#include "cpg/keeper/decide_view.h"
#include "cpg/keeper/fencings.h"
#include "cpg/keeper/store.h"
#include "ocf/fence_history.h"
#include "ocf/log.h"
#include "ocf/why.h"

static struct {
	const struct annals_outlets *outlets;
	struct view_group group;
	struct fencings fencings;
	unsigned nknown;
	struct moment news_at;
	bool is_new;     /* newer than the file */
	bool is_written; /* a write of it is under way */
} us;

void
annals_init(const struct annals_outlets *outlets, const char *directory)
{
	struct why why;

	memset(&us, 0, sizeof(us));
	us.outlets = outlets;
	if (store_read_fencings(directory, &us.fencings, &why) == STORE_BROKEN)
		log_warning("%s", why.text);
	us.nknown = us.fencings.n;
}

static void
write_file(void)
{
	static unsigned char buf[STORE_BYTES_MAX];
	size_t n;

	if (!us.is_new || us.is_written)
		return;
	n = store_put_fencings(buf, sizeof(buf), &us.fencings);
	if (n == 0 ||
	    !us.outlets->write(ANNALS_TAG, STORE_FENCINGS_FILE, buf, n))
		return;
	us.is_written = true;
	us.is_new = false;
}

static void
send_one(const struct fencing *entry)
{
	unsigned char buf[1024];
	size_t n = fencings_put_packet(buf, sizeof(buf), entry);

	if (n > 0)
		(void)us.outlets->send(buf, n);
}

static bool
add(const struct fencing *entry)
{
	if (!fencings_add(&us.fencings, entry))
		return false;
	us.nknown++;
	us.news_at = moment_now();
	us.is_new = true;
	write_file();
	return true;
}

void
annals_tell(
    const char *target, const char *by, const char *device, const char *proof)
{
	struct fencing entry = { .when_s = (int64_t)time(NULL) };

	snprintf(entry.target, sizeof(entry.target), "%s", target);
	snprintf(entry.by, sizeof(entry.by), "%s", by);
	snprintf(entry.device, sizeof(entry.device), "%s", device);
	snprintf(entry.proof, sizeof(entry.proof), "%s", proof);
	if (add(&entry))
		send_one(&entry);
}

void
annals_hear(const struct fence_event *event)
{
	struct fencing entry = { .when_s = event->when_s };

	if (fencings_know(&us.fencings, event->target, event->when_s))
		return;
	snprintf(entry.target, sizeof(entry.target), "%s", event->target);
	snprintf(entry.by, sizeof(entry.by), "%s", event->delegate);
	snprintf(entry.device, sizeof(entry.device), "Pacemaker's");
	snprintf(entry.proof, sizeof(entry.proof),
	    "Pacemaker says so: %.56s on %.56s had it fenced", event->client,
	    event->origin);
	/* One that is older than all that are kept is no news each time. */
	if (!add(&entry))
		return;
	log_info("%s was fenced: %s", entry.target, entry.proof);
	send_one(&entry);
}

void
annals_on_group(uint32_t self, const struct view_group *group)
{
	bool is_teller = decide_teller(self, &us.group, group);

	us.group = *group;
	if (!is_teller)
		return;
	for (unsigned i = 0; i < us.fencings.n; i++)
		send_one(&us.fencings.entries[i]);
}

bool
annals_on_packet(const struct wire_packet *packet)
{
	struct fencing entry;

	if (!fencings_get_packet(packet, &entry))
		return false;
	(void)add(&entry);
	return true;
}

void
annals_on_written(bool ok)
{
	us.is_written = false;
	if (ok)
		write_file();
}

const struct fencings *
annals_fencings(void)
{
	return &us.fencings;
}

unsigned
annals_nknown(void)
{
	return us.nknown;
}

struct moment
annals_news_at(void)
{
	return us.news_at;
}
