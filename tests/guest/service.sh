#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: facetd as a service of a host that systemd has booted. The work is in inside/service.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

(
	own_children
	HOST_SYSTEMD=yes host_run "$FACET_DIR" 6.12 bash tests/guest/inside/service.sh </dev/null
) | host_lines
rc=${PIPESTATUS[0]}
rm -f "$FACET_DIR/host.initrd"
exit "$rc"
