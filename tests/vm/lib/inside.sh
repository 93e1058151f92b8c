#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# inside.sh ROOT CMD...: run CMD in a chroot of the lab (see inside() in debian.sh). For callers
# that need a background process.

set -u
# shellcheck source=tests/vm/lib/common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=tests/vm/lib/debian.sh
. "$REPO/tests/vm/lib/debian.sh"
inside "$@"
