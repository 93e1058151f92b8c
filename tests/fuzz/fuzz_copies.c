// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz copies of workloads with thousands of GGTT operands each (dense.h), with resets, unmapped
 * memory and failing calls in between. copy_oracle.c checks each copy.
 */
#include "tests/fuzz/dense.h"
#include "tests/fuzz/layout.h"
#include "tests/fuzz/machine.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

static const u8 ops[] = {
	FUZZ_OP_DENSE, FUZZ_OP_DENSE, FUZZ_OP_DENSE, FUZZ_OP_DENSE, FUZZ_OP_DENSE, FUZZ_OP_DENSE,
	FUZZ_OP_DENSE, FUZZ_OP_DENSE, FUZZ_OP_RUN, FUZZ_OP_STEP, FUZZ_OP_WORK, FUZZ_OP_TIME,
	FUZZ_OP_RESET, FUZZ_OP_UNMAP, FUZZ_OP_PTE, FUZZ_OP_FAIL, FUZZ_OP_IRQS, FUZZ_OP_VICTIM,
};

static void begin(struct fuzz_machine *machine)
{
	fuzz_dense_begin(&machine->guests[FUZZ_ATTACKER]);
}

static const struct fuzz_target target = {
	.ops = ops, .n = ARRAY_SIZE(ops), .begin = begin,
};

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_play(&target, data, size);
	return 0;
}
