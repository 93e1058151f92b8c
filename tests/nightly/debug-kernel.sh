#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: level host and a guest on a kernel with KASAN, lockdep, kmemleak and UBSAN
# Minutes: 45
# Builds: guest debug-kernel
#
# Runs ./run soak debug-kernel and shows its checks one by one.

exec bash "$(dirname "$0")/../soak/debug-kernel.sh"
