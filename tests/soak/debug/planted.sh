#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The last script in a host VM with fragment "debug". A module, built as Facet's modules are, makes
# the faults that the checkers report (tests/vm/kernel/planted). Each checker must report its fault,
# by a line that the search for reports finds; leaks.sh judges what kmemleak lists. The script
# clears the kernel log at its end, so that inside-host.sh does not judge these reports.
#
# PLANTED: the path of the module.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$(dirname "$0")/leaks.bash"

# found PATTERN: succeed if the search for reports finds a line with PATTERN in the log.
found() {
	log_since_mark | grep -Ef "$FACET_REPO/tests/vm/kernel/reports.patterns" | grep -qE "$1"
}

mark_log
ok "the module with the faults is loaded" insmod "$PLANTED"
rmmod planted
ok "kmemleak scans" leaks_scanned
ok "KASAN has found memory that is used when it is free" found \
	'KASAN: slab-use-after-free in planted_use'
ok "UBSAN has found the shift" found 'UBSAN: shift-out-of-bounds in .*planted\.c'
ok "and the index" found 'UBSAN: array-index-out-of-bounds in .*planted\.c'
ok "the list was found corrupt" found 'list_del corruption'
ok "lockdep has found the circle" found 'possible circular locking dependency'
ok "sleep with a spinlock was found" found \
	'sleeping function called from invalid context at .*planted\.c'
ok "kmemleak has found the leak" eval \
	'log_since_mark | grep -qE "kmemleak: [1-9][0-9]* new suspected memory leaks"'
ok "the report names insmod, which loaded the planted module" grep -q '^ *comm "insmod"' "$KMEMLEAK"
dmesg >"$FACET_DIR/planted.dmesg"
# These reports are no complaint: clear the log. inside-host.sh judges the log behind the line
# "planted begins", so write that line again.
dmesg -C
echo "facet-test: planted begins" >/dev/kmsg
exit $((failures > 0))
