# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Completion in bash: functions that all programs use. generate.py puts them before the data of a
# program, a function that sets what may follow a command:
#   options    long options
#   takes      lines "OPTION KIND [WORD...]" of options that take a value
#   arguments  kinds of the arguments; "..." behind the last one: it can be repeated
#   commands, attributes   words of the program

# _facet_vgpus: print the UUIDs and names of all vGPUs.
_facet_vgpus() {
	local device name
	for device in "${FACET_ROOT:-}"/sys/bus/mdev/devices/*/facet; do
		[[ -r $device/name ]] || continue
		name=$(<"$device/name")
		device=${device%/facet}
		printf '%s\n' "${device##*/}" ${name:+"$name"}
	done
}

_facet_parents() {
	local parent
	for parent in "${FACET_ROOT:-}"/sys/class/mdev_bus/facet*; do
		[[ -d $parent ]] && printf '%s\n' "${parent##*/}"
	done
}

_facet_types() {
	local type
	for type in "${FACET_ROOT:-}"/sys/class/mdev_bus/facet*/mdev_supported_types/*; do
		[[ -d $type ]] && printf '%s\n' "${type##*/}"
	done | sort -u
}

# _facet_attributes WORD: print KEY= of all attributes, or KEY=VALUE of the one that WORD begins
# with. Lines of $attributes are "KEY [VALUE...]".
_facet_attributes() {
	local key values value
	while read -r key values; do
		if [[ $1 != *=* ]]; then
			printf '%s=\n' "$key"
		elif [[ ${1%%=*} == "$key" ]]; then
			for value in $values; do printf '%s=%s\n' "$key" "$value"; done
		fi
	done <<<"$attributes"
}

# _facet_offers WORD KIND [WORD...]: print the words of a kind that may be in place of WORD.
_facet_offers() {
	case $2 in
	words) printf '%s\n' "${@:3}" ;;
	command) printf '%s\n' "${commands// /$'\n'}" ;;
	attribute) _facet_attributes "$1" ;;
	vgpu | type | parent) "_facet_${2}s" ;;
	file) compgen -f -- "$1" ;;
	json-file)
		compgen -d -- "$1"
		compgen -f -X '!*.json' -- "$1"
		;;
	esac
}

# _facet_taken OPTION: print the kind of the value that OPTION takes. Fail if it takes none.
_facet_taken() {
	local option kind
	while read -r option kind; do
		[[ $option != "$1" ]] || { echo "$kind" && return; }
	done <<<"$takes"
	return 1
}

# _facet_argument N: print the kind of argument N, from 0.
_facet_argument() {
	local kinds
	read -ra kinds <<<"$arguments"
	((${#kinds[@]})) || return
	if (($1 < ${#kinds[@]})); then
		echo "${kinds[$1]%...}"
	elif [[ ${kinds[-1]} == *... ]]; then
		echo "${kinds[-1]%...}"
	fi
}

# _facet_place SPEC: read the words before the one to complete. Sets what may be in its place: kind;
# empty: an option.
_facet_place() {
	local i n=0 command='' ended=''
	"$1" ''
	kind=''
	for ((i = 1; i < ${#words[@]} - 1; i++)); do
		if [[ -z $ended && ${words[i]} == -- ]]; then
			ended=1
		elif [[ -z $ended && ${words[i]} == -?* ]]; then
			kind=$(_facet_taken "${words[i]}") || continue
			((++i < ${#words[@]} - 1)) || return
		elif [[ -z $command && $arguments == command ]]; then
			command=${words[i]}
			"$1" "$command"
		else
			((++n))
		fi
	done
	kind=''
	[[ -z $ended ]] || options=''
	if [[ $word != -* || -n $ended ]]; then
		kind=$(_facet_argument "$n")
	elif [[ $word == --*=* ]]; then
		kind=$(_facet_taken "${word%%=*}")
		before=${word%%=*}=
	fi
}

# _facet_complete SPEC: complete the last word of the command line.
# shellcheck disable=SC2034 # bash reads COMPREPLY
_facet_complete() {
	local line=${COMP_LINE:0:COMP_POINT} words word before='' kind offers offer cut kept=''
	local options='' takes='' arguments='' commands='' attributes=''
	read -ra words <<<"$line"
	[[ $line != *[[:blank:]] ]] || words+=('')
	word=${words[-1]}
	_facet_place "$1"
	if [[ -z $kind ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$word")
		return 0
	fi
	# shellcheck disable=SC2086 # a kind and its words
	mapfile -t offers < <(_facet_offers "${word#"$before"}" $kind)
	COMPREPLY=()
	for offer in "${offers[@]}"; do
		[[ $before$offer != "$word"* ]] || COMPREPLY+=("$before$offer")
	done
	[[ $kind != *file ]] || compopt -o filenames 2>/dev/null
	[[ ${COMPREPLY[0]:-} != *= ]] || compopt -o nospace 2>/dev/null
	# readline replaces what is behind the last of these characters.
	for cut in = :; do
		[[ $COMP_WORDBREAKS == *$cut* && $word == *$cut* ]] || continue
		cut=${word%"$cut"*}$cut
		((${#cut} < ${#kept})) || kept=$cut
	done
	COMPREPLY=("${COMPREPLY[@]#"$kept"}")
	return 0
}
