#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: all hostile cases for five minutes beside two stock guests
# Minutes: 15
#
# ./run soak hostile takes longer runs.

exec bash "$(dirname "$0")/lib/soak.sh" hostile 300 "two stock guests beside a hostile one"
