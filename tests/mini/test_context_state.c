// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test registers of contexts. A batch reads the value that its context wrote, or the value of a new
 * context. Earlier work on the engine does not matter, however it ended. The guest checks by
 * batches, as IGT's gem_ctx_isolation does. The list of registers is from that test. It is
 * independent of the core's table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "tests/lib/mini_image.h"
#include "tests/lib/mini_user.h"

#define REGS_MAX	160u
#define CONTEXTS_MANY	640u		/* ten times the shadow contexts that the mediator keeps */

struct range {
	u32 first;
	u32 last;
	bool masked;
};

static const struct range rcs_ranges[] = {
	{ 0x2158, 0x2158, false }, { 0x2290, 0x2294, false }, { 0x22c8, 0x22cc, false },
	{ 0x22d8, 0x22dc, false }, { 0x22f0, 0x2344, false }, { 0x2360, 0x2364, false },
	{ 0x2400, 0x2420, false }, { 0x2430, 0x2440, false }, { 0x2448, 0x2454, false },
	{ 0x2500, 0x2508, false }, { 0x2580, 0x2580, true }, { 0x2600, 0x267c, false },
	{ 0x5200, 0x521c, false }, { 0x5240, 0x525c, false }, { 0x5280, 0x528c, false },
	{ 0x7000, 0x7008, true }, { 0x7014, 0x7014, true }, { 0x7034, 0x7034, false },
	{ 0x7304, 0x7304, true }, { 0xe400, 0xe404, false },
};
static const struct range bcs_ranges[] = {
	{ 0x22200, 0x22200, true }, { 0x22600, 0x2267c, false },
};
static const struct range vcs_ranges[] = { { 0x12600, 0x1267c, false } };
static const struct range vecs_ranges[] = { { 0x1a600, 0x1a67c, false } };

static const struct {
	const struct range *ranges;
	u32 n;
} isolated[PGPU_ENGINES] = {
	[PGPU_RCS] = { rcs_ranges, ARRAY_SIZE(rcs_ranges) },
	[PGPU_BCS] = { bcs_ranges, ARRAY_SIZE(bcs_ranges) },
	[PGPU_VCS] = { vcs_ranges, ARRAY_SIZE(vcs_ranges) },
	[PGPU_VECS] = { vecs_ranges, ARRAY_SIZE(vecs_ranges) },
};

/* The registers of one engine's ranges in a flat list. */
struct regs {
	u32 n;
	u32 offset[REGS_MAX];
	bool masked[REGS_MAX];
};

static struct regs regs_of(u32 engine)
{
	struct regs regs = { 0 };
	u32 i, offset;

	for (i = 0; i < isolated[engine].n; i++) {
		const struct range *range = &isolated[engine].ranges[i];

		for (offset = range->first; offset <= range->last; offset += 4) {
			assert_true(regs.n < REGS_MAX);
			regs.offset[regs.n] = offset;
			regs.masked[regs.n++] = range->masked;
		}
	}
	return regs;
}

static u32 pattern(u32 seed, u32 i)
{
	return (seed * 0x9e3779b9u ^ i * 0x85ebca6bu) | 1;
}

static u32 held(const struct regs *regs, u32 seed, u32 i)
{
	return regs->masked[i] ? pattern(seed, i) & 0xffff : pattern(seed, i);
}

static void write_all(struct mini_user *user, const struct regs *regs, u32 seed)
{
	u32 i;

	for (i = 0; i < regs->n; i++)
		MINI_BATCH(&user->batch, 0x11000001, regs->offset[i],
			   regs->masked[i] ? pattern(seed, i) | 0xffff0000 : pattern(seed, i));
}

static void read_all(struct mini_user *user, const struct regs *regs)
{
	u32 i;

	for (i = 0; i < regs->n; i++)
		mini_user_read(user, regs->offset[i], i);
}

static void run(struct mini_user *user, struct mini_context *context)
{
	assert_true(mini_user_run(user, context));
}

/* Expect that the last read returned the values of a new context. */
static void expect_new(const struct mini_user *user, const struct regs *regs)
{
	u32 i;

	for (i = 0; i < regs->n; i++)
		assert_int_equal(user->data[i], 0);
}

static void expect_pattern(const struct mini_user *user, const struct regs *regs, u32 seed)
{
	u32 i;

	for (i = 0; i < regs->n; i++)
		assert_int_equal(user->data[i], held(regs, seed, i));
}

