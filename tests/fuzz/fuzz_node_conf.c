/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/node_conf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/import_plan.h"
#include "cli/import_script.h"
#include "ocf/why.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct node_conf conf;
	static struct import_plan plan;
	static FILE *sink;
	struct why why;
	char *text = malloc(size + 1);

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = 0;
	if (sink == NULL)
		sink = fopen("/dev/null", "w");
	if (node_conf_parse(text, &conf, &why) &&
	    import_plan_make(&conf, "/opt/og", NULL, &plan, &why))
		import_script_print(&plan, &conf, sink);
	free(text);
	return 0;
}
