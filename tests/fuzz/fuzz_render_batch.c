// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzz batches with draws: the commands of an input go through the command streamer of a software
 * GPU and its units. Draws are left in the middle, other contexts run, and submissions end early.
 * A batch of draws alone has the same result as its commands without a command streamer.
 */
#include "engine/render_units.h"
#include "gen9/commands.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "gen9/state_3d.h"
#include "softgpu/softgpu_types.h"
#include "softgpu/units.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/guard.h"
#include "tests/fuzz/render_play.h"
#include "tests/fuzz/target.h"
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#define BATCH_DWORDS	(RIG_BATCH_SIZE / 4 - 1)
#define LRI		0x11000001u	/* MI_LOAD_REGISTER_IMM of one register */
#define MOST_POLLS	512u	/* of a batch that runs to its end */
#define EVENT_POLLS	256u	/* before an event */
#define MOST_EVENTS	64u
#define END_STEPS	64u	/* of a submission that is cancelled or preempted */
#define OWN_FIRST	RIG_BATCH	/* addresses of the rig's own pages in the PPGTT */
#define OWN_END		(RIG_DATA + PAGE_SIZE)
#define MASKED_ALL	0xffff0000u
#define SYNC_FLAGS	0x0000c000u	/* of PIPE_CONTROL: post-sync operation */

/* What happens beside a batch: dword 0 of RENDER_EVENT. Dword 1 is the number of steps before. */
enum event {
	EVENT_PREEMPT,
	EVENT_PREEMPT_OTHER,
	EVENT_CANCEL,
	EVENT_INVALIDATE,
	EVENTS,
};

static struct {
	struct render_world direct;
	struct render_world world;
	struct sgpu_rig rig;
	struct render_units *units;
	struct pgpu_submission sub;
	bool comparable;
	bool cancelled;
	u32 slice;
	u64 batches;
	u64 compared;
} run;

static int give(struct softgpu_user *user, void *arg)
{
	run.units = render_units_give(softgpu_user_softgpu(user), &render_engine_ops);
	return run.units ? 0 : -ENOMEM;
}

/* --- the batch ------------------------------------------------------------------------------- */

/* Tell whether the units execute a command, of the length that its header says. */
static bool is_draw_or_state(const u32 *dw, u32 n)
{
	const struct gen9_cmd *cmd = gen9_cmd_find(PGPU_RCS, dw[0]);

	return cmd && gen9_cmd_length(cmd, dw[0]) == n && n <= SGPU_CMD_DWORDS &&
	       sgpu_units_take(&softgpu_user_softgpu(run.rig.user)->engine[PGPU_RCS], cmd->id);
}

static u32 put_command(u32 at, const struct render_record *record)
{
	u32 *to = run.rig.batch + at;

	if (!record->n || at + record->n > BATCH_DWORDS)
		return at;
	memcpy(to, record->at, record->n * 4);
	run.comparable = run.comparable && is_draw_or_state(to, record->n);
	return at + record->n;
}

/* The flags without an operation that writes. */
static u32 put_flush(u32 at, u32 flags)
{
	const u32 dw[] = { GEN9_PIPE_CONTROL, flags & ~SYNC_FLAGS, 0, 0, 0, 0 };

	if (at + ARRAY_SIZE(dw) > BATCH_DWORDS)
		return at;
	memcpy(run.rig.batch + at, dw, sizeof(dw));
	return at + ARRAY_SIZE(dw);
}

/* The ring sets registers before the batch. Only the one that draws depend on is comparable. */
static void put_registers(const struct render_record *record)
{
	u32 i, offset;

	for (i = 0; i + 1 < record->n && i < 16; i += 2) {
		offset = render_record_dword(record, i) & 0x7ffffcu;
		run.comparable = run.comparable && offset == GEN9_CS_DEBUG_MODE2;
		rig_emit(&run.rig, LRI, offset,
			 render_record_dword(record, i + 1) | MASKED_ALL);
	}
}

