#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: stock guests whose page tables are compared, since no event reports writes to them
# Minutes: 10
# Builds: modules guest
#
# The modules are loaded with track=N. host-lib.sh checks that the loaded modules have this option.

set -u
FACET_OPTIONS=track=N exec bash "$(dirname "$0")/../guest/stock.sh" together alone
