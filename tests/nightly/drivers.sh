#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: desktops and drivers in guests of three kernels, on the render engine over vfio-user
# Minutes: 60
#
# In stock guests of 6.1, 6.12 and 7.2, Xorg, Weston, vkmark, a browser with WebGL and OpenCL find
# the virtual GPU by themselves.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/drawing.sh
. "$(dirname "$0")/../vm/lib/drawing.sh"
dir=$FACET_DIR
# shellcheck source=tests/demo/drawing-lib.sh
. "$(dirname "$0")/../demo/drawing-lib.sh"
# shellcheck source=tests/demo/drawing-vfu.sh
. "$(dirname "$0")/../demo/drawing-vfu.sh"
DRAWING_ROOT=desktop
FAILED=0

# ok NAME CMD...: print a TAP line that says whether CMD succeeds.
ok() {
	local name=$1
	shift
	"$@" || {
		FAILED=1
		printf 'not '
	}
	printf 'ok - %s: %s\n' "$version" "$name"
}

# drawn_by NAME: succeed if the program NAME ran on the virtual GPU.
# shellcheck disable=SC2317 # by ok
drawn_by() {
	local said
	said=$(sed -nE "s/^renderer $1 //p" "$dir/log/report.log" | tr -d '\r')
	[[ $said == *'HD Graphics 630 (KBL GT2)'* ]] || { echo "# '$said'" && return 1; }
}

# no_failure: succeed if the guest reports no failure. Prints those that it reports.
# shellcheck disable=SC2317 # by ok
no_failure() { ! grep -a '^failed' "$dir/log/report.log" | sed 's/^/# /' | grep .; }

gl_build >&2
gl_programs >&2
build_vfu >&2
for version in 6.1 6.12 7.2; do
	dir=$FACET_DIR/$version
	mkdir -p "$dir"
	drawing_begin
	tempdir drivers
	sockets=$TMPD
	drawing_demo_initrd "$sockets/initrd" "$version" >&2
	rc=0
	drawing_guest "$sockets/initrd" "$version" facet.parts=xorg,desktop,browser,opencl >&2 ||
		rc=$?
	for name in glamor glxinfo weston vkmark webgl clinfo; do
		ok "$name runs on the virtual GPU" drawn_by "$name"
	done
	ok "no program has failed" no_failure
	ok "the guest ends with status 0" [ "$rc" = 0 ]
	rm -f "$sockets"/{initrd,results}
done
exit "$FAILED"
