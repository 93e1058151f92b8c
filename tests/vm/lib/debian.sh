# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The Debian mirror, chroots made by mmdebstrap, and kernels unpacked into the cache. Sourced after
# common.sh. Nothing here changes the packages of the machine itself.

KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# mirror: print the Debian mirror of this machine's apt configuration. Works before apt-get update.
mirror() {
	if [[ -z ${FACET_MIRROR:-} ]]; then
		FACET_MIRROR=$(apt-get indextargets \
			--no-release-info --format '$(SITE) $(RELEASE)' 2>/dev/null |
			awk '$2 ~ /^(bookworm|trixie|forky|sid|stable|testing|unstable)$/ {
				print $1
				exit
			}')
		[[ -n $FACET_MIRROR ]] ||
			die "apt has no Debian source on this machine:" \
				"add one to /etc/apt/sources.list and run 'apt-get update'"
		export FACET_MIRROR
	fi
	printf '%s\n' "$FACET_MIRROR"
}

# sources SUITE...: print lines of a sources list. COMPONENTS: parts of the archive (main).
sources() {
	local s m
	m=$(mirror) || exit 1
	for s in "$@"; do
		printf 'deb [signed-by=%s] %s %s %s\n' "$KEYRING" "$m" "$s" "${COMPONENTS:-main}"
	done
}

# transport: print the apt settings by which this machine reaches the mirror, such as proxies and
# retries. Check-Valid-Until is among them: it decides whether apt takes an outdated mirror.
transport() {
	apt-config dump |
		grep -iE '^Acquire::((https?|ftp|Retries)::?.*|Check-Valid-Until) "[^"]+";$'
}

# chroot_build DEST SUITES PACKAGES [HOOK]: make a chroot at DEST. SUITES and PACKAGES are lists in
# one string each. The first suite is the base; the last suite is preferred. HOOK is shell text that
# mmdebstrap runs with the root as $1.
chroot_build() {
	local dest=$1 suites=$2 packages=$3 hook=${4:-true} log base=${2%% *} prefer=${2##* } \
		opts=() line
	log=$CACHE/log/$(basename "$dest").log
	need_cmd mmdebstrap unshare
	need_space 3000 "$CACHE"
	[[ -r $KEYRING ]] ||
		die "$KEYRING is missing: run './run deps' (package debian-archive-keyring)"
	while read -r line; do opts+=("--aptopt=$line"); done < <(transport)
	# shellcheck disable=SC2086 # a list of suites
	sources $suites >"$dest.list" || exit 1
	# Private mount and process namespaces: nothing stays mounted or running, however this ends.
	run_fg nice unshare -m -p -f --kill-child --mount-proc \
		mmdebstrap --mode=root --variant=apt --architectures=amd64 "${opts[@]}" \
		--aptopt='APT::Install-Recommends "false"' \
		--aptopt="APT::Default-Release \"$prefer\"" \
		--dpkgopt='path-exclude=/usr/share/doc/*' \
		--dpkgopt='path-exclude=/usr/share/man/*' \
		--dpkgopt='path-exclude=/usr/share/locale/*' \
		--include="${packages// /,}" --customize-hook="$hook" \
		"$base" "$dest" "$dest.list" </dev/null >"$log" 2>&1 || {
		rm -f "$dest.list"
		explain "$log" "building a chroot of $base"
	}
	rm -f "$dest.list"
}

# --- kernels ------------------------------------------------------------------------------------
# A kernel in the cache is a folder with boot/vmlinuz, lib/modules/RELEASE, usr/src (headers),
# usr/lib/linux-kbuild-* and "release". Image and headers come from the same package lists, so
# modules always fit.

# kernel_suite VERSION: print the suites that a kernel comes from. The last suite is preferred.
kernel_suite() {
	case $1 in
	6.1) echo bookworm ;;
	6.12) echo trixie ;;
	7.2) echo trixie trixie-backports ;;
	"$MADE_FROM"-*) made_fragments "$1" >/dev/null && echo trixie || exit 1 ;;
	*)
		die "no kernel $1 in the lab: choose 6.1, 6.12," \
			"7.2 or 6.12-FRAGMENT (./run kernel --list)"
		;;
	esac
}

