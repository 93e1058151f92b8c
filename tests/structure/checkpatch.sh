#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# checkpatch on all C, errors and warnings. FACET_CHECKPATCH names the script (./run test fetches
# it). What is left out:
#   everywhere   CONST_STRUCT: its list is of the kernel's ops tables; LINUX_VERSION_CODE and CONSTANT_COMPARISON: what
#                kernel/compat is for; COMPLEX_MACRO: const tables are written with macros that give several rows;
#                MACRO_ARG_UNUSED: who makes rows from a list takes what it needs of an entry
#                SPLIT_STRING: no line is longer than 100 columns, so long messages are split
#   user space   advice to use what only a kernel has (pr_*, kstrto*, ARRAY_SIZE, comments of
#                barriers for a port of the barriers)
# A file that has passed is not checked again until it changes.

set -u
# shellcheck source=tests/vm/lib/common.sh
. "$(dirname "$0")/../vm/lib/common.sh"
cd "$REPO" || exit 1
if [[ -z ${FACET_CHECKPATCH:-} ]]; then
	echo "not ok - checkpatch: FACET_CHECKPATCH is not set, use ./run test structure"
	exit 1
fi
EVERYWHERE=CONST_STRUCT,LINUX_VERSION_CODE,CONSTANT_COMPARISON,COMPLEX_MACRO,MACRO_ARG_UNUSED
EVERYWHERE+=,SPLIT_STRING
USER_SPACE=$EVERYWHERE,PREFER_KERNEL_TYPES,PREFER_PR_LEVEL,NAKED_SSCANF,SSCANF_TO_KSTRTO,CONSIDER_KSTRTO,PREFER_FALLTHROUGH,STRLCPY,STRCPY,STRNCPY,MINMAX,NEW_TYPEDEFS,UNNECESSARY_ELSE,EMBEDDED_FUNCTION_NAME,AVOID_EXTERNS,VOLATILE,PREFER_DEFINED_ATTRIBUTE_MACRO,EXPORT_SYMBOL,MEMORY_BARRIER,ARRAY_SIZE

# check NAME IGNORE FILE...: what checkpatch finds goes to $FOUND.
FOUND=''
check() {
	local name=$1 ignore=$2 found
	shift 2
	unproven "checkpatch-$name" "$(key "$ignore" "$(sha256sum <"$FACET_CHECKPATCH")")" "$@"
	((${#UNPROVEN[@]})) || return 0
	found=$(printf '%s\0' "${UNPROVEN[@]}" | xargs -0 -n 20 -P "$(nproc)" \
		perl "$FACET_CHECKPATCH" --no-tree --no-summary --terse --show-types --max-line-length=100 --ignore "$ignore" -f |
		grep -E ': (ERROR|WARNING):')
	if [[ -n $found ]]; then
		FOUND+=$found$'\n'
	else
		proven "${UNPROVEN[@]}"
	fi
}
mapfile -t core < <(git ls-files -co --exclude-standard '*.[ch]' | grep -E '^(gen9|pgpu|device|mediator|softgpu|display|kernel)/')
mapfile -t user < <(git ls-files -co --exclude-standard '*.[ch]' | grep -vE '^(gen9|pgpu|device|mediator|softgpu|display|kernel)/')
# A checkpatch that does not run finds nothing.
bad=$(mktemp --suffix .c)
printf '// SPDX-License-Identifier: GPL-2.0-only\nint f( int a){return a ;}\n' >"$bad"
check core "$EVERYWHERE" "$bad"
rm -f "$bad"
if [[ -z $FOUND || ${#core[@]} == 0 || ${#user[@]} == 0 ]]; then
	echo "not ok - checkpatch: $FACET_CHECKPATCH finds what is wrong, in ${#core[@]} and ${#user[@]} files"
	exit 1
fi
FOUND=''
check core "$EVERYWHERE" "${core[@]}"
check user "$USER_SPACE" "${user[@]}"
if [[ -n $FOUND ]]; then
	head -n 100 <<<"# ${FOUND//$'\n'/$'\n# '}"
	printf 'not '
fi
echo "ok - checkpatch: $((${#core[@]} + ${#user[@]})) files"
[[ -z $FOUND ]]
