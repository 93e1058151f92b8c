#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: guests of other kernels on a virtio-gpu, on another host kernel, and by QEMU 11
# Minutes: 15
# Builds: modules guest
#
# tests/guest/inside/virtio.sh: pictures, the cursor, a window that is resized, two monitors.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/nightly/lib/pairs.bash
. "$(dirname "$0")/lib/pairs.bash"
pairs virtio <<'T'
guest-6.1 FACET_GUEST_KERNEL=6.1
guest-7.2 FACET_GUEST_KERNEL=7.2
host-7.2 FACET_HOST_KERNEL=7.2
qemu-11 HOST_SCREENS=trixie-backports
T
