#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run package: build the Debian packages.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/lab.sh"
# shellcheck source=tests/vm/lib/package.sh
. "$(dirname "$0")/package.sh"

usage() {
	cat <<'T'
./run package [--version V] [bookworm|trixie]...
Builds the Debian packages facet-dkms, facet-tools, facet-engine, facet-vfu, facet-run and
facet-doc. Without a suite, it builds for both, in some five minutes. The packages are in
out/packages/bookworm/ and out/packages/trixie/.
  --version V  use this version, not that of debian/changelog
lintian.log beside the packages has the output of lintian. If lintian reports an error, the exit
status is 1.
T
}

VERSION='' SUITES=()
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--version)
		VERSION=${2:-}
		[[ $VERSION =~ ^[0-9][0-9A-Za-z.+~]*$ ]] ||
			die "--version takes a version as Debian writes it, such as 0.2~1," \
				"and not '$VERSION'"
		shift
		;;
	bookworm | trixie) SUITES+=("$1") ;;
	*) die "./run package does not know '$1': ./run package --help" ;;
	esac
	shift
done
# shellcheck disable=SC2206 # a list of suites
((${#SUITES[@]})) || SUITES=($PACKAGE_SUITES)
need_root package
for suite in "${SUITES[@]}"; do build_packages "$suite" "$VERSION"; done
for suite in "${SUITES[@]}"; do (cd "$OUT" && du -ah "packages/$suite"/*.deb) || exit 1; done
step "package: done"
