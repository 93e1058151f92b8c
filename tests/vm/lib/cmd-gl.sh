#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run gl: run a packaged program on the simulated GPU, inside a root with Mesa and clients. For
# scripts of tests: FACET_GL_OUT is a folder in place of out/gl.

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
  --root ROOT      bookworm, trixie (default), sid, chromium (trixie with Chromium) or neo (sid with
                   Intel's OpenCL; it needs --bare)
  --bare           start no Weston
  --size WxH       size of the screen (default: 1024x768)
  --frames N,N...  write these frames of PROGRAM as PNG; the first frame is 1
  --clock FRAMES   the clock of PROGRAM steps 1/60 s per frame; PROGRAM ends after FRAMES frames
  --llvmpipe       run PROGRAM on Mesa's software drivers instead, without facet-run; --frames and
                   --clock work the same
Pictures of the screen are out/gl/screen-1.png ...: the first one after a second, the others each
five seconds. Frames of PROGRAM are in out/gl/frames/.
Exit status: that of PROGRAM; 3 if PROGRAM did not use the simulated GPU.
T
}

SUITE=trixie SIZE=1024x768 BARE='' LLVMPIPE='' FRAMES='' CLOCK=''
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
	--frames)
		[[ $2 =~ ^[1-9][0-9]*(,[1-9][0-9]*)*$ ]] ||
			die "--frames $2: must be numbers with commas, such as 1,30,120"
		;;&
	--clock)
		[[ $2 =~ ^[0-9]+$ ]] || die "--clock $2: must be a number of frames; 0: do not end"
		;;&
	--root) gl_need_root "$2" "$GL_ROOTS" && SUITE=$2 && shift ;;
	--size)
		[[ $2 =~ ^[1-9][0-9]{1,4}x[1-9][0-9]{1,4}$ ]] ||
			die "--size $2: must be WIDTHxHEIGHT, such as 1024x768"
		SIZE=$2
		shift
		;;
	--frames) FRAMES=$2 && shift ;;
	--clock) CLOCK=$2 && shift ;;
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
last=$((10#${CLOCK:-0}))
for n in ${FRAMES//,/ }; do
	((last == 0 || n <= last)) ||
		die "--frames $FRAMES: frame $n is never shown:" \
			"--clock ends PROGRAM after frame $last"
done
[[ $SUITE != neo || -n $BARE ]] || die "--root neo has no Weston: add --bare"
need_root gl
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
need_out "$GL_MB"
gl_build
gl_root "$SUITE"
DIR=${FACET_GL_OUT:-$OUT/gl}
mkdir -p "$DIR/frames" || die "cannot create $DIR"
# The folder may be the user's: remove what an earlier run left there, and no more.
rm -f -- "$DIR"/screen-*.png "$DIR/weston.log" "$DIR/weston-run.log"
find "$DIR/frames" -maxdepth 1 -type f \
	-name '*-*[0-9]-[0-9][0-9][0-9][0-9][0-9][0-9].png' -delete
SESSION=(bash "$REPO/tests/gl/session.sh")
if [[ -n $LLVMPIPE ]]; then
	# Frames and the clock come from the library's hooks alone.
	RUN=(env LIBGL_ALWAYS_SOFTWARE=1 'VK_LOADER_DRIVERS_SELECT=*lvp*' RUSTICL_ENABLE=llvmpipe)
	[[ -z $FRAMES$CLOCK ]] || RUN+=("LD_PRELOAD=$BUILD/user/shim/hooks/libfacet-hooks.so")
	[[ -z $FRAMES ]] || RUN+=("FACET_RUN_FRAMES=$FRAMES" "FACET_RUN_SHOTS=$DIR/frames")
	[[ -z $CLOCK ]] || RUN+=("FACET_RUN_CLOCK=$CLOCK")
	SESSION=(env LIBGL_ALWAYS_SOFTWARE=1 "${SESSION[@]}")
else
	RUN=(facet-run)
	[[ -z $FRAMES ]] || RUN+=(--frames "$FRAMES" --shots "$DIR/frames")
	[[ -z $CLOCK ]] || RUN+=(--clock "$CLOCK")
	SESSION+=(--gpu)
fi
COMMAND=("${RUN[@]}" "$@")
[[ -n $BARE ]] || COMMAND=("${SESSION[@]}" "$DIR" "$SIZE" "${COMMAND[@]}")
step "gl: $* in a $SUITE root"
gl_inside "${COMMAND[@]}"
rc=$?
pictures=$(find "$DIR" -maxdepth 2 \( -name 'screen-*.png' -o -path "$DIR/frames/*.png" \) \
	-printf . | wc -c)
step "gl: $1 ended with status $rc; $pictures pictures are in $DIR"
exit "$rc"
