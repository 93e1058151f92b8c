#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A virtio-gpu's vGPU as a vDPA device: a card for the host's own kernel. What a program draws on
# that card is what facetctl's screenshot shows. The card is taken away under load.
#
# FACET_VDPA_TIMES: how often (10; part vdpa of nightly: 100).

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$(dirname "$0")/lib.bash"
BIN=$(dirname "$CLIENT")
TIMES=${FACET_VDPA_TIMES:-10}
NAME=$(basename "$FACET_DIR")	# as inside-host.sh calls this script
a=$(uuid 1) b=$(uuid 2) c=$(uuid 3)
vdpa_module() { insmod "$FACET_MODULES/facet_vdpa.ko"; }
state() { cat "$DEVICES/$1/facet/state"; }
named() { create "$1" "$2" && echo "$3" >"$DEVICES/$2/facet/name"; }
add() { vdpa dev add mgmtdev facet name "$1"; }
# denied WORDS ARGUMENT...: succeed if vdpa fails, and its answer has WORDS.
denied() {
	local said
	if said=$(vdpa "${@:2}" 2>&1); then
		echo "# vdpa ${*:2} succeeded"
		return 1
	fi
	[[ $said == *"$1"* ]] || { echo "# $said" && return 1; }
}
# complaint WORDS: succeed if the kernel has said WORDS.
complaint() { dmesg | grep -qF "$1"; }
cards() { find "$DEVICES/$1"/*/drm -maxdepth 1 -name 'card*' 2>/dev/null | wc -l; }
# has_card UUID: succeed if there is the card with its connectors, which come last.
has_card() {
	(($(cards "$1") == 1)) && compgen -G "$DEVICES/$1/*/drm/card*/card*-*/status" >/dev/null
}
flips() { sed -n 's/^flips_shown //p' "$DEVICES/$1/facet/statistics"; }

