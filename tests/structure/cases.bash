# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# For structure scripts whose cases are commands of this machine: a folder $scratch that goes away at the end, and ok. Sourced
# from the root of the repository, never run.

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
status=0

# ok NAME CMD...: one TAP line, by whether CMD succeeds; before it what one that does not has said.
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
