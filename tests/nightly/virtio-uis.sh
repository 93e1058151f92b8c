#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each user interface of QEMU 10 and 11 on the screen of a virtio-gpu
# Minutes: 30
#
# The pictures are in out/soak/uis.

export FACET_MODEL=virtio-gpu
exec bash "$(dirname "$0")/lib/soak.sh" uis 0 "user interfaces on a virtio-gpu, QEMU 10 and 11"
