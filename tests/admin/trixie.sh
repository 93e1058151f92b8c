#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level admin: Debian 13, upgraded from its own kernel to one of backports.

set -u
# shellcheck source=tests/admin/day.bash
. "$(dirname "$0")/day.bash"

status=0
fresh trixie
# If this boot fails, the later ones would only repeat its failures.
boot 1-install || exit 1
FACET_HOST_APPEND=module.sig_enforce=1 boot 2-secure || status=1
boot 3-upgrade || status=1
boot 4-remove || status=1
all_typed "Debian 12" || status=1
rm -f "$FACET_DIR"/{disk,guest.initrd}
exit "$status"
