#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: docs/admin/migration.md word for word, by QEMU and by libvirt, between two hosts
# Minutes: 15
# Builds: modules guest
#
# Two host VMs with systemd run at once, with a network between them. The files of the source are in
# FACET_DIR/source, and those of the destination in FACET_DIR/destination.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
export HOST_SYSTEMD=wired FACET_HOST_MEM=4096
dir=$FACET_DIR rc=0
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" \
	"$BUILD"/guest/facet-guest-{pattern,blits}
tempdir wire
wire=$TMPD
rm -rf --one-file-system -- "${dir:?}"/wired
mkdir -p "$dir"/{source,destination,wired}
settings=("GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" "WIRED=$dir/wired"
	FACET_TIMEOUT=2400)
host_image 6.12

# host N NAME SCRIPT: run a script in host VM N. Its TAP lines are in NAME/tap.
host() {
	local rc=0
	HOST_WIRE="$1 $wire" host_scripts "$dir/$2" 6.12 "${settings[@]}" \
		"tests/nightly/inside/$3.sh" >"$dir/$2/tap" || rc=$?
	return "$rc"
}
(
	own_children
	host 2 destination second-host
) &
other=$!
CHILDREN+=("$other")
host 1 source moves-page || rc=1
touch "$dir/wired/end"
wait "$other" || rc=1
forget "$other"
for name in source destination; do sed -E "s/^((not )?ok - )/\1$name: /" "$dir/$name/tap"; done
rm -rf --one-file-system -- "$dir/guest.initrd" "${dir:?}/wired"
exit "$rc"
