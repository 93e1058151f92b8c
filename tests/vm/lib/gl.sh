# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Roots with packaged clients of Mesa, for programs that run by facet-run on this machine. Sourced
# after lab.sh.

GL_SUITES="bookworm trixie sid"
GL_PACKAGES="weston xwayland xkb-data fonts-dejavu-core glmark2-wayland glmark2-es2-wayland"
GL_PACKAGES+=" glmark2-x11 mesa-utils mesa-utils-extra kmscube vkmark vulkan-tools"
GL_PACKAGES+=" mesa-vulkan-drivers libgl1-mesa-dri libegl1 libgles2 libopengl0 libgbm1 libpng16-16"
GL_PACKAGES+=" mesa-opencl-icd clinfo procps"

# gl_need_suite SUITE: die if there is no such root.
gl_need_suite() {
	[[ " $GL_SUITES " == *" $1 "* ]] ||
		die "--root $1: choose one of: $GL_SUITES"
}

# gl_packages SUITE: print the packages of a root.
gl_packages() {
	case $1 in
	bookworm) echo "$GL_PACKAGES" ;;
	*) echo "${GL_PACKAGES/libpng16-16/libpng16-16t64}" ;;
	esac
}

gl_root_build() {
	step "gl: a $2 root with Weston, Mesa and clients of GL, Vulkan and OpenCL"
	chroot_build "$1" "$2" "$(gl_packages "$2")"
}

# gl_root SUITE: set $GL_ROOT to the path of that root.
gl_root() {
	cached "gl-$1" \
		"$(key "$(gl_packages "$1")" "$(declare -f gl_root_build chroot_build)")" \
		gl_root_build "$1"
	GL_ROOT=$CACHED
}
