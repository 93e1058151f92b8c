#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A cmocka test's name is what it expects of the code: none begins with "test_". Programs and
# helpers may.

# shellcheck disable=SC2317 # functions are called by ok
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash

# prefixed FILE...: tests of that name. cmocka hands each of its tests a void **.
prefixed() { grep -PzoH '\btest_\w+\s*\(\s*void\s*\*\s*\*' "$@" | tr '\0' '\n'; }

mapfile -t sources < <(git ls-files -co --exclude-standard 'tests/*.c')
none() { [[ ${#sources[@]} -gt 100 && -z $(prefixed "${sources[@]}") ]] || { prefixed "${sources[@]}" && return 1; }; }

printf 'static void test_a_line(void **state)\n{\n}\n' >"$scratch/line.c"
printf 'static void test_two_lines(\n\tvoid **state)\n{\n}\n' >"$scratch/lines.c"
printf 'void test_edid(struct client *client);\nstatic void a_test_passes(void **state)\n{\n}\n' >"$scratch/good.c"
ok "no cmocka test's name begins with test_" none
ok "which is found where it is so" test "$(prefixed "$scratch"/line{,s}.c | grep -c test_)" = 2
ok "and is not found in other names" test -z "$(prefixed "$scratch/good.c")"
exit "$status"
