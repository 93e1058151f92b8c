// SPDX-License-Identifier: GPL-2.0-only
/* Test seals: which pages of a context image count as those that an engine saved. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/image_seal.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "pgpu/pgpu.h"
#include "tests/lib/rig.h"

#define PAGES		(FACET_CONTEXT_PAGES_MAX - 1)
#define LRCA(i)		((i) * (FACET_CONTEXT_PAGES_MAX + 1) * GEN9_PAGE_SIZE)
#define WORDS		(PAGES * GEN9_PAGE_SIZE / 4)

static struct rig *rig;
static u32 words[WORDS];
static void *pages[PAGES];

static int setup(void **state)
{
	static const struct rig_gpu gpu = { .image_pages = FACET_CONTEXT_PAGES_MAX };
	u32 i;

	rig = rig_create_on(&facet_types[0], NULL, &gpu);
	if (!rig)
		return -1;
	for (i = 0; i < PAGES; i++)
		pages[i] = &words[i * GEN9_PAGE_SIZE / 4];
	for (i = 0; i < WORDS; i++)
		words[i] = i * 0x9e3779b9u;
	return 0;
}

static int teardown(void **state)
{
	return rig_destroy(rig) ? -1 : 0;
}

static void saved(u32 context, u32 what)
{
	words[7] = what;
	facet_seal_add(rig->vgpu, PGPU_RCS, LRCA(context), pages, PAGES);
}

static bool known(u32 context, u32 what)
{
	words[7] = what;
	return facet_seal_known(rig->vgpu, PGPU_RCS, LRCA(context), pages, PAGES);
}

/* Let seals be beyond the first, which are kept as a driver's default state. */
static void use_up_the_first(void)
{
	u32 i;

	for (i = 0; i < 16; i++)
		saved(5000, 100000 + i);
}

static void pages_come_back_as_they_were_saved(void **state)
{
	assert_false(known(1, 1));
	saved(1, 1);
	assert_true(known(1, 1));
	assert_true(known(1, 1));
	saved(1, 2);
	assert_true(known(1, 2));
}

static void a_changed_or_moved_word_is_not_known(void **state)
{
	u32 i;

	saved(1, 1);
	for (i = 0; i < WORDS; i += 61) {
		words[i] ^= 1u << i % 32;
		assert_false(facet_seal_known(rig->vgpu, PGPU_RCS, LRCA(1), pages, PAGES));
		words[i] ^= 1u << i % 32;
	}
	for (i = 0; i + 3 < WORDS; i += 997) {
		swap(words[i], words[i + 2]);
		swap(words[i + 1], words[i + 3]);
		assert_false(facet_seal_known(rig->vgpu, PGPU_RCS, LRCA(1), pages, PAGES));
		swap(words[i], words[i + 2]);
		swap(words[i + 1], words[i + 3]);
	}
	swap(pages[3], pages[4]);
	assert_false(known(1, 1));
	swap(pages[3], pages[4]);
	assert_true(known(1, 1));
}

static void pages_of_another_engine_or_size_are_not_known(void **state)
{
	saved(1, 1);
	words[7] = 1;
	assert_false(facet_seal_known(rig->vgpu, PGPU_VCS, LRCA(1), pages, PAGES));
	assert_false(facet_seal_known(rig->vgpu, PGPU_RCS, LRCA(1), pages, PAGES - 1));
}

static void what_a_context_had_before_is_forgotten(void **state)
{
	use_up_the_first();
	saved(1, 1);
	saved(1, 2);
	assert_false(known(1, 1));
	assert_false(known(2, 1));
}

/* A driver saves a first context, and copies its pages to each context that it makes. */
static void a_default_state_is_known_for_good(void **state)
{
	u32 i;

	saved(1, 1);
	for (i = 0; i < 3000; i++)
		saved(i % 700, 1000 + i);
	assert_true(known(800, 1));
}

static void what_is_copied_stays_known_while_it_is_used(void **state)
{
	u32 i;

	use_up_the_first();
	saved(1, 1);
	assert_true(known(2, 1));
	for (i = 0; i < 2000; i++) {
		saved(1, 5000 + i);
		/* Other pages that are copied do not push it out. */
		assert_true(known(3, 5000 + i));
		if (i % 32 == 0)
			assert_true(known(4 + i, 1));
	}
}

static void the_last_1024_contexts_are_known(void **state)
{
	u32 i;

	use_up_the_first();
	for (i = 0; i < 2000; i++)
		saved(i, 3000 + i);
	for (i = 0; i < 2000 - 1024; i++)
		assert_false(known(i, 3000 + i));
	for (i = 2000 - 1024; i < 2000; i++)
		assert_true(known(i, 3000 + i));
}

static void each_vgpu_has_seals_of_its_own_and_none_after_a_reset(void **state)
{
	struct rig *first = rig;

	saved(1, 1);
	assert_int_equal(setup(state), 0);
	assert_false(known(1, 1));
	assert_int_equal(teardown(state), 0);
	rig = first;
	assert_true(known(1, 1));
	facet_vgpu_reset(rig->vgpu);
	assert_false(known(1, 1));
}

/* Test vectors of SipHash's authors: the key is 00 to 0f, the message is as long as two numbers. */
static void the_pseudo_random_function_is_siphash(void **state)
{
	static const u64 key[] = { 0x0706050403020100ull, 0x0f0e0d0c0b0a0908ull };

	assert_true(port_prf(key, 0x0706050403020100ull, 0x0f0e0d0c0b0a0908ull) ==
		    0x3f2acc7f57c29bdbull);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(pages_come_back_as_they_were_saved, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_changed_or_moved_word_is_not_known, setup,
						teardown),
		cmocka_unit_test_setup_teardown(pages_of_another_engine_or_size_are_not_known,
						setup, teardown),
		cmocka_unit_test_setup_teardown(what_a_context_had_before_is_forgotten, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_default_state_is_known_for_good, setup,
						teardown),
		cmocka_unit_test_setup_teardown(what_is_copied_stays_known_while_it_is_used, setup,
						teardown),
		cmocka_unit_test_setup_teardown(the_last_1024_contexts_are_known, setup, teardown),
		cmocka_unit_test_setup_teardown(
			each_vgpu_has_seals_of_its_own_and_none_after_a_reset, setup, teardown),
		cmocka_unit_test(the_pseudo_random_function_is_siphash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
