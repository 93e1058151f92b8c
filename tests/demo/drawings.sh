#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# drawings.sh PROGRAMS DIR [CMD...]: draw the pictures of ./run demo --3d without a window, into
# DIR. The guest and the native side run this script, the native side with CMD "facet-run". PROGRAMS
# has the programs of tests/3d. stdout gets a line for each program: drawing NAME STATUS MS.
# DIR/NAME.log has what the program printed. Exit status 1: a program failed.

set -u
programs=$1 dir=$2
shift 2
limit=$((600 * ${FACET_PATIENCE:-1}))	# seconds for one program
status=0
# A cache of shaders would hide faults of a cold start.
export MESA_SHADER_CACHE_DISABLE=1

# draw NAME CMD...: run a program, and time it.
draw() {
	local name=$1 rc=0 start=${EPOCHREALTIME/./}
	shift
	timeout "$limit" "$@" >"$dir/$name.log" 2>&1 </dev/null || rc=$?
	echo "drawing $name $rc $(((${EPOCHREALTIME/./} - start) / 1000))"
	((rc == 0)) || status=1
}

for name in triangle cube compute shared; do
	draw "gl-$name" "$@" "$programs/facet-3d-gl" "$dir" "$name"
	mv "$dir/$name.ppm" "$dir/gl-$name.ppm" 2>/dev/null
done
for name in triangle compute; do
	draw "vk-$name" "$@" "$programs/facet-3d-vk" "$dir" "$name"
done
exit "$status"
