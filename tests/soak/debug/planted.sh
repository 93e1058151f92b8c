#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The last script in a host VM with fragment "debug": a module that was built as Facet's are does what the checkers
# report (tests/vm/kernel/planted). Each of them reports it, by a line that the search finds. What the kernel says here
# is this script's own: the log begins anew behind it, and is judged from there on.
#
# PLANTED: the module.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$(dirname "$0")/leaks.bash"

# found PATTERN: a line of the log has it, and the search for reports finds that line.
found() { log_since_mark | grep -Ef "$FACET_REPO/tests/vm/kernel/reports.patterns" | grep -qE "$1"; }

mark_log
ok "the module with the faults is loaded" insmod "$PLANTED"
rmmod planted
ok "kmemleak scans" leaks_scanned
ok "KASAN has found memory that is used when it is free" found 'KASAN: slab-use-after-free in planted_use'
ok "UBSAN has found the shift" found 'UBSAN: shift-out-of-bounds in .*planted\.c'
ok "and the index" found 'UBSAN: array-index-out-of-bounds in .*planted\.c'
ok "the list was found corrupt" found 'list_del corruption'
ok "lockdep has found the circle" found 'possible circular locking dependency'
ok "sleep with a spinlock was found" found 'sleeping function called from invalid context at .*planted\.c'
ok "kmemleak has found the leak" found 'kmemleak: [1-9][0-9]* new suspected memory leaks'
ok "the report names insmod, which loaded the planted module" grep -q '^ *comm "insmod"' "$KMEMLEAK"
dmesg >"$FACET_DIR/planted.dmesg"
# The planted reports are no complaint. inside-host.sh judges the log from the line of the beginning on, which has to be
# there: it is written anew behind them.
dmesg -C
echo "facet-test: planted begins" >/dev/kmsg
exit $((failures > 0))
