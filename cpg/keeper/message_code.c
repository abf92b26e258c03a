/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/message_code.h"

#include <string.h>

#include "cpg/keeper/record_code.h"
#include "cpg/wire.h"

static void
put_flag(struct wire_out *out, bool flag)
{
	wire_put(out, flag, 1);
}

static bool
get_flag(struct wire_in *in)
{
	return wire_get_upto(in, 1, 1) != 0;
}

static bool
has_record(enum message_kind kind)
{
	return kind == MESSAGE_PROMISE || kind == MESSAGE_UPDATE;
}

size_t
message_code_put_message(unsigned char *buf, size_t size, const char *database,
    const struct message *message)
{
	struct wire_out out = wire_begin(buf, size, message->kind, database);

	wire_put(&out, message->ring.node, 4);
	wire_put(&out, message->ring.seq, 8);
	wire_put(&out, message->attempt, 8);
	wire_put(&out, message->view, 8);
	wire_put(&out, message->seq, 8);
	wire_put(&out, message->greeting.promise, 8);
	put_flag(&out, message->greeting.counts);
	put_flag(&out, message->greeting.blank);
	if (has_record(message->kind))
		record_code_put(&out, &message->record);
	return wire_end(&out);
}

static bool
is_message(unsigned kind)
{
	return kind >= MESSAGE_GREETING && kind <= MESSAGE_STORED;
}

bool
message_code_get_message(const struct wire_packet *packet, uint32_t sender,
    struct message *ret_message)
{
	struct wire_in in = packet->in;
	struct message message = { .sender = sender };

	if (!is_message(packet->kind))
		return false;
	message.kind = (enum message_kind)packet->kind;
	message.ring.node = (uint32_t)wire_get(&in, 4);
	message.ring.seq = wire_get(&in, 8);
	message.attempt = wire_get(&in, 8);
	message.view = wire_get(&in, 8);
	message.seq = wire_get(&in, 8);
	message.greeting.promise = wire_get(&in, 8);
	message.greeting.counts = get_flag(&in);
	message.greeting.blank = get_flag(&in);
	if (has_record(message.kind))
		record_code_get(&in, &message.record);
	if (!wire_is_read(&in))
		return false;
	*ret_message = message;
	return true;
}

static void
put_sender(struct wire_out *out, const struct report_sender *sender)
{
	wire_put_text(out, sender->name);
	wire_put_text(out, sender->state);
	wire_put_text(out, sender->sync_state);
	wire_put(out, sender->flushed.bytes, 8);
	wire_put(out, sender->replayed.bytes, 8);
}

static void
get_sender(struct wire_in *in, struct report_sender *ret_sender)
{
	wire_get_text(in, ret_sender->name, sizeof(ret_sender->name));
	wire_get_text(in, ret_sender->state, sizeof(ret_sender->state));
	wire_get_text(
	    in, ret_sender->sync_state, sizeof(ret_sender->sync_state));
	ret_sender->flushed.bytes = wire_get(in, 8);
	ret_sender->replayed.bytes = wire_get(in, 8);
}

static void
put_who(struct wire_out *out, const struct report *report)
{
	wire_put(out, report->counter, 8);
	wire_put_text(out, report->name);
	wire_put_text(out, report->application_name);
	wire_put_text(out, report->zone);
	wire_put(out, report->place.zone, 1);
	wire_put(out, report->place.city, 1);
	wire_put_text(out, report->version);
	wire_put(out, report->incarnation.id, 8);
}

static void
get_who(struct wire_in *in, struct report *report)
{
	report->counter = wire_get(in, 8);
	wire_get_text(in, report->name, sizeof(report->name));
	wire_get_text(
	    in, report->application_name, sizeof(report->application_name));
	wire_get_text(in, report->zone, sizeof(report->zone));
	report->place.zone = wire_get_upto(in, 1, 255);
	report->place.city = wire_get_upto(in, 1, 255);
	wire_get_text(in, report->version, sizeof(report->version));
	report->incarnation.id = wire_get(in, 8);
}

static void
put_state(struct wire_out *out, const struct report *report)
{
	put_flag(out, report->has_database);
	put_flag(out, report->running);
	put_flag(out, report->died);
	wire_put(out, report->reviving, 1);
	wire_put(out, report->yields, 1);
	put_flag(out, report->sick);
	put_flag(out, report->relearning);
	wire_put(out, report->reach.ngateways, 1);
	wire_put(out, report->reach.nanswering, 1);
	put_flag(out, report->leased);
	wire_put(out, report->guard, 1);
	put_flag(out, report->answered);
	wire_put(out, report->role, 1);
	wire_put(out, report->db_state, 1);
	wire_put(out, report->detail, 1);
	wire_put(out, report->term, 8);
	wire_put(out, report->lsn.bytes, 8);
	put_flag(out, report->receiving);
	put_flag(out, report->replayed_all);
	wire_put_text(out, report->upstream);
	wire_put_text(out, report->ha_host);
	wire_put(out, report->ha_port, 2);
	put_flag(out, report->cascaded);
	put_flag(out, report->building);
	put_flag(out, report->wants_build);
	wire_put(out, report->percent < 0 ? 255 : (unsigned)report->percent, 1);
}

