// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test preemption after any command and in the middle of any blit. Another context runs in between,
 * and the preempted run resumes. It leaves the same memory as a run without preemption. The test
 * makes one exception: an indirect batch that writes registers, which are restored after it, and
 * reads them back.
 */
#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <time.h>
#include <cmocka.h>

#include "gen9/blt_defs.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"

#define D		((u32)RIG_DATA)
#define SDI		0x10000002u
#define SRM		0x12000002u
#define CHICKEN		0x7014u		/* COMMON_SLICE_CHICKEN2, a register of RCS contexts */
#define GGTT		GEN9_MI_USE_GGTT
#define BBE		GEN9_MI_BATCH_BUFFER_END
#define OTHER_CONTEXT	0x01500000u
#define OTHER_RING	0x01600000u
#define SURFACE		0x40000000ull
#define SURFACE_SIZE	(256u * 1024)
#define STEPS_MAX	2000

struct fixture {
	struct sgpu_rig rig;
	u8 *surface;
	u32 *other_ring;
};

/* The state that a run leaves behind. */
struct result {
	u32 data[1024];
	u32 gdata[1024];
	u8 pphwsp[4096];
	u8 surface[SURFACE_SIZE];
};

static u32 gpr(const struct fixture *f, u32 n)
{
	return (f->rig.engine == PGPU_RCS ? GEN9_RCS_BASE : GEN9_BCS_BASE) + GEN9_RING_GPR + 8 * n;
}

static u32 *put(u32 *at, const u32 *dw, u32 n)
{
	memcpy(at, dw, n * sizeof(*dw));
	return at + n;
}

#define PUT(at, ...) ((at) = put(at, (const u32[]){ __VA_ARGS__ },	\
				 sizeof((const u32[]){ __VA_ARGS__ }) / sizeof(u32)))

/* Count in memory and in registers. The counts show each command that ran twice or not at all. */
static u32 *put_counting(struct fixture *f, u32 *b, u32 offset)
{
	PUT(b, 0x17800001 | GEN9_ATOMIC_INLINE | 0x9 | 0x05 << 8, D + offset, 0, 0, 0, 0, 0, 0, 0,
	    0, 0);
	PUT(b, 0x0d000003, 0x08008001, 0x08008402, 0x10000000, 0x18000431);	/* GPR1 += GPR2 */
	PUT(b, 0, 0, 0x12000002, gpr(f, 1), D + offset + 4, 0);
	return b;
}

static void build_copies(struct fixture *f)
{
	u32 *b = f->rig.batch2;

	PUT(b, 0x11000001, GEN9_BCS_SWCTRL, 0x00030002);
	/* Copy linear to Y, Y to X, and X onto itself further down. Each copy has many pieces. */
	PUT(b, 0x54f00808, 0x03cc0100, 0, 0x00300100, (u32)SURFACE + 0x10000, 0, 0, 1024,
	    (u32)SURFACE, 0);
	PUT(b, 0x50a02008, 0x03000100, 0x00010001, 0x00280080, (u32)SURFACE + 0x20000, 0, 0, 256,
	    (u32)SURFACE + 0x10000, 0);
	PUT(b, 0x11000001, GEN9_BCS_SWCTRL, 0x00030000);
	PUT(b, 0x54f08808, 0x03cc0100, 0x00080004, 0x00200044, (u32)SURFACE + 0x20000, 0,
	    0x00000000, 256, (u32)SURFACE + 0x20000, 0);
	/* Invert: it must happen once for each byte. */
	PUT(b, 0x54300005, 0x03550400, 0x00040004, 0x00140044, (u32)SURFACE + 0x30000, 0, 0);
	/* Move rows down over themselves. */
	PUT(b, 0x54f00008, 0x03cc0400, 0x00050000, 0x00150100, (u32)SURFACE + 0x30000, 0, 0, 1024,
	    (u32)SURFACE + 0x30000, 0);
	PUT(b, 0x54300005, 0x03f00400, 0x00200004, 0x00280044, (u32)SURFACE + 0x30000, 0,
	    0x12345678);
	b = put_counting(f, b, 16);
	PUT(b, BBE);
}

