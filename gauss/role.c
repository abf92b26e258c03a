/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/role.h"

#include <stddef.h>
#include <string.h>

/* The texts are what openGauss prints, so one list serves both ways. */

const char *
role_text(enum role role)
{
	switch (role) {
	case ROLE_NORMAL:
		return "Normal";
	case ROLE_PRIMARY:
		return "Primary";
	case ROLE_STANDBY:
		return "Standby";
	case ROLE_CASCADE_STANDBY:
		return "Cascade Standby";
	case ROLE_MAIN_STANDBY:
		return "Main Standby";
	case ROLE_PENDING:
		return "Pending";
	case ROLE_UNKNOWN:
		break;
	}
	return "Unknown";
}

enum role
role_parse(const char *word)
{
	for (int i = ROLE_NORMAL; word != NULL && i <= ROLE_PENDING; i++)
		if (strcmp(word, role_text((enum role)i)) == 0)
			return (enum role)i;
	return ROLE_UNKNOWN;
}
