/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A software GPU with units in other processes (softgpu/remote_units.h), and the ends of processes
 * (engine/remote_end.h), step by step in one thread. The units in a process record what they get.
 */
#ifndef REMOTE_RIG_H
#define REMOTE_RIG_H

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
#define PLACE		(SGPU_UNITS_PLACE | 7)	/* place of a draw */
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
 * @late: what the last one said
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
 * @places: draws that give way end at a place
 * @unasked: the next draw ends at a place though nobody asks, and the process forgets the state
 * @settles: draws that were to end at a place
 * @ask: preempt the work of the rig from inside the next draw
 * @state: state of the context
 */
struct unit_process {
	struct sgpu_remote_process remote;
	struct remote_end end;
	struct sgpu_remote_request request;
	struct sgpu_remote_result result;
	struct remote_rig *f;
	u32 wakes;
	u32 losses;
	bool late;
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
	bool places;
	bool unasked;
	u32 settles;
	bool ask;
	struct pgpu_pipeline_state state;
};

/**
 * struct remote_rig - A software GPU with processes.
 * @rig: the rig
 * @remote: the units
 * @process: processes so far
 * @processes: their number
 */
struct remote_rig {
	struct sgpu_rig rig;
	struct sgpu_remote *remote;
	struct unit_process process[PROCESSES];
	u32 processes;
};

/* --- units in a process --------------------------------------------------------------------- */

static inline void store(struct unit_process *p, u32 value)
{
	u8 *page = p->end.host.ops->page(p->end.host.host, RIG_DATA, true);

	if (page)
		((u32 *)page)[1] = value;
}

static inline int draw(struct unit_process *p, const u32 *dw, u64 *progress)
{
	const struct softgpu_unit_host *host = &p->end.host;
	u32 verts;

	if (*progress && *progress != PLACE && (*progress != TOKEN || !p->left))
		return -EINVAL;
	p->settles += host->ops->settles(host->host);
	if (p->unasked) {
		p->unasked = false;
		memset(&p->state, 0, sizeof(p->state));
		*progress = PLACE;
		return -EINTR;
	}
	if (*progress) {
		p->resumed++;
	} else if (p->ask) {
		p->ask = false;
		p->f->rig.pgpu->ops->preempt(p->f->rig.pgpu, PGPU_RCS, p->f->rig.cookie);
		softgpu_user_run(p->f->rig.user);
	}
	if (host->ops->stopped(host->host)) {
		p->left += !p->places;
		*progress = p->places ? PLACE : TOKEN;
		return -EINTR;
	}
	verts = host->ops->reg_read(host->host, GEN9_IA_VERTICES_COUNT);
	host->ops->reg_write(host->host, GEN9_IA_VERTICES_COUNT, verts + dw[2]);
	store(p, dw[2]);
	return 0;
}

static inline int units_command(void *units, const u32 *dw, u32 n, u64 *progress)
{
	struct unit_process *p = units;

	p->commands++;
	p->last = dw[0];
	return dw[0] == PRIMITIVE ? draw(p, dw, progress) : dw[0] == HZ_OP ? 0 : -EINVAL;
}

static inline void units_flush(void *units, u32 flags)
{
	struct unit_process *p = units;

	p->flags = flags;
	p->flushes++;
}

static inline void units_set_state(void *units, const void *state)
{
	struct unit_process *p = units;

	memcpy(&p->state, state, sizeof(p->state));
}

static inline void units_load(void *units, const void *state)
{
	struct unit_process *p = units;

	units_set_state(units, state);
	p->loads++;
}

static inline int units_drop(void *units, u64 owner, u32 context)
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

static inline int grant_all(void *arg, const u64 *entries, u32 n)
{
	return 0;
}

static inline u8 *process_page(void *arg, u64 va, bool write)
{
	struct unit_process *p = arg;
	struct softgpu *sg = softgpu_user_softgpu(p->f->rig.user);
	u64 entry;

	if (sgpu_remote_translate(p->f->remote, &p->remote, va, 1, &entry, grant_all, NULL) ||
	    (write && !(entry & GEN9_PTE_RW)))
		return NULL;
	return sgpu_bus_page(&sg->bus, entry & GEN9_PTE_ADDR_MASK);
}

static inline u64 process_now(void *arg)
{
	return 0;
}

static const struct remote_end_ops end_ops = {
	.page = process_page,
	.now = process_now,
};

static inline void process_wake(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->wakes++;
}

static inline void process_lose(struct sgpu_remote_process *remote, bool late)
{
	struct unit_process *p = container_of(remote, struct unit_process, remote);

	p->losses++;
	p->late = late;
}

static inline void process_end(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->ends++;
}

static inline void process_release(struct sgpu_remote_process *remote)
{
	container_of(remote, struct unit_process, remote)->releases++;
}

static const struct sgpu_remote_process_ops process_ops = {
	.wake = process_wake,
	.lose = process_lose,
	.end = process_end,
	.release = process_release,
};

static inline struct unit_process *attach(struct remote_rig *f, u64 owner)
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
static inline void run(struct remote_rig *f)
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

static inline void submit(struct remote_rig *f, u32 flags)
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
static inline u32 clip_of(const struct unit_process *p)
{
	u32 dwords;

	return p->state.packets[pgpu_packet_at(GEN9_OP_CLIP, &dwords) + 1];
}

static inline int cancel(struct remote_rig *f)
{
	return f->rig.pgpu->ops->cancel(f->rig.pgpu, PGPU_RCS, f->rig.cookie);
}

/* Submit what a preemption took off the engine again, and run. */
static inline void resume_with(struct remote_rig *f, u32 flags)
{
	struct pgpu_submission sub;

	sgpu_rig_prepare(&f->rig, &sub, PGPU_SUBMIT_RESUME | flags);
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
	run(f);
}

static inline void resume(struct remote_rig *f)
{
	resume_with(f, 0);
}

static u64 expected;	/* an owner that is about to get a process */

static inline bool expects(u64 owner)
{
	return owner == expected;
}

static inline int give(struct softgpu_user *user, void *arg)
{
	struct remote_rig *f = arg;

	f->remote = sgpu_remote_create(softgpu_user_softgpu(user), expects);
	return f->remote ? 0 : -ENOMEM;
}

static inline int remote_rig_setup(void **state)
{
	struct remote_rig *f = calloc(1, sizeof(*f));

	expected = 0;
	sgpu_rig_init_units(&f->rig, PGPU_RCS, SOFTGPU_USER_STEP, give, f);
	*state = f;
	return 0;
}

static inline int remote_rig_teardown(void **state)
{
	struct remote_rig *f = *state;
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

#endif
