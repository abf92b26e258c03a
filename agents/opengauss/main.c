/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ocf:gaussha:opengauss. */
#include <string.h>

#include "agents/opengauss/agent.h"
#include "agents/opengauss/watch.h"

extern const char opengauss_metadata[]; /* made when the program was built */

int
main(int argc, char **argv)
{
	/* Not an action of the agent: it is nobody's but our own to ask for. */
	if (argc == 2 && strcmp(argv[1], "watch") == 0)
		return watch_main();
	return agent_main(&opengauss_agent, opengauss_metadata, argc, argv);
}
