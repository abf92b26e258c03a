/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wire.h - bytes that leave this process: to other nodes, and to the disk.
 *
 * Numbers are little-endian, texts are a length and their bytes.  Nothing is
 * ever read or written beyond the bounds: the first thing that does not fit
 * clears ok, and from then on reading yields zeros and writing does nothing, so
 * ok is looked at once, at the end.
 *
 * A packet is a header (magic, version, kind, length, checksum, name of the
 * database) and what belongs to its kind.  Whatever is in a packet of another
 * version is not looked at: the layout before the version never changes.
 */
#ifndef CPG_WIRE_H
#define CPG_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_VERSION  1
#define WIRE_HEADER   80 /* bytes */
#define WIRE_NAME_MAX 64 /* of a database, with its NUL */

struct wire_out {
	unsigned char *bytes;
	size_t size, n;
	bool ok;
};

struct wire_in {
	const unsigned char *bytes;
	size_t size, at;
	bool ok;
};

/* nbytes: 1, 2, 4 or 8; a value that needs more clears ok. */
void wire_put(struct wire_out *out, uint64_t value, unsigned nbytes);
uint64_t wire_get(struct wire_in *in, unsigned nbytes);

/* A number that may be at most max: a count, an enumerator. */
unsigned wire_get_upto(struct wire_in *in, unsigned nbytes, unsigned max);

/* At most 65535 bytes, no NUL within; size is the destination's. */
void wire_put_text(struct wire_out *out, const char *text);
void wire_get_text(struct wire_in *in, char *ret_text, size_t size);

/* True when all went well and nothing is left over. */
bool wire_is_read(const struct wire_in *in);

/* What stands for the name of a database where a packet is about none. */
#define WIRE_NOBODYS "-"

/* Begins a packet in buf; the writer's words go after the header. */
struct wire_out wire_begin(
    unsigned char *buf, size_t size, unsigned kind, const char *database);

/* Completes the header.  The packet's bytes, 0 when something did not fit. */
size_t wire_end(struct wire_out *out);

enum wire_fault {
	WIRE_GOOD,
	WIRE_GARBAGE,       /* no packet of ours, cut, or damaged */
	WIRE_OTHER_VERSION, /* of ours, but we cannot read it */
};

struct wire_packet {
	unsigned version; /* 0 for garbage */
	unsigned kind;
	char database[WIRE_NAME_MAX];
	struct wire_in in; /* points into the bytes given */
};

enum wire_fault wire_open(
    const void *bytes, size_t nbytes, struct wire_packet *ret_packet);

/* True for a name that can stand in a packet, in a file's name and in a log. */
bool wire_is_name(const char *text);

#endif
