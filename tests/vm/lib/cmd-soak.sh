#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run soak: run a long test outside CI. NAME is a script tests/soak/NAME.sh. The script gets the
# seconds as its argument, and FACET_DIR in its environment.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

names() {
	find "$REPO/tests/soak" -maxdepth 1 -name '*.sh' -printf '%f\n' 2>/dev/null |
		sed 's/\.sh$//' | sort | tr '\n' ' '
}

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
	cat <<-T
		./run soak NAME [SECONDS]    runs a long test; results are in out/soak/NAME/
		Names: $(names)
		SECONDS is 600 by default, for hostile 300, for flips 60. For shares it is the time
		of one measurement, 10 by default. debug-kernel, desktop, display, kernels, libvirt
		and uis run once by default.
	T
	exit 0
fi
(($#)) || die "./run soak needs a name, one of: $(names)"
name=$1 seconds=${2:-600}
if (($# < 2)); then
	case $name in
	hostile) seconds=300 ;;
	flips) seconds=60 ;;
	shares) seconds=10 ;;
	debug-kernel | desktop | display | kernels | libvirt | uis) seconds=0 ;;
	esac
fi
[[ $name =~ ^[a-z0-9_-]+$ && -e $REPO/tests/soak/$name.sh ]] ||
	die "there is no soak '$name'; there are: $(names)"
[[ $seconds =~ ^[0-9]{1,6}$ ]] || die "'$seconds' is no number of seconds"
need_root soak
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
mkdir -p "$OUT/soak/$name"
step "soak: $name for $seconds s"
FACET_DIR=$OUT/soak/$name run_fg bash "$REPO/tests/soak/$name.sh" "$seconds"
