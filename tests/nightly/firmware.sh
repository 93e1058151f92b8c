#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: OVMF's menus and GRUB on a virtio-gpu
# Minutes: 3
# Builds: asan
#
# A machine without an operating system has a vGPU of type facet-v1 by vfio-user. OVMF shows its
# setup menu there, and then GRUB shows a menu of ours. In both, an arrow key moves the bar. The
# pictures are in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok and cached
set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
DIR=$FACET_DIR
TYPE=facet-v1 APERTURE='' PICTURES=png TRACES=''
MOST_S=240	# until a picture is there

firmware_build() {
	local dest=$1 log=$CACHE/log/firmware.log deb
	step "firmware: downloading OVMF and GRUB"
	tempdir firmware
	private_apt "$TMPD" trixie
	run_fg apt-get "${APT[@]}" update >"$log" 2>&1 && ! grep -q '^E:' "$log" ||
		explain "$log" "reading the package lists"
	(cd "$TMPD" && run_fg apt-get "${APT[@]}" download ovmf grub-efi-amd64-signed) \
		>>"$log" 2>&1 || explain "$log" "downloading OVMF and GRUB"
	for deb in "$TMPD"/*.deb; do dpkg-deb -x "$deb" "$TMPD/root"; done
	mkdir -p "$dest" &&
		cp "$TMPD"/root/usr/share/OVMF/OVMF_{CODE,VARS}_4M.fd \
			"$TMPD/root/usr/lib/grub/x86_64-efi-signed/grubx64.efi.signed" "$dest" ||
		die "the packages have no OVMF or GRUB (log: $log)"
}

# machine_start: start the machine. OVMF waits for a key for 10 s. Orders for its monitor go to file
# descriptor $MONITOR.
machine_start() {
	local PROCESSORS
	qemu11
	processors plain
	mkdir -p "$DIR/esp/EFI/BOOT" "$DIR/esp/EFI/debian"
	cp "$FIRMWARE/grubx64.efi.signed" "$DIR/esp/EFI/BOOT/BOOTX64.EFI"
	cat >"$DIR/esp/EFI/debian/grub.cfg" <<-'T'
		set timeout=-1
		set menu_color_normal=white/blue
		set menu_color_highlight=black/light-gray
		menuentry "Facet: a virtio-gpu shows this menu" { true }
		menuentry "Facet: the second line" { true }
	T
	cp "$FIRMWARE/OVMF_VARS_4M.fd" "$DIR/vars.fd"
	mkfifo "$TMPD/monitor.in" "$TMPD/monitor.out"
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		qemu-system-x86_64 "${PROCESSORS[@]}" -M q35 -m 512 \
		-boot menu=on,splash-time=10000 \
		-object memory-backend-memfd,id=ram,size=512M,share=on \
		-machine memory-backend=ram -nodefaults -display none -vga none \
		-drive "if=pflash,format=raw,file=$FIRMWARE/OVMF_CODE_4M.fd,readonly=on" \
		-drive "if=pflash,format=raw,file=$DIR/vars.fd" \
		-drive "file=fat:rw:$DIR/esp,format=raw,if=none,id=esp" \
		-device virtio-blk-pci,drive=esp -serial "file:$DIR/serial.log" \
		-chardev "pipe,id=monitor,path=$TMPD/monitor" -mon chardev=monitor \
		-device "$(vfu_device "$SOCKETS/0")" >"$DIR/qemu.log" 2>&1
	MACHINE=$SPAWNED
	cat "$TMPD/monitor.out" >/dev/null &
	CHILDREN+=($!)
	exec {MONITOR}>"$TMPD/monitor.in"
}

press() { echo "sendkey $1" >&"$MONITOR"; }

# look FILE: take a picture of the screen. Fail while it is off.
look() {
	local i
	rm -f "$DIR/guest0.png"
	kill -USR1 "$SERVER"
	for ((i = 0; i < 30; i++)); do
		[[ ! -e $DIR/guest0.png ]] || { mv "$DIR/guest0.png" "$DIR/$1" && return; }
		sleep 0.1
	done
	return 1
}

# comes FILE COLOUR [KEY]: press KEY each second until a tenth of the picture has this colour.
comes() {
	local until=$((SECONDS + MOST_S))
	while ((SECONDS < until)) && kill -0 "$MACHINE"; do
		[[ -z ${3:-} ]] || press "$3"
		sleep 1
		! look "$1" || ! has "$1" "$2" || return 0
	done
	return 1
}

# has FILE COLOUR: succeed if a tenth of the pixels have this colour.
has() {
	PYTHONPATH=$REPO/tests/demo python3 -B - "$DIR/$1" "$2" <<'T'
import sys
from png import Picture

picture = Picture(sys.argv[1])
colour = tuple(bytes.fromhex(sys.argv[2]))
# Each eighth row and column is enough.
places = [(x, y) for y in range(0, picture.height, 8) for x in range(0, picture.width, 8)]
sys.exit(sum(picture.pixel(x, y) == colour for x, y in places) * 10 < len(places))
T
}

# moves FROM TO: press "down" until another picture than FROM comes.
moves() {
	local i
	for ((i = 0; i < 20; i++)); do
		press down
		sleep 1
		! look "$2" || cmp -s "$DIR/$1" "$DIR/$2" || return 0
	done
	return 1
}

mkdir -p "$DIR"
rm -rf "$DIR"/{esp,guest0.png,sanitizer.*}
cached firmware "$(key "$(declare -f firmware_build)")" firmware_build
FIRMWARE=$CACHED
server 1
machine_start
ok "OVMF shows its setup menu" comes ovmf.png 989898 esc
ok "an arrow key moves the menu's bar" moves ovmf.png ovmf-moved.png
echo system_reset >&"$MONITOR"
ok "after a reset GRUB shows its menu" comes grub.png 000098
ok "an arrow key moves GRUB's bar" moves grub.png grub-moved.png
echo quit >&"$MONITOR"
wait "$MACHINE"
forget "$MACHINE"
server_ends
exit "$FAILED"
