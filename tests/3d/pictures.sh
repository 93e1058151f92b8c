#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# pictures.sh DIR PROGRAMS yes|no [NAME...]: draw pictures into DIR/gpu by facet-run, and into
# DIR/software without it. PROGRAMS is the folder of the programs of tests/3d. yes: leave out
# glmark2. NAME: draw these pictures only. ./run images starts this inside a root with clients.
# Progress is on stderr. Exit status 1: a program failed on either side.

set -u
dir=$1 programs=$2 quick=$3
shift 3
wanted=" $* "
here=$(cd "$(dirname "$0")" && pwd)
limit=$((120 * ${FACET_PATIENCE:-1}))	# seconds for one program
size=400x300				# of glmark2's window
frames=1,30,120
status=0
# A cache of shaders would hide faults of a cold start, and fill the disk.
export MESA_SHADER_CACHE_DISABLE=1

say() { printf 'facet: images: %s\n' "$*" >&2; }

is_wanted() { [[ $wanted == '  ' || $wanted == *" $1 "* ]]; }

# failed SIDE NAME STATUS: tell that a program failed.
failed() {
	say "$2 on $1: status $3: $(tail -n 1 "$dir/$1/$2.log")"
	status=1
}

# own SIDE NAME [CMD...]: draw a picture of facet-3d-gl; CMD runs the program.
own() {
	local side=$1 name=$2 rc=0
	shift 2
	timeout "$limit" "$@" "$programs/facet-3d-gl" "$dir/$side" "$name" \
		>"$dir/$side/$name.log" 2>&1 || rc=$?
	sed -nE 's/^renderer: //p' "$dir/$side/$name.log" >>"$dir/$side/renderers"
	((rc == 0)) || failed "$side" "$name" "$rc"
}

# vulkan SIDE NAME [CMD...]: draw a picture of facet-3d-vk; CMD runs the program.
vulkan() {
	local side=$1 name=$2 rc=0
	shift 2
	timeout "$limit" "$@" "$programs/facet-3d-vk" "$dir/$side" "$name" \
		>"$dir/$side/vk-$name.log" 2>&1 || rc=$?
	sed -nE 's/^renderer: //p' "$dir/$side/vk-$name.log" >>"$dir/$side/renderers"
	((rc == 0)) || failed "$side" "vk-$name" "$rc"
}

# glmark2 SIDE SCENE [CMD...]: draw frames of a scene of glmark2, as a client of Weston.
glmark2() {
	local side=$1 scene=$2 rc=0 part=$dir/$1/glmark2-$2 file
	shift 2
	mkdir -p "$part"
	timeout "$((5 * limit))" "$@" bash "$here/../gl/session.sh" "$part" 800x600 \
		glmark2-es2-wayland -b "$scene:duration=60" -s "$size" --swap-mode immediate \
		>"$part.log" 2>&1 || rc=$?
	sed -nE 's/^ *GL_RENDERER: *//p' "$part.log" >>"$dir/$side/renderers"
	for file in "$part"/glmark2*.png; do
		[[ ! -e $file ]] || mv "$file" "$part-${file##*-}"
	done
	((rc == 0)) || failed "$side" "glmark2-$scene" "$rc"
}

# Programs without facet-run get frames and the clock by the library's hooks alone.
software=(env LIBGL_ALWAYS_SOFTWARE=1 "VK_LOADER_DRIVERS_SELECT=*lvp*")
hooked=("${software[@]}" "LD_PRELOAD=$FACET_RUN_HOOKS" FACET_RUN_CLOCK=120
	FACET_RUN_FRAMES="$frames")

for name in $("$programs/facet-3d-gl" --list); do
	is_wanted "$name" || continue
	own software "$name" "${software[@]}"
	own gpu "$name" facet-run
done
for name in $("$programs/facet-3d-vk" --list); do
	is_wanted "vk-$name" || continue
	vulkan software "$name" "${software[@]}"
	vulkan gpu "$name" facet-run
done
scenes="build texture shading bump effect2d pulsar desktop buffer ideas jellyfish terrain shadow"
scenes+=" refract conditionals function loop clear"
[[ $quick != yes ]] || scenes=''
for scene in $scenes; do
	is_wanted "glmark2-$scene" || continue
	say "glmark2 $scene"
	glmark2 software "$scene" "${hooked[@]}" \
		"FACET_RUN_SHOTS=$dir/software/glmark2-$scene"
	glmark2 gpu "$scene" facet-run --clock 120 --frames "$frames" \
		--shots "$dir/gpu/glmark2-$scene"
done
for side in gpu software; do
	# All programs of a side must have used one kind of renderer: compare.py reads the names.
	sort -u "$dir/$side/renderers" 2>/dev/null | paste -sd';' >"$dir/$side/renderer"
done
exit "$status"
