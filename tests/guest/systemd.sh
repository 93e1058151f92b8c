#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: an administrator's work with vGPUs, in one boot of a host VM with systemd: mdevctl,
# libvirt with a stock guest, facetd and facet-engine as services, a card for the host. The scripts
# inside/NAME.sh run in the host VM.
#
#   tests/guest/systemd.sh [NAME...]   run only these scripts
#   tests/guest/systemd.sh --list      print the names of all scripts

set -u
NAMES=(libvirt mdevctl service engine card)
[[ ${1:-} != --list ]] || { printf '%s\n' "${NAMES[@]}" && exit 0; }
(($# == 0)) || NAMES=("$@")
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

guest_initrd "$FACET_DIR/guest.initrd" 6.12 \
	"$REPO/tests/demo/guest-run" "$BUILD"/guest/facet-guest-{pattern,blits}
scripts=("${NAMES[@]/#/tests/guest/inside/}")
scripts=("${scripts[@]/%/.sh}")
export HOST_SYSTEMD=yes
host_scripts "$FACET_DIR" 6.12 "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$FACET_DIR/guest.initrd" \
	"${scripts[@]}"
rc=$?
rm -f "$FACET_DIR/guest.initrd"
exit "$rc"
