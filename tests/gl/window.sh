#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# window.sh wayland|x DIR: show vkcube by facet-run --window on a desktop that has no GPU, and take
# pictures of the desktop. Inside a root with Weston and Xvfb:
#
#	./run gl --bare --llvmpipe bash tests/gl/window.sh wayland out/gl/window
#
# The desktop changes the size of the window to 1280x800: Weston does so by its kiosk shell, and
# here X has no window manager, so this script does it. DIR gets frame-3.png and frame-30.png of
# vkcube, and screen.png (Wayland) or screen.xwd (X) after frame 30. On X, the key Escape ends
# vkcube. window.py looks at all this. Exit status: that of facet-run; 1: it does not get so far.

set -u
desktop=$1 dir=$2
width=1280 height=800
patience=$((120 * ${FACET_PATIENCE:-1}))	# seconds until a frame must be there
settle=$((3 * ${FACET_PATIENCE:-1}))		# seconds until the desktop shows a frame
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)
rm -rf "${dir:?}"/*
unset WAYLAND_DISPLAY DISPLAY EGL_PLATFORM
pids=()
trap 'kill "${pids[@]}" 2>/dev/null; wait' EXIT

die() {
	printf 'facet: window: %s\n' "$*" >&2
	exit 1
}

# await CMD...: wait until CMD succeeds.
await() {
	local n
	for ((n = 0; n < 10 * patience; n++)); do
		"$@" && return
		sleep 0.1
	done
	die "not after $patience s: $*"
}

start_wayland() {
	weston --backend=headless --renderer=pixman --shell=kiosk-shell.so --no-config --debug \
		--width="$width" --height="$height" --socket=desktop --idle-time=0 \
		--log="$dir/desktop.log" >/dev/null 2>&1 &
	pids+=($!)
	await test -S "$XDG_RUNTIME_DIR/desktop"
	export WAYLAND_DISPLAY=desktop
}

start_x() {
	[[ -d /tmp/.X11-unix ]] || mkdir -m 1777 /tmp/.X11-unix
	Xvfb :90 -screen 0 "${width}x${height}x24" -fbdir "$dir" >"$dir/desktop.log" 2>&1 &
	pids+=($!)
	await test -S /tmp/.X11-unix/X90
	export DISPLAY=:90
}

# window: print the number of the nested Weston's window on X.
window() { xdotool search --classname weston | head -n 1; }

has_window() { [[ -n $(window) ]]; }

resize_x() {
	await has_window
	xdotool windowsize "$(window)" "$width" "$height" windowfocus "$(window)"
}

shot_wayland() {
	(cd "$dir" && weston-screenshooter >/dev/null 2>&1 &&
		mv wayland-screenshot-*.png screen.png)
}

shot_x() { cp "$dir/Xvfb_screen0" "$dir/screen.xwd"; }

# has_frame N: succeed if vkcube has shown frame N. The frame gets the name frame-N.png.
has_frame() {
	local file
	for file in "$dir"/vkcube-*-"$(printf %06d "$1")".png; do
		[[ -e $file ]] && mv "$file" "$dir/frame-$1.png"
	done
}

"start_$desktop"
facet-run --window --shots "$dir" --frames 3,30 vkcube --suppress_popups >"$dir/vkcube.log" 2>&1 &
run=$!
pids+=("$run")
await has_frame 3
[[ $desktop == wayland ]] || resize_x
await has_frame 30
sleep "$settle"
"shot_$desktop"
if [[ $desktop == x ]]; then
	xdotool key Escape
else
	kill -INT "$run"
fi
wait "$run"
