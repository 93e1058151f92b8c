# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Mesa's assembler and disassembler of EU instructions, built from trixie's source package. They are
# the oracle of eu/. Sourced after debian.sh.
#
# The cache has a folder with bin/brw_asm, bin/brw_disasm, the libraries that both need, and
# tests/gen9, the sample programs of the source package: NAME.asm and its encoding NAME.expected.

MESA_PACKAGES="gcc g++ libc6-dev meson ninja-build pkgconf bison flex python3-mako python3-yaml"
MESA_PACKAGES+=" python3-packaging python3-ply libdrm-dev libexpat1-dev zlib1g-dev dpkg-dev"
MESA_OPTIONS="-Dtools=intel -Dgallium-drivers= -Dvulkan-drivers= -Dplatforms= -Dglx=disabled"
MESA_OPTIONS+=" -Degl=disabled -Dgbm=disabled -Dopengl=false -Dllvm=disabled -Dzstd=disabled"
MESA_OPTIONS+=" -Dbuild-tests=false -Dbuildtype=release -Dvalgrind=disabled -Dlibunwind=disabled"

# mesa_source DIR LOG: unpack trixie's Mesa to DIR/mesa.
mesa_source() {
	tempdir mesa
	private_apt "$TMPD" trixie
	sed -i 's/^deb /deb-src /' "$TMPD/sources.list"
	run_fg apt-get "${APT[@]}" update >"$2" 2>&1 && ! grep -q '^E:' "$2" ||
		explain "$2" "reading the list of source packages"
	(cd "$TMPD" && run_fg nice apt-get "${APT[@]}" source --download-only mesa) >>"$2" 2>&1 ||
		explain "$2" "downloading Mesa's source package"
	mkdir -p "$1/mesa"
	run_fg nice tar -xf "$TMPD"/mesa_*.orig.tar.xz -C "$1/mesa" --strip-components=1 \
		>>"$2" 2>&1 || explain "$2" "unpacking Mesa"
}

# mesa_compile: run inside the chroot, in the folder of the sources.
mesa_compile() {
	# shellcheck disable=SC2086 # a list of options
	meson setup ../build . $1 && ninja -C ../build src/intel/compiler/brw_{asm,disasm}
}

# mesa_pack ROOT DEST: copy both programs, their libraries and the sample programs out of the
# chroot. The programs then run without the chroot.
mesa_pack() {
	local program lib
	mkdir -p "$2"/{bin,lib,tests}
	cp -r "$1/src/mesa/src/intel/compiler/tests/gen9" "$2/tests/" &&
		cp "$1/src/mesa/VERSION" "$2/version" || return 1
	for program in brw_asm brw_disasm; do
		cp "$1/src/build/src/intel/compiler/$program" "$2/bin/" || return 1
		for lib in $(chroot "$1" ldd "/src/build/src/intel/compiler/$program" |
			grep -oE '/[^ ]+'); do
			cp -L "$1$lib" "$2/lib/" || return 1
		done
	done
}

mesa_tools_build() {
	local dest=$1 log=$CACHE/log/mesa-tools.log root
	step "mesa-tools: a trixie chroot, and 10 minutes of compiling"
	root=$dest.root
	TEMPS+=("$root")
	chroot_build "$root" trixie "$MESA_PACKAGES"
	mkdir -p "$root/src"
	mesa_source "$root/src" "$log"
	run_fg nice unshare -m -p -f --kill-child chroot "$root" env LC_ALL=C.UTF-8 bash -c \
		"$(declare -f mesa_compile); mount -t proc proc /proc; cd /src/mesa &&
		mesa_compile '$MESA_OPTIONS'" </dev/null >>"$log" 2>&1 ||
		explain "$log" "building Mesa's tools"
	mesa_pack "$root" "$dest" >>"$log" 2>&1 || explain "$log" "copying Mesa's tools"
	rm -rf --one-file-system "$root"
}

# mesa_tools: set $MESA_TOOLS to the path of the folder.
mesa_tools() {
	cached mesa-tools \
		"$(key "$MESA_PACKAGES" "$MESA_OPTIONS" \
			"$(declare -f mesa_tools_build mesa_source mesa_compile mesa_pack)")" \
		mesa_tools_build
	MESA_TOOLS=$CACHED
}

# mesa_tool PROGRAM ARG...: run brw_asm or brw_disasm.
mesa_tool() {
	"$MESA_TOOLS"/lib/ld-linux-x86-64.so.2 --library-path "$MESA_TOOLS/lib" \
		"$MESA_TOOLS/bin/$1" "${@:2}"
}
