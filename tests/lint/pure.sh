#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# What decides is pure: a decide_*.o may call the string functions and other
# pure modules, no more, since what it can reach it could hide from a test.
# usage: pure.sh BUILD
set -u

pure='mem(cpy|cmp|set|move)|str(len|nlen|cmp|ncmp|casecmp|chr|str)|__v?snprintf_chk|v?snprintf|__(mem|str)[a-z]*_chk|__stack_chk_fail|__(asan|ubsan)_.*'
modules='why_[a-z]+|lease_time_[a-z_]+|lsn_[a-z]+|moment_[a-z_]+|role_text|db_state_text|detail_(text|needs_build)|sync_names_[a-z_]+|decide_[a-z_]+|verdict_[a-z_]+|record_[a-z_]+|rule_[a-z_]+|facts_[a-z_]+'

found=$(find "$1" -name 'decide_*.o' ! -path '*/tests/*' ! -path '*/deb/*' ! -path '*/rpm/*')
[ -n "$found" ] || { echo "$1: no decide_*.o to look at"; exit 1; }
impure=$(for object in $found; do
	nm -u "$object" | awk '{ print $2 }' | grep -Evx "$pure|$modules" |
	sed "s|^|$object: impure: |"
done)
[ -z "$impure" ] || { echo "$impure"; exit 1; }
