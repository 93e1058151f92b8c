// SPDX-License-Identifier: GPL-2.0-only
/*
 * Loads and saves a logical ring context. The image (gen9/context_defs.h) holds the ring's
 * registers and the registers of the context as LRI pairs. After a preemption the image holds the
 * position inside ring and batches, too (pgpu/position.h). The pairs may come from the guest: each
 * is checked. The position comes from this file, or from a saved state that the mediator has
 * checked.
 *
 * Called in the engine's thread only, except sgpu_lrc_ring_offset_of(). Takes no lock.
 */
#include "softgpu/lrc.h"

#include "gen9/context_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/oa_defs.h"
#include "pgpu/position.h"
#include "softgpu/image.h"
#include "softgpu/sgpu_regs.h"
#include "softgpu/units.h"
#include "softgpu/walk.h"

#define LRI_MAX_PAIRS	126u

_Static_assert(sizeof(struct pgpu_position) <=
	       (SGPU_PAGE_DWORDS - PGPU_POSITION_DWORD) * sizeof(u32),
	       "a position fits behind the registers");
/* Each LRI of up to 126 pairs has a header. One more dword ends the lists. */
_Static_assert(GEN9_CTX_MORE_STATE + 2 * SGPU_MAX_CTX_REGS + SGPU_MAX_CTX_REGS / LRI_MAX_PAIRS + 2
	       <= PGPU_POSITION_DWORD, "the registers fit before the position");

static u32 *state_page(struct sgpu_engine *e)
{
	u64 va = (u64)e->run->sub.context + GEN9_CONTEXT_STATE_PAGE * PAGE_SIZE;

	return (u32 *)sgpu_page(e, &e->space[SGPU_GGTT], va, true);
}

/* Lists of the image: those before GEN9_CTX_MORE_STATE, and those from there on. */
#define LISTS_FIRST	BIT(0)
#define LISTS_MORE	BIT(1)

/* Load the pairs of lists of the image. @lists: LISTS_FIRST, LISTS_MORE or both. */
static void load_registers(struct sgpu_engine *e, const u32 *state, u32 lists)
{
	u32 i = GEN9_CTX_ENGINE_STATE;
	u32 header, pairs;

	while (i < PGPU_POSITION_DWORD) {
		header = READ_ONCE(state[i++]) & ~GEN9_MI_LRI_POSTED;
		if (!header)
			continue;
		pairs = GEN9_MI_LRI_PAIRS(header);
		if (header != GEN9_MI_LRI_HEADER(pairs) ||
		    port_check(IMAGE_LIST_END, i + 2 * pairs > PGPU_POSITION_DWORD))
			return;
		for (; pairs; pairs--, i += 2) {
			if (lists & (i < GEN9_CTX_MORE_STATE ? LISTS_FIRST : LISTS_MORE))
				sgpu_regs_restore(e, READ_ONCE(state[i]), READ_ONCE(state[i + 1]));
		}
	}
}

/*
 * Test if lists of the image are still to be loaded. The indirect batch runs in the middle of a
 * restore. The lists behind it are loaded after it. So the batch does not overwrite what the
 * context has set (IGT's gem_ctx_isolation). A preemption in the indirect batch saves none of these
 * registers: the rest of the batch does not find what it wrote there.
 */
static bool more_to_come(const struct sgpu_engine *e)
{
	return e->pos.stage == PGPU_STAGE_INDIRECT;
}

/* Save registers into lists of the image from dword @i on. Return: the dword behind them. */
static u32 save_list(struct sgpu_engine *e, u32 *state, u32 i, const u32 *offsets, u32 count)
{
	u32 done = 0, n;

	while (done < count) {
		n = min(count - done, LRI_MAX_PAIRS);
		WRITE_ONCE(state[i++], GEN9_MI_LRI_HEADER(n));
		for (; n; n--, done++) {
			WRITE_ONCE(state[i++], offsets[done]);
			WRITE_ONCE(state[i++], sgpu_regs_saved(e, offsets[done]));
		}
	}
	return i;
}

