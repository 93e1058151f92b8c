// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that an engine stops soon after a preempt or cancel request, whatever it executes. The
 * engine's statistics count the bytes and commands that it executes after the request. idle() ends
 * work that nobody asked to stop.
 */
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <sched.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/blt_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"

#define DST		0x100000000ull
#define SRC		0x300000000ull
#define WINDOW		0x102000000ull	/* bytes: more than the largest surface has */
#define CORNER		0x7fff7fffu	/* the lower right corner of the largest rectangle */
#define TILED_PITCH	0x8000u		/* dwords */
#define LINEAR_PITCH	0x7ff8u		/* bytes: the largest pitch of whole quadwords */
#define FLAT_CORNER	0x7fff1ffeu	/* corner of 32-bit pixels that fill such a row */
#define USER_IRQ	0x01000000u
#define BB_START	0x18800001u
#define SWCTRL(y)	0x11000001u, GEN9_BCS_SWCTRL, 0x00030000u | (y)
#define STEPS_MAX	8u

/*
 * struct endless - Commands that a batch repeats for ever.
 * @name: what the commands do
 * @notify: the client is asked before a store, and never lets a store happen
 * @dw: the commands; the rest is MI_NOOP
 */
struct endless {
	const char *name;
	bool notify;
	u32 dw[24];
};

#define COLOR(tiled, br13, pitch, corner)						\
	0x54300005u | (tiled), (br13) << 16 | (pitch), 0, corner, lower_32_bits(DST),	\
	upper_32_bits(DST), 0x12345678u
#define COPY(tiled, dst_pitch, corner, src, src_pitch)					\
	0x54f00008u | (tiled), 0x03cc0000u | (dst_pitch), 0, corner, lower_32_bits(DST), \
	upper_32_bits(DST), 0, src_pitch, lower_32_bits(src), upper_32_bits(src)
#define FAST(src, dst, depth, pitch)							\
	0x50800008u | (src) << 20 | (dst) << 13, (depth) << 24 | (pitch), 0, CORNER,	\
	lower_32_bits(DST), upper_32_bits(DST), 0, pitch, lower_32_bits(SRC), upper_32_bits(SRC)

/* The largest rectangle for each code path of the blitter. */
static const struct endless blits[] = {
	{ .name = "fills Y tiles",
	  .dw = { SWCTRL(2), COLOR(GEN9_BLT_DST_TILED, 0x3f0, TILED_PITCH, CORNER) } },
	{ .name = "fills X tiles",
	  .dw = { SWCTRL(0), COLOR(GEN9_BLT_DST_TILED, 0x3f0, TILED_PITCH, CORNER) } },
	{ .name = "fills rows", .dw = { COLOR(0, 0x3f0, 0x7ff0, CORNER) } },
	{ .name = "fills without gaps", .dw = { COLOR(0, 0x3f0, LINEAR_PITCH, FLAT_CORNER) } },
	{ .name = "inverts", .dw = { COLOR(0, 0x355, LINEAR_PITCH, CORNER) } },
	{ .name = "copies rows", .dw = { COPY(0, 0x7ff0, CORNER, SRC, 0x7ff0) } },
	{ .name = "copies without gaps",
	  .dw = { COPY(0, LINEAR_PITCH, FLAT_CORNER, SRC, LINEAR_PITCH) } },
	{ .name = "moves down", .dw = { COPY(0, LINEAR_PITCH, CORNER, DST - 64, LINEAR_PITCH) } },
	{ .name = "moves up", .dw = { COPY(0, LINEAR_PITCH, CORNER, DST + 64, LINEAR_PITCH) } },
	{ .name = "copies to Y tiles",
	  .dw = { SWCTRL(2), COPY(GEN9_BLT_DST_TILED, TILED_PITCH, CORNER, SRC, LINEAR_PITCH) } },
	{ .name = "copies from X tiles",
	  .dw = { SWCTRL(0), COPY(GEN9_BLT_SRC_TILED, LINEAR_PITCH, CORNER, SRC, TILED_PITCH) } },
	{ .name = "copies wide rows", .dw = { FAST(GEN9_FAST_COPY_LINEAR, GEN9_FAST_COPY_LINEAR,
				     GEN9_FAST_COPY_DEPTH_128, 0x7ff0) } },
	{ .name = "copies to Ys tiles", .dw = { FAST(GEN9_FAST_COPY_TILE_YS, GEN9_FAST_COPY_TILE_YS,
				       GEN9_FAST_COPY_DEPTH_32, TILED_PITCH) } },
};

/* Map WINDOW bytes from @va on, all to the same 2 MiB of memory. */
static void map_window(struct sgpu_rig *rig, u64 va, u8 *mem)
{
	u64 leaf, at;

	sgpu_rig_map(rig, RIG_PPGTT, va, mem, GEN9_LARGE_SIZE);
	leaf = *sgpu_rig_entry(rig, va, 1);
	for (at = 0; at < WINDOW; at += GEN9_LARGE_SIZE)
		*sgpu_rig_entry(rig, va + at, 1) = leaf;
}

