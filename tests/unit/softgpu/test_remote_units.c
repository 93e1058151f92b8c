// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test units in other processes (softgpu/remote_units.h) against the end of a process
 * (engine/remote_end.h), step by step in one thread. The units in the process record what they get.
 */
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "engine/remote_end.h"
#include "gen9/context_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/op_3d_defs.h"
#include "gen9/pipe_control_defs.h"
#include "gen9/state_3d.h"
#include "pgpu/pipeline_state.h"
#include "softgpu/remote_regs.h"
#include "softgpu/remote_units.h"
#include "softgpu/softgpu_types.h"

#define D		((u32)RIG_DATA)
#define BBE		GEN9_MI_BATCH_BUFFER_END
#define SDI		0x10000002u
#define LRI		0x11000001u
#define SRM		0x12000002u
#define CLIP		(GEN9_OP_CLIP << GEN9_OP_SHIFT | 2)	/* sets state */
#define HZ_OP		(GEN9_OP_WM_HZ_OP << GEN9_OP_SHIFT | 3)	/* sets state, and executes */
#define STATE		CLIP, 0, 0, 0
#define LONG_STATE	(CLIP + 1)	/* longer than such a command can be */
#define PRIMITIVE	0x7b000005u
#define TOKEN		0x1234567890ull	/* number of a command that is left */
#define OTHER		(RIG_OWNER + 1)
#define PROCESSES	4u

/**
 * struct unit_process - A process with units that record, in the test's thread.
 * @remote: the command streamer's side
 * @end: the process's side
 * @request: shared memory
 * @result: shared memory
 * @f: the fixture
 * @wakes: requests, and requests to give way
 * @losses: calls of lose
 * @ends: calls of end
 * @releases: calls of release
 * @stuck: the process executes nothing
 * @commands: commands so far
 * @last: first dword of the last one
 * @flags: flags of the last flush
 * @flushes: flushes
 * @loads: contexts that began
 * @drops: contexts that were dropped
 * @left: draws that were left
 * @resumed: draws that went on
 * @ask: preempt the work of the rig from inside the next draw
 * @state: state of the context
 */
struct unit_process {
	struct sgpu_remote_process remote;
	struct remote_end end;
	struct sgpu_remote_request request;
	struct sgpu_remote_result result;
	struct fixture *f;
	u32 wakes;
	u32 losses;
	u32 ends;
	u32 releases;
	bool stuck;
	u32 commands;
	u32 last;
	u32 flags;
	u32 flushes;
	u32 loads;
	u32 drops;
	u32 left;
	u32 resumed;
	bool ask;
	struct pgpu_pipeline_state state;
};

/**
 * struct fixture - A software GPU with processes.
 * @rig: the rig
 * @remote: the units
 * @process: processes so far
 * @processes: their number
 */
struct fixture {
	struct sgpu_rig rig;
	struct sgpu_remote *remote;
	struct unit_process process[PROCESSES];
	u32 processes;
};

/* --- units in a process --------------------------------------------------------------------- */

static void store(struct unit_process *p, u32 value)
{
	u8 *page = p->end.host.ops->page(p->end.host.host, RIG_DATA, true);

	if (page)
		((u32 *)page)[1] = value;
}

static int draw(struct unit_process *p, const u32 *dw, u64 *progress)
{
	const struct softgpu_unit_host *host = &p->end.host;
	u32 verts;

	if (*progress && (*progress != TOKEN || !p->left))
		return -EINVAL;
	if (*progress) {
		p->resumed++;
	} else if (p->ask) {
		p->ask = false;
		p->f->rig.pgpu->ops->preempt(p->f->rig.pgpu, PGPU_RCS, p->f->rig.cookie);
		softgpu_user_run(p->f->rig.user);
	}
	if (host->ops->stopped(host->host)) {
		p->left++;
		*progress = TOKEN;
		return -EINTR;
	}
	verts = host->ops->reg_read(host->host, GEN9_IA_VERTICES_COUNT);
	host->ops->reg_write(host->host, GEN9_IA_VERTICES_COUNT, verts + dw[2]);
	store(p, dw[2]);
	return 0;
}

