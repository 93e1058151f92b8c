// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the gaps between two holds of shadow_lock in a dma_unmap. A dma_unmap drops users of
 * unmapped pages in many holds. In each gap the test resets the vGPU, or changes page tables and
 * runs the worker. After each dma_unmap no shadow names a pin that has left the table.
 *
 * The gap is cond_resched() in facet_shadow_resched(). The strict port checks there that the thread
 * may sleep. The linker redirects that check to this file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "gen9/gtt_defs.h"
#include "gen9/pvinfo_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/ggtt/alias.h"
#include "mediator/ggtt/ggtt_types.h"
#include "mediator/pins.h"
#include "mediator/ppgtt/ppgtt_types.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"

#define MIB		(1ull << 20)
#define MEMORY		(64 * MIB)		/* memory of a mini-guest, in bytes */
#define DATA		(32 * MIB)		/* address of the first named page */
/* page tables, contexts and rings end before this */
#define TABLES_END	(DATA - 4 * MIB)
#define PAGES(bytes)	((u32)((bytes) / GEN9_PAGE_SIZE))
#define VMS		2u
#define SEEDS		8u
#define ROUNDS		60u
#define GONE_MOST	300u			/* most pages of one dma_unmap */
/* detached pins that are printed one by one */
#define REPORTED_MAX		5u

struct world {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm[VMS];
	struct mini_context context[VMS];
	u32 random;
	bool unmapping;		/* a dma_unmap runs */
	bool resets;		/* reset the vGPU in gaps, and do not run the worker there */
	u32 gaps;
	u32 resets_made;
	u32 dead;		/* detached pins that a shadow names */
};

static struct world *world;

static u32 below(u32 n)
{
	world->random = world->random * 1664525u + 1013904223u;
	return (world->random >> 8) % n;
}

/* --- what runs in a gap ------------------------------------------------------------------- */

/*
 * Change some entries of small and of large pages. The addresses are few, so that page tables come
 * to be shared.
 */
static void change(void)
{
	struct mini_vm *vm = &world->vm[below(VMS)];
	u32 n = 1 + below(40);

	while (n--) {
		u64 va = (u64)(1 + below(6)) << 30 | (u64)below(20) * GEN9_LARGE_SIZE;
		u64 large = DATA + (u64)below(16) * GEN9_LARGE_SIZE;

		if (below(2))
			mini_vm_map_large(vm, va, large, MINI_PTE);
		else
			mini_vm_map(vm, va + (u64)below(8) * GEN9_PAGE_SIZE,
				    large + (u64)below(GEN9_LARGE_PAGES) * GEN9_PAGE_SIZE,
				    MINI_PTE);
	}
	if (!below(3))
		mini_ggtt_map(world->guest, DATA + (u64)below(PAGES(DATA)) * GEN9_PAGE_SIZE, 1);
}

static void submit(void)
{
	struct mini_context *context = &world->context[below(VMS)];

	mini_request(context);
	mini_elsp(context, true, NULL);
}

static void end_address_space(void)
{
	u64 pml4 = world->vm[below(VMS)].pml4;

	mini_write(world->guest, GEN9_PVINFO + GEN9_PVINFO_PDP, lower_32_bits(pml4));
	mini_write(world->guest, GEN9_PVINFO + GEN9_PVINFO_PDP + 4, upper_32_bits(pml4));
	mini_write(world->guest, GEN9_PVINFO + GEN9_PVINFO_G2V_NOTIFY,
		   GEN9_PVINFO_G2V_L4_DESTROY);
}

static void gap(void)
{
	world->gaps++;
	if (world->resets) {
		if (!below(6)) {
			facet_vgpu_reset(world->guest->vgpu);
			world->resets_made++;
		}
		return;
	}
	if (below(2))
		return;
	if (below(2))
		change();
	submit();
	if (!below(4))
		end_address_space();
	fake_host_work(&world->guest->host);
}

void __real_port_assert_may_sleep(const char *site);
void __wrap_port_assert_may_sleep(const char *site);
void __wrap_port_assert_may_sleep(const char *site)
{
	__real_port_assert_may_sleep(site);
	if (!world || !world->unmapping || !strstr(site, "mediator/base/shadow_lock.h"))
		return;
	world->unmapping = false;	/* no gap inside a gap */
	gap();
	world->unmapping = true;
}

