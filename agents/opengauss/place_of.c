/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/opengauss/place_of.h"

#include <stdio.h>
#include <string.h>

#include "agents/opengauss/memory.h"
#include "agents/opengauss/observe.h"
#include "agents/opengauss/params.h"
#include "agents/opengauss/zones.h"
#include "cpg/request.h"
#include "ocf/pacemaker.h"
#include "ocf/why.h"

#define ATTRIBUTE "zone"
#define FRESH_S   60
#define MISSING_S 5 /* a node without one: somebody is about to set it */
#define MEMORY_MS 200
#define QUERY_MS  2000

static bool
is_used(const struct opengauss_params *params)
{
	return params->zones != NULL && params->zones[0] != '\0';
}

static bool
is_fresh(const struct memory *memory, unsigned now_s)
{
	unsigned fresh_s = memory->zone[0] == '\0' ? MISSING_S : FRESH_S;

	return memory->zone_read_s != 0 && now_s >= memory->zone_read_s &&
	       now_s - memory->zone_read_s < fresh_s;
}

/* As Pacemaker has it; where it does not answer, as it was before. */
static void
look_up(const struct observer *observer, const char *node, bool is_news,
    struct moment deadline, char ret_zone[REQUEST_NAME_MAX])
{
	struct moment now = moment_now();
	unsigned now_s = (unsigned)(now.ms / 1000) + 1;
	char value[ATTRIBUTE_MAX];
	struct memory_file file;
	bool is_read = false;

	(void)memory_open(
	    observer->resource, moment_after(now, MEMORY_MS), &file);
	memory_close(&file);
	strcpy(ret_zone, file.memory.zone);
	if (is_fresh(&file.memory, now_s) && !is_news)
		return;
	is_read = pacemaker_get_property(node, ATTRIBUTE, value,
		      moment_earlier(deadline, moment_after(now, QUERY_MS))) &&
		  strlen(value) < REQUEST_NAME_MAX;
	if (!is_read)
		return;
	strcpy(ret_zone, value);
	(void)memory_open(
	    observer->resource, moment_after(moment_now(), MEMORY_MS), &file);
	strcpy(file.memory.zone, value);
	file.memory.zone_read_s = now_s;
	memory_close(&file);
}

void
place_of_node(const struct observer *observer, const char *node, bool is_news,
    struct moment deadline, struct request_registration *of,
    struct why *ret_complaint)
{
	const struct opengauss_params *params = observer->params;

	why_set(ret_complaint, "%s", "");
	of->cascaded = zones_names(params->cascades, node);
	if (!is_used(params))
		return;
	look_up(observer, node, is_news, deadline, of->zone);
	if (!zones_find(
		params->zones, of->zone, &of->zone_number, &of->city_number))
		why_set(ret_complaint,
		    "the node attribute zone of %s is \"%s\", and that is "
		    "none of zones=%.200s",
		    node, of->zone, params->zones);
}

enum role
place_of_role(const struct observer *observer, struct moment deadline)
{
	char node[NODE_NAME_MAX] = "";

	(void)pacemaker_node_name(node, deadline, NULL);
	return zones_names(observer->params->cascades, node)
		   ? ROLE_CASCADE_STANDBY
		   : ROLE_STANDBY;
}
