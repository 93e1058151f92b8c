# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Guests with a Debian root as their first disk, beside the usual initial RAM disk.
# tests/vm/guest-root mounts the root. Sourced after lab.sh.

ROOT_MODULES="$GUEST_MODULES ext4 virtio_input evdev"

root_disk_build() {
	local dest=$1 name=$2 suite=$3 size=$4 packages=$5 log=$CACHE/log/$2.log \
		root=$CACHE/$2.tmp.root
	step "$name: a $suite root as a disk"
	need_cmd mkfs.ext4
	need_space 5000 "$CACHE"
	rm -rf --one-file-system -- "$root"
	TEMPS+=("$root")
	chroot_build "$root" "$suite" "$packages"
	if [[ -n ${6:-} ]]; then
		mkdir -p "$root/lib/modules"
		cp -a "$KERNEL/lib/modules/$KREL" "$root/lib/modules/" ||
			die "cannot copy the modules of $KREL"
		rm -f "$root/lib/modules/$KREL"/{build,source}
	fi
	rm -f "$dest"
	truncate -s "$size" "$dest"
	run_fg nice mkfs.ext4 -q -O ^has_journal -m 0 -d "$root" "$dest" >"$log" 2>&1 ||
		explain "$log" "making the disk $name"
	rm -rf --one-file-system -- "$root"
}

# root_disk NAME SUITE SIZE PACKAGES [modules]: make a disk with a Debian root and set $ROOT_DISK to
# its path. Attach the disk with snapshot=on. modules: add the modules of $KREL.
root_disk() {
	cached "$1" \
		"$(key "$2" "$3" "$4" "${5:+$KERNEL}" \
			"$(declare -f root_disk_build chroot_build)")" \
		root_disk_build "$@"
	ROOT_DISK=$CACHED
}

root_base_build() {
	step "guest: initial RAM disk of the stock kernel $KREL, for a Debian root"
	# shellcheck disable=SC2086 # a list of modules
	base_build "$1" $ROOT_MODULES
}

# root_initrd_begin VERSION RUN LOAD [NAME=FILE...]: begin the initial RAM disk of a guest whose
# first disk is $ROOT_DISK. The RAM disk is that of guest_initrd, with these additions. RUN finds
# tests/vm/guest-root as /facet/root. LOAD, a script for the disk's bash, becomes /tmp/load there.
# Each FILE becomes /facet/NAME. The caller adds other files to $OVERLAY, and then calls initrd_end
# DEST "$ROOT_BASE". Sets $KERNEL, $KREL and $GUEST_KERNEL.
root_initrd_begin() {
	local version=$1 run=$2 load=$3
	shift 3
	builder
	kernel "$version"
	cached "guest-root-$version" \
		"$(key "$KERNEL" "$BUILDER" "$ROOT_MODULES" \
			"$(declare -f base_build copy_modules)")" \
		root_base_build
	ROOT_BASE=$CACHED
	GUEST_KERNEL=$KERNEL/boot/vmlinuz
	initrd_begin "$run" "root=$REPO/tests/vm/guest-root" "load=$load" "$@"
}
