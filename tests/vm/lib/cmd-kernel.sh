#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run kernel: build a kernel out of linux-source, with fragments of options.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

usage() {
	cat <<'T'
./run kernel FRAGMENT...    builds a kernel of Linux 6.12 with these fragments of options, and keeps
                            it in the cache
./run kernel --list         names the fragments, one a line, and says what each is
The options are tests/vm/kernel/base.config (what the host VM and guests need, and no
distribution's) and, over it, tests/vm/kernel/FRAGMENT.config. The first build takes a quarter of an
hour on two processors; the same options are built once.
The result is a version of the lab's, such as 6.12-debug: ./run test host --host-kernel 6.12-debug.
T
}

NAMES=()
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--list)
		while read -r name; do
			printf '%-12s %s\n' "$name" "$(fragment_says "$name")"
		done < <(fragments)
		exit 0
		;;
	-*) die "./run kernel does not know '$1': ./run kernel --help" ;;
	*) need_fragment "$1" && NAMES+=("$1") ;;
	esac
	shift
done
((${#NAMES[@]})) || die "./run kernel needs a fragment, one or more of: $(fragments | paste -sd' ')"
need_root kernel
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
version=$(made_version "${NAMES[@]}")
kernel "$version"
step "kernel: $version is $KREL: say --host-kernel $version or --guest-kernel $version"
