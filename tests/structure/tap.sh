#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Check that each function "ok NAME COMMAND..." of the tests judges a case by its COMMAND. An "ok"
# must not judge by the status of the command before it: a $(...) in NAME changes that status.

# shellcheck disable=SC2317 # functions are called by ok
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash
LIBRARIES=(
	tests/demo/tap.bash tests/structure/cases.bash tests/tools/lib.bash tests/user/lib/user.sh
)

# line LIBRARY SCRIPT: print the output of SCRIPT, which calls the "ok" of this library.
line() { bash -c '. "$1" "$1" >/dev/null 2>&1; eval "$2"' line "$1" "$2" 2>/dev/null; }

# judges LIBRARY: the "ok" of the library judges by the command, with every kind of name.
judges() {
	[[ $(line "$1" 'ok "a name" true') =~ ^ok.*\ -\ a\ name$ ]] &&
		[[ $(line "$1" 'false; ok "a name" true') =~ ^ok ]] &&
		[[ $(line "$1" 'ok "a name, $(true)" false') =~ (^|$'\n')not\ ok.*a\ name ]] &&
		[[ $(line "$1" 'ok "a name"') =~ (^|$'\n')not\ ok ]]
}

counts_failures() {
	local said
	said=$(line tests/demo/tap.bash 'ok a false; ok b true; ok c false; echo "$BAD"')
	[[ $said == *$'\n2' ]]
}

# without_command FILE...: print calls of "ok" that have a name and no command. awk removes the text
# of each $(...) from a line before it compares the line.
without_command() {
	awk '
	{ text = $0; while (sub(/\$\([^()]*\)/, "", text)); }
	text ~ /^[ \t]*ok[ \t]+("([^"\\]|\\.)*"|\047[^\047]*\047|[^ \t"\047]+)[ \t]*(#.*)?$/ {
		print FILENAME ": " $0
	}' "$@"
}

# by_status FILE...: print functions that save $? in their first line and print a TAP line by it.
by_status() {
	grep -Pzo '(?s)\n\w+\(\) \{\n\tlocal [^\n]*=\$\?[^\n]*\n(?:(?!\n\}).)*ok - ' "$@" |
		tr '\0' '\n'
}

mapfile -t scripts < <(
	git ls-files -co --exclude-standard \
		'tests/*.sh' 'tests/*.bash' 'tests/*-run' ':!tests/structure/tap.sh'
)
none() {
	[[ ${#scripts[@]} -gt 100 && -z $("$1" "${scripts[@]}") ]] ||
		{ "$1" "${scripts[@]}" && return 1; }
}

cat >"$scratch/old.sh" <<'T'
#!/bin/bash
case_line() {
	local rc=$?
	((rc == 0)) || printf 'not '
	printf 'ok - %s\n' "$*"
}
	ok "pages ($(pinned "$1"), $before before)"
T
for library in "${LIBRARIES[@]}"; do
	ok "'ok' of $library judges by its command alone" judges "$library"
done
ok "tests/demo/tap.bash counts what failed" counts_failures
ok "no call of 'ok' has a name alone" none without_command
ok "which is found where it is so" test -n "$(without_command "$scratch/old.sh")"
ok "no line of TAP is judged by the status of the command before it" none by_status
ok "which is found where it is so" test -n "$(by_status "$scratch/old.sh")"
exit "$status"
