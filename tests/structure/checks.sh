#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that the checks that files of kernel/ name are the rows of kernel/uengine_checks.h. Only a
# build for tests compiles these names (tests/host/port/port.h).

# shellcheck disable=SC2317 # functions are called by ok
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash

# used FILE...: print the names of the checks that files have. rows FILE: print those of a list.
used() { grep -ohE '\bport_(check|mask)\([A-Z_0-9]+' "$@" | sed 's/.*(//' | sort -u; }
rows() { sed -nE 's/^\tX\(([A-Z_0-9]+),.*/\1/p' "$1" | sort; }

# differ LIST FILE...: print the names that only the list has, or only the files. Fail if there are
# any.
differ() {
	local names
	names=$(comm -3 <(rows "$1") <(used "${@:2}"))
	[[ -n $names ]] || return 0
	printf '%s\n' "$names"
	return 1
}

printf '\tX(%s, "Text.")\n' GIVEN LOST >"$scratch/list.h"
printf 'if (port_check(GIVEN, a) || port_mask(NEW, b, c))\n' >"$scratch/file.c"
ok "each check of kernel/*.c has a row, each row a check" \
	differ kernel/uengine_checks.h kernel/*.c
ok "which is found where it is not so" \
	test "$(differ "$scratch/list.h" "$scratch/file.c" | wc -l)" = 2
exit "$status"
