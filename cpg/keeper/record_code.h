/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record_code.h - the record and its parts as bytes, for messages and files.
 *
 * Reading clears in->ok for whatever is no record that a keeper could have
 * made: more members than there is room for, a rule that is not sound.
 */
#ifndef KEEPER_RECORD_CODE_H
#define KEEPER_RECORD_CODE_H

struct record;
struct wire_in;
struct wire_out;

void record_code_put(struct wire_out *out, const struct record *record);
void record_code_get(struct wire_in *in, struct record *ret_record);

#endif
