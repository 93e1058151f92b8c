/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Helpers for tests of the software GPU that run on several engines: fixtures, macros for batches,
 * and a runner for a table of tests with the engines of each.
 */
#ifndef TESTS_UNIT_SGPU_ENGINES_H
#define TESTS_UNIT_SGPU_ENGINES_H

#include "tests/lib/sgpu_rig.h"
#include "tests/lib/test_model.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"

#define D	((u32)RIG_DATA)
#define GPR(e, n)	(bases[(e)->engine] + GEN9_RING_GPR + 8 * (n))
/* privileged; the engine gives it no meaning */
#define FREE_REG(e)	(bases[(e)->engine] + 0x540)
#define BBE	GEN9_MI_BATCH_BUFFER_END
#define SDI	0x10000002u
#define SRM	0x12000002u
#define LRI	0x11000001u
#define GGTT	GEN9_MI_USE_GGTT

static const u32 bases[] = { GEN9_RCS_BASE, GEN9_BCS_BASE, GEN9_VCS_BASE, GEN9_VECS_BASE };

/**
 * setup_engine() - Make a rig in step mode for one engine.
 * @state: gets the rig
 * @engine: PGPU_RCS ...
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static int setup_engine(void **state, u32 engine)
{
	struct sgpu_rig *rig = malloc(sizeof(*rig));

	sgpu_rig_init(rig, engine, SOFTGPU_USER_STEP);
	softgpu_user_advance(rig->user, 1000000);
	*state = rig;
	return 0;
}

/**
 * setup_rcs() - Make a rig for the render engine.
 * @state: gets the rig
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static int setup_rcs(void **state)
{
	return setup_engine(state, PGPU_RCS);
}

/**
 * setup_bcs() - Make a rig for the blitter.
 * @state: gets the rig
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static int setup_bcs(void **state)
{
	return setup_engine(state, PGPU_BCS);
}

/**
 * setup_vcs() - Make a rig for the video engine.
 * @state: gets the rig
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static int setup_vcs(void **state)
{
	return setup_engine(state, PGPU_VCS);
}

/**
 * setup_vecs() - Make a rig for the video enhancement engine.
 * @state: gets the rig
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
static int setup_vecs(void **state)
{
	return setup_engine(state, PGPU_VECS);
}

/* Run dwords as a PPGTT batch; the macro appends MI_BATCH_BUFFER_END. */
#define user_batch(rig, ...) do {					\
	const u32 _b[] = { __VA_ARGS__, BBE };				\
	memcpy((rig)->batch, _b, sizeof(_b));				\
	sgpu_rig_run_batch(rig);					\
} while (0)

/* Run dwords in the ring. */
#define in_ring(rig, ...) do {						\
	rig_emit(rig, __VA_ARGS__);					\
	sgpu_rig_complete(rig);						\
} while (0)

#define RCS	BIT(PGPU_RCS)
#define BCS	BIT(PGPU_BCS)
#define XCS	(BIT(PGPU_BCS) | BIT(PGPU_VCS) | BIT(PGPU_VECS))
#define ALL	(RCS | XCS)
#define POLICED	BIT(PGPU_ENGINES)	/* only if the engine polices user batches */
#define TEST(name, on) { #name, name, on }

#define ENGINE_TESTS_MAX	256

/**
 * struct engine_test - A test and its engines.
 * @name: name of the test
 * @fn: the test
 * @engines: bit PGPU_RCS ... of each engine that the test runs on; POLICED
 */
struct engine_test {
	const char *name;
	CMUnitTestFunction fn;
	u32 engines;
};

/* Test if a test runs on an engine. The blitter of a GPU like hardware does not police. */
static bool runs_on(const struct engine_test *test, u32 engine)
{
	bool polices = test_model() == SOFTGPU_PRIVATE || engine != PGPU_BCS;

	return test->engines & BIT(engine) && (polices || !(test->engines & POLICED));
}

/**
 * run_on_engines() - Run each test of a table on each of its engines.
 * @group: name of the group for cmocka
 * @table: the tests
 * @count: number of tests
 *
 * Context: main(), once. At most ENGINE_TESTS_MAX pairs of test and engine.
 * Return: number of failed tests.
 */
static int run_on_engines(const char *group, const struct engine_test *table, u32 count)
{
	static const CMFixtureFunction setups[] = { setup_rcs, setup_bcs, setup_vcs, setup_vecs };
	static const char *const engines[] = { "RCS", "BCS", "VCS", "VECS" };
	static char names[ENGINE_TESTS_MAX][96];
	static struct CMUnitTest tests[ENGINE_TESTS_MAX];
	u32 i, engine, n = 0;

	for (i = 0; i < count; i++) {
		for (engine = 0; engine < PGPU_ENGINES; engine++) {
			if (!runs_on(&table[i], engine))
				continue;
			assert_in_range(n, 0, ENGINE_TESTS_MAX - 1);
			snprintf(names[n], sizeof(names[n]), "%s (%s)", table[i].name,
				 engines[engine]);
			tests[n] = (struct CMUnitTest){ names[n], table[i].fn, setups[engine],
							sgpu_rig_teardown, NULL };
			n++;
		}
	}
	return _cmocka_run_group_tests(group, tests, n, NULL, NULL);
}

#endif
