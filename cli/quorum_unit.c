/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/quorum_unit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/tool.h"
#include "gauss/small_file.h"
#include "ocf/run.h"
#include "ocf/why.h"

#define DIRECTORY "/etc/systemd/system"
#define NAME      "corosync-qdevice.service"
#define UNIT_MAX  4096

static const char mark[] = "# Made by gaussha quorum enable";

static const char unit[] =
    "# Made by gaussha quorum enable, removed by gaussha quorum disable.\n"
    "# pcs starts and stops this with the cluster wherever there is a quorum\n"
    "# device.  The device is gaussha-quorumd.service, which outlives it.\n"
    "[Unit]\n"
    "Description=GaussHA quorum device, by the name that pcs knows\n"
    "Documentation=man:gaussha-quorumd(8)\n"
    "\n"
    "[Service]\n"
    "Type=oneshot\n"
    "RemainAfterExit=yes\n"
    "ExecStart=/bin/true\n"
    "\n"
    "[Install]\n"
    "WantedBy=multi-user.target\n";

enum found { FOUND_NOTHING, FOUND_OURS, FOUND_FOREIGN };

static enum found
look(void)
{
	char text[UNIT_MAX];
	ssize_t n = small_file_read(DIRECTORY, NAME, text, sizeof(text));

	if (n == -ENOENT)
		return FOUND_NOTHING;
	return n > 0 && strncmp(text, mark, strlen(mark)) == 0 ? FOUND_OURS
							       : FOUND_FOREIGN;
}

static bool
reload(struct why *why)
{
	static const char *const argv[] = { "systemctl", "daemon-reload",
		NULL };
	static struct run tool;

	return tool_run(argv, &tool, why);
}

bool
quorum_unit_write(struct why *why)
{
	int error;

	if (look() == FOUND_FOREIGN) {
		why_set(why,
		    "%s/%s is somebody else's: pcs would start that beside "
		    "this quorum device",
		    DIRECTORY, NAME);
		return false;
	}
	error = small_file_write(DIRECTORY, NAME, unit, strlen(unit));
	if (error != 0 || chmod(DIRECTORY "/" NAME, 0644) != 0) {
		why_set(why, "%s/%s cannot be written: %s", DIRECTORY, NAME,
		    strerror(error != 0 ? -error : errno));
		return false;
	}
	return reload(why);
}

bool
quorum_unit_is_there(void)
{
	return look() == FOUND_OURS;
}

bool
quorum_unit_remove(struct why *why)
{
	int error;

	if (look() != FOUND_OURS)
		return true;
	error = small_file_remove(DIRECTORY, NAME);
	if (error != 0) {
		why_set(why, "%s/%s cannot be removed: %s", DIRECTORY, NAME,
		    strerror(-error));
		return false;
	}
	return reload(why);
}
