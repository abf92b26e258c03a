/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * owner_guise.h - to look like the owner of the data directory for a moment.
 *
 * openGauss asks the kernel who connected to its socket, and trusts the owner
 * only.  Between take and drop the effective user and group are the owner's;
 * the real ones stay, so the owner can neither signal nor trace us.
 * Single-threaded callers only.
 */
#ifndef GAUSS_OWNER_GUISE_H
#define GAUSS_OWNER_GUISE_H

#include <stdbool.h>
#include <sys/types.h>

struct instance;

struct owner_guise {
	uid_t former_uid;
	gid_t former_gid;
};

/*
 * For a caller that is not root nothing changes: it is the owner already, or
 * the server will say that it is not.  False, and nothing changed, with errno.
 */
bool owner_guise_take(
    const struct instance *instance, struct owner_guise *ret_guise);

/* Aborts when it cannot go back: to go on as somebody else would be worse. */
void owner_guise_drop(const struct owner_guise *guise);

#endif
