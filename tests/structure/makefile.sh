#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check each target of Makefile on a machine that has kernel headers and nothing else of the lab.

# shellcheck disable=SC2317 # functions are called by ok
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash

tree=$scratch/tree headers=$scratch/headers
mkdir -p "$tree"/{kernel,mediator,out/chroot} "$headers"
cp Makefile "$tree"
# Kernel headers whose build prints its targets and the folder of the modules.
printf 'modules modules_install:\n\t@echo "$@ of $(M)"\n' >"$headers/Makefile"

# made TARGET...: run make in the tree, with these headers.
made() { env -u MAKEFLAGS make -s --no-print-directory -C "$tree" KDIR="$headers" "$@"; }
# says TEXT COMMAND...: COMMAND succeeds and prints TEXT.
says() { local said && said=$("${@:2}") && [[ $said == "$1" ]] || { echo "$said" && return 1; }; }
# fails_with TEXT COMMAND...: COMMAND fails, and its output has TEXT.
fails_with() {
	local said
	! said=$("${@:2}" 2>&1) && [[ $said == *"$1"* ]] || { echo "$said" && return 1; }
}
cleans() {
	touch "$tree"/{facet.ko,facet.mod.c,modules.order,Module.symvers} \
		"$tree"/{.facet.ko.cmd,.module-common.o} \
		"$tree"/{kernel/main.o,kernel/.main.o.cmd,mediator/ggtt.o}
	touch "$tree"/{kernel/main.c,out/chroot/lib.o,out/facet.ko}
	made clean >/dev/null || return
	local left
	left=$(cd "$tree" && find . -type f | sort | xargs)
	[[ $left == "./Makefile ./kernel/main.c ./out/chroot/lib.o ./out/facet.ko" ]] ||
		{ echo "$left" && return 1; }
}
helps() {
	local target
	for target in 'make  ' 'make modules_install' 'make clean' './run --help'; do
		made help | grep -qF "$target" || { echo "no $target" && return 1; }
	done
}

ok "make builds the modules by Kbuild" says "modules of $tree" made
ok "make modules_install installs them" says "modules_install of $tree" made modules_install
ok "make clean removes what was built, and leaves sources and the lab alone" cleans
ok "make help names the targets" helps
ok "without headers it says what to install" \
	fails_with 'apt install linux-headers-' made KDIR="$scratch/none"
exit "$status"
