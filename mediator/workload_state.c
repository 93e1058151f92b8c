// SPDX-License-Identifier: GPL-2.0-only
/*
 * Work in flight in a saved state: what was copied out of the guest, where the
 * engine stood in it, and the context that it had then. No address of a copy
 * is written: jumps say again what the guest wrote, positions are offsets.
 *
 * A restore believes none of it. The copies go through the same checks and the
 * same audit as a submission does (facet_workload_rebuild()), and a position in
 * them has to be where a command begins. The vGPU is paused, mmio_lock held:
 * what is the worker's is done in its place.
 */
#include "mediator/workload.h"

#include "gen9/commands.h"
#include "gen9/context.h"
#include "gen9/engine.h"
#include "gen9/gtt.h"
#include "gen9/mi.h"
#include "mediator/buffer.h"
#include "mediator/context.h"
#include "mediator/engine.h"
#include "mediator/execlist.h"
#include "mediator/gpu.h"
#include "mediator/intake.h"
#include "mediator/live.h"
#include "mediator/state.h"
#include "mediator/vgpu_types.h"
#include "pgpu/position.h"

#define IMAGE_DWORDS	(GEN9_PAGE_SIZE / sizeof(u32))
#define ERRNO_MOST	4095u
#define SUBMIT_FLAGS	(PGPU_SUBMIT_RESTORE_INHIBIT | PGPU_SUBMIT_RESUME)

/* The last element that is taken up brings one for each port. */
#define LIVE_MOST	(FACET_LIVE_MAX + 2u)

/* Pieces of a replay: pages of a context, its two batches, the ring in two, the segments. */
enum { REPLAY_PIECES = 24 + 2 + 2 + FACET_AUDIT_SEGMENTS };

/*
 * struct workload_state - The fields of a workload.
 * @engine: enum pgpu_engine
 * @error: 0, or why the engine stopped here: a positive errno; then there are no copies
 * @at_head: where it stopped, or stood when it was put aside, as the guest is shown it; then
 *	@ipehr, @acthd, @place
 * @resume: &pgpu_submission.head: offset in the copy of the ring
 * @context: it brings its context along, as the first that uses it
 * @stage: the rest, where @flags has PGPU_SUBMIT_RESUME: as struct pgpu_position
 * @segment: per level: of a privileged batch, its number among the copies
 * @at: per level: address in the PPGTT, or byte offset in the copy
 */
struct workload_state {
	u32 engine;
	u64 desc;
	u64 pml4;
	u32 ring;
	u32 ring_size;
	u32 head;
	u32 tail;
	bool orphan;
	u32 error;
	u32 at_head;
	u32 ipehr;
	u64 acthd;
	u32 place;
	u64 address;
	bool page;
	u32 flags;
	u32 resume;
	bool context;
	u32 stage;
	u32 level;
	bool predicated;
	bool ended;
	u64 progress;
	bool user[PGPU_LEVELS];
	u32 segment[PGPU_LEVELS];
	u64 at[PGPU_LEVELS];
	u32 segments;
};

#define FIELD(member, most)	FACET_STATE_FIELD(struct workload_state, member, most)
#define ARRAY(member, type, most) FACET_STATE_ARRAY(struct workload_state, member, type, most)

