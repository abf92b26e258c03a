/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "probe.h"

#include <fcntl.h>
#include <unistd.h>

#include "access/xlog.h"
#include "access/xlog_internal.h"
#include "access/xlogrecovery.h"
#include "miscadmin.h"
#include "port/pg_crc32c.h"
#include "replication/walreceiver.h"
#include "replication/walsender.h"
#include "storage/latch.h"
#include "storage/proc.h"

#include "board.h"
#include "settings.h"

#define STRETCH (32 * 1024u)

static uint64
offset_in_segment(XLogRecPtr lsn)
{
	return lsn & ((uint64)wal_segment_size - 1);
}

const char *
probe_show_identity(void)
{
	static char text[64];

	if (board == NULL)
		return "";
	snprintf(text, sizeof(text), "%d " UINT64_FORMAT " " UINT64_FORMAT,
	    (int)board_role(), board->term, GetSystemIdentifier());
	return text;
}

XLogRecPtr
probe_start_of(XLogRecPtr end)
{
	XLogRecPtr segment = end - 1 - offset_in_segment(end - 1);

	return end - segment > STRETCH ? end - STRETCH : segment;
}

bool
probe_crc(XLogRecPtr start, XLogRecPtr end, uint32 *ret_crc)
{
	char path[MAXPGPATH], buf[STRETCH];
	size_t size = (size_t)(end - start);
	XLogSegNo segment;
	pg_crc32c crc;
	bool whole;
	int fd;

	if (end <= start || size > STRETCH)
		return false;
	segment = start / (uint64)wal_segment_size;
	XLogFilePath(path, 1, segment, (uint64)wal_segment_size);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		return false;
	whole = pread(fd, buf, size, (off_t)offset_in_segment(start)) ==
		(ssize_t)size;
	close(fd);
	if (!whole)
		return false;
	INIT_CRC32C(crc);
	COMP_CRC32C(crc, buf, size);
	FIN_CRC32C(crc);
	*ret_crc = crc;
	return true;
}

static XLogRecPtr
end_of_wal(void)
{
	if (!RecoveryInProgress())
		return GetFlushRecPtr(NULL);
	return Max(GetWalRcvFlushRecPtr(NULL, NULL), GetXLogReplayRecPtr(NULL));
}

const char *
probe_show_wal(void)
{
	static char text[32];
	uint32 start_hi, start_lo, end_hi, end_lo, crc;
	XLogRecPtr start, end;

	if (board == NULL || settings_wal_range == NULL ||
	    sscanf(settings_wal_range, "%X/%X,%X/%X", &start_hi, &start_lo,
		&end_hi, &end_lo) != 4)
		return "";
	start = (uint64)start_hi << 32 | start_lo;
	end = (uint64)end_hi << 32 | end_lo;
	if (end > end_of_wal())
		return "ahead";
	if (!probe_crc(start, end, &crc))
		return "removed";
	snprintf(text, sizeof(text), "%08X", crc);
	return text;
}

const char *
probe_show_demote(void)
{
	/* pg_settings reads every setting: only a peer's SHOW is a request. */
	if (!am_walsender || board == NULL || board->role != FACE_PRIMARY)
		return "no";
	board->demote_asked = true;
	if (board->workers[WORKER_MAIN].pid != 0)
		kill(board->workers[WORKER_MAIN].pid, SIGUSR1);
	return "yes";
}
