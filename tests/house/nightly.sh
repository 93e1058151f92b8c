#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The parts of ./run test nightly and the page of their results.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir nightly
PAGE=$TMPD/made/nightly.md
page() { PYTHONDONTWRITEBYTECODE=1 python3 "$REPO/tests/nightly/lib/page.py" "$PAGE" "$@" 2>/dev/null; }
parts() { local f; for f in "$REPO"/tests/nightly/*.sh; do basename "$f" .sh; done; }

# headed: each part says what it is and how long it takes, an hour at most.
headed() {
	local part minutes
	while read -r part; do
		minutes=$(sed -nE 's/^# Minutes: ([0-9]+)$/\1/p' "$REPO/tests/nightly/$part.sh")
		grep -qE '^# Part: .{10,}' "$REPO/tests/nightly/$part.sh" && ((${minutes:-61} <= 60)) ||
			{ echo "# $part" && return 1; }
	done < <(parts)
}

# known: no row is of a part that is gone.
known() {
	local strange
	[[ -e $REPO/docs/generated/nightly.md ]] || return 0
	strange=$(PAGE=$REPO/docs/generated/nightly.md page parts | grep -vxF -f <(parts))
	[[ -z $strange ]] || { echo "# $strange" && return 1; }
}

one_row_each() {
	page row tsan aaaa '3 passed, 1 failed' 12 2026-01-01 && page row tsan bbbb '4 passed, 0 failed' 13 2026-01-02 &&
		page row fuzz-1 bbbb '4 passed, 0 failed' 14 2026-01-02 && test "$(grep -c '^| tsan' "$PAGE")" = 1 &&
		grep -q '^| tsan | bbbb | 4 passed, 0 failed | 13 | 2026-01-02 |$' "$PAGE"
}

# rows_of_both: of a run of ./run test and of another one inside it, in one table; then of a third, alone.
rows_of_both() {
	local OUT=$TMPD/times
	mkdir -p "$OUT/test"
	# shellcheck source=tests/vm/lib/levels.sh
	. "$REPO/tests/vm/lib/levels.sh"
	times_begin
	took nightly outer 1
	(times_begin && took host inner 2)
	took nightly last 3
	cut -f2 "$TIMES"
	unset FACET_TIMES
	times_begin
	cut -f2 "$TIMES"
}

not() { ! "$@"; }

ok "a run inside a run adds to its table of seconds" test "$(rows_of_both | paste -sd' ')" = "script outer inner last script"
ok "each part says what it is and takes an hour at most" headed
ok "the page has no part that is gone" known
ok "a part has one row, its last" one_row_each
ok "a part that passed at this commit is known to have" page passed tsan bbbb
ok "one that passed at another commit is not" not page passed tsan cccc
page row tsan cccc '4 passed, 2 failed' 13 2026-01-02
ok "one that failed has not passed" not page passed tsan cccc
page row tsan cccc '0 passed, 0 failed' 13 2026-01-02
ok "one that tested nothing has not passed" not page passed tsan cccc
page row tsan cccc-dirty '4 passed, 0 failed' 13 2026-01-02
ok "one that ran on a changed tree has not passed" not page passed tsan cccc-dirty
ok "what is no row is refused" not page row 'a|b' cccc '4 passed, 0 failed' 13 2026-01-02
exit "$FAILED"
