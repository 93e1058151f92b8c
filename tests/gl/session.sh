#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# session.sh [--gpu] DIR SIZE PROGRAM [ARG...]: run PROGRAM as a client of a headless Weston, and
# take pictures of the whole screen. ./run gl starts this inside a root with packaged clients. DIR
# gets screen-1.png ... and weston.log. SIZE is WIDTHxHEIGHT in pixels. With --gpu, Weston has a
# facet-run of its own, and the caller gives PROGRAM another one: each of them is judged by itself.
# Exit status: that of PROGRAM; 3: Weston did not use the simulated GPU; 1: Weston does not run.

set -u
run=()
[[ $1 != --gpu ]] || { run=(facet-run) && shift; }
dir=$1 size=$2
shift 2
name=facet-gl
patience=$((30 * ${FACET_PATIENCE:-1}))	# seconds until Weston must be ready
first=1 every=5				# seconds until the first picture, and between others

die() {
	printf 'facet: %s\n' "$*" >&2
	exit 1
}

# Xwayland needs the folder of X's sockets.
[[ -d /tmp/.X11-unix ]] || mkdir -m 1777 /tmp/.X11-unix

# Weston 10, of Debian 12, has other names for its back end and its renderer.
renderer=(--backend=headless --renderer=gl)
weston --help 2>&1 | grep -q -- --renderer || renderer=(--backend=headless-backend.so --use-gl)

# The log of an earlier session must not tell that this Weston is ready.
rm -f "$dir/weston.log" "$dir/weston-run.log"
# Weston keeps the real clock, and writes no frames: PROGRAM's frames are asked for.
env -u FACET_RUN_CLOCK -u FACET_RUN_SHOTS "${run[@]}" weston "${renderer[@]}" \
	--width="${size%x*}" --height="${size#*x}" --socket="$name" --debug \
	--config="$(cd "$(dirname "$0")" && pwd)/weston.ini" --log="$dir/weston.log" \
	>/dev/null 2>"$dir/weston-run.log" &
weston=$!
export WAYLAND_DISPLAY=$name
unset EGL_PLATFORM

is_ready() { grep -qE 'launching .*(desktop-shell|weston-keyboard)' "$dir/weston.log" 2>/dev/null; }

for ((n = 0; n < 10 * patience; n++)); do
	is_ready && break
	kill -0 "$weston" 2>/dev/null ||
		die "Weston ended: $(tail -n 1 "$dir/weston.log")" "(log: $dir/weston.log)"
	sleep 0.1
done
is_ready || die "Weston is not ready after $patience s (log: $dir/weston.log)"
display=$(sed -nE 's/.*xserver listening on display (:[0-9]+).*/\1/p' "$dir/weston.log")
[[ -z $display ]] || export DISPLAY=$display

# take_picture: save the whole screen as the next screen-N.png. Weston's program chooses the name of
# the file. A picture of a program that has ended meanwhile is removed: it shows an empty screen,
# which is black as long as Weston starts.
shots=0
take_picture() {
	local file
	(cd "$XDG_RUNTIME_DIR" && rm -f wayland-screenshot-*.png &&
		env -u FACET_RUN_CLOCK -u FACET_RUN_SHOTS weston-screenshooter >/dev/null 2>&1)
	for file in "$XDG_RUNTIME_DIR"/wayland-screenshot-*.png; do
		[[ -e $file ]] || continue
		if kill -0 "$program" 2>/dev/null; then
			mv -- "$file" "$dir/screen-$((++shots)).png"
		else
			rm -f -- "$file"
		fi
	done
}

# runs_for SECONDS: wait. Fails if the program ends earlier.
runs_for() {
	local n
	for ((n = 0; n < 10 * $1; n++)); do
		kill -0 "$program" 2>/dev/null || return 1
		sleep 0.1
	done
}

"$@" &
program=$!
wait=$first
while runs_for "$wait"; do
	take_picture
	wait=$every
done
rc=0
wait "$program" || rc=$?
kill "$weston" 2>/dev/null
wait "$weston"
if (($? == 3 && rc == 0)); then
	tail -n 1 "$dir/weston-run.log" >&2
	rc=3
fi
exit "$rc"
