#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run deps: install the packages that the lab needs on this machine. Quick if none is missing.

set -u
# shellcheck source=tests/vm/lib/common.sh
. "$(dirname "$0")/common.sh"

PACKAGES="meson ninja-build ccache gcc g++ libc6-dev pkg-config clang libclang-rt-dev
	libcmocka-dev libdrm-dev libinih-dev libjansson-dev libmicrohttpd-dev libncurses-dev
	libpciaccess-dev libpng-dev libseccomp-dev libsmartcols-dev libsystemd-dev
	mmdebstrap debian-archive-keyring e2fsprogs kmod cpio xz-utils zstd shellcheck sparse
	python3 python3-jsonschema jq util-linux mount procps git ca-certificates curl perl patch
	gnuplot-nox tmux zsh fish
	mkdocs mkdocs-material graphviz mscgen chromium chromium-driver python3-selenium"

if [[ ${1:-} == --help || ${1:-} == -h ]]; then
	echo "./run deps    installs the packages of the lab that are missing here" \
		"(Debian 12 or 13, as root)"
	exit 0
fi
(($# == 0)) || die "./run deps takes no '$1'"

deps_missing() {
	local p
	for p in $PACKAGES; do
		[[ $(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null) == installed ]] ||
			echo "$p"
	done
}

# shellcheck disable=SC1091 # the machine's own
ID='' VERSION_ID='' PRETTY_NAME=''
[[ -r /etc/os-release ]] && . /etc/os-release
case $ID-$VERSION_ID in
debian-12 | debian-13) ;;
*)
	die "this machine runs '${PRETTY_NAME:-an unknown system}'," \
		"and the lab knows Debian 12 and 13 only: use one of them, or a container of one"
	;;
esac
[[ $(dpkg --print-architecture) == amd64 ]] || die "the lab needs an amd64 machine"

mapfile -t missing < <(deps_missing)
if ((${#missing[@]} == 0)); then
	step "deps: nothing is missing"
	exit 0
fi
need_root deps
# shellcheck source=tests/vm/lib/debian.sh
. "$REPO/tests/vm/lib/debian.sh"
mirror >/dev/null
need_space 1500 /var/cache/apt
need_cache
log=$CACHE/log/deps.log

export DEBIAN_FRONTEND=noninteractive
APT_GET=(apt-get -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=2)
step "deps: installing ${missing[*]}"
# Try the present package lists first. Refresh the lists only if that fails.
if ! run_fg "${APT_GET[@]}" install --no-install-recommends "${missing[@]}" </dev/null \
	>"$log" 2>&1; then
	step "deps: refreshing the package lists"
	run_fg "${APT_GET[@]}" update </dev/null >"$log" 2>&1 || explain "$log" "apt-get update"
	run_fg "${APT_GET[@]}" install --no-install-recommends "${missing[@]}" </dev/null \
		>>"$log" 2>&1 ||
		explain "$log" "installing packages"
fi
step "deps: done"
