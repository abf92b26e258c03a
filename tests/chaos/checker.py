# SPDX-License-Identifier: GPL-2.0-or-later
"""All that a history is judged by.  Pure."""
import check_register
import check_set
import check_writers


def check(ops, total, samples=()):
    """Findings; samples: (us, node, role) of what nodes called themselves."""
    return (check_set.check(ops, total) + check_writers.check(ops)
            + check_register.check(ops)
            + check_writers.writable(samples, check_writers.acknowledged(ops)))
