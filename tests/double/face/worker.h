/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * worker.h - what openGauss's postmaster does besides PostgreSQL's: carries
 * out the signal files, keeps gaussdb.state, leads a switchover, and decides
 * whether commits have to wait for standbys at all.
 */
#ifndef DOUBLE_WORKER_H
#define DOUBLE_WORKER_H

void worker_init(void);

#endif
