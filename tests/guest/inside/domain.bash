# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A libvirt domain with one of the lab's guests ($GUEST_KERNEL, $GUEST_INITRD). Sourced in the host
# VM, never run.

# shellcheck disable=SC2034 # variables for the scripts that source this file
# shellcheck source=tests/guest/inside/trouble.bash
. "$FACET_REPO/tests/guest/inside/trouble.bash"
HERE=/var/lib/libvirt/images
REPORT=$HERE/report

domain_files() {
	cp "$GUEST_KERNEL" "$HERE/kernel" && cp "$GUEST_INITRD" "$HERE/initrd" &&
		mkfifo "$HERE"/control.{in,out}
}

# domain NAME DEVICES [MORE]: print the domain's XML. The lab's guest is nested and its processor
# emulated: tests/demo/host-lib.sh says which processor features it must not have. The guest keeps
# off the first processor (tests/vm/README.md): without a cpuset, libvirt gives a domain all
# processors.
domain() {
	local options off report control kmsg
	options="console=ttyS0 quiet panic=-1 iommu=noaperture facet.name=guest0"
	off=$(printf "<feature policy='disable' name='%s'/>" \
		xsave avx avx2 f16c fma vaes vpclmulqdq)
	report="<source path='$REPORT'/><target type='virtio' name='facet'/>"
	control="<source path='$HERE/control'/><target type='virtio' name='control'/>"
	kmsg="<source path='$HERE/kmsg'/><target type='virtio' name='kmsg'/>"
	cat <<-T
		<domain type='kvm'>
		  <name>$1</name>
		  <memory unit='MiB'>1024</memory>
		  <vcpu cpuset='1-2'>1</vcpu>
		  <os>
		    <type arch='x86_64' machine='q35'>hvm</type>
		    <kernel>$HERE/kernel</kernel>
		    <initrd>$HERE/initrd</initrd>
		    <cmdline>$options</cmdline>
		  </os>
		  <features><acpi/></features>
		  <cpu mode='host-passthrough'>$off</cpu>
		  <on_reboot>destroy</on_reboot>
		  <devices>
		    <serial type='file'><source path='$HERE/console'/></serial>
		    <channel type='file'>$report</channel>
		    <channel type='pipe'>$control</channel>
		    <channel type='file'>$kmsg</channel>
		    <memballoon model='none'/>
		    <video><model type='none'/></video>
		$2
		  </devices>
		  ${3:-}
		</domain>
	T
}

# order WORD...: send a command to the guest. tests/demo/guest-run lists the commands.
order() { echo "$*" 1<>"$HERE/control.in"; }

# hostdev UUID: print the XML of the vGPU, as the docs have it.
hostdev() {
	cat <<-T
		<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
		  <source><address uuid='$1'/></source>
		  <address type='pci' domain='0' bus='0' slot='2' function='0'/>
		</hostdev>
	T
}

# override: print the words that let a vGPU move, as docs/admin/migration.md has them.
override() {
	words admin/migration.md "With libvirt" 1 xml |
		sed -n '/<qemu:override>/,/<.qemu:override>/p' |
		sed "1s|>| xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>|"
}

# compares: wait until the guest has compared more blits, and fail on a mismatch. A slow guest also
# reports the progress of its flips, which are not compared: progress leaves such lines out.
compares() {
	local before
	before=$(progress | wc -l)
	until_ok eval '(($(progress | wc -l) > before))' &&
		! progress | grep -v '"mismatches":0[,}]' >&2
}
progress() { grep -a '"report":"progress".*"mismatches"' "$REPORT"; }

# quiet: succeed if the guest's kernel has not complained.
quiet() { untroubled "$HERE/kmsg"; }

# anew: keep what the guest has reported, before another QEMU writes its files anew.
anew() {
	cat "$REPORT" >>"$REPORT.before"
	rm -f "$REPORT" "$HERE/kmsg"
}

# another FROM TO FILE: print the definition in a file of libvirt, with vGPU TO in place of FROM.
another() { virsh save-image-dumpxml "$3" | sed "s/$1/$2/"; }

state() { cat "$DEVICES/$1/facet/state"; }
closed() { [[ $(state "$1") == closed ]]; }
shut_off() { [[ $(virsh domstate "$1") == "shut off" ]]; }
qemu() { cat "/run/libvirt/qemu/$1.pid"; }

# lit: print the hash of the guest's pattern; fail until the guest shows it. mode: print the guest's
# mode.
lit() {
	told | grep -a -o '"report":"pattern".*"hash":"[0-9a-f]*"' | tail -n 1 |
		grep -o '[0-9a-f]*"$' | tr -d '"' | grep .
}
mode() { told | grep -a -o '"mode":"[0-9]*x[0-9]*' | tail -n 1 | grep -o '[0-9]*x[0-9]*$'; }
told() { cat "$REPORT.before" "$REPORT" 2>/dev/null; }

# seen CLIENT FILE: let CLIENT write FILE. Succeed if FILE has each pixel of the guest's pattern.
seen() {
	rm -f "$2"
	"$1" "$2" &&
		"$FACET_REPO/out/build/guest/facet-picture-find" "$2" \
			--size "$(mode)" --hash "$(lit)" >&2
}
by_vnc() { gvnccapture -q 127.0.0.1:0 "$1"; }
