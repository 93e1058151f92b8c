#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The first script in a host VM with fragment "debug": check that the kernel has its checkers, and
# that they have started.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$(dirname "$0")/leaks.bash"

kasan_began() { dmesg | grep -q 'KernelAddressSanitizer initialized'; }
has() { zcat /proc/config.gz | grep -qx "CONFIG_$1=y"; }

ok "KASAN watches memory" kasan_began
ok "lockdep proves locks" grep -qE '^ *debug_locks: +1$' /proc/lockdep_stats
ok "kmemleak takes orders" eval 'echo scan=off >"$KMEMLEAK"'
for option in KASAN UBSAN_SHIFT UBSAN_BOUNDS PROVE_LOCKING DEBUG_ATOMIC_SLEEP DEBUG_LIST \
	DEBUG_KMEMLEAK; do
	ok "the kernel has $option" has "$option"
done
exit $((failures > 0))
