#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check ./run test nightly: its parts, the page of their results, and the options. Check also the
# table of seconds and the closing line of ./run test.
# shellcheck disable=SC2317 # "ok" calls them

set -u
# shellcheck source=tests/user/lib/user.sh
. "$(dirname "$0")/../user/lib/user.sh"
tempdir nightly
PAGE=$TMPD/made/nightly.md
page() {
	PYTHONDONTWRITEBYTECODE=1 python3 "$REPO/tests/nightly/lib/page.py" "$PAGE" "$@" 2>/dev/null
}
parts() { local f; for f in "$REPO"/tests/nightly/*.sh; do basename "$f" .sh; done; }

# headed: each part has the lines "# Part:" and "# Minutes:" in its head, and takes an hour at most.
headed() {
	local part minutes
	while read -r part; do
		minutes=$(sed -nE 's/^# Minutes: ([0-9]+)$/\1/p' "$REPO/tests/nightly/$part.sh")
		grep -qE '^# Part: .{10,}' "$REPO/tests/nightly/$part.sh" &&
			((${minutes:-61} <= 60)) || { echo "# $part" && return 1; }
	done < <(parts)
}

# known: each row of the page is the row of a part that exists.
known() {
	local strange
	[[ -e $REPO/docs/reference/generated/nightly.md ]] || return 0
	strange=$(PAGE=$REPO/docs/reference/generated/nightly.md page parts | grep -vxF -f <(parts))
	[[ -z $strange ]] || { echo "# $strange" && return 1; }
}

one_row_each() {
	page row tsan aaaa '3 passed, 1 failed' 12 2026-01-01 &&
		page row tsan bbbb '4 passed, 0 failed' 13 2026-01-02 &&
		page row fuzz-1 bbbb '4 passed, 0 failed' 14 2026-01-02 &&
		test "$(grep -c '^| tsan' "$PAGE")" = 1 &&
		grep -q '^| tsan | bbbb | 4 passed, 0 failed | 13 | 2026-01-02 |$' "$PAGE"
}

# rows_of_both: print the scripts in the table of a run of ./run test that has another run inside
# it. Then print the scripts in the table of a third run.
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

# slowest: print the lines of times_end about a run of twelve scripts, as SECONDS=SCRIPT.
slowest() {
	local OUT=$TMPD/slow n
	mkdir -p "$OUT/test"
	unset FACET_TIMES
	# shellcheck source=tests/vm/lib/levels.sh
	. "$REPO/tests/vm/lib/levels.sh"
	times_begin
	for n in 7 100 3 12 1 9 40 8 10 2 11 5; do took host "s$n" "$n"; done
	times_end 2>&1 |
		sed -nE 's/.*test:   ([0-9]+) s  host\/s([0-9]+)$/\1=\2/p' | paste -sd' '
}

# sum_of_both: print the closing line of a run of two parts of one level. The first part fails.
sum_of_both() {
	local OUT=$TMPD/sum TAPS=()
	mkdir -p "$OUT/test"
	# shellcheck source=tests/vm/lib/levels.sh
	. "$REPO/tests/vm/lib/levels.sh"
	{
		part host echo 'not ok - first'
		part host echo 'ok - second'
	} >/dev/null 2>&1
	closing_line
}

not() { ! "$@"; }

# rewritten: writing a row of the page again does not change the page.
rewritten() {
	local row page=$REPO/docs/reference/generated/nightly.md
	[[ -e $page ]] || return 0
	IFS='|' read -ra row < <(grep -m1 -E '^\| [a-z0-9.-]+ \| [0-9a-f]{12}' "$page")
	mapfile -t row < <(printf '%s\n' "${row[@]:1:5}" | sed 's/^ //; s/ $//')
	cp "$page" "$TMPD/page.md" && PAGE=$TMPD/page.md page row "${row[@]}" &&
		cmp "$page" "$TMPD/page.md"
}

# A repository with one part. The page says that the part passed at the only commit.
CLONE=$TMPD/clone
in_clone() {
	git -C "$CLONE" -c user.name=t -c user.email=t@t -c commit.gpgsign=false "$@" >/dev/null
}
clone_row() {
	PAGE=$CLONE/docs/reference/generated/nightly.md \
		page row tsan "$1" '4 passed, 0 failed' 13 2026-01-02
}
clone_with_a_row() {
	rm -rf "$CLONE"
	mkdir -p "$CLONE"/{docs/reference/generated,notes,tests/nightly/lib}
	cp "$REPO/tests/nightly/lib/page.py" "$CLONE/tests/nightly/lib/"
	echo a >"$CLONE/source.c"
	in_clone init -q && in_clone add . && in_clone commit -qm a &&
		clone_row "$(git -C "$CLONE" rev-parse --short=12 HEAD)"
}
resumes() {
	bash -c 'REPO=$1; . "$2/tests/vm/lib/nightly.sh"; nightly_passed tsan' \
		resumes "$CLONE" "$REPO"
}
committed() {
	local file
	for file; do echo b >"$CLONE/$file"; done
	in_clone add . && in_clone commit -qm b
}
resumes_after() { committed "$@" && resumes; }
runs_again_after() { committed "$@" && ! resumes; }
changed_without_commit() { resumes && echo b >"$CLONE/source.c" && ! resumes; }
unknown_commit() {
	clone_with_a_row && resumes && clone_row aaaaaaaaaaaa && ! resumes
}

# listed: --list prints these lines when part tsan has a row and part new has none.
listed() {
	local part commit
	clone_with_a_row
	for part in new tsan; do
		printf '# Part: what %s is\n# Minutes: 7\n' "$part" >"$CLONE/tests/nightly/$part.sh"
	done
	commit=$(git -C "$CLONE" rev-parse --short=12 HEAD)
	bash -c 'REPO=$1; . "$2/tests/vm/lib/nightly.sh"; nightly_list' listed "$CLONE" "$REPO" \
		>"$TMPD/list"
	diff - "$TMPD/list" <<T | sed 's/^/# /'
new                7 min  what new is
                          never ran
tsan               7 min  what tsan is
                          4 passed, 0 failed at $commit on 2026-01-02
T
	((PIPESTATUS[0] == 0))
}

# refused WORDS ARGUMENT...: ./run test nightly prints one line, which has WORDS, and fails.
refused() {
	local said words=$1
	shift
	said=$(bash "$REPO/tests/vm/lib/cmd-test.sh" nightly "$@" 2>&1) && return 1
	[[ $said == *"$words"* && $(wc -l <<<"$said") == 1 ]] || { echo "# $said" && return 1; }
}

ok "a run inside a run adds to its table of seconds" \
	test "$(rows_of_both | paste -sd' ')" = "script outer inner last script"
ok "the ten slowest are told, the slowest first" \
	test "$(slowest)" = "100=100 40=40 12=12 11=11 10=10 9=9 8=8 7=7 5=5 3=3"
ok "a run of two scripts of one level counts both" test "$(sum_of_both)" = "1 passed, 1 failed"
ok "each part says what it is and takes an hour at most" headed
ok "the page has no part that is gone" known
ok "a part has one row, its last" one_row_each
ok "a part that passed is known to have, and at which commit" test "$(page passed tsan)" = bbbb
ok "one that has no row has not passed" not page passed tsan-2
page row tsan cccc '4 passed, 2 failed' 13 2026-01-02
ok "one that failed has not passed" not page passed tsan
page row tsan cccc '0 passed, 0 failed' 13 2026-01-02
ok "one that tested nothing has not passed" not page passed tsan
page row tsan cccc-dirty '4 passed, 0 failed' 13 2026-01-02
ok "one that ran on a changed tree has not passed" not page passed tsan
ok "what is no row is refused" not page row 'a|b' cccc '4 passed, 0 failed' 13 2026-01-02
ok "the page in docs is as the script writes it" rewritten
clone_with_a_row
ok "--resume leaves out a part that has passed at this commit" resumes
ok "and one that has passed before docs and notes changed" resumes_after docs/a.md notes/b.md
ok "it runs one again that passed before the sources changed" runs_again_after source.c
clone_with_a_row
ok "also where that change has no commit" changed_without_commit
ok "and one that passed at a commit which is not there" unknown_commit
ok "--list tells of each part how its last run ended, or that it never ran" listed
ok "a part that there is not is refused with one line" refused "there is no part 'none'" --part none
ok "so is a path" refused "there is no part '../structure/nightly'" --part ../structure/nightly
ok "so is --part without a name" refused "there is no part ''" --part
ok "so is a word behind --resume" refused "does not know 'tsan'" --resume tsan
exit "$FAILED"
