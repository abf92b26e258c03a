/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/courier.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cpg/keeper/annals.h"
#include "cpg/keeper/birth.h"
#include "cpg/keeper/database.h"
#include "cpg/keeper/decide_errand.h"
#include "cpg/keeper/errand.h"
#include "cpg/keeper/link.h"
#include "cpg/keeper/store.h"
#include "cpg/loop.h"
#include "ocf/log.h"

/* The courier ends by itself before. */
#define GRACE_MS 5000

void
courier_init(struct database *database)
{
	memset(&database->courier, 0, sizeof(database->courier));
	database->courier.fd = -1;
}

bool
courier_is_wanted(const struct database *database)
{
	return database->is_registered && database->observer.has_hand &&
	       database->registration.metadatabase[0] != '\0';
}

unsigned
courier_backlog(const struct database *database)
{
	return courier_is_wanted(database)
		   ? history_count_untold(&database->history)
		   : 0;
}

/* The marks. */

static void
write_told(struct database *database)
{
	static unsigned char buf[STORE_BYTES_MAX];
	struct courier *courier = &database->courier;
	char file[STORE_NAME_MAX];
	size_t n;

	if (!courier->is_told_new || courier->is_told_written)
		return;
	store_told_file(database->name, file);
	n = store_put_told(
	    buf, sizeof(buf), database->name, &database->history);
	if (n == 0 || !database->outlets->write(
			  database->tag | DATABASE_TAG_TOLD, file, buf, n))
		return;
	courier->is_told_written = true;
	courier->is_told_new = false;
}

void
courier_on_written(struct database *database, bool ok)
{
	database->courier.is_told_written = false;
	if (ok)
		write_told(database);
	else
		database->courier.is_told_new = true;
}

/* Another metadatabase has been told nothing. */
static void
look_at_whom(struct database *database)
{
	if (!courier_is_wanted(database) ||
	    !history_tell_to(
		&database->history, database->registration.metadatabase))
		return;
	database->courier.was_tried = false;
	database->courier.trouble.text[0] = '\0';
	database->courier.is_told_new = true;
	database->courier.nfencings_told = 0;
}

/* With no room left the oldest goes, told or not. */
void
courier_on_news(struct database *database,
    const struct promotion_entry *forgotten, struct moment now)
{
	database->courier.news_at = now;
	if (forgotten != NULL && !forgotten->is_told &&
	    courier_is_wanted(database))
		log_warning(
		    "%s: the promotion of term %llu is forgotten, and this "
		    "node does not know that the metadatabase was told: %s",
		    database->name, (unsigned long long)forgotten->term,
		    database->courier.trouble.text);
}

/* The process. */

static void
become_courier(int socket_fd)
{
	birth_become(COURIER_PROGRAM, "gausshad-courier", socket_fd);
}

static bool
is_reaped(struct courier *courier)
{
	if (courier->dying != 0 && waitpid(courier->dying, NULL, WNOHANG) != 0)
		courier->dying = 0;
	return courier->dying == 0;
}

static void
drop_child(struct database *database)
{
	struct courier *courier = &database->courier;

	if (courier->fd >= 0) {
		loop_unwatch(courier->fd);
		close(courier->fd);
	}
	courier->fd = -1;
	if (courier->pid != 0) {
		kill(courier->pid, SIGKILL);
		courier->dying = courier->pid;
		courier->pid = 0;
	}
}

/* A trouble is logged when it comes, and when it has gone. */
static void
end_with(struct database *database, const char *trouble, struct moment now)
{
	struct courier *courier = &database->courier;
	const char *before = courier->trouble.text;

	if (trouble[0] != '\0' && strcmp(before, trouble) != 0)
		log_warning("%s: the metadatabase is told nothing: %s",
		    database->name, trouble);
	else if (trouble[0] == '\0' && before[0] != '\0')
		log_info("%s: the metadatabase is told again", database->name);
	why_set(&courier->trouble, "%s", trouble);
	courier->was_tried = true;
	courier->ended_at = now;
	drop_child(database);
}

static void
take_answer(struct database *database, const struct errand_answer *answer,
    struct moment now)
{
	struct courier *courier = &database->courier;

	switch (answer->word) {
	case ERRAND_TOLD:
		courier->is_told_new |= history_mark(
		    &database->history, answer->term, answer->when_s);
		return;
	case ERRAND_DONE:
		courier->nfencings_told = courier->nfencings_sent;
		end_with(database, "", now);
		break;
	case ERRAND_FAILED:
		end_with(database, answer->why.text, now);
		break;
	}
	write_told(database);
}

