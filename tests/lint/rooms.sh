#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Who may include whom, and which file alone may meet a foreign library.
# A line of the first table: a room, then what its #include "" may start with.
set -u

may_include='
ocf/               ocf/
gauss/             ocf/ gauss/
cpg/               ocf/ gauss/ cpg/
agents/opengauss/  ocf/ gauss/ cpg/client cpg/request agents/opengauss/
agents/vip/        ocf/ cpg/client cpg/request agents/vip/
fencing/           ocf/ cpg/ fencing/
cli/               ocf/ gauss/ cpg/ cli/
packaging/         ocf/ agents/
'
only_in='
libpq-fe.h               gauss/session.c\|gauss/conninfo.c
libxml/                  ocf/metadata.c\|cli/cib.c
qb/qblog.h               ocf/log.c
corosync/cpg.h           cpg/group.c
corosync/votequorum.h    cpg/votes.c\|cpg/quorum/device.c
corosync/cmap.h          cpg/votes.c\|cpg/quorum/survey.c
corosync/cfg.h           cpg/quorum/survey.c
corosync/quorum.h        cpg/membership.c
linux/rtnetlink.h        agents/vip/netlink.c
linux/inet_diag.h        agents/vip/sock_diag.c
linux/if_packet.h        agents/vip/packet.c\|cpg/quorum/ether.c
linux/watchdog.h         cpg/keeper/watchdog.c
linux/filter.h           agents/vip/packet.c
'

includes_below() {
	grep -rn '^#include "' --include='*.[ch]' "$1" 2>/dev/null
}

refused=$(
	echo "$may_include" | while read -r room allowed; do
		[ -n "$room" ] || continue
		includes_below "$room" | while IFS=: read -r file line text; do
			name=${text#*\"}
			name=${name%%\"*}
			for prefix in $allowed; do
				case $name in "$prefix"*) continue 2 ;; esac
			done
			echo "$file:$line: $room may not include $name"
		done
	done
	echo "$only_in" | while read -r header home; do
		[ -n "$header" ] || continue
		grep -rln "^#include <$header" --include='*.[ch]' \
		    ocf gauss cpg agents fencing cli packaging 2>/dev/null |
		grep -vx "$home" |
		sed "s|\$|: only $home may include <$header>|"
	done
)
[ -z "$refused" ] || { echo "$refused"; exit 1; }
