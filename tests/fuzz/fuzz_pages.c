// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz page tables, global and per process, while work runs on them, with unmapped memory.
 * shadows.c compares shadows with the guest's tables at each submission.
 */
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

static const u8 ops[] = {
	FUZZ_OP_PTE, FUZZ_OP_PTE, FUZZ_OP_TABLE, FUZZ_OP_TABLE, FUZZ_OP_TABLE, FUZZ_OP_SUBMIT,
	FUZZ_OP_RUN, FUZZ_OP_WORK, FUZZ_OP_STEP, FUZZ_OP_IMAGE, FUZZ_OP_UNMAP, FUZZ_OP_POKE,
	FUZZ_OP_FAIL, FUZZ_OP_TIME, FUZZ_OP_RESET, FUZZ_OP_AIM, FUZZ_OP_COMMAND, FUZZ_OP_BATCH,
	FUZZ_OP_WRITE, FUZZ_OP_APERTURE, FUZZ_OP_VICTIM,
};

static const struct fuzz_target target = { .ops = ops, .n = ARRAY_SIZE(ops) };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_play(&target, data, size);
	return 0;
}
