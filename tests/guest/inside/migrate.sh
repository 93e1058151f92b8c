#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: stock guests move between two QEMUs, to and fro; then they are saved to a file and
# loaded. A guest with an Intel GPU blits and compares, stores on all engines, and reads and writes
# the aperture with fences; it shows a picture in the first move, and flips in all others. A guest
# with a virtio-gpu does the same without engines. A guest with both works on the Intel GPU, and
# shows its picture and flips on the virtio-gpu. TAP on stdout; pictures in $FACET_DIR.
#
# At the end a second QEMU fails to open the guest's vGPU, and a vGPU of another type refuses the
# guest. Guests with both skip this.
#
# FACET_MOVES: moves of each guest (2). FACET_MODELS: models of vGPUs (gen9 virtio-gpu), or both.
# FACET_BY: who tells QEMU what a vGPU has written: the container, by its pins (pins, the default),
# or the vGPU (device), or the vGPU with its memory from iommufd (iommufd). The last two need a
# kernel with IOMMUFD, and no option.

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
declare -a COMMON_ARGS=()
case ${FACET_BY:=pins} in
pins) GUEST_DEVICE=enable-migration=on ;;
device) GUEST_DEVICE='' ;;
iommufd) GUEST_DEVICE=iommufd=iommufd0 COMMON_ARGS=(-object 'iommufd,id=iommufd0') ;;
esac
FACET_MOVES=${FACET_MOVES:-2}

tidy() {
	local n
	for n in 0 1 2 3; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		[[ -z ${UUID[n]:-} ]] || vgpu_remove "$n"
		UUID[n]=''
	done
}

# changes N: set $CHANGED to the KiB of memory that the processor of guest N changes in a second, by
# KVM's bitmap.
changes() {
	local i said
	guest_answer "$1" calc_dirty_rate -b 1 >/dev/null
	for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
		sleep 1
		said=$(guest_answer "$1" info dirty_rate)
		[[ $said =~ 'Dirty rate: '([0-9]+) ]] || continue
		CHANGED=$((1024 * BASH_REMATCH[1]))
		return 0
	done
	say "guest$1: no dirty rate: $said"
	return 1
}

# converges N: let guest N move to nowhere, with a downtime of 1 ms at most, and look after 3 s or
# more of PRE_COPY how many pages are pinned. Then cancel. With what its processor changes, that may
# be at most CONVERGES_KIB, so that a move with QEMU's defaults ends on a fast network. The rate
# that QEMU tells of a move counts a page in each of many short rounds. The bandwidth makes the
# first round last longer than 3 s.
CONVERGES_KIB=32768
CONVERGES_BANDWIDTH=16M
CONVERGES_FROM=6 CONVERGES_LOOKS=600	# two looks a second
# The lines of QEMU 10, and of QEMU 11.
ROUNDS='^(dirty sync count: | *Others:.*dirty_syncs=)([0-9]+).*'
converges() {
	local n=$1 i pinned='' rounds
	move_begin "$n" "exec:cat >/dev/null" 1 "$CONVERGES_BANDWIDTH"
	for ((i = 0; i < CONVERGES_LOOKS; i++)); do
		sleep 0.5
		guest_alive "$n" || return 1
		[[ $(move_status "$n") != completed ]] || break
		((i >= CONVERGES_FROM)) || continue
		pinned=$((4 * $(vgpu_statistic "$n" pins)))
		rounds=$(move_said "$n" | sed -nE "s/$ROUNDS/\\2/p")
		((${rounds:-0} < 4)) || break
	done
	stays "$n" || return 1
	((i < CONVERGES_LOOKS)) || { say "guest$n: ${rounds:-no} rounds" && return 1; }
	[[ $pinned ]] || { say "guest$n: the move ended before 3 s had passed" && return 1; }
	changes "$n" || return 1
	say "$pinned KiB are pinned, $CHANGED KiB change in a second"
	((pinned + CHANGED <= CONVERGES_KIB))
}

# stays N: cancel the move of guest N to nowhere. A guest that changes nothing has moved by then:
# let it go on here.
stays() {
	local i state=''
	guest_answer "$1" migrate_cancel >/dev/null
	for ((i = 0; i < 100; i++)); do
		state=$(move_status "$1")
		[[ $state != @(cancelled|completed) ]] || break
		sleep 0.1
	done
	[[ $state != completed ]] || guest_answer "$1" cont >/dev/null
	[[ $state == @(cancelled|completed) ]]
}

# screen N: set $SCREEN to the number of the vGPU whose screen guest N uses. With both, the
# virtio-gpu is vGPU N + 2.
screen() {
	SCREEN=$1
	[[ $model != both ]] || SCREEN=$(($1 + 2))
}

# beside N: let the next QEMU of guest N have its virtio-gpu too, if it has both.
beside() {
	local device="vfio-pci-nohotplug,addr=03.0${GUEST_DEVICE:+,$GUEST_DEVICE}"
	GUEST_ARGS=("${COMMON_ARGS[@]}")
	[[ $model != both ]] || GUEST_ARGS+=(-device
		"$device,sysfsdev=/sys/bus/mdev/devices/${UUID[$1 + 2]}")
}

