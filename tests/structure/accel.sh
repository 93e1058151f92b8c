#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the choice of KVM or emulation for machines: the answer of probe-kvm.sh about scripts in
# place of QEMU, and the meaning of FACET_ACCEL. tests/host/0-accel.sh probes a real KVM.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir accel
export FACET_KVM=$TMPD/kvm FACET_PROBE_PATIENCE=2
: >"$FACET_KVM"

# qemu BODY: write a script in place of QEMU. The script runs BODY. $LOG is the console's file.
qemu() {
	printf '%s\n' '#!/bin/bash' 'for a; do [[ $a != file:* ]] || LOG=${a#file:}; done' "$1" \
		>"$TMPD/qemu"
	chmod 755 "$TMPD/qemu"
}
probe() { bash "$REPO/tests/vm/lib/probe-kvm.sh" kernel initrd "$TMPD/qemu" 2>"$TMPD/said"; }

# says PATTERN BODY: the probe's answer about a QEMU that runs BODY matches PATTERN.
says() {
	local said
	qemu "$2"
	said=$(probe)
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $said == $1 && ! -s $TMPD/said ]] ||
		{ echo "# $said $(head -n 1 "$TMPD/said")" && return 1; }
}
no_device() { FACET_KVM=$TMPD/none says 'no: */none cannot be opened' true; }
ends_it() { ! pgrep -f "$TMPD/qemu" >/dev/null; }

# chooses WANT ANSWER [FACET_ACCEL]: accel chooses WANT for a machine that needs virtualization of
# its own. ANSWER is the probe's answer.
chooses() {
	local ACCEL
	local says=$2
	kvm_here() { echo "$says"; }
	FACET_ACCEL=${3:-auto} accel nested
	[[ $ACCEL == "$1" ]]
}
refused() {
	local said
	said=$(FACET_ACCEL=fast accel nested 2>&1) && return 1
	[[ $said == 'facet: FACET_ACCEL=fast: must be auto, kvm or tcg' ]]
}

ok "without /dev/kvm the answer is no" no_device
ok "a QEMU that refuses KVM is a no, with its reason" \
	says 'no: *not supported*' 'echo not supported >&2; exit 1'
ok "a kernel that never speaks is a no" \
	says 'no: a kernel does not boot under it within 2 s' 'exec sleep 60'
ok "its QEMU is ended" ends_it
ok "a kernel that boots is a yes" says plain 'sleep 1; echo FACET-PROBE plain >"$LOG"'
ok "a slow one that goes on speaking as well" says nested \
	'for n in 1 2 3; do echo "$n" >>"$LOG"; sleep 1.2; done; echo FACET-PROBE nested >>"$LOG"'
ok "the host VM is emulated where KVM boots nothing" chooses tcg 'no: because'
ok "and where its guests would have none" chooses tcg plain
ok "it runs under KVM where they have" chooses kvm nested
ok "emulation can be asked for" chooses tcg nested tcg
ok "and so can KVM" chooses kvm 'no: because' kvm
ok "any other word is refused" refused
exit "$FAILED"
