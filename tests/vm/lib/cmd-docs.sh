#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ./run docs: build the site of docs/ with mkdocs, and check it in a browser.

set -u
# shellcheck source=tests/vm/lib/common.sh
. "$(dirname "$0")/common.sh"

usage() {
	cat <<'T'
./run docs [OPTION]...
Builds the site of docs/ into out/docs/; out/docs/index.html is its first page. A link to a page
that does not exist ends this with status 1.
  --check        also open each page in a headless browser, at 1280 and 400 pixels: TAP
  --screenshots  the same, with a picture of each page at both widths in out/docs-screenshots/
  --pictures     first draw the pictures of docs/pictures whose text has changed (graphviz, mscgen)
T
}

CHECK='' PICTURES='' SCREENSHOTS=()
while (($#)); do
	case $1 in
	--help | -h) usage && exit 0 ;;
	--check) CHECK=1 ;;
	--screenshots) CHECK=1 SCREENSHOTS=("$OUT/docs-screenshots") ;;
	--pictures) PICTURES=1 ;;
	*) die "./run docs does not know '$1': ./run docs --help" ;;
	esac
	shift
done
cd "$REPO" || exit 1

if [[ -n $PICTURES ]]; then
	need_cmd python3 dot mscgen
	step "docs: drawing pictures"
	python3 -B tests/docs/pictures.py --write || die "a picture cannot be drawn"
fi

need_cmd mkdocs
step "docs: building the site"
mkdir -p "$OUT" || die "cannot create $OUT"
run_fg mkdocs build --quiet --site-dir "$OUT/docs" >"$OUT/docs.log" 2>&1 ||
	explain "$OUT/docs.log" "mkdocs"

if [[ -n $CHECK ]]; then
	need_cmd chromium chromedriver
	step "docs: opening each page in a browser"
	run_fg /usr/bin/python3 -B tests/docs/browser.py "$OUT/docs" "${SCREENSHOTS[@]}" ||
		exit 1
fi
step "docs: done: $OUT/docs/index.html"