static void dirty(struct mini_user *user, struct mini_context *context, u32 seed)
{
	struct regs regs = regs_of(context->engine->id);

	mini_user_begin(user);
	write_all(user, &regs, seed);
	run(user, context);
}

static void read_registers(struct mini_user *user, struct mini_context *context)
{
	struct regs regs = regs_of(context->engine->id);

	mini_user_begin(user);
	read_all(user, &regs);
	run(user, context);
}

static void a_new_context_is_new_whatever_ran_before(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context old, fresh;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);

		mini_user_context(&f->a, &old, e);
		dirty(&f->a, &old, 1);
		mini_user_context(&f->a, &fresh, e);
		read_registers(&f->a, &fresh);
		expect_new(&f->a, &regs);
		/* Then the other vGPU takes the engine, and its new context must be new as well. */
		dirty(&f->a, &old, 2);
		mini_user_context(&f->b, &fresh, e);
		read_registers(&f->b, &fresh);
		expect_new(&f->b, &regs);
	}
}

static void registers_survive_each_switch(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context contexts[3], other;
	u32 e, round, i;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);

		for (i = 0; i < 3; i++) {
			mini_user_context(&f->a, &contexts[i], e);
			dirty(&f->a, &contexts[i], i + 1);
		}
		mini_user_context(&f->b, &other, e);
		dirty(&f->b, &other, 9);
		for (round = 0; round < 4; round++) {
			i = (2 * round + e) % 3;
			read_registers(&f->a, &contexts[i]);
			expect_pattern(&f->a, &regs, i + 1);
			read_registers(&f->b, &other);
			expect_pattern(&f->b, &regs, 9);
		}
	}
}

/* i915 records the default context's image and copies it into each new one. */
static void a_copy_of_the_default_context_begins_with_its_registers(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context first, copy;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);
		u32 i;

		mini_user_context(&f->a, &first, e);
		dirty(&f->a, &first, 5);
		mini_user_context(&f->a, &copy, e);
		mini_context_inherit(&copy, &first);
		read_registers(&f->a, &copy);
		for (i = 0; i < regs.n; i++) {
			/* i915 clears this register of a copied image itself. */
			if (regs.offset[i] != 0x2158)
				assert_int_equal(f->a.data[i], held(&regs, 5, i));
		}
		/* From then on each context has registers of its own. */
		dirty(&f->a, &copy, 6);
		read_registers(&f->a, &first);
		expect_pattern(&f->a, &regs, 5);
		read_registers(&f->a, &copy);
		expect_pattern(&f->a, &regs, 6);
	}
}

static void a_restore_inhibited_context_is_new(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context context;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);

		mini_user_context(&f->a, &context, e);
		dirty(&f->a, &context, 3);
		context.image[GEN9_CTX_CONTROL] = 0x000f0009;
		read_registers(&f->a, &context);
		expect_new(&f->a, &regs);
		assert_int_equal(context.image[GEN9_CTX_CONTROL] & 1, 0);
	}
}

static void a_save_inhibited_context_keeps_its_old_image(void **state)
{
	struct mini_pair *f = *state;
	struct regs regs = regs_of(PGPU_BCS);
	struct mini_context context;

	mini_user_context(&f->a, &context, PGPU_BCS);
	dirty(&f->a, &context, 3);
	context.image[GEN9_CTX_CONTROL] |= GEN9_CTX_CTRL_SAVE_INHIBIT;
	dirty(&f->a, &context, 4);
	context.image[GEN9_CTX_CONTROL] &= ~GEN9_CTX_CTRL_SAVE_INHIBIT;
	read_registers(&f->a, &context);
	expect_pattern(&f->a, &regs, 3);
}

/*
 * Work is preempted after it has written its registers. The other vGPU's work runs before it
 * continues.
 */
static void work_put_aside_leaves_nothing_and_finds_all(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context running, other;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);

		mini_user_context(&f->a, &running, e);
		mini_user_begin(&f->a);
		write_all(&f->a, &regs, 7);
		mini_user_spin(&f->a);
		read_all(&f->a, &regs);
		mini_user_submit(&f->a, &running);
		mini_run(f->machine);
		mini_user_context(&f->b, &other, e);
		mini_user_begin(&f->b);
		read_all(&f->b, &regs);
		write_all(&f->b, &regs, 8);
		mini_user_submit(&f->b, &other);
		mini_run(f->machine);
		fake_clock_advance(&f->machine->clock, 10000000);
		assert_true(mini_wait(&other));
		assert_true(mini_wait_idle(other.engine));
		expect_new(&f->b, &regs);
		/* The guest has received no report of the preemption. */
		assert_int_equal(running.image[GEN9_CTX_RING_HEAD], 0);
		assert_int_equal(mini_read(f->a.guest, running.engine->base +
					   GEN9_RING_EXECLIST_STATUS_HI), running.tag);
		mini_user_release(&f->a);
		assert_true(mini_wait(&running));
		assert_true(mini_wait_idle(running.engine));
		expect_pattern(&f->a, &regs, 7);
		assert_int_equal(running.engine->logged, 2);
		assert_int_equal(running.engine->log[0].status, GEN9_CSB_IDLE_ACTIVE);
		assert_int_equal(running.engine->log[1].status, 0x18);
	}
}

