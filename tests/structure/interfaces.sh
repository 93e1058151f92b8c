#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check the interfaces of Facet that other programs use. The header of the device nodes compiles
# alone, and the layout of its structs never changes. Then run the checks of docs/reference/abi.md
# (abi.py), of the rules for udev (udev.py) and of the page on locks (locks.py).

set -u
cd "$(dirname "$0")/../.." || exit 1
HEADER=kernel/uapi/facet.h
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash

# Compile the header as a program outside the repository does: no other header of Facet is in reach.
mkdir "$scratch/facet"
cp "$HEADER" "$scratch/facet/"
cat >"$scratch/program.h" <<'T'
#include <facet/facet.h>
#include <facet/facet.h>
#include <stddef.h>
#ifdef __cplusplus
#define HOLDS(expr) static_assert(expr, #expr)
#else
#define HOLDS(expr) _Static_assert(expr, #expr)
#endif
HOLDS(sizeof(struct facet_screenshot) == 56);
HOLDS(offsetof(struct facet_screenshot, uuid) == 8);
HOLDS(offsetof(struct facet_screenshot, fd) == 28);
HOLDS(offsetof(struct facet_screenshot, size) == 48);
HOLDS(sizeof(struct facet_stats_header) == 88);
HOLDS(sizeof(struct facet_stats_engine) == 128);
HOLDS(sizeof(struct facet_stats_gpu) == 768);
HOLDS(sizeof(struct facet_stats_vgpu) == 1024);
HOLDS(_IOC_SIZE(FACET_GET_API_VERSION) == 0);
HOLDS(_IOC_SIZE(FACET_SCREENSHOT) == 0);
int main(void)
{
	return FACET_API_VERSION != 1;
}
T
cp "$scratch/program.h" "$scratch/program.c"
cp "$scratch/program.h" "$scratch/program.cc"
WARN=(-pedantic -Wall -Wextra -Wpadded -Werror -I"$scratch")

# requests_have_no_size: check that no ioctl number contains the size of a struct. Otherwise a
# struct that grows would change the number.
# shellcheck disable=SC2317 # by ok
requests_have_no_size() {
	local bad
	bad=$(grep -nE '\b_IO(R|W|WR)\(' "$HEADER")
	[[ -z $bad ]] || { echo "$bad" && return 1; }
}

# shellcheck disable=SC2317 # by ok
is_installed() {
	grep -q "install_headers('../$HEADER', subdir: 'facet')" tools/meson.build &&
		grep -qx usr/include/facet/facet.h debian/facet-tools.install
}

ok "<facet/facet.h> compiles alone as C11, without padding, and its structs are as they were" \
	gcc -std=c11 "${WARN[@]}" -o "$scratch/c" "$scratch/program.c"
ok "and with 32-bit pointers" gcc -m32 -std=c11 \
	-isystem "/usr/include/$(gcc -print-multiarch)" "${WARN[@]}" \
	-fsyntax-only "$scratch/program.c"
ok "and as C++11" g++ -std=c++11 "${WARN[@]}" -o "$scratch/cc" "$scratch/program.cc"
ok "no request has a size in its number" requests_have_no_size
ok "meson and the packages install it" is_installed
python3 -B tests/structure/abi.py || status=1
python3 -B tests/structure/udev.py || status=1
python3 -B tests/structure/locks.py || status=1
exit "$status"
