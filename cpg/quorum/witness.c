/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/witness.h"

#include <string.h>

#include "cpg/wire.h"

#define MAGIC   UINT32_C(0x57514847) /* "GHQW" */
#define VERSION 1

void
witness_key(const void *secret, size_t nsecret, uint8_t ret_key[SHA256_BYTES])
{
	static const char purpose[] = "GaussHA witness 1";

	sha256_hmac(secret, nsecret, purpose, sizeof(purpose), ret_key);
}

static void
put_nodes(struct wire_out *out, const struct witness_nodes *nodes)
{
	wire_put(out, nodes->n, 1);
	for (unsigned i = 0; i < nodes->n; i++)
		wire_put(out, nodes->ids[i], 4);
}

static void
get_nodes(struct wire_in *in, struct witness_nodes *nodes)
{
	nodes->n = wire_get_upto(in, 1, VOTE_NODES_MAX);
	for (unsigned i = 0; i < nodes->n; i++)
		nodes->ids[i] = (uint32_t)wire_get(in, 4);
}

static unsigned
pack_flags(const struct witness *witness)
{
	const bool flags[] = { witness->has_corosync, witness->has_keeper,
		witness->is_complete, witness->is_continuous,
		witness->has_gateway, witness->is_due, witness->casts,
		witness->may_act, witness->rank.has_primary };
	unsigned packed = 0;

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		packed |= (unsigned)flags[i] << i;
	return packed;
}

static void
unpack_flags(unsigned packed, struct witness *witness)
{
	bool *const flags[] = { &witness->has_corosync, &witness->has_keeper,
		&witness->is_complete, &witness->is_continuous,
		&witness->has_gateway, &witness->is_due, &witness->casts,
		&witness->may_act, &witness->rank.has_primary };

	for (unsigned i = 0; i < sizeof(flags) / sizeof(flags[0]); i++)
		*flags[i] = packed >> i & 1;
}

size_t
witness_put(const struct witness *witness, const uint8_t key[SHA256_BYTES],
    uint8_t ret_bytes[WITNESS_BYTES_MAX])
{
	struct wire_out out = { .bytes = ret_bytes,
		.size = WITNESS_BYTES_MAX - SHA256_BYTES,
		.ok = true };

	wire_put(&out, MAGIC, 4);
	wire_put(&out, VERSION, 2);
	wire_put(&out, witness->sender, 4);
	wire_put(&out, witness->life, 8);
	wire_put(&out, witness->counter, 8);
	wire_put(&out, (uint64_t)witness->way, 1);
	wire_put(&out, witness->ring.node, 4);
	wire_put(&out, witness->ring.seq, 8);
	wire_put(&out, pack_flags(witness), 2);
	wire_put(&out, witness->view, 8);
	put_nodes(&out, &witness->members);
	wire_put(&out, witness->nmembers, 1);
	wire_put(&out, witness->yields, 8);
	wire_put(&out, witness->rank.view, 8);
	wire_put(&out, witness->rank.seq, 8);
	wire_put(&out, witness->rank.node, 4);
	put_nodes(&out, &witness->hears);
	put_nodes(&out, &witness->yielded);
	put_nodes(&out, &witness->relayed);
	if (!out.ok)
		return 0;
	sha256_hmac(key, SHA256_BYTES, ret_bytes, out.n, ret_bytes + out.n);
	return out.n + SHA256_BYTES;
}

static void
read_words(struct wire_in *in, struct witness *witness)
{
	witness->sender = (uint32_t)wire_get(in, 4);
	witness->life = wire_get(in, 8);
	witness->counter = wire_get(in, 8);
	witness->way = (enum witness_way)wire_get_upto(in, 1, WITNESS_WAYS - 1);
	witness->ring.node = (uint32_t)wire_get(in, 4);
	witness->ring.seq = wire_get(in, 8);
	unpack_flags(wire_get_upto(in, 2, 0x1ff), witness);
	witness->view = wire_get(in, 8);
	get_nodes(in, &witness->members);
	witness->nmembers = wire_get_upto(in, 1, UINT8_MAX);
	witness->yields = wire_get(in, 8);
	witness->rank.view = wire_get(in, 8);
	witness->rank.seq = wire_get(in, 8);
	witness->rank.node = (uint32_t)wire_get(in, 4);
	get_nodes(in, &witness->hears);
	get_nodes(in, &witness->yielded);
	get_nodes(in, &witness->relayed);
}

static bool
is_authentic(
    const uint8_t *bytes, size_t nbytes, const uint8_t key[SHA256_BYTES])
{
	uint8_t code[SHA256_BYTES];

	if (nbytes < SHA256_BYTES || nbytes > WITNESS_BYTES_MAX)
		return false;
	sha256_hmac(key, SHA256_BYTES, bytes, nbytes - SHA256_BYTES, code);
	return sha256_equal(code, bytes + nbytes - SHA256_BYTES);
}

bool
witness_get(const void *bytes, size_t nbytes, const uint8_t key[SHA256_BYTES],
    struct witness *ret_witness)
{
	struct wire_in in = { bytes, nbytes - SHA256_BYTES, 0, true };

	memset(ret_witness, 0, sizeof(*ret_witness));
	if (!is_authentic(bytes, nbytes, key))
		return false;
	if (wire_get(&in, 4) != MAGIC || wire_get(&in, 2) != VERSION)
		return false;
	read_words(&in, ret_witness);
	return wire_is_read(&in) && ret_witness->way >= WITNESS_DIRECT &&
	       ret_witness->sender != 0 && ret_witness->life != 0;
}

/* Its place; where it was never heard, that of the one heard longest ago. */
static unsigned
find_life(const struct witness_past *past, uint64_t life)
{
	unsigned i = 0;

	while (i < WITNESS_LIVES_MAX - 1 && past->lives[i].life != life)
		i++;
	return i;
}

static void
put_first(struct witness_past *past, const struct witness *witness)
{
	unsigned at = find_life(past, witness->life);
	struct witness_life life = past->lives[at];

	if (life.life != witness->life)
		life = (struct witness_life){ .life = witness->life };
	life.counter[witness->way] = witness->counter;
	memmove(&past->lives[1], &past->lives[0], at * sizeof(life));
	past->lives[0] = life;
}

bool
witness_is_new(struct witness_past *past, const struct witness *witness)
{
	const struct witness_life *life =
	    &past->lives[find_life(past, witness->life)];

	if (life->life == witness->life &&
	    witness->counter <= life->counter[witness->way])
		return false;
	put_first(past, witness);
	return true;
}
