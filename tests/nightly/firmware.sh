#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: OVMF's menus and GRUB on a virtio-gpu, by vfio-user and by the modules
# Minutes: 10
# Builds: asan modules guest
#
# A machine without an operating system has a vGPU of type facet-v1. OVMF shows its setup menu
# there, and then GRUB shows a menu of ours. In both, an arrow key moves the bar. The pictures are
# in $FACET_DIR (vfio-user) and $FACET_DIR/machine (modules).

# shellcheck disable=SC2317 # functions are called by ok and cached
set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
# shellcheck source=tests/nightly/lib/firmware.bash
. "$(dirname "$0")/lib/firmware.bash"
DIR=$FACET_DIR
TYPE=facet-v1 APERTURE='' PICTURES=png TRACES=''

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

# machine_start: start the machine on the vfio-user server. Orders for its monitor go to file
# descriptor $MONITOR.
machine_start() {
	local PROCESSORS BOOTS
	qemu11
	processors plain
	machine_files "$DIR"
	machine_boots "$DIR"
	mkfifo "$TMPD/monitor.in" "$TMPD/monitor.out"
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		qemu-system-x86_64 "${PROCESSORS[@]}" -M q35 -m 512 "${BOOTS[@]}" \
		-object memory-backend-memfd,id=ram,size=512M,share=on \
		-machine memory-backend=ram -nodefaults -display none -vga none \
		-serial "file:$DIR/serial.log" \
		-chardev "pipe,id=monitor,path=$TMPD/monitor" -mon chardev=monitor \
		-device "$(vfu_device "$SOCKETS/0")" >"$DIR/qemu.log" 2>&1
	MACHINE=$SPAWNED
	cat "$TMPD/monitor.out" >/dev/null &
	CHILDREN+=($!)
	exec {MONITOR}>"$TMPD/monitor.in"
}

monitor() { echo "$*" >&"$MONITOR"; }
machine_alive() { kill -0 "$MACHINE"; }
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

mkdir -p "$DIR"
rm -rf "$DIR"/{esp,guest0.png,sanitizer.*}
cached firmware "$(key "$(declare -f firmware_build)")" firmware_build
FIRMWARE=$CACHED
server 1
machine_start
machine_menus
wait "$MACHINE"
forget "$MACHINE"
server_ends

# The pictures are judged by a program in Python, which the host VM with user interfaces has.
HOST_SCREENS=trixie host_scripts "$DIR" 6.12 "FIRMWARE=$FIRMWARE" tests/nightly/inside/machine.sh ||
	FAILED=1
exit "$FAILED"
