# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run test nightly: tests that take too long for every change, in parts. A part is a script
# tests/nightly/NAME.sh. Its head has a line "# Part:" with a description, and a line "# Minutes:".
# A part that needs a build also has a line "# Builds:" with the words of build_WORD. Sourced by
# cmd-test.sh after levels.sh.

NIGHTLY=$REPO/tests/nightly
NIGHTLY_PAGE=$REPO/docs/reference/generated/nightly.md
NIGHTLY_MOST=7200	# limit in seconds for one part; machines differ by three

nightly_usage() {
	cat <<'T'
./run test nightly [--list] [--part NAME]... [--resume]
runs tests that take too long for every change, in parts: all parts, one after the other.
  --list        print each part, its description, its minutes and the result of its last run
  --part NAME   run this part; may be given several times
  --resume      leave out parts that passed with the present sources; docs/ and notes/ do not count
Each part writes a row (part, commit, result, seconds) into docs/reference/generated/nightly.md. A
part ends after two hours at the latest. Logs are in out/test/nightly/NAME.
T
}

nightly_parts() { local file; for file in "$NIGHTLY"/*.sh; do basename "$file" .sh; done; }

# nightly_says NAME WORD: print the line "# WORD:" in the head of that script.
nightly_says() { sed -nE "s/^# $2: (.*)/\1/p" "$NIGHTLY/$1.sh" | head -n 1; }

nightly_list() {
	local parts last i
	mapfile -t parts < <(nightly_parts)
	mapfile -t last < <(nightly_page last "${parts[@]}")
	for i in "${!parts[@]}"; do
		printf '%-16s %3s min  %s\n%25s %s\n' "${parts[i]}" \
			"$(nightly_says "${parts[i]}" Minutes)" \
			"$(nightly_says "${parts[i]}" Part)" '' "${last[i]}"
	done
}

# nightly_commit: print the commit of this tree. "-dirty" is added if files outside docs/ and notes/
# differ from it.
nightly_commit() {
	local dirty=''
	git -C "$REPO" diff --quiet HEAD -- . ':!docs' ':!notes' 2>/dev/null || dirty=-dirty
	echo "$(git -C "$REPO" rev-parse --short=12 HEAD 2>/dev/null || echo unknown)$dirty"
}

nightly_page() { PYTHONDONTWRITEBYTECODE=1 python3 "$NIGHTLY/lib/page.py" "$NIGHTLY_PAGE" "$@"; }

# nightly_passed NAME: succeed if the last run of a part had no failure, and nothing outside docs/
# and notes/ has changed since.
nightly_passed() {
	local commit
	commit=$(nightly_page passed "$1") &&
		git -C "$REPO" diff --quiet "$commit" -- . ':!docs' ':!notes' 2>/dev/null
}

# nightly_part NAME: run a part, and write its row.
nightly_part() {
	local began=$SECONDS p f commit
	commit=$(nightly_commit)
	part "nightly-$1" nightly_script "$1"
	p=$(passed "$TEST/nightly-$1.tap") f=$(failed "$TEST/nightly-$1.tap")
	nightly_page row "$1" "$commit" "$p passed, $f failed" $((SECONDS - began)) "$(date +%F)"
}

# nightly_script NAME: build what a part needs, and run its script.
nightly_script() {
	local word
	for word in $(nightly_says "$1" Builds); do
		case $word in
		asan | guest) "build_$word" ;;
		modules) build_modules "$HOST_KERNEL" ;;
		debug-kernel) kernel 6.12-debug ;;
		*)
			die "part $1 wants '$word' built; it can have asan, guest, modules," \
				"debug-kernel"
			;;
		esac
	done
	FACET_TIMEOUT=$NIGHTLY_MOST script nightly "$NIGHTLY/$1.sh"
}

nightly() {
	local parts=() resume='' name
	while (($#)); do
		case $1 in
		--help | -h) nightly_usage && return 0 ;;
		--list) nightly_list && return 0 ;;
		--resume) resume=yes ;;
		--part)
			name=${2:-}
			[[ -n $name && $name != */* && -e $NIGHTLY/$name.sh ]] ||
				die "there is no part '$name': ./run test nightly --list"
			parts+=("$name") && shift
			;;
		*) die "./run test nightly does not know '$1': ./run test nightly --help" ;;
		esac
		shift
	done
	((${#parts[@]})) || mapfile -t parts < <(nightly_parts)
	need_root test
	run_fg bash "$REPO/tests/vm/lib/cmd-deps.sh" || exit 1
	need_out "$TEST_MB"
	mkdir -p "$TEST" || die "cannot create $TEST"
	times_begin
	standstills &
	CHILDREN+=($!)
	for name in "${parts[@]}"; do
		if [[ -n $resume ]] && nightly_passed "$name"; then
			step "test: nightly-$name has passed with these sources"
			continue
		fi
		nightly_part "$name"
	done
	times_end
	((${#TAPS[@]})) || { step "test: every part has passed with these sources" && return 0; }
	closing_line
}
