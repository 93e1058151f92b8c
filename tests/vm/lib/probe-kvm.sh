#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# probe-kvm.sh KERNEL INITRD QEMU [ARGUMENT...]: test whether KVM boots a kernel here. Prints one
# line:
#   nested       yes, and that kernel finds a processor with virtualization of its own
#   plain        yes, without virtualization in that kernel
#   no: REASON   no
# INITRD is that of probe_initrd (accel.sh). QEMU may be a command with arguments of its own, up to
# "--".

set -u
PATIENCE=${FACET_PROBE_PATIENCE:-15}	# seconds without output until the boot counts as failed
KVM=${FACET_KVM:-/dev/kvm}
kernel=$1 initrd=$2
shift 2
qemu=()
while (($#)) && [[ $1 != -- ]]; do qemu+=("$1") && shift; done
(($# == 0)) || shift
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT

no() {
	echo "no: $*"
	exit 0
}

[[ -e $KVM ]] && { exec 3<>"$KVM"; } 2>/dev/null || no "$KVM cannot be opened"
exec 3>&-
"${qemu[@]}" -accel kvm -cpu host -M q35 -m 256 -nodefaults -display none \
	-no-reboot -kernel "$kernel" -initrd "$initrd" \
	-append "console=ttyS0 earlyprintk=serial panic=-1 quiet" -serial "file:$log" "$@" \
	</dev/null >"$log.qemu" 2>&1 &
pid=$!
disown "$pid"	# keep this shell from reporting its end
trap 'kill -KILL "$pid" 2>/dev/null; rm -f "$log" "$log.qemu"' EXIT
size=-1 grew=$SECONDS
while kill -0 "$pid" 2>/dev/null; do
	now=$(stat -c %s "$log")
	[[ $now == "$size" ]] || size=$now grew=$SECONDS
	((SECONDS <= grew + PATIENCE)) || no "a kernel does not boot under it within $PATIENCE s"
	sleep 0.2
done
found=$(sed -nE 's/.*FACET-PROBE (nested|plain).*/\1/p' "$log" | tail -n 1)
[[ -n $found ]] || no "QEMU ended before the kernel had booted: $(tail -n 1 "$log.qemu")"
echo "$found"