/* --- what shadows name -------------------------------------------------------------------- */

static void check_pin(const char *what, const struct facet_pin *pin)
{
	if (pin && pin->detached && world->dead++ < REPORTED_MAX)
		print_message("# %s names page %#llx, which is gone\n", what,
			      (unsigned long long)pin->gfn);
}

static void check_table(const struct ppgtt_table *table)
{
	u32 i, k;

	for (i = 0; table && table->entries && i < PPGTT_ENTRIES; i++) {
		if (table->is_large[i / 64] >> (i % 64) & 1) {
			for (k = 0; k < GEN9_LARGE_PAGES; k++)
				check_pin("an entry of 2 MiB", table->entries->large[i]->pins[k]);
		} else if (!table->level) {
			check_pin("an entry of 4 KiB", table->entries->pins[i]);
		}
	}
}

static void check_all(void)
{
	struct facet_vgpu *vgpu = world->guest->vgpu;
	struct facet_alias *alias;
	struct ppgtt_page *page;
	u32 i, k;

	list_for_each_entry(page, &vgpu->ppgtt->pages, all) {
		check_pin("a page table", page->pin);
		for (k = 0; k < PPGTT_KINDS; k++)
			check_table(page->tables[k]);
	}
	for (k = 0; k < FACET_ALIAS_CHAINS; k++) {
		list_for_each_entry(alias, &vgpu->aliases->chains[k], chain) {
			for (i = 0; i < alias->pages; i++)
				check_pin("an alias slot", alias->pins[i]);
		}
	}
}

/* --- rounds ------------------------------------------------------------------------------- */

static void run(void)
{
	mini_run(world->machine);
	mini_irq(world->guest);
}

static void unmap_some(void)
{
	u32 first = PAGES(DATA) + below(PAGES(MEMORY - DATA));
	u32 n = min(1 + below(GONE_MOST), PAGES(MEMORY) - first);

	world->unmapping = true;
	fake_host_unmap(&world->guest->host, (u64)first * GEN9_PAGE_SIZE,
			(u64)n * GEN9_PAGE_SIZE);
	world->unmapping = false;
	check_all();
	run();
	check_all();
	fake_host_map(&world->guest->host);
	fake_clock_advance(&world->machine->clock, FACET_UNMAP_HISTORY_NS);
	run();
	check_all();
}

static void begin(u32 seed)
{
	u32 i;

	world->random = seed;
	world->resets = false;
	world->machine = mini_machine_create(MINI_STEP);
	world->machine->tracking = below(2);
	world->guest = mini_guest_create(world->machine, &facet_types[0]);
	for (i = 0; i < VMS; i++) {
		mini_vm_create(world->guest, &world->vm[i]);
		mini_context_create(world->guest, &world->context[i], i ? PGPU_BCS : PGPU_RCS,
				    &world->vm[i], GEN9_PAGE_SIZE);
	}
}

static void rounds(u32 seed, u32 reset_in)
{
	u32 round, i;

	begin(seed);
	for (round = 0; round < ROUNDS && world->guest->next_gpa < TABLES_END; round++) {
		for (i = 0; i < 2; i++) {
			change();
			submit();
			fake_host_work(&world->guest->host);
		}
		run();
		world->resets = round == reset_in;
		unmap_some();
		if (world->resets)
			break;
	}
	assert_int_equal(mini_machine_destroy(world->machine), 0);
}

static void check(u32 reset_in)
{
	struct world here = {};
	u32 seed;

	world = &here;
	for (seed = 1; seed <= SEEDS; seed++)
		rounds(seed, reset_in);
	world = NULL;
	assert_true(here.gaps > 10 * SEEDS);
	assert_int_equal(here.resets_made > 0, reset_in < ROUNDS);
	assert_int_equal(here.dead, 0);
}

static void the_worker_builds_no_shadow_of_pages_that_a_dma_unmap_takes(void **state)
{
	check(ROUNDS);
}

static void a_reset_while_memory_goes_leaves_nothing_that_names_it(void **state)
{
	check(ROUNDS / 3);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_worker_builds_no_shadow_of_pages_that_a_dma_unmap_takes),
		TEST(a_reset_while_memory_goes_leaves_nothing_that_names_it),
	};

	return cmocka_run_group_tests_name("drop_gaps", tests, NULL, NULL);
}
