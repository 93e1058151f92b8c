#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: Debian packages built; tools and facet-engine installed, upgraded, purged
# Minutes: 15
# Builds: modules guest
#
# Tests the packages of the tools and of facet-engine in a host that systemd has booted: installed,
# used, upgraded, removed, purged. Level admin tests the whole day of an administrator, with DKMS.
# inside/packages.sh does the work.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/package.sh
. "$(dirname "$0")/../vm/lib/package.sh"

rm -rf --one-file-system -- "$FACET_DIR"/{before,typed,said}
PACKAGES_OUT=$FACET_DIR/packages build_packages trixie
# Pack the same files under an earlier version, so that the test can upgrade them.
tempdir packages
mkdir -p "$FACET_DIR/before"
for package in facet-tools facet-engine; do
	dpkg-deb -R "$FACET_DIR/packages/trixie/$package"_*.deb "$TMPD/$package" &&
		sed -i '/^Version:/s/$/~before/' "$TMPD/$package/DEBIAN/control" &&
		dpkg-deb --root-owner-group -b "$TMPD/$package" "$FACET_DIR/before" >/dev/null ||
		die "cannot pack $package under an earlier version"
done
systemd_job packages SUITE=trixie "PACKAGES=$FACET_DIR/before" "NEW=$FACET_DIR/packages/trixie"
