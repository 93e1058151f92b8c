// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test blits of a guest through 2 MiB and 64 KiB pages, on the software engine, while tables
 * change.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini.h"

#define BATCH_VA	0x100000000ull
#define SRC_VA		0x40000000ull
#define DST_VA		0x80000000ull
#define LARGE		GEN9_LARGE_SIZE
#define PITCH		8192u
#define ROWS		(u32)(LARGE / PITCH)

struct fixture {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	u64 src, dst;
	u32 seed;
};

/* The initial state of a test says whether the front end reports writes to page tables. */
static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct mini_batch batch;
	u64 gpa;

	f->machine = mini_machine_create(MINI_STEP);
	f->machine->tracking = *(const bool *)*state;
	f->guest = mini_guest_create(f->machine, &facet_types[0]);
	mini_write(f->guest, GEN9_GAMW_ECO_DEV_RW, GEN9_GAMW_ECO_64K_IPS);
	mini_vm_create(f->guest, &f->vm);
	mini_context_create(f->guest, &f->context, PGPU_BCS, &f->vm, 4096);
	gpa = mini_alloc(f->guest, 1);
	batch = (struct mini_batch){ .dw = mini_ptr(f->guest, gpa) };
	mini_copy_blit(&batch, DST_VA, SRC_VA, PITCH, PITCH / 4, ROWS);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
	mini_vm_map(&f->vm, BATCH_VA, gpa, MINI_PTE);
	f->src = mini_alloc_large(f->guest);
	f->dst = mini_alloc_large(f->guest);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked = mini_machine_destroy(f->machine);

	free(f);
	return leaked ? -1 : 0;
}

static void fill(struct fixture *f)
{
	u32 *src = mini_ptr(f->guest, f->src), *dst = mini_ptr(f->guest, f->dst);
	u32 i;

	for (i = 0; i < LARGE / 4; i++) {
		f->seed = f->seed * 1664525u + 1013904223u;
		src[i] = f->seed;
		dst[i] = 0;
	}
}

static void blit(struct fixture *f)
{
	mini_request_batch(&f->context, BATCH_VA);
	mini_elsp(&f->context, true, NULL);
	assert_true(mini_wait(&f->context));
	assert_true(mini_wait_idle(f->context.engine));
}

static bool same(struct fixture *f, u64 from, u64 len)
{
	return !memcmp(mini_ptr(f->guest, f->src + from), mini_ptr(f->guest, f->dst + from), len);
}

static void small(struct mini_vm *vm, u64 va, u64 gpa, u64 flags)
{
	u32 i;

	for (i = 0; i < GEN9_LARGE_PAGES; i++)
		mini_vm_map(vm, va + i * 4096, gpa + i * 4096, flags);
}

typedef void (*map_fn)(struct mini_vm *vm, u64 va, u64 gpa, u64 flags);

/* Blit from each page size to each page size. */
static void blits_go_between_pages_of_all_sizes(void **state)
{
	static const map_fn maps[] = { small, mini_vm_map_big, mini_vm_map_large };
	struct fixture *f = *state;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(maps); i++) {
		for (k = 0; k < ARRAY_SIZE(maps); k++) {
			maps[i](&f->vm, SRC_VA, f->src, MINI_PTE_RO);
			maps[k](&f->vm, DST_VA, f->dst, MINI_PTE);
			fill(f);
			blit(f);
			assert_true(same(f, 0, LARGE));
		}
	}
}

static void read_only_large_page_is_not_written(void **state)
{
	struct fixture *f = *state;

	mini_vm_map_large(&f->vm, SRC_VA, f->src, MINI_PTE);
	mini_vm_map_large(&f->vm, DST_VA, f->dst, MINI_PTE_RO);
	fill(f);
	mini_request_batch(&f->context, BATCH_VA);
	mini_elsp(&f->context, true, NULL);
	mini_run(f->machine);
	assert_int_equal(*(u32 *)mini_ptr(f->guest, f->dst + 4096), 0);
}

static void large_page_is_swapped_for_another(void **state)
{
	struct fixture *f = *state;
	u64 other = mini_alloc_large(f->guest);
	u32 i;

	mini_vm_map_large(&f->vm, SRC_VA, f->src, MINI_PTE);
	for (i = 0; i < 4; i++) {
		swap(f->dst, other);
		mini_vm_map_large(&f->vm, DST_VA, f->dst, MINI_PTE);
		fill(f);
		blit(f);
		assert_true(same(f, 0, LARGE));
	}
}

static int refuse_second_half(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_PIN && addr / 256 % 2 == 1 && addr * 4096 >= LARGE ? -EFAULT : 0;
}

/*
 * The VMM unmaps part of a large page while blits are queued. The page can be pinned again at once.
 */
static void memory_of_a_large_page_goes_and_comes(void **state)
{
	struct fixture *f = *state;
	u32 i;

	mini_vm_map_large(&f->vm, SRC_VA, f->src, MINI_PTE);
	mini_vm_map_large(&f->vm, DST_VA, f->dst, MINI_PTE);
	for (i = 0; i < 4; i++) {
		fill(f);
		mini_request_batch(&f->context, BATCH_VA);
		mini_elsp(&f->context, true, NULL);
		fake_host_work(&f->guest->host);
		facet_vgpu_dma_unmap(f->guest->vgpu, f->src + i * 0x10000, 0x8000);
		assert_true(mini_wait(&f->context));
		assert_true(mini_wait_idle(f->context.engine));
		assert_true(same(f, 0, LARGE));
	}
	/* A page that cannot be pinned stops the engine, and does no harm to the host. */
	f->guest->host.veto = refuse_second_half;
	facet_vgpu_dma_unmap(f->guest->vgpu, f->src, LARGE);
	facet_vgpu_dma_unmap(f->guest->vgpu, f->dst, LARGE);
	fill(f);
	mini_request_batch(&f->context, BATCH_VA);
	mini_elsp(&f->context, true, NULL);
	mini_run(f->machine);
	assert_int_not_equal(*f->context.timeline, f->context.seqno);
	assert_true(same(f, 0, 0x10000));
	assert_false(same(f, LARGE / 2, LARGE / 2));
}

static void guests_are_offered_large_pages(void **state)
{
	struct fixture *f = *state;

	assert_true(mini_read(f->guest, GEN9_PVINFO + GEN9_PVINFO_CAPS) &
		    GEN9_PVINFO_CAP_HUGE_GTT);
	assert_int_equal(mini_read(f->guest, GEN9_GAMW_ECO_DEV_RW), GEN9_GAMW_ECO_64K_IPS);
}

static bool tracking[] = { false, true };

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(test) \
		{ #test ", compared", test, setup, teardown, &tracking[0] }, \
		{ #test ", watched", test, setup, teardown, &tracking[1] }
		TEST(blits_go_between_pages_of_all_sizes),
		TEST(read_only_large_page_is_not_written),
		TEST(large_page_is_swapped_for_another),
		TEST(memory_of_a_large_page_goes_and_comes),
		TEST(guests_are_offered_large_pages),
	};

	return cmocka_run_group_tests_name("large pages", tests, NULL, NULL);
}
