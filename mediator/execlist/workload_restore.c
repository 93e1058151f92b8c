// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work in flight out of a saved state. A restore believes none of it. The copies go through the
 * same checks and the same audit as a submission does (facet_workload_rebuild()), and a position
 * in them has to be where a command begins. The vGPU is paused, mmio_lock held: what is the
 * worker's is done in its place. Called by workload_state.c.
 */
#include "mediator/execlist/workload_restore.h"

#include "gen9/commands.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/gpu.h"
#include "mediator/execlist/guest_fetch.h"
#include "mediator/execlist/live_list.h"
#include "device/state_section.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/workload.h"

/* The last execlist that is taken up brings one for each port. */
#define LIVE_MOST	(FACET_LIVE_MAX + 2u)

/* The most pieces of a replay. */
enum {
	REPLAY_CONTEXT_PAGES = FACET_CONTEXT_PAGES_MAX - 1,	/* behind page 1, the image */
	REPLAY_CONTEXT_BATCHES = 2,	/* indirect, and per context */
	REPLAY_RING = 2,		/* up to the ring's end, and from its begin */
	REPLAY_BATCHES = FACET_AUDIT_SEGMENTS - 1,	/* segment 0 is the ring */
	REPLAY_PIECES = REPLAY_CONTEXT_PAGES + REPLAY_CONTEXT_BATCHES + REPLAY_RING +
			REPLAY_BATCHES,
};

/* struct replay_piece - Guest memory as it was copied. @done: bytes read so far */
struct replay_piece {
	u64 gva;
	const u8 *data;
	u32 len;
	u32 done;
};

/*
 * struct replay - The pieces, in the order in which they are read.
 * @base: of the mediator's reads
 * @now: the piece that is read
 */
struct replay {
	struct facet_replay base;
	struct replay_piece pieces[REPLAY_PIECES];
	u32 n;
	u32 now;
};

/*
 * Reads go through each piece from its begin. The last read of one may go beyond
 * its end: there is nothing there that runs.
 */
static int replay_read(struct facet_replay *base, u32 gva, void *buf, size_t len)
{
	struct replay *replay = container_of(base, struct replay, base);
	struct replay_piece *piece;
	u32 n;

	if (!len)
		return 0;
	while (replay->now < replay->n &&
	       replay->pieces[replay->now].done >= replay->pieces[replay->now].len)
		replay->now++;
	if (replay->now == replay->n)
		return -EFAULT;
	piece = &replay->pieces[replay->now];
	if (piece->gva + piece->done != gva)
		return -EFAULT;
	n = min_t(size_t, len, piece->len - piece->done);
	memset(buf, 0, len);
	memcpy(buf, piece->data + piece->done, n);
	piece->done += len;
	return 0;
}

static int replay_add(struct replay *replay, u64 gva, const void *data, u32 len)
{
	if (!data || replay->n == REPLAY_PIECES)
		return -EINVAL;
	if (len)
		replay->pieces[replay->n++] = (struct replay_piece){
			.gva = gva, .data = data, .len = len,
		};
	return 0;
}

/* Whether a command begins at this offset of an audited copy, or its end is there. */
static bool command_at(const struct facet_workload *workload, const u32 *code, u32 count,
		       u64 offset)
{
	u32 at = 0;

	if (!IS_ALIGNED(offset, sizeof(u32)))
		return false;
	while (at < count && at * sizeof(u32) < offset) {
		const struct gen9_cmd *cmd = gen9_cmd_find(workload->engine->id, code[at]);

		if (!cmd)
			return false;
		at += gen9_cmd_length(cmd, code[at]);
	}
	return at <= count && at * sizeof(u32) == offset;
}

