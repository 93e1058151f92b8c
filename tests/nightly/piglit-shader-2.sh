#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: part 2 of 4 of piglit's quick_shader on the simulated GPU
# Minutes: 55
#
# Prints TAP. Results are in $FACET_DIR/piglit.

exec bash "$(dirname "$0")/lib/piglit.sh" quick_shader 2/4
