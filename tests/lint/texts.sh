#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Every source carries its licence line.
set -u

bare=$(git ls-files | grep -Ev '(^|/)captures/|\.(md|txt|tsv|xml|sql|control|json|flags)$|^packaging/debian/(changelog|copyright|source/format|gaussha\.lintian-overrides)$|^(COPYING|VERSION|\.gitignore|\.clang-format)$' |
while read -r file; do
	[ -f "$file" ] || continue
	head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-2.0-or-later' ||
		echo "$file: no SPDX line"
done)
[ -z "$bare" ] || { echo "$bare"; exit 1; }
