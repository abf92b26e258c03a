/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "agents/vip/target.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "agents/vip/params.h"
#include "ocf/why.h"

/* 1 to 128, digits only; 0 when it is anything else. */
static unsigned
parse_length(const char *text)
{
	unsigned length = 0;

	if (text[0] == '\0' || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 3)
		return 0;
	for (const char *p = text; *p != '\0'; p++)
		length = length * 10 + (unsigned)(*p - '0');
	return length <= 128 ? length : 0;
}

/* 255.255.255.0 is 24; 0 when the ones are not all in front. */
static unsigned
length_of_mask(const struct ip *mask)
{
	unsigned length = 0;

	while (length < 32 && mask->bytes[length / 8] & 0x80 >> length % 8)
		length++;
	for (unsigned bit = length; bit < 32; bit++)
		if (mask->bytes[bit / 8] & 0x80 >> bit % 8)
			return 0;
	return length;
}

static unsigned
parse_netmask(const char *text)
{
	struct ip mask;

	if (ip_parse(text, &mask) && mask.family == AF_INET)
		return length_of_mask(&mask);
	return parse_length(text);
}

/* "192.0.2.10/24": *ret_prefix is 0 without the second half. */
static bool
parse_ip(const char *value, struct ip *ret_ip, unsigned *ret_prefix)
{
	char text[IP_TEXT_MAX];
	size_t length = strcspn(value, "/");
	unsigned prefix = 0;

	if (length >= sizeof(text))
		return false;
	memcpy(text, value, length);
	text[length] = '\0';
	if (value[length] == '/') {
		prefix = parse_length(value + length + 1);
		if (prefix == 0)
			return false;
	}
	if (!ip_parse(text, ret_ip))
		return false;
	*ret_prefix = prefix;
	return true;
}

const char *
target_object_to_ip(const char *value)
{
	unsigned prefix;
	struct ip ip;

	if (strchr(value, '%') != NULL)
		return "must not name an interface; use nic for that";
	if (!parse_ip(value, &ip, &prefix))
		return "is not an IPv4 or IPv6 address, "
		       "with or without /prefix";
	if (!ip_is_usable(&ip))
		return "is not an address that a host can hold for others";
	if (prefix > ip_bits(&ip))
		return "has a longer prefix than the address has bits";
	return NULL;
}

const char *
target_object_to_netmask(const char *value)
{
	if (value[0] == '\0' || parse_netmask(value) != 0)
		return NULL;
	return "is not a prefix length such as 24, nor a mask such as "
	       "255.255.255.0";
}

const char *
target_object_to_nic(const char *value)
{
	if (strlen(value) >= NIC_ALT_MAX)
		return "is longer than the name of an interface can be";
	if (strpbrk(value, "/: \t\n") != NULL)
		return "is not the name of an interface; "
		       "use iflabel for a label";
	return NULL;
}

const char *
target_object_to_label(const char *value)
{
	/* A letter of the interface's name and the colon go in front. */
	if (strlen(value) > NIC_NAME_MAX - 1 - 2)
		return "leaves no room for the interface's name: both together "
		       "and a colon have 15 characters at most";
	if (strpbrk(value, ": \t\n") != NULL)
		return "must not hold a colon or a blank";
	return NULL;
}

static bool
choose_prefix(struct target *target, unsigned netmask, struct why *why)
{
	if (target->prefix != 0 && netmask != 0 && target->prefix != netmask) {
		why_set(why,
		    "ip says /%u and cidr_netmask says %u: give one of them",
		    target->prefix, netmask);
		return false;
	}
	if (target->prefix == 0)
		target->prefix = netmask;
	if (target->prefix > ip_bits(&target->ip)) {
		why_set(why,
		    "cidr_netmask %u is longer than an address like "
		    "%s has bits",
		    target->prefix, target->text);
		return false;
	}
	return true;
}

static bool
label_fits(const struct target *target, struct why *why)
{
	if (target->iflabel[0] == '\0')
		return true;
	if (target->ip.family != AF_INET) {
		why_set(why, "iflabel is for IPv4 only, and %s is IPv6",
		    target->text);
		return false;
	}
	if (strlen(target->nic) < NIC_NAME_MAX &&
	    strlen(target->nic) + 1 + strlen(target->iflabel) >= NIC_NAME_MAX) {
		why_set(why, "the label %s:%s has more than 15 characters",
		    target->nic, target->iflabel);
		return false;
	}
	return true;
}

bool
target_from_ip(
    const struct vip_params *params, struct target *ret_target, struct why *why)
{
	struct target target = { 0 };
	unsigned prefix;

	if (!parse_ip(params->ip, &target.ip, &prefix)) {
		why_set(why, "ip %s is not an address", params->ip);
		return false;
	}
	ip_text(&target.ip, target.text);
	*ret_target = target;
	return true;
}

bool
target_from_params(
    const struct vip_params *params, struct target *ret_target, struct why *why)
{
	struct target target;

	if (!target_from_ip(params, &target, why))
		return false;
	(void)parse_ip(params->ip, &target.ip, &target.prefix);
	snprintf(target.nic, sizeof(target.nic), "%s", params->nic);
	snprintf(target.iflabel, sizeof(target.iflabel), "%s", params->iflabel);
	if (!choose_prefix(&target, parse_netmask(params->cidr_netmask), why) ||
	    !label_fits(&target, why))
		return false;
	if (ip_is_link_local6(&target.ip) && target.nic[0] == '\0') {
		why_set(why,
		    "%s is link-local: every interface has that network, so "
		    "nic must say which",
		    target.text);
		return false;
	}
	*ret_target = target;
	return true;
}
