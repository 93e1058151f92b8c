#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: demos of guests with a virtio-gpu, also beside guests with an Intel GPU
# Minutes: 30

set -u
# shellcheck source=tests/nightly/lib/run.bash
. "$(dirname "$0")/lib/run.bash"
rc=0
for kernel in 6.1 6.12 7.2; do
	demo demo "guests with $kernel on a virtio-gpu" --device virtio --guest-kernel "$kernel" ||
		rc=1
	demo demo-desktop "desktops of guests with $kernel on a virtio-gpu" --desktop \
		--device virtio --guest-kernel "$kernel" || rc=1
done
demo demo "guests on a virtio-gpu and on an Intel GPU" --device mixed || rc=1
exit "$rc"
