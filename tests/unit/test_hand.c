/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A hand that has a data directory, but no server. */
#include "cpg/keeper/hand.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include "tests/unit/check.h"
#include "tests/unit/hand_here.h"
#include "tests/unit/scratch.h"

#define PATIENCE_MS 5000

struct bed {
	struct scratch scratch;
	struct hand hand;
};

static struct bed bed;

static void
set_up(void)
{
	struct instance *instance = &bed.hand.instance;
	struct instance copy;
	struct why why = { "" };

	bed.scratch = scratch_make();
	memset(instance, 0, sizeof(*instance));
	strcpy(instance->datadir, bed.scratch.datadir);
	strcpy(instance->socket_dir, bed.scratch.datadir);
	strcpy(instance->owner, getpwuid(bed.scratch.uid)->pw_name);
	instance->uid = bed.scratch.uid;
	instance->gid = bed.scratch.gid;
	instance->port = 1;
	copy = *instance;
	CHECK(hand_start(&bed.hand, &copy, "n1", moment_now(), &why));
}

static void
tear_down(void)
{
	hand_stop(&bed.hand);
	scratch_drop(&bed.scratch);
}

static uint32_t
begin(enum hand_deed deed, int64_t ms)
{
	struct moment now = moment_now();
	struct hand_request request = { .deed = deed,
		.deadline = moment_after(now, ms) };

	return hand_send(&bed.hand, &request, now);
}

/* As a keeper's loop does it. */
static const struct hand_answer *
end(void)
{
	struct moment give_up = moment_after(moment_now(), PATIENCE_MS);

	while (moment_left_ms(give_up, moment_now()) > 0) {
		const struct hand_answer *answer =
		    hand_receive(&bed.hand, moment_now());
		struct pollfd fd = { .fd = hand_fd(&bed.hand),
			.events = POLLIN };
		struct moment now = moment_now();

		if (answer != NULL)
			return answer;
		(void)poll(&fd, 1,
		    (int)moment_left_ms(
			moment_earlier(hand_due(&bed.hand, now), give_up),
			now));
	}
	return NULL;
}

static void
await_another(pid_t former)
{
	struct moment give_up = moment_after(moment_now(), PATIENCE_MS);

	while ((bed.hand.pid == 0 || bed.hand.pid == former) &&
	       moment_left_ms(give_up, moment_now()) > 0) {
		(void)poll(NULL, 0, 5);
		(void)hand_receive(&bed.hand, moment_now());
	}
	CHECK(bed.hand.pid != 0 && bed.hand.pid != former);
}

static void
answers_come_in_order_and_name_their_request(void)
{
	const struct hand_answer *answer;
	uint32_t first, second;

	set_up();
	first = begin(HAND_RENEW, 2000);
	second = begin(HAND_OBSERVE, 2000);
	CHECK(first != 0 && second != 0 && first != second);
	CHECK(hand_is_busy_with(&bed.hand, HAND_OBSERVE));
	answer = end();
	CHECK(answer != NULL && answer->id == first &&
	      answer->deed == HAND_RENEW && answer->outcome == HAND_DONE &&
	      answer->incarnation != 0);
	answer = end();
	CHECK(answer != NULL && answer->id == second &&
	      answer->outcome == HAND_DONE && answer->seen.run == 0 &&
	      answer->seen.incarnation != 0);
	CHECK(!hand_is_busy_with(&bed.hand, HAND_OBSERVE));
	CHECK(hand_receive(&bed.hand, moment_now()) == NULL);
	tear_down();
}

static void
where_no_server_is_a_deed_fails_with_a_sentence(void)
{
	static const enum hand_deed deeds[] = { HAND_REFUSE, HAND_FOLLOW,
		HAND_RELEASE, HAND_NAME, HAND_REPAIR, HAND_RAISE_TERM };

	set_up();
	for (size_t i = 0; i < sizeof(deeds) / sizeof(deeds[0]); i++) {
		const struct hand_answer *answer;

		CHECK(begin(deeds[i], 2000) != 0);
		answer = end();
		CHECK(answer != NULL && answer->outcome == HAND_FAILED &&
		      strstr(answer->why.text, "nobody listens") != NULL);
	}
	tear_down();
}

static void
no_more_is_sent_than_can_be_kept_in_mind(void)
{
	set_up();
	kill(bed.hand.pid, SIGSTOP);
	for (int i = 0; i < HAND_PENDING_MAX; i++)
		CHECK(begin(HAND_OBSERVE, 300) != 0);
	CHECK(begin(HAND_OBSERVE, 300) == 0);
	for (int i = 0; i < HAND_PENDING_MAX; i++) {
		const struct hand_answer *answer = end();

		CHECK(answer != NULL && answer->outcome == HAND_UNANSWERED &&
		      answer->id == (uint32_t)i + 1);
	}
	tear_down();
}

static void
what_is_too_late_is_not_sent(void)
{
	set_up();
	CHECK(begin(HAND_OBSERVE, 0) == 0);
	CHECK(!hand_is_busy_with(&bed.hand, HAND_OBSERVE));
	tear_down();
}

