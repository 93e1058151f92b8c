# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a guest does while it moves, and how a script of level guest judges that. Sourced after
# host-lib.sh, moves.bash and tap.bash. $model is the model of the guest's vGPU, or both.

# shellcheck disable=SC2034,SC2154 # variables of those who source this file
# shellcheck source=tests/guest/inside/drawn.bash
. "$FACET_REPO/tests/guest/inside/drawn.bash"
# shellcheck source=tests/guest/inside/trouble.bash
. "$FACET_REPO/tests/guest/inside/trouble.bash"
declare -A TYPES=([gen9]=facet-1 [virtio-gpu]=facet-v1 [both]=facet-1)
declare -A LARGER=([gen9]=facet-2 [virtio-gpu]=facet-v2)	# types that do not take their state

# compares N: wait until the guest has compared more blits. Fail on a mismatch.
compares() {
	guest_anew "$1"
	guests_wait '{"report":"progress",*"mismatches"*' "progress of its blits" "$1" || return 1
	say "guest$1: ${LINE[$1]}"
	[[ ${LINE[$1]} == *'"mismatches":0}'* || ${LINE[$1]} == *'"mismatches":0,'* ]]
}

# quiet N: succeed if the guest's kernel has not complained.
quiet() { untroubled "$RUN/guest$1.dmesg"; }

# shows N: succeed if facetctl's screenshot has each pixel that was drawn.
shows() { taken "$1" "$model-$1.png"; }

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

# never_wrong NAME: succeed if no report of this name says that something was wrong, of any guest.
# Print what the vGPUs know of stores otherwise.
never_wrong() {
	! grep -h "\"report\":\"$1\(-wrong\)\?\"" "$RUN"/guest?.report | grep -v '"ok":true' |
		sed 's/^/# /' | grep . && return
	grep -E '^(followed|lost|blank|views[a-z_]*) ' /sys/kernel/debug/facet/*/tracking |
		sed 's/^/# /'
	return 1
}

# works N WHEN [aperture]: what guest N does beside its screen. Only an Intel GPU has engines and an
# aperture. With a third argument, wait for a report on the aperture. Each store to a tiled page is
# a trap, so it may take a minute. After a wrong report the guest's program has ended.
works() {
	[[ $model != virtio-gpu ]] || return 0
	ok "$2: its blits go on" compares "$1"
	ok "$2: stores of all engines arrive" reports "$1" check
	ok "$2: its aperture has shown nothing else than memory" never_wrong aperture
	[[ ${3:-} != aperture ]] || ((${BAD:-0})) ||
		ok "$2: its aperture shows what is in memory" reports "$1" aperture
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

# sets_to_work N: let a guest with an Intel GPU work until it ends.
sets_to_work() {
	[[ $model != virtio-gpu ]] || return 0
	guest_tell "$1" "again blits --count 1000000 --seed 1"
	guest_tell "$1" "again check --engines"
	guest_tell "$1" "again aperture"
	ok "the guest blits and compares" compares "$1"
}
