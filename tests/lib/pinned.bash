# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Pinned pages, for scripts in the host VM.

# pinned: print the number of pages pinned for devices in the whole machine: the smallest of 5
# readings, since other programs pin pages for moments. Each processor keeps a count of its own;
# reading stat_refresh adds them up.
pinned() {
	local i
	for i in {1..5}; do
		((i == 1)) || sleep 0.1
		cat /proc/sys/vm/stat_refresh
		awk '/^nr_foll_pin_acquired/ { n += $2; seen = 1 }
			/^nr_foll_pin_released/ { n -= $2 }
			END { if (seen) print n }' /proc/vmstat
	done | sort -n | head -n 1
}

# no_more NOW BEFORE: succeed if both are numbers and NOW is at most BEFORE.
no_more() { [[ $1 =~ ^-?[0-9]+$ && $2 =~ ^-?[0-9]+$ ]] && (($1 <= $2)); }
