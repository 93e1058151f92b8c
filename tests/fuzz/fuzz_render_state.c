// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz draws and dispatches: state commands, kernels and memory of real programs, changed. Memory
 * lies page by page between guards, moves at polls, and is partly absent. What an absent page takes
 * is never read: a second run with another sink has the same result.
 */
#include "tests/fuzz/die.h"
#include "tests/fuzz/render_play.h"
#include "tests/fuzz/target.h"

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	static struct render_world world;
	struct render_input input;
	u64 hash;

	if (!render_input_open(&input, data, size))
		return 0;
	hash = render_play(&world, &input, 0);
	if (world_absent(&input.head))
		fuzz_check(render_play(&world, &input, 0xa5) == hash,
			   "the result depends on the sink");
	return 0;
}
