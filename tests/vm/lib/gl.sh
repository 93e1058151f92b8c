# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Roots with packaged clients of Mesa, for programs that run by facet-run on this machine. Sourced
# after lab.sh.

# Roots: three suites, trixie with Chromium, and sid with Intel's OpenCL in place of Mesa's.
GL_ROOTS="bookworm trixie sid chromium neo"
GL_PACKAGES="weston xwayland xkb-data fonts-dejavu-core glmark2-wayland glmark2-es2-wayland"
GL_PACKAGES+=" glmark2-x11 mesa-utils mesa-utils-extra kmscube vkmark vulkan-tools"
GL_PACKAGES+=" mesa-vulkan-drivers libgl1-mesa-dri libegl1 libgles2 libopengl0 libgbm1 libpng16-16"
GL_PACKAGES+=" mesa-opencl-icd clinfo procps xvfb xdotool"

# gl_need_root ROOT ALLOWED: die if ROOT is none of the words of ALLOWED.
gl_need_root() {
	[[ " $2 " == *" $1 "* ]] || die "--root $1: choose one of: $2"
}

# gl_packages ROOT: print the packages of a root. Debian 12 has no vkmark.
gl_packages() {
	case $1 in
	bookworm) echo "${GL_PACKAGES/ vkmark/}" ;;
	chromium) echo "chromium $(gl_packages trixie)" ;;
	neo) echo "intel-opencl-icd-legacy ocl-icd-libopencl1 clinfo procps" ;;
	*) echo "${GL_PACKAGES/libpng16-16/libpng16-16t64}" ;;
	esac
}

gl_root_build() {
	step "gl: a $2 root with Weston, Mesa and clients of GL, Vulkan and OpenCL"
	chroot_build "$1" "$2" "$(gl_packages "$2")"
}

# gl_other_build DEST ROOT SUITE: build a root that has another name than its suite.
gl_other_build() {
	step "gl: root $2, of packages of $3"
	chroot_build "$1" "$3" "$(gl_packages "$2")"
}

# gl_root ROOT: set $GL_ROOT to the path of that root.
gl_root() {
	local suite
	case $1 in
	chromium) suite=trixie ;;
	neo) suite=sid ;;
	*)
		cached "gl-$1" \
			"$(key "$(gl_packages "$1")" \
				"$(declare -f gl_root_build chroot_build)")" gl_root_build "$1"
		GL_ROOT=$CACHED
		return
		;;
	esac
	cached "gl-$1" \
		"$(key "$(gl_packages "$1")" "$(declare -f gl_other_build chroot_build)")" \
		gl_other_build "$1" "$suite"
	GL_ROOT=$CACHED
}

# gl_build: build facet-run and its library, in the folder of build_user. This machine's libc is not
# newer than that of any root.
gl_build() {
	step "build: facet-run"
	NINJA_TARGETS=facet-run-all meson_build "$BUILD/user" "$BUILD/user.log" --buildtype=release
}

# gl_inside CMD...: run CMD in $GL_ROOT. PATH has facet-run, which finds the library of this tree,
# or $FACET_RUN_LIBRARY. FACET_RUN_HOOKS is the path of the library of the hooks, for programs
# without facet-run. A folder for sockets is made, and removed at the end. Sessions of several
# clones do not meet.
gl_inside() {
	local rc=0 TMPD
	tempdir gl
	chmod 700 "$TMPD"
	PRIVATE=yes inside "$GL_ROOT" env "XDG_RUNTIME_DIR=$TMPD" \
		"PATH=$BUILD/user/shim/launcher:/usr/sbin:/usr/bin:/sbin:/bin" \
		"FACET_RUN_LIBRARY=${FACET_RUN_LIBRARY:-$BUILD/user/shim/libfacet-run.so}" \
		"FACET_RUN_HOOKS=$BUILD/user/shim/hooks/libfacet-hooks.so" "$@" || rc=$?
	return "$rc"
}

# --- the programs of tests/3d -------------------------------------------------------------------

GL_BUILDER_PACKAGES="ccache gcc libc6-dev meson ninja-build pkgconf libegl-dev libgles-dev"
GL_BUILDER_PACKAGES+=" libvulkan-dev glslang-tools"

gl_builder_build() {
	step "gl-builder: a bookworm chroot with a compiler and headers of GL and Vulkan"
	chroot_build "$1" bookworm "$GL_BUILDER_PACKAGES"
}

# gl_programs: build tests/3d, a meson project of its own. Programs of the oldest root run in all.
gl_programs() {
	cached gl-builder \
		"$(key "$GL_BUILDER_PACKAGES" \
			"$(declare -f gl_builder_build chroot_build)")" gl_builder_build
	local builder=$CACHED
	cache_objects
	step "build: programs of tests/3d"
	if [[ ! -e $BUILD/3d/build.ninja ]]; then
		rm -rf "$BUILD/3d"
		logged "$BUILD/3d.log" inside "$builder" \
			meson setup "$BUILD/3d" "$REPO/tests/3d" ||
			die "meson cannot set up tests/3d (log: $BUILD/3d.log)"
	fi
	logged "$BUILD/3d.log" inside "$builder" ninja -C "$BUILD/3d" ||
		die "the programs of tests/3d do not build (log: $BUILD/3d.log)"
}
