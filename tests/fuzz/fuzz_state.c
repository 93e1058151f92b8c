// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz saved states from an untrusted source. A description, or a valid one with changes, is
 * restored to a vGPU whose guest has contexts. Then the guest goes on. tests/lib/state_fuzz.h has
 * the checks.
 */
#include "tests/fuzz/target.h"
#include "tests/lib/state_fuzz.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	state_fuzz_one(data, size);
	return 0;
}
