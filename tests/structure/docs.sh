#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The site of docs/ builds without a warning, and a browser shows each of its pages. Pictures are
# made from the present text. README's commands to install are those that level admin types.

set -u
cd "$(dirname "$0")/../.." || exit 1
. tests/admin/pages.bash
status=0
# Level admin types install.md. "./run package" and "cd" come before, in the clone.
installs=$(sed -n '/^## Install on Debian/,/^## A /s/^    //p' README.md |
	grep -vE '^(\./run package|cd out/packages/trixie)$')
typed=$(words admin/install.md "Debian 13"; words admin/install.md "The first vGPU")
untyped=$(grep -vxF "$typed" <<<"$installs")
if [[ -n $installs && -z $untyped ]]; then
	echo "ok - README installs by commands that level admin types"
else
	echo "# ${untyped:-README has no such commands}"
	echo "not ok - README installs by commands that level admin types"
	status=1
fi
python3 -B tests/docs/pictures.py || status=1
./run docs --check || status=1
exit "$status"
