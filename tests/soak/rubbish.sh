#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Random guests on a face that fails at random, under ASan and UBSan, each round with another seed, for so many seconds. A seed
# that fails is in its log's name: out/build/asan/tests/mini/test_rubbish SEED repeats it.

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
