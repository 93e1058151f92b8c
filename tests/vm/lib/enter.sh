#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# enter.sh ROOT REPO CACHE KERNEL WORKDIR CMD...: the second half of inside() in debian.sh. Set up
# the mounts of a chroot and run CMD in it. The caller has made private mount and process
# namespaces. If PLACE is set, the repository is mounted at $PLACE too. If PRIVATE is set, the
# caller has made a network namespace: CMD shares no socket of X with programs outside.

set -eu
root=$1 repo=$2 cache=$3 kernel=$4 dir=$5
shift 5

mount --make-rprivate /
# mount_at SOURCE: mount SOURCE at the same path inside the chroot.
mount_at() {
	mkdir -p "$root$1"
	mount --rbind "$1" "$root$1"
}
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --rbind /sys "$root/sys"
mount_at /tmp
mount_at "$repo"
case $cache/ in
"$repo"/* | /tmp/*) ;;
*) mount_at "$cache" ;;
esac
if [[ -n ${PRIVATE:-} ]]; then
	ip link set lo up
	mkdir -p "$root/tmp/.X11-unix"
	mount -t tmpfs -o mode=1777 x11 "$root/tmp/.X11-unix"
fi
if [[ -n ${PLACE:-} ]]; then
	mkdir -p "$root$PLACE"
	mount --rbind "$repo" "$root$PLACE"
fi
if [[ -n $kernel ]]; then
	mkdir -p "$root/lib/modules" "$root/usr/src"
	mount --bind "$kernel/lib/modules" "$root/lib/modules"
	mount --bind "$kernel/usr/src" "$root/usr/src"
	for kbuild in "$kernel"/usr/lib/linux-kbuild-*; do
		# A kernel of the lab's own has these programs beside its headers.
		[[ -e $kbuild ]] || continue
		mkdir -p "$root/usr/lib/${kbuild##*/}"
		mount --bind "$kbuild" "$root/usr/lib/${kbuild##*/}"
	done
fi
[[ -d $root$dir ]] || dir=/
exec env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
	chroot "$root" sh -c 'cd "$1" && shift && exec "$@"' sh "$dir" "$@"
