# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Commands that pages of docs/ tell people to type. Sourced by the tests of these pages.

PAGES=$(dirname "${BASH_SOURCE[0]}")/../../docs

# words PAGE HEADING [BLOCK [LANGUAGE]]: print the commands of a page below that heading, up to the
# next heading. BLOCK: the number of the block to print (0: all blocks). LANGUAGE: that of the block
# (sh).
words() {
	awk -v want="$2" -v block="${3:-0}" -v fenced="\`\`\`${4:-sh}" '
		/^```/ { fence = !fence; take = fence && here && $0 == fenced; n += take; next }
		fence { if (take && (!block || block == n)) { print; found = 1 } next }
		/^#+ / { sub(/^#+ /, ""); here = $0 == want }
		END { exit !found }' "$PAGES/$1"
}

# blocks PAGE: print "HEADING: BLOCK" for each block of commands.
blocks() {
	awk '
		/^```/ { fence = !fence; if (fence && $0 == "```sh") print h ": " ++n; next }
		!fence && /^#+ / { sub(/^#+ /, ""); h = $0; n = 0 }' "$PAGES/$1"
}

# answered PATTERN: succeed if what was typed last has printed a line with PATTERN.
answered() { grep -q -- "$1" "$FACET_DIR/answer"; }

# shown PAGE HEADING: run the commands behind "# " of the page's console below that heading. Succeed
# if they print what the page shows, but for UUIDs. QEMU needs an image: it is left out.
shown() {
	local any='s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/UUID/g' console want line
	console=$(words "$1" "$2" 1 console | awk '/^# / { qemu = /^# qemu/ } !qemu')
	want=$(sed -E "$any" <<<"$console")
	diff <(echo "$want") <(
		grep '^# ' <<<"$console" | while read -r _ line; do
			echo "# $line"
			eval "$line" 2>&1
		done | sed -E "$any"
	) | sed 's/^/# /'
	[[ -n $want && ${PIPESTATUS[0]} == 0 ]]
}
