// SPDX-License-Identifier: GPL-2.0-only
/*
 * The restore of workloads from a saved state. A restore trusts none of the state. The copies pass
 * the same checks and the same audit as a submission (facet_workload_rebuild()). A position in them
 * has to be the begin of a command.
 *
 * workload_state.c calls this file. The vGPU is paused and mmio_lock held: the restore acts in
 * place of the worker. facet_workload_restore() takes vgpu->dev.lock.
 */
#include "mediator/execlist/workload_restore.h"

#include "device/state_section.h"
#include "gen9/commands.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/guest_fetch.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/gpu.h"

/* The number of pieces of a replay, at most. */
enum {
	REPLAY_CONTEXT_PAGES = FACET_CONTEXT_PAGES_MAX - 1,	/* behind page 1, the image */
	REPLAY_CONTEXT_BATCHES = 2,	/* indirect, and per context */
	REPLAY_RING = 2,		/* up to the end of the ring, and from its begin */
	REPLAY_BATCHES = FACET_AUDIT_SEGMENTS - 1,	/* segment 0 is the ring */
	REPLAY_PIECES = REPLAY_CONTEXT_PAGES + REPLAY_CONTEXT_BATCHES + REPLAY_RING +
			REPLAY_BATCHES,
};

/*
 * struct replay_piece - A copy of guest memory.
 * @at: address of its first byte in the guest: a PPGTT address for user batches, else of the GGTT
 * @data: the copy
 * @len: its length in bytes
 * @done: bytes read so far
 */
struct replay_piece {
	u64 at;
	const u8 *data;
	u32 len;
	u32 done;
};

/*
 * struct replay - The saved copies, in the order in which a build reads them.
 * @base: the interface to facet_guest_fetch()
 * @pieces: the copies
 * @n: number of pieces
 * @now: index of the piece that the build reads now
 */
struct replay {
	struct facet_replay base;
	struct replay_piece pieces[REPLAY_PIECES];
	u32 n;
	u32 now;
};

/*
 * Read from the pieces: &facet_replay.read. A build reads each piece from its begin. The last read
 * of a piece may go beyond its end, where no command runs: that part reads 0. Return: 0; -EFAULT:
 * the pieces do not go on at @at.
 */
static int replay_read(struct facet_replay *base, u64 at, void *buf, size_t len)
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
	if (piece->at + piece->done != at)
		return -EFAULT;
	n = min_t(size_t, len, piece->len - piece->done);
	memset(buf, 0, len);
	memcpy(buf, piece->data + piece->done, n);
	piece->done += len;
	return 0;
}

/*
 * Append a piece; one of length 0 is left out. Return: 0; -EINVAL: @data is missing, or there are
 * too many pieces.
 */
static int replay_add(struct replay *replay, u64 at, const void *data, u32 len)
{
	if (!data || replay->n == REPLAY_PIECES)
		return -EINVAL;
	if (len)
		replay->pieces[replay->n++] = (struct replay_piece){
			.at = at, .data = data, .len = len,
		};
	return 0;
}

/*
 * Tell whether a command begins at byte @offset of @code, or @code ends there. @code: an audited
 * copy of @count dwords.
 */
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

/*
 * Check that a command begins at byte @offset of segment @i, or the segment ends there. May sleep.
 * Return: 0; -EINVAL: no command begins there; -ENOMEM.
 */
static int command_in_segment(const struct facet_workload *workload, u32 i, u64 offset)
{
	const struct facet_segment *segment = &workload->segments[i];
	const u32 room = segment->count + 1;
	u32 *code;
	bool found;

	code = port_calloc(room, sizeof(*code));
	if (!code)
		return -ENOMEM;
	facet_buffer_read(workload->buffer, segment->first * sizeof(u32), code,
			  segment->count * sizeof(u32));
	found = command_at(workload, code, segment->count, offset);
	port_free_zeroed(code, room * sizeof(*code));
	return found ? 0 : -EINVAL;
}

/*
 * Tell whether user batches run in place: the engine ignores privileged operations in them. For
 * another engine the audit copies user batches, or refuses the jump.
 */
static bool user_batches_in_place(const struct facet_workload *workload)
{
	const struct pgpu_caps *caps = facet_gpu_pgpu(workload->vgpu->gpu)->caps;

	return caps->user_batch_safe & BIT(workload->engine->id);
}

/*
 * Restore the position of batch level @level. A copied batch runs at the level that it was audited
 * for, and not below a user batch that runs in place. May sleep. Return: 0; -EINVAL: no such
 * position; -ENOMEM.
 */
static int level_restore(const struct facet_workload *workload,
			 const struct facet_saved_workload *s, u32 level,
			 struct pgpu_stream *stream)
{
	u32 places = level == 1 ? FACET_AUDIT_BATCH | FACET_AUDIT_USER :
				  FACET_AUDIT_BATCH2 | FACET_AUDIT_USER2;
	u64 i = s->segment[level];
	int ret;

	stream->user = s->user[level];
	stream->address = s->at[level];
	if (s->user[level])
		return user_batches_in_place(workload) && IS_ALIGNED(s->at[level], sizeof(u32)) ?
		       0 : -EINVAL;
	if (s->user[level - 1] || !port_index(&i, workload->n_segments) ||
	    !(workload->segments[i].place & places))
		return -EINVAL;
	ret = command_in_segment(workload, i, s->at[level]);
	if (ret)
		return ret;
	stream->address += workload->job.submission.ring_start +
			   workload->segments[i].first * sizeof(u32);
	return 0;
}

