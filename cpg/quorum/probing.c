/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/quorum/probing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cpg/loop.h"
#include "cpg/quorum/relay.h"
#include "cpg/quorum/witness.h"
#include "ocf/log.h"

#define REOPEN_MS     2000
#define PING_MS       300 /* of the peers */
#define SPEAK_MS      200
#define SPEAK_HURT_MS 50   /* while somebody is missing */
#define ARP_MS        1000 /* a broadcast */
#define ARP_HURT_MS   200
#define MAC_MS        5000
#define SECRET_MAX    4096

static void (*tell_heard)(void);
static struct quorumd *us; /* of the loop's callbacks */

bool
probing_init(struct quorumd *quorumd, void (*heard)(void), struct why *why)
{
	struct probing *probing = &quorumd->probing;

	us = quorumd;
	tell_heard = heard;
	probing->echo = (struct echo){ .fd4 = -1, .fd6 = -1 };
	probing->words = (struct words){ .fd4 = -1, .fd6 = -1 };
	probing->ether = (struct ether){ .fd = -1 };
	if (getrandom(&quorumd->facts.life, sizeof(quorumd->facts.life), 0) ==
		(ssize_t)sizeof(quorumd->facts.life) &&
	    quorumd->facts.life != 0)
		return true;
	why_set(why, "no random numbers: %s", strerror(errno));
	return false;
}

/* The set of nodes that corosync has not in its ring. */
static uint32_t
find_missing(const struct facts *facts)
{
	uint32_t all = 0;

	for (unsigned i = 0; i < facts->config.nnodes && i < VOTE_NODES_MAX;
	     i++)
		all |= UINT32_C(1) << i;
	return all & ~facts->members;
}

static unsigned
find_self(const struct facts *facts)
{
	return facts_place(&facts->config, facts->config.self);
}

/* Whose address is it?  VOTE_NODES_MAX: nobody's. */
static unsigned
find_owner(const struct config *config, const struct address *address)
{
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		for (unsigned j = 0; j < config->nodes[i].naddresses; j++)
			if (memcmp(&config->nodes[i].addresses[j], address,
				sizeof(*address)) == 0)
				return i;
	return VOTE_NODES_MAX;
}

/* Hearing. */

static void
count_gateways(struct quorumd *quorumd)
{
	unsigned n = 0;

	for (unsigned i = 0; i < quorumd->facts.setting.ngateways; i++)
		n += quorumd->probing.gateways[i].answers;
	if (n != quorumd->facts.ngateways)
		log_info("%u of %u gateways answer, %u must", n,
		    quorumd->facts.setting.ngateways,
		    quorumd->facts.setting.needed);
	quorumd->facts.ngateways = n;
}

static void
hear_echoes(int fd)
{
	struct setting *setting = &us->facts.setting;
	struct moment now = moment_now();
	struct address from;
	uint16_t number;

	while (echo_receive(&us->probing.echo, fd, &from, &number)) {
		unsigned owner = find_owner(&us->facts.config, &from);

		for (unsigned i = 0; i < setting->ngateways; i++)
			if (memcmp(&setting->gateways[i], &from,
				sizeof(from)) == 0)
				gateway_hear(&us->probing.gateways[i],
				    &setting->rules, number);
		if (owner < VOTE_NODES_MAX)
			sight_hear(&us->facts.sight, owner, SIGHT_ECHO, now);
	}
	count_gateways(us);
	tell_heard();
}

static void
echo4_ready(void *context)
{
	(void)context;
	hear_echoes(us->probing.echo.fd4);
}

static void
echo6_ready(void *context)
{
	(void)context;
	hear_echoes(us->probing.echo.fd6);
}

static void
hear_word(const void *bytes, size_t nbytes, struct moment now)
{
	struct facts *facts = &us->facts;
	struct witness word;
	unsigned place;

	if (!us->probing.has_key ||
	    !witness_get(bytes, nbytes, us->probing.key, &word))
		return;
	place = facts_place(&facts->config, word.sender);
	if (place == VOTE_NODES_MAX || place == find_self(facts))
		return;
	(void)sight_listen(
	    &facts->sight, place, &word, find_missing(facts) >> place & 1, now);
}

static void
hear_words(int fd)
{
	uint8_t bytes[WITNESS_BYTES_MAX];
	size_t n;

	while ((n = words_receive(fd, bytes, sizeof(bytes))) > 0)
		hear_word(bytes, n, moment_now());
	tell_heard();
}

static void
words4_ready(void *context)
{
	(void)context;
	hear_words(us->probing.words.fd4);
}

static void
words6_ready(void *context)
{
	(void)context;
	hear_words(us->probing.words.fd6);
}

