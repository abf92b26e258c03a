/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * check.h - the whole test framework.
 *
 * A test file lists its cases and ends with `CHECK_MAIN(a, b, c)`.  CHECK()
 * reports the line and goes on, so one run shows every broken expectation.
 */
#ifndef TESTS_CHECK_H
#define TESTS_CHECK_H

#include <stdio.h>

static int check_failures;

#define CHECK(expr)                                                            \
	do {                                                                   \
		if (!(expr)) {                                                 \
			check_failures++;                                      \
			printf(                                                \
			    "%s:%d: not so: %s\n", __FILE__, __LINE__, #expr); \
		}                                                              \
	} while (0)

#define CHECK_MAIN(...)                                                        \
	int main(void)                                                         \
	{                                                                      \
		void (*cases[])(void) = { __VA_ARGS__ };                       \
		int ncases = sizeof(cases) / sizeof(cases[0]), failed = 0;     \
                                                                               \
		for (int i = 0; i < ncases; i++) {                             \
			int before = check_failures;                           \
			cases[i]();                                            \
			failed += check_failures != before;                    \
		}                                                              \
		printf("%d passed, %d failed\n", ncases - failed, failed);     \
		return failed != 0;                                            \
	}

#endif
