# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whether machines run under KVM or are emulated (TCG). Sourced after common.sh, debian.sh and initramfs.sh.
#
# FACET_ACCEL: tcg, kvm, or auto (default), which boots a kernel under KVM and uses KVM where that works. That a machine
# has /dev/kvm says little: in some virtual machines it makes a VM, and no kernel boots in it.

probe_initrd_build() {
	local dir
	tempdir probe
	dir=$TMPD
	mkdir -p "$dir"/{bin,proc}
	cp "$BUILDER/bin/busybox" "$dir/bin/" || die "no busybox in the builder chroot"
	cat >"$dir/init" <<'T'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
kind=plain
! /bin/busybox grep -qwE 'svm|vmx' /proc/cpuinfo || kind=nested
echo "FACET-PROBE $kind"
/bin/busybox poweroff -f
T
	chmod 755 "$dir/init"
	cpio_of "$dir" | gzip -1 >"$1" || die "cannot write $1"
	rm -rf "$dir"
}

# probe_initrd: path in $PROBE_INITRD.
probe_initrd() {
	builder
	cached probe "$(key "$BUILDER" "$(declare -f probe_initrd_build)")" probe_initrd_build
	PROBE_INITRD=$CACHED
}

# kvm_here: what probe-kvm.sh says of this machine, asked once in each boot of it.
kvm_here() {
	local said=/run/facet-kvm answer
	if [[ ! -s $said ]]; then
		qemu11
		kernel 6.12
		probe_initrd
		step "accel: whether KVM boots a kernel here"
		answer=$(bash "$REPO/tests/vm/lib/probe-kvm.sh" "$KERNEL/boot/vmlinuz" "$PROBE_INITRD" env KERNEL='' \
			bash "$REPO/tests/vm/lib/inside.sh" "$QEMU11" qemu-system-x86_64) || exit 1
		echo "$answer" >"$said.new" && mv "$said.new" "$said"
		step "accel: $answer"
	fi
	cat "$said"
}

# accel nested|plain: $ACCEL is kvm or tcg, for a machine that is to have virtualization of its own, or not.
accel() {
	local found
	case ${FACET_ACCEL:-auto} in
	tcg | kvm) ACCEL=${FACET_ACCEL:-} ;;
	auto)
		found=$(kvm_here) || exit 1
		if [[ $found == nested || $found == "$1" ]]; then ACCEL=kvm; else ACCEL=tcg; fi
		;;
	*) die "FACET_ACCEL=$FACET_ACCEL: must be auto, kvm or tcg" ;;
	esac
}