/*
 * Restore a position in one of the context's own batches, which start no others. Return: 0;
 * -EINVAL: no such position.
 */
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
	/* The audit has checked nothing behind the end of the batch per context. */
	if (!indirect && !s->ended && s->at[0] == len)
		return -EINVAL;
	stream->address = facet_context_batch(context, s->stage) + s->at[0];
	return 0;
}

/*
 * Check that a command begins at &facet_saved_workload.resume of the ring's copy. Return: as
 * command_in_segment().
 */
static int resume_check(const struct facet_workload *workload, const struct facet_saved_workload *s)
{
	u32 skip = workload->segments[0].first * sizeof(u32);

	return s->resume >= skip ? command_in_segment(workload, 0, s->resume - skip) : -EINVAL;
}

/* Return the position that the guest's registers show. */
static struct facet_position guest_position_restore(const struct facet_saved_workload *s)
{
	return (struct facet_position){
		.head = s->at_head, .ipehr = s->ipehr, .acthd = s->acthd, .place = s->place,
	};
}

/*
 * Write the position of a preempted workload to its context. May sleep. Return: as level_restore().
 */
static int position_restore(struct facet_workload *workload, const struct facet_saved_workload *s)
{
	const struct facet_position guest_position = guest_position_restore(s);
	struct pgpu_position position = {
		.magic = PGPU_POSITION_MAGIC, .stage = s->stage, .level = s->level,
		.predicated = s->predicated, .ended = s->ended, .ring = s->resume,
		.progress = s->progress,
	};
	u32 *page = workload->context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE];
	int ret = 0;
	u32 i;

	/* A preempted workload resumes from the context image that the record brings. */
	if (!s->context || s->user[0])
		return -EINVAL;
	if (s->stage != PGPU_STAGE_RING)
		ret = stage_restore(workload, s, &position.stream[0]);
	for (i = 1; !ret && i <= s->level; i++)
		ret = level_restore(workload, s, i, &position.stream[i]);
	if (ret)
		return ret;
	memcpy(&page[PGPU_POSITION_DWORD], &position, sizeof(position));
	facet_workload_set_preempted_position(workload, &guest_position);
	return 0;
}

/* Write ring and page tables to @image as the guest's image had them. */
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

/*
 * Read the copies of ring and batches from the record. @segments: gets the saved segments, from 1
 * on. Return: 0; -EINVAL: the record is short, or a value is out of range.
 */
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

/*
 * Read the saved context from the record: page 1 to @image, and the copies of its other pages and
 * batches to @replay. Return: @image; NULL: the record is short, or a value is out of range.
 */
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

/* Tell whether the audit has found the batches that the record has. */
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
 * struct rebuild - Copies from which a workload is rebuilt; too large for the stack.
 * @replay: all copies; those of the context come first
 * @commands: the copies of commands, until rebuild_pieces() appends them to @replay
 * @segments: the saved segments
 * @image: page 1 of an image that names ring and page tables
 * @context: page 1 of the saved context
 */
struct rebuild {
	struct replay replay;
	struct replay commands;
	struct facet_segment segments[FACET_AUDIT_SEGMENTS];
	u32 image[FACET_SAVED_DWORDS];
	u32 context[FACET_SAVED_DWORDS];
};

/*
 * Read all copies from the record. *@context becomes the saved context, or NULL. Return: 0;
 * -EINVAL: the record is short, or a value is out of range.
 */
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
		ret = replay_add(&r->replay, r->commands.pieces[i].at, r->commands.pieces[i].data,
				 r->commands.pieces[i].len);
	return ret;
}

/*
 * Rebuild a workload that has not failed. May sleep. Return: 0; -EINVAL: no submission could have
 * made the record; -ENOMEM; another errno of facet_workload_rebuild().
 */
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
		     s->end >= s->ring_size || !IS_ALIGNED(s->end, FACET_RING_ALIGN) ||
		     !segments_same(workload, s, r->segments)))
		ret = -EINVAL;
	if (!ret)
		ret = resume_check(workload, s);
	port_free_zeroed(r, sizeof(*r));
	if (ret)
		return ret;
	sub->flags = s->flags;
	if (!facet_context_inhibited(workload->context))
		sub->flags &= ~(u32)PGPU_SUBMIT_RESTORE_INHIBIT;
	sub->head = s->resume;
	return s->flags & PGPU_SUBMIT_RESUME ? position_restore(workload, s) : 0;
}

/* Restore a workload that has failed. It has no copies. */
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

	lockdep_assert_held(&vgpu->dev.mmio_lock);
	if (!port_index(&id, PGPU_ENGINES))
		return -EINVAL;
	engine = &vgpu->execlists->engines[id];
	if (engine->live_count >= FACET_WORKLOADS_MAX)
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
	workload->end = s->end;
	workload->epoch = engine->epoch;
	list_add_tail(&workload->list, &engine->live);
	engine->live_count++;
	spin_unlock_irqrestore(&vgpu->dev.lock, flags);
	return 0;
}
