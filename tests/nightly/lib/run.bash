# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Commands of ./run as parts of nightly.

TOP=$(dirname "${BASH_SOURCE[0]}")/../../..

# line WHAT LOG ARGUMENT...: run ./run with these arguments, and print one TAP line, named WHAT. LOG
# gets its output. Returns 1 if it fails.
line() {
	local what=$1 log=$2 rc=0
	shift 2
	bash "$TOP/run" "$@" </dev/null >"$log" 2>&1 || rc=1
	if ((rc)); then
		tail -n 5 "$log" | sed 's/^/# /'
		printf 'not '
	fi
	echo "ok - $what"
	return "$rc"
}

# demo FOLDER WHAT ARGUMENT...: do so with ./run demo. Its results in out/FOLDER go to FACET_DIR,
# too.
demo() {
	local results=$TOP/out/$1 copy=$FACET_DIR/${2//[^a-zA-Z0-9.]/-} rc=0
	rm -f "$results/summary.json"
	line "$2" "$copy.log" demo "${@:3}" || rc=1
	rm -rf --one-file-system -- "${copy:?}"
	cp -r "$results" "$copy"
	return "$rc"
}
