# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A machine without an operating system, whose only screen is a virtio-gpu: OVMF's setup menu, then
# a menu of GRUB. The pictures are in FACET_DIR. The caller sets FIRMWARE, the folder with OVMF and
# GRUB, and defines these functions:
#   monitor WORDS...   send a command to QEMU's monitor
#   look FILE          take a picture of the screen; fail while it is off
#   machine_alive      succeed while QEMU runs

MENU_S=240	# until a picture is there
OVMF_GREY=989898 GRUB_BLUE=000098	# backgrounds of the menus

# machine_files DIR: make the machine's boot partition DIR/esp, and its variables DIR/vars.fd.
machine_files() {
	mkdir -p "$1/esp/EFI/BOOT" "$1/esp/EFI/debian"
	cp "$FIRMWARE/grubx64.efi.signed" "$1/esp/EFI/BOOT/BOOTX64.EFI"
	cat >"$1/esp/EFI/debian/grub.cfg" <<-'T'
		set timeout=-1
		set menu_color_normal=white/blue
		set menu_color_highlight=black/light-gray
		menuentry "Facet: a virtio-gpu shows this menu" { true }
		menuentry "Facet: the second line" { true }
	T
	cp "$FIRMWARE/OVMF_VARS_4M.fd" "$1/vars.fd"
}

# machine_boots DIR: set $BOOTS to QEMU's options for a machine that boots from these files. OVMF
# waits for a key for 10 s.
machine_boots() {
	BOOTS=(-boot "menu=on,splash-time=10000"
		-drive "if=pflash,format=raw,file=$FIRMWARE/OVMF_CODE_4M.fd,readonly=on"
		-drive "if=pflash,format=raw,file=$1/vars.fd"
		-drive "file=fat:rw:$1/esp,format=raw,if=none,id=esp"
		-device "virtio-blk-pci,drive=esp")
}

# shows FILE COLOUR: succeed if a tenth of the pixels have this colour.
shows() {
	PYTHONPATH=$(dirname "${BASH_SOURCE[0]}")/../../demo python3 -B - \
		"$FACET_DIR/$1" "$2" <<'T'
import sys
from png import Picture

# Each eighth row and column is enough.
counts = Picture(sys.argv[1]).colours(8)
sys.exit(counts[tuple(bytes.fromhex(sys.argv[2]))] * 10 < counts.total())
T
}

# still FILE: take pictures until two in a row are equal: then the menu is drawn.
still() {
	local until=$((SECONDS + MENU_S))
	while ((SECONDS < until)) && machine_alive; do
		look "$1" || continue
		sleep 2
		! look next.png || ! cmp -s "$FACET_DIR/$1" "$FACET_DIR/next.png" || return 0
	done
	return 1
}

# comes FILE COLOUR [KEY]: press KEY each second until a tenth of the picture has this colour. FILE
# gets the whole menu.
comes() {
	local until=$((SECONDS + MENU_S))
	while ((SECONDS < until)) && machine_alive; do
		[[ -z ${3:-} ]] || monitor sendkey "$3"
		sleep 1
		! look "$1" || ! shows "$1" "$2" || { still "$1" && return; }
	done
	return 1
}

# bar_moves FROM TO COLOUR: press "down". Succeed if the menu then differs from FROM, and has its
# colour. A key may get lost, so there are more tries.
bar_moves() {
	local i
	for i in 1 2 3 4 5; do
		monitor sendkey down
		sleep "$i"
		still "$2" || return 1
		cmp -s "$FACET_DIR/$1" "$FACET_DIR/$2" || { shows "$2" "$3" && return; }
	done
	return 1
}

# machine_menus: test the menus of the machine that was started, and end it.
machine_menus() {
	ok "OVMF shows its setup menu" comes ovmf.png "$OVMF_GREY" esc
	ok "an arrow key moves the menu's bar" bar_moves ovmf.png ovmf-moved.png "$OVMF_GREY"
	monitor system_reset
	ok "after a reset GRUB shows its menu" comes grub.png "$GRUB_BLUE"
	ok "an arrow key moves GRUB's bar" bar_moves grub.png grub-moved.png "$GRUB_BLUE"
	monitor quit
	rm -f "$FACET_DIR/next.png"
}
