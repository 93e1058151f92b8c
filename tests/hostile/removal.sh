#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Run each hostile case without the check that the case names. The case has to fail: by a wrong
# result, by a sanitizer's report or by never ending. Each check of the lists must have a case, and
# each case must name a check. TAP on stdout.
#
#   tests/hostile/removal.sh PROGRAM [PATTERN]    run only the cases that match PATTERN, an extended
#                                                 regular expression

set -u
program=$1 pattern=${2:-.}

# without PROGRAM CHECK CASE: run CASE without CHECK and succeed if the case fails.
without() {
	local check=$2 case=$3
	if FACET_HOSTILE_TIMEOUT=6 "$1" --without "$check" "$case" >/dev/null 2>&1; then
		echo "# $case passes without $check"
		printf 'not '
	fi
	echo "ok - without $check: $case fails"
}
export -f without

list=$("$program" --list) checks=$("$program" --checks)
[[ -n $list && -n $checks ]] || { echo "not ok - $program has cases and checks" && exit 1; }
cut -f 1,2 <<<"$list" | grep -E "$pattern" | while IFS=$'\t' read -r case check; do
	printf '%s\0%s\0%s\0' "$program" "$check" "$case"
done | xargs -0 -n 3 -P "$(nproc)" bash -c 'without "$@"' without

unnamed=$(comm -3 <(sort <<<"$checks") <(cut -f 2 <<<"$list" | sort -u))
[[ -z $unnamed ]] || { echo "# $unnamed" | tr '\n' ' ' && echo && printf 'not '; }
echo "ok - every check has a case, every case has a check"
