# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Accesses of a guest to registers without a row, and commands without effect, from the vGPU's
# folder in debugfs. Sourced by host-lib.sh, tests/igt/outside.sh and tests/guest/inside/libvirt.sh.

IN_VAIN_MOST=20	# lines to read of each file

# in_vain FOLDER: print accesses of registers and refused commands as members of a JSON object.
# null: there is no such file.
in_vain() {
	local file line lines said=''
	for file in unlisted ignored refused; do
		lines=null
		if [[ -r $1/$file ]]; then
			lines=''
			while read -r line; do
				lines+="${lines:+,}\"$line\""
			done < <(head -n "$IN_VAIN_MOST" "$1/$file")
			lines="[$lines]"
		fi
		said+="${said:+,}\"$file\":$lines"
	done
	printf '%s\n' "$said"
}

# registers_in_vain FOLDER: print "FILE: OFFSET READS WRITES" for each register that no row covers.
# Fails if a file is missing.
registers_in_vain() {
	local file
	for file in unlisted ignored; do
		[[ -r $1/$file ]] || { echo "$file: cannot be read" && return 1; }
		head -n "$IN_VAIN_MOST" "$1/$file" | sed "s/^/$file: /"
	done
}

# no_register_in_vain UUID: succeed if the guest named no register without a row. Prints each such
# register as a comment. The guest must still run: the files of a closed vGPU are empty.
no_register_in_vain() {
	local found
	[[ $(<"/sys/bus/mdev/devices/$1/facet/state") == open ]] || {
		echo "# vGPU $1 is not open" && return 1
	}
	if ! found=$(registers_in_vain "/sys/kernel/debug/facet/$1") || [[ -n $found ]]; then
		echo "# ${found//$'\n'/$'\n'# }"
		return 1
	fi
}

# log_in_vain LOG: print the same from facet-vfu's report at SIGUSR2. Fails if the report has no
# counts.
log_in_vain() {
	local line file='' seen='' register
	register='  ([0-9a-f]{6}) ([0-9]+) reads ([0-9]+) writes$'
	while IFS= read -r line; do
		case $line in
		*' offsets that no register covers') file=unlisted seen+=u ;;
		*' registers that commands named to no effect') file=ignored seen+=i ;;
		*)
			[[ -n $file && $line =~ $register ]] &&
				echo "$file: ${BASH_REMATCH[*]:1:3}" || file=''
			;;
		esac
	done <"$1"
	[[ $seen == *u* && $seen == *i* ]] || {
		echo "$1: the server does not say which registers it has no row for" && return 1
	}
}