static int units_command(void *units, const u32 *dw, u32 n, u64 *progress)
{
	struct unit_process *p = units;

	p->commands++;
	p->last = dw[0];
	return dw[0] == PRIMITIVE ? draw(p, dw, progress) : dw[0] == HZ_OP ? 0 : -EINVAL;
}

static void units_flush(void *units, u32 flags)
{
	struct unit_process *p = units;

	p->flags = flags;
	p->flushes++;
}

static void units_set_state(void *units, const void *state)
{
	struct unit_process *p = units;

	memcpy(&p->state, state, sizeof(p->state));
}

static void units_load(void *units, const void *state)
{
	struct unit_process *p = units;

	units_set_state(units, state);
	p->loads++;
}

static int units_drop(void *units, u64 owner, u32 context)
{
	struct unit_process *p = units;

	assert_int_equal(owner, p->remote.owner);
	assert_int_equal(context, RIG_CONTEXT);
	p->drops++;
	return 0;
}

static const struct softgpu_unit_ops unit_ops = {
	.command = units_command,
	.flush = units_flush,
	.load = units_load,
	.set_state = units_set_state,
	.drop = units_drop,
};

/* --- the process ---------------------------------------------------------------------------- */

static int grant_all(void *arg, const u64 *entries, u32 n)
{
	return 0;
}

static u8 *process_page(void *arg, u64 va, bool write)
{
	struct unit_process *p = arg;
	struct softgpu *sg = softgpu_user_softgpu(p->f->rig.user);
	u64 entry;

	if (sgpu_remote_translate(p->f->remote, &p->remote, va, 1, &entry, grant_all, NULL) ||
	    (write && !(entry & GEN9_PTE_RW)))
		return NULL;
	return sgpu_bus_page(&sg->bus, entry & GEN9_PTE_ADDR_MASK);
}

static u64 process_now(void *arg)
{
	return 0;
}

static const struct remote_end_ops end_ops = {
	.page = process_page,
	.now = process_now,
};

static void process_wake(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->wakes++;
}

static void process_lose(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->losses++;
}

static void process_end(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->ends++;
}

static void process_release(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->releases++;
}

static const struct sgpu_remote_process_ops process_ops = {
	.wake = process_wake,
	.lose = process_lose,
	.end = process_end,
	.release = process_release,
};

static struct unit_process *attach(struct fixture *f, u64 owner)
{
	struct unit_process *p = &f->process[f->processes++];

	assert_in_range(f->processes, 1, PROCESSES);
	p->f = f;
	p->remote.ops = &process_ops;
	p->remote.owner = owner;
	spin_lock_init(&p->remote.lock);
	p->remote.request = &p->request;
	p->remote.result = &p->result;
	remote_end_init(&p->end, &end_ops, p, &p->request, &p->result);
	p->end.unit_ops = &unit_ops;
	p->end.units = p;
	assert_int_equal(sgpu_remote_attach(f->remote, &p->remote), 0);
	return p;
}

/* Run the GPU and the processes until none of them goes on. */
static void run(struct fixture *f)
{
	bool worked;
	u32 i;

	do {
		softgpu_user_run(f->rig.user);
		worked = false;
		for (i = 0; i < f->processes; i++) {
			struct unit_process *p = &f->process[i];

			if (p->remote.gone || p->stuck || !remote_end_waits(&p->end))
				continue;
			remote_end_execute(&p->end);
			sgpu_remote_answered(f->remote);
			worked = true;
		}
	} while (worked);
}

static void submit(struct fixture *f, u32 flags)
{
	sgpu_rig_submit(&f->rig, flags);
	run(f);
}

