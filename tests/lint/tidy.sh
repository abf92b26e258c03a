#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# clang-tidy over the sources named on the command line, two at a time.
# Left out: what only asks for another style or is -Wconversion's to judge; what
# takes bytes for text; va_list, since version 14 takes every va_start for
# missing; and the annex K functions that glibc has not.
set -u

checks='-*,bugprone-*,cert-str34-c,clang-analyzer-*'
checks=$checks,-bugprone-easily-swappable-parameters
checks=$checks,-bugprone-reserved-identifier
checks=$checks,-bugprone-narrowing-conversions
checks=$checks,-bugprone-not-null-terminated-result
checks=$checks,-bugprone-assignment-in-if-condition
checks=$checks,-bugprone-implicit-widening-of-multiplication-result
checks=$checks,-clang-analyzer-valist.Uninitialized
checks=$checks,-clang-analyzer-security.insecureAPI.DeprecatedOrUnsafeBufferHandling
checks=$checks,-clang-analyzer-security.insecureAPI.strcpy

flags=$(pkg-config --cflags libqb libpq libxml-2.0)
printf '%s\n' "$@" |
xargs -P 2 -n 12 sh -c '
	checks=$1 flags=$2
	shift 2
	clang-tidy --quiet --warnings-as-errors="*" --checks="$checks" "$@" -- \
	    -std=gnu11 -D_GNU_SOURCE -I. -DGAUSSHA_VERSION=\"0\" -DHAND_PROGRAM=\"h\" -DCOURIER_PROGRAM=\"c\" -DVIP_PROGRAM=\"v\" $flags 2>/dev/null
' tidy "$checks" "$flags"
