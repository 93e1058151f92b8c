#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run demo: build and prepare everything, then start tests/demo/demo.sh, or for --3d
# tests/demo/drawing.sh or tests/demo/drawing-kernel.sh, or for --migrate tests/demo/moving.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

DEMO_MB=300	# MB in out/ for modules, programs of the guests, logs and pictures
STATE_MB=2400	# and for a guest of --migrate --reboot, with the disk of its results

usage() {
	cat <<'T'
./run demo [--guests N] [--device D] [--guest-kernel V] [--host-kernel V] [--blits N]
           [--like-hardware]
./run demo --desktop [--device D] [--guest-kernel V] [--host-kernel V] [--like-hardware]
./run demo --3d [--front-end vfu] [--guest-kernel V]
./run demo --3d --front-end kernel [--guest-kernel V] [--host-kernel V]
./run demo --migrate [--moves N] [--reboot] [--guest-kernel V] [--host-kernel V]
Boots a host VM and loads Facet there. Creates N vGPUs (default 2) and boots N guests with
the stock kernel V: 6.1, 6.12 (default) or 7.2. Each guest lights its screen and does N random
blits (default 1000). The guest compares the blits with results of its CPU. Results are in
out/demo/: guest0.png ..., guest0-console.png ..., guest0.dmesg ..., host.dmesg, summary.json.
--device: gen9 (default): each guest has an Intel GPU. virtio: each has a virtio-gpu, with its
stock driver virtio_gpu; it shows its console and a pattern, and has no engines for blits. mixed:
every other guest has one, beside the Intel GPUs, on one parent.
--host-kernel: 6.12 (default), 7.2 or 6.12-debug.
--like-hardware: the software GPU does what a Gen9 GPU does by itself, and no more.
With --desktop there are two guests, each with a Debian root and some clients at 1920x1080. Weston
(pixman) runs in the first guest, Xorg (modesetting, no acceleration) in the second. --device is as
above: with mixed, Xorg has the virtio-gpu. Results are in
out/demo-desktop/: guest0.png and guest1.png from QEMU's D-Bus display, guest0-facetctl.png ... from
facetctl, guest0-console.png ..., logs and summary.json as above. This takes about three minutes on
an idle machine; the first run also makes an image.
With --3d a guest draws by its own OpenGL and Vulkan drivers, on the vfio-user server of this
machine (facet-vfu --3d, QEMU 11): there is no host VM. Programs draw triangles, a textured cube and
pictures of compute shaders. Weston runs with glmark2 and vkcube, and kmscube runs on the bare
screen. The same programs run natively by facet-run, with the same clock. Results are in
out/demo-3d/: weston.png shows the guest's screen with one client of Weston, clients.png with two of
them, and kmscube.png with kmscube; guest/ and native/ have the pictures, which must be equal;
summary.json has gl_renderer, vk_device, frames and mismatches. Kernels V: 6.12 (default) and 7.2.
The first run also makes two Debian roots.
With --3d --front-end kernel two guests draw by the modules and facet-engine, in the host VM: Weston
with its clients in one guest, programs without a window and kmscube in the other. Results are in
out/demo-3d-kernel/, as above.
With --migrate a guest draws by the modules and facet-engine, and moves N times (default 10) between
two VMMs of the host VM. Results are in out/demo-migrate/: before.png, move1.png ... from QEMU, and
summary.json with moves, downtime_ms of each, and mismatches of the pictures that it has drawn.
--reboot: after half of the moves the guest is saved to a file, the host VM boots again, and the
guest goes on from the file. rebooted.png shows the screen after the reboot.
T
}

# number NAME VALUE MIN MAX: die if VALUE is not a number from MIN to MAX.
number() {
	[[ $2 =~ ^[0-9]{1,7}$ ]] && (($2 >= $3 && $2 <= $4)) ||
		die "$1 takes a number from $3 to $4, not '$2'"
}

export FACET_GUESTS=2 FACET_GUEST_KERNEL=6.12 FACET_HOST_KERNEL=6.12 FACET_BLITS=1000 \
	FACET_DEMO=plain FACET_DEVICE=gen9
