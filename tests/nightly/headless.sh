#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: QEMU with -display none on a display of the region kind
# Minutes: 5
# Builds: modules guest
#
# Runs tests/guest/inside/headless.sh in a boot of the host VM. The plain run tests a region only
# with the D-Bus display.

exec bash "$(dirname "$0")/../guest/stock.sh" headless
