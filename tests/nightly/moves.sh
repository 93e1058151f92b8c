#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: stock guests of both models move 50 times
# Minutes: 60
# Builds: modules guest
#
# Kernel 6.12 in guests and host, QEMU 10. The guests work meanwhile
# (tests/guest/inside/migrate.sh).

FACET_MOVES=50 exec bash "$(dirname "$0")/../guest/stock.sh" migrate
