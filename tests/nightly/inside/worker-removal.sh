#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each case of facet-host-rogue that names checks passes with all of them, and fails without any
# one: by its own line, or since it does not end. Each check of kernel/uengine_checks.h has a case.
# The modules have parameter "without" (tests/host/port/port.h).

# shellcheck disable=SC2317 # functions are called by ok
set -u
. "$FACET_REPO/tests/host/lib.bash"
ROGUE=$(dirname "$CLIENT")/facet-host-rogue
WITHOUT=/sys/module/facet/parameters/without
SECONDS_MOST=$((30 * ${FACET_PATIENCE:-1}))
a=$(uuid 1) b=$(uuid 2)
out=$(mktemp)

# without CHECK CASE: run a case without a check; "none": with all. Return the status of
# facet-host-rogue, whose lines are in $out.
without() {
	local rc=0
	echo "$1" >"$WITHOUT"
	timeout -k 2 "$SECONDS_MOST" "$ROGUE" "$a" "$b" "$2" >"$out" 2>&1 || rc=$?
	echo none >"$WITHOUT"
	return "$rc"
}

# passes CASE: succeed if a case passes with all checks. Print its lines if not.
passes() {
	without none "$1" && return
	sed 's/^/# /' "$out"
	return 1
}

# fails CHECK CASE: succeed if a case fails without a check, or does not end. Print the reason, or
# all its lines if it passes. A case that has no worker has not begun.
fails() {
	local rc=0 reason=''
	without "$@" || rc=$?
	if ((rc == 124 || rc == 137)); then
		reason="it does not end"
	elif ((rc == 1)); then
		reason=$(grep -FA 1 "not ok - $2" "$out" | sed -n 's/^# //p')
	fi
	[[ -z $reason || $reason == "no worker" ]] || { echo "# $1: $reason" && return; }
	sed 's/^/# /' "$out"
	return 1
}

# checks: print the checks of the modules' node and of its descriptors.
checks() { sed -nE 's/^\tX\(([A-Z_]+),.*/\1/p' "$FACET_REPO/kernel/uengine_checks.h" | sort; }

# named: print the checks of that list that a case names.
named() { "$ROGUE" --list | cut -f 2 | tr ' ' '\n' | sort -u | comm -12 - <(checks); }

control_groups memory
create_dark facet-1 "$a"
create_dark facet-1 "$b"
ok "each check has a case" is "$(named)" "$(checks)"
while IFS=$'\t' read -r case names; do
	[[ -n $names ]] || continue
	for name in $names; do
		ok "with all checks: $case" passes "$case"
		ok "without $name it fails" fails "$name" "$case"
	done
done < <("$ROGUE" --list)
remove "$a"
remove "$b"
rmdir /sys/fs/cgroup/facet-rogue 2>/dev/null
rm -f "$out"
exit $((failures > 0))