# need_host_kernel VERSION: die if the host VM cannot run that kernel.
need_host_kernel() {
	if is_made "$1"; then
		made_fragments "$1" >/dev/null || exit 1
	else
		[[ $1 == 6.12 || $1 == 7.2 ]] ||
			die "the host VM runs kernel 6.12, 7.2 or 6.12-FRAGMENT, not '$1'"
	fi
}

# private_apt DIR SUITE...: prepare DIR, and set the options that make apt-get use DIR in $APT. The
# last suite is preferred.
private_apt() {
	mkdir -p "$1"/{lists/partial,cache/archives/partial,empty}
	sources "${@:2}" >"$1/sources.list" || exit 1
	: >"$1/status"
	APT=(-o "Dir::Etc::SourceList=$1/sources.list" -o "Dir::Etc::SourceParts=$1/empty"
		-o "Dir::State::Lists=$1/lists" -o "Dir::Cache=$1/cache"
		-o "Dir::State::status=$1/status"
		-o "APT::Default-Release=${*: -1}" -o APT::Architecture=amd64
		-o APT::Sandbox::User=root -o APT::Update::Post-Invoke-Success::=
		-o Debug::NoLocking=1)
}

# kernel_release VERSION: print the newest release of VERSION that the suites of APT have with its
# headers. Backports keep the last releases of older versions, while their metapackages name the
# newest version. So this function reads the names of the packages.
kernel_release() {
	apt-cache "${APT[@]}" pkgnames "linux-headers-$1." |
		sed -nE 's/^linux-headers-([^-]+(-[0-9]+)?-amd64)$/\1/p' | sort -V | tail -n 1
}

