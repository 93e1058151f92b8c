#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run the tests of the demo's judge (tests/demo/summary.py): it finds each fault of a planted run.

cd "$(dirname "$0")/../demo" && exec python3 -B test_summary.py
