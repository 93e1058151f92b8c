// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test how many vGPUs a pGPU holds: by the weights of their types, by the windows of its GGTT, and
 * by the size of its bus map.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/gtt_defs.h"
#include "mediator/capacity.h"
#include "mediator/execlist/execlist.h"
#include "mediator/ggtt.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "softgpu/bus.h"
#include "softgpu/softgpu.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"
#include "tests/lib/gen9_types.h"

#define WINDOWS	64u	/* of the software GPU */
#define SMALL	(&facet_types[0])
#define LARGE	(&facet_types[gen9_type_count() - 1])

static struct facet_capacity capacity;

static int setup(void **state)
{
	facet_capacity_init(&capacity, WINDOWS);
	return 0;
}

static void take(const struct facet_type *type, u32 n)
{
	while (n--)
		assert_int_equal(facet_capacity_charge(&capacity, type), 0);
}

static void an_empty_host_has_room_for_max_instance_of_each_type(void **state)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++)
		assert_int_equal(facet_capacity_available(&capacity, &facet_types[i]),
				 facet_types[i].max_instances);
}

static void a_host_that_is_full_of_one_type_takes_no_other(void **state)
{
	u32 full, i;

	for (full = 0; full < facet_type_count; full++) {
		setup(state);
		take(&facet_types[full], facet_types[full].max_instances);
		for (i = 0; i < facet_type_count; i++) {
			assert_int_equal(facet_capacity_available(&capacity, &facet_types[i]), 0);
			assert_int_equal(facet_capacity_charge(&capacity, &facet_types[i]),
					 -ENOSPC);
		}
		assert_int_equal(capacity.used, facet_capacity_total());
	}
}

static void each_vgpu_costs_other_types_by_weight(void **state)
{
	const u32 part = LARGE->weight / SMALL->weight;

	take(LARGE, 1);
	assert_int_equal(facet_capacity_available(&capacity, LARGE), LARGE->max_instances - 1);
	assert_int_equal(facet_capacity_available(&capacity, SMALL), SMALL->max_instances - part);
	take(SMALL, 1);
	assert_int_equal(facet_capacity_available(&capacity, LARGE), LARGE->max_instances - 2);
	take(SMALL, part - 1);
	assert_int_equal(facet_capacity_available(&capacity, LARGE), LARGE->max_instances - 2);
	take(SMALL, 1);
	assert_int_equal(facet_capacity_available(&capacity, LARGE), LARGE->max_instances - 3);
}

static void what_is_given_back_can_be_taken_by_another_type(void **state)
{
	take(LARGE, LARGE->max_instances);
	facet_capacity_uncharge(&capacity, LARGE);
	assert_int_equal(facet_capacity_available(&capacity, SMALL), LARGE->weight / SMALL->weight);
	take(SMALL, LARGE->weight / SMALL->weight);
	assert_int_equal(facet_capacity_charge(&capacity, SMALL), -ENOSPC);
}

/* --- the bus map -------------------------------------------------------------------------- */

static struct fake_clock ticks;
static struct fake_pgpu *fake;
static struct facet_gpu *gpu;

/* Make a pGPU whose bus map is as large as the software engine's. */
static int setup_gpu(void **state)
{
	static const struct softgpu_host_ops none;
	struct softgpu *sg = softgpu_create(&none, NULL, SOFTGPU_PRIVATE);

	fake = calloc(1, sizeof(*fake));
	if (!fake || !sg)
		return -1;
	fake_clock_init(&ticks, false);
	fake_pgpu_init(fake);
	fake->caps.bus_pages = softgpu_pgpu(sg)->caps->bus_pages;
	softgpu_destroy(sg);
	return setup(state) ||
	       facet_gpu_create(&fake->pgpu, NULL, &fake_gpu_host_ops, &ticks, &gpu);
}

static int teardown_gpu(void **state)
{
	facet_gpu_destroy(gpu);
	free(fake);
	return 0;
}

/*
 * Fill the budget with vGPUs of random types, and reserve places for all of them as if they were
 * open.
 */