static void
a_child_that_hangs_is_replaced_soon_after_the_deadline(void)
{
	const struct hand_answer *answer;
	struct moment begun = moment_now();
	pid_t former;

	set_up();
	former = bed.hand.pid;
	kill(former, SIGSTOP);
	CHECK(begin(HAND_OBSERVE, 200) != 0);
	answer = end();
	CHECK(answer != NULL && answer->outcome == HAND_UNANSWERED);
	CHECK(moment_between_ms(begun, moment_now()) >= 200);
	CHECK(moment_between_ms(begun, moment_now()) < 2000);
	await_another(former);
	CHECK(kill(former, 0) != 0);
	CHECK(begin(HAND_RENEW, 2000) != 0);
	answer = end();
	CHECK(answer != NULL && answer->outcome == HAND_DONE);
	tear_down();
}

static void
a_child_that_dies_is_noticed_at_once_and_its_descriptor_stays(void)
{
	const struct hand_answer *answer;
	struct moment begun;
	pid_t former;
	int fd;

	set_up();
	former = bed.hand.pid;
	fd = hand_fd(&bed.hand);
	kill(former, SIGSTOP);
	CHECK(begin(HAND_OBSERVE, 4000) != 0);
	kill(former, SIGKILL);
	begun = moment_now();
	answer = end();
	CHECK(answer != NULL && answer->outcome == HAND_UNANSWERED);
	CHECK(moment_between_ms(begun, moment_now()) < 1000);
	CHECK(begin(HAND_OBSERVE, 2000) == 0);
	await_another(former);
	CHECK(hand_fd(&bed.hand) == fd);
	CHECK(begin(HAND_OBSERVE, 2000) != 0 && end() != NULL);
	tear_down();
}

static void
children_that_die_again_and_again_come_back_more_slowly(void)
{
	int64_t pause_ms = 0;

	set_up();
	for (int i = 0; i < 4; i++) {
		pid_t former = bed.hand.pid;

		CHECK(bed.hand.pause_ms > pause_ms);
		pause_ms = bed.hand.pause_ms;
		kill(former, SIGKILL);
		await_another(former);
	}
	CHECK(begin(HAND_OBSERVE, 2000) != 0 && end() != NULL);
	CHECK(bed.hand.pause_ms < pause_ms);
	tear_down();
}

/* On a busy host a killed process lives on for a moment.  A keeper looks only
 * when hand_due() has come. */
static void
a_killed_child_that_has_not_gone_yet_is_looked_for_again_when_it_is_due(void)
{
	struct moment give_up = moment_after(moment_now(), PATIENCE_MS);
	pid_t former, slow;

	set_up();
	former = bed.hand.pid;
	kill(former, SIGSTOP);
	CHECK(begin(HAND_OBSERVE, 50) != 0 && end() != NULL);
	/* In the killed one's place, one that takes its time to die. */
	while (
	    bed.hand.dying != 0 && waitpid(bed.hand.dying, NULL, WNOHANG) == 0)
		(void)poll(NULL, 0, 1);
	slow = fork();
	if (slow == 0) {
		(void)poll(NULL, 0, 100);
		_exit(0);
	}
	bed.hand.dying = slow;
	while (bed.hand.pid == 0 && moment_left_ms(give_up, moment_now()) > 0) {
		struct moment now = moment_now();

		if (moment_left_ms(hand_due(&bed.hand, now), now) == 0)
			(void)hand_receive(&bed.hand, now);
		(void)poll(NULL, 0, 5);
	}
	CHECK(bed.hand.pid != 0 && bed.hand.dying == 0);
	CHECK(begin(HAND_OBSERVE, 2000) != 0 && end() != NULL);
	tear_down();
}

static void
nothing_is_left_when_it_is_stopped(void)
{
	pid_t pid;

	set_up();
	pid = bed.hand.pid;
	kill(pid, SIGSTOP);
	CHECK(begin(HAND_OBSERVE, 4000) != 0);
	hand_stop(&bed.hand);
	CHECK(kill(pid, 0) != 0);
	CHECK(waitpid(-1, NULL, WNOHANG) < 0);
	CHECK(hand_receive(&bed.hand, moment_now()) == NULL);
	CHECK(!hand_is_busy_with(&bed.hand, HAND_OBSERVE));
	scratch_drop(&bed.scratch);
}

CHECK_MAIN(answers_come_in_order_and_name_their_request,
    where_no_server_is_a_deed_fails_with_a_sentence,
    no_more_is_sent_than_can_be_kept_in_mind, what_is_too_late_is_not_sent,
    a_child_that_hangs_is_replaced_soon_after_the_deadline,
    a_child_that_dies_is_noticed_at_once_and_its_descriptor_stays,
    children_that_die_again_and_again_come_back_more_slowly,
    a_killed_child_that_has_not_gone_yet_is_looked_for_again_when_it_is_due,
    nothing_is_left_when_it_is_stopped)
