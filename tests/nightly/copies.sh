#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: a thousand million GGTT operands of copied commands
# Minutes: 10
#
# Half of the operands are checked on each model of the software GPU, both at the same time, in
# programs without sanitizers. FACET_COPIES is the number for one model (500000000), FACET_SEED the
# seed (the day). Logs are in $FACET_DIR. They have a line of progress each ten seconds.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

dir=${FACET_DIR:-$OUT/test/nightly/copies}
export DIR=$dir EACH=${FACET_COPIES:-500000000} SEED=${FACET_SEED:-$(($(date +%s) / 86400))}
mkdir -p "$dir"

# copies PROGRAM MODEL: check the operands of one model, and print a TAP line.
# shellcheck disable=SC2317 # by xargs
copies() {
	local log=$DIR/$2.log
	if FACET_TEST_MODEL=$2 "$1" --operands "$EACH" --seed "$SEED" >"$DIR/$2.tap" 2>"$log"; then
		grep '^ok' "$DIR/$2.tap" | sed -E "s/^ok 1 - copies:/ok - model $2:/"
	else
		tail -n 3 "$log" | sed 's/^/# /'
		echo "not ok - model $2: the oracle finds nothing in $EACH operands"
		return 1
	fi
}
export -f copies

build_user
step "copies: $EACH GGTT operands on each model, seed $SEED (logs: $dir)"
printf '%s\n' private hardware |
	xargs -n 1 -P 2 bash -c 'copies "$@"' copies "$BUILD/user/tests/fuzz/copies" || exit 1
