#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run test: run levels and count cases. The last line is "N passed, N failed".

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

usage() {
	cat <<'T'
./run test [LEVEL|LEVEL/SCRIPT...] [--host-kernel V]
  unit     structure rules, modules without warnings, unit tests under ASan and UBSan
  mini     a mini-guest drives the core natively, under ASan and UBSan
  hostile  a hostile guest natively, case by case
  fuzz     the fuzzers' corpora, played once, under ASan and UBSan
  piglit   a sample of piglit on the render engine and on llvmpipe, by facet-run
  user     a stock guest in QEMU 11 on the core in a user process (vfio-user, TCG)
  host     sysfs and VFIO in the host VM, no guest
  guest    stock guests through the kernel modules, end to end
  structure, modules   parts of unit, by themselves
  admin    days of an administrator: packages installed, used, upgraded, removed on fresh Debian 13
           and 12 (hours)
./run test nightly [--list | --part NAME...] [--resume]
           tests that take too long for every change, in parts; see ./run test nightly --help
Without a level: all levels but admin and nightly. LEVEL/SCRIPT is one script of structure, user,
host, guest or admin, such as guest/alone, or one program of unit, mini, hostile or fuzz, such as
unit/test_regs: then only this program is built. --host-kernel sets the kernel of level host: 6.12
(default), 7.2 or 6.12-debug. Logs are in out/test/, and the seconds of each script are in
out/test/times.tsv. The last line is "N passed, N failed".
T
}

# shellcheck source=tests/vm/lib/levels.sh
. "$(dirname "$0")/levels.sh"

if [[ ${1:-} == nightly ]]; then
	shift
	# shellcheck source=tests/vm/lib/nightly.sh
	. "$(dirname "$0")/nightly.sh"
	nightly "$@"
	exit
fi
WANTED=()
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--host-kernel) HOST_KERNEL=${2:-} && need_host_kernel "$HOST_KERNEL" && shift ;;
	-*) die "./run test does not know '$1': ./run test --help" ;;
	*) need_level "$1" && WANTED+=("$1") ;;
	esac
	shift
done
[[ $HOST_KERNEL == 6.12 || ${WANTED[*]} =~ ^host(/[^ ]*)?$ ]] ||
	die "--host-kernel is for level host alone: ./run test host --host-kernel $HOST_KERNEL"
need_root test
run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
need_out "$TEST_MB"
mkdir -p "$TEST" || die "cannot create $TEST"
times_begin
standstills &
CHILDREN+=($!)
if ((${#WANTED[@]})); then
	for level in "${WANTED[@]}"; do run_level "$level"; done
else
	run_all
fi
times_end
closing_line