static void
ether_ready(void *context)
{
	const struct setting *setting = &us->facts.setting;
	struct probing *probing = &us->probing;
	struct address from;
	uint8_t mac[ETHER_MAC];

	(void)context;
	while (ether_receive(&probing->ether, &from, mac)) {
		unsigned owner = find_owner(&us->facts.config, &from);

		if (owner < VOTE_NODES_MAX)
			sight_hear(
			    &us->facts.sight, owner, SIGHT_ARP, moment_now());
		for (unsigned i = 0; i < setting->ngateways; i++)
			if (memcmp(&setting->gateways[i], &from,
				sizeof(from)) == 0) {
				memcpy(probing->mac, mac, ETHER_MAC);
				probing->has_mac = true;
			}
	}
	tell_heard();
}

/* Opening. */

static bool
read_secret(const char *path, uint8_t ret_key[SHA256_BYTES], struct why *why)
{
	uint8_t secret[SECRET_MAX];
	struct stat about;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = -1;

	if (fd >= 0 && fstat(fd, &about) == 0 &&
	    (about.st_mode & S_IRWXO) != 0) {
		why_set(
		    why, "%s may be read by everybody: it is no secret", path);
		close(fd);
		return false;
	}
	if (fd >= 0) {
		n = read(fd, secret, sizeof(secret));
		close(fd);
	}
	if (n < 16) {
		why_set(why,
		    "the nodes share no secret: %s cannot be read (%s)", path,
		    n < 0 ? strerror(errno) : "too short");
		return false;
	}
	witness_key(secret, (size_t)n, ret_key);
	explicit_bzero(secret, sizeof(secret));
	return true;
}

static bool
watch(int fd, void (*ready)(void *context))
{
	return fd < 0 || loop_watch(fd, ready, NULL);
}

static bool
watch_all(struct probing *probing)
{
	return watch(probing->echo.fd4, echo4_ready) &&
	       watch(probing->echo.fd6, echo6_ready) &&
	       watch(probing->words.fd4, words4_ready) &&
	       watch(probing->words.fd6, words6_ready) &&
	       watch(probing->ether.fd, ether_ready);
}

void
probing_close(struct quorumd *quorumd)
{
	struct probing *probing = &quorumd->probing;

	loop_unwatch(probing->echo.fd4);
	loop_unwatch(probing->echo.fd6);
	loop_unwatch(probing->words.fd4);
	loop_unwatch(probing->words.fd6);
	loop_unwatch(probing->ether.fd);
	echo_close(&probing->echo);
	words_close(&probing->words);
	ether_close(&probing->ether);
	probing->is_open = false;
	probing->has_mac = false;
}

/* An address of this host always answers. */
static bool
are_elsewhere(const struct setting *setting, struct why *why)
{
	for (unsigned i = 0; i < setting->ngateways; i++)
		if (ether_is_own(&setting->gateways[i])) {
			why_set(why, "a gateway's address is this host's own");
			return false;
		}
	return true;
}

static bool
open_all(struct quorumd *quorumd, struct why *why)
{
	struct probing *probing = &quorumd->probing;
	struct facts *facts = &quorumd->facts;
	unsigned self = find_self(facts);
	struct why remark = { "" };

	probing->has_key =
	    read_secret(facts->setting.key_file, probing->key, why);
	if (!probing->has_key || !are_elsewhere(&facts->setting, why) ||
	    !echo_open(&probing->echo, facts->setting.interface, why) ||
	    !words_open(&probing->words, facts->setting.port, why))
		return false;
	if (self < VOTE_NODES_MAX &&
	    !ether_open(&probing->ether, &facts->config.nodes[self],
		facts->setting.gateways, facts->setting.ngateways, &remark))
		log_warning("%s", remark.text);
	why_set(why, "too much is watched already");
	return watch_all(probing);
}

static void
try_to_open(struct quorumd *quorumd, struct moment now)
{
	struct why why = { "" };

	quorumd->probing.tried = now;
	quorumd->probing.is_open = open_all(quorumd, &why);
	if (quorumd->probing.is_open) {
		why_set(&quorumd->facts.objection, "%s", "");
		probing_forget(quorumd, now);
		return;
	}
	probing_close(quorumd);
	if (strcmp(quorumd->facts.objection.text, why.text) != 0)
		log_error(
		    "no vote is cast for half of the nodes: %s", why.text);
	quorumd->facts.objection = why;
}

void
probing_configure(struct quorumd *quorumd)
{
	probing_close(quorumd);
	memset(quorumd->probing.gateways, 0, sizeof(quorumd->probing.gateways));
	quorumd->facts.ngateways = 0;
	try_to_open(quorumd, moment_now());
}

void
probing_forget(struct quorumd *quorumd, struct moment now)
{
	for (unsigned i = 0; i < SETTING_GATEWAYS_MAX; i++)
		gateway_forget(&quorumd->probing.gateways[i]);
	quorumd->facts.ngateways = 0;
	sight_begin(&quorumd->facts.sight, now);
}

/* Sending. */

