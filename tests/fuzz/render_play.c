// SPDX-License-Identifier: GPL-2.0-only
/* Play the commands of an input on a render engine (render_play.h). */
#include "tests/fuzz/render_play.h"

#include "render/render.h"
#include "softgpu/softgpu_types.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/guard.h"

#define COMMAND_SCRATCH	3u	/* of guard_scratch(); messages have the others */

static void play_command(struct render_world *world, struct render *render,
			 const struct render_record *record)
{
	u32 n = min(record->n, SGPU_CMD_DWORDS), *dw;
	u64 place = 0;
	int ret;

	if (!n)
		return;
	/* A read beyond the command faults. */
	dw = guard_scratch(COMMAND_SCRATCH, n * sizeof(*dw));
	memcpy(dw, record->at, n * sizeof(*dw));
	world_begin(world);
	do {
		ret = render_command(render, dw, n, &place);
		fuzz_check(ret != -EINTR || (place && !(place >> 63)), "a place that is none");
	} while (ret == -EINTR);
	fuzz_check(!ret || ret == -EINVAL || ret == -ECANCELED, "error %d of a command", ret);
	fuzz_check(ret != -ECANCELED || world->cancelled, "a command that nobody cancelled");
	world->failed += ret != 0;
}

/* Save the state of the context, change it, and load it again. */
static void play_state(struct render *render, const struct render_record *record)
{
	u32 n = render_state_bytes() / 4, i, at;
	u32 *state;

	if (!record->n) {
		render_state_load(render, NULL);
		return;
	}
	state = guard_alloc(n * sizeof(*state), GUARD_END);
	render_state_save(render, state);
	for (i = 0; i + 1 < record->n; i += 2) {
		at = render_record_dword(record, i) % n;
		state[at] ^= render_record_dword(record, i + 1);
	}
	render_state_load(render, state);
	guard_free(state);
}

u64 render_play(struct render_world *world, const struct render_input *input, u8 sink)
{
	struct render_record record;
	struct render *render;
	size_t at = 0;
	u64 hash;

	world_open(world, &input->head, sink);
	render = render_create(&world_ops, &world->memory, world);
	while (render_input_next(input, &at, &record)) {
		if (record.kind == RENDER_COMMAND)
			play_command(world, render, &record);
		else if (record.kind == RENDER_FLUSH)
			render_flush(render, render_record_dword(&record, 0));
		else if (record.kind == RENDER_STATE)
			play_state(render, &record);
		else
			world_record(world, &record);
	}
	render_destroy(render);
	hash = world_absent(&input->head) ? world_hash(world) : 0;
	world_close(world);
	return hash;
}
