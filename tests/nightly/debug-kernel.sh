#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: level host and a guest on a kernel with KASAN, lockdep, kmemleak and UBSAN
# Minutes: 45
# Builds: guest debug-kernel
#
# The same as ./run soak debug-kernel, check by check.

exec bash "$(dirname "$0")/../soak/debug-kernel.sh"
