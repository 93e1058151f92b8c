#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A host loads signed modules only, as with Secure Boot, and does not know DKMS's key. Facet cannot
# work there. The tools must say why, and no definition may be lost.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"

ok "this host takes signed modules only" is "$(cat /sys/module/module/parameters/sig_enforce)" Y
ok "so there are none of Facet's" test ! -e /sys/module/facet
ok "which is told once" is "$(
	journalctl -b -u facet-modules -o cat --no-pager |
		grep -c "could not insert 'facet_softgpu': Key was rejected by service"
)" 1
facetctl doctor >"$FACET_DIR/answer"
ok "the doctor says what to do" answered \
	'a key was rejected (Secure Boot): mokutil --import /var/lib/dkms/mok.pub'
ok "and that key is there" test -s /var/lib/dkms/mok.pub
ok "with which the modules are signed" eval 'modinfo -F signer facet | grep -q .'
ok "facetd does not start" is "$(systemctl show -P ActiveState facetd)" inactive
ok "and has not failed" is "$(systemctl is-failed facetd)" inactive
ok "what was defined still is" is "$(defined auto)" 3

# The state after an upgrade of the kernel alone: no modules, and no headers to build them with.
release=$(uname -r)
away=/root/away
mkdir "$away"
mv "/lib/modules/$release"/{updates,build} "$away/" && depmod "$release"
facetctl doctor >"$FACET_DIR/answer"
ok "where headers are missing the doctor asks for them" answered \
	"apt install linux-headers-$release: DKMS"
mv "$away/build" "/lib/modules/$release/"
facetctl doctor >"$FACET_DIR/answer"
ok "and to build, once they are there" answered "dkms autoinstall -k $release"
mv "$away/updates" "/lib/modules/$release/" && depmod "$release"
rmdir "$away"
exit $((failures > 0))
