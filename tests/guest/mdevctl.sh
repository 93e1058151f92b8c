#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: vGPUs as mdevctl and libvirt define and start them, in a host that systemd has booted. The work is in inside/mdevctl.sh.

set -u
# shellcheck source=tests/vm/lib/lab.sh
. "$(dirname "$0")/../vm/lib/lab.sh"

systemd_job mdevctl
