#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Inside the host VM, KVM boots a kernel. The lab's probe for KVM has to say so.

set -u
. "$(dirname "$0")/lib.bash"
# A busy machine boots slowly; an idle one ends early.
export FACET_PROBE_PATIENCE=$((90 * ${FACET_PATIENCE:-1}))
answer=$(bash "$FACET_REPO/tests/vm/lib/probe-kvm.sh" \
	"$PROBE_KERNEL" "$PROBE_INITRD" qemu-system-x86_64)
echo "# $answer"
ok "KVM boots a kernel inside the host VM, and the probe says so" \
	eval '[[ $answer == plain || $answer == nested ]]'
exit $((failures > 0))
