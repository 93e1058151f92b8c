# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Initial RAM disks. A guest's RAM disk is two archives, one after the other:
#   base     busybox and modules of one stock kernel; cached
#   overlay  guest-init, programs with their libraries, and the script to run; made anew for each
#            use, within a second
# The kernel unpacks both. Sourced after common.sh and debian.sh.

GUEST_MODULES="i915 virtio_gpu virtio_pci virtio_console virtio_blk virtio_balloon 9p 9pnet_virtio"
GUEST_MODULES+=" button evdev"
HOST_MODULES="virtio_pci virtio_blk ext4 9p 9pnet_virtio overlay"

# cpio_of DIR: write DIR as an archive to stdout. The same content gives the same bytes.
cpio_of() {
	(cd "$1" && find . -mindepth 1 -print0 | LC_ALL=C sort -z |
		cpio --null --create --format=newc --owner=0:0 --reproducible --quiet)
}

# copy_modules DIR MODULE...: copy modules of $KERNEL and their dependencies, unpacked: busybox
# cannot load compressed modules.
copy_modules() {
	local dir=$1 m f rel list=()
	shift
	# A kernel with all modules built in has no module to copy.
	mkdir -p "$dir/lib/modules/$KREL"
	for m in "$@"; do
		while read -r f; do
			list+=("$f")
		done < <(modprobe -d "$KERNEL" -S "$KREL" --show-depends "$m" 2>/dev/null |
			awk '$1 == "insmod" { print $2 }')
	done
	for f in "${list[@]}"; do
		# Do not remove $KERNEL from the front: modprobe may print it in another spelling.
		rel=lib/modules/${f##*/lib/modules/}
		f=$KERNEL/$rel
		mkdir -p "$dir/${rel%/*}"
		case $f in
		*.xz) xz -dc "$f" >"$dir/${rel%.xz}" ;;
		*.zst) zstd -qdc "$f" >"$dir/${rel%.zst}" ;;
		*) cp "$f" "$dir/$rel" ;;
		esac || die "cannot unpack $f"
	done
	cp "$KERNEL/lib/modules/$KREL"/modules.{builtin,order,builtin.modinfo} \
		"$dir/lib/modules/$KREL/" 2>/dev/null
	depmod -b "$dir" "$KREL" || die "depmod failed in $dir"
}

# copy_program DIR FILE...: copy programs to DIR/bin, and their libraries from the builder chroot.
copy_program() {
	local dir=$1 f lib
	shift
	mkdir -p "$dir/bin"
	for f in "$@"; do
		cp "$f" "$dir/bin/" || die "cannot copy $f"
	done
	while read -r lib; do
		mkdir -p "$dir${lib%/*}"
		cp -L "$BUILDER$lib" "$dir$lib" || die "cannot copy $lib"
	done < <(inside "$BUILDER" ldd "$@" 2>/dev/null |
		awk '/=> \// { print $3 } /^[ \t]*\/lib.*\(0x/ { print $1 }' | sort -u)
}

base_build() {
	local dest=$1 dir
	shift
	need_cmd cpio xz zstd modprobe depmod
	tempdir initramfs
	dir=$TMPD
	mkdir -p "$dir"/{bin,sbin,dev,proc,sys,run,tmp,etc,lib,lib64,usr,root,facet,mnt}
	ln -s ../bin "$dir/usr/bin"
	ln -s ../lib "$dir/usr/lib"
	ln -s ../lib64 "$dir/usr/lib64"
	cp "$BUILDER/bin/busybox" "$dir/bin/" || die "no busybox in the builder chroot"
	local applet
	for applet in sh mount modprobe insmod; do ln -s busybox "$dir/bin/$applet"; done
	ln -s ../bin/modprobe "$dir/sbin/modprobe"
	copy_modules "$dir" "$@"
	cpio_of "$dir" | gzip -1 >"$dest" || die "cannot write $dest"
	rm -rf "$dir"
}

guest_base_build() {
	step "guest: initial RAM disk of the stock kernel $KREL"
	# shellcheck disable=SC2086 # a list of modules
	base_build "$1" $GUEST_MODULES
}

host_base_build() {
	step "host: initial RAM disk of the stock kernel $KREL"
	# shellcheck disable=SC2086 # a list of modules
	base_build "$1" $HOST_MODULES
}

# guest_base VERSION: set $KERNEL, $KREL, $GUEST_KERNEL (path of vmlinuz) and $GUEST_BASE.
guest_base() {
	builder
	kernel "$1"
	cached "guest-$1" \
		"$(key "$KERNEL" "$BUILDER" "$GUEST_MODULES" \
			"$(declare -f base_build copy_modules)")" \
		guest_base_build
	GUEST_BASE=$CACHED
	GUEST_KERNEL=$KERNEL/boot/vmlinuz
}

# initrd_begin RUN [NAME=FILE...]: make the overlay of a guest's RAM disk in $OVERLAY: /init, the
# script RUN as /facet/run, and each FILE as /facet/NAME.
initrd_begin() {
	local run=$1 file
	shift
	tempdir overlay
	OVERLAY=$TMPD
	mkdir -p "$OVERLAY/facet"
	cp "$REPO/tests/vm/guest-init" "$OVERLAY/init"
	for file in "run=$run" "$@"; do
		cp "${file#*=}" "$OVERLAY/facet/${file%%=*}" || die "cannot read ${file#*=}"
	done
	chmod 755 "$OVERLAY"/{init,facet/*}
}

# initrd_end DEST BASE: write the RAM disk BASE with $OVERLAY over it to DEST, and remove $OVERLAY.
initrd_end() {
	{ cat "$2" && cpio_of "$OVERLAY" | gzip -1; } >"$1.tmp" && mv "$1.tmp" "$1" ||
		die "cannot write $1"
	rm -rf "$OVERLAY"
}

# host_initrd DEST VERSION: make the RAM disk of the host VM. This RAM disk mounts the image and
# starts host-init. Sets $KERNEL, $KREL and $HOST_IMAGE.
host_initrd() {
	local dest=$1
	builder
	host_image "$2"
	cached "host-initrd-$2" \
		"$(key "$KERNEL" "$BUILDER" "$HOST_MODULES" \
			"$(declare -f base_build copy_modules)")" \
		host_base_build
	tempdir overlay
	OVERLAY=$TMPD
	cp "$REPO/tests/vm/host-initrd" "$OVERLAY/init"
	chmod 755 "$OVERLAY/init"
	initrd_end "$dest" "$CACHED"
}

# guest_initrd DEST VERSION RUN [PROGRAM...]: make a complete initrd at DEST. The script RUN becomes
# /facet/run.
guest_initrd() {
	local dest=$1 version=$2 run=$3
	shift 3
	guest_base "$version"
	initrd_begin "$run"
	(($#)) && copy_program "$OVERLAY" "$@"
	initrd_end "$dest" "$GUEST_BASE"
}
