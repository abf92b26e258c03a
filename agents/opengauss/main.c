/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ocf:gaussha:opengauss. */
#include "agents/opengauss/agent.h"

extern const char opengauss_metadata[]; /* made when the program was built */

int
main(int argc, char **argv)
{
	return agent_main(&opengauss_agent, opengauss_metadata, argc, argv);
}
