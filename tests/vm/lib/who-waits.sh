#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# who-waits.sh DIR: report blocked tasks, in the host VM. The kernel's log gets all blocked tasks.
# stdout gets the stacks of Facet's and QEMU's threads. DIR/late gets what the guests have written
# so far.

set -u
echo w >/proc/sysrq-trigger
echo l >/proc/sysrq-trigger
for task in /proc/[0-9]*/task/*; do
	case $(<"$task/comm") in
	*facet* | *softgpu* | qemu* | CPU*)
		printf '%s %s\n' "$task" "$(tr '\n' ' ' <"$task/stack")"
		;;
	esac
done 2>/dev/null
mkdir -p "$1/late"
for file in /run/facet/guest*.{report,dmesg,console,qemu,monitor}; do
	[[ ! -f $file ]] || cp "$file" "$1/late/"
done
