#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: facetd as a service of a host that systemd has booted. The work is in inside/service.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

systemd_job service
