#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that each header compiles alone, included twice, with the compiler of user space. Headers of
# kernel/ need a kernel's headers: level modules checks them (check_headers in
# tests/vm/lib/build.sh). So does tests/host/port: part worker-removal of nightly builds it.
# tests/3d/vk_*.h need Vulkan's headers: ./run images compiles the programs that include them.

set -u
cd "$(dirname "$0")/../.." || exit 1

# alone HEADER: compile HEADER; print the errors, if any.
# shellcheck disable=SC2317 # by xargs
alone() {
	local said
	said=$(gcc -std=gnu11 -D_GNU_SOURCE -Wall -Werror -fsyntax-only \
		-I. -Ivfu/port -Ivfu/port/strict -iquote tests/lib -I/usr/include/libdrm \
		-include "$1" -include "$1" -x c /dev/null 2>&1) && return
	printf '# %s does not compile alone\n# %s\n' "$1" "${said//$'\n'/$'\n'# }"
	return 1
}
export -f alone

mapfile -t headers < <(git ls-files -co --exclude-standard '*.h' |
	grep -vE '^(kernel/|tests/host/port/|tests/3d/vk_)')
status=0
found=$(for h in "${headers[@]}"; do [[ ! -f $h ]] || printf '%s\0' "$h"; done |
	xargs -0 -n 1 -P "$(nproc)" bash -c 'alone "$1"' alone) || status=1
((status == 0)) || head -n 30 <<<"$found"
((status)) && printf 'not '
echo "ok - every header compiles alone and twice"
exit "$status"
