#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that the kernel's checkpatch reports no error and no warning about the C of the tree.
# FACET_CHECKPATCH is the path of checkpatch (./run test downloads it). The check skips a file that
# has passed, until the file changes.
#
# Types of messages that are ignored everywhere:
#   CONST_STRUCT         its list names structs of function pointers of the kernel, none of Facet
#   LINUX_VERSION_CODE, CONSTANT_COMPARISON
#                        kernel/compat compares versions of the kernel
#   COMPLEX_MACRO        a macro may give several rows of a const table
#   MACRO_ARG_UNUSED     a macro that makes rows from a list needs a part of each entry only
#   SPLIT_STRING         no line is longer than 100 columns, so long messages are split
#
# In user space, also messages about functions and macros that only a kernel has are ignored: pr_*,
# kstrto*, ARRAY_SIZE, comments of barriers.

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
USER_SPACE=$EVERYWHERE,PREFER_KERNEL_TYPES,PREFER_PR_LEVEL,NAKED_SSCANF,SSCANF_TO_KSTRTO
USER_SPACE+=,CONSIDER_KSTRTO,PREFER_FALLTHROUGH,STRLCPY,STRCPY,STRNCPY,MINMAX,NEW_TYPEDEFS
USER_SPACE+=,UNNECESSARY_ELSE,EMBEDDED_FUNCTION_NAME,AVOID_EXTERNS,VOLATILE
USER_SPACE+=,PREFER_DEFINED_ATTRIBUTE_MACRO,EXPORT_SYMBOL,MEMORY_BARRIER,ARRAY_SIZE
OPTIONS=(--no-tree --no-summary --terse --show-types --max-line-length=100)
KERNEL_CODE='^(gen9|pgpu|device|mediator|softgpu|display|virtio|model|kernel)/'

# check NAME IGNORE FILE...: run checkpatch on these files, except those that have passed. Its
# messages go to $FOUND. NAME and IGNORE, the types to ignore, are parts of the key of the result.
FOUND=''
check() {
	local name=$1 ignore=$2 found
	shift 2
	unproven "checkpatch-$name" "$(key "$ignore" "$(sha256sum <"$FACET_CHECKPATCH")")" "$@"
	((${#UNPROVEN[@]})) || return 0
	found=$(printf '%s\0' "${UNPROVEN[@]}" | xargs -0 -n 20 -P "$(nproc)" \
		perl "$FACET_CHECKPATCH" "${OPTIONS[@]}" --ignore "$ignore" -f |
		grep -E ': (ERROR|WARNING):')
	if [[ -n $found ]]; then
		FOUND+=$found$'\n'
	else
		proven "${UNPROVEN[@]}"
	fi
}
c_files() { git ls-files -co --exclude-standard '*.[ch]'; }
mapfile -t core < <(c_files | grep -E "$KERNEL_CODE")
mapfile -t user < <(c_files | grep -vE "$KERNEL_CODE")
# A checkpatch that does not run reports nothing: first check that it reports planted errors.
bad=$(mktemp --suffix .c)
printf '// SPDX-License-Identifier: GPL-2.0-only\nint f( int a){return a ;}\n' >"$bad"
check core "$EVERYWHERE" "$bad"
rm -f "$bad"
if [[ -z $FOUND || ${#core[@]} == 0 || ${#user[@]} == 0 ]]; then
	echo "not ok - checkpatch: $FACET_CHECKPATCH finds what is wrong," \
		"in ${#core[@]} and ${#user[@]} files"
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