static void put_batch(const struct render_input *input)
{
	struct render_record record;
	bool commands = false;
	size_t at = 0;
	u32 n = 0;

	while (render_input_next(input, &at, &record)) {
		if (record.kind == RENDER_COMMAND)
			n = put_command(n, &record);
		else if (record.kind == RENDER_FLUSH)
			n = put_flush(n, render_record_dword(&record, 0));
		else if (record.kind == RENDER_REGISTER)
			put_registers(&record);
		else if (record.kind == RENDER_STATE)
			run.comparable = false;
		commands |= record.kind == RENDER_COMMAND;
		run.comparable = run.comparable && !(record.kind == RENDER_MEMORY && commands);
		world_record(&run.world, &record);
	}
	run.rig.batch[n] = GEN9_MI_BATCH_BUFFER_END;
	sgpu_rig_emit_batch(&run.rig, RIG_BATCH, true);
}

/* Map the pages that the commands used without a command streamer. */
static void map_pages(void)
{
	const struct world_place *place;
	u32 i;

	for (i = 0; i < WORLD_PLACES; i++)
		if (run.direct.places[i].known)
			world_page(&run.world, run.direct.places[i].va, false);
	for (i = 0; i < WORLD_PLACES; i++) {
		place = &run.world.places[i];
		if (!place->known || !place->frame)
			continue;
		if (place->va >= OWN_FIRST && place->va < OWN_END) {
			run.comparable = false;
			continue;
		}
		sgpu_rig_map(&run.rig, RIG_PPGTT, place->va, run.world.frames[place->frame - 1],
			     PAGE_SIZE);
		if (place->read_only)
			*sgpu_rig_pte(&run.rig, place->va) &= ~(u64)GEN9_PTE_RW;
	}
}

/* --- what happens beside it ------------------------------------------------------------------ */

/* Tell whether the newest event is of a type, and of the batch. */
static bool stopped(u32 type)
{
	const struct pgpu_event *event;

	if (!run.rig.event_count)
		return false;
	event = sgpu_rig_last(&run.rig);
	return event->type == type && event->cookie == run.rig.cookie;
}

static bool ended(void)
{
	return stopped(PGPU_EV_COMPLETE) || stopped(PGPU_EV_CANCELLED);
}

static void resume(void)
{
	run.sub.cookie = ++run.rig.cookie;
	run.sub.flags = PGPU_SUBMIT_RESUME;
	fuzz_check(!run.rig.pgpu->ops->submit(run.rig.pgpu, &run.sub),
		   "a submission that is refused");
}

/* A slice has @run.slice polls, or commands. A preemption may come late. */
static void steps(u32 polls)
{
	u32 n = DIV_ROUND_UP(polls, run.slice);

	while (n-- && !ended() && !stopped(PGPU_EV_FAULT)) {
		softgpu_user_step(run.rig.user);
		if (stopped(PGPU_EV_PREEMPTED))
			resume();
	}
}

/* Step until the submission has left the engine. */
static void steps_to_end(void)
{
	u32 n;

	for (n = 0; n < END_STEPS && !ended() && !stopped(PGPU_EV_PREEMPTED); n++)
		softgpu_user_step(run.rig.user);
}

/* Let another context run. Its registers are those of the first. */
static void run_other(void)
{
	struct pgpu_submission sub;

	run.rig.head = run.rig.tail;
	rig_emit(&run.rig, 0, 0);
	sgpu_rig_prepare(&run.rig, &sub, 0);
	sub.context = RIG_CONTEXT + 0x40000;
	if (!run.rig.pgpu->ops->submit(run.rig.pgpu, &sub))
		softgpu_user_run(run.rig.user);
}

static void cancel(void)
{
	run.cancelled = true;
	run.rig.pgpu->ops->cancel(run.rig.pgpu, PGPU_RCS, run.sub.cookie);
	steps_to_end();
	fuzz_check(ended(), "a batch that does not end when it is cancelled");
}

/* Preempt the batch. In the second model the engine may come to no arbitration point. */
static void preempt(bool other)
{
	run.rig.pgpu->ops->preempt(run.rig.pgpu, PGPU_RCS, run.sub.cookie);
	steps_to_end();
	if (!stopped(PGPU_EV_PREEMPTED)) {
		fuzz_check(stopped(PGPU_EV_FAULT) || ended() || test_model() != SOFTGPU_PRIVATE,
			   "a preempted batch that does not stop");
		return;
	}
	if (other)
		run_other();
	resume();
}

