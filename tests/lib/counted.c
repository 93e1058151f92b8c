// SPDX-License-Identifier: GPL-2.0-only
/* A load that counts how often each command runs; see counted.h. */
#include "counted.h"

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/type.h"

#define USER_VA		0x100000000ull
#define COUNTER_VA	0x300000ull
#define BATCH_BYTES	64u
#define AHEAD		4u		/* requests of a context in flight at once */
#define RING_SIZE	4096u
#define PROMOTES	(GEN9_CSB_IDLE_ACTIVE | GEN9_CSB_PREEMPTED)

static bool lied(struct counted *load, const char *what, u32 a, u32 b, u32 c)
{
	if (!load->why[0])
		snprintf(load->why, sizeof(load->why), "%s (%u, %u, %u)", what, a, b, c);
	return false;
}

/* Return the offset of the dword that a command increments, in bytes. */
static u32 counter_at(u32 work, u32 slot, u32 command)
{
	return ((work * COUNTED_SLOTS + slot) * COUNTED_COMMANDS + command) * sizeof(u32);
}

static u32 *counters_of(const struct counted *load, u32 work, u32 slot)
{
	return mini_ptr(load->guest, load->counters + counter_at(work, slot, 0));
}

static u64 batch_at(u32 work, u32 slot)
{
	return (work * COUNTED_SLOTS + slot) * BATCH_BYTES;
}

static void batches_make(struct counted *load)
{
	u64 gpa = mini_alloc(load->guest, 1);
	u32 work, slot, i;

	mini_vm_map(&load->vm, USER_VA, gpa, MINI_PTE);
	for (work = 0; work < COUNTED_WORKS; work++) {
		for (slot = 0; slot < COUNTED_SLOTS; slot++) {
			struct mini_batch batch = {
				.dw = mini_ptr(load->guest, gpa + batch_at(work, slot)),
			};

			for (i = 2; i < COUNTED_COMMANDS; i++)
				MINI_BATCH(&batch, 0x17800001 | GEN9_ATOMIC_INC << 8,
					   COUNTER_VA + counter_at(work, slot, i), 0);
			MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
		}
	}
}

void counted_start(struct counted *load, struct mini_machine *machine)
{
	u32 i;

	memset(load, 0, sizeof(*load));
	load->machine = machine;
	load->guest = mini_guest_create(machine, &facet_types[0]);
	mini_vm_create(load->guest, &load->vm);
	load->counters = mini_alloc(load->guest, 1);
	load->counters_gva = mini_ggtt_map(load->guest, load->counters, 1);
	mini_vm_map(&load->vm, COUNTER_VA, load->counters, MINI_PTE);
	batches_make(load);
	for (i = 0; i < COUNTED_WORKS; i++) {
		mini_context_create(load->guest, &load->work[i].context, i % COUNTED_ENGINES,
				    &load->vm, RING_SIZE);
		load->work[i].context.engine->idle = true;
	}
}

void counted_follow(struct counted *load, struct mini_machine *machine, struct mini_guest *to)
{
	u32 i;

	for (i = 0; i < COUNTED_WORKS; i++)
		mini_context_follow(&load->work[i].context, load->guest, to);
	load->vm.guest = to;
	load->machine = machine;
	load->guest = to;
}

static bool slot_check(struct counted *load, u32 work, u32 slot)
{
	const u32 *n = counters_of(load, work, slot);
	u32 i;

	for (i = 0; i < COUNTED_COMMANDS; i++) {
		u32 value = READ_ONCE(n[i]);

		if (load->work[work].given_up[slot] ? value > 1 : value != 1)
			return lied(load, "context, command, how often it ran", work, i, value);
	}
	return true;
}