static const struct facet_state_field workload_fields[] = {
	FIELD(engine, PGPU_ENGINES - 1),
	FIELD(desc, 0),
	FIELD(pml4, 0),
	FIELD(ring, 0),
	FIELD(ring_size, 0),
	FIELD(head, 0),
	FIELD(tail, 0),
	FIELD(orphan, true),
	FIELD(error, ERRNO_MOST),
	FIELD(at_head, 0),
	FIELD(ipehr, 0),
	FIELD(acthd, 0),
	FIELD(place, PGPU_IN_PPGTT_BATCH),
	FIELD(address, 0),
	FIELD(page, true),
	FIELD(flags, SUBMIT_FLAGS),
	FIELD(resume, 0),
	FIELD(context, true),
	FIELD(stage, PGPU_STAGES - 1),
	FIELD(level, PGPU_LEVELS - 1),
	FIELD(predicated, true),
	FIELD(ended, true),
	FIELD(progress, 0),
	ARRAY(user, bool, true),
	ARRAY(segment, u32, FACET_AUDIT_SEGMENTS - 1),
	ARRAY(at, u64, 0),
	FIELD(segments, FACET_AUDIT_SEGMENTS),
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

/* Saving */

/*
 * Whether it has ended, and the guest hears nothing more of it: a later piece of the same context
 * tells of both.
 */
static bool workload_over(struct facet_workload *workload)
{
	return workload->ended && !workload->fault.error &&
	       facet_engine_last(workload->engine, workload->desc) != workload;
}

/* The workload that record @index is of; behind one that has failed none will ever run. */
static struct facet_workload *workload_at(const struct facet_vgpu *vgpu, u32 index, bool *first)
{
	struct facet_workload *workload, *before;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct facet_engine *engine = &vgpu->execlists->engines[i];

		list_for_each_entry(workload, &engine->live, list) {
			if (workload->epoch != engine->epoch || workload_over(workload))
				continue;
			if (!index--)
				goto found;
			if (workload->fault.error)
				break;
		}
	}
	return NULL;
found:
	*first = true;
	list_for_each_entry(before, &workload->engine->live, list) {
		if (before == workload)
			break;
		*first &= before->context != workload->context || workload_over(before);
	}
	return workload;
}

/* Where in the copies a level stands. */
static int level_save(const struct facet_workload *workload, const struct pgpu_stream *stream,
		      struct workload_state *s, u32 level)
{
	u32 dword = (stream->address - workload->job.submission.ring_start) / sizeof(u32);
	u32 i;

	s->user[level] = stream->user;
	s->at[level] = stream->address;
	if (stream->user)
		return 0;
	for (i = 0; i < workload->n_segments; i++) {
		const struct facet_segment *segment = &workload->segments[i];

		if (dword < segment->first || dword - segment->first > segment->count)
			continue;
		s->segment[level] = i;
		s->at[level] = (dword - segment->first) * sizeof(u32);
		return 0;
	}
	return -EIO;
}

/* Where the copy of one of a context's own batches begins. */
static u32 stage_base(const struct facet_context *context, u32 stage)
{
	const u32 *page = context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE];
	u32 dword = stage == PGPU_STAGE_INDIRECT ? GEN9_CTX_INDIRECT_CTX : GEN9_CTX_BB_PER_CTX_PTR;

	return page[dword] & ~(u32)(GEN9_PAGE_SIZE - 1);
}

static int position_save(const struct facet_workload *workload, struct workload_state *s)
{
	const u32 *page = workload->context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE];
	struct pgpu_position position;
	u32 i;
	int ret;

	memcpy(&position, &page[PGPU_POSITION_DWORD], sizeof(position));
	s->stage = PGPU_STAGE_RING;
	if (!(s->flags & PGPU_SUBMIT_RESUME) || position.magic != PGPU_POSITION_MAGIC)
		return 0;
	s->stage = position.stage;
	s->level = position.level;
	s->predicated = position.predicated;
	s->ended = position.ended;
	s->progress = position.progress;
	if (s->stage >= PGPU_STAGES || s->level >= PGPU_LEVELS)
		return -EIO;
	if (s->stage != PGPU_STAGE_RING)
		s->at[0] = position.stream[0].address - stage_base(workload->context, s->stage);
	for (i = 1; i <= s->level; i++) {
		ret = level_save(workload, &position.stream[i], s, i);
		if (ret)
			return ret;
	}
	return 0;
}

/* The copies as the guest wrote them: jumps go to its own addresses again. */
static u32 *copies_of(const struct facet_workload *workload, u32 dwords)
{
	u32 *code = port_calloc(dwords, sizeof(*code));
	u32 i;

	if (!code)
		return NULL;
	facet_buffer_read(workload->buffer, 0, code, dwords * sizeof(*code));
	for (i = 0; i < workload->n_patches; i++) {
		const struct facet_audit_patch *patch = &workload->patches[i];
		u64 gva = workload->segments[patch->segment].gva;

		code[patch->dword] = lower_32_bits(gva);
		code[patch->dword + 1] = upper_32_bits(gva);
	}
	return code;
}

