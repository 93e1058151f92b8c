#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: moves of a stock guest that the guest or a VMM upsets
# Minutes: 10
# Builds: modules guest
#
# The guest loads its driver, hangs, resets and sleeps; moves are cancelled, and QEMUs are killed
# (tests/guest/inside/moves-upset.sh).

FACET_SEED=${FACET_SEED:-$RANDOM} exec bash "$(dirname "$0")/../guest/stock.sh" moves-upset