static void save_nothing(u32 *state, u32 i, u32 end)
{
	while (i < end)
		WRITE_ONCE(state[i++], 0);
}

static void save_registers(struct sgpu_engine *e, u32 *state)
{
	static const u32 oa[] = { GEN9_OACTXCONTROL };
	const struct sgpu_regs *regs = &e->regs;
	u32 i = save_list(e, state, GEN9_CTX_ENGINE_STATE, regs->image, GEN9_CTX_ENGINE_PAIRS);

	save_nothing(state, i, GEN9_CTX_OA_STATE);
	i = GEN9_CTX_OA_STATE;
	if (e->id == PGPU_RCS)
		i = save_list(e, state, i, oa, ARRAY_SIZE(oa));
	save_nothing(state, i, GEN9_CTX_MORE_STATE);
	if (more_to_come(e))
		return;		/* the image's values are not loaded yet */
	i = save_list(e, state, GEN9_CTX_MORE_STATE, regs->listed, regs->n_listed);
	WRITE_ONCE(state[i], GEN9_MI_BATCH_BUFFER_END);
}

/* Start a stage. A reader of @stage reads the address, too: sgpu_lrc_ring_offset_of(). */
static void start_stage(struct sgpu_engine *e, u32 stage, u64 addr, u64 end)
{
	struct sgpu_stream *stream = &e->pos.stream[0];

	e->pos.level = 0;
	stream->space = SGPU_GGTT;
	stream->end = end;
	WRITE_ONCE(stream->addr, addr);
	smp_store_release(&e->pos.stage, stage);	/* after the address */
}

static void start_ring(struct sgpu_engine *e, u32 offset)
{
	const struct pgpu_submission *sub = &e->run->sub;
	u64 start = sub->ring_start;

	start_stage(e, PGPU_STAGE_RING, start + offset,
		    start + (sub->tail >= offset ? sub->tail : sub->ring_size));
}

/* Restore a saved position but for its lowest stream. */
static void load_levels(struct sgpu_engine *e, const struct pgpu_position *saved)
{
	u32 i;

	e->pos.level = saved->level;
	e->pos.predicated = saved->predicated;
	e->pos.progress = saved->progress;
	e->pos.barrier_seqno = saved->barrier_seqno;
	for (i = 1; i <= saved->level; i++)
		e->pos.stream[i] = (struct sgpu_stream){
			.addr = saved->stream[i].address,
			.end = SGPU_BATCH_END,
			.space = saved->stream[i].user ? SGPU_PPGTT : SGPU_GGTT,
		};
}

/* Start the ring behind the batches of a restore, or go on there at the saved position. */
static void start_behind(struct sgpu_engine *e)
{
	start_ring(e, e->ring_next);
	if (e->resumes)
		load_levels(e, &e->after);
	e->resumes = false;
}

static void start_per_ctx(struct sgpu_engine *e, const u32 *state)
{
	u32 pointer = READ_ONCE(state[GEN9_CTX_BB_PER_CTX_PTR]);

	if (!(pointer & GEN9_BB_PER_CTX_VALID)) {
		start_behind(e);
		return;
	}
	start_stage(e, PGPU_STAGE_PER_CTX, pointer & GEN9_BB_PER_CTX_MASK, SGPU_BATCH_END);
}

/*
 * Test if the restore comes by the place of the indirect batch. Hardware runs the batch where the
 * image says, or never. A GPU like hardware knows one such place, and others none.
 */
static bool indirect_runs(const struct sgpu_engine *e, const u32 *state)
{
	return !e->restarts ||
	       READ_ONCE(state[GEN9_CTX_INDIRECT_OFFSET]) == GEN9_INDIRECT_CTX_PLACE;
}

