#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# webgl.sh gl-egl|vulkan: open webgl.html in a headless Chromium, and print the page's two lines.
# Chromium's ANGLE draws by iris (gl-egl) or anv (vulkan). Inside a root with Chromium:
#
#	./run gl --root chromium --bare bash tests/gl/webgl.sh gl-egl
#
# Exit status: 0 if the renderer is that of the simulated GPU and the pixels are right. Otherwise
# stderr gets the end of Chromium's log.

set -u
here=$(cd "$(dirname "$0")" && pwd)
profile=$(mktemp -d)
trap 'rm -rf "$profile"' EXIT

# The sandbox refuses root. Virtual time makes Chromium wait for the page. An emulated processor may
# need longer for a frame than the watchdog allows.
page=$(chromium --headless=new --no-sandbox --user-data-dir="$profile" --ignore-gpu-blocklist \
	--disable-gpu-watchdog --enable-logging=stderr --use-gl=angle --use-angle="${1:-gl-egl}" \
	--virtual-time-budget=20000 --dump-dom "file://$here/webgl.html" 2>"$profile/log")
lines=$(sed -nE 's/^(<pre id="lines">)?((renderer|pixels): .*)$/\2/p' <<<"$page" | sed 's/<.*//')
printf '%s\n' "$lines"
[[ $lines == renderer:*Intel*$'\n'pixels:\ ok ]] || {
	tail -n 40 "$profile/log" >&2
	exit 1
}