static void a_reset_leaves_nothing_of_what_ran(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context running, saved, fresh;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);

		mini_user_context(&f->a, &saved, e);
		dirty(&f->a, &saved, 1);
		mini_user_context(&f->a, &running, e);
		mini_user_begin(&f->a);
		write_all(&f->a, &regs, 2);
		mini_user_spin(&f->a);
		mini_user_submit(&f->a, &running);
		mini_run(f->machine);
		mini_reset_engine(running.engine);
		mini_run(f->machine);
		mini_user_context(&f->b, &fresh, e);
		read_registers(&f->b, &fresh);
		expect_new(&f->b, &regs);
		mini_user_context(&f->a, &fresh, e);
		read_registers(&f->a, &fresh);
		expect_new(&f->a, &regs);
		read_registers(&f->a, &saved);
		expect_pattern(&f->a, &regs, 1);
		/* The engine has saved nothing of the cancelled run. */
		running.image[GEN9_CTX_RING_HEAD] = running.emit;
		read_registers(&f->a, &running);
		expect_new(&f->a, &regs);
	}
}

static void one_image_on_two_engines_mixes_nothing(void **state)
{
	struct mini_pair *f = *state;
	struct regs regs = regs_of(PGPU_VECS);
	struct mini_context context;
	u32 i;

	mini_user_context(&f->a, &context, PGPU_BCS);
	dirty(&f->a, &context, 4);
	/*
	 * Submit the same descriptor to another engine. The image has the registers of the first
	 * engine.
	 */
	context.engine = &f->a.guest->engines[PGPU_VECS];
	read_registers(&f->a, &context);
	expect_new(&f->a, &regs);
	/* Run the context on both engines at the same time. */
	for (i = 0; i < 4; i++) {
		mini_user_begin(&f->a);
		context.engine = &f->a.guest->engines[PGPU_BCS];
		mini_user_submit(&f->a, &context);
		context.engine = &f->a.guest->engines[PGPU_VECS];
		mini_elsp(&context, true, NULL);
		mini_run(f->machine);
		assert_true(mini_wait(&context));
		assert_true(mini_wait_idle(&f->a.guest->engines[PGPU_BCS]));
		assert_true(mini_wait_idle(&f->a.guest->engines[PGPU_VECS]));
	}
}

static void remap_image(struct mini_user *user, struct mini_context *context, u64 gpa)
{
	u32 pages = context->engine->id == PGPU_RCS ? GEN9_RCS_CONTEXT_PAGES :
						      GEN9_XCS_CONTEXT_PAGES;
	u32 i;

	for (i = 0; i < pages; i++)
		mini_ggtt_set(user->guest, context->lrca + i * GEN9_PAGE_SIZE,
			      gpa ? (gpa + i * GEN9_PAGE_SIZE) | GEN9_PTE_PRESENT : 0);
}

static void an_image_that_has_moved_is_found_where_it_is(void **state)
{
	struct mini_pair *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);
		struct mini_context context;
		u64 gpa = mini_alloc(f->a.guest, GEN9_RCS_CONTEXT_PAGES);
		u32 *moved = mini_ptr(f->a.guest, gpa + GEN9_PAGE_SIZE);
		u32 *old;

		mini_user_context(&f->a, &context, e);
		dirty(&f->a, &context, 1);
		old = context.image;
		memcpy(moved, old, GEN9_PAGE_SIZE);
		memset(old, 0xa5, GEN9_PAGE_SIZE);
		remap_image(&f->a, &context, gpa);
		context.image = moved;
		read_registers(&f->a, &context);
		expect_pattern(&f->a, &regs, 1);
		assert_int_equal(moved[GEN9_CTX_RING_HEAD], context.emit);
		assert_int_equal(old[GEN9_CTX_RING_HEAD], 0xa5a5a5a5);
	}
}

