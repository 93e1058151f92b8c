/* SPDX-License-Identifier: GPL-2.0-only */
/* Restore saved states from untrusted input, for tests and fuzzers of facet_vgpu_restore(). */
#ifndef TESTS_STATE_FUZZ_H
#define TESTS_STATE_FUZZ_H

#include "port.h"

/**
 * state_fuzz_one() - Restore a saved state in a new vGPU whose guest has contexts, and run
 * the vGPU.
 * @data: a saved state, if it begins with FACET_STATE_MAGIC; else changes to the saved
 *	state of a guest with work in flight. A change has 3 bytes: an offset (2, little-endian) and
 *	a value (1) for exclusive or
 * @len: bytes of @data
 *
 * The process ends in four cases: a refused state changes the vGPU, an accepted state is
 * saved as something else, a saved state is longer than the bound of its type, or memory leaks.
 *
 * Context: one thread, on no lock.
 */
void state_fuzz_one(const u8 *data, size_t len);

#endif
