#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that every shell script passes shellcheck. The first line of a file says that it is a shell
# script. The check skips a script that has passed, until the script or a library of the lab
# changes.

set -u
# shellcheck source=tests/vm/lib/common.sh
. "$(dirname "$0")/../vm/lib/common.sh"
cd "$REPO" || exit 1
status=0
scripts=()
while IFS= read -r f; do
	[[ -f $f ]] || continue
	IFS= read -r first <"$f" || continue
	case $first in
	'#!/bin/bash' | '#!/bin/sh' | '#!/bin/busybox sh' | '# shellcheck shell='*)
		scripts+=("$f")
		;;
	esac
done < <(git ls-files -co --exclude-standard)
((${#scripts[@]})) || { echo "not ok - shellcheck: no script was found" && exit 1; }
# The check of a script reads the libraries that the script sources. So the key of the result covers
# all libraries.
libraries=$(
	grep -lE '^# shellcheck shell=' "${scripts[@]}" | sort | xargs cat .shellcheckrc |
		cat - <(shellcheck --version) |
		sha256sum | cut -c1-12
)
unproven shellcheck "$libraries" "${scripts[@]}"
if ((${#UNPROVEN[@]})); then
	found=$(
		printf '%s\0' "${UNPROVEN[@]}" |
			xargs -0 -n 4 -P "$(nproc)" shellcheck -x -f gcc
	) || status=1
	((status)) || proven "${UNPROVEN[@]}"
fi
((status == 0)) || echo "# ${found//$'\n'/$'\n# '}"
((status)) && printf 'not '
echo "ok - shellcheck: ${#scripts[@]} scripts"
exit "$status"
