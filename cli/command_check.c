/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/decide_check.h"
#include "cli/observe_check.h"
#include "cli/subcommand.h"
#include "cli/table.h"
#include "cli/tell.h"
#include "ocf/json.h"

#define JSON_MAX (FINDINGS_MAX * 2 * sizeof(struct finding))

static void
observe(struct check_facts *facts)
{
	observe_host(&facts->host);
	observe_corosync(&facts->corosync);
	observe_gateway(&facts->gateway);
	observe_cluster(&facts->cluster);
	observe_keeper(&facts->keeper);
	for (unsigned i = 0; i < facts->cluster.cib.ndatabases; i++)
		observe_database(
		    &facts->cluster.cib.databases[i], &facts->databases[i]);
	observe_watchdogs(facts);
}

static void
print(const struct findings *findings)
{
	unsigned nfaults = decide_check_count(findings, SEVERITY_FAULT);
	unsigned nwarnings = decide_check_count(findings, SEVERITY_WARNING);

	for (unsigned i = 0; i < findings->n; i++) {
		const struct finding *finding = &findings->list[i];

		printf("%-8s %-10s ", decide_check_severity(finding->severity),
		    finding->subject);
		table_say(stdout, finding->what.text);
		if (finding->remedy[0] != '\0') {
			fputs("         type: ", stdout);
			table_say(stdout, finding->remedy);
		}
	}
	printf("%u fault%s, %u warning%s\n", nfaults, nfaults == 1 ? "" : "s",
	    nwarnings, nwarnings == 1 ? "" : "s");
}

static void
print_json(const struct findings *findings)
{
	static char text[JSON_MAX];
	struct json json = json_begin(text, sizeof(text));

	json_open(&json, NULL, '{');
	json_number(
	    &json, "faults", decide_check_count(findings, SEVERITY_FAULT));
	json_number(
	    &json, "warnings", decide_check_count(findings, SEVERITY_WARNING));
	json_open(&json, "findings", '[');
	for (unsigned i = 0; i < findings->n; i++) {
		const struct finding *finding = &findings->list[i];

		json_open(&json, NULL, '{');
		json_text(&json, "severity",
		    decide_check_severity(finding->severity));
		json_text(&json, "subject", finding->subject);
		json_text(&json, "sentence", finding->what.text);
		json_text(&json, "remedy", finding->remedy);
		json_close(&json, '}');
	}
	json_close(&json, ']');
	json_close(&json, '}');
	puts(text);
}

int
command_check(const struct arguments *arguments)
{
	static struct check_facts facts;
	static struct findings findings;
	struct why why;

	if (geteuid() != 0) {
		why_set(&why, "check looks at the database's files and asks "
			      "the keeper: it is for root");
		return tell_failure(&why);
	}
	observe(&facts);
	decide_check(&facts, &findings);
	(arguments->json ? print_json : print)(&findings);
	return decide_check_count(&findings, SEVERITY_FAULT) == 0 ? 0 : 1;
}
