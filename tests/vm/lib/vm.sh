# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Running machines. Sourced after common.sh, debian.sh and initramfs.sh.

# guest_user DIR VERSION INITRD [QEMU ARGUMENT...]: a stock guest in QEMU 11 under plain TCG, to its end. DIR gets
# console.log (kernel log) and report.log (what /facet/run printed). Give the device as further arguments:
#   -device '{"driver":"vfio-user-pci","socket":{"type":"unix","path":"/tmp/x/vfu.sock"}}'
# FACET_APPEND: more kernel command line. FACET_GUEST_MEM: MiB (1024). Returns the status of /facet/run, 124 when the guest
# showed no progress for FACET_STALL seconds (120), 125 when it ended without a status.
guest_user() {
	local dir=$1 version=$2 initrd=$3 qemu status
	shift 3
	qemu11
	guest_base "$version"
	mkdir -p "$dir"
	: >"$dir/console.log"
	: >"$dir/report.log"
	# Modules are in the initrd: the chroot needs none of the kernel's folders.
	bg env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" \
		qemu-system-x86_64 -accel tcg,thread=multi -cpu max -M q35 -m "${FACET_GUEST_MEM:-1024}" \
		-object "memory-backend-memfd,id=ram,size=${FACET_GUEST_MEM:-1024}M,share=on" -machine memory-backend=ram \
		-nodefaults -display none -vga none -no-reboot \
		-kernel "$GUEST_KERNEL" -initrd "$initrd" \
		-append "console=ttyS0 panic=-1 quiet loglevel=7 facet.name=guest0 ${FACET_APPEND:-}" \
		-serial "file:$dir/console.log" -device virtio-serial-pci \
		-chardev "file,id=report,path=$dir/report.log" -device virtserialport,chardev=report,name=facet \
		"$@"
	qemu=$BG
	watch_progress "$qemu" "$dir/console.log" "$dir/report.log" || {
		warn "no sign of life from the guest for ${FACET_STALL:-120} s: $dir/console.log"
		kill -KILL "$qemu"
		wait "$qemu" 2>/dev/null
		forget "$qemu"
		return 124
	}
	wait "$qemu"
	forget "$qemu"
	status=$(tr -d '\r' <"$dir/report.log" | awk '/^FACET-EXIT / { s = $2 } END { print s }')
	return "${status:-125}"
}

# watch_progress PID FILE...: wait until PID ends; fails when no FILE has grown for FACET_STALL seconds. Time limits by
# progress, because machines under emulation share few processors and no clock tells how far they are.
watch_progress() {
	local pid=$1 last='' now idle=0
	shift
	while kill -0 "$pid" 2>/dev/null; do
		now=$(cat -- "$@" 2>/dev/null | wc -c)
		if [[ $now != "$last" ]]; then
			last=$now
			idle=0
		elif ((++idle > ${FACET_STALL:-120} * 4)); then
			return 1
		fi
		sleep 0.25
	done
}
