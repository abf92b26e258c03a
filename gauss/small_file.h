/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * small_file.h - reads a small file whole, such as those of a data directory
 * or of /proc; writes one whole.
 *
 * The data directory belongs to a user that we need not trust: anything but a
 * regular file is refused, so that a FIFO in its place hangs nobody.
 */
#ifndef GAUSS_SMALL_FILE_H
#define GAUSS_SMALL_FILE_H

#include <stddef.h>
#include <sys/types.h>

/*
 * Reads directory/name into buf, NUL-terminated.  The length without the NUL,
 * or -errno: -EFBIG when it does not fit into size - 1 bytes, -EINVAL when it
 * is not a regular file.  buf is undefined after a failure.
 */
ssize_t small_file_read(
    const char *directory, const char *name, char *buf, size_t size);

/*
 * Puts a file with these bytes in the place of directory/name, on the disk when
 * it returns 0; else -errno, and the former file is still there.  Mode 0600,
 * and the caller's.
 */
int small_file_write(
    const char *directory, const char *name, const void *bytes, size_t size);

/* 0, or -errno; the directory's change is on the disk. */
int small_file_remove(const char *directory, const char *name);

#endif
