#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Every shell script, known by its first line, passes shellcheck.

set -u
cd "$(dirname "$0")/../.." || exit 1
status=0
scripts=()
while IFS= read -r f; do
	[[ -f $f ]] || continue
	IFS= read -r first <"$f" || continue
	case $first in
	'#!/bin/bash' | '#!/bin/sh' | '#!/bin/busybox sh' | '# shellcheck shell='*) scripts+=("$f") ;;
	esac
done < <(git ls-files -co --exclude-standard)
found=$(printf '%s\0' "${scripts[@]}" | xargs -0 -n 4 -P "$(nproc)" shellcheck -x -f gcc) || status=1
((status == 0)) || echo "# ${found//$'\n'/$'\n# '}"
((status)) && printf 'not '
echo "ok - shellcheck: ${#scripts[@]} scripts"
exit "$status"
