#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: a virtio-gpu floods its queue beside an Intel GPU with endless work, and with work
# after rests; then tests/host/8-vdpa.sh with 100 cards in place of 10.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
BIN=$(dirname "$CLIENT")
a=$(uuid 1) b=$(uuid 2)

# beside WEIGHT TIMES: with this weight the Intel GPU gets TIMES what the flood gets.
beside() {
	local rc=0
	echo "$1" >"$DEVICES/$a/facet/weight"
	"$BIN/facet-host-share" beside "$a" "$b" "$2" 10 || rc=$?
	((rc == 0)) || failures=$((failures + 1))
}

modprobe -a vdpa vhost_vdpa
insmod "$FACET_MODULES/facet_vdpa.ko"
create facet-1 "$a"
create facet-v1 "$b"
echo 100 >"$DEVICES/$b/facet/weight"
ok "there is a vDPA device" vdpa dev add mgmtdev facet name "$b"
coproc FLOOD { exec "$BIN/facet-host-vdpa" "$(find /dev -maxdepth 1 -name 'vhost-vdpa-*')" flood; }
flood=$FLOOD_PID
ok "it is in use" until_ok grep -qx open "$DEVICES/$b/facet/state"
sleep 1
beside 100 1
beside 300 3
"$BIN/facet-host-share" wakes "$a" 1000 || failures=$((failures + 1))
kill "$flood"
wait "$flood" 2>/dev/null
ok "the device goes" vdpa dev del "$b"
remove "$a"
remove "$b"
modprobe -r vhost_vdpa
ok "the module goes" rmmod facet_vdpa
modprobe -r virtio_gpu vdpa
FACET_VDPA_TIMES=100 bash "$FACET_REPO/tests/host/8-vdpa.sh" || failures=$((failures + 1))
exit $((failures > 0))
