# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Build the sources, all under out/build. Sourced after common.sh and debian.sh.
#   modules/RELEASE/   facet.ko, facet_softgpu.ko for one kernel     build_modules VERSION
#   modules-for-tests/ the same with another port                    build_modules VERSION PORT
#   user/              user-space programs of the root meson.build    build_user
#   asan/              the same under ASan and UBSan                   build_asan
#   tsan/              the same under TSan                             build_tsan
#   fuzz/              programs for libFuzzer, by clang                build_fuzz
#   coverage/          programs that count their lines                 build_coverage
#   guest/             programs that run in guests and the host VM     build_guest
# Logs are out/build/*.log.

BUILD=$OUT/build
# The programs that a guest of the demo runs.
DEMO_PROGRAMS=("$BUILD"/guest/facet-guest-{check,blits,aperture,pattern})
# The files and folders that the modules are built from.
MODULE_SOURCES="Kbuild VERSION $(sed -nE 's/^FOLDERS = .*wildcard (.*)\)$/\1/p' "$REPO/Makefile")"

# logged LOG CMD...: run CMD with all output in LOG. After a failure, print the lines with errors. A
# full disk ends the script.
logged() {
	local log=$1
	shift
	mkdir -p "${log%/*}"
	if [[ $(type -t "$1") == function ]]; then
		"$@" </dev/null >"$log" 2>&1 && return 0
	else
		run_fg "$@" </dev/null >"$log" 2>&1 && return 0
	fi
	! log_says_full "$log" && [[ -z $(full_disk "$OUT" "$CACHE") ]] ||
		die "no space left for what is built:" \
			"free some space on the disks of $OUT and $CACHE (log: $log)"
	grep -E -m 20 -A 3 '(error|ERROR|FAILED|undefined)' "$log" >&2 || tail -n 20 "$log" >&2
	return 1
}

# in_place CMD...: run CMD inside the builder, with the repository at $REPO_PLACE as well. Kbuild
# gets that path: names of sources are part of the objects, and all clones share the objects. In the
# output of CMD, the path of the repository replaces $REPO_PLACE.
REPO_PLACE=/mnt
in_place() {
	local -x PLACE=$REPO_PLACE
	(
		own_children
		inside "$BUILDER" "$@"
	) 2>&1 | sed -u "s|$REPO_PLACE/|$REPO/|g"
	return "${PIPESTATUS[0]}"
}

