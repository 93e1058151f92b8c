# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Demos as parts of nightly. Sourced after lab.sh.

# demo FOLDER WHAT ARGUMENT...: run ./run demo with these arguments, and print one TAP line, named
# WHAT. Its results in out/FOLDER, and its output, go to FACET_DIR. Returns 1 if it fails.
demo() {
	local folder=$1 what=$2 said rc=0
	shift 2
	said=$FACET_DIR/${what//[^a-zA-Z0-9.]/-}
	rm -f "$OUT/$folder/summary.json"
	run_fg bash "$REPO/run" demo "$@" </dev/null >"$said.log" 2>&1 || rc=1
	rm -rf --one-file-system -- "${said:?}"
	cp -r "$OUT/$folder" "$said"
	if ((rc)); then
		tail -n 5 "$said.log" | sed 's/^/# /'
		printf 'not '
	fi
	echo "ok - $what"
	return "$rc"
}
