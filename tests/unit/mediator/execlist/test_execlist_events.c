// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test execlists over a pGPU that reports random events. The guest follows the rules of i915. It
 * may lose work to errors and resets. Each CSB entry makes sense to i915, and an engine works after
 * its reset.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/execlist/execlist.h"
#include "mediator/progress.h"
#include "tests/lib/ctx_rig.h"

#define SEEDS		40u
#define STEPS		600u
#define PER_ENGINE	(CTX_COUNT / PGPU_ENGINES)
#define NONE		(~0u)

static const u32 bases[PGPU_ENGINES] = {
	[PGPU_RCS] = GEN9_RCS_BASE, [PGPU_BCS] = GEN9_BCS_BASE,
	[PGPU_VCS] = GEN9_VCS_BASE, [PGPU_VECS] = GEN9_VECS_BASE,
};
static const u32 gdrst[PGPU_ENGINES] = {
	[PGPU_RCS] = BIT(1), [PGPU_VCS] = BIT(2), [PGPU_BCS] = BIT(3), [PGPU_VECS] = BIT(4),
};

/*
 * i915's state of an engine: the running contexts, and the submission that is not acknowledged yet.
 */
struct guest_engine {
	u32 csb;
	u32 active[2];
	u32 pending[2];
};

static struct guest_engine engines[PGPU_ENGINES];
static u64 seed;
static u64 cookies[16];

static u32 pick(u32 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(seed >> 33) % n;
}

static u32 *hwsp(u32 e)
{
	return fake_host_ptr(&rig->host, CTX_HWSP + e * PAGE_SIZE, PAGE_SIZE);
}

static void forget(u32 e)
{
	struct guest_engine *engine = &engines[e];

	engine->csb = GEN9_CSB_ENTRIES - 1;
	engine->active[0] = engine->active[1] = NONE;
	engine->pending[0] = engine->pending[1] = NONE;
	rig_write(rig, bases[e] + GEN9_RING_CSB_PTR, 0xffff0505);
	hwsp(e)[GEN9_CSB_WRITE_HWSP_DWORD] = GEN9_CSB_ENTRIES - 1;
	rig_write(rig, bases[e] + GEN9_RING_EMR, 0xfffffffe);
}

/* Set HEAD to TAIL: the guest gives up the context's work. */
static void rewind_context(u32 i)
{
	ctx_image(rig, i)[GEN9_CTX_RING_HEAD] = ctx_image(rig, i)[GEN9_CTX_RING_TAIL];
}

static void read_entry(u32 e, u64 entry)
{
	struct guest_engine *engine = &engines[e];

	if (entry & (GEN9_CSB_IDLE_ACTIVE | GEN9_CSB_PREEMPTED)) {
		assert_int_not_equal(engine->pending[0], NONE);
		assert_int_equal(!!(entry & GEN9_CSB_IDLE_ACTIVE), engine->active[0] == NONE);
		assert_int_equal(entry >> 32, ctx_desc(engine->pending[0]) >> 32);
		memcpy(engine->active, engine->pending, sizeof(engine->active));
		engine->pending[0] = engine->pending[1] = NONE;
		return;
	}
	assert_int_not_equal(engine->active[0], NONE);
	assert_true(entry & GEN9_CSB_COMPLETE);
	assert_int_equal(entry >> 32, ctx_desc(engine->active[0]) >> 32);
	assert_int_equal(!!(entry & GEN9_CSB_ELEMENT_SWITCH),
			 engine->active[1] != NONE && engine->pending[0] == NONE);
	engine->active[0] = engine->active[1];
	engine->active[1] = NONE;
}

static void read_csb(u32 e)
{
	struct guest_engine *engine = &engines[e];
	u32 write = hwsp(e)[GEN9_CSB_WRITE_HWSP_DWORD];

	assert_true(write < GEN9_CSB_ENTRIES);
	while (engine->csb != write) {
		engine->csb = (engine->csb + 1) % GEN9_CSB_ENTRIES;
		read_entry(e, get_unaligned_le64(&hwsp(e)[GEN9_CSB_HWSP_DWORD + 2 * engine->csb]));
	}
}

static void go_on(void)
{
	u32 e;

	fake_host_pump(&rig->host);
	for (e = 0; e < PGPU_ENGINES; e++)
		read_csb(e);
}

