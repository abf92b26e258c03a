# SPDX-License-Identifier: GPL-2.0-or-later
"""The closing line of a test program written with unittest.

Every test program of the project ends with "N passed, N failed"; main() runs
the module's unittest cases and says so.  A skipped case counts as a failure:
what is needed is installed by `make deps`.
"""
import sys
import unittest


class Result(unittest.TextTestResult):
    def getDescription(self, test):
        return test.id().split(".")[-1].replace("test_", "").replace("_", " ")


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    names = sys.argv[1:]
    if names:
        suite = unittest.TestSuite(
            case for group in suite for case in group
            if any(name in case.id() for name in names))
    result = unittest.TextTestRunner(
        stream=sys.stdout, verbosity=2, resultclass=Result).run(suite)
    failed = {str(test) for test, _ in
              result.failures + result.errors + result.skipped}
    failed = len(failed) + len(result.unexpectedSuccesses)
    print(f"{max(0, result.testsRun - failed)} passed, {failed} failed")
    sys.exit(failed != 0)
