#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# An exported function starts with its file's name, so that nobody needs grep
# to find it.  usage: names.sh BUILD
set -u

strangers=$(find "$1" -name '*.o' ! -path '*/tests/*' ! -name 'generate-*' |
while read -r object; do
	file=$(basename "$object" .o)
	room=$(basename "$(dirname "$object")")
	[ "$file" != main ] || continue
	# states.c may say state_text(): the noun in the singular is as good.
	nm -g --defined-only "$object" | awk '$2 == "T" { print $3 }' |
	grep -Ev "^(${file}|${file%s}|${file}s)(_|\$)" |
	grep -Ev "^${room}_" |
	sed "s|^|$object: not named after its file: |"
done)
[ -z "$strangers" ] || { echo "$strangers"; exit 1; }