static void fill(u32 choice)
{
	const struct facet_type *type;

	while (facet_capacity_available(&capacity, SMALL)) {
		choice = choice * 1103515245 + 12345;
		type = &facet_types[(choice >> 16) % facet_type_count];
		if (facet_capacity_charge(&capacity, type))
			continue;
		assert_int_equal(facet_gpu_reserve(gpu, facet_vgpu_bus_pages(type)), 0);
	}
}

static void whatever_the_budget_takes_fits_into_the_bus_map(void **state)
{
	u32 i;

	for (i = 0; i < facet_type_count; i++)
		assert_true(facet_types[i].max_instances * facet_vgpu_bus_pages(&facet_types[i]) <=
			    fake->caps.bus_pages);
	fill(*(const u32 *)*state);
}

static void the_software_engines_map_takes_as_many_as_it_promises(void **state)
{
	static u8 page[4096] __attribute__((aligned(4096)));
	struct sgpu_bus bus = { 0 };
	u64 addr;

	assert_int_equal(sgpu_bus_init(&bus), 0);
	/* Count all places but two as used. */
	bus.next += fake->caps.bus_pages - 2;
	assert_int_equal(sgpu_bus_add(&bus, page, &addr), 0);
	assert_int_equal(sgpu_bus_add(&bus, page, &addr), 0);
	assert_int_equal(sgpu_bus_add(&bus, page, &addr), -ENOSPC);
	sgpu_bus_exit(&bus);
}

static void reservations_never_exceed_the_map(void **state)
{
	const u64 all = fake->caps.bus_pages;

	assert_int_equal(facet_gpu_reserve(gpu, all + 1), -ENOSPC);
	assert_int_equal(facet_gpu_reserve(gpu, all - 1), 0);
	assert_int_equal(facet_gpu_reserve(gpu, 2), -ENOSPC);
	assert_int_equal(facet_gpu_reserve(gpu, 1), 0);
	assert_int_equal(facet_gpu_reserve(gpu, ~0ull), -ENOSPC);
	facet_gpu_unreserve(gpu, all);
	assert_int_equal(facet_gpu_reserve(gpu, all), 0);
}

static void a_vgpu_that_the_map_might_not_hold_is_not_made(void **state)
{
	const u64 pages = facet_vgpu_bus_pages(SMALL);
	struct facet_vgpu *vgpu[2];
	struct fake_host host;

	assert_int_equal(fake_host_init(&host, &ticks, 16), 0);
	assert_int_equal(facet_gpu_reserve(gpu, fake->caps.bus_pages - 2 * pages + 1), 0);
	assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &vgpu[0]), 0);
	assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &vgpu[1]), -ENOSPC);
	facet_vgpu_destroy(vgpu[0]);
	assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &vgpu[1]), 0);
	facet_vgpu_destroy(vgpu[1]);
	fake_host_fini(&host);
}

static void a_vgpu_that_cannot_be_made_reserves_nothing(void **state)
{
	struct facet_vgpu *vgpu;
	struct fake_host host;

	assert_int_equal(fake_host_init(&host, &ticks, 16), 0);
	fake->alloc_error = -ENOMEM;
	assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &vgpu), -ENOMEM);
	fake->alloc_error = 0;
	assert_int_equal(facet_gpu_reserve(gpu, fake->caps.bus_pages), 0);
	fake_host_fini(&host);
}

static void a_small_table_holds_as_many_vgpus_as_it_has_windows(void **state)
{
	u32 i;

	facet_capacity_init(&capacity, 3);
	for (i = 0; i < gen9_type_count(); i++)
		assert_int_equal(facet_capacity_available(&capacity, &facet_types[i]), 3);
	take(LARGE, 1);
	take(SMALL, 2);
	assert_int_equal(facet_capacity_available(&capacity, SMALL), 0);
	assert_int_equal(facet_capacity_charge(&capacity, SMALL), -ENOSPC);
	facet_capacity_uncharge(&capacity, LARGE);
	assert_int_equal(facet_capacity_available(&capacity, LARGE), 1);
}

static void the_software_engines_table_has_windows_for_all_vgpus(void **state)
{
	static const struct softgpu_host_ops none;
	struct softgpu *sg = softgpu_create(&none, NULL, SOFTGPU_PRIVATE);

	assert_non_null(sg);
	assert_int_equal(facet_gpu_windows(softgpu_pgpu(sg)), WINDOWS);
	assert_int_equal(facet_types[0].max_instances, WINDOWS);
	softgpu_destroy(sg);
}

