#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: stock guests through the kernel modules, in one boot of the host VM. The scripts
# inside/NAME.sh run in the host VM one after the other. outside/NAME.sh then checks the files that
# inside/NAME.sh has left in its folder.
#
#   tests/guest/stock.sh [NAME...]   run only these scripts
#   tests/guest/stock.sh --list      print the names of the scripts that run by default
#
# The scripts "headless", "hostile" and "moves-upset" do not run by default: parts of nightly run
# them.
#
# FACET_SEED, FACET_HARM, FACET_NEIGHBOURS, FACET_LOOK, FACET_PICTURE, FACET_MOVES, FACET_MODELS,
# FACET_BY: see the scripts. FACET_GUEST_KERNEL, FACET_HOST_KERNEL: versions (6.12). HOST_SCREENS:
# the suite whose QEMU runs, trixie (10) or trixie-backports (11), with user interfaces.

set -u
NAMES=(together shares complaints screen alone virtio migrate)
[[ ${1:-} != --list ]] || { printf '%s\n' "${NAMES[@]}" && exit 0; }
(($# == 0)) || NAMES=("$@")
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/desktop.sh
. "$(dirname "$0")/../vm/lib/desktop.sh"

programs=()
for p in check blits aperture pattern busy frames rubbish hostile hang; do
	programs+=("$BUILD/guest/facet-guest-$p")
done
guest_initrd "$FACET_DIR/guest.initrd" "${FACET_GUEST_KERNEL:-6.12}" "$REPO/tests/demo/guest-run" \
	"${programs[@]}"
settings=("GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$FACET_DIR/guest.initrd")
if [[ " ${NAMES[*]} " == *' screen '* ]]; then
	desktop_initrd "$FACET_DIR/desktop.initrd" 6.12 \
		"$REPO/tests/demo/guest-run" "$REPO/tests/demo/guest-load" "${programs[@]}"
	settings+=("DESKTOP_INITRD=$FACET_DIR/desktop.initrd" "ROOT_DISK=$ROOT_DISK")
fi
export FACET_SEED=${FACET_SEED:-1}
for name in FACET_SEED FACET_HARM FACET_NEIGHBOURS FACET_LOOK FACET_PICTURE FACET_MOVES \
	FACET_MODELS FACET_BY; do
	[[ -z ${!name:-} ]] || settings+=("$name=${!name}")
done
# A part of nightly may take an hour.
seconds=$((900 + ${FACET_HARM:-0} + 120 * ${FACET_MOVES:-0}))
settings+=("FACET_TIMEOUT=$((seconds < 3300 ? seconds : 3300))")
[[ -z ${FACET_PICTURE:-} ]] || export HOST_SCREENS=trixie
scripts=("${NAMES[@]/#/tests/guest/inside/}")
scripts=("${scripts[@]/%/.sh}")
host_scripts "$FACET_DIR" "${FACET_HOST_KERNEL:-6.12}" "${settings[@]}" "${scripts[@]}"
rc=$?
rm -f "$FACET_DIR"/{guest,desktop}.initrd
for name in "${NAMES[@]}"; do
	[[ ! -e $REPO/tests/guest/outside/$name.sh ]] ||
		FACET_DIR=$FACET_DIR/$name run_fg bash "$REPO/tests/guest/outside/$name.sh" || rc=1
done
exit "$rc"
