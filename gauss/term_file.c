/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/term_file.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "gauss/instance.h"
#include "gauss/owner_guise.h"
#include "gauss/small_file.h"
#include "ocf/why.h"

bool
term_file_write(const struct instance *instance, uint64_t term, struct why *why)
{
	uint32_t value = (uint32_t)term;
	struct owner_guise guise;
	int error;

	if (value != term) {
		why_set(why,
		    "the term %" PRIu64 " is above what openGauss knows", term);
		return false;
	}
	if (owner_guise_take(instance, &guise)) {
		error = small_file_write(
		    instance->datadir, "term_file", &value, sizeof(value));
		owner_guise_drop(&guise);
	} else {
		error = -errno;
	}
	if (error == 0)
		return true;
	why_set(why, "term_file in %s cannot be written: %s", instance->datadir,
	    strerror(-error));
	return false;
}
