# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Runs of a script of level guest with several kernels and QEMUs. Sourced after lab.sh.

# pairs SCRIPT NAME=VALUE... <LINES: run tests/guest/inside/SCRIPT.sh once for each line: a name,
# then variables of tests/guest/stock.sh. Each NAME=VALUE is such a variable in all runs. The files
# are in FACET_DIR/NAME. Returns 1 if one of them has failed.
pairs() {
	local dir=$FACET_DIR rc=0 name settings
	build_modules 7.2 </dev/null
	while read -r name settings; do
		mkdir -p "$dir/$name"
		# shellcheck disable=SC2086 # words
		run_fg env FACET_DIR="$dir/$name" "${@:2}" $settings \
			bash "$REPO/tests/guest/stock.sh" "$1" </dev/null >"$dir/$name/tap" || rc=1
		sed -E "s/^((not )?ok - )/\1$name: /" "$dir/$name/tap"
	done
	return "$rc"
}
