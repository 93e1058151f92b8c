#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: the second half of piglit's quick_gl on the simulated GPU
# Minutes: 55
#
# Prints TAP. Results are in $FACET_DIR/piglit.

exec bash "$(dirname "$0")/lib/piglit.sh" quick_gl 2/2
