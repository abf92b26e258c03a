/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * incarnation.h - the name of the data in a data directory.
 *
 * A random number in the file gaussha.incarnation, beside the name of the node
 * that it was made for: who counts on what a node once had must know that it
 * is still the same data.  A build copies the source's file, or leaves none;
 * both read as unknown here.  Who begins a build removes the file before.
 */
#ifndef GAUSS_INCARNATION_H
#define GAUSS_INCARNATION_H

#include <stdbool.h>
#include <stdint.h>

struct instance;
struct why;

/* 0 when there is none, when it is another node's, and when it is damaged. */
uint64_t incarnation_read(const struct instance *instance, const char *node);

/* A new one, on the disk when it returns true; never 0. */
bool incarnation_renew(const struct instance *instance, const char *node,
    uint64_t *ret_id, struct why *why);

/* True also when there was none. */
bool incarnation_remove(const struct instance *instance, struct why *why);

/* "<16 hexadecimal digits> <node>"; 0 unless it is just that. */
uint64_t incarnation_parse(const char *text, const char *node);

#endif
