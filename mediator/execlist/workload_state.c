// SPDX-License-Identifier: GPL-2.0-only
/*
 * Workloads in a saved state. A record has the copies of the guest's commands, the engine's
 * position in them, and the context at that time. It has no address of a copy: jumps have the
 * guest's addresses again, and positions are offsets. workload_restore.c makes workloads from the
 * records.
 *
 * vgpu_state.c calls the section while the vGPU is paused or stopped, with mmio_lock held. This
 * file acts in place of the worker. Only functions that it calls take locks.
 */
#include "mediator/execlist/execlist.h"

#include "device/state_section.h"
#include "device/state_walk.h"
#include "gen9/context_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/context.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/live_list.h"
#include "mediator/execlist/workload.h"
#include "mediator/execlist/workload_restore.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/gpu.h"

#define ERRNO_MAX	4095u

#define FIELD(member, most)	FACET_STATE_FIELD(struct facet_saved_workload, member, most)
#define ARRAY(member, type, most) FACET_STATE_ARRAY(struct facet_saved_workload, member, type, most)

static const struct facet_state_field workload_fields[] = {
	FIELD(engine, PGPU_ENGINES - 1),
	FIELD(desc, 0),
	FIELD(pml4, 0),
	FIELD(ring, 0),
	FIELD(ring_size, 0),
	FIELD(head, 0),
	FIELD(tail, 0),
	FIELD(end, 0),
	FIELD(orphan, true),
	FIELD(error, ERRNO_MAX),
	FIELD(at_head, 0),
	FIELD(ipehr, 0),
	FIELD(acthd, 0),
	FIELD(place, PGPU_IN_PPGTT_BATCH),
	FIELD(address, 0),
	FIELD(page, true),
	FIELD(flags, FACET_SAVED_FLAGS),
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

/*
 * Tell whether a workload has ended and gets no report of its own: a later piece of the same
 * context reports both.
 */
static bool workload_unreported(struct facet_workload *workload)
{
	return workload->ended && !workload->fault.error &&
	       facet_live_list_last(workload->engine, workload->desc) != workload;
}

/*
 * Find the workload of record @index. Workloads behind one that has failed have no record, since
 * none of them runs. *@first becomes true if the record brings the context. Return: the workload;
 * NULL: there are no more.
 */
static struct facet_workload *workload_at(const struct facet_vgpu *vgpu, u32 index, bool *first)
{
	struct facet_workload *workload, *before;
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct facet_engine *engine = &vgpu->execlists->engines[i];

		list_for_each_entry(workload, &engine->live, list) {
			if (workload->epoch != engine->epoch || workload_unreported(workload))
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
		*first &= before->context != workload->context || workload_unreported(before);
	}
	return workload;
}

/*
 * Save the position of batch level @level as an offset in a copy, or as a PPGTT address. Return: 0;
 * -EIO: the address is in no copy.
 */
static int level_save(const struct facet_workload *workload, const struct pgpu_stream *stream,
		      struct facet_saved_workload *s, u32 level)
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

/*
 * Save the position at which the engine preempted a workload. Return: 0; -EIO: the position that
 * the engine saved is invalid.
 */
static int position_save(const struct facet_workload *workload, struct facet_saved_workload *s)
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
		s->at[0] = position.stream[0].address -
			   facet_context_batch(workload->context, s->stage);
	for (i = 1; i <= s->level; i++) {
		ret = level_save(workload, &position.stream[i], s, i);
		if (ret)
			return ret;
	}
	return 0;
}

/*
 * Return the first @dwords dwords of the copies. Jumps and operands have the guest's addresses
 * again. The caller frees the array by port_free_zeroed(). May sleep. NULL: no memory.
 */
static u32 *copies_get(const struct facet_workload *workload, u32 dwords)
{
	u32 *code = port_calloc(dwords, sizeof(*code));
	u32 i;

	if (!code)
		return NULL;
	facet_buffer_read(workload->buffer, 0, code, dwords * sizeof(*code));
	facet_audit_restore_operands(&workload->operands, code, dwords);
	for (i = 0; i < workload->n_patches; i++) {
		const struct facet_audit_patch *patch = &workload->patches[i];
		const struct facet_segment *target = &workload->segments[patch->segment];
		u64 gva = target->gva;

		if (target->place & FACET_AUDIT_USERS)
			code[patch->dword - 1] |= GEN9_BB_START_PPGTT;
		code[patch->dword] = lower_32_bits(gva);
		code[patch->dword + 1] = upper_32_bits(gva);
	}
	return code;
}

