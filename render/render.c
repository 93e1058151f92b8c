// SPDX-License-Identifier: GPL-2.0-only
/*
 * The render engine (render.h): its life, and the commands. Commands are state unless a table here
 * gives them a function. The command streamer calls this file in the engine's thread. Takes no
 * lock.
 */
#include "render/render.h"
#include "gen9/state_3d.h"
#include "pgpu/pipeline_state.h"
#include "render/compute.h"
#include "render/draw.h"
#include "render/kernels.h"
#include "render/primitive.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/streamout.h"

/**
 * struct command - A command that is more than state, or has none.
 * @opcode: enum gen9_3d_op
 * @state: it is kept before @run is called
 * @run: executes it; NULL: it has no effect
 */
struct command {
	u16 opcode;
	bool state;
	int (*run)(struct render *render, const u32 *dw, u32 n);
};

/* 3DSTATE_WM_HZ_OP clears and resolves by itself. */
static int run_hz_op(struct render *render, const u32 *dw, u32 n)
{
	return render_pixels_command(render, render_packet(render, GEN9_OP_WM_HZ_OP));
}

/* Pools of the resource streamer, which drivers leave off. */
static int run_pool(struct render *render, const u32 *dw, u32 n)
{
	if (gen9_field(render_packet(render, dw[0] >> GEN9_OP_SHIFT), GEN9_POOL_ENABLE))
		return render_unsupported(render, "resource streamer pools");
	return 0;
}

static const struct command commands[] = {
	{ GEN9_OP_3DPRIMITIVE, false, render_draw },
	{ GEN9_OP_GPGPU_WALKER, false, render_gpgpu_walker },
	{ GEN9_OP_MEDIA_OBJECT, false, render_media_object },
	{ GEN9_OP_MEDIA_STATE_FLUSH, false, NULL },
	/* The sampler refuses formats with palettes. */
	{ GEN9_OP_SAMPLER_PALETTE_LOAD0, false, NULL },
	{ GEN9_OP_SAMPLER_PALETTE_LOAD1, false, NULL },
	{ GEN9_OP_WM_HZ_OP, true, run_hz_op },
	{ GEN9_OP_SO_BUFFER, true, render_streamout_buffer },
	{ GEN9_OP_BINDING_TABLE_POOL_ALLOC, true, run_pool },
	{ GEN9_OP_GATHER_POOL_ALLOC, true, run_pool },
	{ GEN9_OP_DX9_POOL_ALLOC, true, run_pool },
};

static int keep(struct render *render, const u32 *dw, u32 n)
{
	int error = pgpu_pipeline_keep(render->state, dw, n);

	return error == -ENOENT ? render_unsupported(render, "command of the 3D pipeline") : error;
}

int render_command(struct render *render, const u32 *dw, u32 n, u64 *place)
{
	const struct command *command = NULL;
	int error;
	u32 i;

	if (!n)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (commands[i].opcode == dw[0] >> GEN9_OP_SHIFT)
			command = &commands[i];
	}
	if (!command)
		return keep(render, dw, n);
	if (command->state) {
		error = keep(render, dw, n);
		if (error)
			return error;
	}
	if (!command->run)
		return 0;
	sample_windows_refresh(render->windows);
	render_kernels_begin(render->kernels);
	render->place = *place;
	error = command->run(render, dw, n);
	*place = render->place;
	return error == -E2BIG ? render_unsupported(render, "kernel that is too long") : error;
}

/* Clear what the last context left in the engine: the next context must not read it. */
void render_state_load(struct render *render, const void *from)
{
	render_state_set(render, from);
	render_vertices_forget(render->vertices);
	render_pixels_forget(render->pixels);
}

void render_flush(struct render *render, u32 flags)
{
	render_pixels_flush(render);
	render_kernels_invalidate(render->kernels);
	sample_unit_flush(render->unit);
}

/* Create the parts of an engine. Return: true; false: a part is missing. */
static bool create_parts(struct render *render)
{
	render->windows = sample_windows_create(render->memory);
	if (!render->windows)
		return false;
	render->unit = sample_unit_create(render->windows, render->ops->unsupported,
					  render->ops->poll, render->host);
	render->state = port_zalloc(sizeof(*render->state));
	render->kernels = render_kernels_create();
	render->vertices = render_vertices_create();
	render->pixels = render_pixels_create();
	render->compute = render_compute_create();
	return render->unit && render->state && render->kernels && render->vertices &&
	       render->pixels && render->compute;
}

struct render *render_create(const struct render_host_ops *ops, const struct sample_memory *memory,
			     void *host)
{
	struct render *render = port_zalloc(sizeof(*render));

	if (!render)
		return NULL;
	render->ops = ops;
	render->memory = memory;
	render->host = host;
	if (!create_parts(render)) {
		render_destroy(render);
		return NULL;
	}
	return render;
}

void render_destroy(struct render *render)
{
	if (!render)
		return;
	render_compute_destroy(render->compute);
	render_pixels_destroy(render->pixels);
	render_vertices_destroy(render->vertices);
	render_kernels_destroy(render->kernels);
	port_free(render->state);
	sample_unit_destroy(render->unit);
	sample_windows_destroy(render->windows);
	port_free(render);
}