# asks_vgpu N...: succeed if the QEMUs of these guests have missed no record of written pages.
asks_vgpu() {
	local n
	for n; do
		[[ -e $RUN/guest$n.qemu ]] || return 1
		! grep 'dirty tracking' "$RUN/guest$n.qemu" | sed 's/^/# /' | grep . || return 1
	done
}

# begins: start guest 0 of this model with all of its work. The driver that loads first has the
# screen.
begins() {
	local n append=()
	for n in 0 1; do
		MODEL[n]=$model
		vgpu_create "$n" "${TYPES[$model]}"
	done
	if [[ $model == both ]]; then
		for n in 2 3; do
			MODEL[n]=virtio-gpu
			vgpu_create "$n" "${TYPES[virtio-gpu]}"
		done
		MODEL[0]=gen9 MODEL[1]=gen9
		append=(facet.gpu=virtio_gpu)
	fi
	beside 0
	guest_start 0 "${append[@]}"
	guests_wait 'FACET-READY*' "driver" 0 || exit 1
	if [[ $model == both ]]; then
		guest_tell 0 load i915
		guests_wait '{"report":"load"*' "i915" 0 || exit 1
	else
		ok "with its console, few pages are pinned or change" converges 0
	fi
	ok "its kernel does not complain" guest_log_is_clean 0
	ok "the guest draws" drawn 0
	sets_to_work 0
}

# refusals N: try moves of guest N that cannot be, and check that it works on where it is.
refusals() {
	beside 2
	UUID[2]=${UUID[$1]}
	MODEL[2]=$model
	ok "no second QEMU has the vGPU of the guest" shut_out 2
	vgpu_create 2 "${LARGER[$model]}"
	ok "a vGPU of another type refuses the guest, and says why" refused "$1" 2 "type is \
'${TYPES[$model]}' there and '${LARGER[$model]}' here"
	works "$1" "refused"
	ok "refused: the guest flips" flips "$1"
	ok "refused: its kernel does not complain" quiet "$1"
}

# shut_out N: succeed if a QEMU with the vGPU of guest N ends, and says that it is in use.
shut_out() {
	local i rc said='resource busy'
	[[ $FACET_BY != iommufd ]] || said='error bind device'
	guest_start "$1"
	for ((i = 0; i < 300; i++)); do guest_alive "$1" || break; sleep 0.1; done
	grep "$said" "$RUN/guest$1.qemu" | sed 's/^/# /'
	((PIPESTATUS[0] == 0)) && ! guest_alive "$1"
	rc=$?
	guest_kill "$1"
	return "$rc"
}

# refused FROM TO REASON: let guest FROM move to a QEMU of guest TO that does not take it. Succeed
# if it runs on, and the log of the kernel has the reason once.
refused() {
	local i
	move_starts "$1" "$2" "$DOWNTIME_MS"
	for ((i = 0; i < 600; i++)); do
		[[ $(move_status "$1") != failed ]] || break
		sleep 0.5
	done
	guest_kill "$2"
	is "$(move_status "$1")" failed &&
		is "$(dmesg | grep -c "facet ${UUID[$2]}: the state of a vGPU is refused: $3")" 1 &&
		guest_answer "$1" info status | grep -q 'VM status: running'
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
for model in ${FACET_MODELS:-gen9 virtio-gpu}; do
	TAP_NAME="migrate $model by $FACET_BY"
	begins
	for ((move = 1; move <= FACET_MOVES; move++)); do
		from=$(((move - 1) % 2)) to=$((move % 2))
		beside "$to"
		screen "$to"
		ok "move $move ends" moved "$from" "$to" || break
		[[ $FACET_BY == pins ]] ||
			ok "move $move: QEMU asks the vGPU what it has written" \
				asks_vgpu "$from" "$to"
		works "$to" "move $move"
		if ((move == 1)); then
			ok "move $move: the picture is there" shows "$SCREEN"
			guest_tell "$to" frames linear
		fi
		ok "move $move: the guest flips" flips "$SCREEN"
		ok "move $move: its kernel does not complain" quiet "$to"
	done
	from=$to to=$((1 - to))
	beside "$to"
	screen "$to"
	ok "the guest is saved to a file" saved "$from" "$RUN/saved"
	ok "facetctl says that the other vGPU takes it" takes "$to" "$RUN/saved"
	ok "another vGPU loads it from the file" loaded "$to" "$RUN/saved"
	rm -f "$RUN/saved"
	works "$to" "loaded" aperture
	ok "loaded: the guest flips" flips "$SCREEN"
	ok "loaded: its kernel does not complain" quiet "$to"
	[[ $model == both ]] || refusals "$to"
	ok "the guest ends, and its vGPU is closed" ends "$to"
	tidy
done
trap - EXIT
ok_the_end
exit 0
