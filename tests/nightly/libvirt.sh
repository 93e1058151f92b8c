#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
# Part: each documented domain shown by its client
# Minutes: 15
#
# ./run soak libvirt keeps the pictures.

exec bash "$(dirname "$0")/lib/soak.sh" libvirt 0 \
	"each documented display of libvirt shows the guest"
