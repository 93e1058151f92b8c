#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: a stock guest with its driver virtio_gpu on a vGPU of type facet-v1. With
# display=dmabuf QEMU shows the guest's own pages, and nothing is copied. With display=region the
# picture is composed. QEMU's screendump and facetctl's screenshot show what the guest drew. With
# two monitors, a screenshot of the second one shows what the guest drew there. TAP on stdout;
# pictures in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
# shellcheck source=tests/guest/inside/drawn.bash
. "$FACET_REPO/tests/guest/inside/drawn.bash"
# shellcheck source=tests/guest/inside/trouble.bash
. "$FACET_REPO/tests/guest/inside/trouble.bash"
TAP_NAME=virtio
TYPE=facet-v1

attr() { cat "/sys/bus/mdev/devices/${UUID[0]}/facet/$1"; }
copied() { vgpu_statistic 0 screen_bytes_copied; }
busy() { vgpu_statistic 0 'bcs busy_ns'; }

# follows SIZE: resize QEMU's window, and let the guest draw until its monitor has that size.
follows() {
	local i
	guest_picture 0 before.png --resize "$1" --settle 1000 || return 1
	for ((i = 0; i < 20; i++)); do
		drawn 0 --flips 2 || return 1
		[[ $SIZE != "$1" ]] || return 0
		sleep 1
	done
	return 1
}

# quiet: succeed if the guest's kernel has not complained.
quiet() { untroubled "$RUN/guest0.dmesg"; }

: >"$FACET_DIR/host.report"
modules_load
trap one_guest_tidy EXIT

# begin KIND [KNOB=VALUE...]: start the guest on a new vGPU with this kind of screen.
begin() {
	vgpu_create 0 "$TYPE" "display=$1" "${@:2}"
	guest_start 0 facet.gpu=virtio_gpu
	guests_wait 'FACET-READY*' "virtio_gpu" 0 || exit 1
}

# finish KIND: take a screenshot, end the guest, and remove its vGPU.
finish() {
	ok "$1: facetctl's screenshot shows it" taken 0 "$1-screenshot.png"
	ok "$1: its work counts as time of the copy engine" test "$(busy)" -gt 0
	ok "$1: the guest's kernel does not complain" quiet
	guest_tell 0 quit
	guest_stop 0
	ok "$1: the vGPU is closed" is "$(attr state)" closed
	vgpu_remove 0
}

begin dmabuf
ok "dmabuf: the guest draws" drawn 0 --flips 20
ok "dmabuf: in full HD" is "$SIZE" 1920x1080
ok "dmabuf: QEMU shows the picture" guest_picture 0 dmabuf.png --hash "$SHOWN"
ok "dmabuf: it came as a dma-buf" grep -q '"path":"dmabuf"' "$FACET_DIR/host.report"
ok "dmabuf: nothing was copied" is "$(copied)" 0
ok "dmabuf: the guest's monitor follows QEMU's window" follows 1024x768
ok "dmabuf: QEMU shows the picture" guest_picture 0 resized.png --hash "$SHOWN"
finish dmabuf

GUEST_DISPLAY=none
begin region 'outputs=hdmi:b hdmi:c:1024x768'
ok "region: the guest draws, with its cursor" drawn 0 --flips 20 --cursor 500,300
ok "region: QEMU's screendump shows the picture" dumped 0 region-screendump.png
# whole_pictures: succeed if whole pictures were copied, and at least one.
whole_pictures() {
	local bytes=$((4 * ${SIZE/x/*})) n
	n=$(copied)
	((n && n % bytes == 0)) || { echo "# $n bytes, a picture has $bytes" && return 1; }
}
ok "region: whole pictures were copied" whole_pictures
# second_taken FILE: take a screenshot of the second monitor and check it.
second_taken() {
	"$BIN/facetctl" screenshot --head 1 "${UUID[0]}" "$FACET_DIR/$1" && found "$1"
}
ok "two monitors: the guest draws on the second one" drawn 0 --flips 2 --monitor 1
ok "two monitors: in its own size" is "$SIZE" 1024x768
ok "two monitors: a screenshot of it shows that" second_taken second.png
# first_taken: take a screenshot of the first monitor, which does not show the second one's picture.
first_taken() { guest_screenshot 0 first.png && ! found first.png; }
ok "two monitors: one of the first monitor does not" first_taken
ok "two monitors: the guest draws on the first one again" drawn 0 --flips 2
finish region
trap - EXIT
ok_the_end
exit 0