/* Submit a batch of the PPGTT, and run. The macro appends MI_BATCH_BUFFER_END. */
#define batch(f, ...) do {						\
	const u32 _b[] = { __VA_ARGS__, BBE };				\
	memcpy((f)->rig.batch, _b, sizeof(_b));				\
	sgpu_rig_emit_batch(&(f)->rig, RIG_BATCH, true);		\
	submit(f, 0);							\
} while (0)

#define assert_last(f, event) \
	assert_int_equal(sgpu_rig_last(&(f)->rig)->type, event)

#define DRAW(n)	PRIMITIVE, 0, n, 0, 0, 0, 0

/* Return dword 1 of the last 3DSTATE_CLIP that a process knows. */
static u32 clip_of(const struct unit_process *p)
{
	u32 dwords;

	return p->state.packets[pgpu_packet_at(GEN9_OP_CLIP, &dwords) + 1];
}

static int cancel(struct fixture *f)
{
	return f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, f->rig.cookie);
}

/* Submit what a preemption took off the engine again, and run. */
static void resume(struct fixture *f)
{
	struct pgpu_submission sub;

	sgpu_rig_prepare(&f->rig, &sub, PGPU_SUBMIT_RESUME);
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
	run(f);
}

static u64 expected;	/* an owner that is about to get a process */

static bool expects(u64 owner)
{
	return owner == expected;
}

static int give(struct softgpu_user *user, void *arg)
{
	struct fixture *f = arg;

	f->remote = sgpu_remote_create(softgpu_user_softgpu(user), expects);
	return f->remote ? 0 : -ENOMEM;
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	expected = 0;
	sgpu_rig_init_units(&f->rig, PGPU_RCS, SOFTGPU_USER_STEP, give, f);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u32 i;

	for (i = 0; i < f->processes; i++)
		sgpu_remote_detach(f->remote, &f->process[i].remote);
	sgpu_rig_exit(&f->rig);
	sgpu_remote_destroy(f->remote);
	for (i = 0; i < f->processes; i++)
		assert_int_equal(f->process[i].releases, 1);
	free(f);
	return 0;
}

/* --- tests ---------------------------------------------------------------------------------- */

static void the_state_travels_with_the_draw_behind_it(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, CLIP, 1, 2, 3, CLIP, 4, 5, 6, DRAW(3));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->commands, 1);
	assert_int_equal(p->wakes, 1);
	assert_int_equal(clip_of(p), 4);
	assert_int_equal(f->rig.data[1], 3);
	batch(f, DRAW(4), CLIP, 7, 8, 9, DRAW(5));
	assert_int_equal(p->commands, 3);
	assert_int_equal(p->loads, 2);
	assert_int_equal(clip_of(p), 7);
}

static void a_command_that_sets_state_and_executes_does_both(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	u32 dwords;

	batch(f, HZ_OP, 1, 2, 3, 4);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->last, HZ_OP);
	assert_int_equal(p->state.packets[pgpu_packet_at(GEN9_OP_WM_HZ_OP, &dwords) + 4], 4);
}

static void commands_of_other_kinds_see_what_a_draw_stored(void **state)
{
	struct fixture *f = *state;

	attach(f, RIG_OWNER);
	/* MI_COPY_MEM_MEM copies what the draw stores. */
	batch(f, DRAW(7), 0x17000003, D + 12, 0, D + 4, 0, DRAW(8));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[3], 7);
	assert_int_equal(f->rig.data[1], 8);
}

static void the_engine_sleeps_while_a_process_draws(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);

	p->stuck = true;
	batch(f, DRAW(1));
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_SLEEP);
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_SLEEP);
	assert_int_equal(p->wakes, 1);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_draw_gives_way_and_goes_on_once(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, STATE, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	assert_int_equal(p->left, 1);
	assert_int_equal(f->rig.data[1], 0);
	resume(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->resumed, 1);
	assert_int_equal(p->drops, 0);
	assert_int_equal(f->rig.data[1], 5);
	assert_int_equal(p->commands, 2);
}

