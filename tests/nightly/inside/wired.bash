# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Two host VMs with systemd, called source and destination, that reach each other by ssh. Sourced by
# their scripts (tests/nightly/moves-page.sh), and by commands that these run on a host. $WIRED is a
# folder that both see.

. "$FACET_REPO/tests/host/lib.bash"
. "$FACET_REPO/tests/admin/pages.bash"
. "$FACET_REPO/tests/guest/inside/domain.bash"
export LIBVIRT_DEFAULT_URI=qemu:///system
declare -A ADDRESS=([source]=10.0.0.1 [destination]=10.0.0.2)
LAB=/run/lab	# what the lab adds to a host
QEMU_LOG=$LAB/monitor

# wire NAME: give this host its name and its network, Facet's tool, the guest's files and ssh.
wire() {
	local link
	hostname "$1"
	printf '%s\n' "127.0.0.1 localhost" "${ADDRESS[source]} source" \
		"${ADDRESS[destination]} destination" >/etc/hosts
	udevadm settle
	link=$(ip -o link | sed -nE 's/^[0-9]+: (e[^:@]+):.*/\1/p')
	ip addr add "${ADDRESS[$1]}/24" dev "$link" && ip link set "$link" mtu 1400 up || return
	install "$FACET_REPO/out/build/guest/facetctl" /usr/bin/facetctl
	domain_files
	truncate -s 64M /srv/web1.img
	mkdir -p "$LAB" /root/work
	mkfifo "$LAB/orders"
	guest_wrapper
	keys "$1"
}

# guest_wrapper: put a qemu-system-x86_64 first in the path of what is typed. It adds the kernel and
# the ports of the lab's guest, and a processor that the lab's emulated host has.
guest_wrapper() {
	cat >"$LAB/qemu-system-x86_64" <<-T
		#!/bin/bash
		exec /usr/bin/qemu-system-x86_64 "\$@" -cpu kvm64 -no-reboot \\
		    -kernel $HERE/kernel -initrd $HERE/initrd \\
		    -append "console=ttyS0 quiet panic=-1 iommu=noaperture facet.name=guest0" \\
		    -device virtio-serial-pci \\
		    -chardev file,id=report,path=$REPORT \\
		    -device virtserialport,chardev=report,name=facet \\
		    -chardev file,id=kmsg,path=$HERE/kmsg \\
		    -device virtserialport,chardev=kmsg,name=kmsg \\
		    -chardev pipe,id=control,path=$HERE/control \\
		    -device virtserialport,chardev=control,name=control
	T
	chmod +x "$LAB/qemu-system-x86_64"
}

# keys NAME: let root of both hosts log in here, by a key that the source makes.
keys() {
	[[ $1 == destination ]] || ssh-keygen -q -t ed25519 -N '' -f "$WIRED/key"
	until_ok test -e "$WIRED/key.pub" || return
	install -D -m 600 "$WIRED/key" /root/.ssh/id_ed25519
	install -m 600 "$WIRED/key.pub" /root/.ssh/authorized_keys
	cat >/root/.ssh/config <<-'T'
		Host source destination
		  StrictHostKeyChecking no
		  LogLevel ERROR
		  ConnectTimeout 20
		  ServerAliveInterval 20
		  ControlMaster auto
		  ControlPath /run/ssh-%h
		  ControlPersist yes
	T
	systemctl start ssh
}

# begin_qemu FILE: run the commands of a file, which end with QEMU, on this host. Its monitor reads
# orders, and its answers are in QEMU_LOG.
begin_qemu() {
	cd /root/work || return
	rm -f "$REPORT" "$HERE/kmsg"
	PATH=$LAB:$PATH setsid bash -ex "$1" <>"$LAB/orders" >"$QEMU_LOG" 2>&1 &
	sleep 1
	kill -0 $!
}

# monitor LINE: type a line into QEMU's monitor, and print what it answers within a second. The
# monitor echoes each letter with sequences of its terminal.
monitor() {
	local from
	from=$(stat -c %s "$QEMU_LOG")
	echo "$*" 1<>"$LAB/orders"
	sleep 1
	tail -c "+$((from + 1))" "$QEMU_LOG" | tr -d '\r' | sed 's/.*\x1b\[K//'
}

# confined: succeed if libvirt's QEMU has a profile of AppArmor.
confined() {
	grep -q '^libvirt-.*enforce' "/proc/$(</run/libvirt/qemu/web1.pid)/attr/current"
}
no_qemu() { ! pgrep -x qemu-system-x86 >/dev/null; }
by_screenshot() { facetctl screenshot "$VGPU" "$1"; }
