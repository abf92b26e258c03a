/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "ocf/log.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <qb/qblog.h>

#define LINE_MAX_BYTES 1024

/* To the millisecond, as Pacemaker's own lines are, where libqb can do it. */
#ifdef QB_FEATURE_LOG_HIRES_TIMESTAMPS
#define TIMESTAMP "%T"
#else
#define TIMESTAMP "%t"
#endif

static bool is_open;

/* "0", "no" and nothing at all are no; what Pacemaker passes on is 0 or 1. */
static bool
is_set(const char *variable)
{
	const char *value = getenv(variable);

	return value != NULL && value[0] != '\0' && strcmp(value, "0") != 0 &&
	       strcmp(value, "no") != 0;
}

static void
enable(int32_t target, uint8_t level, const char *format)
{
	qb_log_filter_ctl(
	    target, QB_LOG_FILTER_ADD, QB_LOG_FILTER_FILE, "*", level);
	qb_log_format_set(target, format);
	qb_log_ctl(target, QB_LOG_CONF_MAX_LINE_LEN, LINE_MAX_BYTES);
	qb_log_ctl(target, QB_LOG_CONF_ENABLED, QB_TRUE);
}

/*
 * Pacemaker's own setting.  The name with HA_ is the one that agents are
 * promised, but Pacemaker sets it only where it chose the value itself.
 */
static const char *
told(const char *ha_name, const char *pcmk_name)
{
	const char *value = getenv(ha_name);

	return value != NULL ? value : getenv(pcmk_name);
}

/* As other agents' do: who reads Pacemaker's own file there finds what its
 * actions came to, in their order. */
static void
open_pacemakers_file(uint8_t level)
{
	const char *path = told("HA_logfile", "PCMK_logfile");
	int32_t target;

	if (path == NULL || path[0] != '/' || access(path, W_OK) != 0)
		return;
	target = qb_log_file_open(path);
	if (target < 0)
		return;
	enable(target, level, TIMESTAMP " %H %N[%P] %p: %b");
}

void
log_open(const char *program)
{
	const char *facility = told("HA_logfacility", "PCMK_logfacility");
	bool to_syslog = facility == NULL || strcmp(facility, "none") != 0;
	bool debug = is_set("HA_debug");
	uint8_t level = debug ? LOG_DEBUG : LOG_INFO;
	int number =
	    facility == NULL ? LOG_DAEMON : qb_log_facility2int(facility);

	qb_log_init(program, number < 0 ? LOG_DAEMON : number, level);
	qb_log_format_set(QB_LOG_SYSLOG, "%p: %b");
	qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_MAX_LINE_LEN, LINE_MAX_BYTES);
	qb_log_ctl(QB_LOG_SYSLOG, QB_LOG_CONF_ENABLED, to_syslog);
	open_pacemakers_file(level);
	if (debug || isatty(STDERR_FILENO))
		enable(QB_LOG_STDERR, level, "%p: %b");
	is_open = true;
}

void
log_close(void)
{
	if (is_open)
		qb_log_fini();
	is_open = false;
}

/*
 * One callsite per level, made out of a finished line: libqb keeps a callsite
 * for each format it ever saw, and a sentence may hold a "%".
 */
static void
log_line(uint8_t level, const char *line)
{
	if (is_open)
		qb_log_from_external_source(
		    "log", "log.c", "%s", level, (uint32_t)level, 0, line);
}

static void __attribute__((format(printf, 2, 0)))
log_at(uint8_t level, const char *format, va_list ap)
{
	char line[LINE_MAX_BYTES];

	vsnprintf(line, sizeof(line), format, ap);
	for (char *p = line; *p != '\0'; p++)
		if (*p == '\n' || *p == '\r')
			*p = ' ';
	log_line(level, line);
}

void
log_error(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_at(LOG_ERR, format, ap);
	va_end(ap);
}

void
log_warning(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_at(LOG_WARNING, format, ap);
	va_end(ap);
}

void
log_info(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_at(LOG_INFO, format, ap);
	va_end(ap);
}

void
log_debug(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	log_at(LOG_DEBUG, format, ap);
	va_end(ap);
}

/* In one write, so that no other writer's bytes come between. */
static void
print_reason(const char *sentence)
{
	char line[LINE_MAX_BYTES];
	int length =
	    snprintf(line, sizeof(line) - 1, "ocf-exit-reason:%s", sentence);

	if (length > (int)sizeof(line) - 2)
		length = (int)sizeof(line) - 2;
	for (int i = 0; i < length; i++)
		if ((unsigned char)line[i] < ' ')
			line[i] = ' ';
	line[length] = '\n';
	line[length + 1] = '\0';
	fputs(line, stderr);
}

void
log_exit_reason(const char *sentence)
{
	log_error("%s", sentence);
	print_reason(sentence);
}

void
log_degraded_reason(const char *sentence)
{
	log_warning("%s", sentence);
	print_reason(sentence);
}