/* Return: 0; -EINVAL: no command begins there; -ENOMEM. */
static int command_in_segment(const struct facet_workload *workload, u32 i, u64 offset)
{
	const struct facet_segment *segment = &workload->segments[i];
	u32 *code;
	bool found;

	code = port_calloc(segment->count + 1, sizeof(*code));
	if (!code)
		return -ENOMEM;
	facet_buffer_read(workload->buffer, segment->first * sizeof(u32), code,
			  segment->count * sizeof(u32));
	found = command_at(workload, code, segment->count, offset);
	port_free(code);
	return found ? 0 : -EINVAL;
}

/* Whether the engine polices them; its audit refuses the jump to one where it does not. */
static bool user_batches_run(const struct facet_workload *workload)
{
	const struct pgpu_caps *caps = facet_gpu_pgpu(workload->vgpu->gpu)->caps;

	return caps->user_batch_safe & BIT(workload->engine->id);
}

/* Privileged batches run at the level that they were audited for, user batches start no others. */
static int level_restore(const struct facet_workload *workload,
			 const struct facet_saved_workload *s, u32 level,
			 struct pgpu_stream *stream)
{
	u32 place = level == 1 ? FACET_AUDIT_BATCH : FACET_AUDIT_BATCH2;
	u64 i = s->segment[level];
	int ret;

	stream->user = s->user[level];
	stream->address = s->at[level];
	if (s->user[level])
		return user_batches_run(workload) && IS_ALIGNED(s->at[level], sizeof(u32)) ?
		       0 : -EINVAL;
	if (s->user[level - 1] || !port_index(&i, workload->n_segments) ||
	    workload->segments[i].place != place)
		return -EINVAL;
	ret = command_in_segment(workload, i, s->at[level]);
	if (ret)
		return ret;
	stream->address += workload->job.submission.ring_start +
			   workload->segments[i].first * sizeof(u32);
	return 0;
}

/* In one of the batches of the context: which start no others. */
static int stage_restore(const struct facet_workload *workload,
			 const struct facet_saved_workload *s, struct pgpu_stream *stream)
{
	const struct facet_context *context = workload->context;
	bool indirect = s->stage == PGPU_STAGE_INDIRECT;
	const void *copy;
	u32 len = indirect ? facet_context_indirect(context, &copy) :
			     facet_context_per_ctx(context, &copy);

	if (!len || s->level || !command_at(workload, copy, len / sizeof(u32), s->at[0]))
		return -EINVAL;
	/* Behind the end of the batch per context is nothing that was audited. */
	if (!indirect && !s->ended && s->at[0] == len)
		return -EINVAL;
	stream->address = facet_context_batch(context, s->stage) + s->at[0];
	return 0;
}

/* Return: as command_in_segment(). */
static int resume_check(const struct facet_workload *workload, const struct facet_saved_workload *s)
{
	u32 skip = workload->segments[0].first * sizeof(u32);

	return s->resume >= skip ? command_in_segment(workload, 0, s->resume - skip) : -EINVAL;
}

static struct facet_position guest_position_restore(const struct facet_saved_workload *s)
{
	return (struct facet_position){
		.head = s->at_head, .ipehr = s->ipehr, .acthd = s->acthd, .place = s->place,
	};
}

static int position_restore(struct facet_workload *workload, const struct facet_saved_workload *s)
{
	const struct facet_position shown = guest_position_restore(s);
	struct pgpu_position position = {
		.magic = PGPU_POSITION_MAGIC, .stage = s->stage, .level = s->level,
		.predicated = s->predicated, .ended = s->ended, .ring = s->resume,
		.progress = s->progress,
	};
	u32 *page = workload->context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE];
	int ret = 0;
	u32 i;

	/* What goes on does so in the image that it was put aside with. */
	if (!s->context || s->user[0])
		return -EINVAL;
	if (s->stage != PGPU_STAGE_RING)
		ret = stage_restore(workload, s, &position.stream[0]);
	for (i = 1; !ret && i <= s->level; i++)
		ret = level_restore(workload, s, i, &position.stream[i]);
	if (ret)
		return ret;
	memcpy(&page[PGPU_POSITION_DWORD], &position, sizeof(position));
	facet_workload_set_preempted_position(workload, &shown);
	return 0;
}