static int copies_save(const struct facet_workload *workload, struct facet_state_writer *out)
{
	const struct facet_segment *last = &workload->segments[workload->n_segments - 1];
	u32 ring = facet_workload_bytes(workload->head, workload->tail, workload->ring_size) /
		   sizeof(u32);
	u32 *code = copies_of(workload, max(ring, last->first + last->count));
	u32 i;

	if (!code)
		return -ENOMEM;
	facet_state_put(out, code, ring * sizeof(u32));
	for (i = 1; i < workload->n_segments; i++) {
		const struct facet_segment *segment = &workload->segments[i];

		facet_state_put64(out, segment->gva);
		facet_state_put32(out, segment->place);
		facet_state_put32(out, segment->count);
		facet_state_put(out, &code[segment->first], segment->count * sizeof(u32));
	}
	port_free(code);
	return 0;
}

static int context_save(const struct facet_workload *workload, struct facet_state_writer *out)
{
	const struct facet_context *context = workload->context;
	u32 *image = port_calloc(IMAGE_DWORDS, sizeof(*image));
	const void *copy;
	u32 i, len;

	if (!image)
		return -ENOMEM;
	facet_context_export(workload->vgpu, workload->engine, context, image);
	facet_state_put(out, image, GEN9_PAGE_SIZE);
	port_free(image);
	for (i = 1; i < context->pages; i++)
		facet_state_put(out, context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE + i],
				GEN9_PAGE_SIZE);
	len = facet_context_indirect(context, &copy);
	facet_state_put(out, copy, len);
	len = facet_context_per_ctx(context, &copy);
	facet_state_put32(out, len);
	facet_state_put(out, copy, len);
	return 0;
}

/* Where the guest is shown that it stands: in an error, or put aside. */
static void shown_save(const struct facet_workload *workload, struct workload_state *s)
{
	struct facet_position at = workload->fault.at;

	if (s->flags & PGPU_SUBMIT_RESUME)
		facet_workload_aside(workload, &at);
	s->at_head = at.head;
	s->ipehr = at.ipehr;
	s->acthd = at.acthd;
	s->place = at.place;
}

static int workload_save(struct facet_vgpu *vgpu, u32 index, struct facet_state_writer *out)
{
	struct workload_state s;
	bool first;
	struct facet_workload *workload = workload_at(vgpu, index, &first);
	int ret;

	if (!workload)
		return -ENOENT;
	memset(&s, 0, sizeof(s));
	s.engine = workload->engine->id;
	s.desc = workload->desc;
	s.pml4 = workload->pml4;
	s.ring = workload->ring;
	s.ring_size = workload->ring_size;
	s.head = workload->head;
	s.tail = workload->tail;
	s.orphan = workload->orphan;
	s.error = -workload->fault.error;
	s.address = workload->fault.address;
	s.page = workload->fault.page;
	if (!s.error) {
		/* One that has ended waits to be retired: it goes on at its end. */
		s.flags = workload->ended ? 0 : workload->job.submission.flags & SUBMIT_FLAGS;
		s.resume = workload->ended ? workload->job.submission.tail :
					     workload->job.submission.head;
		s.context = first;
		s.segments = workload->n_segments;
		ret = position_save(workload, &s);
		if (ret)
			return ret;
	}
	shown_save(workload, &s);
	facet_state_put_fields(out, workload_fields, ARRAY_SIZE(workload_fields), &s);
	ret = s.error ? 0 : copies_save(workload, out);
	return !ret && s.context ? context_save(workload, out) : ret;
}

/* Restoring */

/* Whether a command begins at this offset of an audited copy, or its end is there. */
static bool command_at(const struct facet_workload *workload, const u32 *code, u32 count, u64 offset)
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
static int level_restore(const struct facet_workload *workload, const struct workload_state *s,
			 u32 level, struct pgpu_stream *stream)
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
static int stage_restore(const struct facet_workload *workload, const struct workload_state *s,
			 struct pgpu_stream *stream)
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
	stream->address = stage_base(context, s->stage) + s->at[0];
	return 0;
}

