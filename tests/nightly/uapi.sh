#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: what drivers ask of the i915 device is what the page says
# Minutes: 40
#
# Refuses each item that a driver asks of the preload library, one at a time, and compares what
# happens with docs/reference/generated/uapi.md. Prints TAP. The new page is $FACET_DIR/uapi.md.

# shellcheck disable=SC2317 # "ok" calls them
set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/gl.sh
. "$(dirname "$0")/../vm/lib/gl.sh"
# shellcheck source=tests/demo/tap.bash
. "$(dirname "$0")/../demo/tap.bash"

dir=${FACET_DIR:-$OUT/test/nightly/uapi}
page=$REPO/docs/reference/generated/uapi.md
mkdir -p "$dir"
rm -f "$dir"/*.tsv

# measure DRIVER ROOT: write DIR/DRIVER-ROOT.tsv.
measure() {
	gl_root "$2"
	FACET_UAPI_WATCH=$BUILD/user/tests/tools/libfacet-uapi-watch.so gl_inside \
		bash "$REPO/tests/3d/uapi.sh" "$BUILD/3d" "$dir/$1-$2" "$1" >"$dir/$1-$2.new" &&
		mv "$dir/$1-$2.new" "$dir/$1-$2.tsv"
}

same_page() { diff -u "$page" "$dir/uapi.md" >&2; }

gl_build
NINJA_TARGETS=tests/tools/libfacet-uapi-watch.so \
	meson_build "$BUILD/user" "$BUILD/user.log" --buildtype=release
gl_programs
for root in bookworm trixie sid; do
	for driver in iris anv opencl; do
		ok "$driver of $root draws, and each item was refused" measure "$driver" "$root"
	done
done
ok "the OpenCL driver of neo draws, and each item was refused" measure opencl neo
python3 -B "$REPO/tests/3d/uapi_page.py" "$dir" >"$dir/uapi.md"
ok "the page says what was measured" same_page
exit "$((${BAD:-0} > 0))"
