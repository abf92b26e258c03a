/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/metrics_text.h"

#include <stdbool.h>
#include <string.h>

#include "tests/unit/check.h"
#include "tests/unit/keeper_says.h"

static char shown[16384];

static const char *
show(const char *text)
{
	FILE *out = fmemopen(shown, sizeof(shown), "w");

	metrics_text_print(keeper_read(text), out);
	fclose(out);
	(void)keeper_read(NULL);
	return shown;
}

static bool
has(const char *line)
{
	char whole[256];

	snprintf(whole, sizeof(whole), "\n%s\n", line);
	if (strstr(shown, whole) == NULL)
		printf("no \"%s\" in:\n%s", line, shown);
	return strstr(shown, whole) != NULL;
}

static void
a_database_and_its_nodes_are_measured(void)
{
	show(keeper_says);
	CHECK(has("gaussha_view_active{database=\"db\"} 1"));
	CHECK(has("gaussha_has_primary{database=\"db\"} 1"));
	CHECK(has("gaussha_record_rules{database=\"db\"} 1"));
	CHECK(has("gaussha_node_primary{database=\"db\",node=\"n1\"} 1"));
	CHECK(has("gaussha_node_lag_bytes{database=\"db\",node=\"n3\"} 4096"));
	CHECK(has("gaussha_node_lsn_bytes{database=\"db\",node=\"n1\"} 20480"));
	CHECK(has("gaussha_node_synchronous{database=\"db\",node=\"n2\"} 1"));
	CHECK(
	    has("gaussha_node_could_take_over{database=\"db\",node=\"n3\"} 0"));
	CHECK(strcmp(shown + strlen(shown) - 6, "# EOF\n") == 0);
}

static void
a_metadatabase_is_measured_where_there_is_one(void)
{
	show(keeper_says);
	CHECK(strstr(shown, "metadatabase_backlog{") == NULL);
	show(keeper_spoilt(keeper_says, "\"promotion\":",
	    "\"metadatabase\":{\"reached\":false,\"backlog\":3,"
	    "\"trouble\":\"x\"},\"promotion\":"));
	CHECK(has("gaussha_metadatabase_reached{database=\"db\"} 0"));
	CHECK(has("gaussha_metadatabase_backlog{database=\"db\"} 3"));
	/* Before the first try nobody knows. */
	show(keeper_spoilt(keeper_says, "\"promotion\":",
	    "\"metadatabase\":{\"reached\":false,\"backlog\":3,"
	    "\"trouble\":\"\"},\"promotion\":"));
	CHECK(strstr(shown, "metadatabase_reached{") == NULL);
}

static void
gateways_are_counted_where_they_are_pinged(void)
{
	show(keeper_says);
	CHECK(strstr(shown, "gateways{") == NULL);
	show(keeper_spoilt(keeper_says, "\"zone\":\"\"",
	    "\"zone\":\"\",\"gateway\":\"1 of 2\",\"leased\":true"));
	CHECK(has("gaussha_node_gateways{database=\"db\",node=\"n2\"} 2"));
	CHECK(has("gaussha_node_gateways_answering{database=\"db\","
		  "node=\"n2\"} 1"));
	CHECK(has("gaussha_node_leased{database=\"db\",node=\"n2\"} 1"));
}

static void
what_is_not_known_is_not_there(void)
{
	show(keeper_spoilt(keeper_says, "\"id\":3,\"presence\":\"heard\"",
	    "\"id\":3,\"presence\":\"away\""));
	CHECK(has("gaussha_node_heard{database=\"db\",node=\"n3\"} 0"));
	CHECK(strstr(shown, "lag_bytes{database=\"db\",node=\"n3\"}") == NULL);
	CHECK(strstr(shown, "running{database=\"db\",node=\"n3\"}") == NULL);
	CHECK(strstr(shown, "lag_bytes{database=\"db\",node=\"n1\"}") == NULL);
}

static void
labels_are_escaped(void)
{
	show(keeper_spoilt(
	    keeper_says, "\"name\":\"db\"", "\"name\":\"d\\\"\\n\\\\b\""));
	CHECK(has("gaussha_view_active{database=\"d\\\"\\n\\\\b\"} 1"));
}

CHECK_MAIN(a_database_and_its_nodes_are_measured,
    a_metadatabase_is_measured_where_there_is_one,
    gateways_are_counted_where_they_are_pinged, what_is_not_known_is_not_there,
    labels_are_escaped)
