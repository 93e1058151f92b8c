#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: level host, demos and moves of stock guests on a kernel with IOMMUFD
# Minutes: 60
# Builds: guest
#
# Kernel 6.12-iommufd (tests/vm/kernel/iommufd.config) in the host VM, QEMU 10. vGPUs say there what
# they have written. Guests move with their memory from a container, and from iommufd.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/levels.sh
. "$REPO/tests/vm/lib/levels.sh"
# shellcheck source=tests/nightly/lib/run.bash
. "$REPO/tests/nightly/lib/run.bash"
host=6.12-iommufd dir=$FACET_DIR rc=0
modules_build "$host" || rc=1
build_guest
mapfile -t scripts < <(cd "$REPO" && compgen -G "tests/host/*.sh")
mkdir -p "$dir/host"
host_level "$dir/host" "$host" "${scripts[@]}" || rc=1
for by in device iommufd; do
	mkdir -p "$dir/$by"
	run_fg env FACET_DIR="$dir/$by" FACET_BY=$by FACET_MOVES=4 FACET_HOST_KERNEL="$host" \
		bash "$REPO/tests/guest/stock.sh" migrate </dev/null || rc=1
done
demo demo "the demo on a host with IOMMUFD" --host-kernel "$host" || rc=1
demo demo-migrate "a guest that draws moves there" --migrate --moves 4 --host-kernel "$host" || rc=1
exit "$rc"
