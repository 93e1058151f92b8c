// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of the hull, domain and geometry shader (vue_thread.h). These stages call this file in
 * the engine's thread. Takes no lock.
 */
#include "render/vue_thread.h"
#include "gen9/message_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_geometry.h"
#include "gen9/state_media.h"
#include "render/kernels.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/urb.h"

/**
 * struct shader_fields - Fields of the command of a stage.
 * @opcode: the command
 * @kernel: dword of the kernel's address
 * @scratch_base: dword of the address of scratch space
 * @scratch: Per Thread Scratch Space
 * @float_mode: floating-point mode
 * @grf_start: low bits of the register of constants and data
 * @grf_start_high: its high bits; 0: there are none
 * @grf_start_bits: number of the low bits
 * @barriers: threads may wait for each other
 */
struct shader_fields {
	u16 opcode;
	u8 kernel;
	u8 scratch_base;
	u32 scratch;
	u32 float_mode;
	u32 grf_start;
	u32 grf_start_high;
	u8 grf_start_bits;
	bool barriers;
};

static const struct shader_fields fields[] = {
	[RENDER_HS] = {
		GEN9_OP_HS, GEN9_HS_KERNEL, GEN9_HS_SCRATCH_BASE, GEN9_HS_SCRATCH,
		GEN9_HS_FLOAT_MODE, GEN9_HS_GRF_START, GEN9_HS_GRF_START_5, 5, true,
	},
	[RENDER_DS] = {
		GEN9_OP_DS, GEN9_DS_KERNEL, GEN9_DS_SCRATCH_BASE, GEN9_DS_SCRATCH,
		GEN9_DS_FLOAT_MODE, GEN9_DS_GRF_START, 0, 5, false,
	},
	[RENDER_GS] = {
		GEN9_OP_GS, GEN9_GS_KERNEL, GEN9_GS_SCRATCH_BASE, GEN9_GS_SCRATCH,
		GEN9_GS_FLOAT_MODE, GEN9_GS_GRF_START, GEN9_GS_GRF_START_4, 4, false,
	},
};

static int send(void *client, struct eu_thread *thread, const struct eu_message *message)
{
	const struct render_vue_shader *shader = client;

	switch (message->sfid) {
	case GEN9_SFID_URB:
		if (render_urb_send(shader->urb, message))
			return render_unsupported(shader->stage.render, "URB message");
		return 0;
	case GEN9_SFID_GATEWAY:
		if (shader->barriers &&
		    gen9_field(&message->desc, GEN9_GATEWAY_FUNCTION) == GEN9_GATEWAY_BARRIER)
			return -EAGAIN;
		return render_unsupported(shader->stage.render, "message to the gateway");
	default:
		return render_stage_send(&shader->stage, message);
	}
}

static int poll(void *client)
{
	const struct render_vue_shader *shader = client;

	return render_stage_poll(&shader->stage);
}

static const struct eu_client_ops client_ops = { send, poll };

int render_vue_shader_begin(struct render *render, enum render_stage_kind kind,
			    const struct render_urb *urb, struct render_vue_shader *shader)
{
	const struct shader_fields *f = &fields[kind];
	const u32 *dw = render_packet(render, f->opcode);
	int error;

	shader->urb = urb;
	shader->barriers = f->barriers;
	shader->float_mode = gen9_field(dw, f->float_mode);
	shader->grf_start = gen9_field(dw, f->grf_start);
	if (f->grf_start_high)
		shader->grf_start |= gen9_field(dw, f->grf_start_high) << f->grf_start_bits;
	shader->scratch_base = render_address(dw, f->scratch_base, GEN9_SCRATCH_ALIGN_MASK);
	error = render_stage_begin(render, kind, gen9_field(dw, f->scratch), &shader->stage);
	if (error)
		return error;
	return render_kernel(render, render_address(dw, f->kernel, GEN9_ADDRESS_BITS),
			     &shader->program);
}

int render_vue_shader_fits(const struct render_vue_shader *shader, u32 fixed, u32 data)
{
	if (fixed > shader->grf_start || render_vue_data_reg(shader) + data > GEN9_EU_GRF_COUNT)
		return render_unsupported(shader->stage.render, "payload over 128 registers");
	return 0;
}

void render_vue_thread_begin(const struct render_vue_shader *shader, struct eu_thread *thread,
			     u32 mask)
{
	union eu_reg *grf = thread->grf;

	memset(grf, 0, sizeof(thread->grf));
	grf[0].ud[GEN9_HEADER_SAMPLERS] = shader->stage.samplers;
	grf[0].ud[GEN9_HEADER_SCRATCH_BASE] = shader->scratch_base;
	memcpy(&grf[shader->grf_start], shader->stage.constants,
	       shader->stage.constant_regs * sizeof(*grf));
	thread->dispatch_mask = mask;
	thread->vector_mask = mask;
	thread->float_mode = shader->float_mode;
	thread->cr0 = 0;
	thread->ops = &client_ops;
	thread->client = (void *)shader;
	eu_thread_init(thread);
}
