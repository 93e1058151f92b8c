# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build Debian packages of this tree. Sourced after common.sh, debian.sh and build.sh.

PACKAGES_OUT=$OUT/packages
PACKAGE_SUITES="bookworm trixie"
PACKAGE_TOOLS="build-essential debhelper dh-dkms lintian meson ninja-build pkg-config libdrm-dev"
PACKAGE_TOOLS+=" libinih-dev libjansson-dev libmicrohttpd-dev libncurses-dev libpciaccess-dev"
PACKAGE_TOOLS+=" libpng-dev libseccomp-dev libsmartcols-dev libsystemd-dev mkdocs mkdocs-material"

package_root_build() {
	step "package: a $2 root with debhelper and lintian"
	chroot_build "$1" "$2" "$PACKAGE_TOOLS"
}

# package_root SUITE: set $PACKAGE_ROOT to the path of the chroot that builds packages for SUITE.
package_root() {
	cached "package-$1" \
		"$(key "$PACKAGE_TOOLS" "$(declare -f package_root_build chroot_build)")" \
		package_root_build "$1"
	PACKAGE_ROOT=$CACHED
}

# package_sources DIR [VERSION]: copy this tree, without files that git ignores. VERSION: add an
# entry for this version at the top of the changelog.
package_sources() {
	local log=debian/changelog author
	mkdir -p "$1"
	(cd "$REPO" && git ls-files -z --cached --others --exclude-standard --deduplicate |
		grep -zvxF -f <(git ls-files --deleted) |
		xargs -0 cp -a --parents -t "$1") || return 1
	[[ -n ${2:-} ]] || return 0
	echo "$2" >"$1/VERSION"
	{
		author=$(sed -n '/^ -- /{s///; s/>.*/>/p; q}' "$REPO/$log")
		printf 'facet (%s) unstable; urgency=medium\n\n' "$2"
		printf '  * The same under another version.\n\n -- %s  %s\n\n' "$author" \
			"$(date -R)"
		cat "$REPO/$log"
	} >"$1/$log"
}

# build_packages SUITE [VERSION]: build the packages into out/packages/SUITE. lintian.log beside
# them has the output of lintian. An error of lintian fails the build.
build_packages() {
	local dir=$BUILD/packages/$1 dest=$PACKAGES_OUT/$1 log=$BUILD/packages-$1.log
	need_cmd git
	package_root "$1"
	mkdir -p "$BUILD/packages"
	exec {BUILD_LOCK}>"$dir.lock"
	run_fg flock "$BUILD_LOCK" || exit 1
	step "package: building for $1"
	rm -rf --one-file-system -- "$dir" "$dest"
	package_sources "$dir/facet" "${2:-}" || die "cannot copy the sources to $dir"
	(cd "$dir/facet" &&
		logged "$log" inside "$PACKAGE_ROOT" env DEB_BUILD_OPTIONS="parallel=$(nproc)" \
			dpkg-buildpackage -b -us -uc) ||
		die "the packages do not build for $1 (log: $log)"
	mkdir -p "$dest"
	mv "$dir"/*.deb "$dest/" || die "dpkg-buildpackage left no packages in $dir (log: $log)"
	dpkg-deb -c "$dest"/facet-dkms_*.deb |
		grep "/usr/src/facet-${2:-$(<"$REPO/VERSION")}/dkms.conf$" >/dev/null ||
		die "facet-dkms for $1 has no dkms.conf beside its sources:" \
			"DKMS would build nothing"
	step "package: lintian of $1"
	inside "$PACKAGE_ROOT" lintian --allow-root --fail-on error \
		--display-info --show-overrides "$dest"/*.deb </dev/null \
		>"$dest/lintian.log" 2>&1 || {
		grep '^E:' "$dest/lintian.log" >&2
		die "lintian finds faults with the packages for $1 (log: $dest/lintian.log)"
	}
	rm -rf --one-file-system -- "$dir"
	exec {BUILD_LOCK}>&-
}
