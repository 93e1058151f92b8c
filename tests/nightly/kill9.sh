#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: VMMs killed at random moments
# Minutes: 15
#
# ./run soak kill9 takes longer runs.

exec bash "$(dirname "$0")/lib/soak.sh" kill9 300 "VMMs that are killed leave nothing"
