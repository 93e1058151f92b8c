#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: autopkgtest of the packages for Debian 13, in a chroot
# Minutes: 15
#
# Prints TAP: a line for each test of debian/tests. The chroot has the dependencies of the tests.
# autopkgtest itself installs the packages that ./run package builds. Logs are in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by cached
set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/package.sh
. "$(dirname "$0")/../vm/lib/package.sh"

TESTED_WITH="autopkgtest build-essential dkms linux-headers-amd64 jq libdrm2 libinih1 libjansson4"
TESTED_WITH+=" libmicrohttpd12t64 libncursesw6 libpciaccess0 libpng16-16t64 libsmartcols1"
TESTED_WITH+=" libsystemd0 mdevctl systemd udev adduser"
dir=${FACET_DIR:-$OUT/test/nightly/autopkgtest}

tested_root_build() {
	step "autopkgtest: a trixie root with what the tests depend on"
	chroot_build "$1" trixie "$TESTED_WITH"
}

mkdir -p "$dir" || die "cannot create $dir"
rm -rf --one-file-system -- "${dir:?}"/{root,source,results}
build_packages trixie
cached autopkgtest "$(key "$TESTED_WITH" "$(declare -f tested_root_build chroot_build)")" \
	tested_root_build
# The tests install packages: they get a copy of the cached root.
need_space 4000 "$dir"
cp -a "$CACHED" "$dir/root" || die "cannot copy the root to $dir"
# autopkgtest gives apt a folder of packages, and that has no release of this name.
sed -i '/^APT::Default-Release /d' "$dir"/root/etc/apt/apt.conf.d/*
package_sources "$dir/source" || die "cannot copy the sources to $dir"
step "autopkgtest: running debian/tests"
logged "$dir/autopkgtest.log" inside "$dir/root" autopkgtest --no-built-binaries \
	--output-dir "$dir/results" "$PACKAGES_OUT"/trixie/*.deb "$dir/source" -- null
rm -rf --one-file-system -- "$dir/root" "$dir/source"

rc=0
mapfile -t tests < <(sed -n 's/^Tests: //p' "$REPO/debian/tests/control")
for test in "${tests[@]}"; do
	said=$(grep "^$test  *" "$dir/results/summary" 2>/dev/null)
	if [[ $said == "$test "*PASS ]]; then
		echo "ok - $test"
	else
		echo "# ${said:-no result}: see $dir/autopkgtest.log"
		echo "not ok - $test"
		rc=1
	fi
done
exit "$rc"