/* Start the batches of a restore, which come before the ring. Only RCS has them. */
static void start_restore(struct sgpu_engine *e, const u32 *state)
{
	u32 pointer = READ_ONCE(state[GEN9_CTX_INDIRECT_CTX]);
	u32 lines = pointer & GEN9_INDIRECT_CTX_LINES;
	u32 first = pointer & GEN9_INDIRECT_CTX_MASK;

	if (!lines || !indirect_runs(e, state)) {
		start_per_ctx(e, state);
		return;
	}
	start_stage(e, PGPU_STAGE_INDIRECT, first, (u64)first + lines * GEN9_CACHELINE);
}

u32 sgpu_lrc_ring_offset_of(const struct sgpu_engine *e, const struct pgpu_submission *sub)
{
	/* The engine's thread may change the stage meanwhile: pairs with start_stage(). */
	if (smp_load_acquire(&e->pos.stage) != PGPU_STAGE_RING)
		return READ_ONCE(e->ring_next);
	return (u32)(READ_ONCE(e->pos.stream[0].addr) - sub->ring_start) & (sub->ring_size - 1);
}

u32 sgpu_lrc_ring_offset(const struct sgpu_engine *e)
{
	return sgpu_lrc_ring_offset_of(e, &e->run->sub);
}

bool sgpu_lrc_next_stage(struct sgpu_engine *e)
{
	const struct pgpu_submission *sub = &e->run->sub;
	const u32 *state;

	switch (e->pos.stage) {
	case PGPU_STAGE_INDIRECT:
		state = state_page(e);
		if (state) {
			load_registers(e, state, LISTS_MORE);
			start_per_ctx(e, state);
		} else {
			start_behind(e);
		}
		return true;
	case PGPU_STAGE_PER_CTX:
		start_behind(e);
		return true;
	default:
		if (sgpu_lrc_ring_offset(e) == sub->tail)
			return false;
		start_ring(e, sgpu_lrc_ring_offset(e));
		return true;
	}
}

/* Test if save_position() can have written a position. */
static bool position_sane(const struct pgpu_position *saved)
{
	u32 i;

	if (saved->magic != PGPU_POSITION_MAGIC || saved->stage >= PGPU_STAGES ||
	    saved->level >= PGPU_LEVELS)
		return false;
	for (i = 0; i <= saved->level; i++)
		if (saved->stream[i].address & 3)
			return false;
	return !saved->stream[0].user;
}

static void (*const stage_starts[PGPU_STAGES])(struct sgpu_engine *e, const u32 *state) = {
	[PGPU_STAGE_INDIRECT] = start_restore,
	[PGPU_STAGE_PER_CTX] = start_per_ctx,
};

/* Restore the lowest stream. Its end follows from the image. */
static int load_stage(struct sgpu_engine *e, const u32 *state, const struct pgpu_position *saved)
{
	u64 stage = saved->stage;

	if (!port_index(&stage, PGPU_STAGES))
		return -EINVAL;
	if (!stage_starts[stage]) {
		start_ring(e, saved->ring);
		return 0;
	}
	stage_starts[stage](e, state);
	if (e->pos.stage != saved->stage)
		return -EINVAL;
	e->pos.stream[0].addr = saved->stream[0].address;
	if (saved->ended)
		e->pos.stream[0].end = e->pos.stream[0].addr;
	return 0;
}

static int load_position(struct sgpu_engine *e, const u32 *state)
{
	struct pgpu_position saved;

	memcpy(&saved, &state[PGPU_POSITION_DWORD], sizeof(saved));
	if (!position_sane(&saved) || saved.ring >= e->run->sub.ring_size)
		return -EINVAL;
	WRITE_ONCE(e->ring_next, saved.ring);
	if (e->restarts) {
		e->resumes = saved.stage == PGPU_STAGE_RING;
		e->after = saved;
		start_restore(e, state);
		return 0;
	}
	if (load_stage(e, state, &saved))
		return -EINVAL;
	load_levels(e, &saved);
	return 0;
}

