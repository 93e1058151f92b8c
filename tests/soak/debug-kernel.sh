#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Facet on a kernel with fragment "debug", in one boot of the host VM: level host, and a stock guest
# with a light load. KASAN, UBSAN, lockdep, kmemleak and the checks of lists must not report
# anything (tests/vm/kernel/reports.patterns). At the end a module with faults shows that each
# checker works.
#
# FACET_PATIENCE: the factor by which that kernel may be slower than a stock one (6). All waits use
# it.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
# shellcheck source=tests/soak/debug/reports.bash
. "$REPO/tests/soak/debug/reports.bash"

VERSION=6.12-debug
GUEST=6.12
export FACET_PATIENCE=${FACET_PATIENCE:-6}
SCRIPT_S=900	# seconds that a script may take on a stock kernel
STALL_S=120
MEM_MIB=5120	# KASAN takes an eighth, a guest 1 GiB; kmemleak scans longer with more memory

# planted_build: build the module with faults for $KREL. Sets $PLANTED to its path.
planted_build() {
	local dir=$BUILD/planted/$KREL
	mkdir -p "$dir"
	cp "$REPO"/tests/vm/kernel/planted/* "$dir/"
	logged "$BUILD/planted.log" inside "$BUILDER" make -C "/lib/modules/$KREL/build" \
		"M=$dir" modules ||
		die "the module with faults does not build (log: $BUILD/planted.log)"
	PLANTED=$dir/planted.ko
}

build_guest
guest_initrd "$FACET_DIR/guest.initrd" "$GUEST" "$REPO/tests/demo/guest-run" "${DEMO_PROGRAMS[@]}" \
	"$BUILD/guest/facet-guest-busy"
settings=("GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$FACET_DIR/guest.initrd"
	"FACET_PATIENCE=$FACET_PATIENCE"
	"FACET_TIMEOUT=$((SCRIPT_S * FACET_PATIENCE))" "FACET_STALL=$((STALL_S * FACET_PATIENCE))")
build_modules "$VERSION"
planted_build
settings+=("PLANTED=$PLANTED")
scripts=(tests/soak/debug/active.sh
	"$REPO"/tests/host/*.sh tests/soak/debug/{guest,leaks,planted}.sh)
cd "$REPO" || exit 1
rc=0
# Without kasan_multi_shot, KASAN reports only its first finding.
FACET_STALL=$((STALL_S * FACET_PATIENCE)) FACET_HOST_MEM=$MEM_MIB \
	FACET_HOST_APPEND=kasan_multi_shot \
	host_level "$FACET_DIR" "$VERSION" "${settings[@]}" "${scripts[@]}" || rc=1
rm -f "$FACET_DIR/guest.initrd"
no_reports "$FACET_DIR" || rc=1
exit "$rc"