kernel_build() {
	local dest=$1 version=$2 suite log debs deb rel
	suite=$(kernel_suite "$version") || exit 1
	log=$CACHE/log/kernel-$version.log
	need_space 2500 "$CACHE"
	need_cmd dpkg-deb depmod
	step "kernel $version: downloading from $suite"
	tempdir kernel
	# shellcheck disable=SC2086 # a list of suites
	private_apt "$TMPD" $suite
	suite=${suite##* }
	run_fg apt-get "${APT[@]}" update >"$log" 2>&1 && ! grep -q '^E:' "$log" ||
		explain "$log" "reading the package lists of $suite"
	rel=$(kernel_release "$version")
	[[ -n $rel ]] ||
		die "$suite carries no kernel $version with its headers: choose another \
version, or a mirror that has it"
	debs=$(apt-get "${APT[@]}" install \
		--print-uris --no-install-recommends -y "linux-image-$rel" \
		"linux-headers-$rel" 2>>"$log" |
		awk '/^\047/ { sub(/_.*/, "", $2); print $2 }' |
		grep -E '^linux-(image|binary|modules|headers|kbuild|base)-.*[0-9]')
	# shellcheck disable=SC2086 # a list of packages
	[[ -n $debs ]] &&
		(cd "$TMPD" && run_fg nice apt-get "${APT[@]}" download $debs) >>"$log" 2>&1 ||
		explain "$log" "downloading the kernel $version"
	step "kernel $version: unpacking"
	mkdir -p "$dest"
	for deb in "$TMPD"/linux-*.deb; do
		run_fg nice dpkg-deb -x "$deb" "$dest" >>"$log" 2>&1 ||
			explain "$log" "unpacking $(basename "$deb")"
	done
	if [[ -d $dest/usr/lib/modules ]]; then
		mkdir -p "$dest/lib"
		[[ -d $dest/lib/modules ]] && {
			cp -a "$dest/lib/modules/." "$dest/usr/lib/modules/" &&
				rm -rf "$dest/lib/modules"
		}
		mv "$dest/usr/lib/modules" "$dest/lib/modules"
	fi
	[[ -d $dest/lib/modules/$rel ]] ||
		die "no modules of $rel in the kernel packages of $suite (log: $log)"
	# Split kernel packages have the kernel beside its modules.
	mkdir -p "$dest/boot"
	mv "$dest/boot/vmlinuz-$rel" "$dest/boot/vmlinuz" 2>/dev/null ||
		mv "$dest/lib/modules/$rel/vmlinuz" "$dest/boot/vmlinuz" ||
		die "no vmlinuz in the kernel packages of $suite (log: $log)"
	run_fg nice depmod -b "$dest" "$rel" || die "depmod failed for $rel"
	echo "$rel" >"$dest/release"
	rm -rf "${dest:?}/usr/share"
}

# kernel VERSION: set $KERNEL to its path and $KREL to the name of its release.
kernel() {
	if is_made "$1"; then
		made_kernel "$1"
	else
		cached "kernel-$1" \
			"$(key "$(kernel_suite "$1")" \
				"$(declare -f kernel_build kernel_release)")" \
			kernel_build "$1"
	fi
	KERNEL=$CACHED
	KREL=$(<"$KERNEL/release")
}

# --- chroots ------------------------------------------------------------------------------------

QEMU11_PACKAGES="qemu-system-x86 qemu-system-common seabios libfaketime"
BUILDER_PACKAGES="ccache gcc gcc-14 libc6-dev make bc flex bison libelf-dev kmod xz-utils sparse"
BUILDER_PACKAGES+=" perl meson ninja-build pkgconf libdrm-dev libcmocka-dev libglib2.0-dev"
BUILDER_PACKAGES+=" libinih-dev libjansson-dev libmicrohttpd-dev libncurses-dev libpciaccess-dev"
BUILDER_PACKAGES+=" libpng-dev libseccomp-dev libsmartcols-dev libsystemd-dev busybox-static"

HOST_PACKAGES="qemu-system-x86 qemu-system-common qemu-system-gui qemu-system-modules-opengl"
HOST_PACKAGES+=" seabios gvncviewer libgl1-mesa-dri libegl1 libegl-mesa0 libgbm1 libglib2.0-0t64"
HOST_PACKAGES+=" libpng16-16t64 libdrm2 libdrm-intel1 libinih1 libjansson4 libmicrohttpd12t64"
HOST_PACKAGES+=" libncursesw6 libpciaccess0 libsystemd0 pci.ids kmod busybox-static procps"
HOST_PACKAGES+=" uuid-runtime libseccomp2 iproute2"

host_root_build() {
	step "host: a trixie root with QEMU 10 and Mesa"
	chroot_build "$1" trixie "$HOST_PACKAGES"
}

qemu11_build() {
	step "qemu11: a chroot with QEMU 11 from trixie-backports"
	chroot_build "$1" "trixie trixie-backports" "$QEMU11_PACKAGES"
}

builder_build() {
	step "builder: a trixie chroot with compilers"
	chroot_build "$1" trixie "$BUILDER_PACKAGES"
}

# need_qemu ROOT VERSION WHAT: die if the QEMU of that root is older than WHAT needs.
need_qemu() {
	local have
	have=$(dpkg-query --admindir="$1/var/lib/dpkg" -W -f='${Version}' qemu-system-x86 \
		2>/dev/null) ||
		die "no QEMU in $1: remove that folder and run this again"
	dpkg --compare-versions "$have" ge "1:$2" ||
		die "QEMU ${have#*:} is too old: $3 needs $2 or later;" \
			"use a mirror that carries it, then remove $1 and run this again"
}

# qemu11: set $QEMU11 to the path of the chroot with QEMU 11.
qemu11() {
	cached qemu11 \
		"$(key "$QEMU11_PACKAGES" "$(declare -f qemu11_build chroot_build)")" \
		qemu11_build
	QEMU11=$CACHED
	need_qemu "$QEMU11" 10.1 vfio-user-pci
}

# builder: set $BUILDER to the path of the chroot with compilers.
builder() {
	cached builder \
		"$(key "$BUILDER_PACKAGES" "$(declare -f builder_build chroot_build)")" \
		builder_build
	BUILDER=$CACHED
}

# host_root: set $HOST_ROOT to the path of the host VM's root.
host_root() {
	cached host-root \
		"$(key "$HOST_PACKAGES" "$(declare -f host_root_build chroot_build)")" \
		host_root_build
	HOST_ROOT=$CACHED
	need_qemu "$HOST_ROOT" 7.2 "the D-Bus display of a dma-buf"
}

host_image_build() {
	local dest=$1 log=$CACHE/log/host-image.log
	step "host: disk image with kernel $KREL"
	need_cmd mkfs.ext4
	need_space 2500 "$CACHE"
	rm -f "$dest"
	truncate -s 3G "$dest"
	# Mount the modules over the root in a private namespace: this saves a second copy of the
	# root.
	run_fg nice unshare -m bash -c 'set -e
		mkdir -p "$1/lib/modules"; mount --bind "$2/lib/modules" "$1/lib/modules"
		mkfs.ext4 -q -O ^has_journal -m 0 -L facet-host -d "$1" "$3"' \
		sh "$HOST_ROOT" "$KERNEL" "$dest" >"$log" 2>&1 ||
		explain "$log" "making the image of the host VM"
}

# host_image VERSION: set $KERNEL, $KREL and $HOST_IMAGE. HOST_SCREENS=SUITE chooses the image with
# user interfaces (screens.sh). HOST_SYSTEMD=yes chooses the image that systemd boots, and
# HOST_SYSTEMD=screens adds user interfaces to that image (systemd.sh).
host_image() {
	local HOST_ROOT name=host-$1
	if [[ -n ${HOST_SCREENS:-} ]]; then
		screens_root "$HOST_SCREENS"
		HOST_ROOT=$SCREENS_ROOT
		name=screens-$1-$HOST_SCREENS
	elif [[ -n ${HOST_SYSTEMD:-} ]]; then
		systemd_root
		HOST_ROOT=$SYSTEMD_ROOT
		name=systemd-$1-$HOST_SYSTEMD
	else
		host_root
	fi
	kernel "$1"
	cached "$name" \
		"$(key "$HOST_ROOT" "$KERNEL" "$(declare -f host_image_build)")" host_image_build
	HOST_IMAGE=$CACHED
}

# inside ROOT CMD...: run CMD in a chroot. The repository, the cache and /tmp have their own paths
# there: names of files and sockets mean the same on both sides. If KERNEL is set, its modules,
# headers and kbuild are there too. Mounts and processes live in private namespaces and end with
# CMD. If PRIVATE is set, CMD has no network, and shares no X server with others.
inside() {
	local root=$1
	shift
	run_fg unshare -m ${PRIVATE:+-n} -p -f --kill-child bash "$REPO/tests/vm/lib/enter.sh" \
		"$root" "$REPO" "$CACHE" "${KERNEL:-}" "$PWD" "$@"
}

# checkpatch_build DEST: take checkpatch.pl and the files that it reads out of the kernel's sources.
checkpatch_build() {
	local dest=$1 log=$CACHE/log/checkpatch.log
	need_space 1000 "$CACHE"
	step "checkpatch: fetching it from the kernel's sources"
	tempdir source
	linux_source "$TMPD" "$log"
	mkdir -p "$dest"
	source_unpack "$TMPD" "$dest" "$log" --strip-components=2 --occurrence=1 --no-anchored \
		linux-source-6.12/scripts/checkpatch.pl linux-source-6.12/scripts/spelling.txt \
		linux-source-6.12/scripts/const_structs.checkpatch ||
		[[ -s $dest/checkpatch.pl ]] || explain "$log" "unpacking checkpatch"
	[[ -s $dest/checkpatch.pl && -s $dest/spelling.txt ]] ||
		die "linux-source-6.12 has no checkpatch (log: $log)"
}

# checkpatch: set $CHECKPATCH to the path of the script.
checkpatch() {
	cached checkpatch \
		"$(key "$(declare -f checkpatch_build linux_source source_unpack)")" \
		checkpatch_build
	CHECKPATCH=$CACHED/checkpatch.pl
}

# kernel_doc: set $KERNEL_DOC to the path of scripts/kernel-doc of kernel 6.12.
kernel_doc() {
	local KERNEL KREL
	kernel 6.12
	KERNEL_DOC=$(compgen -G "$KERNEL/usr/lib/linux-kbuild-*/scripts/kernel-doc") ||
		die "the package linux-kbuild of kernel $KREL has no scripts/kernel-doc"
}

# shellcheck source=tests/vm/lib/kernel.sh
. "$REPO/tests/vm/lib/kernel.sh"
