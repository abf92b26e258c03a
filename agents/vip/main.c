/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ocf:gaussha:vip. */
#include "agents/vip/agent.h"
#include "ocf/agent.h"

extern const char vip_metadata[]; /* made when the program was built */

int
main(int argc, char **argv)
{
	return agent_main(&vip_agent, vip_metadata, argc, argv);
}
