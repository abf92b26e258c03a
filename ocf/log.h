/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * log.h - the log of every program of the suite: libqb, full sentences.
 *
 * To syslog, and to the file where Pacemaker tells its children to log
 * (HA_logfacility, which may be none, and HA_logfile, or PCMK_ in front).  Only
 * actions, daemons and main() log.  A program that runs in a terminal (stderr
 * is a tty, or HA_debug is set) is heard there as well.
 */
#ifndef OCF_LOG_H
#define OCF_LOG_H

/*
 * Once, first thing in main(); not before forking into the background.
 * program names the log lines and must stay valid.
 */
void log_open(const char *program);
void log_close(void);

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_info(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * Logs the sentence as an error and prints it on stderr as
 * "ocf-exit-reason:...", where Pacemaker takes the reason of a failed action
 * from.  One line, whatever the sentence held.
 */
void log_exit_reason(const char *sentence);

/* The same of a service that still serves: logged as a warning. */
void log_degraded_reason(const char *sentence);

#endif
