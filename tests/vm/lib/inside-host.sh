#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# inside-host.sh DIR SCRIPT...: runs in the host VM, for the level host. TAP lines on stdout, logs in DIR/NAME.

set -u
dir=$1
shift
status=0
for s; do
	if [[ ! -e $s ]]; then
		echo "# there are no tests in tests/host"
		continue
	fi
	name=$(basename "$s" .sh)
	mkdir -p "$dir/$name"
	rc=0
	FACET_DIR=$dir/$name timeout -k 10 "${FACET_TIMEOUT:-600}" bash "$s" </dev/null 2>"$dir/$name/stderr.log" | tee "$dir/$name/stdout.log" | grep -E '^((not )?ok\b|#)'
	rc=${PIPESTATUS[0]}
	if ((rc)); then
		status=1
		grep -q '^not ok' "$dir/$name/stdout.log" || echo "not ok - $name: ended with status $rc"
	elif ! grep -qE '^(not )?ok' "$dir/$name/stdout.log"; then
		echo "ok - $name"
	fi
done
exit "$status"
