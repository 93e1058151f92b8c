#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: stock guests move between two QEMUs, to and fro; then they are saved to a file and
# loaded. A guest with an Intel GPU blits and compares, stores on all engines, and reads and writes
# the aperture with fences; it shows a picture in the first move, and flips in all others. A guest
# with a virtio-gpu does the same without engines. TAP on stdout; pictures in $FACET_DIR.
#
# FACET_MOVES: moves of each guest (2). FACET_MODELS: models of vGPUs (gen9 virtio-gpu). FACET_BY:
# who tells QEMU what a vGPU has written: the container, by its pins (pins, the default), or the
# vGPU (device), or the vGPU with its memory from iommufd (iommufd). The last two need a kernel with
# IOMMUFD, and no option.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/moves.bash
. "$FACET_REPO/tests/demo/moves.bash"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
GUEST_MEM=512 GUEST_SCREEN=off GUEST_DISPLAY=none
case ${FACET_BY:=pins} in
pins) GUEST_DEVICE=enable-migration=on ;;
device) GUEST_DEVICE='' ;;
iommufd) GUEST_DEVICE=iommufd=iommufd0 GUEST_ARGS+=(-object 'iommufd,id=iommufd0') ;;
esac
FACET_MOVES=${FACET_MOVES:-2}
declare -A TYPES=([gen9]=facet-1 [virtio-gpu]=facet-v1)

tidy() {
	local n
	for n in 0 1; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		[[ -z ${UUID[n]:-} ]] || vgpu_remove "$n"
		UUID[n]=''
	done
}

# compares N: wait until the guest has compared more blits. Fail on a mismatch.
compares() {
	guest_anew "$1"
	guests_wait '{"report":"progress"*' "progress of its blits" "$1" || return 1
	say "guest$1: ${LINE[$1]}"
	[[ ${LINE[$1]} == *'"mismatches":0}'* || ${LINE[$1]} == *'"mismatches":0,'* ]]
}

