#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# Functions over 80 lines, sources over 500, headers over 150: names them.
set -u

rooms='ocf gauss cpg agents fencing cli packaging tests/writer tests/lab tests/double'
sources() {
	find $rooms -name "$1" 2>/dev/null
}

too_long=$(
	ctags -f - --fields=+ne --c-kinds=f --languages=C $(sources '*.c') 2>/dev/null |
	awk -F'\t' '{
		for (i = 4; i <= NF; i++) {
			if ($i ~ /^line:/) first = substr($i, 6)
			if ($i ~ /^end:/) last = substr($i, 5)
		}
		if (last - first + 1 > 80)
			print $2 ":" first ": " $1 " is " last - first + 1 " lines"
	}'
	for file in $(sources '*.c'); do
		awk 'END { if (NR > 500) print FILENAME ": " NR " lines" }' "$file"
	done
	for file in $(sources '*.h'); do
		awk 'END { if (NR > 150) print FILENAME ": " NR " lines" }' "$file"
	done
)
[ -z "$too_long" ] || { echo "$too_long"; exit 1; }
