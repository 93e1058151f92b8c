#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: Debian packages built; the tools installed, upgraded, purged
# Minutes: 15
# Builds: modules guest
#
# What of an administrator's day takes no DKMS, with the package of the tools: installed, used, upgraded, removed,
# purged in a host that systemd has booted. The work is in inside/packages.sh; level admin does the whole day.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"
# shellcheck source=tests/vm/lib/package.sh
. "$(dirname "$0")/../vm/lib/package.sh"

rm -rf --one-file-system -- "$FACET_DIR"/{before,typed,said}
PACKAGES_OUT=$FACET_DIR/packages build_packages trixie
# The same under a version that comes before it.
tempdir packages
dpkg-deb -R "$FACET_DIR"/packages/trixie/facet-tools_*.deb "$TMPD/root" && sed -i '/^Version:/s/$/~before/' "$TMPD/root/DEBIAN/control" &&
	mkdir -p "$FACET_DIR/before" && dpkg-deb --root-owner-group -b "$TMPD/root" "$FACET_DIR/before" >/dev/null || die "cannot pack facet-tools under an earlier version"
systemd_job packages SUITE=trixie "PACKAGES=$FACET_DIR/before" "NEW=$FACET_DIR/packages/trixie"
