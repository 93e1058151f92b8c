/* SPDX-License-Identifier: GPL-2.0-only */
/* Descriptions of a vGPU from anyone: what tests and fuzzers of facet_vgpu_restore() share. */
#ifndef TESTS_STATE_FUZZ_H
#define TESTS_STATE_FUZZ_H

#include "port.h"

/**
 * state_fuzz_one() - Restore a description in a new vGPU with a guest that has contexts, and let it go on.
 * @data: a description; or, where it does not begin as one, changes to one of a guest with work
 *	in flight: triples of offset (2, little-endian) and what is put there by exclusive or (1)
 * @len: bytes
 *
 * Ends the program where what was refused has left a trace, where what was taken is not saved
 * as it was restored, or where memory was leaked.
 */
void state_fuzz_one(const u8 *data, size_t len);

#endif