/* What the guest's image said of ring and page tables. */
static void image_restore(const struct facet_saved_workload *s, u32 *image)
{
	memset(image, 0, GEN9_PAGE_SIZE);
	image[GEN9_CTX_RING_HEAD] = s->head;
	image[GEN9_CTX_RING_TAIL] = s->tail;
	image[GEN9_CTX_RING_START] = s->ring;
	image[GEN9_CTX_RING_CTL] = (s->ring_size - GEN9_PAGE_SIZE) | GEN9_RING_CTL_VALID;
	image[GEN9_CTX_PDP0_U] = upper_32_bits(s->pml4);
	image[GEN9_CTX_PDP0_L] = lower_32_bits(s->pml4);
}

/* The copies of ring and batches. */
static int pieces_of_commands(struct replay *replay, const struct facet_saved_workload *s,
			      struct facet_segment *segments, struct facet_state_reader *in)
{
	u32 base = facet_workload_base(s->head);
	u32 bytes, first, i;
	const u8 *data;
	int ret;

	if (s->head >= s->ring_size || s->tail >= s->ring_size)
		return -EINVAL;
	bytes = facet_workload_bytes(s->head, s->tail, s->ring_size);
	first = min(bytes, s->ring_size - base);
	data = facet_state_take(in, bytes);
	ret = replay_add(replay, s->ring + base, data, first);
	if (!ret)
		ret = replay_add(replay, s->ring, data + first, bytes - first);
	for (i = 1; !ret && i < s->segments; i++) {
		segments[i].gva = facet_state_take64(in);
		segments[i].place = facet_state_take32(in);
		segments[i].count = facet_state_take32(in);
		if (segments[i].count > FACET_AUDIT_DWORDS)
			return -EINVAL;
		ret = replay_add(replay, segments[i].gva,
				 facet_state_take(in, segments[i].count * sizeof(u32)),
				 segments[i].count * sizeof(u32));
	}
	return ret;
}

/* A context: its image, which it returns, and what it was made of beside. */
static const u32 *pieces_of_context(struct replay *replay, const struct facet_vgpu *vgpu,
				    const struct facet_saved_workload *s, u32 *image,
				    struct facet_state_reader *in)
{
	u32 pages = facet_gpu_pgpu(vgpu->gpu)->caps->context_pages[s->engine];
	const void *data = facet_state_take(in, GEN9_PAGE_SIZE);
	u32 gva = facet_lrca(s->desc) + GEN9_CONTEXT_STATE_PAGE * GEN9_PAGE_SIZE;
	u32 i, len;
	int ret = 0;

	if (!data)
		return NULL;
	memcpy(image, data, GEN9_PAGE_SIZE);
	for (i = 1; !ret && i < pages; i++)
		ret = replay_add(replay, gva + i * GEN9_PAGE_SIZE,
				 facet_state_take(in, GEN9_PAGE_SIZE), GEN9_PAGE_SIZE);
	len = (image[GEN9_CTX_INDIRECT_CTX] & GEN9_INDIRECT_CTX_LINES) * GEN9_CACHELINE;
	if (!ret)
		ret = replay_add(replay, image[GEN9_CTX_INDIRECT_CTX] & GEN9_INDIRECT_CTX_MASK,
				 facet_state_take(in, len), len);
	len = facet_state_take32(in);
	if (!ret && len <= GEN9_PAGE_SIZE)
		ret = replay_add(replay, image[GEN9_CTX_BB_PER_CTX_PTR] & GEN9_BB_PER_CTX_MASK,
				 facet_state_take(in, len), len);
	return ret || len > GEN9_PAGE_SIZE ? NULL : image;
}

static bool segments_same(const struct facet_workload *workload,
			  const struct facet_saved_workload *s,
			  const struct facet_segment *segments)
{
	u32 i;

	if (workload->n_segments != s->segments)
		return false;
	for (i = 1; i < s->segments; i++) {
		if (workload->segments[i].gva != segments[i].gva ||
		    workload->segments[i].place != segments[i].place ||
		    workload->segments[i].count != segments[i].count)
			return false;
	}
	return true;
}

