# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A domain of libvirt's with one of the lab's guests ($GUEST_KERNEL, $GUEST_INITRD). Sourced in the host VM, never run.

# shellcheck disable=SC2034 # of those who source it
HERE=/var/lib/libvirt/images
REPORT=$HERE/report

domain_files() {
	cp "$GUEST_KERNEL" "$HERE/kernel" && cp "$GUEST_INITRD" "$HERE/initrd" && mkfifo "$HERE"/control.{in,out}
}

# domain NAME DEVICES [MORE]: its XML. The lab's guest is nested, and its processor emulated: tests/demo/host-lib.sh says what such a one cannot have.
# It keeps off the first processor (tests/vm/README.md): libvirt gives a domain all of them, whatever it has itself.
domain() {
	cat <<-T
		<domain type='kvm'>
		  <name>$1</name>
		  <memory unit='MiB'>1024</memory>
		  <vcpu cpuset='1-2'>1</vcpu>
		  <os>
		    <type arch='x86_64' machine='q35'>hvm</type>
		    <kernel>$HERE/kernel</kernel>
		    <initrd>$HERE/initrd</initrd>
		    <cmdline>console=ttyS0 quiet panic=-1 iommu=noaperture facet.name=guest0</cmdline>
		  </os>
		  <features><acpi/></features>
		  <cpu mode='host-passthrough'>$(printf "<feature policy='disable' name='%s'/>" xsave avx avx2 f16c fma vaes vpclmulqdq)</cpu>
		  <on_reboot>destroy</on_reboot>
		  <devices>
		    <serial type='file'><source path='$HERE/console'/></serial>
		    <channel type='file'><source path='$REPORT'/><target type='virtio' name='facet'/></channel>
		    <channel type='pipe'><source path='$HERE/control'/><target type='virtio' name='control'/></channel>
		    <memballoon model='none'/>
		    <video><model type='none'/></video>
		$2
		  </devices>
		  ${3:-}
		</domain>
	T
}

# What a guest has been told to do, it does: see tests/demo/guest-run.
order() { echo "$*" 1<>"$HERE/control.in"; }

# The vGPU UUID, as the docs have it.
hostdev() {
	cat <<-T
		<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
		  <source><address uuid='$1'/></source>
		  <address type='pci' domain='0' bus='0' slot='2' function='0'/>
		</hostdev>
	T
}

state() { cat "$DEVICES/$1/facet/state"; }
closed() { [[ $(state "$1") == closed ]]; }
shut_off() { [[ $(virsh domstate "$1") == "shut off" ]]; }
qemu() { cat "/run/libvirt/qemu/$1.pid"; }

# The hash of the pattern that the guest shows, once it does, and the mode.
lit() { grep -a -o '"report":"pattern".*"hash":"[0-9a-f]*"' "$REPORT" | tail -n 1 | grep -o '[0-9a-f]*"$' | tr -d '"' | grep .; }
mode() { grep -a -o '"mode":"[0-9]*x[0-9]*' "$REPORT" | tail -n 1 | grep -o '[0-9]*x[0-9]*$'; }

# seen CLIENT FILE: it makes the file, and the pattern is in it, pixel by pixel.
seen() {
	rm -f "$2"
	"$1" "$2" && "$FACET_REPO/out/build/guest/facet-picture-find" "$2" --size "$(mode)" --hash "$(lit)" >&2
}
by_vnc() { gvnccapture -q 127.0.0.1:0 "$1"; }
