#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# A stock guest with its driver virtio_gpu on a vGPU of type facet-v1 in a user process: modes,
# flips, cursor, screen.

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/lib/user.sh"
TYPE=facet-v1
APERTURE=''
REPORT=$DIR/guest0/report.log
prepare "$REPO/tests/user/virtio-run"
server 1
boot 0 "facet.gpu=virtio_gpu"
shown=1
says 0 '"report":"pattern"' || shown=0
((shown == 0)) || kill -USR1 "$SERVER"
ended 0
server_ends
ok "the driver virtio_gpu works" grep -q 'FACET-READY' "$REPORT"
ok "its program succeeds" test "$(cat "$DIR/guest0.status" 2>/dev/null)" = 0
ok "the mode is the EDID's" test "$(value modeset mode "$REPORT")" = "$MODE"
ok "flips are shown" test "$(value flips flipped "$REPORT")" = 30
ok "the screen is what the guest drew, with its cursor" \
	test "$(value pattern shown "$REPORT")" = \
	"$(python3 "$REPO/tests/user/lib/picture_hash.py" "$DIR/guest0.ppm")"
ok "its kernel does not complain" no_complaints "$DIR/guest0/console.log" virtio_gpu_dequeue
exit "$FAILED"
