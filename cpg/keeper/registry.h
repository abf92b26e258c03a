/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * registry.h - what agents have registered, for the keeper's successor.
 *
 * A keeper that was started anew must know at once which databases live by its
 * lease: the next monitor may come later than the lease's end.  On a file
 * system that a reboot empties; read by the same version only.
 */
#ifndef KEEPER_REGISTRY_H
#define KEEPER_REGISTRY_H

#include <stdbool.h>

struct request_registration;

/* Without it nothing is saved, and nothing found.  The text stays the caller's.
 */
void registry_init(const char *directory);

void registry_save(
    const char *database, const struct request_registration *registration);

void registry_forget(const char *database);

bool registry_load(
    const char *database, struct request_registration *ret_registration);

#endif
