#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run kernel: build a kernel out of linux-source, with fragments of options.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

usage() {
	cat <<'T'
./run kernel FRAGMENT...    builds Linux 6.12 with these fragments of options, and keeps the kernel
                            in the cache
./run kernel --list         prints the fragments, one a line, with a description of each
The options are those of tests/vm/kernel/base.config, which the host VM and guests need, and those
of tests/vm/kernel/FRAGMENT.config. Options of a fragment win. The first build takes a quarter of an
hour on two processors. Kernels with the same options are built once.
Use the result by its version: ./run test host --host-kernel 6.12-debug.
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
