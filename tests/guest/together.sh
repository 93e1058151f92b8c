#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Level guest: the demo, each of its promises a case.

set -u
export FACET_DEMO_DIR=$FACET_DIR FACET_DEMO_TAP=yes FACET_SEED=101
exec bash "$(dirname "$0")/../demo/demo.sh"
