#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run images: draw the same pictures on the simulated GPU and on Mesa's software drivers, and
# compare them. For scripts of tests: FACET_IMAGES_OUT is a folder in place of out/images.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"
# shellcheck source=tests/vm/lib/gl.sh
. "$(dirname "$0")/gl.sh"

IMAGES_MB=600	# MB in out/ for programs and pictures
ROOTS="bookworm trixie sid"	# those with all clients

usage() {
	cat <<'T'
./run images [--root ROOT] [--quick] [--frames N,N...] [NAME...]
Draws pictures on the simulated GPU and on Mesa's software drivers, and compares them. A picture is
equal if 99.9 % of its pixels differ by 1 of 255 at most. NAME is a picture of tests/3d, a scene
of glmark2 or vkmark, such as glmark2-build or vkmark-cube, or vkcube; without names: all of them.
  --root ROOT   bookworm, trixie (default) or sid
  --quick       the pictures of tests/3d only
  --frames N,N  frames of each scene and of vkcube, in ascending order (default: 1,30,120)
Results are in out/images/: summary.json, table.txt, and the pictures in gpu/ and software/. A
picture with a row in tests/3d/rules.tsv differs as much as its row allows. Status 0: all other
pictures are equal.
T
}

SUITE=trixie QUICK='' NAMES=() FRAMES=1,30,120
while (($#)); do
	case $1 in
	--*=*)
		set -- "${1%%=*}" "${1#*=}" "${@:2}"
		continue
		;;
	--help | -h) usage && exit 0 ;;
	--quick) QUICK=yes ;;
	--root)
		(($# > 1)) || die "$1 needs a value: ./run images --help"
		gl_need_root "$2" "$ROOTS" && SUITE=$2
		shift
		;;
	--frames)
		[[ ${2:-} =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] ||
			die "--frames ${2:-}: must be numbers with commas: ./run images --help"
		tr , '\n' <<<"$2" | sort -cnu 2>/dev/null ||
			die "--frames $2: must be in ascending order"
		FRAMES=$2
		shift
		;;
	-*) die "./run images does not know '$1': ./run images --help" ;;
	*) NAMES+=("$1") ;;
	esac
	shift
done
need_root images
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
need_out "$IMAGES_MB"
gl_build
gl_programs
gl_root "$SUITE"
DIR=${FACET_IMAGES_OUT:-$OUT/images}
mkdir -p "$DIR" || die "cannot create $DIR"
step "images: pictures on the simulated GPU and on software, in a $SUITE root"
gl_inside bash "$REPO/tests/3d/pictures.sh" "$DIR" "$BUILD/3d" "$FRAMES" \
	"${QUICK:-no}" "${NAMES[@]}"
rc=$?
((rc != 2)) || exit 1
python3 -B "$REPO/tests/3d/compare.py" "$DIR/gpu" "$DIR/software" "$DIR/summary.json" \
	"$REPO/tests/3d/rules.tsv" "$SUITE" >"$DIR/table.txt" || rc=1
cat "$DIR/table.txt"
step "images: look at $DIR; summary.json has the figures"
exit "$rc"
