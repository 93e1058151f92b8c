#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: rpmbuild and makepkg build the packages of packaging/ in a chroot of Debian
# Minutes: 10
#
# Prints TAP. Debian has the programs rpmbuild and makepkg, but no packages by Fedora's and Arch's
# names, so both build without a check of dependencies. Packages are in $FACET_DIR.

# shellcheck disable=SC2317 # functions are called by ok and cached
set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/package.sh
. "$(dirname "$0")/../vm/lib/package.sh"
# shellcheck source=tests/demo/tap.bash
. "$(dirname "$0")/../demo/tap.bash"

FOREIGN_TOOLS="$PACKAGE_TOOLS rpm makepkg pacman-package-manager libarchive-tools fakeroot zstd"
FOREIGN_TOOLS+=" python3"
dir=${FACET_DIR:-$OUT/test/nightly/foreign}
version=$(<"$REPO/VERSION")

foreign_root_build() {
	step "foreign: a trixie root with rpmbuild and makepkg"
	chroot_build "$1" trixie "$FOREIGN_TOOLS"
}

# holds CONTENTS FILE...: succeed if CONTENTS, the list of a package's files, has each FILE.
holds() {
	local contents=$1 file found=0
	shift
	for file in "$@"; do
		grep -qE "^(\./|/)?$file\$" "$contents" ||
			{ echo "# $contents does not have $file" && found=1; }
	done
	return "$found"
}

rpm_build() {
	mkdir -p "$dir/rpm/SOURCES" && cp "$dir/facet-$version.tar.gz" "$dir/rpm/SOURCES/" &&
		logged "$dir/rpm.log" inside "$ROOT" rpmbuild -bb --nodeps -D "_topdir $dir/rpm" \
			"$REPO/packaging/rpm/facet.spec"
}

# reachable: let all users pass through the folders above $dir, as the chroot has them. The clone
# may be below /root.
reachable() {
	# shellcheck disable=SC2016 # the inner shell expands it
	inside "$ROOT" bash -c \
		'd=$1; while [[ -n $d ]]; do chmod a+x "$d"; d=${d%/*}; done' _ "$dir"
}

arch_build() {
	mkdir -p "$dir/arch" && cp "$dir/facet-$version.tar.gz" "$REPO/packaging/arch/PKGBUILD" \
		"$dir/arch/" && inside "$ROOT" chown -R nobody "$dir/arch" && reachable &&
		(cd "$dir/arch" && logged "$dir/arch.log" inside "$ROOT" \
			runuser -u nobody -- env HOME="$dir/arch" makepkg --nodeps --force)
}

# lists KIND: write the files of each package to $dir/KIND-NAME.list.
lists() {
	local f name
	for f in "$dir/rpm/RPMS"/*/*.rpm "$dir/arch"/*.pkg.tar*; do
		[[ -e $f ]] || continue
		name=${f##*/}
		name=${name%%-"$version"*}
		case $f in
		*.rpm) inside "$ROOT" rpm -qlp "$f" >"$dir/rpm-$name.list" ;;
		*) inside "$ROOT" bsdtar -tf "$f" >"$dir/arch-$name.list" ;;
		esac || return 1
	done
}

rm -rf --one-file-system -- "$dir"
mkdir -p "$dir" || die "cannot create $dir"
cached foreign "$(key "$FOREIGN_TOOLS" "$(declare -f foreign_root_build chroot_build)")" \
	foreign_root_build
ROOT=$CACHED
package_sources "$dir/facet-$version" || die "cannot copy the sources to $dir"
tar -C "$dir" -czf "$dir/facet-$version.tar.gz" "facet-$version" || die "cannot pack the sources"
rm -rf --one-file-system -- "$dir/facet-$version"

ok "rpmbuild -bb builds the packages" rpm_build
ok "makepkg builds the packages" arch_build
ok "their files can be listed" lists
for kind in rpm arch; do
	ok "$kind: the package of the tools has the tools and their units" \
		holds "$dir/$kind-facet-tools.list" usr/bin/facetctl usr/bin/facet-top \
		usr/bin/facet-sim 'usr/s?bin/facetd' etc/facet/facetd.conf \
		usr/lib/systemd/system/facetd.service usr/lib/udev/rules.d/70-facet.rules
	ok "$kind: the package of the server has it" \
		holds "$dir/$kind-facet-vfu.list" usr/bin/facet-vfu
	ok "$kind: the package of the modules has what DKMS needs" \
		holds "$dir/$kind-facet-dkms.list" "usr/src/facet-$version/dkms.conf" \
		"usr/src/facet-$version/Kbuild" "usr/src/facet-$version/kernel/main.c"
done
exit $((${BAD:-0} > 0))
