# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Source the whole library of the lab: . tests/vm/lib/lab.sh

_lib=$(dirname "${BASH_SOURCE[0]}")
# shellcheck source=tests/vm/lib/common.sh
. "$_lib/common.sh"
# shellcheck source=tests/vm/lib/debian.sh
. "$_lib/debian.sh"
# shellcheck source=tests/vm/lib/screens.sh
. "$_lib/screens.sh"
# shellcheck source=tests/vm/lib/systemd.sh
. "$_lib/systemd.sh"
# shellcheck source=tests/vm/lib/admin.sh
. "$_lib/admin.sh"
# shellcheck source=tests/vm/lib/initramfs.sh
. "$_lib/initramfs.sh"
# shellcheck source=tests/vm/lib/accel.sh
. "$_lib/accel.sh"
# shellcheck source=tests/vm/lib/build.sh
. "$_lib/build.sh"
# shellcheck source=tests/vm/lib/vm.sh
. "$_lib/vm.sh"
