#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run host: open a shell, or run a command, in the host VM.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"

usage() {
	cat <<'T'
./run host [--host-kernel V] [--no-facet] [--systemd] [CMD...]
Opens a shell, or runs CMD, in the host VM: Debian 13 with QEMU 10, kvm_amd, vfio, vgem, and Facet's
modules loaded. The repository is at its own path there. facetctl, facet-top and facetd are on the
PATH. The modules come from $FACET_MODULES: reload them by rmmod and insmod, not by modprobe.
  --host-kernel V  6.12 (default), 7.2 or 6.12-debug
  --no-facet       do not load Facet's modules
  --systemd        systemd boots the VM, with udev, D-Bus, mdevctl and libvirt
The exit status is that of CMD. The kernel log is out/vm/host/host.dmesg.
T
}

HOST_PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
VERSION=6.12
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--host-kernel) VERSION=${2:-} && need_host_kernel "$VERSION" && shift ;;
	--no-facet) export FACET_MODULES=none ;;
	--systemd) export HOST_SYSTEMD=yes ;;
	--) shift && break ;;
	-*) die "./run host does not know '$1': ./run host --help" ;;
	*) break ;;
	esac
	shift
done
need_root host
if (($# == 0)) && [[ ! -t 0 ]]; then
	die "./run host without a command needs a terminal: say './run host CMD...'"
fi
need_cmd mmdebstrap
[[ ${FACET_MODULES:-} == none || ! -e $REPO/Kbuild ]] || build_modules "$VERSION"
# Several host VMs may run at once: find a folder that no other run has locked.
dir=$OUT/vm/host
for ((n = 2; n < 20; n++)); do
	mkdir -p "$dir"
	flock -n "$dir/.lock" true && break
	dir=$OUT/vm/host$n
done
build_guest
(($#)) || set -- bash -i
host_run "$dir" "$VERSION" env "PATH=$BUILD/guest:$HOST_PATH" "$@"
