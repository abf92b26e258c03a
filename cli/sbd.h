/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * sbd.h - what this host's SBD is set to.
 */
#ifndef CLI_SBD_H
#define CLI_SBD_H

/* Its SBD_WATCHDOG_TIMEOUT; 0: no SBD runs. */
unsigned sbd_watchdog_s(void);

/* The same, of the text of its file of settings, a shell's; 0: it does not
 * say. */
unsigned sbd_read_watchdog_s(const char *text);

#endif