# build_modules VERSION [PORT]: build the modules with W=1 and sparse, for the kernel of that host
# VM. Kbuild writes beside its sources, so Kbuild works on a copy. Unchanged sources are not built
# again. modules_warnings prints the warnings of the log. With PORT, the folder of another port,
# they are built beside the others, in $BUILD/modules-for-tests.
build_modules() {
	local dir log kind=modules${2:+-for-tests}
	builder
	kernel "$1"
	dir=$BUILD/$kind-src/$KREL
	log=$BUILD/$kind-$1.log
	[[ -e $REPO/Kbuild ]] || die "there is no Kbuild yet: the modules cannot be built"
	cache_objects
	step "build: $kind for $KREL"
	mkdir -p "$dir" "$BUILD/$kind/$KREL"
	exec {BUILD_LOCK}>"$dir/.lock"
	run_fg flock "$BUILD_LOCK" || exit 1
	sync_sources "$dir" "${@:2}" || die "cannot copy the sources to $dir"
	# Compile each file with a warning again, so that the log has all warnings. This also holds
	# after a build that failed or was stopped.
	[[ ! -e $log ]] || modules_warnings "$log" | sed -nE 's|^([^: ]+\.[ch]):.*|\1|p' | sort -u |
		(cd "$dir" && xargs -r touch -c)
	logged "$log" in_place make --jobserver-style=pipe -C "/lib/modules/$KREL/build" \
		"M=${dir/#"$REPO"/$REPO_PLACE}" -j "$(nproc)" "CC=ccache gcc" W=1 C=1 \
		CONFIG_DEBUG_INFO_BTF_MODULES= ${2:+"FACET_PORT=$2"} modules ||
		die "the modules do not build for $KREL (log: $log)"
	cp "$dir"/*.ko "$BUILD/$kind/$KREL/" || die "Kbuild made no modules in $dir (log: $log)"
	exec {BUILD_LOCK}>&-
}

# check_headers VERSION: compile each header of the modules alone, included twice, for that kernel.
# Errors are in headers-VERSION.log.
check_headers() {
	local dir n=0 h
	builder
	kernel "$1"
	cache_objects
	dir=$BUILD/headers-src/$KREL
	rm -rf "$dir"
	mkdir -p "$dir"
	{
		printf 'ccflags-y := -I%s -I%s/kernel/port\n' "$REPO_PLACE" "$REPO_PLACE"
		printf 'obj-m := headers.o\nheaders-y := main.o'
		# shellcheck disable=SC2086 # a list of files and folders
		while IFS= read -r h; do
			printf '#include "%s"\n#include "%s"\n' "$h" "$h" >"$dir/h$n.c"
			printf ' h%d.o' "$n"
			((++n))
		done < <(cd "$REPO" && find ${MODULE_SOURCES:?} -name '*.h')
		echo
	} >"$dir/Kbuild"
	printf '#include <linux/module.h>\n%s;\n%s;\n' \
		'MODULE_LICENSE("GPL")' 'MODULE_DESCRIPTION("headers")' >"$dir/main.c"
	step "build: $n headers, each alone, for $KREL"
	in_place make --jobserver-style=pipe -k -C "/lib/modules/$KREL/build" \
		"M=${dir/#"$REPO"/$REPO_PLACE}" -j "$(nproc)" "CC=ccache gcc" \
		CONFIG_DEBUG_INFO_BTF_MODULES= modules </dev/null >"$BUILD/headers-$1.log" 2>&1
}

# sync_sources DIR [FOLDER]: make DIR a copy of the modules' sources, and of those of FOLDER. A
# copied file gets the present time. A file that changes during a build would keep a time before its
# object, and its object would stay.
sync_sources() {
	local f
	(cd "$1" && find . -name '*.[ch]' ! -name '*.mod.c') | while read -r f; do
		[[ -e $REPO/$f ]] || rm -f "$1/$f"
	done
	# shellcheck disable=SC2086 # a list of files and folders
	(cd "$REPO" && find ${MODULE_SOURCES:?} "${@:2}" \
		\( -name '*.[chS]' -o -name Kbuild -o -name VERSION -o -name '*sources' \) \
		-type f ! -name '*.mod.c') |
		while read -r f; do
			cmp -s "$REPO/$f" "$1/$f" || {
				mkdir -p "$(dirname "$1/$f")" && cp "$REPO/$f" "$1/$f"
			} || return 1
		done
}

# modules_warnings LOG: print the warnings in a log of build_modules.
modules_warnings() {
	grep -E '(warning|error): |: (warning|error):|WARNING: ' "$1" |
		grep -vE '(compiler|pahole version) differs|Skipping BTF'
}

# meson_build DIR LOG OPTION...: set up DIR if it is new, then compile $NINJA_TARGETS (one name), or
# all targets if the variable is empty. meson finds ccache by itself.
meson_build() {
	local dir=$1 log=$2
	shift 2
	need_cmd meson ninja ccache
	cache_objects
	mkdir -p "$BUILD"
	exec {BUILD_LOCK}>"$dir.lock"
	run_fg flock "$BUILD_LOCK" || exit 1
	if [[ ! -e $dir/build.ninja ]]; then
		# meson would take the rest of a stopped run for a folder that is set up.
		rm -rf "$dir"
		logged "$log" meson setup "$dir" "$REPO" "$@" ||
			die "meson cannot set up $dir (log: $log)"
	fi
	logged "$log" ninja -C "$dir" ${NINJA_TARGETS:+"$NINJA_TARGETS"} ||
		die "the programs do not build (log: $log)"
	exec {BUILD_LOCK}>&-
}

build_user() {
	step "build: programs"
	meson_build "$BUILD/user" "$BUILD/user.log" --buildtype=release
}

# build_vfu: build facet-vfu alone, in the folder of build_user.
build_vfu() {
	step "build: facet-vfu"
	NINJA_TARGETS=vfu/facet-vfu meson_build "$BUILD/user" "$BUILD/user.log" --buildtype=release
}

build_asan() {
	step "build: programs under ASan and UBSan"
	meson_build "$BUILD/asan" "$BUILD/asan.log" \
		-Db_sanitize=address,undefined -Db_lundef=false --buildtype=debugoptimized
}

build_tsan() {
	step "build: programs under TSan"
	meson_build "$BUILD/tsan" "$BUILD/tsan.log" \
		-Db_sanitize=thread -Db_lundef=false --buildtype=debugoptimized
}

# clang has other warnings than gcc. Warnings are no errors here: build_asan checks those of gcc.
# build_fuzz: "undefined" has no check of floats that an integer cannot hold.
build_fuzz() {
	local floats=-fsanitize=float-cast-overflow
	need_cmd clang
	step "build: fuzzers"
	CC='ccache clang' NINJA_TARGETS=fuzzers \
		meson_build "$BUILD/fuzz" "$BUILD/fuzz.log" -Dfuzz=true -Dwerror=false \
		-Db_sanitize=address,undefined -Db_lundef=false --buildtype=debugoptimized \
		"-Dc_args=$floats" "-Dc_link_args=$floats"
}

build_coverage() {
	step "build: programs that count their lines"
	meson_build "$BUILD/coverage" "$BUILD/coverage.log" -Db_coverage=true --buildtype=debug
}

# build_guest: build tests/guest, a meson project of its own, in the builder chroot with trixie's
# libdrm.
build_guest() {
	builder
	[[ -e $REPO/tests/guest/meson.build ]] || return 0
	cache_objects
	step "build: programs of the guests"
	if [[ ! -e $BUILD/guest/build.ninja ]]; then
		rm -rf "$BUILD/guest"
		logged "$BUILD/guest.log" inside "$BUILDER" \
			meson setup "$BUILD/guest" "$REPO/tests/guest" ||
			die "meson cannot set up tests/guest (log: $BUILD/guest.log)"
	fi
	logged "$BUILD/guest.log" inside "$BUILDER" ninja -C "$BUILD/guest" ||
		die "the guests' programs do not build (log: $BUILD/guest.log)"
}

# guest_programs: print the paths of the programs that build_guest made.
guest_programs() { find "$BUILD/guest" -maxdepth 1 -type f -executable 2>/dev/null; }
