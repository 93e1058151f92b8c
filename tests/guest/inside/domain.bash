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

# domain NAME DEVICES: its XML. The lab's guest is nested, and its processor emulated: tests/demo/host-lib.sh says what such a one cannot have.
domain() {
	cat <<-T
		<domain type='kvm'>
		  <name>$1</name>
		  <memory unit='MiB'>1024</memory>
		  <vcpu>1</vcpu>
		  <os>
		    <type arch='x86_64' machine='q35'>hvm</type>
		    <kernel>$HERE/kernel</kernel>
		    <initrd>$HERE/initrd</initrd>
		    <cmdline>console=ttyS0 quiet panic=-1 iommu=noaperture facet.name=guest0</cmdline>
		  </os>
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
		</domain>
	T
}

# What a guest has been told to do, it does: see tests/demo/guest-run.
order() { echo "$*" 1<>"$HERE/control.in"; }