static void build_logic(struct fixture *f)
{
	u32 *b = f->rig.batch2;

	PUT(b, 0x11000001, GEN9_PREDICATE_RESULT_2, 1);
	PUT(b, 0x00800002, SDI, D + 64, 0, 1, 0x00800001, SDI, D + 68, 0, 2, 0x00800000);
	PUT(b, 0x06000000 | 2 << 6);
	b = put_counting(f, b, 16);
	PUT(b, 0x7a000004, 1 << 14, D + 72, 0, 5, 6);
	PUT(b, 0x00800002, SDI, D + 64, 0, 1, 0x00800000);
	PUT(b, 0x69040000, 0x61010001, 0, 0);
	PUT(b, BBE);
}

static void build(struct fixture *f)
{
	struct sgpu_rig *rig = &f->rig;
	u32 *b = rig->batch;
	u32 i;

	for (i = 0; i < SURFACE_SIZE; i++)
		f->surface[i] = (u8)(i * 7 + (i >> 8) * 13 + (i >> 16));
	PUT(b, 0x11000003, gpr(f, 1), 100, gpr(f, 2), 3);
	b = put_counting(f, b, 0);
	PUT(b, 0x18c00101, (u32)RIG_BATCH2, RIG_BATCH2 >> 32);
	b = put_counting(f, b, 32);
	PUT(b, 0x17000003, D + 48, 0, D, 0, BBE);
	if (rig->engine == PGPU_BCS) {
		build_copies(f);
	} else {
		build_logic(f);
		memcpy(rig->indirect,
		       (u32[]){ 0x17800001 | GGTT | GEN9_ATOMIC_INLINE | 0x9 | 0x05 << 8, D, 0, 0,
				0, 0, 0, 0, 0, 0, 0, SDI | GGTT, D + 8, 0, 9, 0, 0x11000001,
				CHICKEN, 0x10000000 },
		       76);
		memcpy(&rig->state[GEN9_CTX_MORE_STATE],
		       (u32[]){ GEN9_MI_LRI_HEADER(1), CHICKEN, 0xffffffff, BBE }, 16);
		memcpy(rig->gbatch,
		       (u32[]){ 0x17800001 | GGTT | GEN9_ATOMIC_INLINE | 0x9 | 0x05 << 8, D + 4, 0,
				0, 0, 0, 0, 0, 0, 0, 0, 0, BBE },
		       52);
		rig->state[GEN9_CTX_INDIRECT_CTX] = RIG_INDIRECT | 2;
		rig->state[GEN9_CTX_BB_PER_CTX_PTR] = RIG_GBATCH | GEN9_BB_PER_CTX_VALID;
	}
	/* The ring begins near its end, so that it wraps. */
	rig->head = RIG_RING_SIZE - 48;
	rig->tail = rig->head;
	rig_emit(rig, SDI | GGTT, D + 64, 0, 1, 0x04000000);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	rig_emit(rig, 0x17c00001 | GEN9_ATOMIC_INLINE | 0x9 | 0x05 << 8, D + 72, 0, 0, 0, 0, 0, 0,
		 0, 0, 0);
	rig_emit(rig, SRM | GGTT, CHICKEN, D + 76, 0);
	rig_emit(rig, 0x10a00001, 0x40, 0x66, 0x04000001);
}

static struct fixture *fixture_new(u32 engine)
{
	struct fixture *f = calloc(1, sizeof(*f));

	sgpu_rig_init(&f->rig, engine, SOFTGPU_USER_STEP);
	f->surface = aligned_alloc(4096, SURFACE_SIZE);
	sgpu_rig_map(&f->rig, RIG_PPGTT, SURFACE, f->surface, SURFACE_SIZE);
	sgpu_rig_page(&f->rig, RIG_GGTT, OTHER_CONTEXT);
	sgpu_rig_page(&f->rig, RIG_GGTT, OTHER_CONTEXT + 4096);
	f->other_ring = sgpu_rig_page(&f->rig, RIG_GGTT, OTHER_RING);
	build(f);
	return f;
}

