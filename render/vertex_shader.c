// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vertex shader stage (vertex_shader.h). The front half of a draw calls this file in the
 * engine's thread. Takes no lock.
 */
#include "render/vertex_shader.h"
#include "gen9/state_3d.h"
#include "render/kernels.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/urb.h"

static int send(void *client, struct eu_thread *thread, const struct eu_message *message)
{
	struct render_vertex_shader *shader = client;

	if (message->sfid == GEN9_SFID_URB) {
		if (render_urb_send(shader->urb, message))
			return render_unsupported(shader->stage.render, "URB message");
		return 0;
	}
	return render_stage_send(&shader->stage, message);
}

static int poll(void *client)
{
	struct render_vertex_shader *shader = client;

	return render_stage_poll(&shader->stage);
}

static const struct eu_client_ops client_ops = { send, poll };

/* Test if constants and attributes fit into the registers, one behind the other. */
static bool payload_fits(const struct render_vertex_shader *shader)
{
	return shader->grf_start >= GEN9_VS_FIXED_REGS &&
	       shader->grf_start + shader->stage.constant_regs + shader->read_dwords <=
	       GEN9_EU_GRF_COUNT;
}

int render_vertex_shader_begin(struct render *render, const struct render_urb *urb,
			       struct render_vertex_shader *shader)
{
	const u32 *vs = render_packet(render, GEN9_OP_VS);
	int error;

	shader->enabled = gen9_field(vs, GEN9_VS_ENABLE);
	if (!shader->enabled)
		return 0;
	if (!gen9_field(vs, GEN9_VS_SIMD8))
		return render_unsupported(render, "vertex shader without SIMD8");
	shader->urb = urb;
	shader->float_mode = gen9_field(vs, GEN9_VS_FLOAT_MODE);
	shader->grf_start = gen9_field(vs, GEN9_VS_GRF_START);
	shader->read_offset = gen9_field(vs, GEN9_VS_READ_OFFSET) * GEN9_URB_READ_UNIT_DWORDS;
	shader->read_dwords = gen9_field(vs, GEN9_VS_READ_LENGTH) * GEN9_URB_READ_UNIT_DWORDS;
	shader->scratch_base = render_address(vs, GEN9_VS_SCRATCH_BASE, GEN9_SCRATCH_ALIGN_MASK);
	error = render_stage_begin(render, RENDER_VS, gen9_field(vs, GEN9_VS_SCRATCH),
				   &shader->stage);
	if (error)
		return error;
	if (!payload_fits(shader))
		return render_unsupported(render, "vertex shader payload over 128 registers");
	return render_kernel(render, render_address(vs, GEN9_VS_KERNEL, GEN9_ADDRESS_BITS),
			     &shader->program);
}

/* Store the payload of the thread: header, handles, constants, then attributes by dword. */
static void load(struct render_vertex_shader *shader, u32 handle, u32 count)
{
	const struct render_urb *urb = shader->urb;
	union eu_reg *grf = shader->thread.grf;
	u32 first = shader->grf_start + shader->stage.constant_regs, lane, d, at;
	const u32 *entry;

	memset(grf, 0, sizeof(shader->thread.grf));
	grf[0].ud[GEN9_HEADER_SAMPLERS] = shader->stage.samplers;
	grf[0].ud[GEN9_HEADER_SCRATCH_BASE] = shader->scratch_base;
	memcpy(&grf[shader->grf_start], shader->stage.constants,
	       shader->stage.constant_regs * sizeof(*grf));
	for (lane = 0; lane < count; lane++) {
		grf[GEN9_VS_HANDLES_REG].ud[lane] = handle + lane;
		entry = render_urb_entry(urb, handle + lane);
		for (d = 0; d < shader->read_dwords; d++) {
			at = shader->read_offset + d;
			if (at < urb->entry_dwords)
				grf[first + d].ud[lane] = entry[at];
		}
	}
}

static int run_thread(struct render_vertex_shader *shader, u32 handle, u32 count)
{
	struct eu_thread *thread = &shader->thread;

	load(shader, handle, count);
	thread->dispatch_mask = (1u << count) - 1;
	thread->vector_mask = thread->dispatch_mask;
	thread->float_mode = shader->float_mode;
	thread->cr0 = 0;
	thread->ops = &client_ops;
	thread->client = shader;
	eu_thread_init(thread);
	return render_stage_run(&shader->stage, shader->program, thread);
}

int render_vertex_shader_run(struct render_vertex_shader *shader, u32 handle, u32 count)
{
	u32 n;
	int error;

	for (; count; count -= n, handle += n) {
		n = min(count, GEN9_VS_VERTICES);
		error = run_thread(shader, handle, n);
		if (error)
			return error;
	}
	return 0;
}
