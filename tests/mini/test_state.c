// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test moves of a busy guest at random points, by model/migration.h. The guest continues on another
 * pGPU, with another clock and with its memory at other addresses. Counters that engines increment
 * show each command that was lost or ran twice. Registers of contexts, seqnos, frames and flips
 * continue without a difference. Some moves are cancelled at random states.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/display_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/plane_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/execlist/execlist.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "pgpu/position.h"
#include "softgpu/softgpu.h"
#include "tests/lib/mini.h"
#include "tests/lib/mini_screen.h"
#include "tests/lib/mover.h"
#include "tests/lib/saved.h"

#define USER_VA		0x100000000ull	/* one page of batches for each context */
#define COUNTER_VA	0x300000ull
#define FLAG_VA		0x400000ull
#define SURFACE_VA	0x500000ull	/* two surfaces for each context */
#define SURFACE_SPAN	0x40000ull
#define PITCH		512u
#define WIDTH		128u
#define HEIGHT		64u
#define SURFACE_PAGES	(PITCH * HEIGHT / 4096u)
#define FRAME_NS	16666666ull
#define MI_ARB_CHECK	0x02800000u

enum {
	CONTEXTS = 2,			/* contexts of each engine */
	WORKS = CONTEXTS * PGPU_ENGINES,
	REQUESTS = 30,			/* requests of each context */
	MOVES = 120,
	PRE_COPY_STEPS = 6,
	PIECE = 4096,			/* bytes of a read or write, at most */
	/* dword of the timeline page to which a batch stores GPR 0 */
	GPR_DWORD = 0x40,
	COUNTS_USER = 6 + 4,
	COUNTS_PRIVILEGED = 5 + 3,
};

/**
 * struct work - A context and the work that it does.
 * @context: the context
 * @user: guest-physical address of its user batch, in bytes
 * @privileged: GGTT address of its privileged batch, in bytes
 * @src: guest-physical address of the surface to copy, in bytes; 0: the engine is not BCS
 * @dst: guest-physical address of the copy, in bytes; 0: the engine is not BCS
 * @done: requests emitted so far
 * @expected: what its counter will be when all emitted requests are complete
 */
struct work {
	struct mini_context context;
	u64 user;
	u32 privileged;
	u64 src;
	u64 dst;
	u32 done;
	u32 expected;
};

/**
 * struct load - A guest under load.
 * @seed: state of the pseudo-random numbers
 * @machine: the machine of @guest
 * @guest: the guest
 * @vm: the PPGTT of all contexts
 * @work: the contexts: work i belongs to engine i % PGPU_ENGINES
 * @counters: guest-physical address of one dword for each context, in bytes
 * @flags: guest-physical address of one dword for each context: the number of requests that may run
 * @spare_gva: GGTT address of an entry that changes all the time, in bytes
 * @spare_gpa: guest-physical address of two pages that this entry names in turn, in bytes
 * @alone: by engine: the work of the last submission, if that named one context; else NULL
 * @elapsed: nanoseconds of the guest's time since it turned its pipe on
 * @flips: flips that the guest has requested
 * @flipped: flips that the display has reported
 * @surf: PLANE_SURF of the last requested flip
 * @saved: the state at the last save
 * @moves: moves to another machine
 * @cancelled: moves that ended where they began
 * @in_flight: moves with work in flight
 * @inside: by batch level: saved workloads that were preempted in the ring, a batch, a second level
 * @privileged: those of @inside that were in a copied privileged batch
 * @own: those of @inside that were in an indirect or per-context batch of the context
 */
struct load {
	u64 seed;
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct work work[WORKS];
	u64 counters;
	u64 flags;
	u32 spare_gva;
	u64 spare_gpa;
	struct work *alone[PGPU_ENGINES];
	u64 elapsed;
	u32 flips;
	u32 flipped;
	u32 surf;
	struct saved saved;
	u32 moves;
	u32 cancelled;
	u32 in_flight;
	u32 inside[PGPU_LEVELS];
	u32 privileged;
	u32 own;
};

