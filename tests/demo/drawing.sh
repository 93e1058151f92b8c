#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo --3d on this machine, without modules: draw the pictures natively by facet-run, then in
# a stock guest on facet-vfu --3d, and compare them (drawing_summary.py). ./run demo has built
# everything before.
#
# FACET_GUEST_KERNEL (6.12). FACET_DEMO_DIR (out/demo-3d). FACET_PROGRAMS: see drawing-lib.sh.
# FACET_VFU: see drawing-vfu.sh.
# Exit status: 0 if the demo did all that it promises.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/drawing.sh
. "$(dirname "$0")/../vm/lib/drawing.sh"
# shellcheck source=tests/demo/drawing-lib.sh
. "$(dirname "$0")/drawing-lib.sh"
# shellcheck source=tests/demo/drawing-vfu.sh
. "$(dirname "$0")/drawing-vfu.sh"

dir=${FACET_DEMO_DIR:-$OUT/demo-3d}
version=${FACET_GUEST_KERNEL:-6.12}
drawing_begin
tempdir demo
sockets=$TMPD

drawing_native
step "demo: a stock guest with i915 on facet-vfu --3d"
drawing_demo_initrd "$sockets/initrd" "$version"
rc=0
drawing_guest "$sockets/initrd" "$version" || rc=$?
run_fg python3 -B "$REPO/tests/demo/drawing_summary.py" "$dir" --status "$rc" || rc=1
exit "$((rc != 0))"
