#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run gl: run a packaged program on the simulated GPU, inside a root with Mesa and clients.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"
# shellcheck source=tests/vm/lib/gl.sh
. "$(dirname "$0")/gl.sh"

GL_MB=400	# MB in out/ for the programs and pictures

usage() {
	cat <<'T'
./run gl [OPTION...] PROGRAM [ARG...]
Runs PROGRAM by facet-run in a Debian root with packaged clients of OpenGL, Vulkan and OpenCL. The
first run makes the root. PROGRAM is a client of a headless Weston, which draws on the same GPU.
Examples: glmark2-es2-wayland, glxgears, vulkaninfo --summary, vkmark --winsys headless, clinfo
  --root SUITE     bookworm, trixie (default) or sid
  --bare           start no Weston
  --size WxH       size of the screen (default: 1024x768)
  --frames N,N...  write these frames of PROGRAM as PNG; the first frame is 1
  --clock FRAMES   the clock of PROGRAM steps 1/60 s per frame; PROGRAM ends after FRAMES frames
  --llvmpipe       run PROGRAM on Mesa's software drivers instead, without facet-run
Pictures of the screen are out/gl/screen-1.png ..., one each five seconds; frames of PROGRAM are in
out/gl/frames/. Exit status: that of PROGRAM; 3 if PROGRAM did not use the simulated GPU.
T
}

SUITE=trixie SIZE=1024x768 BARE='' LLVMPIPE='' OPTIONS=() FRAMES=''
while (($#)); do
	case $1 in
	--*=*)
		set -- "${1%%=*}" "${1#*=}" "${@:2}"
		continue
		;;
	--help | -h) usage && exit 0 ;;
	--bare) BARE=yes ;;
	--llvmpipe) LLVMPIPE=yes ;;
	--root | --size | --frames | --clock)
		(($# > 1)) || die "$1 needs a value: ./run gl --help"
		;;&
	--root) gl_need_suite "$2" && SUITE=$2 && shift ;;
	--size)
		[[ $2 =~ ^[1-9][0-9]{1,4}x[1-9][0-9]{1,4}$ ]] ||
			die "--size $2: must be WIDTHxHEIGHT, such as 1024x768"
		SIZE=$2
		shift
		;;
	--frames) FRAMES=$2 OPTIONS+=(--frames "$2") && shift ;;
	--clock) OPTIONS+=(--clock "$2") && shift ;;
	--) shift && break ;;
	-*) die "./run gl does not know '$1': ./run gl --help" ;;
	*) break ;;
	esac
	shift
done
(($#)) || {
	usage >&2
	exit 2
}
need_root gl
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
need_out "$GL_MB"
gl_build
gl_root "$SUITE"
DIR=${FACET_GL_OUT:-$OUT/gl}
rm -rf "$DIR"
mkdir -p "$DIR/frames" || die "cannot create $DIR"
[[ -z $FRAMES ]] || OPTIONS+=(--shots "$DIR/frames")
COMMAND=("$@")
[[ -n $BARE ]] || COMMAND=(bash "$REPO/tests/gl/session.sh" "$DIR" "$SIZE" "$@")
[[ -n $LLVMPIPE ]] || COMMAND=(facet-run "${OPTIONS[@]}" "${COMMAND[@]}")
step "gl: $* in a $SUITE root"
gl_inside "${COMMAND[@]}"
rc=$?
step "gl: $1 ended with status $rc; pictures are in $DIR"
exit "$rc"