static u32 random32(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 33;
}

static void *ptr(struct load *load, u64 gpa)
{
	return mini_ptr(load->guest, gpa);
}

static void add_counts(struct mini_batch *batch, u32 work, u32 n)
{
	u64 va = COUNTER_VA + 4 * work;
	u32 i;

	for (i = 0; i < n; i++)
		MINI_BATCH(batch, 0x17800001 | GEN9_ATOMIC_INC << 8, lower_32_bits(va),
			   upper_32_bits(va), MI_ARB_CHECK, 0);
}

static void blit_make(struct load *load, struct work *w, u32 i, struct mini_batch *batch)
{
	u64 va = SURFACE_VA + i * 2 * SURFACE_SPAN;
	u32 *src;
	u32 p;

	w->src = mini_alloc(load->guest, SURFACE_PAGES);
	w->dst = mini_alloc(load->guest, SURFACE_PAGES);
	for (p = 0; p < SURFACE_PAGES; p++) {
		mini_vm_map(&load->vm, va + p * 4096, w->src + p * 4096, MINI_PTE);
		mini_vm_map(&load->vm, va + SURFACE_SPAN + p * 4096, w->dst + p * 4096, MINI_PTE);
	}
	src = ptr(load, w->src);
	for (p = 0; p < PITCH * HEIGHT / 4; p++)
		src[p] = random32(&load->seed);
	mini_copy_blit(batch, va + SURFACE_SPAN, va, PITCH, WIDTH, HEIGHT);
}

/* Write a user batch: counts, MI_NOOPs, a second-level batch with counts, and a blit on BCS. */
static void user_make(struct load *load, struct work *w, u32 i)
{
	u64 va = USER_VA + i * 4096;
	struct mini_batch batch, second;

	w->user = mini_alloc(load->guest, 1);
	mini_vm_map(&load->vm, va, w->user, MINI_PTE);
	batch = (struct mini_batch){ .dw = ptr(load, w->user) };
	second = (struct mini_batch){ .dw = ptr(load, w->user + 2048) };
	add_counts(&batch, i, 3);
	batch.n += 40;
	MINI_BATCH(&batch, 0x18c00101, lower_32_bits(va + 2048), upper_32_bits(va + 2048));
	add_counts(&batch, i, 3);
	if (w->context.engine->id == PGPU_BCS)
		blit_make(load, w, i, &batch);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	add_counts(&second, i, 4);
	MINI_BATCH(&second, GEN9_MI_BATCH_BUFFER_END);
}

/*
 * Write a privileged batch like the user batch. It sets a register of the context first and stores
 * it last.
 */
static void privileged_make(struct load *load, struct work *w, u32 i)
{
	u32 gpr = w->context.engine->base + GEN9_RING_GPR;
	u64 gpa = mini_alloc(load->guest, 2);
	u32 gva = mini_ggtt_map(load->guest, gpa, 2);
	struct mini_batch batch = { .dw = ptr(load, gpa) };
	struct mini_batch second = { .dw = ptr(load, gpa + 4096) };

	w->privileged = gva;
	MINI_BATCH(&batch, 0x11000001, gpr, 0xc0de0000 + i);
	add_counts(&batch, i, 2);
	batch.n += 30;
	MINI_BATCH(&batch, 0x18c00001, gva + 4096, 0);
	add_counts(&batch, i, 3);
	MINI_BATCH(&batch, 0x12400002, gpr, w->context.timeline_gva + 4 * GPR_DWORD, 0);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	add_counts(&second, i, 3);
	MINI_BATCH(&second, GEN9_MI_BATCH_BUFFER_END);
}

