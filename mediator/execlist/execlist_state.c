// SPDX-License-Identifier: GPL-2.0-only
/*
 * Engines in a saved state: their ports and queues, and the CSB entries that wait for guest memory.
 * workload_state.c saves their workloads. vgpu_state.c calls the sections while the vGPU is paused
 * or stopped, with mmio_lock held. This file takes vgpu->dev.lock.
 */
#include "mediator/execlist/execlist.h"

#include "device/regs.h"
#include "device/state_section.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/gpu.h"

/*
 * struct saved_engine - An engine in a description. Fields without a description here are those of
 * struct facet_engine.
 * @has_next: &facet_engine.next_waits
 * @second: &facet_engine.port
 * @doomed: &facet_engine.state is not FACET_ENGINE_READY
 * @broken: &facet_engine.state is one of the two UNBUILT ones
 * @hung: facet_engine_halted()
 */
struct saved_engine {
	u32 elsp[FACET_ELSP_WRITES];
	u32 elsp_count;
	struct facet_execlist queue[FACET_ELSP_QUEUE];
	u32 queued;
	struct facet_execlist active;
	struct facet_execlist next;
	bool has_next;
	bool second;
	u32 deferred;
	bool doomed;
	bool broken;
	bool hung;
};

static const struct facet_state_field engine_fields[] = {
	FACET_STATE_ARRAY(struct saved_engine, elsp, u32, 0),
	FACET_STATE_FIELD(struct saved_engine, elsp_count, FACET_ELSP_WRITES - 1),
	FACET_STATE_ARRAY(struct saved_engine, queue, u64, 0),
	FACET_STATE_FIELD(struct saved_engine, queued, FACET_ELSP_QUEUE),
	FACET_STATE_ARRAY(struct saved_engine, active, u64, 0),
	FACET_STATE_ARRAY(struct saved_engine, next, u64, 0),
	FACET_STATE_FIELD(struct saved_engine, has_next, true),
	FACET_STATE_FIELD(struct saved_engine, second, true),
	FACET_STATE_FIELD(struct saved_engine, deferred, BIT(0) | BIT(1)),
	FACET_STATE_FIELD(struct saved_engine, doomed, true),
	FACET_STATE_FIELD(struct saved_engine, broken, true),
	FACET_STATE_FIELD(struct saved_engine, hung, true),
};

/* Describe an engine. vgpu->dev.lock held, or the vGPU is paused. */
static void engine_export(const struct facet_engine *engine, struct saved_engine *s)
{
	*s = (struct saved_engine){
		.elsp_count = engine->elsp_count, .queued = engine->queued,
		.active = engine->active, .next = engine->next,
		.has_next = engine->next_waits, .second = engine->port,
		.deferred = engine->deferred, .doomed = engine->state != FACET_ENGINE_READY,
		.broken = engine->state == FACET_ENGINE_UNBUILT ||
			  engine->state == FACET_ENGINE_HALTED_UNBUILT,
		.hung = facet_engine_halted(engine),
	};
	memcpy(s->elsp, engine->elsp, sizeof(s->elsp));
	memcpy(s->queue, engine->queue, sizeof(s->queue));
}

/*
 * Return the state that @doomed, @broken and @hung describe. facet_vgpu_save() sets @doomed with
 * each of the other two. In another description @hung and @broken count, whatever @doomed says.
 */
static enum facet_engine_state state_of(const struct saved_engine *s)
{
	if (s->hung)
		return s->broken ? FACET_ENGINE_HALTED_UNBUILT : FACET_ENGINE_HALTED;
	if (s->broken)
		return FACET_ENGINE_UNBUILT;
	return s->doomed ? FACET_ENGINE_FAILED : FACET_ENGINE_READY;
}

/* Set an engine from its description. vgpu->dev.lock held; takes the scheduler's lock. */
static void engine_import(struct facet_engine *engine, const struct saved_engine *s)
{
	memcpy(engine->elsp, s->elsp, sizeof(engine->elsp));
	engine->elsp_count = s->elsp_count;
	memcpy(engine->queue, s->queue, sizeof(engine->queue));
	engine->queued = s->queued;
	engine->active = s->active;
	engine->port = s->second;
	engine->next = s->next;
	engine->next_waits = s->has_next;
	engine->state = state_of(s);
	facet_engine_defer(engine, s->deferred);
}

/* Reset all engines: &facet_state_section.reset. */
static void engine_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	const struct saved_engine none = { .elsp_count = 0 };
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	for (i = 0; i < PGPU_ENGINES; i++)
		engine_import(&vgpu->execlists->engines[i], &none);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_execlists_reset(vgpu);
}

/* Save engine @index: &facet_state_section.save. Return: 0. */
static int engine_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct saved_engine s;

	engine_export(&vgpu->execlists->engines[index], &s);
	facet_state_put_fields(out, engine_fields, ARRAY_SIZE(engine_fields), &s);
	return 0;
}

