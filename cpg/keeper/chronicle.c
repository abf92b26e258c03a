/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/chronicle.h"

#include <stddef.h>
#include <sys/mman.h>

#include "cpg/keeper/annals.h"
#include "cpg/keeper/decide_view.h"
#include "cpg/keeper/deputy.h"
#include "ocf/fence_history.h"
#include "ocf/pacemaker.h"

#define TOOL_MS 5000
/* A node that is lost is fenced within a minute, or not. */
#define FRESH_MS 60000
#define SOON_MS  3000
#define LATER_MS 60000

/* What the child found; shared with it. */
struct page {
	unsigned n;
	struct fence_event events[FENCE_EVENTS_MAX];
};

static struct {
	struct page *page;
	struct deputy reader;
	bool is_first;
	unsigned nmembers;
	struct moment lost, read;
} us;

bool
chronicle_is_due(const struct chronicle_facts *facts)
{
	return facts->is_first &&
	       facts->read_ms >=
		   (facts->lost_ms < FRESH_MS ? SOON_MS : LATER_MS);
}

void
chronicle_on_group(
    uint32_t self, const struct view_group *group, struct moment now)
{
	us.is_first = group->nnodes > 0 && group->nodes[0] == self;
	if (group->nnodes < us.nmembers)
		us.lost = now;
	us.nmembers = group->nnodes;
}

static bool
read_history(const void *subject)
{
	(void)subject;
	return pacemaker_fencings(
	    us.page->events, &us.page->n, moment_after(moment_now(), TOOL_MS));
}

static void
was_read(void *context)
{
	(void)context;
	for (unsigned i = 0; us.reader.is_done && i < us.page->n; i++)
		annals_hear(&us.page->events[i]);
}

static bool
has_page(void)
{
	void *page;

	if (us.page != NULL)
		return true;
	page = mmap(NULL, sizeof(*us.page), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (page == MAP_FAILED)
		return false;
	us.page = page;
	return true;
}

void
chronicle_review(struct moment now)
{
	struct chronicle_facts facts = { .is_first = us.is_first,
		.lost_ms = us.lost.ms == 0 ? FRESH_MS
					   : moment_between_ms(us.lost, now),
		.read_ms = moment_between_ms(us.read, now) };

	if (!chronicle_is_due(&facts) || deputy_is_under_way(&us.reader) ||
	    !has_page())
		return;
	us.read = now;
	us.page->n = 0;
	deputy_begin(&us.reader, read_history, NULL, was_read, NULL);
}
