/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/store.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpg/keeper/scribe.h"
#include "tests/unit/check.h"

static char directory[64];

static void
begin(void)
{
	strcpy(directory, "/tmp/gaussha-store-XXXXXX");
	CHECK(mkdtemp(directory) != NULL);
}

static void
end(void)
{
	static const char *const names[] = { "db.record", "db.history",
		"db.told", "db.record.broken", "db.told.broken", "other.record",
		"db.record.new" };
	char path[128];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", directory, names[i]);
		(void)unlink(path);
	}
	CHECK(rmdir(directory) == 0);
}

static struct ledger
sample(void)
{
	struct ledger ledger;
	struct rule rule;

	memset(&ledger, 0, sizeof(ledger));
	memset(&rule, 0, sizeof(rule));
	ledger.promise = 5;
	ledger.counts = true;
	ledger.record.view = 4;
	ledger.record.nmembers = 1;
	ledger.record.members[0] = 2;
	rule.owner = (struct member){ 2, { 22 } };
	CHECK(record_grant(&ledger.record, &rule, 0));
	return ledger;
}

static bool
write_sample(const char *file)
{
	static unsigned char buf[STORE_BYTES_MAX];
	struct ledger ledger = sample();
	size_t n = store_put_ledger(buf, sizeof(buf), "db", &ledger);

	return n > 0 && store_write(directory, file, buf, n, NULL);
}

static void
a_ledger_is_read_as_it_was_written(void)
{
	struct ledger written = sample(), read;
	struct why why;

	begin();
	CHECK(store_read_ledger(directory, "db", &read, &why) == STORE_NONE);
	CHECK(write_sample("db.record"));
	CHECK(store_read_ledger(directory, "db", &read, &why) == STORE_FOUND);
	CHECK(read.promise == 5 && read.counts);
	CHECK(record_equal(&read.record, &written.record));
	end();
}

static void
a_damaged_file_is_put_aside_and_told(void)
{
	struct ledger read = { .promise = 42 };
	struct why why = { "" };
	char path[128];
	FILE *file;

	begin();
	CHECK(write_sample("db.record"));
	snprintf(path, sizeof(path), "%s/db.record", directory);
	file = fopen(path, "r+");
	CHECK(file != NULL && fseek(file, 90, SEEK_SET) == 0);
	CHECK(fputc('x', file) == 'x' && fclose(file) == 0);
	CHECK(store_read_ledger(directory, "db", &read, &why) == STORE_BROKEN);
	CHECK(strstr(why.text, "db.record is damaged") != NULL);
	CHECK(read.promise == 42);
	CHECK(store_read_ledger(directory, "db", &read, &why) == STORE_NONE);
	end();
}

static void
another_databases_file_is_no_ledger_of_this_one(void)
{
	struct ledger read;
	struct why why;

	begin();
	CHECK(write_sample("other.record"));
	CHECK(
	    store_read_ledger(directory, "other", &read, &why) == STORE_BROKEN);
	snprintf(
	    why.text, sizeof(why.text), "%s/other.record.broken", directory);
	CHECK(unlink(why.text) == 0);
	end();
}

static void
a_write_that_fails_leaves_the_file_before_it(void)
{
	struct ledger read;
	struct why why = { "" };

	begin();
	CHECK(write_sample("db.record"));
	CHECK(!store_write("/nonexistent", "db.record", "x", 1, &why));
	CHECK(strstr(why.text, "/nonexistent") != NULL);
	CHECK(store_read_ledger(directory, "db", &read, &why) == STORE_FOUND);
	end();
}

static void
record_files_are_found_by_their_names(void)
{
	char names[4][WIRE_NAME_MAX];

	begin();
	CHECK(store_list(directory, names, 4) == 0);
	CHECK(write_sample("db.record") && write_sample("db.history"));
	CHECK(store_list(directory, names, 4) == 1);
	CHECK(strcmp(names[0], "db") == 0);
	CHECK(store_list("/nonexistent", names, 4) == 0);
	end();
}

static void
a_history_keeps_the_newest_by_term(void)
{
	static unsigned char buf[STORE_BYTES_MAX];
	static struct history history, read;
	size_t n;

	memset(&history, 0, sizeof(history));
	for (uint64_t term = 40; term > 0; term--) {
		struct promotion_entry entry = { .term = term, .to = "n1" };

		CHECK(history_add(&history, &entry) == (term > 8));
		CHECK(!history_add(&history, &entry));
	}
	for (uint64_t term = 41; term <= 50; term++) {
		struct promotion_entry entry = { .term = term, .to = "n2" };

		CHECK(history_add(&history, &entry));
	}
	CHECK(history.n == HISTORY_MAX);
	for (unsigned i = 0; i < HISTORY_MAX; i++)
		CHECK(history.entries[i].term == i + 19);
	n = store_put_history(buf, sizeof(buf), "db", &history);
	CHECK(n > 0 && store_get_history(buf, n, "db", &read));
	CHECK(memcmp(&history, &read, sizeof(read)) == 0);
}

