// SPDX-License-Identifier: GPL-2.0-only
/*
 * Common part of the threads of all stages (stage.h). The stages call this file in the
 * engine's thread. Takes no lock.
 */
#include "render/stage.h"
#include "gen9/state_3d.h"
#include "render/render_types.h"
#include "render/state.h"

#define THREAD_WORK	512u	/* of a thread's payload */

/**
 * struct stage_ops - The commands of a stage.
 * @constants: opcode of its push constants
 * @binding_table: opcode of its binding table pointer
 * @samplers: opcode of its sampler state pointer
 */
struct stage_ops {
	u16 constants;
	u16 binding_table;
	u16 samplers;
};

static const struct stage_ops stages[] = {
	[RENDER_VS] = { GEN9_OP_CONSTANT_VS, GEN9_OP_BINDING_TABLE_VS, GEN9_OP_SAMPLER_STATE_VS },
	[RENDER_HS] = { GEN9_OP_CONSTANT_HS, GEN9_OP_BINDING_TABLE_HS, GEN9_OP_SAMPLER_STATE_HS },
	[RENDER_DS] = { GEN9_OP_CONSTANT_DS, GEN9_OP_BINDING_TABLE_DS, GEN9_OP_SAMPLER_STATE_DS },
	[RENDER_GS] = { GEN9_OP_CONSTANT_GS, GEN9_OP_BINDING_TABLE_GS, GEN9_OP_SAMPLER_STATE_GS },
	[RENDER_PS] = { GEN9_OP_CONSTANT_PS, GEN9_OP_BINDING_TABLE_PS, GEN9_OP_SAMPLER_STATE_PS },
};

/* Test if buffer 0 of push constants is relative to the dynamic state base. */
static bool constants_relative(struct render *render)
{
	return !(render->ops->reg_read(render->host, GEN9_CS_DEBUG_MODE2) &
		 GEN9_CONSTANT_OFFSET_DISABLE);
}

/* Return the length of push constant buffer @i in registers. */
static u32 constant_length(const u32 *packet, u32 i)
{
	u32 lengths = packet[GEN9_CONSTANT_LENGTHS + i / 2];

	return i & 1 ? lengths >> GEN9_CONSTANT_LENGTH_BITS :
		       lengths & ((1u << GEN9_CONSTANT_LENGTH_BITS) - 1);
}

static int read_constants(struct render *render, u32 opcode, struct render_stage *stage)
{
	const u32 *packet = render_packet(render, opcode);
	u32 i, n;
	u64 va;

	stage->constant_regs = 0;
	for (i = 0; i < GEN9_CONSTANT_BUFFERS; i++) {
		n = constant_length(packet, i);
		if (!n)
			continue;
		if (n > RENDER_CONSTANT_REGS - stage->constant_regs)
			return render_unsupported(render, "push constants over 2 KiB");
		va = render_address(packet, GEN9_CONSTANT_ADDRESSES + i * 2,
				    GEN9_CONSTANT_ADDRESS_MASK);
		if (!i && constants_relative(render))
			va += render_base(render, RENDER_BASE_DYNAMIC);
		sample_window_read(render->windows, va, &stage->constants[stage->constant_regs],
				   n * GEN9_EU_GRF_BYTES);
		stage->constant_regs += n;
	}
	return 0;
}

int render_stage_begin(struct render *render, enum render_stage_kind kind, u32 scratch_code,
		       struct render_stage *stage)
{
	const struct stage_ops *ops = &stages[kind];
	u64 surface = render_base(render, RENDER_BASE_SURFACE);
	u64 dynamic = render_base(render, RENDER_BASE_DYNAMIC);
	u32 samplers = render_packet(render, ops->samplers)[GEN9_POINTERS_OFFSET] &
		       GEN9_SAMPLER_STATE_MASK;

	stage->render = render;
	stage->samplers = samplers | scratch_code;
	stage->bindings = (struct sample_bindings){
		.unit = render->unit,
		.serial = ++render->serial,
		.surface_base = surface,
		.binding_table = surface + (render_packet(render, ops->binding_table)
					    [GEN9_POINTERS_OFFSET] & GEN9_BINDING_TABLE_MASK),
		.sampler_states = dynamic + samplers,
		.dynamic_base = dynamic,
		.bindless_base = render_base(render, RENDER_BASE_BINDLESS),
		.general_base = render_base(render, RENDER_BASE_GENERAL),
		.scratch_bytes = 1u << (GEN9_SCRATCH_UNIT_SHIFT + scratch_code),
		.derivatives = kind == RENDER_PS,
	};
	return read_constants(render, ops->constants, stage);
}

int render_stage_send(const struct render_stage *stage, const struct eu_message *message)
{
	switch (message->sfid) {
	case GEN9_SFID_SAMPLER:
		return sample_sampler(&stage->bindings, message);
	case GEN9_SFID_DATA_CACHE_RO:
	case GEN9_SFID_CONSTANT_CACHE:
	case GEN9_SFID_DATA_CACHE_0:
	case GEN9_SFID_DATA_CACHE_1:
		return sample_data_port(&stage->bindings, message);
	case GEN9_SFID_NULL:
		return 0;
	default:
		return render_unsupported(stage->render, "message target");
	}
}

int render_stage_poll(const struct render_stage *stage)
{
	return render_poll(stage->render);
}

int render_stage_error(enum eu_status status)
{
	switch (status) {
	case EU_END:
		return 0;
	case EU_CANCELLED:
		return -ECANCELED;
	default:
		return -EINVAL;
	}
}

int render_stage_work(const struct render_stage *stage, struct eu_thread *thread)
{
	return render_work(stage->render, THREAD_WORK + eu_thread_work(thread));
}

int render_stage_run(const struct render_stage *stage, const struct eu_program *program,
		     struct eu_thread *thread)
{
	int error = render_stage_error(eu_thread_run(program, thread));

	return error ? error : render_stage_work(stage, thread);
}

void render_count(struct render *render, u32 offset, u64 n)
{
	u64 value = render->ops->reg_read(render->host, offset) |
		    (u64)render->ops->reg_read(render->host, offset + sizeof(u32)) << 32;

	value += n;
	render->ops->reg_write(render->host, offset, (u32)value);
	render->ops->reg_write(render->host, offset + sizeof(u32), (u32)(value >> 32));
}