/* Whatever the caps of a vGPU let it use: 32 MiB with the images of Gen9, and never all. */
static void a_vgpu_at_its_caps_uses_at_most_32_mib_of_its_window(void **state)
{
	struct pgpu_caps caps = fake->caps;

	caps.context_pages[PGPU_RCS] = FACET_CONTEXT_PAGES_MAX;
	assert_in_range(facet_execlists_window_pages(&caps), 1, 32 << 20 >> GEN9_PAGE_SHIFT);
	fake->caps.context_pages[PGPU_RCS] = FACET_CONTEXT_PAGES_MAX;
	assert_int_equal(facet_gpu_window_used(&fake->pgpu), 32);
	fake->caps.context_pages[PGPU_RCS] = 1;
	assert_int_equal(facet_gpu_window_used(&fake->pgpu), 27);
	memset(caps.context_pages, FACET_CONTEXT_PAGES_MAX, sizeof(caps.context_pages));
	assert_in_range(facet_execlists_window_pages(&caps), 1, FACET_GGTT_WINDOW_PAGES - 1);
}

static void a_vgpu_without_a_window_is_not_made(void **state)
{
	const u32 n = facet_gpu_windows(&fake->pgpu);
	struct facet_vgpu *vgpu[16], *other;
	struct fake_host host;
	u32 i;

	assert_in_range(n, 1, ARRAY_SIZE(vgpu));
	assert_int_equal(fake_host_init(&host, &ticks, 16), 0);
	for (i = 0; i < n; i++)
		assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &vgpu[i]), 0);
	assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &other), -ENOSPC);
	facet_vgpu_destroy(vgpu[n / 2]);
	assert_int_equal(facet_vgpu_create(gpu, SMALL, &fake_host_ops, &host, &vgpu[n / 2]), 0);
	for (i = 0; i < n; i++)
		facet_vgpu_destroy(vgpu[i]);
	assert_int_equal(fake->n_owners, 0);
	fake_host_fini(&host);
}

#define TEST_ON_GPU(name)	cmocka_unit_test_setup_teardown(name, setup_gpu, teardown_gpu)

int main(void)
{
	static u32 mixes[] = { 1, 2, 3 };
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_small_table_holds_as_many_vgpus_as_it_has_windows),
		cmocka_unit_test(the_software_engines_table_has_windows_for_all_vgpus),
		TEST_ON_GPU(a_vgpu_at_its_caps_uses_at_most_32_mib_of_its_window),
		TEST_ON_GPU(a_vgpu_without_a_window_is_not_made),
		cmocka_unit_test_setup(an_empty_host_has_room_for_max_instance_of_each_type, setup),
		cmocka_unit_test_setup(a_host_that_is_full_of_one_type_takes_no_other, setup),
		cmocka_unit_test_setup(each_vgpu_costs_other_types_by_weight, setup),
		cmocka_unit_test_setup(what_is_given_back_can_be_taken_by_another_type, setup),
		cmocka_unit_test_prestate_setup_teardown(
			whatever_the_budget_takes_fits_into_the_bus_map, setup_gpu, teardown_gpu,
			&mixes[0]),
		cmocka_unit_test_prestate_setup_teardown(
			whatever_the_budget_takes_fits_into_the_bus_map, setup_gpu, teardown_gpu,
			&mixes[1]),
		cmocka_unit_test_prestate_setup_teardown(
			whatever_the_budget_takes_fits_into_the_bus_map, setup_gpu, teardown_gpu,
			&mixes[2]),
		TEST_ON_GPU(the_software_engines_map_takes_as_many_as_it_promises),
		TEST_ON_GPU(reservations_never_exceed_the_map),
		TEST_ON_GPU(a_vgpu_that_the_map_might_not_hold_is_not_made),
		TEST_ON_GPU(a_vgpu_that_cannot_be_made_reserves_nothing),
	};

	return cmocka_run_group_tests_name("capacity", tests, NULL, NULL);
}