struct fixture {
	struct sgpu_rig rig;
	const char *name;
	u8 *mem;
	u64 asked;	/* cookie of the work that was asked to stop */
	bool cancel;
	u32 helps;
	struct softgpu_stats before;
};

static struct fixture *fixture_new(enum softgpu_user_mode mode)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->mem = aligned_alloc(PAGE_SIZE, 2 * GEN9_LARGE_SIZE);
	memset(f->mem, 0, 2 * GEN9_LARGE_SIZE);
	sgpu_rig_init(&f->rig, PGPU_BCS, mode);
	map_window(&f->rig, DST - GEN9_LARGE_SIZE, f->mem);
	map_window(&f->rig, SRC, f->mem + GEN9_LARGE_SIZE);
	return f;
}

static void fixture_free(struct fixture *f)
{
	sgpu_rig_exit(&f->rig);
	free(f->mem);
	free(f);
}

/* Submit a privileged batch that begins with an interrupt and repeats all commands behind it. */
static u64 submit_endless(struct fixture *f, const struct endless *work)
{
	u32 *b = f->rig.gbatch;

	f->name = work->name;
	*b++ = USER_IRQ;
	memcpy(b, work->dw, sizeof(work->dw));
	b += ARRAY_SIZE(work->dw);
	*b++ = BB_START;
	*b++ = RIG_GBATCH + sizeof(u32);
	*b++ = 0;
	sgpu_rig_emit_batch(&f->rig, RIG_GBATCH, false);
	return sgpu_rig_submit(&f->rig, 0);
}

/* Ask the engine to preempt or cancel the work, and record what the engine had done before. */
static void ask(struct fixture *f, u64 cookie)
{
	const struct pgpu_ops *ops = f->rig.pgpu->ops;
	int ret;

	f->asked = cookie;
	ret = f->cancel ? ops->cancel(f->rig.pgpu, PGPU_BCS, cookie) :
			  ops->preempt(f->rig.pgpu, PGPU_BCS, cookie);
	assert_int_equal(ret, 0);
	sgpu_rig_stats(&f->rig, &f->before);
}

static u32 ends(struct fixture *f)
{
	return sgpu_rig_events(&f->rig, f->cancel ? PGPU_EV_CANCELLED : PGPU_EV_PREEMPTED);
}

/* The engine runs on a thread with endless slices, so that only the request stops a blit. */
static void a_blit_of_any_kind_gives_way_after_one_step(void **state)
{
	struct softgpu_stats stats;
	struct fixture *f;
	u64 cookie;
	u32 i;

	for (i = 0; i < 2 * ARRAY_SIZE(blits); i++) {
		f = fixture_new(SOFTGPU_USER_THREADS);
		f->cancel = i % 2;
		softgpu_set_slice(softgpu_user_softgpu(f->rig.user), ~0u);
		cookie = submit_endless(f, &blits[i / 2]);
		do {
			sched_yield();
			sgpu_rig_stats(&f->rig, &stats);
		} while (!stats.blit_bytes && !stats.faults);
		assert_int_equal(stats.faults, 0);
		ask(f, cookie);
		f->rig.pgpu->ops->idle(f->rig.pgpu, RIG_OWNER);
		sgpu_rig_stats(&f->rig, &stats);
		if (ends(f) != 1 || stats.blit_bytes - f->before.blit_bytes > SOFTGPU_STEP_BYTES)
			fail_msg("%s: %u ends, %llu bytes", blits[i / 2].name, ends(f),
				 stats.blit_bytes - f->before.blit_bytes);
		fixture_free(f);
	}
}

/* Work that never ends, or waits for something that never comes. */
static const struct endless waits[] = {
	{ .name = "no-ops", .dw = { 0 } },
	{ .name = "no-ops without arbitration", .dw = { 0x04000000u } },
	{ .name = "stores", .dw = { 0x10000002u, lower_32_bits(RIG_DATA), 0, 1 } },
	{ .name = "a semaphore", .dw = { 0x0e00c002u | 4 << 12, 1, lower_32_bits(RIG_DATA), 0 } },
	{ .name = "stores that its client holds up", .notify = true,
	  .dw = { 0x10000002u, lower_32_bits(RIG_DATA), 0, 1 } },
	{ .name = "a blit", .dw = { COLOR(0, 0x3f0, LINEAR_PITCH, CORNER) } },
};

static u64 commands(const struct softgpu_stats *stats)
{
	u64 n = 0;
	u32 i;

	for (i = 0; i < GEN9_CMD_IDS; i++)
		n += stats->commands[i];
	return n;
}

static void help(void *arg)
{
	struct fixture *f = arg;

	if (++f->helps > STEPS_MAX)
		fail_msg("%s: the engine does not give way", f->name);
}

/* Ask for the stop inside the engine, in the middle of a slice. */
static void ask_inside(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	struct fixture *f = container_of(rig, struct fixture, rig);

	if (event->type == PGPU_EV_USER_IRQ && !f->asked)
		ask(f, event->cookie);
}

