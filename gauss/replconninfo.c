/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "gauss/replconninfo.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gauss/conf_file.h"
#include "gauss/instance.h"
#include "ocf/why.h"

struct pair {
	char key[32];
	char value[64];
};

/* openGauss itself lets blanks stand around the equals sign. */
static const char *
skip_blanks(const char *p)
{
	while (*p == ' ')
		p++;
	return p;
}

/* One word into a buffer; NULL when it is empty or does not fit. */
static const char *
parse_word(const char *p, char *ret_word, size_t size)
{
	size_t n = strcspn(p, " =,");

	if (n == 0 || n >= size)
		return NULL;
	memcpy(ret_word, p, n);
	ret_word[n] = '\0';
	return p + n;
}

/* "key=value"; NULL for anything else. */
static const char *
parse_pair(const char *p, struct pair *ret_pair)
{
	p = parse_word(p, ret_pair->key, sizeof(ret_pair->key));
	if (p == NULL)
		return NULL;
	p = skip_blanks(p);
	if (*p != '=')
		return NULL;
	return parse_word(
	    skip_blanks(p + 1), ret_pair->value, sizeof(ret_pair->value));
}

/* Keys that do not concern us are let through: there are many, and new ones. */
static bool
take(struct peer_address *peer, const struct pair *pair)
{
	if (strcmp(pair->key, "remotehost") == 0)
		strcpy(peer->host, pair->value);
	else if (strcmp(pair->key, "localhost") == 0)
		strcpy(peer->local_host, pair->value);
	else if (strcmp(pair->key, "remoteport") == 0)
		return conf_file_port(pair->value, &peer->port);
	else if (strcmp(pair->key, "localport") == 0)
		return conf_file_port(pair->value, &peer->local_port);
	else if (strcmp(pair->key, "iscascade") == 0)
		peer->cascade = strcmp(pair->value, "true") == 0;
	return true;
}

bool
replconninfo_parse(
    const char *value, struct peer_address *ret_peer, struct why *why)
{
	struct peer_address peer = { 0 };
	struct pair pair;
	const char *p = skip_blanks(value);

	/* A comma begins a second channel to the same node. */
	while (p != NULL && *p != '\0' && *p != ',') {
		p = parse_pair(p, &pair);
		if (p == NULL || !take(&peer, &pair)) {
			why_set(why, "cannot read \"%.200s\"", value);
			return false;
		}
		p = skip_blanks(p);
	}
	if (peer.host[0] == '\0' || peer.port == 0 ||
	    peer.local_host[0] == '\0' || peer.local_port == 0) {
		why_set(why,
		    "\"%.200s\" does not name localhost, localport, "
		    "remotehost and remoteport",
		    value);
		return false;
	}
	*ret_peer = peer;
	return true;
}

bool
replconninfo_read(const struct instance *instance,
    struct peer_address ret_peers[PEERS_MAX], unsigned *ret_npeers,
    struct why *why)
{
	struct conf_setting settings[PEERS_MAX];
	struct peer_address peers[PEERS_MAX];
	char names[PEERS_MAX][CONF_NAME_MAX];
	unsigned npeers = 0;

	for (unsigned i = 0; i < PEERS_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "replconninfo%u", i + 1);
		settings[i].name = names[i];
	}
	if (!conf_file_read(
		instance->datadir, "postgresql.conf", settings, PEERS_MAX, why))
		return false;
	for (unsigned i = 0; i < PEERS_MAX; i++) {
		if (*skip_blanks(settings[i].value) == '\0')
			continue;
		if (!replconninfo_parse(
			settings[i].value, &peers[npeers], why)) {
			why_prefix(why, "%s in %s/postgresql.conf", names[i],
			    instance->datadir);
			return false;
		}
		npeers++;
	}
	memcpy(ret_peers, peers, npeers * sizeof(peers[0]));
	*ret_npeers = npeers;
	return true;
}
