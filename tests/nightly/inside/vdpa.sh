#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: a virtio-gpu floods its queue beside an Intel GPU with endless work, and with work
# after rests. The driver that floods is a user of vhost, then a user of VFIO. Then
# tests/host/8-vdpa.sh with 100 cards in place of 10.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
BIN=$(dirname "$CLIENT")
a=$(uuid 1) b=$(uuid 2)

# times: print the times of the flood so far, ns: it was busy, it waited for its turn, its worker
# ran, and its worker waited for a processor (schedstat of proc(5)).
times() {
	local file=$DEVICES/$b/facet/statistics task
	task=$(grep -l "^facet-${b:0:8}" "/proc/$flood/task"/*/comm)
	echo "$(sed -n 's/^bcs busy_ns //p' "$file") $(sed -n 's/^bcs waiting_ns //p' "$file")" \
		"$(cut -d ' ' -f 1,2 "${task%/comm}/schedstat")"
}

# beside WEIGHT TIMES: with this weight the Intel GPU gets TIMES what the flood gets. A flood whose
# worker has no processor does not use its share: the last line shows that.
beside() {
	local rc=0 from to what i=0
	echo "$1" >"$DEVICES/$a/facet/weight"
	read -ra from <<<"$(times)"
	"$BIN/facet-host-share" beside "$a" "$b" "$2" 10 || rc=$?
	((rc == 0)) || failures=$((failures + 1))
	read -ra to <<<"$(times)"
	for what in "flood: busy" "waits for a turn" "worker: runs" "waits for a processor"; do
		printf '# %s %d ms\n' "$what" $(((to[i] - from[i]) / 1000000))
		((++i))
	done
}

# beside_flood PROGRAM DEVICE: let PROGRAM flood DEVICE, and measure an Intel GPU meanwhile. The GPU
# is new each time, since its longest wait is that of its life.
beside_flood() {
	echo "# a flood by $1"
	create facet-1 "$a"
	coproc FLOOD { exec "$BIN/$1" "$2" flood; }
	flood=$FLOOD_PID
	ok "the virtio-gpu is in use" until_ok grep -qx open "$DEVICES/$b/facet/state"
	sleep 1
	beside 100 1
	beside 300 3
	"$BIN/facet-host-share" wakes "$a" 1000 || failures=$((failures + 1))
	ok "the flood goes on" kill "$flood"
	wait "$flood" 2>/dev/null
	remove "$a"
}

create facet-v1 "$b"
echo 100 >"$DEVICES/$b/facet/weight"
modprobe -a vdpa vhost_vdpa
insmod "$FACET_MODULES/facet_vdpa.ko"
ok "there is a vDPA device" vdpa dev add mgmtdev facet name "$b"
beside_flood facet-host-vdpa "$(find /dev -maxdepth 1 -name 'vhost-vdpa-*')"
ok "the device goes" vdpa dev del "$b"
modprobe -r vhost_vdpa
ok "the module goes" rmmod facet_vdpa
modprobe -r virtio_gpu vdpa
beside_flood facet-host-virtio "$b"
ok "nothing is pinned behind it" until_ok lets_go "$b"
remove "$b"
FACET_VDPA_TIMES=100 bash "$FACET_REPO/tests/host/8-vdpa.sh" || failures=$((failures + 1))
exit $((failures > 0))
