# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The root with piglit, and piglit's results on llvmpipe in the cache. Sourced after lab.sh and
# gl.sh.

PIGLIT_PACKAGES="piglit libgl1-mesa-dri libegl1 libgl1 libglx-mesa0 libgles2 libgbm1 mesa-utils"
PIGLIT_PACKAGES+=" python3 spirv-tools"

piglit_root_build() {
	step "piglit: a trixie root with piglit and Mesa (2.5 GB)"
	chroot_build "$1" trixie "$PIGLIT_PACKAGES"
}

# piglit_root: set $GL_ROOT to the path of the root with piglit.
piglit_root() {
	cached piglit-trixie \
		"$(key "$PIGLIT_PACKAGES" "$(declare -f piglit_root_build chroot_build)")" \
		piglit_root_build
	GL_ROOT=$CACHED
}

# piglit_version PACKAGE: print the version of a package in the root.
piglit_version() { dpkg-query --admindir="$GL_ROOT/var/lib/dpkg" -W -f='${Version}' "$1"; }

# piglit_versions: set $MESA_VERSION and $PIGLIT_VERSION. Set $PIGLIT_SOFTWARE to the file with the
# results of llvmpipe for these versions. Runs of all clones add to this file.
piglit_versions() {
	MESA_VERSION=$(piglit_version libgl1-mesa-dri) && PIGLIT_VERSION=$(piglit_version piglit) ||
		die "no piglit in $GL_ROOT: remove that folder and run this again"
	mkdir -p "$CACHE/piglit" || die "cannot write to the cache $CACHE"
	PIGLIT_SOFTWARE=$CACHE/piglit/llvmpipe-fbo-$MESA_VERSION-$PIGLIT_VERSION.jsonl
}
