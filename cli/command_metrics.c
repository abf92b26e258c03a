/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/arguments.h"
#include "cli/inquiry.h"
#include "cli/metrics_text.h"
#include "cli/subcommand.h"
#include "cli/tell.h"
#include "ocf/why.h"

/* Beside the file: a collector never reads half of one. */
struct output {
	const char *path;
	char beside[PATH_MAX];
	FILE *file;
};

static bool
fail(const char *path, struct why *why)
{
	why_set(why, "%s: %s", path, strerror(errno));
	return false;
}

static bool
open_output(const char *path, struct output *output, struct why *why)
{
	int fd;

	output->path = path;
	if (snprintf(output->beside, sizeof(output->beside), "%s.new", path) >=
	    (int)sizeof(output->beside)) {
		errno = ENAMETOOLONG;
		return fail("--output", why);
	}
	/* Whoever collects is somebody else. */
	fd = open(output->beside,
	    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644);
	if (fd < 0)
		return fail(output->beside, why);
	(void)fchmod(fd, 0644);
	output->file = fdopen(fd, "w");
	if (output->file != NULL)
		return true;
	close(fd);
	return fail(output->beside, why);
}

static bool
put_in_place(struct output *output, struct why *why)
{
	bool ok = ferror(output->file) == 0;

	if (fclose(output->file) == 0 && ok &&
	    rename(output->beside, output->path) == 0)
		return true;
	(void)fail(output->path, why);
	(void)unlink(output->beside);
	return false;
}

/* What was there before would go on being told as if it were so now. */
static int
put_into(const char *path, const struct json_document *document,
    const struct why *silence)
{
	struct output output;
	struct why why;

	if (!open_output(path, &output, &why))
		return tell_failure(&why);
	if (document != NULL)
		metrics_text_print(document, output.file);
	else
		metrics_text_print_silence(output.file);
	if (!put_in_place(&output, &why))
		return tell_failure(&why);
	return document != NULL ? 0 : tell_failure(silence);
}

int
command_metrics(const struct arguments *arguments)
{
	struct json_document document;
	struct why why;
	bool answers = inquiry_document(
	    REQUEST_STATUS, arguments->operand, &document, &why);
	int status = 0;

	if (arguments->output[0] != '\0')
		status = put_into(
		    arguments->output, answers ? &document : NULL, &why);
	else if (answers)
		metrics_text_print(&document, stdout);
	else
		status = tell_failure(&why);
	if (answers)
		json_read_close(&document);
	return status;
}
