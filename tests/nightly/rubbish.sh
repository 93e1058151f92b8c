#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: random guests on a front end that fails at random
# Minutes: 10
#
# ./run soak rubbish takes longer runs.

exec bash "$(dirname "$0")/lib/soak.sh" rubbish 300 "random guests do no harm"
