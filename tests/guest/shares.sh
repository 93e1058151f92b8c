#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: what two stock guests get of an engine that both want all the while, by weights that are set by hand and by facetd. The
# work is in inside/shares.sh. FACET_PICTURE=yes: with facet-top.png, what facet-top shows meanwhile in a real terminal.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=$FACET_DIR
programs=()
for p in busy check; do programs+=("$BUILD/guest/facet-guest-$p"); done
guest_initrd "$dir/guest.initrd" 6.12 "$REPO/tests/demo/guest-run" "${programs[@]}"
rm -f "$dir/facet-top.png"
[[ -z ${FACET_PICTURE:-} ]] || export HOST_SCREENS=trixie
(
	own_children
	host_run "$dir" 6.12 env "GUEST_KERNEL=$GUEST_KERNEL" "GUEST_INITRD=$dir/guest.initrd" "FACET_PICTURE=${FACET_PICTURE:-}" \
		"FACET_LOOK=${FACET_LOOK:-10}" bash tests/guest/inside/shares.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$dir/guest.initrd" "$dir/host.initrd"
exit "$rc"