/* Write each restored FACET_REG_SWITCH register by its handler, so that the scheduler has it. */
static void switched_restore(struct facet_vgpu *vgpu)
{
	const struct facet_reg_map *map = facet_gpu_reg_map(vgpu->gpu);
	u32 offset, value;

	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += sizeof(u32)) {
		const struct facet_reg *row = facet_reg_map_find(map, offset);

		value = row && (row->flags & FACET_REG_SWITCH) ? facet_reg_get(&vgpu->dev, offset)
							       : 0;
		if (!value || !row->write)
			continue;
		if (row->flags & FACET_REG_MASKED)
			value |= FACET_REG_MASKED_BITS << 16;
		row->write(&vgpu->dev, row, offset, value);
	}
}

/*
 * Restore engine @index: &facet_state_section.restore. Return: 0; -EINVAL: the record is short, or
 * a field is out of range.
 */
static int engine_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_engine *engine = &vgpu->execlists->engines[index];
	struct saved_engine s;
	unsigned long flags;

	memset(&s, 0, sizeof(s));
	if (facet_state_take_fields(in, engine_fields, ARRAY_SIZE(engine_fields), &s))
		return -EINVAL;
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	engine_import(engine, &s);
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	facet_engine_stop(vgpu, engine,
			  facet_reg_get(&vgpu->dev, engine->base + GEN9_RING_MI_MODE) &
				  GEN9_MI_MODE_STOP_RING);
	if (!index)
		switched_restore(vgpu);
	return 0;
}

const struct facet_state_section facet_execlist_engine_state = {
	.tag = FACET_STATE_TAG('E', 'N', 'G', 'N'),
	.name = "engine",
	.what = "RCS, BCS, VCS, VECS: the port, what it captured, what the guest knows to run",
	.records = PGPU_ENGINES,
	.fields = engine_fields,
	.n_fields = ARRAY_SIZE(engine_fields),
	.reset = engine_reset,
	.save = engine_save,
	.restore = engine_restore,
};

/*
 * struct owed_state - A CSB entry that waits for guest memory: fields of &facet_engine.csb.
 * @engine: enum pgpu_engine
 */
struct owed_state {
	u32 engine;
	u32 status;
	u32 id;
	u32 at;
};

static const struct facet_state_field owed_fields[] = {
	FACET_STATE_FIELD(struct owed_state, engine, PGPU_ENGINES - 1),
	FACET_STATE_FIELD(struct owed_state, status, 0),
	FACET_STATE_FIELD(struct owed_state, id, 0),
	FACET_STATE_FIELD(struct owed_state, at, GEN9_CSB_ENTRIES - 1),
};

/* Tell whether a CSB entry waits. vgpu->dev.lock held, or the vGPU is paused. */
static bool engine_has_csb(const struct facet_engine *engine)
{
	return engine->csb.status;
}

/* Drop all CSB entries that wait: &facet_state_section.reset. */
static void owed_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&vgpu->dev.lock, flags);
	for (i = 0; i < PGPU_ENGINES; i++)
		vgpu->execlists->engines[i].csb = (struct facet_csb){ 0 };
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
}

/* Save CSB entry @index: &facet_state_section.save. Return: 0; -ENOENT: no more wait. */
static int owed_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		const struct facet_engine *engine = &vgpu->execlists->engines[i];
		const struct owed_state s = {
			.engine = i, .status = engine->csb.status, .id = engine->csb.id,
			.at = engine->csb.at,
		};

		if (!engine_has_csb(engine) || index--)
			continue;
		facet_state_put_fields(out, owed_fields, ARRAY_SIZE(owed_fields), &s);
		return 0;
	}
	return -ENOENT;
}

/*
 * Restore a CSB entry: &facet_state_section.restore. Return: 0; -EINVAL: the record is short, a
 * field is out of range, the entry is empty, or its engine has one.
 */
static int owed_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_engine *engine;
	struct owed_state s;
	unsigned long flags;
	int ret = 0;

	memset(&s, 0, sizeof(s));
	if (facet_state_take_fields(in, owed_fields, ARRAY_SIZE(owed_fields), &s))
		return -EINVAL;
	engine = &vgpu->execlists->engines[s.engine];
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	if (engine_has_csb(engine)) {
		ret = -EINVAL;
	} else {
		engine->csb = (struct facet_csb){ .status = s.status, .id = s.id, .at = s.at };
		ret = engine_has_csb(engine) ? 0 : -EINVAL;
	}
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return ret;
}

const struct facet_state_section facet_execlist_owed_state = {
	.tag = FACET_STATE_TAG('O', 'W', 'E', 'D'),
	.name = "owed",
	.what = "of engines that wait for guest memory: a CSB entry to write",
	.records = FACET_STATE_ANY,
	.fields = owed_fields,
	.n_fields = ARRAY_SIZE(owed_fields),
	.reset = owed_reset,
	.save = owed_save,
	.restore = owed_restore,
};
