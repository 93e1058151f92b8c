# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Kernels that the lab builds from linux-source. The options are tests/vm/kernel/base.config and
# fragments beside it. The version of such a kernel is 6.12-FRAGMENT[-FRAGMENT...], wherever a
# version is asked for. The cache entry has the same files as that of a stock kernel. Sourced by
# debian.sh.

FRAGMENTS=$REPO/tests/vm/kernel
MADE_FROM=6.12		# version of linux-source
MADE_MIB=9000		# MiB for sources, objects and the result
TELL_S=60		# seconds between two lines of progress

# fragments: print the names of the fragments.
fragments() {
	local file
	for file in "$FRAGMENTS"/*.config; do
		file=$(basename "$file" .config)
		[[ $file == base ]] || echo "$file"
	done
}

# fragment_says NAME: print what a fragment is, from the head of its file.
fragment_says() { sed -nE 's/^# Fragment: (.*)/\1/p' "$FRAGMENTS/$1.config" | head -n 1; }

# need_fragment NAME: die if there is no such fragment.
need_fragment() {
	fragments | grep -qxF -- "$1" ||
		die "there is no kernel fragment '$1':" \
			"tests/vm/kernel has $(fragments | paste -sd' ')"
}

# made_version FRAGMENT...: print the version of the kernel with these fragments, given in any
# order.
made_version() {
	printf '%s-%s\n' "$MADE_FROM" "$(printf '%s\n' "$@" | LC_ALL=C sort -u | paste -sd-)"
}

# is_made VERSION: succeed if the lab builds that kernel.
is_made() { [[ $1 == "$MADE_FROM"-* ]]; }

# made_fragments VERSION: print the fragments of a version, one a line. Fails if a fragment does not
# exist, or if the version names the fragments in another order.
made_fragments() {
	local names name
	IFS=- read -ra names <<<"${1#"$MADE_FROM"-}"
	for name in "${names[@]}"; do need_fragment "$name" || return 1; done
	[[ ${#names[@]} != 0 && $1 == "$(made_version "${names[@]}")" ]] ||
		die "there is no kernel '$1': say $(made_version "${names[@]:-debug}")"
	printf '%s\n' "${names[@]}"
}

# made_configs VERSION: print the files of options, one a line. Options of a later file win.
made_configs() {
	local names
	names=$(made_fragments "$1") || exit 1
	printf '%s\n' base "$names" | sed "s|.*|$FRAGMENTS/&.config|"
}

# made_patches VERSION: print the files of changes to the sources, one a line.
made_patches() {
	local config
	while read -r config; do
		[[ ! -e ${config%.config}.patch ]] || echo "${config%.config}.patch"
	done < <(made_configs "$1")
}

# options_of FILE...: print the options of these files. If an option stands twice, the last line
# wins.
options_of() {
	cat -- "$@" |
		awk -F= '
			/^CONFIG_/ { value[$1] = $0 }
			END { for (name in value) print value[name] }' | LC_ALL=C sort
}

# options_missing CONFIG FILE...: print the options of these files that CONFIG does not have.
options_missing() {
	local config=$1 option
	shift
	while IFS= read -r option; do
		case $option in
		*=n) ! grep -q "^${option%n}" "$config" || echo "$option" ;;
		*) grep -qxF -- "$option" "$config" || echo "$option" ;;
		esac
	done < <(options_of "$@")
}

# linux_source DIR LOG: download the package linux-source of MADE_FROM into DIR.
linux_source() {
	private_apt "$1" trixie
	run_fg apt-get "${APT[@]}" update >"$2" 2>&1 && ! grep -q '^E:' "$2" ||
		explain "$2" "reading the package lists of trixie"
	run_fg env -C "$1" apt-get "${APT[@]}" download "linux-source-$MADE_FROM" >>"$2" 2>&1 ||
		explain "$2" "downloading linux-source-$MADE_FROM"
}

# source_unpack DIR TO LOG [TAR ARGUMENT...]: unpack the package that linux_source has put into DIR.
source_unpack() {
	run_fg nice bash -c 'set -o pipefail
		dpkg-deb --fsys-tarfile "$1"/linux-source-*.deb |
		tar -xO --wildcards "./usr/src/linux-source-*.tar.xz" | xz -dc |
		tar -x -C "$2" "${@:3}"' sh "$1" "$2" "${@:4}" >>"$3" 2>&1
}

# made_make SOURCES LOG TARGET...: run make in SOURCES. Prints a line of progress each minute.
made_make() {
	local dir=$1 log=$2 pid told=$SECONDS rc=0
	shift 2
	# Keep the time and the name of this machine out: the same options give the same kernel.
	spawn env KERNEL='' bash "$REPO/tests/vm/lib/inside.sh" "$BUILDER" nice make \
		--jobserver-style=pipe -C "$dir" -j "$(nproc)" \
		"CC=ccache gcc" "HOSTCC=ccache gcc" \
		"LOCALVERSION=-$MADE_NAME" KBUILD_BUILD_USER=facet KBUILD_BUILD_HOST=facet \
		KBUILD_BUILD_TIMESTAMP= "$@" </dev/null >>"$log" 2>&1
	pid=$SPAWNED
	while kill -0 "$pid" 2>/dev/null; do
		nap 1
		((SECONDS >= told + TELL_S)) || continue
		told=$SECONDS
		step "kernel $MADE_FROM-$MADE_NAME: $(
			grep -cE '^  (CC|AS) ' "$log"
		) files are compiled"
	done
	wait "$pid" || rc=$?
	forget "$pid"
	return "$rc"
}

# made_patch VERSION SOURCES LOG: apply the patches of the fragments to the sources.
made_patch() {
	local patch
	while read -r patch; do
		# The cache may lie inside a git repository: keep git from using that repository.
		run_fg env -C "$2" "GIT_CEILING_DIRECTORIES=${2%/*}" git apply "$patch" \
			>>"$3" 2>&1 ||
			die "kernel $1: ${patch##*/} does not fit linux-source-$MADE_FROM:" \
				"make it anew (log: $3)"
	done < <(made_patches "$1")
}

