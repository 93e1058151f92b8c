# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only

# surface_of PID SIZE FILE: write to FILE the picture that the process of QEMU itself keeps of its
# guest's screen. The picture is XRGB in shared memory without a name. For displays that cannot be
# asked for a picture. Without such memory no FILE is made. ImageMagick's policy forbids it to open
# files in /proc: the memory is its stdin.
surface_of() {
	local fd
	for fd in /proc/"$1"/fd/*; do
		[[ $(readlink "$fd") != *displaysurface* ]] ||
			convert -size "$2" -depth 8 bgra:- -alpha off "$3" <"$fd"
	done
}