/*
 * Submit as i915 does: one execlist at a time, and a running context comes first in the next one.
 */
static void submit(u32 e)
{
	struct guest_engine *engine = &engines[e];
	u32 first = engine->active[0], second;

	if (engine->pending[0] != NONE)
		return;
	if (first == NONE)
		first = e * PER_ENGINE + pick(PER_ENGINE);
	second = e * PER_ENGINE + pick(PER_ENGINE);
	if (second == first || pick(2))
		second = engine->active[1];
	CTX_EMIT(rig, first, 0, 0);
	if (second != NONE)
		CTX_EMIT(rig, second, 0, 0);
	engine->pending[0] = first;
	engine->pending[1] = second;
	ctx_elsp(rig, bases[e], first, second);
}

static void reset(u32 e)
{
	u32 i;

	rig_write(rig, bases[e] + GEN9_RING_RESET_CTL, 0x00010001);
	rig_write(rig, GEN9_GDRST, gdrst[e]);
	rig_write(rig, bases[e] + GEN9_RING_RESET_CTL, 0x00010000);
	fake_host_pump(&rig->host);
	forget(e);
	for (i = 0; i < PER_ENGINE; i++)
		rewind_context(e * PER_ENGINE + i);
}

static u64 any_cookie(u32 *engine)
{
	u32 i;

	*engine = pick(PGPU_ENGINES);
	if (!rig->fake.n_submissions || !pick(6))
		return cookies[pick(ARRAY_SIZE(cookies))];
	i = pick(rig->fake.n_submissions);
	*engine = pick(12) ? rig->fake.submissions[i].engine : *engine;
	cookies[pick(ARRAY_SIZE(cookies))] = rig->fake.submissions[i].cookie;
	return rig->fake.submissions[i].cookie;
}

static void report_anything(void)
{
	struct pgpu_event event = {
		.type = pick(3) ? PGPU_EV_STARTED + 2 * pick(2) : pick(PGPU_EV_TYPES + 1),
		.head = 4 * pick(16),
		.busy_ns = pick(100000),
		.ipehr = pick(1u << 31),
		.acthd = rig->fake.n_submissions ? rig->fake.submissions[0].ring_start + 4 * pick(8)
						 : 0,
		.place = pick(5),
		.fault = pick(4),
		.address = pick(1u << 31),
	};

	if (event.type == PGPU_EV_STARTED + 2)
		event.type = PGPU_EV_COMPLETE;
	event.cookie = any_cookie(&event.engine);
	fake_pgpu_send(&rig->fake, &event);
}

static void step(void)
{
	switch (pick(16)) {
	case 0:
		if (!pick(8))
			reset(pick(PGPU_ENGINES));
		break;
	case 1 ... 4:
		submit(pick(PGPU_ENGINES));
		break;
	default:
		report_anything();
		break;
	}
	go_on();
}

static void expect_working(u32 e)
{
	u32 i = e * PER_ENGINE;

	CTX_EMIT(rig, i, 0, 0);
	engines[e].pending[0] = i;
	ctx_elsp(rig, bases[e], i, NONE);
	go_on();
	assert_int_equal(engines[e].active[0], i);
	ctx_end(rig, e, PGPU_EV_COMPLETE);
	go_on();
	assert_int_equal(engines[e].active[0], NONE);
	assert_int_equal(ctx_image(rig, i)[GEN9_CTX_RING_HEAD],
			 ctx_image(rig, i)[GEN9_CTX_RING_TAIL]);
}

static void a_guest_sees_sense_whatever_a_pgpu_reports(void **state)
{
	u32 s, i, e;

	for (s = 1; s <= SEEDS; s++) {
		seed = s;
		memset(cookies, 0, sizeof(cookies));
		for (e = 0; e < PGPU_ENGINES; e++)
			forget(e);
		for (i = 0; i < STEPS; i++)
			step();
		for (e = 0; e < PGPU_ENGINES; e++)
			reset(e);
		assert_int_equal(rig->fake.n_submissions, 0);
		assert_int_equal(facet_progress_oldest(rig->vgpu), ~0ull);
		for (e = 0; e < PGPU_ENGINES; e++)
			expect_working(e);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_guest_sees_sense_whatever_a_pgpu_reports,
						ctx_rig_setup, ctx_rig_teardown),
	};

	return cmocka_run_group_tests_name("execlist_events", tests, NULL, NULL);
}
