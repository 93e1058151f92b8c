#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Each header compiles alone and included twice: for user space here, what includes linux/ with the modules (modules.sh).

set -u
cd "$(dirname "$0")/../.." || exit 1
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
status=0
while IFS= read -r h; do
	[[ -f $h ]] || continue
	if ! gcc -std=gnu11 -D_GNU_SOURCE -Wall -Werror -fsyntax-only -I. -Ivfu/port -iquote tests/lib \
		-I/usr/include/libdrm -include "$h" -include "$h" -x c /dev/null 2>>"$log"; then
		echo "# $h does not compile alone"
		status=1
	fi
done < <(git ls-files -co --exclude-standard '*.h' | grep -v '^kernel/')
sed 's/^/# /' "$log" | head -n 30
((status)) && printf 'not '
echo "ok - every header compiles alone and twice"
exit "$status"
