#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that no cmocka test has a name that begins with "test_": a test's name says which behaviour
# it expects. Names of programs and helpers may begin with "test_".

# shellcheck disable=SC2317 # functions are called by ok
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash

# prefixed FILE...: print the tests with such a name. A cmocka test takes a void ** as its
# parameter.
prefixed() { grep -PzoH '\btest_\w+\s*\(\s*void\s*\*\s*\*' "$@" | tr '\0' '\n'; }

mapfile -t sources < <(git ls-files -co --exclude-standard 'tests/*.c')
none() {
	[[ ${#sources[@]} -gt 100 && -z $(prefixed "${sources[@]}") ]] ||
		{ prefixed "${sources[@]}" && return 1; }
}

printf 'static void test_a_line(void **state)\n{\n}\n' >"$scratch/line.c"
printf 'static void test_two_lines(\n\tvoid **state)\n{\n}\n' >"$scratch/lines.c"
printf '%s\n' 'void test_edid(struct client *client);' \
	'static void a_test_passes(void **state)' '{' '}' >"$scratch/good.c"
ok "no cmocka test's name begins with test_" none
ok "which is found where it is so" test "$(prefixed "$scratch"/line{,s}.c | grep -c test_)" = 2
ok "and is not found in other names" test -z "$(prefixed "$scratch/good.c")"
exit "$status"