bool counted_emit(struct counted *load, u32 work)
{
	struct counted_work *w = &load->work[work];
	u32 slot = w->emitted % COUNTED_SLOTS;
	u64 va = USER_VA + batch_at(work, slot);
	u32 i;

	if (w->emitted - w->checked >= AHEAD)
		return true;
	/* A complete request has the right counts until its slot is used again. */
	if (w->emitted >= COUNTED_SLOTS && !slot_check(load, work, slot))
		return false;
	memset(counters_of(load, work, slot), 0, COUNTED_COMMANDS * sizeof(u32));
	fake_host_wrote(&load->guest->host, counters_of(load, work, slot),
			COUNTED_COMMANDS * sizeof(u32));
	w->given_up[slot] = false;
	mini_request_begin(&w->context);
	for (i = 0; i < 2; i++)
		MINI_EMIT(&w->context, 0x17c00001 | GEN9_ATOMIC_INC << 8,
			  load->counters_gva + counter_at(work, slot, i), 0);
	MINI_EMIT(&w->context, 0x18800101, lower_32_bits(va), upper_32_bits(va), 0);
	/* As in i915, TAIL of the image changes at a submission only. */
	mini_request_close(&w->context);
	w->emitted++;
	return true;
}

static bool has_more(const struct counted_work *w)
{
	return w->context.submitted != w->context.emit;
}

static void submit_one(struct counted_work *w)
{
	mini_tail(&w->context);
	w->context.submitted = w->context.emit;
	w->submitted = w->context.seqno;
}

void counted_submit(struct counted *load, u32 engine)
{
	struct counted_work *a = &load->work[engine];
	struct counted_work *b = &load->work[engine + COUNTED_ENGINES];
	struct counted_work **alone = &load->alone[engine];
	bool idle = a->context.engine->idle;

	if (a->context.engine->pending)
		return;
	if (a->emitted % 3 == 1)
		swap(a, b);
	if (!has_more(a))
		swap(a, b);
	/*
	 * Extend a context that runs alone by a lite restore. Else wait for the engine to be idle.
	 */
	if (!idle)
		a = *alone;
	if (!a || !has_more(a))
		return;
	submit_one(a);
	if (idle) {
		*alone = has_more(b) ? NULL : a;
		if (!*alone)
			submit_one(b);
	}
	mini_elsp(&a->context, idle, *alone ? NULL : &b->context);
}

void counted_reset(struct counted *load, u32 engine)
{
	u32 i, r;

	load->resets++;
	mini_reset_engine(&load->guest->engines[engine]);
	load->guest->engines[engine].idle = true;
	load->guest->engines[engine].pending = false;
	load->busy[engine] = false;
	load->logged[engine] = load->guest->engines[engine].logged;
	for (i = engine; i < COUNTED_WORKS; i += COUNTED_ENGINES) {
		struct counted_work *w = &load->work[i];
		u32 done = *w->context.timeline;

		for (r = w->checked; r < w->emitted; r++)
			w->given_up[r % COUNTED_SLOTS] |= (s32)(r + 1 - done) > 0;
		/*
		 * Move HEAD behind the requests that are given up, and set the seqno to theirs, as
		 * i915 does.
		 */
		w->context.image[GEN9_CTX_RING_HEAD] = w->context.emit;
		mini_tail(&w->context);
		w->context.submitted = w->context.emit;
		w->submitted = w->context.seqno;
		WRITE_ONCE(*w->context.timeline, w->context.seqno);
	}
}

/* Check that CSB entries follow the states of an engine: idle, running, idle. */
static bool csb_follow(struct counted *load, u32 engine)
{
	const struct mini_engine *e = &load->guest->engines[engine];
	u32 status;

	for (; load->logged[engine] != e->logged; load->logged[engine]++) {
		status = e->log[load->logged[engine] % MINI_CSB_LOG].status;
		if (!(status & GEN9_CSB_IDLE_ACTIVE) != load->busy[engine])
			return lied(load, "engine, CSB status, whether it ran", engine, status,
				    load->busy[engine]);
		load->busy[engine] = status & PROMOTES || status & GEN9_CSB_ELEMENT_SWITCH;
	}
	return true;
}

