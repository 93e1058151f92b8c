#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The first script in a host VM with fragment "debug": that kernel has its checkers, and they have begun.

set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$(dirname "$0")/leaks.bash"

ok "KASAN watches memory" grep -q 'KernelAddressSanitizer initialized' <(dmesg)
ok "lockdep proves locks" grep -qE '^ *debug_locks: +1$' /proc/lockdep_stats
ok "kmemleak takes orders" eval 'echo scan=off >"$KMEMLEAK"'
for option in KASAN UBSAN_SHIFT UBSAN_BOUNDS PROVE_LOCKING DEBUG_ATOMIC_SLEEP DEBUG_LIST DEBUG_KMEMLEAK; do
	ok "the kernel has $option" grep -qx "CONFIG_$option=y" <(zcat /proc/config.gz)
done
exit $((failures > 0))
