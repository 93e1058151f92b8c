// SPDX-License-Identifier: GPL-2.0-only
/*
 * Threads of a group (thread_group.h). render/compute.c calls this file in the engine's thread.
 * Takes no lock.
 */
#include "render/thread_group.h"

#include "gen9/gpgpu_defs.h"
#include "gen9/message_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_media.h"
#include "render/render_types.h"

#define REG_DWORDS	(GEN9_EU_GRF_BYTES / (u32)sizeof(u32))
#define REG_ALIGN	((uintptr_t)GEN9_EU_GRF_BYTES)

/**
 * struct group_thread - A thread of the group.
 * @eu: the thread
 * @group: its group
 * @ended: it has ended
 */
struct group_thread {
	struct eu_thread eu;
	struct render_group *group;
	bool ended;
};

/**
 * struct render_group - The threads and the memory of a group.
 * @allocated: the allocation that @threads is in
 * @threads: GEN9_GROUP_THREADS_MAX threads
 * @slm: GEN9_SLM_BYTES of shared local memory
 * @dispatch: the dispatch that runs
 */
struct render_group {
	void *allocated;
	struct group_thread *threads;
	u8 *slm;
	const struct render_dispatch *dispatch;
};

struct render_group *render_group_create(void)
{
	struct render_group *group = port_zalloc(sizeof(*group));

	if (!group)
		return NULL;
	/* Registers are aligned as vectors; the allocator does not promise that. */
	group->allocated = port_calloc(1, GEN9_GROUP_THREADS_MAX * sizeof(*group->threads) +
				       REG_ALIGN);
	group->slm = port_calloc(1, GEN9_SLM_BYTES);
	if (!group->allocated || !group->slm) {
		render_group_destroy(group);
		return NULL;
	}
	group->threads = (struct group_thread *)
		(((uintptr_t)group->allocated + REG_ALIGN - 1) & ~(REG_ALIGN - 1));
	return group;
}

void render_group_destroy(struct render_group *group)
{
	if (!group)
		return;
	port_free(group->allocated);
	port_free(group->slm);
	port_free(group);
}

/* --- messages ------------------------------------------------------------------------------- */

static int send_gateway(const struct render_dispatch *dispatch, const struct eu_message *message)
{
	if (gen9_field(&message->desc, GEN9_GATEWAY_FUNCTION) == GEN9_GATEWAY_BARRIER)
		return -EAGAIN;
	return render_unsupported(dispatch->render, "message to the gateway");
}

static int thread_send(void *client, struct eu_thread *eu, const struct eu_message *message)
{
	const struct group_thread *thread = client;
	const struct render_dispatch *dispatch = thread->group->dispatch;

	switch (message->sfid) {
	case GEN9_SFID_GATEWAY:
		return send_gateway(dispatch, message);
	case GEN9_SFID_THREAD_SPAWNER:
		if (message->eot)
			return 0;
		return render_unsupported(dispatch->render, "message to the thread spawner");
	default:
		return render_stage_send(&dispatch->stage, message);
	}
}

static int thread_poll(void *client)
{
	const struct group_thread *thread = client;

	return render_stage_poll(&thread->group->dispatch->stage);
}

static const struct eu_client_ops thread_ops = {
	.send = thread_send,
	.poll = thread_poll,
};

/* --- payloads ------------------------------------------------------------------------------- */

static u32 inline_regs(const struct render_dispatch *dispatch)
{
	return DIV_ROUND_UP(dispatch->inline_dwords, REG_DWORDS);
}

int render_group_begin(struct render_group *group, struct render_dispatch *dispatch)
{
	u32 regs = 1 + dispatch->cross_regs + dispatch->thread_regs + inline_regs(dispatch) +
		   DIV_ROUND_UP(dispatch->indirect_bytes, GEN9_EU_GRF_BYTES);

	if (regs > GEN9_EU_GRF_COUNT)
		return render_unsupported(dispatch->render, "payload larger than the registers");
	group->dispatch = dispatch;
	dispatch->stage.bindings.slm = dispatch->slm_bytes ? group->slm : NULL;
	dispatch->stage.bindings.slm_bytes = dispatch->slm_bytes;
	return 0;
}

u32 render_group_mask(const struct render_dispatch *dispatch, u32 thread)
{
	u32 x = thread % dispatch->width;
	u32 y = thread / dispatch->width % dispatch->height;
	u32 mask = dispatch->mask;

	if (x == dispatch->width - 1)
		mask &= dispatch->right;
	if (y == dispatch->height - 1)
		mask &= dispatch->bottom;
	return mask;
}