/* Return: as command_in_segment(). */
static int resume_check(const struct facet_workload *workload, const struct workload_state *s)
{
	u32 skip = workload->segments[0].first * sizeof(u32);

	return s->resume >= skip ? command_in_segment(workload, 0, s->resume - skip) : -EINVAL;
}

static struct facet_position shown_position(const struct workload_state *s)
{
	return (struct facet_position){
		.head = s->at_head, .ipehr = s->ipehr, .acthd = s->acthd, .place = s->place,
	};
}

static int position_restore(struct facet_workload *workload, const struct workload_state *s)
{
	const struct facet_position shown = shown_position(s);
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
	facet_workload_put_aside(workload, &shown);
	return 0;
}

/* What the guest's image said of ring and page tables. */
static void image_restore(const struct workload_state *s, u32 *image)
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
static int pieces_of_commands(struct replay *replay, const struct workload_state *s,
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
				    const struct workload_state *s, u32 *image,
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

static bool segments_same(const struct facet_workload *workload, const struct workload_state *s,
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
	u32 image[IMAGE_DWORDS];
	u32 context[IMAGE_DWORDS];
};

static int rebuild_pieces(struct rebuild *r, struct facet_vgpu *vgpu,
			  const struct workload_state *s, const u32 **context,
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

static int commands_restore(struct facet_workload *workload, const struct workload_state *s,
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

static void fault_restore(struct facet_workload *workload, const struct workload_state *s)
{
	workload->ring = s->ring;
	workload->ring_size = s->ring_size;
	workload->head = s->head;
	workload->tail = s->tail;
	workload->pml4 = s->pml4;
	workload->fault = (struct facet_fault){
		.error = -(int)s->error, .address = s->address, .page = s->page,
		.at = shown_position(s),
	};
}

static int workload_restore(struct facet_vgpu *vgpu, u32 index, struct facet_state_reader *in)
{
	struct facet_workload *workload;
	struct facet_engine *engine;
	struct workload_state s;
	unsigned long flags;
	int ret = 0;
	u64 id;

	memset(&s, 0, sizeof(s));
	if (facet_state_take_fields(in, workload_fields, ARRAY_SIZE(workload_fields), &s))
		return -EINVAL;
	id = s.engine;
	if (!port_index(&id, PGPU_ENGINES))
		return -EINVAL;
	engine = &vgpu->execlists->engines[id];
	if (engine->live_count >= LIVE_MOST)
		return -EINVAL;
	workload = facet_workload_new(vgpu, engine, s.desc);
	if (!workload)
		return -ENOMEM;
	if (s.error)
		fault_restore(workload, &s);
	else
		ret = commands_restore(workload, &s, in);
	if (ret) {
		facet_workload_free(workload);
		return ret;
	}
	spin_lock_irqsave(&vgpu->lock, flags);
	workload->orphan = s.orphan;
	workload->epoch = engine->epoch;
	list_add_tail(&workload->list, &engine->live);
	engine->live_count++;
	spin_unlock_irqrestore(&vgpu->lock, flags);
	return 0;
}

/* Nothing of it is on an engine: facet_execlists_stop() without resume came before. */
static void workload_reset(struct facet_vgpu *vgpu)
{
	struct facet_workload *workload, *next;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct facet_engine *engine = &vgpu->execlists->engines[i];

		list_for_each_entry_safe(workload, next, &engine->live, list) {
			list_del_init(&workload->list);
			engine->live_count--;
			facet_workload_free(workload);
		}
	}
}

const struct facet_state_section facet_workload_state = {
	.tag = FACET_STATE_TAG('W', 'O', 'R', 'K'),
	.name = "workload",
	.what = "work in flight by engine, in the order in which it runs; none behind a failed one",
	.records = FACET_STATE_ANY,
	.fields = workload_fields,
	.n_fields = ARRAY_SIZE(workload_fields),
	.rest = "where `error` is 0, copies of ring, batches and context (see below)",
	.reset = workload_reset,
	.save = workload_save,
	.restore = workload_restore,
};
