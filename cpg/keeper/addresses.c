/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cpg/keeper/addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cpg/keeper/deputy.h"
#include "gauss/small_file.h"
#include "ocf/log.h"
#include "ocf/run.h"
#include "ocf/why.h"

#define FILE_NAME  "addresses"
#define DROP_MS    5000
#define PROMISE_MS 20000 /* a start may still be about to add it */
#define LOOK_MS    1000

struct held {
	char address[ADDRESS_MAX]; /* "": place not in use */
	struct moment since;
};

static struct {
	const char *directory;
	struct held held[ADDRESSES_MAX];
	struct moment looked;
	struct deputy dropper, expeller;
	struct ifaddrs *former; /* what the host had when the keeper started */
} us;

static void
save(void)
{
	char text[ADDRESSES_MAX * ADDRESS_MAX] = "";
	size_t n = 0;

	if (us.directory == NULL)
		return;
	for (unsigned i = 0; i < ADDRESSES_MAX; i++)
		if (us.held[i].address[0] != '\0')
			n += (size_t)snprintf(text + n, sizeof(text) - n,
			    "%s\n", us.held[i].address);
	(void)mkdir(us.directory, 0755);
	if (small_file_write(us.directory, FILE_NAME, text, n) != 0)
		log_warning("a keeper that is started anew will not know which "
			    "addresses are here");
}

static struct held *
find(const char *address)
{
	for (unsigned i = 0; i < ADDRESSES_MAX; i++)
		if (strcmp(us.held[i].address, address) == 0)
			return &us.held[i];
	return NULL;
}

void
addresses_init(const char *directory)
{
	char text[ADDRESSES_MAX * ADDRESS_MAX], *line, *rest;
	unsigned n = 0;

	if (us.former != NULL)
		freeifaddrs(us.former);
	memset(&us, 0, sizeof(us));
	us.directory = directory;
	if (getifaddrs(&us.former) != 0)
		us.former = NULL;
	if (directory == NULL ||
	    small_file_read(directory, FILE_NAME, text, sizeof(text)) < 0)
		return;
	for (line = strtok_r(text, "\n", &rest);
	     line != NULL && n < ADDRESSES_MAX;
	     line = strtok_r(NULL, "\n", &rest))
		if (strlen(line) < ADDRESS_MAX)
			snprintf(
			    us.held[n++].address, ADDRESS_MAX, "%.63s", line);
}

bool
addresses_hold(const char *address, struct moment now)
{
	struct held *held = find(address);

	if (address[0] == '\0')
		return false;
	if (held == NULL)
		held = find("");
	if (held == NULL)
		return false;
	held->since = now;
	if (held->address[0] != '\0')
		return true;
	snprintf(held->address, sizeof(held->address), "%.63s", address);
	save();
	return true;
}

void
addresses_leave(const char *address)
{
	struct held *held = address[0] == '\0' ? NULL : find(address);

	if (held == NULL)
		return;
	memset(held, 0, sizeof(*held));
	save();
}

static bool
is_same(const struct sockaddr *on, const char *address)
{
	char text[INET6_ADDRSTRLEN] = "";
	const void *bytes;

	if (on == NULL)
		return false;
	if (on->sa_family == AF_INET)
		bytes =
		    &((const struct sockaddr_in *)(const void *)on)->sin_addr;
	else if (on->sa_family == AF_INET6)
		bytes =
		    &((const struct sockaddr_in6 *)(const void *)on)->sin6_addr;
	else
		return false;
	return inet_ntop(on->sa_family, bytes, text, sizeof(text)) != NULL &&
	       strcmp(text, address) == 0;
}

static bool
is_on(const struct ifaddrs *all, const char *address)
{
	for (; all != NULL; all = all->ifa_next)
		if (is_same(all->ifa_addr, address))
			return true;
	return false;
}

