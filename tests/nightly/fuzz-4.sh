#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: five fuzzers for ten minutes each, part 4 of 4
# Minutes: 45
#
# Two fuzzers at a time, on two processors.

exec bash "$(dirname "$0")/lib/fuzzers.sh" 4 4