static void set_header(const struct render_dispatch *dispatch, u32 number, const u32 id[3],
		       union eu_reg *r0)
{
	u64 scratch = dispatch->scratch +
		      ((u64)number << (GEN9_SCRATCH_UNIT_SHIFT + dispatch->scratch_size));

	memset(r0, 0, sizeof(*r0));
	r0->ud[GEN9_PAYLOAD_GROUP_X] = id[0];
	r0->ud[GEN9_PAYLOAD_DESCRIPTOR] = dispatch->descriptor;
	r0->ud[GEN9_PAYLOAD_SAMPLERS] = dispatch->samplers | dispatch->scratch_size;
	r0->ud[GEN9_PAYLOAD_BINDING_TABLE] = dispatch->binding_table;
	r0->ud[GEN9_PAYLOAD_SCRATCH] = (u32)scratch | number;
	r0->ud[GEN9_PAYLOAD_GROUP_Y] = id[1];
	r0->ud[GEN9_PAYLOAD_GROUP_Z] = id[2];
}

/* Read constants from register @from of them on. Those behind their end are 0. */
static void read_constants(const struct render_dispatch *dispatch, u32 from, u32 regs,
			   union eu_reg *to)
{
	u32 at = from * GEN9_EU_GRF_BYTES;
	u32 bytes = regs * GEN9_EU_GRF_BYTES;
	u32 have = at < dispatch->constant_bytes ? dispatch->constant_bytes - at : 0;

	have = min(have, bytes);
	if (have)
		sample_window_read(dispatch->render->windows, dispatch->constants + at, to, have);
	memset((u8 *)to + have, 0, bytes - have);
}

static void set_payload(const struct render_dispatch *dispatch, u32 number, const u32 id[3],
			union eu_reg *grf)
{
	u32 cross = dispatch->cross_regs, thread = dispatch->thread_regs;
	union eu_reg *at = grf + 1;

	set_header(dispatch, number, id, grf);
	read_constants(dispatch, 0, cross, dispatch->thread_first ? at + thread : at);
	read_constants(dispatch, cross + number * thread, thread,
		       dispatch->thread_first ? at : at + cross);
	at += cross + thread;
	memset(at, 0, inline_regs(dispatch) * sizeof(*at));
	if (dispatch->inline_dwords)
		memcpy(at, dispatch->inline_data, dispatch->inline_dwords * sizeof(u32));
	at += inline_regs(dispatch);
	if (dispatch->indirect_bytes)
		sample_window_read(dispatch->render->windows, dispatch->indirect, at,
				   dispatch->indirect_bytes);
}

/* Prepare a thread. Registers behind its payload are 0: a guest learns nothing of other threads. */
static void start_thread(struct render_group *group, u32 number, const u32 id[3])
{
	const struct render_dispatch *dispatch = group->dispatch;
	struct group_thread *thread = &group->threads[number];

	memset(&thread->eu, 0, sizeof(thread->eu));
	set_payload(dispatch, number, id, thread->eu.grf);
	thread->eu.dispatch_mask = render_group_mask(dispatch, number);
	thread->eu.vector_mask = thread->eu.dispatch_mask;
	thread->eu.float_mode = dispatch->alt;
	thread->eu.cr0 = dispatch->cr0;
	thread->eu.ops = &thread_ops;
	thread->eu.client = thread;
	thread->group = group;
	thread->ended = false;
	eu_thread_init(&thread->eu);
}

/* --- turns ---------------------------------------------------------------------------------- */

/* Run a thread until it ends or waits. Return: 0, or the error that ends the dispatch. */
static int run_thread(const struct render_dispatch *dispatch, struct group_thread *thread)
{
	enum eu_status status = eu_thread_run(dispatch->program, &thread->eu);

	int error = status == EU_BARRIER ? 0 : render_stage_error(status);

	thread->ended = status != EU_BARRIER;
	return error ? error : render_stage_work(&dispatch->stage, &thread->eu);
}

int render_group_run(struct render_group *group, const struct render_dispatch *dispatch,
		     const u32 id[3])
{
	u32 left = dispatch->threads;
	u32 i;
	int ret;

	/* A group must not find what earlier ones left: these may have run in another engine. */
	memset(group->slm, 0, dispatch->slm_bytes);
	for (i = 0; i < dispatch->threads; i++)
		start_thread(group, i, id);
	while (left) {
		/* Each thread that waits has been at the barrier: all may go on. */
		left = 0;
		for (i = 0; i < dispatch->threads; i++) {
			if (group->threads[i].ended)
				continue;
			ret = run_thread(dispatch, &group->threads[i]);
			if (ret)
				return ret;
			left += !group->threads[i].ended;
		}
		ret = left ? render_stage_poll(&dispatch->stage) : 0;
		if (ret)
			return ret;
	}
	return 0;
}
