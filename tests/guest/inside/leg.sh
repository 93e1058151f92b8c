#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: one leg of the way of stock guests over several hosts (moves-hosts.sh in
# tests/nightly). A guest of each model arrives in a file, works, flips, and leaves in a file. The
# first leg starts the guests, and the last one ends them. TAP on stdout; pictures in $FACET_DIR.
#
# LEG: first, last, or another name. LEG_FILES: the folder of the files. FACET_MODELS: models of
# vGPUs (gen9 virtio-gpu). GUEST_PORTS=serial: a guest without virtio-serial, which gets all orders
# at its start: it flips from the beginning to the end.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/moves.bash
. "$FACET_REPO/tests/demo/moves.bash"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
# shellcheck source=tests/guest/inside/moving.bash
. "$FACET_REPO/tests/guest/inside/moving.bash"
GUEST_MEM=512 GUEST_SCREEN=off GUEST_DISPLAY=none
GUEST_DEVICE=enable-migration=on
# A machine and a processor that all hosts have.
GUEST_MACHINE=pc-q35-10.0
CPU=kvm64,-vme,enforce

# What a guest without virtio-serial does.
declare -A ORDERS=(
	[gen9]='again.blits.--count.1000000.--seed.1,again.check.--engines,again.aperture,'
	[virtio-gpu]=''
)
serial() { [[ ${GUEST_PORTS:-} == serial ]]; }

leaves() {
	[[ -z ${PID[0]:-} ]] || guest_kill 0
	vgpu_remove 0
	UUID[0]=''
}

# begins: start the guest.
begins() {
	if serial; then
		guest_start 0 "facet.orders=${ORDERS[$model]}frames.linear,stay"
		guests_wait 'FACET-READY*' "driver" 0
		return
	fi
	guest_start 0
	guests_wait 'FACET-READY*' "driver" 0 || return 1
	ok "its kernel does not complain at its start" guest_log_is_clean 0
	sets_to_work 0
}

# arrives FILE: load the guest from a file that another host has written, and check that it goes on.
arrives() {
	local loads=$BAD
	read -r SIZE SHOWN <"$1.shown"
	ok "facetctl says that the vGPU takes the state" takes 0 "$1"
	ok "the guest is loaded" loaded 0 "$1"
	rm -f "$1" "$1.shown"
	((BAD == loads)) || return 1
	works 0 "loaded" aperture
	serial || ok "its picture is there" shows 0
}

# complains: succeed if the guest's kernel has complained since it came to this host.
complains() {
	if serial; then
		sed 's/^/# /' "$RUN/guest0.console" | grep .
	else
		! quiet 0
	fi
}

# passes FILE: what the guest of this model does in this leg.
passes() {
	if [[ $LEG == first ]]; then begins || return; else arrives "$1" || return; fi
	serial || guest_tell 0 frames linear
	ok "the guest flips" flips 0
	[[ $LEG == first ]] || ok "its kernel does not complain" not complains
	SIZE=none SHOWN=none
	if [[ $LEG == last ]]; then
		serial || ok "the guest ends, and its vGPU is closed" ends 0
		return
	fi
	serial || ok "the guest draws" drawn 0
	echo "$SIZE $SHOWN" >"$1.shown"
	ok "it is saved to a file" saved 0 "$1"
}
not() { ! "$@"; }

: >"$FACET_DIR/host.report"
modules_load
trap leaves EXIT
BAD=0
say "Linux $(uname -r), $(qemu-system-x86_64 --version | head -n 1), $GUEST_MACHINE, $CPU"
for model in ${FACET_MODELS:-gen9 virtio-gpu}; do
	TAP_NAME=$model
	if [[ $LEG != first && ! -e $LEG_FILES/$model.shown ]]; then
		ok "no guest has arrived" false
		continue
	fi
	MODEL[0]=$model
	vgpu_create 0 "${TYPES[$model]}"
	passes "$LEG_FILES/$model" || ok "the guest gets no further" false
	leaves
done
trap - EXIT
TAP_NAME=''
ok_the_end
exit 0
