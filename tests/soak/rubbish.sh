#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Random guests on a front end that fails at random, under ASan and UBSan, for the given seconds.
# Each round has another seed. The log of a seed that fails is seed-SEED.log;
# out/build/asan/tests/mini/test_rubbish SEED repeats that round.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

build_asan
runs=0 failed=0 said=0
while ((SECONDS < $1)); do
	runs=$((runs + 1))
	seed=$(od -An -N6 -tu8 /dev/urandom | tr -d ' ')
	log=$FACET_DIR/seed-$seed.log
	if run_fg "$BUILD/asan/tests/mini/test_rubbish" "$seed" >"$log" 2>&1; then
		rm -f "$log"
	else
		failed=$((failed + 1))
		warn "seed $seed fails: $log"
	fi
	((SECONDS < said + 10)) || { said=$SECONDS; step "soak: $runs seeds, $failed failed"; }
done
step "soak: $runs seeds, $failed failed"
((failed == 0))