static void
ping_gateways(struct quorumd *quorumd, struct moment now)
{
	const struct setting *setting = &quorumd->facts.setting;

	for (unsigned i = 0; i < setting->ngateways; i++) {
		struct gateway *gateway = &quorumd->probing.gateways[i];

		if (gateway_due(gateway, &setting->rules, now) > 0)
			continue;
		echo_send(&quorumd->probing.echo, &setting->gateways[i],
		    gateway_ask(gateway, &setting->rules, now));
	}
	count_gateways(quorumd);
}

static void
ping_peers(struct quorumd *quorumd)
{
	const struct config *config = &quorumd->facts.config;
	unsigned self = find_self(&quorumd->facts);

	quorumd->probing.ping++;
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		for (unsigned j = 0;
		     i != self && j < config->nodes[i].naddresses; j++)
			echo_send(&quorumd->probing.echo,
			    &config->nodes[i].addresses[j],
			    quorumd->probing.ping);
}

static void
ask_peers(struct quorumd *quorumd)
{
	const struct config *config = &quorumd->facts.config;
	unsigned self = find_self(&quorumd->facts);

	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		for (unsigned j = 0;
		     i != self && j < config->nodes[i].naddresses; j++)
			ether_ask(&quorumd->probing.ether,
			    &config->nodes[i].addresses[j]);
}

static void
ask_gateways(struct quorumd *quorumd)
{
	const struct setting *setting = &quorumd->facts.setting;

	for (unsigned i = 0; i < setting->ngateways; i++)
		ether_ask(&quorumd->probing.ether, &setting->gateways[i]);
}

static void
relay(struct quorumd *quorumd, const struct address *to, const void *words,
    size_t nwords)
{
	struct probing *probing = &quorumd->probing;
	uint8_t packet[RELAY_HEADERS + WITNESS_BYTES_MAX];
	struct relay_path path = { .port = probing->words.port,
		.number = (uint16_t)probing->counter };
	size_t n;

	if (!probing->has_mac || !ether_has(&probing->ether, to))
		return;
	memcpy(path.from, probing->ether.own, sizeof(path.from));
	memcpy(path.to, to->bytes, sizeof(path.to));
	n = relay_build(&path, words, nwords, packet, sizeof(packet));
	if (n > 0)
		ether_send(&probing->ether, probing->mac, packet, n);
}

static void
say(struct quorumd *quorumd, struct witness *word, enum witness_way way)
{
	const struct config *config = &quorumd->facts.config;
	struct probing *probing = &quorumd->probing;
	uint8_t bytes[WITNESS_BYTES_MAX];
	unsigned self = find_self(&quorumd->facts);
	size_t n;

	word->life = quorumd->facts.life;
	word->counter = ++probing->counter;
	word->way = way;
	n = witness_put(word, probing->key, bytes);
	if (n == 0)
		return;
	for (unsigned i = 0; i < config->nnodes && i < VOTE_NODES_MAX; i++)
		for (unsigned j = 0;
		     i != self && j < config->nodes[i].naddresses; j++) {
			const struct address *to =
			    &config->nodes[i].addresses[j];

			if (way == WITNESS_DIRECT)
				words_send(&probing->words, to, bytes, n);
			else
				relay(quorumd, to, bytes, n);
		}
}

void
probing_speak(struct quorumd *quorumd, struct moment now)
{
	struct witness word;

	if (!quorumd->probing.is_open)
		return;
	quorumd->probing.spoke = now;
	facts_word(&quorumd->facts, &quorumd->casting.verdict, now, &word);
	say(quorumd, &word, WITNESS_DIRECT);
	if (quorumd->facts.setting.relay != SETTING_RELAY_OFF)
		say(quorumd, &word, WITNESS_RELAYED);
}

/* Is it time again?  Then it is now. */
static bool
is_due(struct moment *last, int64_t interval_ms, struct moment now)
{
	if (moment_between_ms(*last, now) < interval_ms)
		return false;
	*last = now;
	return true;
}

void
probing_tick(struct quorumd *quorumd, struct moment now)
{
	struct probing *probing = &quorumd->probing;
	bool is_hurt = find_missing(&quorumd->facts) != 0;

	if (!probing->is_open &&
	    moment_between_ms(probing->tried, now) >= REOPEN_MS)
		try_to_open(quorumd, now);
	if (!probing->is_open)
		return;
	ping_gateways(quorumd, now);
	if (is_due(&probing->pinged, PING_MS, now))
		ping_peers(quorumd);
	if (is_due(&probing->asked, is_hurt ? ARP_HURT_MS : ARP_MS, now))
		ask_peers(quorumd);
	if (is_due(&probing->mac_asked, probing->has_mac ? MAC_MS : ARP_HURT_MS,
		now))
		ask_gateways(quorumd);
	if (moment_between_ms(probing->spoke, now) >=
	    (is_hurt ? SPEAK_HURT_MS : SPEAK_MS))
		probing_speak(quorumd, now);
}
