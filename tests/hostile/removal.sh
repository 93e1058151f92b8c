#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each case again without the check that it names: it has to fail, in whatever way (a wrong result, a report of a sanitizer, no
# end). And every check of the lists is named by a case, every case names a check. TAP on stdout.
#
#   tests/hostile/removal.sh PROGRAM [PATTERN]    only cases of that name (extended regular expression)

set -u
program=$1 pattern=${2:-.}

# Without its check: fails as it should.
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
