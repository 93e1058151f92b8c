#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a Weston at 1920x1080 through the modules, whose flips copy nothing with display=native
# Minutes: 10
# Builds: modules guest
#
# inside/flips.sh does the work.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/drawing.sh
. "$(dirname "$0")/../vm/lib/drawing.sh"
# shellcheck source=tests/demo/drawing-lib.sh
. "$(dirname "$0")/../demo/drawing-lib.sh"
export FACET_HOST_MEM=${FACET_HOST_MEM:-6144}
gl_build >&2
gl_programs >&2
host_image 6.12 >&2
drawing_demo_initrd "$FACET_DIR/guest.initrd" 6.12 >&2
host_scripts "$FACET_DIR" 6.12 "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$FACET_DIR/guest.initrd" \
	"ROOT_DISK=$ROOT_DISK" "FACET_STALL=${FACET_STALL:-900}" tests/nightly/inside/flips.sh
rc=$?
rm -f "$FACET_DIR/guest.initrd"
exit "$rc"