/* False when nothing more will come of this errand. */
static bool
receive(struct database *database, struct moment now)
{
	static struct errand_answer answer;
	struct courier *courier = &database->courier;
	ssize_t n = recv(courier->fd, &answer, sizeof(answer), MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n != (ssize_t)sizeof(answer)) {
		end_with(
		    database, "who should tell it ended without a word", now);
		write_told(database);
		return false;
	}
	answer.why.text[sizeof(answer.why.text) - 1] = '\0';
	take_answer(database, &answer, now);
	return courier->fd >= 0;
}

static void
courier_ready(void *context)
{
	struct database *database = context;
	struct moment now = moment_now();

	while (database->courier.fd >= 0 && receive(database, now))
		continue;
}

/* All that are not known to be told. */
static void
take_along(struct database *database, struct errand *errand)
{
	const struct history *history = &database->history;
	struct courier *courier = &database->courier;

	for (unsigned i = 0; i < history->n; i++)
		if (!history->entries[i].is_told)
			errand->entries[errand->n++] = history->entries[i];
	if (courier->nfencings_told != annals_nknown())
		errand->fencings = *annals_fencings();
	courier->nfencings_sent = annals_nknown();
}

/* It is read when the child is ready to. */
static bool
send_errand(
    struct database *database, const char *cluster, int fd, bool is_look)
{
	static struct errand errand;

	memset(&errand, 0, sizeof(errand));
	errand.instance = database->observer.hand.instance;
	errand.parent = getpid();
	snprintf(errand.conninfo, sizeof(errand.conninfo), "%s",
	    database->registration.metadatabase);
	snprintf(errand.cluster, sizeof(errand.cluster), "%s", cluster);
	snprintf(
	    errand.database, sizeof(errand.database), "%s", database->name);
	snprintf(errand.node, sizeof(errand.node), "%s",
	    database->registration.node);
	database->courier.nfencings_sent = database->courier.nfencings_told;
	if (!is_look)
		take_along(database, &errand);
	return send(fd, &errand, sizeof(errand), MSG_DONTWAIT | MSG_NOSIGNAL) ==
	       (ssize_t)sizeof(errand);
}

static void
begin(struct database *database, bool is_look, struct moment now)
{
	struct courier *courier = &database->courier;
	char cluster[ERRAND_CLUSTER_MAX];
	int fds[2];

	/* By another name it would be another event. */
	if (!link_cluster(cluster, sizeof(cluster)))
		return;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) != 0) {
		end_with(database, "there is no socket for who tells it", now);
		return;
	}
	courier->fd = fds[0];
	courier->deadline = moment_after(now, ERRAND_MS + GRACE_MS);
	if (loop_watch(fds[0], courier_ready, database) &&
	    send_errand(database, cluster, fds[0], is_look))
		courier->pid = birth_fork(become_courier, fds[1]);
	close(fds[1]);
	if (courier->pid > 0)
		return;
	courier->pid = 0;
	end_with(database, "there is no process to tell it", now);
}

/* Since the newest of either kind that is not told. */
static int64_t
since_news_ms(const struct courier *courier, struct moment now)
{
	int64_t promotion_ms = moment_between_ms(courier->news_at, now);
	int64_t fencing_ms = moment_between_ms(annals_news_at(), now);

	return courier->nfencings_told == annals_nknown() ||
		       promotion_ms < fencing_ms
		   ? promotion_ms
		   : fencing_ms;
}

static enum errand_verdict
weigh(const struct database *database, struct moment now)
{
	const struct courier *courier = &database->courier;
	struct errand_facts facts = {
		.is_wanted = courier_is_wanted(database),
		.is_under_way = courier->fd >= 0 || courier->dying != 0,
		.is_primary = observer_sees_primary(database),
		.nuntold = history_count_untold(&database->history) +
			   annals_nknown() - courier->nfencings_told,
		.since_news_ms = since_news_ms(courier, now),
		.was_tried = courier->was_tried,
		.has_failed = courier->trouble.text[0] != '\0',
		.since_end_ms = moment_between_ms(courier->ended_at, now),
	};

	return decide_errand(&facts);
}

void
courier_review(struct database *database, struct moment now)
{
	struct courier *courier = &database->courier;

	(void)is_reaped(courier);
	if (courier->fd >= 0 && moment_left_ms(courier->deadline, now) == 0)
		end_with(database, "who should tell it hangs", now);
	look_at_whom(database);
	write_told(database);
	switch (weigh(database, now)) {
	case ERRAND_NOT_WANTED:
	case ERRAND_LATER:
		break;
	case ERRAND_LOOK:
		begin(database, true, now);
		break;
	case ERRAND_TELL:
		begin(database, false, now);
		break;
	}
}

/* What hangs in the kernel outlives SIGKILL, and is init's to reap. */
void
courier_stop(struct database *database)
{
	drop_child(database);
	(void)is_reaped(&database->courier);
}
