#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# pictures.sh DIR PROGRAMS FRAMES yes|no [NAME...]: draw pictures into DIR/gpu by facet-run, and
# into DIR/software without it, in place of those of an earlier run. PROGRAMS is the folder of the
# programs of tests/3d. FRAMES are numbers of frames with commas, in ascending order: of glmark2,
# vkmark and vkcube. yes: leave these out. NAME: draw these pictures only. ./run images starts this
# inside a root with clients.
# FACET_RUN_HOOKS is the path of the library of the hooks. Progress is on stderr. Exit status 1: a
# program failed on either side, or the GPU did not draw all of a picture; 2: there is no picture
# NAME, and nothing was drawn.

set -u
dir=$1 programs=$2 frames=$3 quick=$4
shift 4
wanted=" $* "
here=$(cd "$(dirname "$0")" && pwd)
limit=$((120 * ${FACET_PATIENCE:-1}))	# seconds for one program
size=400x300				# of the windows of glmark2 and vkmark
last=${frames##*,}			# a client ends after this frame
status=0
# A cache of shaders would hide faults of a cold start, and fill the disk.
export MESA_SHADER_CACHE_DISABLE=1

say() { printf 'facet: images: %s\n' "$*" >&2; }

is_wanted() { [[ $wanted == '  ' || $wanted == *" $1 "* ]]; }

# has_gap LOG: succeed if facet-run names a feature that the GPU lacks, or a batch that it stopped.
# A rule for the picture must not excuse that.
has_gap() { grep -qE 'facet-run: .*: the (simulated GPU does not have|GPU stopped)' "$1"; }

# ended SIDE NAME STATUS: report a program that failed, or whose batches were not drawn as a whole.
ended() {
	(($3 != 0)) || has_gap "$dir/$1/$2.log" || return 0
	say "$2 on $1: status $3: $(tail -n 1 "$dir/$1/$2.log")"
	status=1
}

# own SIDE PROGRAM NAME PICTURE [CMD...]: draw picture NAME of PROGRAM, with PICTURE as the name of
# the log; CMD runs the program.
own() {
	local side=$1 program=$2 name=$3 picture=$4 rc=0
	shift 4
	timeout "$limit" "$@" "$programs/$program" "$dir/$side" "$name" \
		>"$dir/$side/$picture.log" 2>&1 || rc=$?
	sed -nE 's/^renderer: //p' "$dir/$side/$picture.log" >>"$dir/$side/renderers"
	ended "$side" "$picture" "$rc"
}

# client SIDE NAME CMD... -- PROGRAM...: draw frames of a client of Weston; CMD runs the session.
client() {
	local side=$1 name=$2 rc=0 part=$dir/$1/$2 run=() file found=''
	shift 2
	while [[ $1 != -- ]]; do
		run+=("$1")
		shift
	done
	shift
	mkdir -p "$part"
	timeout "$((5 * limit))" "${run[@]}" bash "$here/../gl/session.sh" "$part" 800x600 "$@" \
		>"$part.log" 2>&1 || rc=$?
	sed -nE 's/^ *(GL_RENDERER|Device Name): *//p; s/^Selected GPU 0: (.*), type: .*/\1/p' \
		"$part.log" >>"$dir/$side/renderers"
	for file in "$part/${1##*/}"*.png; do
		[[ ! -e $file ]] || { mv "$file" "$part-${file##*-}" && found=yes; }
	done
	[[ -n $found ]] || {
		say "$name on $side: there is no frame"
		status=1
	}
	ended "$side" "$name" "$rc"
}

# clients NAME PROGRAM...: draw frames of a client on both sides.
clients() {
	local name=$1
	shift
	is_wanted "$name" || return
	say "$name"
	client software "$name" "${hooked[@]}" "FACET_RUN_SHOTS=$dir/software/$name" -- "$@"
	client gpu "$name" facet-run --clock "$last" --frames "$frames" --shots "$dir/gpu/$name" \
		-- "$@"
}

# Programs without facet-run get frames and the clock by the library's hooks alone.
software=(env LIBGL_ALWAYS_SOFTWARE=1 "VK_LOADER_DRIVERS_SELECT=*lvp*"
	RUSTICL_ENABLE=llvmpipe)
hooked=("${software[@]}" "LD_PRELOAD=$FACET_RUN_HOOKS" "FACET_RUN_CLOCK=$last"
	FACET_RUN_FRAMES="$frames")

scenes="build texture shading bump effect2d pulsar desktop buffer ideas jellyfish terrain shadow"
scenes+=" refract conditionals function loop clear"
# Debian 12 has no vkmark, and its vkcube shows on X alone.
vk_scenes=''
# The texels that an anisotropic filter takes are the driver's choice.
! type vkmark >/dev/null 2>&1 ||
	vk_scenes="vertex texture:anisotropy=0 shading desktop effect2d cube clear"
cubes=''
! vkcube --help 2>&1 | grep -q -- --wsi || cubes=vkcube
[[ $quick != yes ]] || scenes='' vk_scenes='' cubes=''

# The programs of tests/3d, each with the prefix of its pictures.
own_programs=(facet-3d-gl: facet-3d-vk:vk- facet-3d-cl:cl-)

# names: print the names of all pictures and clients.
names() {
	local own scene
	for own in "${own_programs[@]}"; do
		"$programs/${own%:*}" --list | sed "s/^/${own#*:}/"
	done
	for scene in $scenes; do echo "glmark2-$scene"; done
	for scene in $vk_scenes; do echo "vkmark-${scene%%:*}"; done
	[[ -z $cubes ]] || echo "$cubes"
}

known=$(names)
for name in "$@"; do
	grep -qxF -- "$name" <<<"$known" && continue
	say "there is no picture '$name'; there are: $(paste -sd' ' <<<"$known")"
	exit 2
done
# Only now: a name that is wrong must not cost the last pictures.
rm -rf "${dir:?}"/{gpu,software,summary.json,table.txt}
mkdir -p "$dir"/{gpu,software} || exit 1

for own in "${own_programs[@]}"; do
	for name in $("$programs/${own%:*}" --list); do
		picture=${own#*:}$name
		is_wanted "$picture" || continue
		own software "${own%:*}" "$name" "$picture" "${software[@]}"
		own gpu "${own%:*}" "$name" "$picture" facet-run
	done
done
for scene in $scenes; do
	clients "glmark2-$scene" glmark2-es2-wayland -b "$scene:duration=60" -s "$size" \
		--swap-mode immediate
done
# Drivers offer formats in another order, so the format is named.
for scene in $vk_scenes; do
	clients "vkmark-${scene%%:*}" vkmark --winsys wayland -b "$scene:duration=60" -s "$size" \
		-p immediate --pixel-format B8G8R8A8Unorm
done
[[ -z $cubes ]] || clients vkcube vkcube --wsi wayland --suppress_popups
for side in gpu software; do
	# All programs of a side must have used one kind of renderer: compare.py reads the names.
	sort -u "$dir/$side/renderers" 2>/dev/null | paste -sd';' >"$dir/$side/renderer"
done
exit "$status"
