// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cases of the process that executes a guest's 3D and compute commands (softgpu/remote_units.h). A
 * guest may rule its process: so the process is hostile, too. The case plays the process.
 */
#include "classes.h"
#include "native.h"

#include "gen9/op_3d_defs.h"
#include "gen9/state_3d.h"
#include "mediator/base/vgpu_types.h"
#include "pgpu/pipeline_state.h"
#include "softgpu/remote_units.h"

#define DRAW		0x7b000005u, 0, 3, 0, 1, 0, 0
#define CLIP		(GEN9_OP_CLIP << GEN9_OP_SHIFT | 2)	/* sets state */
#define SRM		0x12000002u
#define GARBAGE		0x5a5a5a5au
#define UNKNOWN_CODE	(SGPU_REMOTE_LEFT_COMMAND + 1)
#define NO_OWNER	1000u
#define OBJECT_DWORDS	(SGPU_CMD_DWORDS + 36)
#define NS_PER_MS	1000000ull
#define MANY_TURNS	30u

/**
 * struct process - The guest's process.
 * @remote: the command streamer's side
 * @request: shared memory
 * @result: shared memory
 * @losses: how often it was ended
 * @asked_ms: time since it was asked to give way, in milliseconds
 */
struct process {
	struct sgpu_remote_process remote;
	struct sgpu_remote_request request;
	struct sgpu_remote_result result;
	u32 losses;
	u32 asked_ms;
};

static struct process process;	/* each case runs in a process of its own */

static void nothing(struct sgpu_remote_process *remote)
{
}

static void lose(struct sgpu_remote_process *remote, bool late)
{
	container_of(remote, struct process, remote)->losses++;
}

static const struct sgpu_remote_process_ops process_ops = {
	.wake = nothing,
	.lose = lose,
	.end = nothing,
	.release = nothing,
};

static int attach(struct hostile *h, u64 owner)
{
	process.remote.ops = &process_ops;
	process.remote.owner = owner;
	process.remote.request = &process.request;
	process.remote.result = &process.result;
	spin_lock_init(&process.remote.lock);
	return sgpu_remote_attach(h->machine->remote, &process.remote);
}

static bool has_request(const void *arg)
{
	return READ_ONCE(process.request.seq) != process.result.seq;
}

/* Attach the process, and submit a batch that has it execute a command. */
static void submit(struct hostile *h, struct mini_context *context, const u32 *dw, u32 n)
{
	EXPECT(!attach(h, h->evil->vgpu->owner));
	hostile_commands(h, context, PGPU_RCS, HOSTILE_USER_BATCH, dw, n);
	EXPECT(hostile_until(h, has_request, NULL));
}

static void draw(struct hostile *h, struct mini_context *context)
{
	static const u32 dw[] = { DRAW };

	submit(h, context, dw, ARRAY_SIZE(dw));
}

static void answer_as(struct hostile *h, u32 seq, u32 code, u64 progress)
{
	process.result.code = code;
	process.result.progress = progress;
	smp_store_release(&process.result.seq, seq);
	sgpu_remote_answered(h->machine->remote);
	hostile_settle(h);
}

static void answer(struct hostile *h, u32 code, u64 progress)
{
	answer_as(h, process.request.seq, code, progress);
}

/* Expect that the process is lost with its guest's work, and that a reset mends that. */
static void expect_lost(struct hostile *h, struct mini_context *context)
{
	hostile_settle(h);
	EXPECT(process.losses == 1);
	EXPECT(*context->timeline != context->seqno);
	hostile_recover(h, context);
}

static void unknown_code(struct hostile *h, const void *arg)
{
	struct mini_context context;

	draw(h, &context);
	answer(h, UNKNOWN_CODE, 0);
	expect_lost(h, &context);
}

static void left_without_number(struct hostile *h, const void *arg)
{
	struct mini_context context;

	draw(h, &context);
	answer(h, SGPU_REMOTE_LEFT_COMMAND, 0);
	expect_lost(h, &context);
}

static void other_numbers(struct hostile *h, const void *arg)
{
	static const u32 others[] = { 1, 2, 0x80000000u };
	struct mini_context context;
	u32 i;

	draw(h, &context);
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		answer_as(h, process.request.seq ^ others[i], SGPU_REMOTE_DONE, 0);
		EXPECT(*context.timeline != context.seqno);
	}
	answer(h, SGPU_REMOTE_DONE, 0);
	hostile_unharmed(h, &context);
}

/* Behind the draw, the guest stores a register that a draw reads. */
static void writes_input(struct hostile *h, const void *arg)
{
	static const u32 dw[] = {
		DRAW, SRM, GEN9_3DPRIM_VERTEX_COUNT, (u32)HOSTILE_DATA_VA, 0,
	};
	const u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);
	struct mini_context context;
	u32 i;

	submit(h, &context, dw, ARRAY_SIZE(dw));
	for (i = 0; i < SGPU_REMOTE_REGS; i++)
		process.result.regs[i] = GARBAGE;
	answer(h, SGPU_REMOTE_DONE, 0);
	hostile_unharmed(h, &context);
	EXPECT(data[0] != GARBAGE);
}

static int grant(void *arg, const u64 *entries, u32 n)
{
	return 0;
}

static int translate(struct hostile *h)
{
	u64 entry;

	return sgpu_remote_translate(h->machine->remote, &process.remote, HOSTILE_BATCH_VA, 1,
				     &entry, grant, NULL);
}

