#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: guests of other kernels, on another host kernel, and by QEMU 11, move 10 times
# Minutes: 60
# Builds: modules guest
#
# Each line of $pairs: a name, then the variables of tests/guest/stock.sh. The files are in
# FACET_DIR/NAME.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
pairs='guest-6.1 FACET_GUEST_KERNEL=6.1
guest-7.2 FACET_GUEST_KERNEL=7.2
host-7.2 FACET_HOST_KERNEL=7.2
qemu-11 HOST_SCREENS=trixie-backports'
dir=$FACET_DIR rc=0
build_modules 7.2
while read -r name settings; do
	mkdir -p "$dir/$name"
	# shellcheck disable=SC2086 # words
	run_fg env FACET_DIR="$dir/$name" FACET_MOVES=10 $settings \
		bash "$REPO/tests/guest/stock.sh" migrate </dev/null >"$dir/$name/tap" || rc=1
	sed -E "s/^((not )?ok - )/\1$name: /" "$dir/$name/tap"
done <<<"$pairs"
exit "$rc"
