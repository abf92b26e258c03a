/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/hand/deed.h"

#include <inttypes.h>

#include "gauss/term_file.h"
#include "ocf/why.h"

/* A primary reads the file when it is asked for its position. */
bool
deed_raise_term(struct deed_context *context,
    const struct hand_request *request, struct hand_answer *answer)
{
	struct why *why = &answer->why;
	enum session_failure failure;
	struct server_state state;

	if (!deed_connect(context, request->deadline, &failure, why) ||
	    !session_state(context->session, request->deadline, &state, why))
		return false;
	if (state.role != ROLE_PRIMARY) {
		why_set(why,
		    "the database runs as %s: only a primary takes a "
		    "term so",
		    role_text(state.role));
		return false;
	}
	if (!term_file_write(context->instance, request->term, why) ||
	    !session_state(context->session, request->deadline, &state, why))
		return false;
	if (state.term >= request->term)
		return true;
	why_set(why, "the database has the term %" PRIu64 " and not %" PRIu64,
	    state.term, request->term);
	return false;
}
