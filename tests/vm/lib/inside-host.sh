#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# inside-host.sh DIR SCRIPT...: run scripts in the host VM, one after the other. Prints TAP lines on
# stdout. Each script has a folder DIR/NAME of its own (FACET_DIR). The folder gets stdout.log,
# stderr.log, host.dmesg (the kernel log during the script) and seconds (the duration).
#
# FACET_TIMEOUT: seconds that one script may take (900).

set -u
dir=$1
shift
repo=${FACET_REPO:-$PWD}

# log_is_clean NAME: print a TAP line that says whether the kernel has complained since this script
# began. Clears the kernel log for the next script.
log_is_clean() {
	local bad rc=0
	dmesg >"$dir/$1/host.dmesg"
	dmesg -C
	if ! grep -q "facet-test: $1 begins" "$dir/$1/host.dmesg"; then
		printf '# its log has lost its beginning\n'
		printf "not ok - %s: the host's kernel has not complained\n" "$1"
		return 1
	fi
	bad=$(sed "0,/facet-test: $1 begins/d" "$dir/$1/host.dmesg" |
		grep -Ef "$repo/tests/demo/host-trouble.patterns")
	if [[ -n $bad ]]; then
		head -n 20 <<<"# ${bad//$'\n'/$'\n'# }"
		printf 'not '
		rc=1
	fi
	echo "ok - $1: the host's kernel has not complained"
	return "$rc"
}

# run_script FILE: run one script and print its TAP lines.
run_script() {
	local name rc=0 began=$SECONDS
	name=$(basename "$1" .sh)
	mkdir -p "$dir/$name"
	echo "facet-test: $name begins" >/dev/kmsg
	FACET_DIR=$dir/$name timeout -k 10 "${FACET_TIMEOUT:-900}" bash "$1" </dev/null \
		2>"$dir/$name/stderr.log" |
		tee "$dir/$name/stdout.log" | grep -E '^((not )?ok\b|#)'
	rc=${PIPESTATUS[0]}
	echo $((SECONDS - began)) >"$dir/$name/seconds"
	if ((rc == 124 || rc == 137)); then
		echo "# no end in ${FACET_TIMEOUT:-900} s:" \
			"$dir/$name/waits.log has who waits for what"
		bash "$repo/tests/vm/lib/who-waits.sh" "$dir/$name" >"$dir/$name/waits.log" 2>&1
	fi
	if ((rc)); then
		grep -q '^not ok' "$dir/$name/stdout.log" ||
			echo "not ok - $name: ended with status $rc"
	elif ! grep -qE '^(not )?ok' "$dir/$name/stdout.log"; then
		echo "ok - $name"
	fi
	log_is_clean "$name" || rc=1
	return "$rc"
}

status=0
for script; do run_script "$script" || status=1; done
exit "$status"