/* Write the indirect batch and the per-context batch of an RCS context. */
static void own_batches_make(struct load *load, struct work *w)
{
	u64 gpa = mini_alloc(load->guest, 2);
	u32 gva = mini_ggtt_map(load->guest, gpa, 2);
	struct mini_batch indirect = { .dw = ptr(load, gpa) };
	struct mini_batch per_ctx = { .dw = ptr(load, gpa + 4096) };
	u32 i;

	MINI_BATCH(&indirect, 0x04000000, 0x11000001, 0x2608, 1);
	MINI_BATCH(&per_ctx, 0x11000001, 0x2610, 2);
	for (i = 0; i < 12; i++) {
		MINI_BATCH(&indirect, MI_ARB_CHECK);
		MINI_BATCH(&per_ctx, MI_ARB_CHECK);
	}
	MINI_BATCH(&per_ctx, GEN9_MI_BATCH_BUFFER_END);
	w->context.image[GEN9_CTX_INDIRECT_CTX] = gva | 1;
	w->context.image[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	w->context.image[GEN9_CTX_BB_PER_CTX_PTR] = (gva + 4096) | GEN9_BB_PER_CTX_VALID;
}

static void load_start(struct load *load, u64 seed)
{
	u32 i;

	memset(load, 0, sizeof(*load));
	load->seed = seed;
	load->machine = mini_machine_create(MINI_STEP);
	load->guest = mini_guest_create(load->machine, &facet_types[0]);
	mini_vm_create(load->guest, &load->vm);
	load->counters = mini_alloc(load->guest, 1);
	load->flags = mini_alloc(load->guest, 1);
	load->spare_gpa = mini_alloc(load->guest, 2);
	load->spare_gva = mini_ggtt_map(load->guest, load->spare_gpa, 2);
	mini_vm_map(&load->vm, COUNTER_VA, load->counters, MINI_PTE);
	mini_vm_map(&load->vm, FLAG_VA, load->flags, MINI_PTE);
	for (i = 0; i < WORKS; i++) {
		struct work *w = &load->work[i];

		mini_context_create(load->guest, &w->context, i % PGPU_ENGINES, &load->vm, 4096);
		user_make(load, w, i);
		privileged_make(load, w, i);
		if (w->context.engine->id == PGPU_RCS)
			own_batches_make(load, w);
		w->context.engine->idle = true;
	}
	mini_screen_on(load->guest);
	mini_write(load->guest, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IMR, 0);
}

/* Emit a request that waits for its flag in the ring and then runs one of the two batches. */
static void work_emit(struct load *load, u32 i)
{
	struct work *w = &load->work[i];
	u64 flag = FLAG_VA + 4 * i;
	bool user = random32(&load->seed) % 2;

	if (w->done == REQUESTS || (s32)(w->context.seqno - *w->context.timeline) > 3)
		return;
	w->done++;
	mini_request_begin(&w->context);
	MINI_EMIT(&w->context, 0x0e001002, w->done, lower_32_bits(flag), upper_32_bits(flag));
	if (user)
		MINI_EMIT(&w->context, 0x18800101, lower_32_bits(USER_VA + i * 4096),
			  upper_32_bits(USER_VA + i * 4096));
	else
		MINI_EMIT(&w->context, 0x18800001, w->privileged, 0);
	w->expected += user ? COUNTS_USER : COUNTS_PRIVILEGED;
	mini_request_end(&w->context);
}

static bool has_more(const struct work *w)
{
	return w->context.submitted != w->context.emit;
}

/*
 * Submit as i915 does. A busy engine gets a lite restore of the context that runs alone. An idle
 * engine gets both contexts.
 */
static void engine_submit(struct load *load, u32 engine)
{
	struct work *a = &load->work[engine], *b = &load->work[engine + PGPU_ENGINES];

	if (random32(&load->seed) % 2)
		swap(a, b);
	if (!a->context.engine->idle && load->alone[engine])
		mini_flush(&load->alone[engine]->context);
	if (!a->context.engine->idle || !has_more(a))
		return;
	load->alone[engine] = has_more(b) ? NULL : a;
	b->context.submitted = b->context.emit;
	mini_elsp(&a->context, true, load->alone[engine] ? NULL : &b->context);
}

static void display_irq(struct load *load)
{
	u32 iir = mini_read(load->guest, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IIR);

	mini_write(load->guest, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IIR, iir);
	load->flipped += !!(iir & GEN9_PIPE_FLIP_DONE(0));
	if (load->flipped == load->flips && random32(&load->seed) % 2) {
		load->surf = (random32(&load->seed) % 64) << 16;
		load->flips++;
		mini_write(load->guest, GEN9_PLANE_SURF, load->surf);
	}
}

static void time_passes(struct load *load, u64 ns)
{
	fake_clock_advance(&load->machine->clock, ns);
	load->elapsed += ns;
}

/* Change a GGTT entry and a fence. */
static void tables_change(struct load *load)
{
	u32 fence = random32(&load->seed) % 16;
	u64 gpa = load->spare_gpa + (random32(&load->seed) % 2) * 4096;

	mini_ggtt_set(load->guest, load->spare_gva, gpa | GEN9_PTE_PRESENT);
	mini_write(load->guest, GEN9_FENCE + 8 * fence, random32(&load->seed) & ~1u);
	mini_write(load->guest, GEN9_FENCE + 8 * fence + 4, random32(&load->seed));
	mini_write(load->guest, GEN9_FENCE + 8 * fence, random32(&load->seed));
}

/* Do one random step of the guest, the worker or an engine. */
static void load_step(struct load *load)
{
	u32 i = random32(&load->seed) % WORKS;
	u32 *flags = ptr(load, load->flags);

	switch (random32(&load->seed) % 12) {
	case 0:
		work_emit(load, i);
		break;
	case 1:
		engine_submit(load, i % PGPU_ENGINES);
		break;
	case 2:
		flags[i] = max(flags[i], load->work[i].done);
		break;
	case 3:
		mini_irq(load->guest);
		break;
	case 4:
		display_irq(load);
		break;
	case 5:
		time_passes(load, random32(&load->seed) % (FRAME_NS / 4));
		break;
	case 6:
		tables_change(load);
		break;
	case 7:
	case 8:
		fake_host_work(&load->guest->host);
		break;
	default:
		softgpu_set_slice(softgpu_user_softgpu(load->machine->user),
				  1 + random32(&load->seed) % 12);
		softgpu_user_step(load->machine->user);
	}
}

static bool load_done(struct load *load)
{
	u32 i;

	for (i = 0; i < WORKS; i++) {
		if (load->work[i].done < REQUESTS ||
		    *load->work[i].context.timeline != load->work[i].context.seqno)
			return false;
	}
	return true;
}

static u64 field(struct load *load, size_t at, const char *name, u32 i)
{
	return saved_field(&load->saved, at, &facet_workload_state, name, i);
}

static void count_positions(struct load *load)
{
	size_t at;
	u32 i, level;

	for (i = 0; (at = saved_find(&load->saved, facet_workload_state.tag, i)); i++) {
		load->in_flight += !i;
		if (!(field(load, at, "flags", 0) & PGPU_SUBMIT_RESUME))
			continue;
		level = field(load, at, "level", 0);
		load->inside[level]++;
		load->privileged += level && !field(load, at, "user", level);
		load->own += field(load, at, "stage", 0) != PGPU_STAGE_RING;
	}
}

#define STATE(name)	FACET_MIGRATION_##name

/* Read the head while the guest goes on for some steps. */
static void pre_copy(struct load *load, struct mover *from)
{
	u32 steps = random32(&load->seed) % PRE_COPY_STEPS;

	assert_int_equal(mover_go(from, STATE(PRE_COPY)), 0);
	assert_int_equal(mover_read(from, 1 + random32(&load->seed) % 64), -ENOMSG);
	while (steps--)
		load_step(load);
}

/* Stop the guest and read its data: with the head before, or as a save to a file does. */
static void load_leave(struct load *load, struct mover *from)
{
	if (random32(&load->seed) % 2)
		pre_copy(load, from);
	assert_int_equal(mover_go(from, STATE(STOP_COPY)), 0);
	assert_int_equal(facet_migration_size(from->m), facet_migration_pending(from->m));
	assert_int_equal(mover_read(from, 1 + random32(&load->seed) % PIECE), 0);
}

/* Begin a move that ends where it began, from any state. */
static void load_cancel(struct load *load)
{
	static const enum facet_migration_state states[] = {
		STATE(PRE_COPY), STATE(PRE_COPY_P2P), STATE(STOP_COPY), STATE(STOP),
		STATE(RUNNING_P2P),
	};
	struct mover from;

	mover_init(&from, load->guest->instance);
	if (random32(&load->seed) % 2)
		pre_copy(load, &from);
	assert_int_equal(mover_go(&from, states[random32(&load->seed) % ARRAY_SIZE(states)]), 0);
	assert_int_equal(mover_go(&from, STATE(RUNNING)), 0);
	mover_exit(&from);
	load->cancelled++;
}

/*
 * Restore the guest's vGPU before the guest's memory arrives. The state that the new vGPU saves
 * equals the restored state in each byte.
 */
static void load_arrive(struct load *load, const struct mover *from, struct mover *to)
{
	assert_int_equal(mover_go(to, STATE(RESUMING)), 0);
	assert_int_equal(mover_write(to, from->data, from->len,
				     1 + random32(&load->seed) % PIECE), 0);
	assert_int_equal(mover_go(to, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(to, PIECE), 0);
	assert_int_equal(to->len, from->len);
	assert_memory_equal(to->data, from->data, to->len);
	assert_int_equal(mover_go(to, STATE(STOP)), 0);
	assert_int_equal(to->reasons, 0);
}

/* Keep the description that went along. */
static void keep_description(struct load *load, const struct mover *from)
{
	struct mover_parts parts;

	assert_true(mover_parts(from->data, from->len, &parts));
	assert_true(saved_resize(&load->saved, parts.len));
	memcpy(load->saved.data, parts.description, parts.len);
	load->saved.len = parts.len;
	load->saved.head = SAVED_HEAD;
}

/* The guest's memory comes, and the guest's driver uses it from now on. */
static void load_follow(struct load *load, struct mini_guest *to)
{
	struct mini_guest *from = load->guest;
	u32 i;

	memcpy(to->host.mem, from->host.mem, from->next_gpa);
	for (i = 0; i < WORKS; i++)
		mini_context_follow(&load->work[i].context, from, to);
	load->vm.guest = to;
	load->guest = to;
}

/* Move the guest to another machine. */
static void load_move(struct load *load)
{
	struct mini_machine *machine = mini_machine_create(MINI_STEP), *left = load->machine;
	struct mini_guest *new;
	struct mover from, to;

	fake_clock_advance(&machine->clock, random32(&load->seed));
	mover_init(&from, load->guest->instance);
	load_leave(load, &from);
	new = mini_guest_clone(load->guest, machine);
	memset(new->host.mem, 0xa5, new->next_gpa);
	mover_init(&to, new->instance);
	load_arrive(load, &from, &to);
	keep_description(load, &from);
	load_follow(load, new);
	load->machine = machine;
	mover_exit(&from);
	assert_int_equal(mini_machine_destroy(left), 0);
	load->moves++;
	count_positions(load);
	assert_int_equal(mover_go(&to, STATE(RUNNING)), 0);
	mover_exit(&to);
}

static void assert_outcome(struct load *load)
{
	const u32 *counters = ptr(load, load->counters);
	u32 i;

	for (i = 0; i < WORKS; i++) {
		struct work *w = &load->work[i];

		assert_int_equal(counters[i], w->expected);
		assert_int_equal(w->context.timeline[GPR_DWORD], 0xc0de0000 + i);
		assert_int_equal(w->context.engine->errors, 0);
		if (w->dst)
			assert_memory_equal(ptr(load, w->src), ptr(load, w->dst),
					    SURFACE_PAGES * 4096);
	}
	/* The frame count increments at the vertical blank, the last 45 of a frame's 1125 lines. */
	assert_int_equal(mini_read(load->guest, GEN9_FRMCOUNT),
			 (load->elapsed + FRAME_NS * 45 / 1125) / FRAME_NS);
}

/* Let all work in flight and the last flip end. */
static void load_finish(struct load *load)
{
	u32 *flags = ptr(load, load->flags);
	u32 round, i;

	memset(flags, 0x7f, 4096);
	for (round = 0; round < 100000 && !load_done(load); round++) {
		for (i = 0; i < WORKS; i++)
			work_emit(load, i);
		for (i = 0; i < PGPU_ENGINES; i++)
			engine_submit(load, i);
		mini_run(load->machine);
		mini_irq(load->guest);
	}
	assert_true(load_done(load));
	time_passes(load, FRAME_NS + 1);
	load->flipped += !!(mini_read(load->guest, GEN9_PIPE_IRQ(0) + GEN9_IRQ_IIR) &
			    GEN9_PIPE_FLIP_DONE(0));
	assert_int_equal(load->flipped, load->flips);
	assert_int_equal(mini_read(load->guest, GEN9_PLANE_SURFLIVE), load->surf);
}

/* Run a load and move it @moves times, on average every @every steps. */
static void load_runs(u64 seed, u32 moves, u32 every)
{
	struct load *load = calloc(1, sizeof(*load));
	const struct pgpu_caps *caps;

	assert_non_null(load);
	print_message("# seed %llu, %u moves\n", seed, moves);
	load_start(load, seed);
	while (load->moves < moves) {
		load_step(load);
		if (random32(&load->seed) % every)
			continue;
		if (random32(&load->seed) % 4)
			load_move(load);
		else
			load_cancel(load);
	}
	load_finish(load);
	assert_outcome(load);
	print_message("# %u with work in flight, %u cancelled; in ring %u, batch %u, second "
		      "level %u; copied %u, own %u; %u flips, %llu ms\n", load->in_flight,
		      load->cancelled, load->inside[0], load->inside[1], load->inside[2],
		      load->privileged, load->own, load->flips, load->elapsed / 1000000);
	/*
	 * The load is worth its name: moves had work in flight in each kind of place. Where SLM
	 * stays, work that resumes begins its own batches anew.
	 */
	assert_true(load->in_flight > moves / 4 && load->cancelled);
	assert_true(load->inside[1] && load->inside[2] && load->privileged);
	caps = softgpu_user_pgpu(load->machine->user)->caps;
	assert_int_equal(!load->own, caps->slm_stays);
	assert_int_equal(mini_machine_destroy(load->machine), 0);
	free(load->saved.data);
	free(load);
}

static void a_busy_guest_goes_on_elsewhere(void **state)
{
	load_runs(1, MOVES, 60);
}

/* One or two commands run between two moves: the engine preempts the work again and again. */
static void it_moves_faster_than_it_runs(void **state)
{
	load_runs(2, MOVES, 8);
}

static void a_guest_that_is_saved_goes_on_where_it_is(void **state)
{
	struct load *load = calloc(1, sizeof(*load));
	u32 i;

	assert_non_null(load);
	load_start(load, 3);
	for (i = 0; i < 20000 && !load_done(load); i++) {
		load_step(load);
		if (i % 7 == 0)
			assert_int_equal(saved_save(&load->saved, load->guest->vgpu), 0);
	}
	load_finish(load);
	assert_outcome(load);
	assert_int_equal(mini_machine_destroy(load->machine), 0);
	free(load->saved.data);
	free(load);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_busy_guest_goes_on_elsewhere),
		cmocka_unit_test(it_moves_faster_than_it_runs),
		cmocka_unit_test(a_guest_that_is_saved_goes_on_where_it_is),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
