#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that the change logs and the packages name the version in VERSION: they cannot read it.

set -u
cd "$(dirname "$0")/../.." || exit 1
version=$(<VERSION)
status=0

# same FILE TEXT: check that FILE, which names the version TEXT, agrees with VERSION.
same() {
	[[ $2 == "$version" ]] ||
		{ echo "# $1 says '$2', and VERSION '$version'" && printf 'not ' && status=1; }
	echo "ok - $1 is of the version that VERSION names"
}

same "debian/changelog" "$(sed -n '1s/^facet (\(.*\)) .*/\1/p' debian/changelog)"
# Changes since the last version have the heading "Unreleased", above it.
same "CHANGELOG.md" "$(sed -n '/^## Unreleased$/d; /^## /{s/^## \([^ ,]*\).*/\1/p;q}' CHANGELOG.md)"
same "packaging/rpm/facet.spec" "$(sed -n 's/^Version: *//p' packaging/rpm/facet.spec)"
same "packaging/arch/PKGBUILD" "$(sed -n 's/^pkgver=//p' packaging/arch/PKGBUILD)"
exit "$status"