static void fixture_free(struct fixture *f, struct result *result)
{
	memcpy(result->data, f->rig.data, 4096);
	memcpy(result->gdata, f->rig.gdata, 4096);
	memcpy(result->pphwsp, f->rig.pphwsp, 4096);
	memcpy(result->surface, f->surface, SURFACE_SIZE);
	sgpu_rig_exit(&f->rig);
	free(f->surface);
	free(f);
}

/* Run another context that changes all the state of the engine. */
static void run_other(struct fixture *f)
{
	struct pgpu_submission sub;
	u32 *r = f->other_ring;
	u32 i;

	for (i = 0; i < 4; i++)
		PUT(r, 0x11000001, gpr(f, i), 0xbad);
	PUT(r, 0x11000001, GEN9_BCS_SWCTRL, 0x00030001);
	PUT(r, 0x11000001, GEN9_PREDICATE_RESULT_2, 0, 0, 0);
	sgpu_rig_prepare(&f->rig, &sub, PGPU_SUBMIT_RESTORE_INHIBIT);
	sub.context = OTHER_CONTEXT;
	sub.ring_start = OTHER_RING;
	sub.ring_size = 4096;
	sub.head = 0;
	sub.tail = (u32)((r - f->other_ring) * 4) & ~7u;
	assert_int_equal(f->rig.pgpu->ops->submit(f->rig.pgpu, &sub), 0);
	softgpu_user_run(f->rig.user);
	assert_int_equal(sgpu_rig_last(&f->rig)->type, PGPU_EV_COMPLETE);
}

static bool finished(struct fixture *f)
{
	return f->rig.event_count && sgpu_rig_last(&f->rig)->type == PGPU_EV_COMPLETE;
}

/* Run without preemption. Return: steps of the run. */
static u32 uninterrupted(u32 engine, struct result *result)
{
	struct fixture *f = fixture_new(engine);
	u32 steps = 0;

	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 1);
	sgpu_rig_submit(&f->rig, 0);
	while (!finished(f) && steps < STEPS_MAX) {
		softgpu_user_step(f->rig.user);
		steps++;
	}
	assert_in_range(steps, 20, STEPS_MAX - 1);
	fixture_free(f, result);
	return steps;
}

static void preempt_and_resume(struct fixture *f, bool with_other)
{
	struct sgpu_rig *rig = &f->rig;
	struct pgpu_submission sub;
	u64 cookie = rig->cookie;

	assert_int_equal(rig->pgpu->ops->preempt(rig->pgpu, rig->engine, cookie), 0);
	softgpu_user_step(rig->user);
	assert_int_equal(sgpu_rig_last(rig)->type, PGPU_EV_PREEMPTED);
	assert_int_equal(sgpu_rig_last(rig)->cookie, cookie);
	if (with_other)
		run_other(f);
	sgpu_rig_prepare(rig, &sub, PGPU_SUBMIT_RESUME);
	/* head of the first submission: the image has the right one */
	sub.head = RIG_RING_SIZE - 48;
	assert_int_equal(rig->pgpu->ops->submit(rig->pgpu, &sub), 0);
}

static void compare(const struct result *a, const struct result *b)
{
	assert_memory_equal(a->data, b->data, sizeof(a->data));
	assert_memory_equal(a->gdata, b->gdata, sizeof(a->gdata));
	assert_memory_equal(a->pphwsp, b->pphwsp, sizeof(a->pphwsp));
	assert_memory_equal(a->surface, b->surface, sizeof(a->surface));
}

static void once_anywhere(u32 engine)
{
	static struct result expected, result;
	u32 steps = uninterrupted(engine, &expected);
	struct fixture *f;
	u32 at, i;

	for (at = 0; at < steps; at++) {
		f = fixture_new(engine);
		softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 1);
		sgpu_rig_submit(&f->rig, 0);
		for (i = 0; i < at; i++)
			softgpu_user_step(f->rig.user);
		if (finished(f)) {
			fixture_free(f, &result);
			break;
		}
		preempt_and_resume(f, true);
		softgpu_user_run(f->rig.user);
		assert_true(finished(f));
		fixture_free(f, &result);
		compare(&expected, &result);
	}
	assert_true(at + 1 >= steps);
}

