# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest with the packaged tests of igt-gpu-tools: a Debian root of sid with them and with all modules of the guest's kernel, as a
# disk beside the RAM disk that any guest has. Sourced after lab.sh.

IGT_PACKAGES="igt-gpu-tools igt-gpu-tools-tests kmod procps udev"

igt_disk_build() {
	local dest=$1 version=$2 log=$CACHE/log/igt-$2.log root
	step "igt: a sid root with the packaged tests, and modules of $KREL"
	need_cmd mkfs.ext4
	need_space 5000 "$CACHE"
	root=$CACHE/igt-$version.tmp.root
	rm -rf --one-file-system -- "$root"
	TEMPS+=("$root")
	chroot_build "$root" sid "$IGT_PACKAGES"
	mkdir -p "$root/lib/modules" "$root/mnt/results"
	cp -a "$KERNEL/lib/modules/$KREL" "$root/lib/modules/" || die "cannot copy the modules of $KREL (log: $log)"
	rm -f "$root/lib/modules/$KREL"/{build,source}
	rm -f "$dest"
	truncate -s 4G "$dest"
	run_fg nice mkfs.ext4 -q -O ^has_journal -m 0 -L facet-igt -d "$root" "$dest" >"$log" 2>&1 || explain "$log" "making the disk with the tests"
	rm -rf --one-file-system -- "$root"
}

# igt_disk VERSION: path in $IGT_DISK (attach it with snapshot=on); $KERNEL and $KREL are that kernel's.
igt_disk() {
	kernel "$1"
	cached "guest-igt-$1" "$(key "$KERNEL" "$IGT_PACKAGES" "$(declare -f igt_disk_build chroot_build)")" igt_disk_build "$1"
	IGT_DISK=$CACHED
}

igt_base_build() {
	step "igt: initial RAM disk of the stock kernel $KREL"
	# shellcheck disable=SC2086 # a list of modules
	base_build "$1" $GUEST_MODULES ext4
}

# The firmware of Kaby Lake's display controller, which i915 takes where it finds it.
IGT_DMC=i915/kbl_dmc_ver1_04.bin

igt_dmc_build() {
	local dest=$1 log=$CACHE/log/igt-dmc.log
	step "igt: downloading firmware-intel-graphics"
	tempdir firmware
	COMPONENTS=non-free-firmware private_apt "$TMPD" sid
	run_fg apt-get "${APT[@]}" update >"$log" 2>&1 && ! grep -q '^E:' "$log" || explain "$log" "reading the list of non-free firmware"
	(cd "$TMPD" && run_fg apt-get "${APT[@]}" download firmware-intel-graphics) >>"$log" 2>&1 || explain "$log" "downloading firmware-intel-graphics"
	dpkg-deb -x "$TMPD"/firmware-intel-graphics_*.deb "$TMPD/root" && mkdir -p "$dest/${IGT_DMC%/*}" &&
		cp -L "$TMPD/root/usr/lib/firmware/$IGT_DMC" "$dest/$IGT_DMC" || die "firmware-intel-graphics has no $IGT_DMC (log: $log)"
}

# igt_initrd DEST VERSION [dmc]: a RAM disk for a guest whose first disk is $IGT_DISK and whose second one has a list of tests and takes
# results. dmc: with that firmware in it.
igt_initrd() {
	local dest=$1 version=$2 dir
	builder
	igt_disk "$version"
	cached "guest-igt-base-$version" "$(key "$KERNEL" "$BUILDER" "$GUEST_MODULES" "$(declare -f igt_base_build base_build copy_modules)")" igt_base_build
	GUEST_KERNEL=$KERNEL/boot/vmlinuz
	tempdir overlay
	dir=$TMPD
	mkdir -p "$dir/facet"
	cp "$REPO/tests/vm/guest-init" "$dir/init"
	cp "$REPO/tests/vm/guest-root" "$dir/facet/root"
	cp "$REPO/tests/igt/guest-run" "$dir/facet/run"
	cp "$REPO/tests/igt/guest-load" "$dir/facet/load"
	chmod 755 "$dir/init" "$dir/facet/run" "$dir/facet/load"
	local base=$CACHED
	if [[ ${3:-} == dmc ]]; then
		cached igt-dmc "$(key "$IGT_DMC" "$(declare -f igt_dmc_build)")" igt_dmc_build
		mkdir -p "$dir/lib/firmware"
		cp -r "$CACHED/." "$dir/lib/firmware/"
	fi
	{ cat "$base" && cpio_of "$dir" | gzip -1; } >"$dest.tmp" && mv "$dest.tmp" "$dest" || die "cannot write $dest"
	rm -rf "$dir"
}

# igt_results_disk FILE [PASS LIST SECONDS]...: an empty disk with lists of tests in it, each of which may take so long. All of its room is
# taken at once, so that no full disk ends a run.
igt_results_disk() {
	local dir disk=$1
	tempdir results
	dir=$TMPD
	shift
	for (( ; $#; )); do
		cp "$2" "$dir/$1.list" || die "cannot read the list $2"
		echo "$3" >"$dir/$1.patience"
		shift 3
	done
	rm -f "$disk"
	fallocate -l 1G "$disk" || die "no room for 1 GB at $disk: free some space and go on with './run igt --resume'"
	mkfs.ext4 -q -m 0 -L facet-results -d "$dir" "$disk" || die "cannot make the disk for results $disk"
	rm -rf "$dir"
}
