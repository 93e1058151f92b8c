# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Choose KVM or emulation (TCG) for machines. Sourced after common.sh, debian.sh and initramfs.sh.
#
# FACET_ACCEL is auto (default), tcg or kvm. auto boots a kernel under KVM, and uses KVM where that
# kernel comes up. /dev/kvm alone is no proof: some virtual machines have it, and no kernel boots.

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

# probe_initrd: put the path of the initial RAM disk for probe-kvm.sh into $PROBE_INITRD.
probe_initrd() {
	builder
	cached probe "$(key "$BUILDER" "$(declare -f probe_initrd_build)")" probe_initrd_build
	PROBE_INITRD=$CACHED
}

# kvm_here: print the answer of probe-kvm.sh. The lab asks once in each boot of this machine.
kvm_here() {
	local said=/run/facet-kvm answer
	if [[ ! -s $said ]]; then
		qemu11
		kernel 6.12
		probe_initrd
		step "accel: whether KVM boots a kernel here"
		answer=$(bash "$REPO/tests/vm/lib/probe-kvm.sh" "$KERNEL/boot/vmlinuz" \
			"$PROBE_INITRD" env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" \
			"$QEMU11" qemu-system-x86_64) || exit 1
		echo "$answer" >"$said.new" && mv "$said.new" "$said"
		step "accel: $answer"
	fi
	cat "$said"
}

# accel nested|plain: set $ACCEL to kvm or tcg. nested: the machine needs virtualization of its own.
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