/* Fill in the position of the current command. */
static void position_now(const struct sgpu_engine *e, struct pgpu_position *saved)
{
	u32 i;

	saved->stage = e->pos.stage;
	saved->level = e->pos.level;
	saved->predicated = e->pos.predicated;
	saved->ended = e->pos.stage == PGPU_STAGE_PER_CTX &&
		       e->pos.stream[0].addr == e->pos.stream[0].end;
	saved->progress = e->pos.progress;
	saved->barrier_seqno = e->pos.barrier_seqno;
	for (i = 0; i <= e->pos.level; i++) {
		saved->stream[i].address = e->pos.stream[i].addr;
		saved->stream[i].user = e->pos.stream[i].space == SGPU_PPGTT;
	}
}

/* Save the position, or clear it: a guest must not read shadow addresses in a finished context. */
static void save_position(struct sgpu_engine *e, u32 *state, bool resumable)
{
	struct pgpu_position saved;

	memset(&saved, 0, sizeof(saved));
	if (resumable && e->resumes) {
		saved = e->after;
	} else if (resumable) {
		saved.magic = PGPU_POSITION_MAGIC;
		saved.stage = PGPU_STAGE_RING;
		saved.ring = sgpu_lrc_ring_offset(e);
		/* An engine that restarts goes on behind the batches of its restore. */
		if (!e->restarts || e->pos.stage == PGPU_STAGE_RING)
			position_now(e, &saved);
	}
	memcpy(&state[PGPU_POSITION_DWORD], &saved, sizeof(saved));
}

static bool restore_inhibited(const struct sgpu_engine *e, const u32 *state)
{
	return e->run->sub.flags & PGPU_SUBMIT_RESTORE_INHIBIT ||
	       READ_ONCE(state[GEN9_CTX_CONTROL]) & GEN9_CTX_CTRL_RESTORE_INHIBIT;
}

int sgpu_lrc_load(struct sgpu_engine *e)
{
	const u32 *state = state_page(e);
	bool resume = e->run->sub.flags & PGPU_SUBMIT_RESUME;
	bool inhibited;
	int ret = 0;

	if (!state)
		return -EFAULT;
	inhibited = restore_inhibited(e, state) && !resume;
	if (!inhibited || e->sg->pgpu.caps->inhibit_clears)
		sgpu_regs_clear_context(e);
	WRITE_ONCE(e->ctx_timestamp, READ_ONCE(state[GEN9_CTX_TIMESTAMP]));
	WRITE_ONCE(e->ctx_since_ns, sgpu_now(e));
	if (resume)
		ret = load_position(e, state);
	else if (inhibited || e->id != PGPU_RCS)
		start_ring(e, e->run->sub.head);
	else
		start_restore(e, state);
	if (inhibited) {
		e->image_state = 0;
		sgpu_units_new(e);
	}
	if (ret || inhibited)
		return ret;
	load_registers(e, state, more_to_come(e) ? LISTS_FIRST : LISTS_FIRST | LISTS_MORE);
	return sgpu_image_load(e);
}

int sgpu_lrc_save(struct sgpu_engine *e, bool resumable)
{
	u32 *state = state_page(e);
	int ret;

	if (!state)
		return -EFAULT;
	save_registers(e, state);
	save_position(e, state, resumable);
	WRITE_ONCE(state[GEN9_CTX_CONTROL],
		   READ_ONCE(state[GEN9_CTX_CONTROL]) & ~GEN9_CTX_CTRL_RESTORE_INHIBIT);
	WRITE_ONCE(state[GEN9_CTX_RING_HEAD], sgpu_lrc_ring_offset(e));
	WRITE_ONCE(state[GEN9_CTX_TIMESTAMP],
		   sgpu_regs_read(e, e->regs.base + GEN9_RING_CTX_TIMESTAMP));
	ret = sgpu_image_save(e);
	smp_wmb();	/* before the event that reports the save */
	return ret;
}
