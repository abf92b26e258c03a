/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * command.h - the three things the writer does; each returns an exit status.
 */
#ifndef WRITER_COMMAND_H
#define WRITER_COMMAND_H

struct options;

/* No unique key: a row that is there twice must be seen, not refused. */
#define WRITER_TABLE "gaussha_writer"

/* Creates the table where it is missing. */
int command_prepare(const struct options *options);

/* Writes rows until SIGTERM, SIGINT or the end of the duration. */
int command_run(const struct options *options);

/* 0 if no acknowledged row is lost and none is there that must not be. */
int command_judge(const struct options *options);

#endif
