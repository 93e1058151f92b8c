#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level admin: Debian 12. Its first step installs a kernel from backports.

set -u
# shellcheck source=tests/admin/day.bash
. "$(dirname "$0")/day.bash"

status=0
fresh bookworm
# If one of these boots fails, the later ones would only repeat its failures.
boot 0-kernel || exit 1
boot 1-install || exit 1
boot 3-upgrade || status=1
boot 4-remove || status=1
all_typed "Debian 13" || status=1
rm -f "$FACET_DIR"/{disk,guest.initrd}
exit "$status"