static void a_context_that_never_goes_on_is_dropped(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->drops, 1);
	assert_int_equal(f->rig.data[1], 6);
	batch(f, DRAW(7));
	assert_int_equal(p->drops, 1);
}

static void a_draw_goes_on_in_no_other_process(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->ask = true;
	batch(f, DRAW(5));
	sgpu_remote_detach(f->remote, &p->remote);
	attach(f, RIG_OWNER);
	resume(f);
	assert_last(f, PGPU_EV_FAULT);
	assert_int_equal(cancel(f), 0);
	run(f);
}

static void a_cancel_ends_a_draw_of_a_process_that_answers(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5));
	assert_int_equal(cancel(f), 0);
	softgpu_user_run(f->rig.user);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_CANCELLED), 0);
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_CANCELLED);
	assert_int_equal(p->losses, 0);
	assert_int_equal(f->rig.data[1], 0);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->drops, 1);
}

static void a_process_that_does_not_answer_a_cancel_is_lost_alone(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	struct unit_process *other;

	p->stuck = true;
	batch(f, DRAW(5));
	assert_int_equal(cancel(f), 0);
	softgpu_user_run(f->rig.user);
	softgpu_user_advance(f->rig.user, (SGPU_REMOTE_CANCEL_MS - 1) * 1000000ull);
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->losses, 0);
	softgpu_user_advance(f->rig.user, 2000000);
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->losses, 1);
	assert_last(f, PGPU_EV_CANCELLED);

	sgpu_rig_other_owner(&f->rig);
	other = attach(f, OTHER);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(other->commands, 1);
	assert_int_equal(p->commands, 0);
}

static void the_work_of_a_process_that_ends_is_lost(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5));
	sgpu_remote_detach(f->remote, &p->remote);
	softgpu_user_run(f->rig.user);
	assert_last(f, PGPU_EV_LOST);
	assert_int_equal(p->losses, 0);
}

static void a_result_counts_though_its_process_has_ended(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	p->stuck = true;
	batch(f, DRAW(5), SDI, D + 8, 0, 9);
	remote_end_execute(&p->end);
	sgpu_remote_detach(f->remote, &p->remote);
	softgpu_user_run(f->rig.user);
	assert_int_equal(f->rig.data[1], 5);
	assert_int_equal(f->rig.data[2], 9);
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_process_that_answers_nonsense_is_lost(void **state)
{
	struct fixture *f = *state;
	const u32 nonsense[] = { SGPU_REMOTE_LEFT_COMMAND + 1, ~0u, SGPU_REMOTE_LEFT_COMMAND };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(nonsense); i++) {
		struct unit_process *p = attach(f, RIG_OWNER);

		p->stuck = true;
		batch(f, DRAW(5));
		p->result.code = nonsense[i];	/* a left command without a number, at the end */
		p->result.progress = 0;
		smp_store_release(&p->result.seq, p->request.seq);
		softgpu_user_run(f->rig.user);
		assert_last(f, PGPU_EV_LOST);
		assert_int_equal(p->losses, 1);
	}
}

static void an_invalid_command_stops_its_context(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, STATE, 0x7105000d, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, SDI, D, 0, 5);
	assert_last(f, PGPU_EV_FAULT);
	assert_int_equal(sgpu_rig_last(&f->rig)->fault, PGPU_FAULT_COMMAND);
	assert_int_equal(sgpu_rig_last(&f->rig)->ipehr, 0x7105000d);
	assert_int_equal(p->commands, 1);
	assert_int_equal(f->rig.data[0], 0);
	assert_int_equal(cancel(f), 0);
	run(f);
	assert_last(f, PGPU_EV_CANCELLED);
	batch(f, DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_state_command_that_is_too_long_stops_its_context(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, LONG_STATE, 0, 0, 0, 0, SDI, D, 0, 5);
	assert_last(f, PGPU_EV_FAULT);
	assert_int_equal(p->commands, 0);
	assert_int_equal(f->rig.data[0], 0);
}

