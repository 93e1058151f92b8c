#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Test each user interface of QEMU with a guest's screen, with QEMU 10 (Debian 13) and 11 (its
# backports). A client takes a picture, which must have the guest's pattern pixel by pixel. Each
# QEMU has one boot of a host VM. tests/guest/inside/uis.sh does the work; the pictures are in
# FACET_DIR/SUITE. FACET_SCREENS: suites (trixie trixie-backports). FACET_UIS: interfaces to test
# (all). FACET_MODEL: gen9 (default) or virtio-gpu. The seconds are ignored.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
build_modules 6.12
build_guest
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" \
	"$BUILD/guest/facet-guest-pattern"
status=0
read -ra suites <<<"${FACET_SCREENS:-trixie trixie-backports}"
read -ra uis <<<"${FACET_UIS:-}"
for suite in "${suites[@]}"; do
	rm -rf "${dir:?}/$suite"
	step "uis: QEMU of $suite"
	HOST_SCREENS=$suite host_job "$dir/$suite" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" \
		"GUEST_INITRD=$dir/guest.initrd" "FACET_MODEL=${FACET_MODEL:-gen9}" \
		bash tests/guest/inside/uis.sh "${uis[@]}" || status=1
done
rm -f "$dir/guest.initrd"
printf '\n%-22s %-8s %-8s %s\n' UI kind QEMU result
cat "$dir"/*/table 2>/dev/null
exit "$status"
