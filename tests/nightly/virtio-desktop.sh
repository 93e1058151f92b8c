#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: desktops on a virtio-gpu in guests of three kernels
# Minutes: 10
#
# Console, modetest, Xorg and Weston, then the driver unbound and loaded again. The pictures are in
# out/soak/desktop.

export FACET_MODEL=virtio-gpu
exec bash "$(dirname "$0")/lib/soak.sh" desktop 0 "desktops on a virtio-gpu, guests 6.1, 6.12, 7.2"