static void registers_travel_both_ways(void **state)
{
	struct fixture *f = *state;

	attach(f, RIG_OWNER);
	batch(f, LRI, GEN9_IA_VERTICES_COUNT, 100, DRAW(7), DRAW(7), SRM, GEN9_IA_VERTICES_COUNT, D,
	      0);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 114);
}

static void a_process_writes_no_register_but_those_of_the_units(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	u32 row = sgpu_remote_reg_row(GEN9_PREDICATE_RESULT);

	p->stuck = true;
	batch(f, DRAW(7), SRM, GEN9_PREDICATE_RESULT, D, 0);
	remote_end_execute(&p->end);
	p->result.regs[row] = 0xdeadbeef;
	p->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 0);
}

static void every_register_has_its_row(void **state)
{
	u32 rows = sgpu_remote_reg_rows();
	bool writable;
	u32 i;

	assert_in_range(rows, 1, SGPU_REMOTE_REGS);
	for (i = 0; i < rows; i++)
		assert_int_equal(sgpu_remote_reg_row(sgpu_remote_reg_offset(i, &writable)), i);
	assert_int_equal(sgpu_remote_reg_row(0), rows);
	assert_int_equal(sgpu_remote_reg_row(~3u), rows);
	assert_int_equal(sgpu_remote_reg_row(GEN9_CS_DEBUG_MODE2 + 4), rows);
}

static void the_state_stays_with_its_context_and_goes_to_the_next_process(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, CLIP, 1, 2, 3, DRAW(1));
	sgpu_remote_detach(f->remote, &p->remote);
	p = attach(f, RIG_OWNER);
	batch(f, DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(clip_of(p), 1);
	f->rig.state[GEN9_CTX_CONTROL] = 0x000f0009;	/* a new context */
	batch(f, DRAW(3));
	assert_int_equal(clip_of(p), 0);
}

static void work_that_executes_nothing_of_the_units_asks_no_process(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, STATE, GEN9_PIPE_CONTROL, 0x00101021, 0, 0, 0, 0, SDI, D, 0, 5);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->wakes, 0);
}

static void flushes_travel_with_the_command_behind_them(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);

	batch(f, GEN9_PIPE_CONTROL, 0x00100000, 0, 0, 0, 0, STATE, GEN9_PIPE_CONTROL, 0x00000001, 0,
	      0, 0, 0, DRAW(1), DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->flags, 0x00100001);
	assert_int_equal(p->flushes, 1);
}

static void without_a_process_commands_have_no_effect(void **state)
{
	struct fixture *f = *state;
	struct softgpu_stats stats;

	batch(f, STATE, DRAW(1), SDI, D, 0, 5);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[0], 5);
	assert_int_equal(f->rig.data[1], 0);
	sgpu_rig_stats(&f->rig, &stats);
	assert_int_equal(stats.no_effect[GEN9_CMD_3DPRIMITIVE], 1);
	assert_int_equal(stats.no_effect[GEN9_CMD_3D_OTHER], 1);
}

static void a_process_that_comes_later_finds_the_state(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p;

	batch(f, CLIP, 1, 2, 3, DRAW(1));
	p = attach(f, RIG_OWNER);
	batch(f, DRAW(2));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(p->commands, 1);
	assert_int_equal(clip_of(p), 1);
	assert_int_equal(f->rig.data[1], 2);
}

static void a_draw_waits_for_a_process_that_is_about_to_come(void **state)
{
	struct fixture *f = *state;
	struct softgpu *sg = softgpu_user_softgpu(f->rig.user);

	expected = RIG_OWNER;
	batch(f, STATE, DRAW(3));
	assert_int_equal(softgpu_engine_run(sg, PGPU_RCS), SOFTGPU_POLL);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE), 0);
	attach(f, RIG_OWNER);
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 3);
}

static void a_draw_waits_no_longer_than_its_process_is_expected(void **state)
{
	struct fixture *f = *state;

	expected = RIG_OWNER;
	batch(f, DRAW(3));
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_COMPLETE), 0);
	expected = 0;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(f->rig.data[1], 0);
}