/*
 * The guest unmaps the image while the context runs. The context's registers are lost, as on
 * hardware. The engine and its other contexts continue.
 */
static void an_image_that_is_gone_at_its_end_harms_nobody(void **state)
{
	struct mini_pair *f = *state;
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);
		struct mini_context gone, other;
		u32 before;

		mini_user_context(&f->a, &other, e);
		dirty(&f->a, &other, 2);
		mini_user_context(&f->a, &gone, e);
		mini_user_begin(&f->a);
		write_all(&f->a, &regs, 3);
		mini_user_spin(&f->a);
		mini_user_submit(&f->a, &gone);
		mini_run(f->machine);
		before = gone.image[GEN9_CTX_RING_HEAD];
		remap_image(&f->a, &gone, 0);
		mini_user_release(&f->a);
		assert_true(mini_wait(&gone));
		assert_true(mini_wait_idle(gone.engine));
		assert_int_equal(gone.image[GEN9_CTX_RING_HEAD], before);
		read_registers(&f->a, &other);
		expect_pattern(&f->a, &regs, 2);
		/* A submission without an image stops the engine until a reset. */
		mini_request(&gone);
		mini_elsp(&gone, true, NULL);
		mini_run(f->machine);
		mini_irq(f->a.guest);
		assert_int_equal(gone.engine->errors, 1);
		mini_reset_engine(gone.engine);
		read_registers(&f->a, &other);
		expect_pattern(&f->a, &regs, 2);
	}
}

/* Visit the contexts in strides, so that a cache of recent contexts always misses. */
static void contexts_beyond_every_cache_keep_their_registers(void **state)
{
	struct mini_pair *f = *state;
	struct mini_context *contexts = calloc(CONTEXTS_MANY, sizeof(*contexts));
	u32 gpr = GEN9_BCS_BASE + GEN9_RING_GPR;
	u32 round, i, k;

	for (i = 0; i < CONTEXTS_MANY; i++)
		mini_context_create(f->a.guest, &contexts[i], PGPU_BCS, &f->a.vm, 4096);
	for (round = 0; round < 3; round++) {
		for (k = 0; k < CONTEXTS_MANY; k++) {
			i = (k * 269u + round * 101u) % CONTEXTS_MANY;
			mini_user_begin(&f->a);
			mini_user_read(&f->a, gpr, 0);
			MINI_BATCH(&f->a.batch, 0x11000001, gpr, (round + 1) << 16 | i);
			run(&f->a, &contexts[i]);
			assert_int_equal(f->a.data[0], round ? round << 16 | i : 0);
		}
	}
	free(contexts);
}

/* A new context takes the memory of the old one at the same address, five times. */
static void contexts_made_and_unmade_in_one_place_are_new_each_time(void **state)
{
	struct mini_pair *f = *state;
	u32 e, i;

	for (e = 0; e < PGPU_ENGINES; e++) {
		struct regs regs = regs_of(e);
		struct mini_context context;
		u32 image[1024];

		mini_user_context(&f->a, &context, e);
		memcpy(image, context.image, sizeof(image));
		for (i = 0; i < 5; i++) {
			dirty(&f->a, &context, i + 1);
			memcpy(context.image, image, sizeof(image));
			context.image[GEN9_CTX_RING_HEAD] = context.emit;
			mini_tail(&context);
			read_registers(&f->a, &context);
			expect_new(&f->a, &regs);
			context.image[GEN9_CTX_CONTROL] &= ~1u;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, mini_pair_setup, mini_pair_teardown)
		TEST(a_new_context_is_new_whatever_ran_before),
		TEST(registers_survive_each_switch),
		TEST(a_copy_of_the_default_context_begins_with_its_registers),
		TEST(a_restore_inhibited_context_is_new),
		TEST(a_save_inhibited_context_keeps_its_old_image),
		TEST(work_put_aside_leaves_nothing_and_finds_all),
		TEST(a_reset_leaves_nothing_of_what_ran),
		TEST(one_image_on_two_engines_mixes_nothing),
		TEST(an_image_that_has_moved_is_found_where_it_is),
		TEST(an_image_that_is_gone_at_its_end_harms_nobody),
		TEST(contexts_beyond_every_cache_keep_their_registers),
		TEST(contexts_made_and_unmade_in_one_place_are_new_each_time),
	};

	return cmocka_run_group_tests_name("context_state", tests, NULL, NULL);
}