/* Check the seqnos and HEADs of an engine whose CSB says that it is idle. */
static bool idle_check(struct counted *load, u32 engine)
{
	const struct mini_engine *e = &load->guest->engines[engine];
	u32 i;

	if (!e->idle || e->pending)
		return true;
	for (i = engine; i < COUNTED_WORKS; i += COUNTED_ENGINES) {
		const struct counted_work *w = &load->work[i];
		u32 done = __atomic_load_n(w->context.timeline, __ATOMIC_ACQUIRE);

		if ((s32)(done - w->submitted) < 0)
			return lied(load, "idle: context, seqno, submitted", i, done, w->submitted);
		if (w->context.image[GEN9_CTX_RING_HEAD] != w->context.submitted && w->submitted)
			return lied(load, "idle: context, HEAD, TAIL", i,
				    w->context.image[GEN9_CTX_RING_HEAD], w->context.submitted);
	}
	return true;
}

static bool requests_check(struct counted *load, u32 work)
{
	struct counted_work *w = &load->work[work];
	u32 done = __atomic_load_n(w->context.timeline, __ATOMIC_ACQUIRE);

	/* A request first stores its predecessor's seqno again, so compare with a sign. */
	while (w->checked < w->emitted && (s32)(done - (w->checked + 1)) >= 0) {
		if (!slot_check(load, work, w->checked % COUNTED_SLOTS))
			return false;
		w->checked++;
	}
	return true;
}

bool counted_poll(struct counted *load)
{
	u32 i;

	mini_irq(load->guest);
	for (i = 0; i < COUNTED_WORKS; i++) {
		if (!requests_check(load, i))
			return false;
	}
	for (i = 0; i < COUNTED_ENGINES; i++) {
		struct mini_engine *e = &load->guest->engines[i];

		if (!csb_follow(load, i) || !idle_check(load, i))
			return false;
		/* EMR masks page faults, as i915 sets EMR up. Find them by reading ESR. */
		if (!e->errors && !mini_read(load->guest, e->base + GEN9_RING_ESR))
			continue;
		load->errors++;
		e->errors = 0;
		counted_reset(load, i);
	}
	return true;
}

bool counted_done(const struct counted *load)
{
	u32 i;

	for (i = 0; i < COUNTED_WORKS; i++) {
		const struct counted_work *w = &load->work[i];

		if (w->checked != w->emitted || has_more(w) || !w->context.engine->idle ||
		    w->context.engine->pending)
			return false;
	}
	return true;
}

bool counted_check(struct counted *load)
{
	u32 i, slot;

	for (i = 0; i < COUNTED_WORKS; i++) {
		for (slot = 0; slot < min(load->work[i].emitted, COUNTED_SLOTS); slot++) {
			if (!slot_check(load, i, slot))
				return false;
		}
	}
	return true;
}

u64 counted_requests(const struct counted *load)
{
	u64 n = 0;
	u32 i;

	for (i = 0; i < COUNTED_WORKS; i++)
		n += load->work[i].checked;
	return n;
}

bool counted_shows(const struct counted *load, u32 (*shown)(void *arg, u32 offset), void *arg)
{
	u32 work, slot, i, r;

	for (work = 0; work < COUNTED_WORKS; work++) {
		const struct counted_work *w = &load->work[work];

		for (r = max(w->emitted, COUNTED_SLOTS) - COUNTED_SLOTS; r < w->checked; r++) {
			slot = r % COUNTED_SLOTS;
			for (i = 0; i < COUNTED_COMMANDS; i++)
				if (shown(arg, counter_at(work, slot, i)) !=
				    READ_ONCE(counters_of(load, work, slot)[i]))
					return false;
		}
	}
	return true;
}

const char *counted_why(const struct counted *load)
{
	return load->why[0] ? load->why : "nothing";
}
