#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run build: build programs, modules and the programs of the guests.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

usage() {
	cat <<'T'
./run build [--host-kernel V] [user|modules|guest]...
  user      programs for this machine           out/build/user/
  modules   facet.ko and facet_softgpu.ko       out/build/modules/RELEASE/
  guest     programs that run in the guests     out/build/guest/
Without a name: all of them. --host-kernel: 6.12 (default), 7.2 or 6.12-debug.
T
}

VERSION=6.12 PARTS=()
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--host-kernel) VERSION=${2:-} && need_host_kernel "$VERSION" && shift ;;
	user | modules | guest) PARTS+=("$1") ;;
	*) die "./run build does not know '$1': ./run build --help" ;;
	esac
	shift
done
((${#PARTS[@]})) || PARTS=(user modules guest)
need_root build
for part in "${PARTS[@]}"; do
	case $part in
	user) build_user ;;
	modules) build_modules "$VERSION" ;;
	guest) build_guest ;;
	esac
done
step "build: done"