/*
 * struct rebuild - What a workload is rebuilt from; too large for the stack.
 * @replay: the copies; those of its context come first
 * @commands: those of commands, before they are put behind
 */
struct rebuild {
	struct replay replay;
	struct replay commands;
	struct facet_segment segments[FACET_AUDIT_SEGMENTS];
	u32 image[FACET_SAVED_DWORDS];
	u32 context[FACET_SAVED_DWORDS];
};

static int rebuild_pieces(struct rebuild *r, struct facet_vgpu *vgpu,
			  const struct facet_saved_workload *s, const u32 **context,
			  struct facet_state_reader *in)
{
	u32 i;
	int ret = pieces_of_commands(&r->commands, s, r->segments, in);

	*context = NULL;
	if (!ret && s->context) {
		*context = pieces_of_context(&r->replay, vgpu, s, r->context, in);
		if (!*context)
			return -EINVAL;
	}
	for (i = 0; !ret && i < r->commands.n; i++)
		ret = replay_add(&r->replay, r->commands.pieces[i].gva, r->commands.pieces[i].data,
				 r->commands.pieces[i].len);
	return ret;
}

static int commands_restore(struct facet_workload *workload, const struct facet_saved_workload *s,
			    struct facet_state_reader *in)
{
	struct facet_execlists *execlists = workload->vgpu->execlists;
	struct pgpu_submission *sub = &workload->job.submission;
	struct rebuild *r = port_zalloc(sizeof(*r));
	const u32 *context;
	int ret;

	if (!r)
		return -ENOMEM;
	r->replay.base.read = replay_read;
	ret = rebuild_pieces(r, workload->vgpu, s, &context, in);
	if (!ret) {
		image_restore(s, r->image);
		execlists->replay = &r->replay.base;
		ret = facet_workload_rebuild(workload, r->image, context);
		execlists->replay = NULL;
	}
	if (!ret && (workload->head != s->head || workload->ring_size != s->ring_size ||
		     !segments_same(workload, s, r->segments)))
		ret = -EINVAL;
	if (!ret)
		ret = resume_check(workload, s);
	port_free(r);
	if (ret)
		return ret;
	sub->flags = s->flags;
	sub->head = s->resume;
	return s->flags & PGPU_SUBMIT_RESUME ? position_restore(workload, s) : 0;
}

static void fault_restore(struct facet_workload *workload, const struct facet_saved_workload *s)
{
	workload->ring = s->ring;
	workload->ring_size = s->ring_size;
	workload->head = s->head;
	workload->tail = s->tail;
	workload->pml4 = s->pml4;
	workload->fault = (struct facet_fault){
		.error = -(int)s->error, .address = s->address, .page = s->page,
		.at = guest_position_restore(s),
	};
}

int facet_workload_restore(struct facet_vgpu *vgpu, const struct facet_saved_workload *s,
			   struct facet_state_reader *in)
{
	struct facet_workload *workload;
	struct facet_engine *engine;
	unsigned long flags;
	int ret = 0;
	u64 id = s->engine;

	if (!port_index(&id, PGPU_ENGINES))
		return -EINVAL;
	engine = &vgpu->execlists->engines[id];
	if (engine->live_count >= LIVE_MOST)
		return -EINVAL;
	workload = facet_workload_new(vgpu, engine, s->desc);
	if (!workload)
		return -ENOMEM;
	if (s->error)
		fault_restore(workload, s);
	else
		ret = commands_restore(workload, s, in);
	if (ret) {
		facet_workload_free(workload);
		return ret;
	}
	spin_lock_irqsave(&vgpu->dev.lock, flags);
	workload->superseded = s->orphan;
	workload->epoch = engine->epoch;
	list_add_tail(&workload->list, &engine->live);
	engine->live_count++;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return 0;
}