static void play_event(const struct render_record *record)
{
	u32 what = render_record_dword(record, 0) % EVENTS;

	steps(render_record_dword(record, 1) % EVENT_POLLS);
	if (ended() || stopped(PGPU_EV_FAULT))
		return;
	if (what == EVENT_CANCEL)
		cancel();
	else if (what == EVENT_INVALIDATE)
		run.rig.pgpu->ops->invalidate(run.rig.pgpu, RIG_OWNER);
	else
		preempt(what == EVENT_PREEMPT_OTHER);
}

static void play_events(const struct render_input *input)
{
	struct render_record record;
	size_t at = 0;
	u32 n = 0;

	while (render_input_next(input, &at, &record) && !ended() && n < MOST_EVENTS) {
		if (record.kind != RENDER_EVENT)
			continue;
		n++;
		play_event(&record);
	}
	steps(MOST_POLLS);
	if (!ended())
		cancel();
}

/* --- the result ------------------------------------------------------------------------------ */

/* The pages that commands wrote without a command streamer hold the same bytes. */
static void compare(void)
{
	const struct world_place *direct, *place;
	u32 i, j;

	for (i = 0; i < WORLD_PLACES; i++) {
		direct = &run.direct.places[i];
		for (j = 0; direct->written && j < WORLD_PLACES; j++) {
			place = &run.world.places[j];
			fuzz_check(!place->frame || place->va != direct->va ||
				   world_place_hash(&run.world, place) == direct->hash,
				   "another result at 0x%llx", (unsigned long long)place->va);
		}
	}
}

static bool can_compare(void)
{
	return run.comparable && !run.cancelled && !run.direct.failed && !run.direct.cancelled &&
	       run.direct.frame_count < WORLD_FRAMES && run.world.frame_count < WORLD_FRAMES &&
	       sgpu_rig_last(&run.rig)->type == PGPU_EV_COMPLETE;
}

static void open_rig(const struct render_head *head)
{
	enum guard_side side = guard_side(GUARD_OFF);
	u32 i;

	sgpu_rig_init_units(&run.rig, PGPU_RCS, SOFTGPU_USER_STEP, give, NULL);
	run.slice = 1 + head->seed % 64u;
	softgpu_set_slice(softgpu_user_softgpu(run.rig.user), run.slice);
	/* The second context has an image of its own. */
	for (i = 0; i <= run.rig.pgpu->caps->context_pages[PGPU_RCS]; i++) {
		u8 *page = sgpu_rig_page(&run.rig, RIG_GGTT, RIG_CONTEXT + 0x40000 + i * PAGE_SIZE);

		if (i >= 2)
			run.rig.pgpu->ops->golden(run.rig.pgpu, PGPU_RCS, i, page);
	}
	guard_side(side);
}

static void report(void)
{
	fprintf(stderr, "fuzz: checked %llu of %llu batches for the same result\n",
		(unsigned long long)run.compared, (unsigned long long)run.batches);
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct render_input input;

	if (!render_input_open(&input, data, size))
		return 0;
	/* A cancelled command has no result to compare. */
	input.head.polls = WORLD_NO_LIMIT;
	render_play(&run.direct, &input, 0);
	world_open(&run.world, &input.head, 0);
	open_rig(&input.head);
	if (!run.batches++)
		atexit(report);
	run.comparable = true;
	run.cancelled = false;
	run.rig.head = run.rig.tail;
	put_batch(&input);
	map_pages();
	sgpu_rig_prepare(&run.rig, &run.sub, 0);
	fuzz_check(!run.rig.pgpu->ops->submit(run.rig.pgpu, &run.sub),
		   "a submission that is refused");
	play_events(&input);
	if (can_compare()) {
		compare();
		run.compared++;
	}
	if (run.cancelled)
		fuzz_check(!render_units_left(run.units), "a cancelled draw that is left");
	sgpu_rig_exit(&run.rig);
	render_units_destroy(run.units);
	world_close(&run.world);
	return 0;
}