static bool not_yet(struct sgpu_rig *rig, u64 root, u64 *ticket)
{
	return false;
}

/* @inside: ask inside a slice of the engine, else between two slices */
static void gives_way(const struct endless *work, bool inside, bool cancel)
{
	struct fixture *f = fixture_new(SOFTGPU_USER_STEP);
	struct softgpu_stats after;
	u64 cookie;
	u32 i;

	f->cancel = cancel;
	if (work->notify)
		assert_int_equal(f->rig.pgpu->ops->notify_stores(f->rig.pgpu, RIG_OWNER,
								 true),
				 0);
	f->rig.store_barrier = not_yet;
	f->rig.hook = inside ? ask_inside : NULL;
	cookie = submit_endless(f, work);
	softgpu_user_set_help(f->rig.user, help, f);
	for (i = 0; i < (inside ? 1 : 3); i++)
		softgpu_user_step(f->rig.user);
	if (!inside)
		ask(f, cookie);
	f->rig.pgpu->ops->idle(f->rig.pgpu, RIG_OWNER);
	sgpu_rig_stats(&f->rig, &after);
	if (ends(f) != 1 || commands(&after) != commands(&f->before) ||
	    after.blit_bytes != f->before.blit_bytes)
		fail_msg("%s: %u ends, %llu more commands", work->name, ends(f),
			 commands(&after) - commands(&f->before));
	fixture_free(f);
}

static void all_give_way(bool inside)
{
	u32 i;

	for (i = 0; i < 2 * ARRAY_SIZE(waits); i++)
		if (!inside || !waits[i / 2].notify)
			gives_way(&waits[i / 2], inside, i % 2);
}

static void nothing_begins_in_a_slice_behind_a_request(void **state)
{
	all_give_way(true);
}

static void nothing_begins_in_a_new_slice_behind_a_request(void **state)
{
	all_give_way(false);
}

/* Let a second pass with each step of the wait. */
static void help_late(void *arg)
{
	struct fixture *f = arg;

	softgpu_user_advance(f->rig.user, 1000000000ull);
	if (++f->helps > 2 * PGPU_IDLE_MAX_MS / 1000)
		fail_msg("%s: the wait does not end", f->name);
}

static void work_that_nobody_ends_is_lost_in_time(void **state)
{
	struct fixture *f;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(waits); i++) {
		f = fixture_new(SOFTGPU_USER_STEP);
		submit_endless(f, &waits[i]);
		softgpu_user_step(f->rig.user);
		softgpu_user_set_help(f->rig.user, help_late, f);
		f->rig.pgpu->ops->idle(f->rig.pgpu, RIG_OWNER);
		assert_in_range(f->helps, PGPU_IDLE_MAX_MS / 1000, 2 * PGPU_IDLE_MAX_MS / 1000);
		assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_LOST), 1);
		assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_LOST);
		fixture_free(f);
	}
}

static void work_behind_a_neighbours_is_lost_alone(void **state)
{
	struct fixture *f = fixture_new(SOFTGPU_USER_STEP);
	const struct pgpu_ops *ops = f->rig.pgpu->ops;
	struct pgpu_submission behind;
	u64 cookie = submit_endless(f, &waits[0]);

	sgpu_rig_other_owner(&f->rig);
	sgpu_rig_prepare(&f->rig, &behind, 0);
	f->rig.owner = RIG_OWNER;
	assert_int_equal(ops->submit(f->rig.pgpu, &behind), 0);
	softgpu_user_set_help(f->rig.user, help_late, f);
	ops->idle(f->rig.pgpu, behind.owner);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_LOST), 1);
	assert_true(sgpu_rig_last(&f->rig)->cookie == behind.cookie);
	ask(f, cookie);
	ops->idle(f->rig.pgpu, RIG_OWNER);
	assert_int_equal(ends(f), 1);
	/* The queue's place is free, and the next work in it is not lost. */
	f->cancel = true;
	ask(f, submit_endless(f, &waits[0]));
	f->helps = 0;
	ops->idle(f->rig.pgpu, RIG_OWNER);
	assert_int_equal(ends(f), 1);
	assert_int_equal(sgpu_rig_events(&f->rig, PGPU_EV_LOST), 1);
	fixture_free(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_blit_of_any_kind_gives_way_after_one_step),
		cmocka_unit_test(nothing_begins_in_a_slice_behind_a_request),
		cmocka_unit_test(nothing_begins_in_a_new_slice_behind_a_request),
		cmocka_unit_test(work_that_nobody_ends_is_lost_in_time),
		cmocka_unit_test(work_behind_a_neighbours_is_lost_alone),
	};

	/* Engines like hardware are preempted at arbitration points: test_softgpu_points.c. */
	test_model_use(SOFTGPU_PRIVATE);
	return cmocka_run_group_tests_name("softgpu_give_way", tests, NULL, NULL);
}
