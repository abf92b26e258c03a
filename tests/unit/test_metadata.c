/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ocf/metadata.h"
#include "ocf/run.h"
#include "tests/unit/sample_agent.h"

#define LINT "cd /usr/share/resource-agents && exec xmllint --noout "

static char text[16384];

static void
print(const struct agent *agent)
{
	FILE *memory = fmemopen(text, sizeof(text), "w");

	CHECK(memory != NULL && metadata_print(agent, memory));
	if (memory != NULL)
		fclose(memory);
}

/* The text through the standard input, so that the DTD is found in the folder
 * that xmllint runs in, as ocf-tester does it. */
static bool
is_accepted_by(const char *command)
{
	char path[] = "/tmp/test_metadata.XXXXXX", script[512];
	const char *const argv[] = { "/bin/sh", "-c", script, NULL };
	struct run lint = { .argv = argv,
		.deadline = moment_after(moment_now(), 20000) };
	int fd = mkstemp(path);
	bool accepted = write(fd, text, strlen(text)) == (ssize_t)strlen(text);

	close(fd);
	snprintf(script, sizeof(script), "%s - <%s", command, path);
	accepted = accepted && run(&lint, NULL);
	unlink(path);
	return accepted;
}

/* Takes every occurrence of an attribute out of the text. */
static void
forget_attribute(const char *begin)
{
	char *at;

	while ((at = strstr(text, begin)) != NULL) {
		char *end = strchr(at + strlen(begin), '"') + 1;

		memmove(at, end, strlen(end) + 1);
	}
}

static void
it_is_valid_for_ocf_tester(void)
{
	print(&sample_agent);
	CHECK(is_accepted_by(LINT "--valid"));
}

static void
it_is_valid_for_pcs(void)
{
	print(&sample_agent);
	CHECK(is_accepted_by(LINT "--relaxng /usr/share/pcs/data/ocf-1.1.rng"));
}

/* That schema is older than two attributes that Pacemaker wants. */
static void
it_is_valid_for_resource_agents_but_for_what_that_does_not_know(void)
{
	print(&sample_agent);
	CHECK(!is_accepted_by(LINT "--relaxng metadata.rng"));
	forget_attribute(" reloadable=\"");
	forget_attribute(" unique-group=\"");
	CHECK(is_accepted_by(LINT "--relaxng metadata.rng"));
}

static void
the_schemas_would_find_a_mistake(void)
{
	print(&sample_agent);
	memcpy(strstr(text, "\"boolean\""), "\"bookean\"", 9);
	CHECK(!is_accepted_by(LINT "--valid"));
	CHECK(
	    !is_accepted_by(LINT "--relaxng /usr/share/pcs/data/ocf-1.1.rng"));
}

static bool
holds(const char *part)
{
	bool there = strstr(text, part) != NULL;

	if (!there)
		printf("not there: %s\n", part);
	return there;
}

static void
it_says_which_version_is_whose(void)
{
	print(&sample_agent);
	CHECK(holds("<resource-agent name=\"sample\" version=\"0.1.0\">"));
	CHECK(holds("<version>1.1</version>"));
	CHECK(holds("<shortdesc lang=\"en\">A sample - no more</shortdesc>"));
}

static void
each_row_becomes_a_parameter(void)
{
	print(&sample_agent);
	CHECK(holds("<parameter name=\"ip\" required=\"1\" unique=\"1\" "
		    "unique-group=\"ip\" reloadable=\"0\">"));
	CHECK(holds("The &quot;address&quot; &lt;as is&gt;."));
	CHECK(holds("<content type=\"string\"/>"));
	CHECK(holds("<parameter name=\"mode\" required=\"0\" unique=\"0\" "
		    "reloadable=\"1\">"));
	CHECK(holds("<longdesc lang=\"en\">Mode.  What is done. One of "
		    "restart or failover. Default: restart.</longdesc>"));
	CHECK(holds("<longdesc lang=\"en\">Interface.  Found when "
		    "empty.</longdesc>"));
	CHECK(holds("<content type=\"string\" default=\"\"/>"));
	CHECK(holds("<content type=\"integer\" default=\"3\"/>"));
	CHECK(holds("<content type=\"string\" default=\"30s\"/>"));
	CHECK(holds("<content type=\"boolean\" default=\"true\"/>"));
}

static void
each_row_becomes_an_action(void)
{
	print(&sample_agent);
	CHECK(holds("<action name=\"start\" timeout=\"60s\"/>"));
	CHECK(holds("<action name=\"monitor\" timeout=\"20s\" "
		    "interval=\"10s\" role=\"Unpromoted\"/>"));
	CHECK(holds("<action name=\"monitor\" timeout=\"20s\" "
		    "interval=\"9s\" depth=\"10\" role=\"Promoted\"/>"));
}

static void
what_cannot_be_written_in_full_is_told(void)
{
	FILE *full = fopen("/dev/full", "w");
	struct agent broken = sample_agent;

	CHECK(full != NULL && !metadata_print(&sample_agent, full));
	if (full != NULL)
		fclose(full);
	full = fopen("/dev/null", "w");
	broken.brief = "not \xff utf-8";
	CHECK(full != NULL && !metadata_print(&broken, full));
	if (full != NULL)
		fclose(full);
}

CHECK_MAIN(it_is_valid_for_ocf_tester, it_is_valid_for_pcs,
    it_is_valid_for_resource_agents_but_for_what_that_does_not_know,
    the_schemas_would_find_a_mistake, it_says_which_version_is_whose,
    each_row_becomes_a_parameter, each_row_becomes_an_action,
    what_cannot_be_written_in_full_is_told)