static void
get_state(struct wire_in *in, struct report *report)
{
	unsigned percent;

	report->has_database = get_flag(in);
	report->running = get_flag(in);
	report->died = get_flag(in);
	report->reviving = wire_get_upto(in, 1, 255);
	report->yields = wire_get_upto(in, 1, 255);
	report->sick = get_flag(in);
	report->relearning = get_flag(in);
	report->reach.ngateways = wire_get_upto(in, 1, 255);
	report->reach.nanswering = wire_get_upto(in, 1, 255);
	report->leased = get_flag(in);
	report->guard = wire_get_upto(in, 1, REPORT_GUARD_MISSING);
	report->answered = get_flag(in);
	report->role = wire_get_upto(in, 1, ROLE_PENDING);
	report->db_state = wire_get_upto(in, 1, DB_STATE_COREDUMP);
	report->detail = wire_get_upto(in, 1, DETAIL_DCF_LOG_LOSS);
	report->term = wire_get(in, 8);
	report->lsn.bytes = wire_get(in, 8);
	report->receiving = get_flag(in);
	report->replayed_all = get_flag(in);
	wire_get_text(in, report->upstream, sizeof(report->upstream));
	wire_get_text(in, report->ha_host, sizeof(report->ha_host));
	report->ha_port = (unsigned)wire_get(in, 2);
	report->cascaded = get_flag(in);
	report->building = get_flag(in);
	report->wants_build = get_flag(in);
	percent = wire_get_upto(in, 1, 255);
	report->percent = percent > 100 ? -1 : (int)percent;
}

static void
put_part(struct wire_out *out, const struct report *report)
{
	put_flag(out, report->refusing);
	wire_put(out, report->heeded.ncalls, 4);
	wire_put(out, report->heeded.view, 8);
	put_flag(out, report->has_grant);
	wire_put(out, report->nsenders, 1);
	for (unsigned i = 0; i < report->nsenders; i++)
		put_sender(out, &report->senders[i]);
}

static void
get_part(struct wire_in *in, struct report *report)
{
	report->refusing = get_flag(in);
	report->heeded.ncalls = (uint32_t)wire_get(in, 4);
	report->heeded.view = wire_get(in, 8);
	report->has_grant = get_flag(in);
	report->nsenders = wire_get_upto(in, 1, REPORT_SENDERS_MAX);
	for (unsigned i = 0; i < report->nsenders; i++)
		get_sender(in, &report->senders[i]);
}

size_t
message_code_put_report(unsigned char *buf, size_t size, const char *database,
    const struct report *report)
{
	struct wire_out out =
	    wire_begin(buf, size, MESSAGE_CODE_REPORT, database);

	put_who(&out, report);
	put_state(&out, report);
	put_part(&out, report);
	return wire_end(&out);
}

bool
message_code_get_report(const struct wire_packet *packet, uint32_t sender,
    struct report *ret_report)
{
	struct wire_in in = packet->in;
	struct report report = { .node = sender };

	if (packet->kind != MESSAGE_CODE_REPORT)
		return false;
	get_who(&in, &report);
	get_state(&in, &report);
	get_part(&in, &report);
	if (!wire_is_read(&in))
		return false;
	*ret_report = report;
	return true;
}

size_t
message_code_put_call(unsigned char *buf, size_t size, const char *database,
    enum message_code_kind kind, const struct message_call *call)
{
	struct wire_out out = wire_begin(buf, size, kind, database);

	wire_put(&out, call->serial, 8);
	wire_put(&out, call->view, 8);
	wire_put(&out, call->term, 8);
	return wire_end(&out);
}

bool
message_code_get_call(
    const struct wire_packet *packet, struct message_call *ret_call)
{
	struct wire_in in = packet->in;
	struct message_call call = { .serial = wire_get(&in, 8) };

	call.view = wire_get(&in, 8);
	call.term = wire_get(&in, 8);
	if ((packet->kind != MESSAGE_CODE_REFUSE &&
		packet->kind != MESSAGE_CODE_OVER) ||
	    !wire_is_read(&in))
		return false;
	*ret_call = call;
	return true;
}

size_t
message_code_put_promotion(unsigned char *buf, size_t size,
    const char *database, const struct promotion_entry *entry)
{
	struct wire_out out =
	    wire_begin(buf, size, MESSAGE_CODE_HISTORY, database);

	history_put(&out, entry);
	return wire_end(&out);
}

bool
message_code_get_promotion(
    const struct wire_packet *packet, struct promotion_entry *ret_entry)
{
	struct wire_in in = packet->in;
	struct promotion_entry entry;

	history_get(&in, &entry);
	if (packet->kind != MESSAGE_CODE_HISTORY || !wire_is_read(&in))
		return false;
	*ret_entry = entry;
	return true;
}

size_t
message_code_put_wish(unsigned char *buf, size_t size, const char *database,
    const struct wish_message *wish)
{
	struct wire_out out =
	    wire_begin(buf, size, MESSAGE_CODE_WISH, database);

	wire_put(&out, wish->node, 4);
	put_flag(&out, wish->is_forced);
	wire_put(&out, wish->for_ms, 4);
	return wire_end(&out);
}

bool
message_code_get_wish(
    const struct wire_packet *packet, struct wish_message *ret_wish)
{
	struct wire_in in = packet->in;
	struct wish_message wish = { .node = (uint32_t)wire_get(&in, 4) };

	wish.is_forced = get_flag(&in);
	wish.for_ms = (uint32_t)wire_get(&in, 4);
	if (packet->kind != MESSAGE_CODE_WISH || !wire_is_read(&in))
		return false;
	*ret_wish = wish;
	return true;
}
