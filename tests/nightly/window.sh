#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: facet-run --window shows a program on Wayland and X desktops without a GPU
# Minutes: 10
#
# vkcube runs in a root of Debian 13 (tests/gl/window.sh). Prints TAP on stdout. The pictures are in
# $FACET_DIR/window.

set -u
cd "$(dirname "$0")/../.." || exit 1
status=0

# shown DESKTOP WANTED: show vkcube on DESKTOP. The run must end with status WANTED.
shown() {
	local rc=0 dir=$FACET_DIR/window/$1
	FACET_GL_OUT=$dir ./run gl --bare --llvmpipe \
		bash tests/gl/window.sh "$1" "$dir" >&2 || rc=$?
	python3 -B tests/gl/window.py "$1" "$rc" "$2" "$dir" || status=1
}

shown wayland 130	# by Ctrl-C
shown x 0		# by Escape, so vkcube has the keyboard
exit "$status"
