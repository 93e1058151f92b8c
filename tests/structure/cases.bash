# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# For scripts of tests/structure: a temporary folder $scratch, and ok, which runs a case. The folder
# is removed when the script ends. Sourced from the root of the repository, never run.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# ok NAME CMD...: print the TAP line of a case, which passes if CMD succeeds. If CMD fails, print
# its output first.
ok() {
	local name=$1 said=""
	shift
	if (($# == 0)) || ! said=$("$@" 2>&1); then
		echo "# ${said//$'\n'/$'\n# '}"
		printf 'not '
		status=1
	fi
	echo "ok - $name"
}