void
addresses_review(struct moment now)
{
	struct ifaddrs *all;

	if (!addresses_any() || moment_between_ms(us.looked, now) < LOOK_MS ||
	    getifaddrs(&all) != 0)
		return;
	us.looked = now;
	for (unsigned i = 0; i < ADDRESSES_MAX; i++) {
		struct held *held = &us.held[i];

		if (held->address[0] == '\0' ||
		    moment_between_ms(held->since, now) < PROMISE_MS ||
		    is_on(all, held->address))
			continue;
		log_info("%s is not here any more", held->address);
		addresses_leave(held->address);
	}
	freeifaddrs(all);
}

bool
addresses_strays(const char *address)
{
	struct ifaddrs *all;
	bool is_here;

	if (address[0] == '\0' || find(address) != NULL ||
	    getifaddrs(&all) != 0)
		return false;
	/* Whoever types a host's own address as a client's takes it from
	 * nobody.
	 */
	is_here = is_on(all, address) && !is_on(us.former, address);
	freeifaddrs(all);
	return is_here;
}

bool
addresses_any(void)
{
	for (unsigned i = 0; i < ADDRESSES_MAX; i++)
		if (us.held[i].address[0] != '\0')
			return true;
	return false;
}

/* FNV-1a: two addresses of one cluster with the same number cost a wait. */
uint32_t
addresses_mark(const char *address)
{
	uint32_t mark = UINT32_C(2166136261);

	for (; *address != '\0'; address++)
		mark = (mark ^ (unsigned char)*address) * UINT32_C(16777619);
	return mark;
}

unsigned
addresses_marks(uint32_t ret_marks[ADDRESSES_MAX])
{
	unsigned n = 0;

	for (unsigned i = 0; i < ADDRESSES_MAX; i++)
		if (us.held[i].address[0] != '\0')
			ret_marks[n++] = addresses_mark(us.held[i].address);
	return n;
}

static bool
drop_one(const char *address)
{
	static struct run vip;
	static const char *const argv[] = { VIP_PROGRAM, "stop", NULL };
	char ip[ADDRESS_MAX + 16];
	const char *env[] = { ip, "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
		"OCF_RESOURCE_INSTANCE=vip", "OCF_ROOT=/usr/lib/ocf",
		"OCF_RESKEY_CRM_meta_timeout=4000", NULL };
	struct why why = { "" };

	snprintf(ip, sizeof(ip), "OCF_RESKEY_ip=%s", address);
	memset(&vip, 0, sizeof(vip));
	vip.argv = argv;
	vip.env = env;
	vip.deadline = moment_after(moment_now(), DROP_MS);
	if (run(&vip, &why))
		return true;
	log_error("%s stays here: %s", address, why.text);
	return false;
}

static bool
drop_all(const void *subject)
{
	const struct held *held = subject;
	bool all = true;

	for (unsigned i = 0; i < ADDRESSES_MAX; i++)
		if (held[i].address[0] != '\0')
			all &= drop_one(held[i].address);
	return all;
}

static void
dropped(void *context)
{
	(void)context;
	if (!us.dropper.is_done)
		return;
	memset(us.held, 0, sizeof(us.held));
	save();
}

void
addresses_drop(const char *reason)
{
	if (!addresses_any() || deputy_is_under_way(&us.dropper))
		return;
	log_error("the addresses of clients are taken away: %s", reason);
	deputy_begin(&us.dropper, drop_all, us.held, dropped, NULL);
}

bool
addresses_are_dropped(void)
{
	return deputy_is_under_way(&us.dropper);
}

static bool
expel_one(const void *subject)
{
	return drop_one(subject);
}

static void
expelled(void *context)
{
	(void)context;
}

void
addresses_expel(const char *address)
{
	if (deputy_is_under_way(&us.expeller))
		return;
	log_error("%s is on this node, and nobody gave it: it is taken away, "
		  "since another was given it",
	    address);
	deputy_begin(&us.expeller, expel_one, address, expelled, NULL);
}
