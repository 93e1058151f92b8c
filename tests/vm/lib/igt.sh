# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A guest with the packaged tests of igt-gpu-tools. Its first disk is a Debian root of sid, with
# these tests and all modules of the guest's kernel. Sourced after lab.sh.

# shellcheck source=tests/vm/lib/root.sh
. "$(dirname "${BASH_SOURCE[0]}")/root.sh"

IGT_PACKAGES="igt-gpu-tools igt-gpu-tools-tests kmod procps udev"

# The firmware of Kaby Lake's display controller. i915 loads this file if it exists.
IGT_DMC=i915/kbl_dmc_ver1_04.bin

igt_dmc_build() {
	local dest=$1 log=$CACHE/log/igt-dmc.log
	step "igt: downloading firmware-intel-graphics"
	tempdir firmware
	COMPONENTS=non-free-firmware private_apt "$TMPD" sid
	run_fg apt-get "${APT[@]}" update >"$log" 2>&1 && ! grep -q '^E:' "$log" ||
		explain "$log" "reading the list of non-free firmware"
	(cd "$TMPD" && run_fg apt-get "${APT[@]}" download firmware-intel-graphics) >>"$log" 2>&1 ||
		explain "$log" "downloading firmware-intel-graphics"
	dpkg-deb -x "$TMPD"/firmware-intel-graphics_*.deb "$TMPD/root" &&
		mkdir -p "$dest/${IGT_DMC%/*}" &&
		cp -L "$TMPD/root/usr/lib/firmware/$IGT_DMC" "$dest/$IGT_DMC" ||
		die "firmware-intel-graphics has no $IGT_DMC (log: $log)"
}

# igt_disk VERSION: set $ROOT_DISK to a root with the tests. Needs $KERNEL of that version.
igt_disk() { root_disk "guest-igt-$1" sid 4G "$IGT_PACKAGES" modules; }

# igt_initrd DEST VERSION [dmc]: make the initial RAM disk for a guest. The guest's first disk is
# $ROOT_DISK. Its second disk has lists of tests and takes the results. dmc: add the firmware.
igt_initrd() {
	local dest=$1 version=$2
	root_initrd_begin "$version" "$REPO/tests/igt/guest-run" "$REPO/tests/igt/guest-load"
	igt_disk "$version"
	if [[ ${3:-} == dmc ]]; then
		cached igt-dmc "$(key "$IGT_DMC" "$(declare -f igt_dmc_build)")" igt_dmc_build
		mkdir -p "$OVERLAY/lib/firmware"
		cp -r "$CACHED/." "$OVERLAY/lib/firmware/"
	fi
	initrd_end "$dest" "$ROOT_BASE"
}

# igt_results_disk FILE [PASS LIST SECONDS]...: make a disk with lists of tests. SECONDS is the
# limit for one test of that list. The file takes all its room at once, so that a full disk cannot
# end a run.
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
	fallocate -l 1G "$disk" || die "no room for 1 GB at $disk: free some space and begin again"
	mkfs.ext4 -q -m 0 -L facet-results -d "$dir" "$disk" ||
		die "cannot make the disk for results $disk"
	rm -rf "$dir"
}
