# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What a guest asked of its vGPU in vain, from the vGPU's folder in debugfs. Sourced by host-lib.sh.

IN_VAIN_MOST=20	# lines of each file

# in_vain FOLDER: accesses of registers and refused commands, as members of a JSON object. null: there is no such file.
in_vain() {
	local file line lines said=''
	for file in unlisted ignored refused; do
		lines=null
		if [[ -r $1/$file ]]; then
			lines=''
			while read -r line; do lines+="${lines:+,}\"$line\""; done < <(head -n "$IN_VAIN_MOST" "$1/$file")
			lines="[$lines]"
		fi
		said+="${said:+,}\"$file\":$lines"
	done
	printf '%s\n' "$said"
}
