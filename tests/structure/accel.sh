#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Whether machines of the lab run under KVM: what the probe makes of QEMUs that are none, and what FACET_ACCEL chooses.
# That KVM boots a kernel where it can is shown in a host VM (tests/host/0-accel.sh).
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir accel
export FACET_KVM=$TMPD/kvm FACET_PROBE_PATIENCE=2
: >"$FACET_KVM"

# qemu BODY: a QEMU that does this; $LOG is where its machine's console is to go.
qemu() {
	printf '#!/bin/bash\nfor a; do [[ $a != file:* ]] || LOG=${a#file:}; done\n%s\n' "$1" >"$TMPD/qemu"
	chmod 755 "$TMPD/qemu"
}
probe() { bash "$REPO/tests/vm/lib/probe-kvm.sh" kernel initrd "$TMPD/qemu" 2>"$TMPD/said"; }

# says PATTERN BODY: what the probe says of a QEMU that does BODY.
says() {
	local said
	qemu "$2"
	said=$(probe)
	# shellcheck disable=SC2053 # a pattern is meant
	[[ $said == $1 && ! -s $TMPD/said ]] || { echo "# $said $(head -n 1 "$TMPD/said")" && return 1; }
}
no_device() { FACET_KVM=$TMPD/none says 'no: */none cannot be opened' true; }
ends_it() { ! pgrep -f "$TMPD/qemu" >/dev/null; }

# chooses WANT ANSWER [FACET_ACCEL]: for a machine that is to have virtualization, where the probe says ANSWER.
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
ok "a QEMU that refuses KVM is a no, with its reason" says 'no: *not supported*' 'echo not supported >&2; exit 1'
ok "a kernel that never speaks is a no" says 'no: a kernel does not boot under it within 2 s' 'exec sleep 60'
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
