/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/status.h"

const char *
ocf_status_text(enum ocf_status status)
{
	switch (status) {
	case OCF_SUCCESS:
		return "success";
	case OCF_ERR_GENERIC:
		return "failed";
	case OCF_ERR_ARGS:
		return "not possible on this host as configured";
	case OCF_ERR_UNIMPLEMENTED:
		return "not implemented";
	case OCF_ERR_PERM:
		return "not permitted";
	case OCF_ERR_INSTALLED:
		return "not installed";
	case OCF_ERR_CONFIGURED:
		return "not configured as it must be";
	case OCF_NOT_RUNNING:
		return "not running";
	case OCF_RUNNING_PROMOTED:
		return "running as promoted";
	case OCF_FAILED_PROMOTED:
		return "failed as promoted";
	case OCF_DEGRADED:
		return "running, but degraded";
	case OCF_DEGRADED_PROMOTED:
		return "running as promoted, but degraded";
	}
	return "unknown status";
}
