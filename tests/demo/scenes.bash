# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The scenes of glmark2 that ./run demo --3d draws in a guest and natively. Sourced.

# shellcheck disable=SC2034 # by those who source this file
SCENES="build texture shading"
