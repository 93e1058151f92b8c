#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# bench.sh NAME: draw scenes of glmark2 into a buffer that no screen shows, and print a line for
# each scene: NAME, scene, processor seconds per frame, frames per second. The processor time is
# that of two runs of a scene, subtracted: so compilers and start-up do not count. Runs inside a
# root with clients, below a headless Weston (session.sh). FACET_BENCH_SCENES: draw these scenes
# only. Progress is on stderr. Exit status 1: a scene failed; the other scenes are drawn.

set -u
name=$1
few=2			# frames of the short run
seconds=3		# wanted length of the long run
least=10 most=2000	# frames of the first and the longest run
limit=$((300 * ${FACET_PATIENCE:-1}))
scenes="build texture shading bump effect2d pulsar desktop buffer ideas jellyfish terrain shadow"
scenes+=" refract conditionals function loop clear"
scenes=${FACET_BENCH_SCENES:-$scenes}
TIMEFORMAT='%U %S'
export MESA_SHADER_CACHE_DISABLE=1

# frames SCENE N: draw N frames; set $cpu to processor seconds and $fps to frames per second. Fails,
# with a line on stderr, if glmark2 fails or prints no rate.
frames() {
	local log times rc=0
	log=$(mktemp)
	times=$({ time timeout "$limit" glmark2-es2-wayland --off-screen -s 800x600 \
		-b "$1:nframes=$2" >"$log" 2>&1; } 2>&1) || rc=$?
	cpu=$(awk '{ print $1 + $2 }' <<<"$times")
	fps=$(sed -nE 's/.*FPS: *([0-9]+).*/\1/p' "$log" | tail -n 1)
	[[ $rc == 0 && -n $fps ]] ||
		echo "facet: bench: $name $1: status $rc: $(tail -n 1 "$log")" >&2
	rm -f "$log"
	[[ $rc == 0 && -n $fps ]]
}

# long_run SCENE: draw frames for as long as wanted; set $count to their number. The rate of a short
# run is too low: it counts the first frame, which compiles. So each run corrects the next one.
long_run() {
	count=$least
	while frames "$1" "$count"; do
		((count < fps * seconds && count < most)) || return 0
		((count = 2 * count > fps * seconds ? 2 * count : fps * seconds))
		((count <= most)) || count=$most
	done
	return 1
}

# measure SCENE: print the line of a scene.
measure() {
	local first
	frames "$1" "$few" || return
	first=$cpu
	long_run "$1" || return
	echo "$name $1" "$(awk "BEGIN { print ($cpu - $first) / ($count - $few) }")" "$fps"
	echo "facet: bench: $name $1: $count frames" >&2
}

status=0
for scene in $scenes; do
	measure "$scene" || status=1
done
exit "$status"
