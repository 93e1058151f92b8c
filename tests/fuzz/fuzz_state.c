// SPDX-License-Identifier: GPL-2.0-only
/*
 * Saved states from anyone: a description, or changes to a good one, is restored in a vGPU whose
 * guest has contexts, and that guest goes on. What is asked of it: tests/lib/state_fuzz.h.
 */
#include "tests/fuzz/target.h"
#include "tests/lib/state_fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	state_fuzz_one(data, size);
	return 0;
}
