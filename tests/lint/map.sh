#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The maps in doc/ and the folders' READMEs name only what exists, and every
# fault that doc/failures.md claims names a test that exists.
set -u

wrong=$(
	for page in README.md doc/*.md */README.md tests/*/README.md; do
		[ -f "$page" ] || continue
		# A path is what stands in back-ticks and has a slash and a room in front.
		grep -on '`[A-Za-z0-9_./-]*`' "$page" | tr -d '`' |
		grep -E ':(ocf|gauss|cpg|agents|fencing|cli|tests|packaging|doc|\.ci)/' |
		while IFS=: read -r line path; do
			[ -e "$path" ] || echo "$page:$line: there is no $path"
		done
	done
	# A row of failures.md: | fault | what happens | `file` | test name |
	grep -n '^| ' doc/failures.md | grep -v '^[0-9]*:| *\(fault\|---\)' |
	while IFS='|' read -r line fault _ file name _; do
		file=$(echo "$file" | tr -d '` ')
		name=$(echo "$name" | sed 's/^ *//; s/ *$//')
		[ -n "$name" ] || { echo "doc/failures.md:$line$fault names no test"; continue; }
		[ -f "$file" ] && grep -qF -e "$name" -e "$(echo "$name" | tr " " _)" "$file" ||
			echo "doc/failures.md:$line no \"$name\" in $file"
	done
)
[ -z "$wrong" ] || { echo "$wrong"; exit 1; }
