/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/metadata.h"

#include <string.h>

#include <libxml/xmlwriter.h>

#include "ocf/agent.h"
#include "ocf/param.h"

/*
 * What ra-api-1.dtd, older than OCF 1.1, lacks and ocf-tester would reject.
 * Of two declarations of an attribute the first, ours, is binding.
 */
#define SUBSET                                                                 \
	"\n<!ATTLIST parameter unique-group CDATA #IMPLIED>"                   \
	"\n<!ATTLIST parameter reloadable (1|0) #IMPLIED>"                     \
	"\n<!ATTLIST action name CDATA #REQUIRED>\n"

/*
 * Collects whether all went well, so that no line below needs a check of its
 * own; libxml2 answers -1 to a call that failed.
 */
struct sheet {
	xmlTextWriterPtr writer;
	bool well;
};

static void
begin(struct sheet *sheet, const char *element)
{
	if (xmlTextWriterStartElement(sheet->writer, BAD_CAST element) < 0)
		sheet->well = false;
}

static void
end(struct sheet *sheet)
{
	if (xmlTextWriterEndElement(sheet->writer) < 0)
		sheet->well = false;
}

/* libxml2 complains of other bytes than UTF-8, but does not fail. */
static bool
is_text(const char *value)
{
	return xmlCheckUTF8(BAD_CAST value) == 1;
}

static void
attribute(struct sheet *sheet, const char *name, const char *value)
{
	if (!is_text(value) || xmlTextWriterWriteAttribute(sheet->writer,
				   BAD_CAST name, BAD_CAST value) < 0)
		sheet->well = false;
}

static void
attribute_number(
    struct sheet *sheet, const char *name, unsigned value, const char *unit)
{
	char text[32];

	snprintf(text, sizeof(text), "%u%s", value, unit);
	attribute(sheet, name, text);
}

static void
text(struct sheet *sheet, const char *what)
{
	if (!is_text(what) ||
	    xmlTextWriterWriteString(sheet->writer, BAD_CAST what) < 0)
		sheet->well = false;
}

/* longdesc or shortdesc. */
static void
describe(struct sheet *sheet, const char *element, const char *what)
{
	begin(sheet, element);
	attribute(sheet, "lang", "en");
	text(sheet, what);
	end(sheet);
}

/*
 * Only types that the DTD, OCF 1.1 and pcs all know: "time", "second" and
 * "select" each lack one of them.
 */
static const char *
content_type(enum param_type type)
{
	switch (type) {
	case PARAM_FLAG:
		return "boolean";
	case PARAM_COUNT:
		return "integer";
	case PARAM_TEXT:
	case PARAM_SECONDS:
	case PARAM_CHOICE:
		return "string";
	}
	return "string";
}

/*
 * All that is to be said of it: pcs shows the long description alone, neither
 * the short one, which says what the parameter is, nor the default.
 */
static void
describe_parameter(struct sheet *sheet, const struct param *row)
{
	char values[256];

	param_describe_values(row, values, sizeof(values));
	begin(sheet, "longdesc");
	attribute(sheet, "lang", "en");
	text(sheet, row->brief);
	text(sheet, ".  ");
	text(sheet, row->advice);
	text(sheet, values);
	if (row->fallback != NULL && row->fallback[0] != '\0') {
		text(sheet, " Default: ");
		text(sheet, row->fallback);
		text(sheet, ".");
	}
	end(sheet);
	describe(sheet, "shortdesc", row->brief);
}

static void
write_parameter(struct sheet *sheet, const struct param *row)
{
	begin(sheet, "parameter");
	attribute(sheet, "name", row->name);
	attribute(sheet, "required", row->fallback == NULL ? "1" : "0");
	/* The group is what OCF 1.1 looks at, the flag what was before it. */
	attribute(sheet, "unique", row->unique ? "1" : "0");
	if (row->unique)
		attribute(sheet, "unique-group", row->name);
	attribute(sheet, "reloadable", row->reloadable ? "1" : "0");
	describe_parameter(sheet, row);
	begin(sheet, "content");
	attribute(sheet, "type", content_type(row->type));
	if (row->fallback != NULL)
		attribute(sheet, "default", row->fallback);
	end(sheet);
	end(sheet);
}

static void
write_action(struct sheet *sheet, const struct agent_action *action)
{
	begin(sheet, "action");
	attribute(sheet, "name", action->name);
	attribute_number(sheet, "timeout", action->timeout_s, "s");
	if (action->interval_s != 0)
		attribute_number(sheet, "interval", action->interval_s, "s");
	if (action->depth != 0)
		attribute_number(sheet, "depth", action->depth, "");
	if (action->role != NULL)
		attribute(sheet, "role", action->role);
	end(sheet);
}

static void
write_agent(struct sheet *sheet, const struct agent *agent)
{
	begin(sheet, "resource-agent");
	attribute(sheet, "name", agent->name);
	attribute(sheet, "version", agent->version);
	begin(sheet, "version"); /* of OCF */
	text(sheet, "1.1");
	end(sheet);
	describe(sheet, "longdesc", agent->advice);
	describe(sheet, "shortdesc", agent->brief);
	begin(sheet, "parameters");
	for (size_t i = 0; i < agent->nparams; i++)
		write_parameter(sheet, &agent->params[i]);
	end(sheet);
	begin(sheet, "actions");
	for (size_t i = 0; i < agent->nactions; i++)
		write_action(sheet, &agent->actions[i]);
	end(sheet);
	end(sheet);
}

static bool
write_document(xmlTextWriterPtr writer, const struct agent *agent)
{
	struct sheet sheet = { writer, true };

	xmlTextWriterSetIndent(writer, 1);
	if (xmlTextWriterStartDocument(writer, NULL, NULL, NULL) < 0 ||
	    xmlTextWriterWriteDTD(writer, BAD_CAST "resource-agent", NULL,
		BAD_CAST "ra-api-1.dtd", BAD_CAST SUBSET) < 0)
		return false;
	write_agent(&sheet, agent);
	return xmlTextWriterEndDocument(writer) >= 0 && sheet.well;
}

bool
metadata_print(const struct agent *agent, FILE *out)
{
	xmlBufferPtr buffer = xmlBufferCreate();
	xmlTextWriterPtr writer =
	    buffer != NULL ? xmlNewTextWriterMemory(buffer, 0) : NULL;
	bool well = writer != NULL && write_document(writer, agent);
	size_t length;

	xmlFreeTextWriter(writer); /* flushes into the buffer */
	length = well ? (size_t)xmlBufferLength(buffer) : 0;
	if (well)
		well = fwrite(xmlBufferContent(buffer), 1, length, out) ==
			   length &&
		       fflush(out) == 0;
	xmlBufferFree(buffer);
	return well;
}