static void translates_idle(struct hostile *h, const void *arg)
{
	struct mini_context context;

	draw(h, &context);
	EXPECT(!translate(h));
	answer(h, SGPU_REMOTE_DONE, 0);
	EXPECT(translate(h) == -ENOENT);
	hostile_unharmed(h, &context);
}

static void deaf_to_cancel(struct hostile *h, const void *arg)
{
	struct mini_context context;

	draw(h, &context);
	mini_reset_engine(context.engine);
	hostile_neighbour(h);
	expect_lost(h, &context);
}

static void keeps_engine(struct hostile *h, const void *arg)
{
	struct mini_context context;

	draw(h, &context);
	h->bound_ns += SGPU_REMOTE_WAY_MS * NS_PER_MS;
	hostile_neighbour(h);
	expect_lost(h, &context);
}

/* The process gives way shortly before it would be lost. A step of time is a millisecond. */
static void give_way_late(struct hostile *h)
{
	const struct sgpu_remote_request *request = &process.request;

	if (request->seq == process.result.seq || request->give_way != request->seq ||
	    ++process.asked_ms < SGPU_REMOTE_WAY_MS - 10)
		return;
	process.asked_ms = 0;
	process.result.code = SGPU_REMOTE_LEFT_COMMAND;
	process.result.progress = SGPU_UNITS_PLACE | 1;
	smp_store_release(&process.result.seq, request->seq);
	sgpu_remote_answered(h->machine->remote);
}

static void late_again_and_again(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	draw(h, &context);
	h->step_ns = NS_PER_MS;
	h->each = give_way_late;
	h->bound_ns += 2 * SGPU_REMOTE_WAY_MS * NS_PER_MS;
	for (i = 0; i < MANY_TURNS && !process.losses; i++)
		hostile_neighbour(h);
	h->each = NULL;
	expect_lost(h, &context);
}

/* The process ends between two draws. */
static void ends_amid_batch(struct hostile *h, const void *arg)
{
	static const u32 dw[] = { DRAW, DRAW };
	struct mini_context context;
	u32 seq;

	submit(h, &context, dw, ARRAY_SIZE(dw));
	seq = process.request.seq;
	process.result.code = SGPU_REMOTE_DONE;
	smp_store_release(&process.result.seq, process.request.seq);
	sgpu_remote_detach(h->machine->remote, &process.remote);
	hostile_settle(h);
	EXPECT(process.request.seq == seq);
	EXPECT(translate(h) == -ENOENT);
	hostile_neighbour(h);
	EXPECT(*context.timeline != context.seqno);
	hostile_recover(h, &context);
}

static void of_no_owner(struct hostile *h, const void *arg)
{
	EXPECT(attach(h, NO_OWNER) == -ENOENT);
}

/* Submit a batch that the process never gets: the engine stops there. */
static void expect_stopped(struct hostile *h, const u32 *dw, u32 n)
{
	struct mini_context context;

	EXPECT(!attach(h, h->evil->vgpu->owner));
	hostile_commands(h, &context, PGPU_RCS, HOSTILE_USER_BATCH, dw, n);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

static void long_object(struct hostile *h, const void *arg)
{
	static u32 dw[OBJECT_DWORDS] = {
		GEN9_OP_MEDIA_OBJECT << GEN9_OP_SHIFT | (OBJECT_DWORDS - 2),
	};

	expect_stopped(h, dw, ARRAY_SIZE(dw));
}

static void long_state(struct hostile *h, const void *arg)
{
	static const u32 dw[] = { CLIP + 1, 1, 2, 3, 4 };

	expect_stopped(h, dw, ARRAY_SIZE(dw));
}

#define LOST	"its process is ended, its work is lost; a reset mends that"

static const struct hostile_case worker_cases[] = {
	CASE(unknown_code, REMOTE_CODE, "its process answers with an unknown code", LOST),
	CASE(left_without_number, REMOTE_NUMBER,
	     "its process leaves a draw and gives it no number", LOST),
	CASE(other_numbers, REMOTE_SEQ, "its process answers requests that there are not",
	     "nothing: the draw goes on"),
	CASE(writes_input, REMOTE_REGISTER, "its process answers with rubbish for all registers",
	     "registers that draws only read are as before"),
	CASE(translates_idle, REMOTE_IDLE, "its process asks for pages when it has no request",
	     "nothing: there is none"),
	CASE(deaf_to_cancel, REMOTE_CANCEL, "its process does not end a draw at a reset", LOST),
	CASE(keeps_engine, REMOTE_WAY, "its process does not give way", LOST),
	CASE(late_again_and_again, REMOTE_LATE,
	     "its process gives way shortly before it would be lost, again and again", LOST),
	CASE(ends_amid_batch, REMOTE_GONE, "its process ends between two draws",
	     "its work is lost at once; a reset mends that"),
	CASE(of_no_owner, REMOTE_OWNER, "a process comes for a vGPU that is gone",
	     "nothing: the process gets no work"),
	CASE(long_object, UNITS_LONG, "a command for the process longer than a request",
	     HOSTILE_STOPS),
	CASE(long_state, PIPELINE_LONG, "state of a draw with too many dwords", HOSTILE_STOPS),
};

const struct hostile_class hostile_workers = {
	.name = "workers",
	.processes = true,
	.cases = worker_cases,
	.count = ARRAY_SIZE(worker_cases),
};