static void preempted_once_anywhere_bcs(void **state)
{
	once_anywhere(PGPU_BCS);
}

static void preempted_once_anywhere_rcs(void **state)
{
	once_anywhere(PGPU_RCS);
}

static void after_each_command(u32 engine)
{
	static struct result expected, result;
	u32 steps = uninterrupted(engine, &expected);
	struct fixture *f = fixture_new(engine);
	u32 i;

	softgpu_set_slice(softgpu_user_softgpu(f->rig.user), 1);
	sgpu_rig_submit(&f->rig, 0);
	for (i = 0; i < 2 * steps; i++) {
		softgpu_user_step(f->rig.user);
		if (finished(f))
			break;
		preempt_and_resume(f, false);
		f->rig.event_count = 0;
	}
	assert_true(finished(f));
	fixture_free(f, &result);
	compare(&expected, &result);
}

static void preempted_after_each_command_bcs(void **state)
{
	after_each_command(PGPU_BCS);
}

static void preempted_after_each_command_rcs(void **state)
{
	after_each_command(PGPU_RCS);
}

static void preempted_before_it_starts(void **state)
{
	static struct result expected, result;
	struct fixture *f;

	uninterrupted(PGPU_BCS, &expected);
	f = fixture_new(PGPU_BCS);
	sgpu_rig_submit(&f->rig, 0);
	preempt_and_resume(f, true);
	softgpu_user_run(f->rig.user);
	assert_true(finished(f));
	fixture_free(f, &result);
	compare(&expected, &result);
}

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000ull + (u64)ts.tv_nsec;
}

/*
 * The engine runs on a thread. It is preempted in the middle of blits that take many milliseconds.
 */
static void a_long_blit_is_put_aside_promptly(void **state)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));
	u8 *mem = aligned_alloc(4096, 4u << 20);
	u32 *b, i, tries = 0;
	u64 cookie, start, end;

	sgpu_rig_init(rig, PGPU_BCS, SOFTGPU_USER_THREADS);
	memset(mem, 0, 4u << 20);
	sgpu_rig_map(rig, RIG_PPGTT, SURFACE, mem, 4u << 20);
	b = rig->batch;
	for (i = 0; i < 200; i++)
		PUT(b, 0x54300005, 0x03551000, 0, 0x04000400, (u32)SURFACE, 0, 0);
	PUT(b, BBE);
	sgpu_rig_emit_batch(rig, RIG_BATCH, true);
	cookie = sgpu_rig_submit(rig, 0);
	while (!sgpu_rig_events(rig, PGPU_EV_STARTED))
		nanosleep(&(struct timespec){ 0, 100000 }, NULL);
	start = now_ns();
	assert_int_equal(rig->pgpu->ops->preempt(rig->pgpu, PGPU_BCS, cookie), 0);
	while (!sgpu_rig_events(rig, PGPU_EV_PREEMPTED) && tries++ < 100000)
		nanosleep(&(struct timespec){ 0, 10000 }, NULL);
	end = now_ns();
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_PREEMPTED), 1);
	/*
	 * The limit is a hundred times the wanted latency, for a loaded machine. The blits take
	 * seconds.
	 */
	assert_true(end - start < 500000000ull);
	sgpu_rig_exit(rig);
	free(rig);
	free(mem);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(preempted_once_anywhere_bcs),
		cmocka_unit_test(preempted_once_anywhere_rcs),
		cmocka_unit_test(preempted_after_each_command_bcs),
		cmocka_unit_test(preempted_after_each_command_rcs),
		cmocka_unit_test(preempted_before_it_starts),
		cmocka_unit_test(a_long_blit_is_put_aside_promptly),
	};

	/* Engines like hardware are preempted at arbitration points: test_softgpu_points.c. */
	test_model_use(SOFTGPU_PRIVATE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