static void
what_was_told_is_remembered(void)
{
	static unsigned char buf[STORE_BYTES_MAX];
	static struct history history, read;
	struct why why = { "" };
	size_t n;

	begin();
	memset(&history, 0, sizeof(history));
	for (uint64_t term = 1; term <= 3; term++) {
		struct promotion_entry entry = { .term = term,
			.when_s = 100 + (int64_t)term };

		CHECK(history_add(&history, &entry));
	}
	read = history;
	CHECK(history_tell_to(&history, "host=a"));
	CHECK(
	    history_mark(&history, 1, 101) && !history_mark(&history, 1, 101));
	CHECK(history_mark(&history, 3, 103));
	/* Of another life of the database, and none at all. */
	CHECK(!history_mark(&history, 2, 103) && !history_mark(&history, 9, 1));
	n = store_put_told(buf, sizeof(buf), "db", &history);
	CHECK(n > 0 && store_write(directory, "db.told", buf, n, &why));
	CHECK(store_read_told(directory, "db", &read, &why) == STORE_FOUND);
	CHECK(history_count_untold(&read) == 1 && !read.entries[1].is_told);
	CHECK(!history_tell_to(&read, "host=a"));
	CHECK(history_tell_to(&read, "host=b"));
	CHECK(history_count_untold(&read) == 3);
	CHECK(!store_get_told(buf, n - 1, "db", &read));
	CHECK(!store_get_told(buf, n, "other", &read));
	end();
}

static void
a_damaged_file_of_marks_marks_nothing(void)
{
	static struct history history;
	struct promotion_entry entry = { .term = 1, .when_s = 1 };
	struct why why = { "" };

	begin();
	memset(&history, 0, sizeof(history));
	CHECK(history_add(&history, &entry));
	CHECK(store_read_told(directory, "db", &history, &why) == STORE_NONE);
	CHECK(store_write(directory, "db.told", "x", 1, &why));
	CHECK(store_read_told(directory, "db", &history, &why) == STORE_BROKEN);
	CHECK(history_count_untold(&history) == 1);
	CHECK(store_read_told(directory, "db", &history, &why) == STORE_NONE);
	end();
}

static bool
hear(struct scribe *scribe, struct scribe_answer *ret_answer)
{
	struct pollfd fd = { .fd = scribe->fd, .events = POLLIN };

	return poll(&fd, 1, 10000) == 1 &&
	       scribe_receive(scribe, ret_answer) == SCRIBE_ANSWER;
}

static void
a_scribe_writes_in_order_and_answers_each(void)
{
	static unsigned char buf[STORE_BYTES_MAX];
	struct scribe scribe;
	struct scribe_answer answer;
	struct ledger ledger = sample(), read;
	struct why why;

	begin();
	CHECK(scribe_start(
	    &scribe, directory, moment_after(moment_now(), 10000), &why));
	for (uint32_t i = 1; i <= 8; i++) {
		size_t n;

		ledger.promise = i;
		n = store_put_ledger(buf, sizeof(buf), "db", &ledger);
		CHECK(scribe_write(&scribe, i, "db.record", buf, n));
	}
	for (uint32_t i = 1; i <= 8; i++)
		CHECK(hear(&scribe, &answer) && answer.tag == i && answer.ok);
	CHECK(scribe_receive(&scribe, &answer) == SCRIBE_NOTHING);
	CHECK(store_read_ledger(directory, "db", &read, &why) == STORE_FOUND);
	CHECK(read.promise == 8);
	CHECK(scribe_write(&scribe, 9, "no/such.record", buf, 1));
	CHECK(hear(&scribe, &answer) && answer.tag == 9 && !answer.ok);
	CHECK(strstr(answer.why.text, "no/such.record") != NULL);
	scribe_stop(&scribe);
	CHECK(!scribe_write(&scribe, 1, "db.record", buf, 1));
	end();
}

static void
a_second_scribe_waits_until_the_first_is_gone(void)
{
	struct scribe first, second;
	struct why why;

	begin();
	CHECK(scribe_start(
	    &first, directory, moment_after(moment_now(), 10000), &why));
	CHECK(!scribe_start(
	    &second, directory, moment_after(moment_now(), 50), &why));
	CHECK(strstr(why.text, "another keeper") != NULL);
	scribe_stop(&first);
	CHECK(scribe_start(
	    &second, directory, moment_after(moment_now(), 10000), &why));
	scribe_stop(&second);
	end();
}

CHECK_MAIN(a_ledger_is_read_as_it_was_written,
    a_damaged_file_is_put_aside_and_told,
    another_databases_file_is_no_ledger_of_this_one,
    a_write_that_fails_leaves_the_file_before_it,
    record_files_are_found_by_their_names, a_history_keeps_the_newest_by_term,
    what_was_told_is_remembered, a_damaged_file_of_marks_marks_nothing,
    a_scribe_writes_in_order_and_answers_each,
    a_second_scribe_waits_until_the_first_is_gone)