static void a_process_translates_while_it_executes_alone(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	u64 entries[3];

	p->stuck = true;
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, RIG_DATA, 1, entries,
					       grant_all, NULL), -ENOENT);
	batch(f, DRAW(1));
	*sgpu_rig_pte(&f->rig, RIG_BATCH) &= ~GEN9_PTE_RW;
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, RIG_BATCH - PAGE_SIZE, 3,
					       entries, grant_all, NULL), 0);
	assert_int_equal(entries[0], 0);
	assert_int_equal(entries[1] & (GEN9_PTE_RW | GEN9_PTE_PRESENT), GEN9_PTE_PRESENT);
	assert_int_equal(entries[2] & (GEN9_PTE_RW | GEN9_PTE_PRESENT),
			 GEN9_PTE_RW | GEN9_PTE_PRESENT);
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, 1ull << 48, 1, entries,
					       grant_all, NULL), 0);
	assert_int_equal(entries[0], 0);
	p->stuck = false;
	run(f);
	assert_int_equal(sgpu_remote_translate(f->remote, &p->remote, RIG_DATA, 1, entries,
					       grant_all, NULL), -ENOENT);
}

static void a_process_that_executes_learns_of_new_translations(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p = attach(f, RIG_OWNER);
	const struct softgpu_unit_host *host = &p->end.host;
	u64 before;

	p->stuck = true;
	batch(f, DRAW(1));
	before = host->ops->translations(host->host);
	f->rig.pgpu->ops->invalidate(f->rig.pgpu);
	assert_true(host->ops->translations(host->host) > before);
}

static void a_process_ends_with_its_owner(void **state)
{
	struct fixture *f = *state;
	struct unit_process *p;

	sgpu_rig_other_owner(&f->rig);
	p = attach(f, OTHER);
	batch(f, DRAW(1));
	assert_last(f, PGPU_EV_COMPLETE);
	f->rig.pgpu->ops->owner_del(f->rig.pgpu, OTHER);
	f->rig.owners--;
	softgpu_user_run(f->rig.user);
	assert_int_equal(p->ends, 1);
	assert_int_equal(p->losses, 0);
}

static void a_process_needs_an_owner(void **state)
{
	struct fixture *f = *state;
	struct unit_process p = {
		.remote = { .ops = &process_ops, .owner = 1000,
			    .request = &p.request, .result = &p.result },
	};

	assert_int_equal(sgpu_remote_attach(f->remote, &p.remote), -ENOENT);
}

static void a_new_process_takes_over_between_draws(void **state)
{
	struct fixture *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	batch(f, STATE, DRAW(5));
	new = attach(f, RIG_OWNER);
	run(f);
	assert_int_equal(old->ends, 1);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->commands, 1);
	assert_int_equal(new->commands, 1);
	assert_int_equal(f->rig.data[1], 6);
	assert_int_equal(old->losses + new->losses + new->ends, 0);
}

/* The second draw of a batch finds the state that the first one had in the old process. */
static void a_new_process_takes_over_in_the_middle_of_a_batch(void **state)
{
	struct fixture *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	old->stuck = true;
	batch(f, CLIP, 77, 0, 0, DRAW(5), DRAW(6));
	new = attach(f, RIG_OWNER);
	run(f);
	assert_int_equal(old->ends, 0);
	assert_int_equal(new->commands, 0);
	old->stuck = false;
	run(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->ends, 1);
	assert_int_equal(old->commands, 1);
	assert_int_equal(new->commands, 1);
	assert_int_equal(new->loads, 1);
	assert_int_equal(clip_of(new), 77);
	assert_int_equal(f->rig.data[1], 6);
}

