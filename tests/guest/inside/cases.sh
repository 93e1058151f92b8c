#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: one guest without a driver does all hostile cases, again and again for FACET_HARM seconds, while FACET_NEIGHBOURS
# stock guests do blits that they check. Neighbours, the host, its log and its memory must not be touched. TAP on stdout, figures in
# summary.json.

set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
NEIGHBOURS=${FACET_NEIGHBOURS:-1}
EVIL=$NEIGHBOURS
LOG_LIMIT=100	# lines that the host may say about it
CASES_MIN=40
say() { printf '# %s\n' "$*"; }

ok() {
	local rc=$?
	((rc)) && printf 'not ' && BAD=$((${BAD:-0} + 1))
	printf 'ok - %s\n' "$*"
	return 0
}

# shellcheck disable=SC2317 # by the trap
tidy() {
	local n
	trap - EXIT
	for ((n = 0; n <= EVIL; n++)); do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		vgpu_remove "$n"
	done
	modules_unload
}

# blits_done N: until each neighbour has ended so many runs of blits.
declare -i RUNS=0
blits_done() {
	local n idle=0 last='' now missing
	while :; do
		missing='' now=''
		for ((n = 0; n < NEIGHBOURS; n++)); do
			guest_alive "$n" || return 1
			[[ $(grep -c '"report":"blits"' "$RUN/guest$n.report") -ge $1 ]] || missing=yes
			now+=$(stat -c '%s ' "$RUN/guest$n.report")
		done
		[[ -n $missing ]] || return 0
		[[ $now == "$last" ]] && ((++idle > ${FACET_STALL:-120})) && return 1
		[[ $now == "$last" ]] || idle=0
		last=$now
		sleep 1
	done
}

blits_again() {
	local n
	RUNS+=1
	for ((n = 0; n < NEIGHBOURS; n++)); do guest_tell "$n" "blits --count 200 --seed $((FACET_SEED * 1000 + RUNS * 10 + n))"; done
	blits_done "$RUNS"
}

: >"$FACET_DIR/host.report"
modules_unload
leftovers before
trap tidy EXIT
modules_load
type=$(type_for $((NEIGHBOURS + 1)))
for ((n = 0; n <= EVIL; n++)); do vgpu_create "$n" "$type"; done
stock=()
for ((n = 0; n < NEIGHBOURS; n++)); do
	guest_start "$n"
	stock+=("$n")
done
guests_wait 'FACET-READY*' "i915" "${stock[@]}" || exit 1
lines=$(dmesg | wc -l)
guest_start "$EVIL" facet.i915=no iomem=relaxed 'memmap=64M$0x20000000'
guests_wait 'FACET-BEGIN*' "start" "$EVIL" || exit 1
guest_tell "$EVIL" "hostile --seconds ${FACET_HARM:-0}"
until grep -q '"report":"hostile-end"' "$RUN/guest$EVIL.report" || ! guest_alive "$EVIL"; do
	blits_again || break
done
blits_again
ok "the neighbours go on: $NEIGHBOURS with $((RUNS * 200)) blits each"
grep '"report":"hostile-failed"' "$RUN/guest$EVIL.report" | sed 's/^/# /'
end=$(grep '"report":"hostile-end"' "$RUN/guest$EVIL.report")
cases=$(sed -nE 's/.*"cases":([0-9]+).*/\1/p' <<<"$end")
rounds=$(sed -nE 's/.*"rounds":([0-9]+).*/\1/p' <<<"$end")
failed=$(sed -nE 's/.*"failed":([0-9]+).*/\1/p' <<<"$end")
[[ ${cases:-0} -ge $CASES_MIN && ${failed:-1} == 0 ]]
ok "${cases:-no} hostile cases from inside a guest, ${failed:-?} failed"
guest_tell "$EVIL" quit
guest_stop "$EVIL"

mismatches=0
for n in "${stock[@]}"; do
	m=$(grep '"report":"blits"' "$RUN/guest$n.report" | sed -nE 's/.*"blit_mismatches":([0-9]+).*/\1/p' | paste -sd+)
	mismatches=$((mismatches + ${m:-1}))
	guest_always "$n" blits '"blit_mismatches":0,.*"error":""'
	ok "guest$n: its blits have 0 mismatches"
	guest_tell "$n" check
	guests_wait '{"report":"check"*' "answer from its engines" "$n" && [[ ${LINE[n]} == *'"ok":true'* ]]
	ok "guest$n: its engines answer and it is not wedged"
	guest_log_is_clean "$n"
	ok "guest$n: its kernel log has no warning"
	guest_tell "$n" quit
	guest_stop "$n"
done
for ((n = 0; n <= EVIL; n++)); do vgpu_remove "$n"; done
modules_unload
leftovers after
trap - EXIT
! host_trouble
ok "the host's kernel log has no warning"
said=$(($(dmesg | wc -l) - lines))
((said <= LOG_LIMIT))
ok "the host's kernel log is not flooded ($said lines)"
no_more "$(leftover pinned after)" "$(leftover pinned before)"
ok "no page stays pinned ($(leftover pinned after))"
lost=$(($(leftover free_kib before) - $(leftover free_kib after)))
((lost < 65536))
ok "the host's memory comes back (${lost} KiB less)"
((${FAILURES:-0} == 0))
ok "nothing else failed"
cat >"$FACET_DIR/summary.json" <<T
{
  "neighbours": $NEIGHBOURS,
  "blits_each": $((RUNS * 200)),
  "blit_mismatches": $mismatches,
  "rounds": ${rounds:-0},
  "hostile_cases": ${cases:-0},
  "hostile_failed": ${failed:-0},
  "host_log_lines": $said,
  "pinned_pages_left": $(leftover pinned after),
  "memory_lost_kib": $lost,
  "failures": $((${FAILURES:-0} + ${BAD:-0}))
}
T
((${BAD:-0} == 0))
