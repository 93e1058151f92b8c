#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# fuzzers.sh K N: run the K-th of N parts of the fuzzers, two fuzzers at a time. FACET_FUZZ: seconds
# for each fuzzer (600). Findings are in out/fuzz/TARGET.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../../vm/lib/lab.sh"
export SECONDS_EACH=${FACET_FUZZ:-600}

# fuzz REPO TARGET: run one fuzzer, and print a TAP line.
# shellcheck disable=SC2317 # by xargs
fuzz() {
	local said
	if said=$(bash "$1/run" fuzz "$2" "$SECONDS_EACH" 2>&1); then
		echo "ok - fuzzer $2: nothing found in $SECONDS_EACH s"
	else
		printf '# %s\nnot ok - fuzzer %s found something\n' "$(tail -n 1 <<<"$said")" "$2"
		return 1
	fi
}
export -f fuzz

build_fuzz
bash "$REPO/run" fuzz --list | awk -v k="$1" -v n="$2" '(NR - 1) % n == k - 1' |
	xargs -n 1 -P 2 bash -c 'fuzz "$@"' fuzz "$REPO" || exit 1
