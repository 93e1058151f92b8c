#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs after all other work in a host VM with fragment "debug". Unload Facet's modules, so that
# nothing of theirs points to memory any more. Then kmemleak searches for memory without a pointer
# to it. Check also that no checker has turned itself off.

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
. "$(dirname "$0")/leaks.bash"

# without_buffers: drop what Linux's virtio_gpu has lost with a card that was taken away
# (docs/admin/host-card.md): objects with that driver in their backtrace, and the credentials of
# processes that had such a buffer.
without_buffers() {
	awk '
		/^unreferenced object/ { n++ }
		{ text[n] = text[n] $0 "\n" }
		match($0, /pid [0-9]+/) { pid[n] = substr($0, RSTART, RLENGTH) }
		/\[virtio_gpu\]/ { lost[n] = 1; loser[pid[n]] = 1 }
		/prepare_creds\+/ { creds[n] = 1 }
		END {
			for (i = 1; i <= n; i++)
				if (!lost[i] && !(creds[i] && loser[pid[i]]))
					printf "%s", text[i]
		}'
}

# no_leaks: succeed if kmemleak lists nothing else. All of the list is in leaks.log.
no_leaks() {
	local left
	cat "$KMEMLEAK" >>"$FACET_DIR/leaks.log"
	left=$(without_buffers <"$FACET_DIR/leaks.log")
	echo "# $(grep -c '^unreferenced' "$FACET_DIR/leaks.log") objects are listed"
	[[ -z $left ]] || { head -n 40 <<<"$left" | sed 's/^/# /' && return 1; }
}

# clean: succeed if the kernel's log has nothing but kmemleak's number. The whole log goes to
# leaks.dmesg, and begins anew: inside-host.sh would take the number for a complaint.
clean() {
	dmesg >"$FACET_DIR/leaks.dmesg"
	dmesg -C
	echo "facet-test: leaks begins" >/dev/kmsg
	! sed '0,/facet-test: leaks begins/d' "$FACET_DIR/leaks.dmesg" |
		grep -v 'new suspected memory leaks' |
		grep -Ef "$FACET_REPO/tests/demo/host-trouble.patterns" | sed 's/^/# /' | grep .
}
# shellcheck disable=SC2046 # a list of modules
unload() {
	! grep -q '^facet' /proc/modules ||
		rmmod $(awk '/^facet/ { print $1 }' /proc/modules | sort -r)
}

rm -f "$FACET_DIR/leaks.log"
ok "the modules can be unloaded" unload
ok "kmemleak scans what they have left" leaks_scanned
ok "and finds nothing" no_leaks
ok "lockdep has proved locks to the end" grep -qE '^ *debug_locks: +1$' /proc/lockdep_stats
ok "the kernel has not complained of anything else" clean
exit $((failures > 0))
