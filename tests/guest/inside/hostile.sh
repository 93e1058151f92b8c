#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# In the host VM: FACET_NEIGHBOURS stock guests do blits all the time and check them. Another guest
# without a driver runs all hostile cases, repeatedly for FACET_HARM seconds. Then it writes random
# values to everything that its vGPU offers. A guest with a driver writes random values as well.
# Both hostile guests may crash. The neighbours, the host, its log and its memory must not be
# affected. TAP on stdout, figures in summary.json.

# shellcheck disable=SC2317 # functions are called by ok
set -u
# shellcheck source=tests/demo/host-lib.sh
. "$FACET_REPO/tests/demo/host-lib.sh"
# shellcheck source=tests/demo/tap.bash
. "$FACET_REPO/tests/demo/tap.bash"
NEIGHBOURS=${FACET_NEIGHBOURS:-1}
EVIL=$NEIGHBOURS
SECONDS_OF_RUBBISH=5
RUBBISH_PATIENCE=20	# additional seconds, for emulation
LOG_LIMIT=100	# lines that the host may log about the hostile guests
LOST_KIB=65536	# KiB of free memory that the host may lose
BLITS=200	# in one run

tidy() {
	local n
	trap - EXIT
	for ((n = 0; n <= EVIL; n++)); do
		[[ -z ${PID[n]:-} ]] || guest_kill "$n"
		vgpu_remove "$n"
	done
	modules_unload
}

declare -i RUNS=0
blits_again() {
	local n
	RUNS+=1
	for n in "${STOCK[@]}"; do
		guest_tell "$n" "blits --count $BLITS --seed $((FACET_SEED * 1000 + RUNS * 10 + n))"
	done
	guests_blits "$RUNS" "${STOCK[@]}"
}

# evil_said REPORT: print the hostile guest's report lines of this name.
evil_said() { grep "\"report\":\"$1\"" "$RUN/guest$EVIL.report"; }

# all_passed WANTED: succeed if the hostile guest ran at least WANTED cases (the number in
# docs/reference/generated/hostile.md) and none failed.
all_passed() { [[ -n $1 && ${CASES:-0} -ge $1 && ${FAILED:-1} == 0 ]]; }

# cases: run all hostile cases. $CASES, $ROUNDS and $FAILED are the figures of the guest's last
# line.
cases() {
	local end wanted
	wanted=$(sed -nE 's/.* cases in .*; ([0-9]+) of them run in a real guest.*/\1/p' \
		"$FACET_REPO/docs/reference/generated/hostile.md")
	guest_tell "$EVIL" "hostile --seconds ${FACET_HARM:-0}"
	until evil_said hostile-end >/dev/null || ! guest_alive "$EVIL"; do
		blits_again || break
	done
	evil_said hostile-failed | sed 's/^/# /'
	end=$(evil_said hostile-end)
	CASES=$(sed -nE 's/.*"cases":([0-9]+).*/\1/p' <<<"$end")
	ROUNDS=$(sed -nE 's/.*"rounds":([0-9]+).*/\1/p' <<<"$end")
	FAILED=$(sed -nE 's/.*"failed":([0-9]+).*/\1/p' <<<"$end")
	ok "${CASES:-no} hostile cases of ${wanted:-?} from inside a guest, ${FAILED:-?} failed" \
		all_passed "$wanted"
}

# rubbish NAME: let the hostile guest write random values until the program or the guest ends. Then
# end the guest and rename its logs after NAME.
rubbish() {
	local f start=$SECONDS
	guest_tell "$EVIL" \
		"rubbish --seconds $SECONDS_OF_RUBBISH --seed $((FACET_SEED * 10 + ${#1}))"
	while ((SECONDS - start < SECONDS_OF_RUBBISH + RUBBISH_PATIENCE)) && guest_alive "$EVIL"; do
		blits_again || break
		evil_said rubbish-end >/dev/null && break
	done
	ok "a guest $1 a driver: the rubbish was written" \
		grep -q '"report":"rubbish","seconds"' "$RUN/guest$EVIL.report"
	guest_kill "$EVIL"
	for f in "${LOGS[@]}"; do
		mv "$FACET_DIR/guest$EVIL.$f" "$FACET_DIR/guest$EVIL-$1.$f"
	done
	ok "rubbish from a guest $1 a driver: the neighbours go on" blits_again
}

: >"$FACET_DIR/host.report"
modules_unload
leftovers before
trap tidy EXIT
modules_load
type=$(type_for $((NEIGHBOURS + 1)))
for ((n = 0; n <= EVIL; n++)); do vgpu_create "$n" "$type"; done
STOCK=()
lines=$(dmesg | wc -l)
for ((n = 0; n < NEIGHBOURS; n++)); do
	guest_start "$n"
	STOCK+=("$n")
done
guest_start "$EVIL" facet.gpu=none iomem=relaxed 'memmap=64M$0x20000000'
guests_wait 'FACET-READY*' "i915" "${STOCK[@]}" || exit 1
guests_wait 'FACET-BEGIN*' "start" "$EVIL" || exit 1
cases
ok "the $NEIGHBOURS neighbours go on" blits_again
say "$((RUNS * BLITS)) blits in each neighbour"
rubbish without
guest_start "$EVIL" iomem=relaxed
guests_wait 'FACET-READY*' "i915" "$EVIL" || exit 1
rubbish with

mismatches=0
for n in "${STOCK[@]}"; do
	m=$(grep '"report":"blits"' "$RUN/guest$n.report" |
		sed -nE 's/.*"blit_mismatches":([0-9]+).*/\1/p' | paste -sd+)
	mismatches=$((mismatches + ${m:-1}))
	ok "guest$n: its $((RUNS * BLITS)) blits have 0 mismatches" \
		guest_always "$n" blits '"blit_mismatches":0,.*"error":""'
	ok_guest "$n" "guest$n"
	guest_tell "$n" quit
	guest_stop "$n"
done
for ((n = 0; n <= EVIL; n++)); do vgpu_remove "$n"; done
modules_unload
leftovers after
trap - EXIT
said=$(($(dmesg | wc -l) - lines))
ok "the host's kernel log is not flooded ($said lines)" test "$said" -le "$LOG_LIMIT"
left=$(leftover pinned after)
ok "no page stays pinned ($left)" no_more "$left" "$(leftover pinned before)"
lost=$(($(leftover free_kib before) - $(leftover free_kib after)))
ok "the host's memory comes back (${lost} KiB less)" test "$lost" -lt "$LOST_KIB"
ok_the_end
cat >"$FACET_DIR/summary.json" <<T
{
  "neighbours": $NEIGHBOURS,
  "blits_each": $((RUNS * BLITS)),
  "blit_mismatches": $mismatches,
  "rounds": ${ROUNDS:-0},
  "hostile_cases": ${CASES:-0},
  "hostile_failed": ${FAILED:-0},
  "host_log_lines": $said,
  "pinned_pages_left": $left,
  "memory_lost_kib": $lost,
  "failures": $((${FAILURES:-0} + ${BAD:-0}))
}
T
((${BAD:-0} == 0))
