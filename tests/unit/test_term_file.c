/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/term_file.h"

#include <string.h>

#include "gauss/instance.h"
#include "gauss/small_file.h"
#include "ocf/why.h"
#include "tests/unit/check.h"
#include "tests/unit/scratch.h"

static void
a_term_is_four_bytes_as_gs_ctl_writes_them(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = { .uid = scratch.uid, .gid = scratch.gid };
	struct why why = { "" };
	char bytes[16];
	uint32_t term = 0;

	strcpy(instance.datadir, scratch.datadir);
	CHECK(term_file_write(&instance, 0x01020304, &why));
	CHECK(small_file_read(
		  scratch.datadir, "term_file", bytes, sizeof(bytes)) == 4);
	memcpy(&term, bytes, sizeof(term));
	CHECK(term == 0x01020304);
	scratch_drop(&scratch);
}

static void
a_term_that_four_bytes_do_not_hold_is_refused(void)
{
	struct scratch scratch = scratch_make();
	struct instance instance = { .uid = scratch.uid, .gid = scratch.gid };
	struct why why = { "" };

	strcpy(instance.datadir, scratch.datadir);
	CHECK(!term_file_write(&instance, 0x100000001, &why));
	CHECK(strstr(why.text, "4294967297") != NULL);
	CHECK(!scratch_has(&scratch, "term_file"));
	scratch_drop(&scratch);
}

CHECK_MAIN(a_term_is_four_bytes_as_gs_ctl_writes_them,
    a_term_that_four_bytes_do_not_hold_is_refused)
