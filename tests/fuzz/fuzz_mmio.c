// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz trapped accesses: registers at all widths, GGTT entries, BAR2, the display, with time.
 * Checks cover the interrupt tree, pins, the aperture and the victim.
 */
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

static const u8 ops[] = {
	FUZZ_OP_WRITE, FUZZ_OP_WRITE, FUZZ_OP_WRITE, FUZZ_OP_READ, FUZZ_OP_PTE, FUZZ_OP_APERTURE,
	FUZZ_OP_TIME, FUZZ_OP_CONFIG, FUZZ_OP_IRQS, FUZZ_OP_DISPLAY, FUZZ_OP_RESET, FUZZ_OP_FAIL,
	FUZZ_OP_RUN, FUZZ_OP_UNMAP, FUZZ_OP_POKE, FUZZ_OP_CREATE,
};

static const struct fuzz_target target = {
	.ops = ops, .n = ARRAY_SIZE(ops), .late = FUZZ_OP_VICTIM,
};

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	fuzz_play(&target, data, size);
	return 0;
}