static void a_draw_that_was_left_goes_on_in_its_process_though_a_new_one_is_there(void **state)
{
	struct fixture *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	old->ask = true;
	batch(f, DRAW(5));
	assert_last(f, PGPU_EV_PREEMPTED);
	new = attach(f, RIG_OWNER);
	run(f);
	assert_int_equal(old->ends, 0);
	resume(f);
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->resumed, 1);
	assert_int_equal(old->ends, 1);
	assert_int_equal(f->rig.data[1], 5);
	batch(f, DRAW(6));
	assert_int_equal(new->commands, 1);
	assert_last(f, PGPU_EV_COMPLETE);
}

static void a_process_that_is_replaced_ends_when_its_last_draw_is_dropped(void **state)
{
	struct fixture *f = *state;
	struct unit_process *old = attach(f, RIG_OWNER), *new;

	old->ask = true;
	batch(f, DRAW(5));
	new = attach(f, RIG_OWNER);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(old->ends, 1);
	assert_int_equal(old->commands, 1);
	assert_int_equal(new->commands, 1);
}

/* A guest may never go on with a draw: that does not keep new processes away. */
static void of_three_processes_the_first_one_is_lost(void **state)
{
	struct fixture *f = *state;
	struct unit_process *first = attach(f, RIG_OWNER), *third;

	first->ask = true;
	batch(f, DRAW(5));
	attach(f, RIG_OWNER);
	third = attach(f, RIG_OWNER);
	assert_int_equal(first->losses, 1);
	batch(f, DRAW(6));
	assert_last(f, PGPU_EV_COMPLETE);
	assert_int_equal(third->commands, 1);
}

static void a_gpu_has_remote_units_once(void **state)
{
	struct fixture *f = *state;

	assert_null(sgpu_remote_create(softgpu_user_softgpu(f->rig.user), NULL));
}

#define remote_test(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		remote_test(the_state_travels_with_the_draw_behind_it),
		remote_test(a_command_that_sets_state_and_executes_does_both),
		remote_test(commands_of_other_kinds_see_what_a_draw_stored),
		remote_test(the_engine_sleeps_while_a_process_draws),
		remote_test(a_draw_gives_way_and_goes_on_once),
		remote_test(a_context_that_never_goes_on_is_dropped),
		remote_test(a_draw_goes_on_in_no_other_process),
		remote_test(a_cancel_ends_a_draw_of_a_process_that_answers),
		remote_test(a_process_that_does_not_answer_a_cancel_is_lost_alone),
		remote_test(the_work_of_a_process_that_ends_is_lost),
		remote_test(a_result_counts_though_its_process_has_ended),
		remote_test(a_process_that_answers_nonsense_is_lost),
		remote_test(an_invalid_command_stops_its_context),
		remote_test(a_state_command_that_is_too_long_stops_its_context),
		remote_test(registers_travel_both_ways),
		remote_test(a_process_writes_no_register_but_those_of_the_units),
		remote_test(every_register_has_its_row),
		remote_test(the_state_stays_with_its_context_and_goes_to_the_next_process),
		remote_test(work_that_executes_nothing_of_the_units_asks_no_process),
		remote_test(flushes_travel_with_the_command_behind_them),
		remote_test(without_a_process_commands_have_no_effect),
		remote_test(a_process_that_comes_later_finds_the_state),
		remote_test(a_draw_waits_for_a_process_that_is_about_to_come),
		remote_test(a_draw_waits_no_longer_than_its_process_is_expected),
		remote_test(a_process_translates_while_it_executes_alone),
		remote_test(a_process_that_executes_learns_of_new_translations),
		remote_test(a_process_ends_with_its_owner),
		remote_test(a_process_needs_an_owner),
		remote_test(a_new_process_takes_over_between_draws),
		remote_test(a_new_process_takes_over_in_the_middle_of_a_batch),
		remote_test(a_draw_that_was_left_goes_on_in_its_process_though_a_new_one_is_there),
		remote_test(a_process_that_is_replaced_ends_when_its_last_draw_is_dropped),
		remote_test(of_three_processes_the_first_one_is_lost),
		remote_test(a_gpu_has_remote_units_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