# made_configure SOURCES LOG CONFIG...: configure allnoconfig plus the options of these files. Dies
# if one of these options is not set in the end.
made_configure() {
	local dir=$1 log=$2 missing
	shift 2
	inside "$BUILDER" sh -c 'cd "$1" && shift && scripts/kconfig/merge_config.sh -n "$@"' sh \
		"$dir" "$@" >>"$log" 2>&1 ||
		explain "$log" "merging ${*##*/}"
	missing=$(options_missing "$dir/.config" "$@" | paste -sd' ')
	[[ -z $missing ]] ||
		die "kernel $MADE_FROM-$MADE_NAME: not set in the end: $missing: add what these \
options depend on (tests/vm/kernel)"
}

# made_install SOURCES DEST LOG: install image, modules and headers as the packages of a stock
# kernel do. Sets $MADE_RELEASE to the release.
made_install() {
	local dir=$1 dest=$2 log=$3 headers rel
	rel=$(<"$dir/include/config/kernel.release") || die "the kernel has no release (log: $log)"
	headers=$dest/usr/src/linux-headers-$rel
	mkdir -p "$dest/boot" "$headers"
	made_make "$dir" "$log" "INSTALL_MOD_PATH=$dest" modules_install &&
		made_make "$dir" "$log" run-command \
			"KBUILD_RUN_COMMAND=scripts/package/install-extmod-build $headers" ||
		explain "$log" "installing the kernel $rel"
	cp "$dir/arch/x86/boot/bzImage" "$dest/boot/vmlinuz" &&
		cp "$dir/.config" "$dest/boot/config-$rel" &&
		cp "$dir/System.map" "$dest/boot/System.map-$rel" &&
		cp "$dir/.config" "$headers/" ||
		die "cannot copy the kernel $rel out of $dir"
	ln -sfn "../../../src/${headers##*/}" "$dest/lib/modules/$rel/build"
	run_fg nice depmod -b "$dest" "$rel" || die "depmod failed for $rel"
	MADE_RELEASE=$rel
}

# made_kernel_build DEST VERSION: build the kernel VERSION at DEST.
made_kernel_build() {
	local dest=$1 version=$2 log=$CACHE/log/kernel-$2.log configs MADE_NAME=${2#"$MADE_FROM"-} \
		MADE_RELEASE KERNEL=''
	need_space "$MADE_MIB" "$CACHE"
	need_cmd dpkg-deb depmod git xz
	mapfile -t configs < <(made_configs "$version")
	cache_objects
	export CCACHE_BASEDIR=$dest/source
	tempdir source
	step "kernel $version: downloading linux-source-$MADE_FROM"
	linux_source "$TMPD" "$log"
	step "kernel $version: unpacking"
	mkdir -p "$dest/source"
	source_unpack "$TMPD" "$dest/source" "$log" --strip-components=1 ||
		explain "$log" "unpacking linux-source-$MADE_FROM"
	rm -rf "$TMPD"
	made_patch "$version" "$dest/source" "$log"
	step "kernel $version: building, up to 40 minutes on two processors"
	made_configure "$dest/source" "$log" "${configs[@]}"
	made_make "$dest/source" "$log" bzImage modules ||
		explain "$log" "building the kernel $version"
	made_install "$dest/source" "$dest" "$log"
	rm -rf "${dest:?}/source"
	echo "$MADE_RELEASE" >"$dest/release"
	step "kernel $version: built"
}

# made_kernel VERSION: put the path of its entry into $CACHED.
made_kernel() {
	local configs changes steps
	configs=$(made_configs "$1") || exit 1
	changes=$(made_patches "$1" | xargs -r cat)
	builder
	steps=$(declare -f made_kernel_build made_install made_configure made_make linux_source)
	# shellcheck disable=SC2086 # a list of files
	cached "kernel-$1" \
		"$(key "$BUILDER" "$(options_of $configs)" "$changes" "$steps")" \
		made_kernel_build "$1"
}