front_end='' moves=''
counts='' device='' blits='' HOST_OPTION=''
while (($#)); do
	case $1 in
	--*=*)
		set -- "${1%%=*}" "${1#*=}" "${@:2}"
		continue
		;;
	--help | -h) usage && exit 0 ;;
	--desktop) FACET_DEMO=desktop ;;
	--3d) FACET_DEMO=3d ;;
	--migrate) FACET_DEMO=migrate ;;
	--moves | --reboot) moves=$1 ;;&
	--reboot) export FACET_REBOOT=yes ;;
	--front-end)
		[[ ${2:-} == @(vfu|kernel) ]] ||
			die "--front-end takes vfu or kernel, not '${2:-}'"
		front_end=$2
		shift
		;;
	--like-hardware) export FACET_LIKE_HARDWARE=yes HOST_OPTION=$1 ;;
	--guests | --blits) counts=$1 ;;&
	--device) device=$1 ;;&
	--blits) blits=$1 ;;&
	--host-kernel) HOST_OPTION=$1 ;;&
	--guests | --guest-kernel | --host-kernel | --blits | --device | --moves)
		(($# > 1)) || die "$1 needs a value: ./run demo --help"
		;;&
	--device)
		[[ $2 == @(gen9|virtio|mixed) ]] ||
			die "--device takes gen9, virtio or mixed, not '$2'"
		FACET_DEVICE=$2
		shift
		;;
	--moves) number "$1" "$2" 1 1000 && export FACET_MOVES=$2 && shift ;;
	--guests) number "$1" "$2" 1 16 && FACET_GUESTS=$2 && shift ;;
	--guest-kernel) kernel_suite "$2" >/dev/null && FACET_GUEST_KERNEL=$2 && shift || exit 1 ;;
	--host-kernel) FACET_HOST_KERNEL=$2 && need_host_kernel "$2" && shift ;;
	--blits) number "$1" "$2" 0 9999999 && FACET_BLITS=$2 && shift ;;
	*) die "./run demo does not know '$1': ./run demo --help" ;;
	esac
	shift
done
plain=${counts:-$device}
[[ $FACET_DEMO != desktop || -z $counts ]] ||
	die "--desktop has two guests and no blits: leave out $counts"
[[ $FACET_DEVICE != virtio || -z $blits ]] ||
	die "guests with a virtio-gpu do no blits: leave out --blits"
[[ $FACET_DEMO == 3d || -z $front_end ]] || die "--front-end is for --3d"
[[ $FACET_DEMO != 3d || -z $plain ]] ||
	die "--3d has a fixed number of guests, and no blits: leave out $plain"
[[ $FACET_DEMO != 3d || $front_end == kernel || -z $HOST_OPTION ]] ||
	die "--3d has a host VM only with --front-end kernel: leave out $HOST_OPTION"
[[ $front_end != kernel || -z ${FACET_LIKE_HARDWARE:-} ]] ||
	die "--3d --front-end kernel: leave out --like-hardware"
[[ $FACET_DEMO != @(3d|migrate) || $FACET_GUEST_KERNEL != 6.1 ]] ||
	die "--$FACET_DEMO: the guest's root is Debian 13's: choose --guest-kernel 6.12 or 7.2"
[[ $FACET_DEMO == migrate || -z $moves ]] || die "$moves is for --migrate"
[[ $FACET_DEMO != migrate || -z $plain ]] ||
	die "--migrate has one guest, and no blits: leave out $plain"
[[ $FACET_DEMO != migrate || -z ${FACET_LIKE_HARDWARE:-} ]] ||
	die "--migrate: leave out --like-hardware"
need_root demo
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
[[ -z ${FACET_REBOOT:-} ]] || DEMO_MB=$((DEMO_MB + STATE_MB))
need_out "$DEMO_MB"
if [[ $FACET_DEMO == @(3d|migrate) ]]; then
	# shellcheck source=tests/vm/lib/drawing.sh
	. "$REPO/tests/vm/lib/drawing.sh"
	export FACET_DEMO_DIR=$OUT/demo-3d script=drawing.sh picture=weston.png
	if [[ $FACET_DEMO == migrate ]]; then
		FACET_DEMO_DIR=$OUT/demo-migrate script=moving.sh picture=move1.png
		front_end=kernel
	elif [[ $front_end == kernel ]]; then
		FACET_DEMO_DIR+=-kernel script=drawing-kernel.sh
	fi
	if [[ $front_end == kernel ]]; then
		build_modules "$FACET_HOST_KERNEL"
		build_guest
		host_image "$FACET_HOST_KERNEL"
	else
		build_vfu
	fi
	rm -f "$FACET_DEMO_DIR"/{summary.json,*.png}
	gl_build
	gl_programs
	run_fg bash "$REPO/tests/demo/$script" || exit
	step "demo: passed: look at $FACET_DEMO_DIR/$picture and the others beside it;" \
		"summary.json has the figures"
	exit
fi
export FACET_DEMO_DIR=$OUT/demo
[[ $FACET_DEMO == plain ]] || FACET_DEMO_DIR=$OUT/demo-desktop
# Remove results of an earlier demo. If this demo fails, they must not look like its results.
rm -f "$FACET_DEMO_DIR"/{summary.json,*.png}
build_modules "$FACET_HOST_KERNEL"
build_guest
host_image "$FACET_HOST_KERNEL"
guest_base "$FACET_GUEST_KERNEL"
demo=$REPO/tests/demo/demo.sh
[[ -e $demo ]] || die "tests/demo/demo.sh is missing: everything else is ready"
mkdir -p "$FACET_DEMO_DIR"
run_fg bash "$demo" || exit
step "demo: passed: look at $FACET_DEMO_DIR/guest0.png and the others beside it;" \
	"summary.json has the figures"
