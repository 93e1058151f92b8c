#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Lines of TAP can be "not ok": "ok NAME COMMAND..." judges by the COMMAND that it runs. An "ok NAME" that judged by the
# status of the command before it would take that of a $(...) in NAME instead.

# shellcheck disable=SC2317 # functions are called by ok
set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=tests/structure/cases.bash
. tests/structure/cases.bash
LIBRARIES=(tests/demo/tap.bash tests/structure/cases.bash tests/tools/lib.bash tests/user/lib/user.sh)

# line LIBRARY SCRIPT: what SCRIPT says with the "ok" of this library.
line() { bash -c '. "$1" "$1" >/dev/null 2>&1; eval "$2"' line "$1" "$2" 2>/dev/null; }

# judges LIBRARY: by the command, whatever is in the name.
judges() {
	[[ $(line "$1" 'ok "a name" true') =~ ^ok.*\ -\ a\ name$ ]] &&
		[[ $(line "$1" 'false; ok "a name" true') =~ ^ok ]] &&
		[[ $(line "$1" 'ok "a name, $(true)" false') =~ (^|$'\n')not\ ok.*a\ name ]] &&
		[[ $(line "$1" 'ok "a name"') =~ (^|$'\n')not\ ok ]]
}

counts_failures() { [[ $(line tests/demo/tap.bash 'ok a false; ok b true; ok c false; echo "$BAD"') == *$'\n2' ]]; }

# without_command FILE...: calls of "ok" with a name alone. The text of each $(...) is left out of the line first.
without_command() {
	awk '{ text = $0; while (sub(/\$\([^()]*\)/, "", text)); }
		text ~ /^[ \t]*ok[ \t]+("([^"\\]|\\.)*"|\047[^\047]*\047|[^ \t"\047]+)[ \t]*(#.*)?$/ {
			print FILENAME ": " $0
		}' "$@"
}

# by_status FILE...: functions that print such a line by the status that they found.
by_status() { grep -Pzo '(?s)\n\w+\(\) \{\n\tlocal [^\n]*=\$\?[^\n]*\n(?:(?!\n\}).)*ok - ' "$@" | tr '\0' '\n'; }

mapfile -t scripts < <(git ls-files -co --exclude-standard 'tests/*.sh' 'tests/*.bash' 'tests/*-run' ':!tests/structure/tap.sh')
none() { [[ ${#scripts[@]} -gt 100 && -z $("$1" "${scripts[@]}") ]] || { "$1" "${scripts[@]}" && return 1; }; }

cat >"$scratch/old.sh" <<'T'
#!/bin/bash
case_line() {
	local rc=$?
	((rc == 0)) || printf 'not '
	printf 'ok - %s\n' "$*"
}
	ok "pages ($(pinned "$1"), $before before)"
T
for library in "${LIBRARIES[@]}"; do ok "'ok' of $library judges by its command alone" judges "$library"; done
ok "tests/demo/tap.bash counts what failed" counts_failures
ok "no call of 'ok' has a name alone" none without_command
ok "which is found where it is so" test -n "$(without_command "$scratch/old.sh")"
ok "no line of TAP is judged by the status of the command before it" none by_status
ok "which is found where it is so" test -n "$(by_status "$scratch/old.sh")"
exit "$status"
