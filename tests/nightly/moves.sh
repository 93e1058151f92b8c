#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a stock guest with an Intel GPU moves 50 times
# Minutes: 30
# Builds: modules guest
#
# Kernel 6.12 in guest and host, QEMU 10. The guest works meanwhile
# (tests/guest/inside/migrate.sh).

FACET_MODELS=gen9 FACET_MOVES=50 exec bash "$(dirname "$0")/../guest/stock.sh" migrate
