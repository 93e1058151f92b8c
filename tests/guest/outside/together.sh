#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Judge the demo's promises, one case each, by the files that the demo has left in FACET_DIR. This
# script does not judge times: it cannot know how much of the machine other programs used.

set -u
# Remove the log levels that /proc/kmsg prints in front of each line.
for log in "$FACET_DIR"/guest*.dmesg; do [[ ! -e $log ]] || sed -i -E 's/^<[0-9]+>//' "$log"; done
PYTHONDONTWRITEBYTECODE=1 exec python3 "$(dirname "$0")/../../demo/summary.py" "$FACET_DIR" \
	--guests 2 --blits 1000 --kernel 6.12 --others 1 --status 0 --tap