# drawn: let a program draw its pattern on the card. $SIZE and $SHOWN are the size and the hash of
# the screen. It stays as process $painter.
drawn() {
	local line
	coproc PAINTER { exec "$BIN/facet-guest-pattern" host --flips 5; }
	painter=$PAINTER_PID
	SIZE=0x0 SHOWN=0
	while read -r -t $((60 * ${FACET_PATIENCE:-1})) line <&"${PAINTER[0]}"; do
		echo "# $line"
		[[ ! $line =~ \"mode\":\"([0-9x]+)\" ]] || SIZE=${BASH_REMATCH[1]}
		[[ $line != *'"report":"pattern"'* ]] || break
	done
	[[ $line =~ \"shown\":\"([0-9a-f]+)\" ]] && SHOWN=${BASH_REMATCH[1]}
}
shown() {
	"$BIN/facetctl" screenshot "$1" "$FACET_DIR/vdpa.png" &&
		"$BIN/facet-picture-find" "$FACET_DIR/vdpa.png" --size "$SIZE" --hash "$SHOWN" |
		sed 's/^/# /' && ((PIPESTATUS[0] == 0))
}

# vhost_breaks: run the driver of vhost, which also breaks rings; it ends with its input.
vhost_breaks() {
	local said
	said=$("$BIN/facet-host-vdpa" "$(find /dev -maxdepth 1 -name 'vhost-vdpa-*')" "$a" \
		</dev/null) || { grep '^not ok' <<<"$said" | sed 's/^/# /' && return 1; }
}

ok "facet.ko works without the vDPA bus" not test -e /sys/module/vdpa
modprobe -a vdpa virtio_gpu
ok "facet_vdpa.ko is loaded" vdpa_module
ok "the parent is a management device" grep -q '^facet:' <(vdpa mgmtdev show)
ok "of GPUs" grep -q 'max_supported_vqs 2' <(vdpa mgmtdev show facet)

named facet-1 "$b" gen9
named facet-v1 "$a" card
ok "a name that no vGPU has is refused" denied "No such file" dev add mgmtdev facet name nobody
ok "which the kernel explains" complaint 'vDPA device nobody: no vGPU of this parent has that name'
ok "a vGPU for i915 is refused" denied "not supported" dev add mgmtdev facet name gen9
named facet-v1 "$c" card
ok "a name that two vGPUs have is refused" denied "not unique" dev add mgmtdev facet name card
remove "$c"
ok "a device without a driver" add card
ok "leaves its vGPU closed" is "$(state "$a")" closed
ok "a second device of a vGPU is refused" denied "busy" dev add mgmtdev facet name "$a"
ok "and the device goes" vdpa dev del card

# --- for a VMM -----------------------------------------------------------------------------------
modprobe vhost_vdpa
ok "vhost offers a device to a VMM" add card
node=$(find /dev -maxdepth 1 -name 'vhost-vdpa-*')
coproc VHOST { exec "$BIN/facet-host-vdpa" "$node" "$a"; }
user=$VHOST_PID
SIZE=0x0 SHOWN=0
while read -r -t $((120 * ${FACET_PATIENCE:-1})) line <&"${VHOST[0]}"; do
	echo "$line"
	[[ $line != 'not ok'* ]] || failures=$((failures + 1))
	[[ $line =~ ^'# shown '([0-9x]+)' '([0-9a-f]+)$ ]] || continue
	SIZE=${BASH_REMATCH[1]} SHOWN=${BASH_REMATCH[2]}
	break
done
ok "a screenshot shows the blob" shown card
ok "the vGPU is open" is "$(state "$a")" open
kill -9 "$user"
wait "$user" 2>/dev/null
ok "and closed when its user is killed" until_ok lets_go "$a"

ok "a VMM pays for the pictures of its device" pays "$BIN/facet-host-vdpa" "$node" fills
ok "the vGPU is closed behind it" until_ok lets_go "$a"

# The callbacks of one driver must not outlive it: a ring in no memory signals the configuration.
modprobe virtio_vdpa
BUS=/sys/bus/vdpa
# bind DRIVER: let this driver have the device, in place of the present one.
bind() {
	echo "$1" >"$BUS/devices/card/driver_override" &&
		echo card >"$BUS/devices/card/driver/unbind" && echo card >"$BUS/drivers/$1/bind"
}
ok "the host takes the device from the VMM" eval 'bind virtio_vdpa && until_ok has_card "$a"'
ok "a VMM takes it from the host" bind vhost_vdpa
ok "and breaks its rings" vhost_breaks
ok "the host takes it back, and has a card" eval 'bind virtio_vdpa && until_ok has_card "$a"'
ok "facet_softgpu cannot be unloaded then" eval '! rmmod facet_softgpu 2>/dev/null'
ok "the device goes" vdpa dev del card
ok "nor without a driver" eval 'modprobe -r virtio_vdpa && modprobe -r vhost_vdpa && add card &&
	! rmmod facet_softgpu 2>/dev/null && vdpa dev del card'

# --- for the host --------------------------------------------------------------------------------
modprobe virtio_vdpa
# By root without capabilities but CAP_NET_ADMIN, which is what the vDPA bus asks for.
net_admin_adds() {
	setpriv --bounding-set=-all,+net_admin --inh-caps=-all,+net_admin \
		vdpa dev add mgmtdev facet name card 2>&1
}
ok "CAP_NET_ADMIN does not suffice to make a card" \
	grep -q 'not permitted' <(net_admin_adds)
ok "the host takes a device" add card
ok "and has a card" until_ok has_card "$a"
ok "its vGPU is open" is "$(state "$a")" open
ok "a program draws on it" drawn
ok "facetctl's screenshot shows that" shown card
# denied_to_others: succeed if a user who may open /dev/facet gets no picture of the host.
denied_to_others() {
	local said
	chmod 666 /dev/facet
	said=$(setpriv --reuid 65534 --regid 65534 --clear-groups \
		"$BIN/facetctl" screenshot card - 2>&1 >/dev/null)
	chmod 600 /dev/facet
	[[ $said == *'Operation not permitted'* ]] || { echo "# $said" && return 1; }
}
ok "a user who may open /dev/facet does not see it" denied_to_others
ok "facetctl list has it" grep -q "card.*open" <("$BIN/facetctl" list)
ok "the device goes while the program has the card open" vdpa dev del card
has_no_card() { is "$(cards "$a")" 0; }
ok "and the card with it" has_no_card
ok "its vGPU is closed" is "$(state "$a")" closed
kill "$painter" 2>/dev/null
wait "$painter" 2>/dev/null
ok "nothing was left pinned" grep -qx 'pins 0' "$DEVICES/$a/facet/statistics"

# load_and_take: add a device, let a program draw on it, and remove it while it draws.
load_and_take() {
	local before i
	add card && until_ok has_card "$a" || return
	before=$(flips "$a")
	"$BIN/facet-guest-pattern" host --seconds 60 >/dev/null 2>&1 &
	for ((i = 0; i < 600 && $(flips "$a") <= before + 1; i++)); do sleep 0.1; done
	(($(flips "$a") > before + 1)) || { echo "# the program does not draw" && return 1; }
	sleep "0.$((RANDOM % 4))"
	vdpa dev del card || return
	kill "$!" 2>/dev/null
	wait "$!" 2>/dev/null
	is "$(state "$a")" closed
}
times() { local i; for ((i = 0; i < TIMES; i++)); do load_and_take || return; done; }
ok "a card is taken away under load $TIMES times" times
ok "by the vGPU's UUID, too" add "$a"
ok "a vGPU goes with its device" remove "$a"
ok "which is gone" is "$(vdpa dev show | wc -l)" 0
ok "the modules go" eval 'modprobe -r virtio_vdpa && rmmod facet_vdpa'
remove "$b"

ok "the kernel complains of nothing but buffers that its driver has lost" card_log_is_clean "$NAME"
exit $((failures > 0))
