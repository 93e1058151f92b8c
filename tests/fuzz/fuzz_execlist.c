// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz submissions in any order, with resets, interrupts and unmapped memory in between. csb.c
 * follows the context status buffer as i915 does.
 */
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

static const u8 ops[] = {
	FUZZ_OP_SUBMIT, FUZZ_OP_SUBMIT, FUZZ_OP_SUBMIT, FUZZ_OP_ELSP, FUZZ_OP_ELSP, FUZZ_OP_WORK,
	FUZZ_OP_STEP, FUZZ_OP_RUN, FUZZ_OP_COMMAND, FUZZ_OP_BATCH, FUZZ_OP_AIM, FUZZ_OP_IMAGE,
	FUZZ_OP_RESET, FUZZ_OP_TIME, FUZZ_OP_UNMAP, FUZZ_OP_FAIL, FUZZ_OP_IRQS, FUZZ_OP_WRITE,
	FUZZ_OP_VICTIM, FUZZ_OP_DWORDS, FUZZ_OP_CREATE,
};

static const struct fuzz_target target = { .ops = ops, .n = ARRAY_SIZE(ops) };

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_play(&target, data, size);
	return 0;
}
