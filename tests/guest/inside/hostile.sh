#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: guest0 does blits all the while; guest1 writes rubbish, first with i915 loaded, then without, to everything
# that its vGPU has. guest1 may die of it. guest0, the host and its log must not be touched. TAP on stdout.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
SECONDS_OF_HARM=${FACET_HARM:-8}
LOG_LIMIT=100	# lines that the host may say about it
say() { printf '# %s\n' "$*"; }

ok() {
	local rc=$?
	((rc)) && printf 'not '
	printf 'ok - %s\n' "$*"
	return 0
}

# shellcheck disable=SC2317 # by the trap
tidy() {
	local n
	trap - EXIT
	for n in 0 1; do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		vgpu_remove "$n"
	done
	modules_unload
}

# harm NAME [KERNEL COMMAND LINE]: guest1 anew, rubbish for a while; guest0 does blits from before to after.
round=0
harm() {
	local name=$1 start f seen=0
	shift
	round=$((round + 1))
	guest_start 1 "$@"
	guests_wait 'FACET-BEGIN*' "start" 1 || return 1
	[[ $* == *i915=no* ]] || guests_wait 'FACET-READY*' "i915" 1 || return 1
	guest_tell 1 "rubbish --seconds $SECONDS_OF_HARM --seed $((FACET_SEED * 10 + round))"
	start=$SECONDS
	while ((SECONDS - start < SECONDS_OF_HARM + 20)) && guest_alive 1; do
		guest_tell 0 "blits --count 200 --seed $((FACET_SEED * 1000 + round * 100 + seen))"
		seen=$((seen + 1))
		blits_done $((BLIT_RUNS += 1)) || return 1
		grep -q 'rubbish-end' "$RUN/guest1.report" && break
	done
	grep -q '"report":"rubbish","seconds"' "$RUN/guest1.report"
	ok "$name: the rubbish was written"
	guest_kill 1
	for f in "${LOGS[@]}"; do mv "$FACET_DIR/guest1.$f" "$FACET_DIR/guest1-$round.$f"; done
}

# blits_done N: until guest0 has ended N runs of blits.
BLIT_RUNS=0
blits_done() {
	local idle=0 last='' now
	while [[ $(grep -c '"report":"blits"' "$RUN/guest0.report") -lt $1 ]]; do
		guest_alive 0 || return 1
		now=$(stat -c %s "$RUN/guest0.report")
		[[ $now == "$last" ]] && ((++idle > ${FACET_STALL:-120})) && return 1
		[[ $now == "$last" ]] || idle=0
		last=$now
		sleep 1
	done
}

: >"$FACET_DIR/host.report"
modules_unload
leftovers before
trap tidy EXIT
modules_load
type=$(type_for 2)
vgpu_create 0 "$type"
vgpu_create 1 "$type"
guest_start 0
guests_wait 'FACET-READY*' "i915" 0 || exit 1
lines=$(dmesg | wc -l)
harm "a guest with a driver" iomem=relaxed
ok "rubbish from a guest with a driver: the other guest goes on"
harm "a guest without a driver" facet.i915=no
ok "rubbish from a guest without a driver: the other guest goes on"

guest_always 0 blits '"blit_mismatches":0,.*"error":""'
ok "the other guest's blits have 0 mismatches"
((BLIT_RUNS >= 2))
ok "the other guest did $((BLIT_RUNS * 200)) blits meanwhile"
guest_tell 0 check
guests_wait '{"report":"check"*' "answer from its engines" 0 && [[ ${LINE[0]} == *'"ok":true'* ]]
ok "the other guest's engines answer and it is not wedged"
guest_log_is_clean 0
ok "the other guest's kernel log has no warning"
guest_tell 0 quit
guest_stop 0
vgpu_remove 0
vgpu_remove 1
modules_unload
leftovers after
trap - EXIT
! host_trouble
ok "the host's kernel log has no warning"
said=$(($(dmesg | wc -l) - lines))
((said <= LOG_LIMIT))
ok "the host's kernel log is not flooded ($said lines)"
((${FAILURES:-0} == 0))
ok "nothing else failed"
exit 0
