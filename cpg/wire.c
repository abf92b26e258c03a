/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/wire.h"

#include <string.h>

#define MAGIC UINT32_C(0x31414847) /* "GHA1" */

/* Where the header's fields are; the name fills the rest. */
enum header {
	AT_MAGIC = 0,
	AT_VERSION = 4,
	AT_KIND = 6,
	AT_LENGTH = 8,
	AT_CHECKSUM = 12,
	AT_NAME = 16,
};

/* CRC-32C, bit by bit: a packet is small, and comes a few times a second. */
static uint32_t
checksum(uint32_t crc, const unsigned char *bytes, size_t n)
{
	crc = ~crc;
	for (size_t i = 0; i < n; i++) {
		crc ^= bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = (crc >> 1) ^ (UINT32_C(0x82F63B78) & -(crc & 1));
	}
	return ~crc;
}

/* Of all but the place where it stands itself. */
static uint32_t
packet_checksum(const unsigned char *bytes, size_t n)
{
	uint32_t crc = checksum(0, bytes, AT_CHECKSUM);

	return checksum(crc, bytes + AT_NAME, n - AT_NAME);
}

void
wire_put(struct wire_out *out, uint64_t value, unsigned nbytes)
{
	if (out->size - out->n < nbytes ||
	    (nbytes < 8 && value >> (8 * nbytes) != 0))
		out->ok = false;
	if (!out->ok)
		return;
	for (unsigned i = 0; i < nbytes; i++)
		out->bytes[out->n++] = (unsigned char)(value >> (8 * i));
}

uint64_t
wire_get(struct wire_in *in, unsigned nbytes)
{
	uint64_t value = 0;

	if (in->size - in->at < nbytes)
		in->ok = false;
	if (!in->ok)
		return 0;
	for (unsigned i = 0; i < nbytes; i++)
		value |= (uint64_t)in->bytes[in->at++] << (8 * i);
	return value;
}

unsigned
wire_get_upto(struct wire_in *in, unsigned nbytes, unsigned max)
{
	uint64_t value = wire_get(in, nbytes);

	if (value > max)
		in->ok = false;
	return in->ok ? (unsigned)value : 0;
}

void
wire_put_text(struct wire_out *out, const char *text)
{
	size_t length = strlen(text);

	wire_put(out, length, 2);
	if (out->size - out->n < length)
		out->ok = false;
	if (!out->ok)
		return;
	memcpy(out->bytes + out->n, text, length);
	out->n += length;
}

void
wire_get_text(struct wire_in *in, char *ret_text, size_t size)
{
	size_t length = (size_t)wire_get(in, 2);

	if (length >= size || in->size - in->at < length ||
	    (in->ok && memchr(in->bytes + in->at, '\0', length) != NULL))
		in->ok = false;
	memset(ret_text, 0, size);
	if (!in->ok)
		return;
	memcpy(ret_text, in->bytes + in->at, length);
	in->at += length;
}

bool
wire_is_read(const struct wire_in *in)
{
	return in->ok && in->at == in->size;
}

struct wire_out
wire_begin(unsigned char *buf, size_t size, unsigned kind, const char *database)
{
	struct wire_out out = { .bytes = buf, .size = size, .ok = true };

	if (size < WIRE_HEADER || !wire_is_name(database)) {
		out.ok = false;
		return out;
	}
	memset(buf, 0, WIRE_HEADER);
	wire_put(&out, MAGIC, 4);
	wire_put(&out, WIRE_VERSION, 2);
	wire_put(&out, kind, 2);
	memcpy(buf + AT_NAME, database, strlen(database));
	out.n = WIRE_HEADER;
	return out;
}

size_t
wire_end(struct wire_out *out)
{
	struct wire_out header = *out;

	header.n = AT_LENGTH;
	wire_put(&header, out->n, 4);
	if (!header.ok)
		return 0;
	wire_put(&header, packet_checksum(out->bytes, out->n), 4);
	return out->n;
}

static bool
is_sealed(const unsigned char *bytes, size_t nbytes)
{
	struct wire_in header = { bytes, WIRE_HEADER, AT_LENGTH, true };

	return wire_get(&header, 4) == nbytes &&
	       wire_get(&header, 4) == packet_checksum(bytes, nbytes);
}

static bool
read_name(const unsigned char *bytes, char ret_name[WIRE_NAME_MAX])
{
	memcpy(ret_name, bytes + AT_NAME, WIRE_NAME_MAX);
	return ret_name[WIRE_NAME_MAX - 1] == '\0' && wire_is_name(ret_name);
}

enum wire_fault
wire_open(const void *bytes, size_t nbytes, struct wire_packet *ret_packet)
{
	struct wire_in in = { bytes, nbytes, 0, true };
	bool is_ours = wire_get(&in, 4) == MAGIC;

	memset(ret_packet, 0, sizeof(*ret_packet));
	ret_packet->version = (unsigned)wire_get(&in, 2);
	ret_packet->kind = (unsigned)wire_get(&in, 2);
	if (!is_ours || !in.ok) {
		ret_packet->version = 0;
		return WIRE_GARBAGE;
	}
	if (ret_packet->version != WIRE_VERSION)
		return WIRE_OTHER_VERSION;
	if (nbytes < WIRE_HEADER || !is_sealed(bytes, nbytes) ||
	    !read_name(bytes, ret_packet->database))
		return WIRE_GARBAGE;
	in.at = WIRE_HEADER;
	ret_packet->in = in;
	return WIRE_GOOD;
}

/* What Pacemaker allows as the name of a resource, and no more. */
bool
wire_is_name(const char *text)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-.";
	size_t length = strspn(text, letters);

	return length > 0 && length < WIRE_NAME_MAX && text[length] == '\0' &&
	       text[0] != '.';
}
