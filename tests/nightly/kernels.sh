#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: level host and demos on each kernel with each guest kernel
# Minutes: 40
#
# ./run soak kernels writes the table of docs/dev/long-runs.md.

exec bash "$(dirname "$0")/lib/soak.sh" kernels 0 \
	"hosts with 6.12 and 7.2, guests with 6.1, 6.12 and 7.2"