# quiet N: succeed if the guest's kernel has not complained.
quiet() {
	[[ -e $RUN/guest$1.dmesg ]] || { echo "# guest$1: its kernel has no log" && return 1; }
	! grep -E 'WARNING|BUG|\*ERROR\*|Call Trace|GPU HANG|reset' "$RUN/guest$1.dmesg" |
		sed 's/^/# /' | grep .
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

# converges N: let guest N move to nowhere, with a downtime of 1 ms at most, and look after a few
# seconds of PRE_COPY how many pages are pinned. Then cancel. With what its processor changes, that
# may be at most CONVERGES_KIB, so that a move with QEMU's defaults ends on a fast network. The rate
# that QEMU tells of a move counts a page in each of many short rounds. A guest that changes nothing
# has moved by then: let it go on here.
CONVERGES_KIB=32768
# The lines of QEMU 10, and of QEMU 11.
ROUNDS='^(dirty sync count: | *Others:.*dirty_syncs=)([0-9]+).*'
converges() {
	local n=$1 i pinned rounds state=''
	move_begin "$n" "exec:cat >/dev/null" 1
	for ((i = 0; i < 600; i++)); do
		sleep 0.5
		guest_alive "$n" || return 1
		rounds=$(move_said "$n" | sed -nE "s/$ROUNDS/\\2/p")
		((i < 6 || ${rounds:-0} < 4)) || break
		state=$(move_status "$n")
		[[ $state != completed ]] || break
	done
	pinned=$((4 * $(vgpu_statistic "$n" pins)))
	[[ $state == completed ]] || ((${rounds:-0} >= 4)) || {
		say "guest$n: ${rounds:-no} rounds"
		return 1
	}
	guest_answer "$n" migrate_cancel >/dev/null
	for ((i = 0; i < 100; i++)); do
		state=$(move_status "$n")
		[[ $state == @(cancelled|completed) ]] && break
		sleep 0.1
	done
	[[ $state != completed ]] || guest_answer "$n" cont >/dev/null
	changes "$n" || return 1
	say "$pinned KiB are pinned, $CHANGED KiB change in a second"
	((pinned + CHANGED <= CONVERGES_KIB)) && [[ $state == @(cancelled|completed) ]]
}
vgpu_statistic() {
	sed -n "s/^$2 //p" "/sys/bus/mdev/devices/${UUID[$1]}/facet/statistics"
}

# drawn N: let guest N draw its pattern. $SIZE and $SHOWN are the size and the hash of its screen.
drawn() {
	SIZE=0x0 SHOWN=0
	guest_anew "$1"
	guest_tell "$1" pattern
	guests_wait '{"report":"modeset"*' "mode" "$1" || return 1
	[[ ${LINE[$1]} =~ \"mode\":\"([0-9x]+)\" ]] && SIZE=${BASH_REMATCH[1]}
	guests_wait '{"report":"pattern"*' "pattern" "$1" || return 1
	[[ ${LINE[$1]} =~ \"shown\":\"([0-9a-f]+)\" ]] && SHOWN=${BASH_REMATCH[1]}
}

# shows N: succeed if facetctl's screenshot has each pixel that was drawn.
shows() {
	guest_screenshot "$1" "$model-$1.png" &&
		"$BIN/facet-picture-find" "$FACET_DIR/$model-$1.png" --size "$SIZE" \
			--hash "$SHOWN" | sed 's/^/# /' && ((PIPESTATUS[0] == 0))
}

# flips N: succeed if the screen of guest N changes.
flips() {
	local i before now
	before=$(shown "$1")
	for ((i = 0; i < ${FACET_STALL:-120}; i++)); do
		now=$(shown "$1")
		((now <= before + 1)) || { say "guest$1: $now flips" && return 0; }
		sleep 1
	done
	return 1
}
shown() { vgpu_statistic "$1" flips_shown; }

# reports N NAME: wait for a report of this name, and succeed if each says that all was right.
reports() {
	guests_wait "{\"report\":\"$2\"*" "report of $2" "$1" &&
		guest_always "$1" "$2" '"ok":true'
}

# never_wrong: succeed if no guest has read or written wrong bytes through its aperture.
never_wrong() {
	! grep -h '"report":"aperture-wrong"' "$RUN"/guest?.report | sed 's/^/# /' | grep .
}

# apertures N: wait for a report of the aperture. There is none behind a wrong one.
apertures() { never_wrong && reports "$1" aperture; }

# works N: what guest N does beside its screen. Only an Intel GPU has engines and an aperture.
works() {
	[[ $model == gen9 ]] || return 0
	ok "$2: its blits go on" compares "$1"
	ok "$2: stores of all engines arrive" reports "$1" check
	ok "$2: its aperture has shown what is in memory" never_wrong
	# Each store to a tiled page is a trap, so a report may take a minute.
	((move <= FACET_MOVES)) || ok "$2: so it does now" apertures "$1"
}

# takes N FILE: succeed if facetctl says that the vGPU of guest N takes the states of a file.
takes() {
	"$BIN/facetctl" migrate-check "${UUID[$1]}" "$2" | sed 's/^/# /'
	((PIPESTATUS[0] == 0))
}

# ends N: let guest N power off, and check that its vGPU is closed then.
ends() {
	guest_tell "$1" quit
	guest_stop "$1"
	is "$(cat "/sys/bus/mdev/devices/${UUID[$1]}/facet/state")" closed
}

# asks_vgpu: succeed if no QEMU has missed a record of written pages.
asks_vgpu() { ! grep -h 'dirty tracking' "$RUN"/guest[01].qemu | sed 's/^/# /' | grep .; }

# begins: start guest 0 of this model with all of its work.
begins() {
	local n
	for n in 0 1; do
		MODEL[n]=$model
		vgpu_create "$n" "${TYPES[$model]}"
	done
	guest_start 0
	guests_wait 'FACET-READY*' "driver" 0 || exit 1
	ok "with its console, few pages are pinned or change" converges 0
	ok "its kernel does not complain" guest_log_is_clean 0
	ok "the guest draws" drawn 0
	[[ $model == gen9 ]] || return 0
	guest_tell 0 "again blits --count 1000000 --seed 1"
	guest_tell 0 "again check --engines"
	guest_tell 0 "again aperture"
	ok "the guest blits and compares" compares 0
}

: >"$FACET_DIR/host.report"
modules_load
trap tidy EXIT
for model in ${FACET_MODELS:-gen9 virtio-gpu}; do
	TAP_NAME="migrate $model by $FACET_BY"
	begins
	for ((move = 1; move <= FACET_MOVES; move++)); do
		from=$(((move - 1) % 2)) to=$((move % 2))
		ok "move $move ends" moved "$from" "$to" || break
		works "$to" "move $move"
		if ((move == 1)); then
			ok "move $move: the picture is there" shows "$to"
			guest_tell "$to" frames linear
		fi
		ok "move $move: the guest flips" flips "$to"
		ok "move $move: its kernel does not complain" quiet "$to"
	done
	from=$to to=$((1 - to))
	ok "the guest is saved to a file" saved "$from" "$RUN/saved"
	ok "facetctl says that the other vGPU takes it" takes "$to" "$RUN/saved"
	ok "another vGPU loads it from the file" loaded "$to" "$RUN/saved"
	rm -f "$RUN/saved"
	works "$to" "loaded"
	ok "loaded: the guest flips" flips "$to"
	ok "loaded: its kernel does not complain" quiet "$to"
	ok "the guest ends, and its vGPU is closed" ends "$to"
	[[ $FACET_BY == pins ]] ||
		ok "QEMU asks the vGPU what it has written" asks_vgpu
	tidy
done
trap - EXIT
ok_the_end
exit 0
