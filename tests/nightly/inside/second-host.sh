#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The host to which guests move. tests/nightly/inside/moves-page.sh on the other host types into it
# by ssh. TAP.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/nightly/inside/wired.bash"
exec 2>"$FACET_DIR/said"
ended() { [[ -e $WIRED/end ]]; }

ok "the destination is there" wire destination
UNTIL=1800
ok "the source has ended" until_ok ended
cp /var/log/libvirt/qemu/*.log "$FACET_DIR/"
journalctl -b -o short-monotonic --no-pager >"$FACET_DIR/journal"
ok "AppArmor had nothing to refuse" eval '! dmesg | grep -i "apparmor=.DENIED"'
exit $((failures > 0))
