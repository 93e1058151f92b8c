# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest with a desktop: a Debian root of the kernel's own suite as a disk, beside the RAM disk that any guest has. Sourced after
# common.sh, debian.sh and initramfs.sh.

DESKTOP_PACKAGES="weston seatd xserver-xorg-core xserver-xorg-input-libinput xkb-data x11-xserver-utils x11-apps x11-utils xterm xfonts-base mesa-utils libdrm-tests udev kbd kmod procps intel-gpu-tools kmscube"
DESKTOP_MODULES="$GUEST_MODULES ext4 virtio_input evdev"

# desktop_suite VERSION: whose programs a guest with that kernel has.
desktop_suite() {
	local suites
	suites=$(kernel_suite "$1") || exit 1
	echo "${suites%% *}"
}

desktop_disk_build() {
	local dest=$1 suite=$2 log=$CACHE/log/desktop-$2-image.log root
	step "desktop: a $suite root with Weston, Xorg and Mesa"
	need_cmd mkfs.ext4
	need_space 4000 "$CACHE"
	root=$CACHE/desktop-$suite.tmp.root
	rm -rf --one-file-system -- "$root"
	TEMPS+=("$root")
	chroot_build "$root" "$suite" "$DESKTOP_PACKAGES"
	rm -f "$dest"
	truncate -s 2G "$dest"
	run_fg nice mkfs.ext4 -q -O ^has_journal -m 0 -L facet-desktop -d "$root" "$dest" >"$log" 2>&1 || explain "$log" "making the disk of a desktop"
	rm -rf --one-file-system -- "$root"
}

desktop_base_build() {
	step "desktop: initial RAM disk of the stock kernel $KREL"
	# shellcheck disable=SC2086 # a list of modules
	base_build "$1" $DESKTOP_MODULES
}

# desktop_base VERSION: $KERNEL, $KREL, $GUEST_KERNEL, $DESKTOP_DISK (attach it with snapshot=on), $DESKTOP_BASE.
desktop_base() {
	local suite
	suite=$(desktop_suite "$1") || exit 1
	builder
	kernel "$1"
	cached "guest-desktop-$suite" "$(key "$suite" "$DESKTOP_PACKAGES" "$(declare -f desktop_disk_build chroot_build)")" \
		desktop_disk_build "$suite"
	DESKTOP_DISK=$CACHED
	cached "guest-desktop-$1" "$(key "$KERNEL" "$BUILDER" "$DESKTOP_MODULES" "$(declare -f base_build copy_modules)")" desktop_base_build
	DESKTOP_BASE=$CACHED
	GUEST_KERNEL=$KERNEL/boot/vmlinuz
}

# desktop_initrd DEST VERSION RUN LOAD [PROGRAM...]: as guest_initrd; RUN finds tests/vm/guest-root as /facet/root. LOAD (a script
# for the disk's bash) becomes /tmp/load there, with tests/vm/guest-desktop beside it.
desktop_initrd() {
	local dest=$1 version=$2 run=$3 load=$4 dir
	shift 4
	desktop_base "$version"
	tempdir overlay
	dir=$TMPD
	mkdir -p "$dir/facet"
	cp "$REPO/tests/vm/guest-init" "$dir/init"
	cp "$REPO/tests/vm/guest-root" "$dir/facet/root"
	cp "$REPO/tests/vm/guest-desktop" "$dir/facet/desktop"
	cp "$run" "$dir/facet/run" && cp "$load" "$dir/facet/load" || die "cannot read $run or $load"
	chmod 755 "$dir/init" "$dir/facet/run" "$dir/facet/load"
	(($#)) && copy_program "$dir" "$@"
	{ cat "$DESKTOP_BASE" && cpio_of "$dir" | gzip -1; } >"$dest.tmp" && mv "$dest.tmp" "$dest" || die "cannot write $dest"
	rm -rf "$dir"
}
