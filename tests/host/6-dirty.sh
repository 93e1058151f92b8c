#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The record of written pages by VFIO, without a VMM: by a container, and by iommufd and the vGPU's
# own character device. A kernel without IOMMUFD has no such record, and says so.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
DIRTY=$(dirname "$CLIENT")/facet-host-dirty
a=$(uuid 1)
create_dark facet-1 "$a"
has=no
[[ ! -e /dev/iommu ]] || has=yes
echo "# this kernel has IOMMUFD: $has"
# dirty [NAME=VALUE]: run the test with an environment.
dirty() {
	local rc=0
	env "$@" "$DIRTY" "$a" "$has" || rc=$?
	failures=$((failures + (rc > 0)))
	((rc < 2)) || echo "not ok - facet-host-dirty ended with status $rc"
}
dirty FACET_BY=container
ok "a record that was on leaves nothing" until_ok lets_go "$a"
if [[ $has == yes ]]; then
	dirty FACET_BY=iommufd
	ok "nor does one by iommufd" until_ok lets_go "$a"
	rc=0
	create_dark facet-1 "$(uuid 2)"
	FACET_BY=iommufd "$(dirname "$CLIENT")/facet-host-migrate" "$a" "$(uuid 2)" || rc=$?
	failures=$((failures + (rc > 0)))
	remove "$(uuid 2)"
fi
ok "the kernel does not complain" log_is_clean
remove "$a"
exit $((failures > 0))