/* Save the copies of ring and batches. May sleep. Return: 0; -ENOMEM. */
static int copies_save(const struct facet_workload *workload, struct facet_state_writer *out)
{
	const struct facet_segment *last = &workload->segments[workload->n_segments - 1];
	u32 ring = facet_workload_bytes(workload->head, workload->tail, workload->ring_size) /
		   sizeof(u32);
	u32 dwords = max(ring, last->first + last->count);
	u32 *code = copies_get(workload, dwords);
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
	port_free_zeroed(code, dwords * sizeof(*code));
	return 0;
}

/* Save the context: state pages and the copies of its batches. May sleep. Return: 0; -ENOMEM. */
static int context_save(const struct facet_workload *workload, struct facet_state_writer *out)
{
	const struct facet_context *context = workload->context;
	u32 *image = port_calloc(FACET_SAVED_DWORDS, sizeof(*image));
	u32 i, len;

	if (!image)
		return -ENOMEM;
	facet_context_export(workload->vgpu, workload->engine, context, image);
	facet_state_put(out, image, GEN9_PAGE_SIZE);
	for (i = 1; i < context->pages; i++)
		facet_state_put(out, context->buffer->cpu[GEN9_CONTEXT_STATE_PAGE + i],
				GEN9_PAGE_SIZE);
	len = facet_context_save_batch(context, PGPU_STAGE_INDIRECT, image);
	facet_state_put(out, image, len);
	len = facet_context_save_batch(context, PGPU_STAGE_PER_CTX, image);
	facet_state_put32(out, len);
	facet_state_put(out, image, len);
	port_free_zeroed(image, FACET_SAVED_DWORDS * sizeof(*image));
	return 0;
}

/* Save the position that the guest's registers show: that of an error, or of the preemption. */
static void guest_position_save(const struct facet_workload *workload,
				struct facet_saved_workload *s)
{
	struct facet_position at = workload->fault.at;

	if (s->flags & PGPU_SUBMIT_RESUME)
		facet_workload_preempted_position(workload, &at);
	s->at_head = at.head;
	s->ipehr = at.ipehr;
	s->acthd = at.acthd;
	s->place = at.place;
}

/*
 * Save workload @index: &facet_state_section.save. Return: 0; -ENOENT: there are no more; -ENOMEM;
 * -EIO: the engine saved an invalid position.
 */
static int workload_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_saved_workload s;
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
	s.end = workload->end;
	s.orphan = workload->superseded;
	s.error = -workload->fault.error;
	s.address = workload->fault.address;
	s.page = workload->fault.page;
	if (!s.error) {
		/* A workload that has ended waits to be retired: it resumes at its end. */
		s.flags = workload->ended ? 0 : workload->job.submission.flags & FACET_SAVED_FLAGS;
		s.resume = workload->ended ? workload->job.submission.tail :
					     workload->job.submission.head;
		s.context = first;
		s.segments = workload->n_segments;
		ret = position_save(workload, &s);
		if (ret)
			return ret;
	}
	guest_position_save(workload, &s);
	facet_state_put_fields(out, workload_fields, ARRAY_SIZE(workload_fields), &s);
	ret = s.error ? 0 : copies_save(workload, out);
	return !ret && s.context ? context_save(workload, out) : ret;
}

u64 facet_workload_state_max(void)
{
	const u64 copies = FACET_AUDIT_DWORDS * sizeof(u32) +
			   FACET_AUDIT_SEGMENTS * (sizeof(u64) + 2 * sizeof(u32));
	/* State pages, and copies of two batches that have a page each at most. */
	const u64 context = (1 + FACET_CONTEXT_PAGES_MAX + 2) * GEN9_PAGE_SIZE + sizeof(u32);
	const u64 record = FACET_STATE_RECORD_HEAD + sizeof(struct facet_saved_workload) + copies +
			   context;

	return PGPU_ENGINES * FACET_WORKLOADS_MAX * record;
}

/*
 * Restore a workload: &facet_state_section.restore. Return: 0; -EINVAL: the record is short, or a
 * field is out of range; else as facet_workload_restore().
 */
static int workload_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
	struct facet_saved_workload s;

	memset(&s, 0, sizeof(s));
	if (facet_state_take_fields(in, workload_fields, ARRAY_SIZE(workload_fields), &s))
		return -EINVAL;
	return facet_workload_restore(vgpu, &s, in);
}

/*
 * Free all workloads: &facet_state_section.reset. facet_execlists_kill() has taken them off the
 * engines.
 */
static void workload_reset(void *owner)
{
	struct facet_vgpu *vgpu = facet_vgpu_of(owner);
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
