# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only

# surface_of PID SIZE FILE: what a QEMU itself keeps of its guest's picture, where no user interface is to be asked: XRGB in shared memory,
# without a name outside. FILE is not made where there is none. By stdin: ImageMagick's policy forbids it to open what is in /proc.
surface_of() {
	local fd
	for fd in /proc/"$1"/fd/*; do
		[[ $(readlink "$fd") != *displaysurface* ]] || convert -size "$2" -depth 8 bgra:- -alpha off "$3" <"$fd"
	done
}
