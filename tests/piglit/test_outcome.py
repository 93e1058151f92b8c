#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only
"""Test outcome.py: results, signals, limits, renderers and reasons."""

import unittest

import outcome
import run_tests

PASS = 'PIGLIT: {"result": "pass" }\n'
FAIL = 'PIGLIT: {"result": "fail" }\n'
SKIP = 'PIGLIT: {"result": "skip" }\n'
UP = "7\topen\t/dev/dri/renderD128\n7\tdriver\tiris_dri.so\n"
OURS = UP + "7\trenderer\tMesa Intel(R) HD Graphics 630 (KBL GT2)\n"


def status(*args, **kwargs):
    return outcome.judge(*args, **kwargs)["status"]


class Outcome(unittest.TestCase):
    def test_the_last_result_counts(self):
        self.assertEqual(status(0, False, PASS, ""), "pass")
        self.assertEqual(status(1, False, PASS + FAIL, ""), "fail")
        subtest = 'PIGLIT: {"subtest": {"a" : "fail"}}\n'
        self.assertEqual(status(0, False, PASS + subtest, ""), "pass")

    def test_all_but_pass_and_skip_fail(self):
        for text in ("", "PIGLIT: {broken\n", 'PIGLIT: {"result": "warn" }\n'):
            self.assertEqual(status(0, False, text, ""), "fail")

    def test_a_warning_is_told_from_a_failure(self):
        warned = outcome.judge(0, False, 'PIGLIT: {"result": "warn" }\n', "", OURS)
        self.assertEqual((warned["status"], warned["warned"]), ("fail", True))
        self.assertNotIn("warned", outcome.judge(0, False, FAIL, "", OURS))

    def test_a_signal_is_a_crash_whatever_was_printed(self):
        self.assertEqual(status(-11, False, PASS, ""), "crash")
        crash = outcome.judge(128 + 6, False, PASS, "abort\n", OURS)
        self.assertEqual((crash["status"], crash["signal"]), ("crash", 6))
        self.assertEqual(crash["said"], ["abort"])

    def test_limits_of_time_are_no_crash(self):
        self.assertEqual(status(-9, True, "", ""), "timeout")
        self.assertEqual(status(128 + 24, False, PASS, "", OURS), "timeout")

    def test_a_pass_needs_the_renderer_of_the_simulated_gpu(self):
        self.assertEqual(status(0, False, PASS, "", OURS), "pass")
        self.assertEqual(status(0, False, PASS, "", UP), "fallback")
        self.assertEqual(status(0, False, PASS, "", ""), "fallback")
        self.assertEqual(status(0, False, PASS, "", "7\trenderer\tMesa Intel(R)\n"), "fallback")

    def test_another_renderer_is_a_fallback_whatever_the_result(self):
        report = OURS + "8\trenderer\tllvmpipe (LLVM 19.1.7, 256 bits)\n"
        for text in (PASS, FAIL, SKIP):
            judged = outcome.judge(0, False, text, "", report)
            self.assertEqual(judged["status"], "fallback")
            self.assertEqual(judged["renderer"], "llvmpipe (LLVM 19.1.7, 256 bits)")

    def test_a_driver_that_did_not_come_up_is_a_fallback_with_the_reason(self):
        report = "7\topen\tx\n7\tunsupported\tioctl 0x99\n"
        judged = outcome.judge(3, False, FAIL, "facet-run: x: has no driver\n", report)
        self.assertEqual((judged["status"], judged["reason"]),
                         ("fallback", "facet-run: x: has no driver"))

    def test_a_test_without_a_context_is_neither_a_pass_nor_a_fallback(self):
        for text, result in ((PASS, "pass"), (FAIL, "fail")):
            for report in ("", "7\topen\tx\n"):
                judged = outcome.judge(3, False, text, "facet-run: x: did not open\n", report)
                self.assertEqual((judged["status"], judged["result"], judged["reason"]),
                                 ("no_context", result, "facet-run: x: did not open"))

    def test_a_trace_of_a_driver_is_a_fallback(self):
        for event in ("driver\tiris_dri.so", "renderer\tllvmpipe", "renderer\tMesa Intel(R)",
                      "stray\t/bin/x", "first\t1", "unsupported\tioctl 0x99"):
            report = f"7\topen\tx\n8\t{event}\n"
            self.assertEqual(status(3, False, PASS, "", report), "fallback")
        self.assertEqual(status(0, False, PASS, "", "7\topen\tx\n"), "fallback")

    def test_the_report_names_what_was_missing_stopped_and_refused(self):
        report = OURS + "7\tmissing\tgeometry shader\n7\thang\tcommand 0x7b000005 at 0x10\n" \
            "7\tunsupported\tioctl 0x99\n8\tmissing\tgeometry shader\nrubbish\n"
        judged = outcome.judge(1, False, FAIL, "", report)
        self.assertEqual(judged["missing"], ["geometry shader"])
        self.assertEqual(judged["stopped"], ["command 0x7b000005 at 0x10"])
        self.assertEqual(judged["refused"], ["ioctl 0x99"])

    def test_a_skip_has_its_reason_if_it_tells_one(self):
        said = outcome.judge(0, False, "Test requires GL version 4.6\n" + SKIP, "", OURS)
        self.assertEqual(said["reason"], "Test requires GL version 4.6")
        self.assertEqual(outcome.judge(0, False, SKIP, "", OURS)["reason"], "")

    def test_a_framebuffer_that_the_driver_does_not_support_is_a_reason(self):
        unsupported = "fbo incomplete (status = 0x8cdd)"
        said = outcome.judge(0, False, unsupported + "\n" + SKIP, "", OURS)
        self.assertEqual(said["reason"], unsupported)
        other = "fbo incomplete (status = 0x8cd6)\n"
        self.assertEqual(outcome.judge(0, False, other + SKIP, "", OURS)["reason"], "")

    def test_a_program_that_the_package_lacks_fails_on_llvmpipe(self):
        judged = run_tests.on_llvmpipe(["/no/such/program"], "", 10)
        self.assertEqual(judged["status"], "fail")
        self.assertIn("/no/such/program", judged["said"][-1])

    def test_a_wrong_pixel_is_told_from_another_failure(self):
        pixel = "Probe color at (1,1)\n  Expected: 0 1\n  Observed: 0 0\n" + FAIL
        self.assertTrue(outcome.judge(1, False, pixel, "")["picture"])
        self.assertFalse(outcome.judge(1, False, "link failed\n" + FAIL, "")["picture"])


if __name__ == "__main__":
    unittest.main()
