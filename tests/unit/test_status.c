/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/check.h"

#include <string.h>

#include "ocf/status.h"

static void
every_code_of_the_standard_has_words_of_its_own(void)
{
	static const enum ocf_status all[] = { OCF_SUCCESS, OCF_ERR_GENERIC,
		OCF_ERR_ARGS, OCF_ERR_UNIMPLEMENTED, OCF_ERR_PERM,
		OCF_ERR_INSTALLED, OCF_ERR_CONFIGURED, OCF_NOT_RUNNING,
		OCF_RUNNING_PROMOTED, OCF_FAILED_PROMOTED, OCF_DEGRADED,
		OCF_DEGRADED_PROMOTED };
	const size_t n = sizeof(all) / sizeof(all[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			CHECK(strcmp(ocf_status_text(all[i]),
				  ocf_status_text(all[j])) != 0);
}

static void
the_codes_are_those_of_the_standard(void)
{
	CHECK(strcmp(ocf_status_text((enum ocf_status)7), "not running") == 0);
	CHECK(strcmp(ocf_status_text((enum ocf_status)8),
		  "running as promoted") == 0);
	CHECK(strcmp(ocf_status_text((enum ocf_status)191),
		  "running as promoted, but degraded") == 0);
}

static void
a_foreign_code_is_called_unknown(void)
{
	CHECK(strcmp(ocf_status_text((enum ocf_status)42), "unknown status") ==
	      0);
}

CHECK_MAIN(every_code_of_the_standard_has_words_of_its_own,
    the_codes_are_those_of_the_standard, a_foreign_code_is_called_unknown)
