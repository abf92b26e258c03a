/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ocf/manpage.h"
#include "ocf/run.h"
#include "tests/unit/sample_agent.h"

static char text[16384];

static void
print(const struct agent *agent)
{
	FILE *memory = fmemopen(text, sizeof(text), "w");

	CHECK(memory != NULL && manpage_print(agent, memory));
	if (memory != NULL)
		fclose(memory);
}

/* The page as a reader sees it, without the hyphenation and the bold. */
static bool
is_typeset(struct run *page)
{
	char path[] = "/tmp/test_manpage.XXXXXX";
	const char *const argv[] = { "groff", "-man", "-ww", "-Tascii",
		"-P-bcou", "-rHY=0", "-rLL=100n", path, NULL };
	int fd = mkstemp(path);
	bool well = write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	page->argv = argv;
	page->deadline = moment_after(moment_now(), 20000);
	well = well && run(page, NULL);
	unlink(path);
	return well;
}

static bool
holds(const char *all, const char *part)
{
	bool there = strstr(all, part) != NULL;

	if (!there)
		printf("not there: %s\n", part);
	return there;
}

static void
roff_has_nothing_to_warn_of(void)
{
	static struct run page;

	print(&sample_agent);
	CHECK(is_typeset(&page));
	CHECK(!strstr(page.output, "warning"));
}

static void
the_reader_sees_what_the_table_says(void)
{
	static struct run page;

	print(&sample_agent);
	CHECK(is_typeset(&page));
	CHECK(holds(page.output, "ocf_gaussha_sample - A sample - no more"));
	CHECK(holds(page.output,
	    "pcs resource create name ocf:gaussha:sample ip=value"));
	CHECK(holds(page.output, "It does nothing."));
	CHECK(holds(page.output, "The \"address\" <as is>."));
	CHECK(holds(page.output, ".not a request \\n"));
	CHECK(holds(page.output, "One of restart or failover."));
	CHECK(holds(page.output, "Default: 30s."));
	CHECK(holds(page.output, "Required."));
	CHECK(holds(page.output, "OCF_CHECK_LEVEL 10, role Promoted"));
}

static void
every_parameter_and_action_has_its_place(void)
{
	char line[128];

	print(&sample_agent);
	for (size_t i = 0; i < sample_agent.nparams; i++) {
		snprintf(line, sizeof(line), "\n.TP\n.B %s\n",
		    sample_params[i].name);
		CHECK(holds(text, line));
	}
	CHECK(holds(text, "\n.TP\n.B reload\\-agent\ntimeout 10 s\n"));
	CHECK(holds(text, "timeout 20 s, interval 10 s, role Unpromoted\n"));
}

static void
paragraphs_stay_paragraphs(void)
{
	print(&sample_agent);
	CHECK(holds(text, "It does nothing.\n.PP\nIt does so at once.\n"));
}

static void
a_long_line_is_broken_where_a_word_ends(void)
{
	struct agent wordy = sample_agent;
	char advice[1501];

	for (size_t i = 0; i < 1500; i += 10)
		memcpy(advice + i, "ten bytes ", 10);
	advice[1500] = '\0';
	wordy.advice = advice;
	print(&wordy);
	CHECK(holds(text, "bytes\nten"));
	CHECK(!strstr(text, "byte\n") && !strstr(text, "te\nn"));
	memset(advice, 'x', 1500);
	print(&wordy);
	CHECK(holds(text, "xxx\nxxx"));
}

static void
what_cannot_be_written_in_full_is_told(void)
{
	FILE *full = fopen("/dev/full", "w");

	CHECK(full != NULL && !manpage_print(&sample_agent, full));
	if (full != NULL)
		fclose(full);
}

CHECK_MAIN(roff_has_nothing_to_warn_of, the_reader_sees_what_the_table_says,
    every_parameter_and_action_has_its_place, paragraphs_stay_paragraphs,
    a_long_line_is_broken_where_a_word_ends,
    what_cannot_be_written_in_full_is_told)
