// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record of written pages (mediator/dirty_log.h, facet_model.record_writes) against an oracle:
 * memory itself. A random busy guest has work on all engines, by page tables with small, 64 KiB and
 * 2 MiB pages, and a fenced aperture. Pages come and go. After each step of the vGPU, the test
 * compares all of guest memory with a copy. A page that has changed must be in the next report.
 *
 * With threads, the test sends pages as a VMM does: it copies each page of a report while the guest
 * works. After the last report, the copy equals guest memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/pins.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "model/model.h"
#include "softgpu/softgpu.h"
#include "tests/lib/mini.h"

#define BATCH_VA	0x100000000ull	/* a page for each batch */
#define TARGET_VA	0x300000ull	/* small pages */
#define SURFACE_VA	0x800000ull
#define SURFACE_SPAN	0x40000ull
#define BIG_VA		0x40000000ull	/* 64 KiB pages */
#define LARGE_VA	0x80000000ull	/* a 2 MiB page */
#define PITCH		512u
#define WIDTH		128u
#define HEIGHT		256u
#define SURFACE_PAGES	(PITCH * HEIGHT / 4096u)
#define MIB2		0x200000ull
#define MEMORY_PAGES	4096u

enum {
	TARGETS = 24,		/* small pages that batches increment */
	SURFACES = 4,		/* the first one is only read */
	BATCHES = TARGETS + 8,	/* one for each target; the others blit or use larger pages */
	STEPS = 6000,
	ROUNDS = 300,		/* reports of a guest with threads */
};

/**
 * struct load - A guest, and what the oracle knows.
 * @seed: state of the pseudo-random numbers
 * @machine: its machine
 * @guest: the guest
 * @vm: the PPGTT of all contexts
 * @context: a context of each engine
 * @batch: guest-physical address of each batch
 * @targets: guest-physical address of the small pages
 * @read_only: guest-physical address of a page that engines cannot write
 * @surfaces: guest-physical address of each surface
 * @large: guest-physical address of 2 MiB
 * @ggtt_page: guest-physical address of a page of the aperture
 * @ggtt_va: its GGTT address
 * @pages: pages of memory in use
 * @copy: memory as it was
 * @changed: by page: the vGPU has changed it, and no report has said so
 * @quiet: by page: the vGPU only reads it
 * @changes: changes of pages
 * @reported: pages in all reports
 */
struct load {
	u64 seed;
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context[PGPU_ENGINES];
	u64 batch[BATCHES];
	u64 targets;
	u64 read_only;
	u64 surfaces[SURFACES];
	u64 large;
	u64 ggtt_page;
	u32 ggtt_va;
	u64 pages;
	u8 *copy;
	bool changed[MEMORY_PAGES];
	bool quiet[MEMORY_PAGES];
	u64 changes;
	u64 reported;
};

static u32 random32(struct load *load)
{
	load->seed = load->seed * 6364136223846793005ull + 1442695040888963407ull;
	return load->seed >> 33;
}

static u8 *memory(struct load *load, u64 page)
{
	return load->guest->host.mem + page * 4096;
}

/* --- the guest ------------------------------------------------------------------------------ */

static void increments(struct mini_batch *batch, u64 va)
{
	MINI_BATCH(batch, 0x17800001 | GEN9_ATOMIC_INC << 8, lower_32_bits(va), upper_32_bits(va));
}

static void larger_pages_make(struct load *load)
{
	u64 big = mini_alloc_large(load->guest);

	load->large = mini_alloc_large(load->guest);
	mini_vm_map_big(&load->vm, BIG_VA, big, MINI_PTE);
	mini_vm_map_large(&load->vm, LARGE_VA, load->large, MINI_PTE);
}

static void surfaces_make(struct load *load)
{
	u32 i, p;

	for (i = 0; i < SURFACES; i++) {
		load->surfaces[i] = mini_alloc(load->guest, SURFACE_PAGES);
		for (p = 0; p < SURFACE_PAGES; p++)
			mini_vm_map(&load->vm, SURFACE_VA + i * SURFACE_SPAN + p * 4096,
				    load->surfaces[i] + p * 4096, MINI_PTE);
	}
	for (p = 0; p < SURFACE_PAGES; p++)
		load->quiet[load->surfaces[0] / 4096 + p] = true;
}

/* Batch i adds one in target i, or does what its number says. */
static void batch_make(struct load *load, u32 i)
{
	struct mini_batch batch;

	load->batch[i] = mini_alloc(load->guest, 1);
	load->quiet[load->batch[i] / 4096] = true;
	batch = (struct mini_batch){ .dw = mini_ptr(load->guest, load->batch[i]) };
	mini_vm_map(&load->vm, BATCH_VA + i * 4096ull, load->batch[i], MINI_PTE);
	if (i < TARGETS)
		increments(&batch, TARGET_VA + i * 4096ull);
	else if (i < TARGETS + 3)
		increments(&batch, BIG_VA + i * 0x11004ull);
	else
		increments(&batch, LARGE_VA + i * 0x7004ull);
	/* A store to a page that cannot be written has no effect. */
	increments(&batch, TARGET_VA + TARGETS * 4096ull);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

/* Write other pixels to the surface that blits read, and let a blit copy it to another one. */
static void blit_make(struct load *load, u32 i)
{
	struct mini_batch batch = { .dw = mini_ptr(load->guest, load->batch[i]) };
	u32 *pixels = mini_ptr(load->guest, load->surfaces[0]);
	u32 to = 1 + random32(load) % (SURFACES - 1), p;

	for (p = 0; p < PITCH * HEIGHT / 4; p++)
		pixels[p] = random32(load);
	mini_copy_blit(&batch, SURFACE_VA + to * SURFACE_SPAN, SURFACE_VA, PITCH, WIDTH,
		       1 + random32(load) % HEIGHT);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

static void load_start(struct load *load, enum mini_mode mode, u64 seed)
{
	u32 i;

	memset(load, 0, sizeof(*load));
	load->seed = seed;
	load->machine = mini_machine_create(mode);
	load->machine->memory_pages = MEMORY_PAGES;
	load->guest = mini_guest_create(load->machine, &facet_types[0]);
	mini_vm_create(load->guest, &load->vm);
	load->targets = mini_alloc(load->guest, TARGETS);
	load->read_only = mini_alloc(load->guest, 1);
	load->quiet[load->read_only / 4096] = true;
	for (i = 0; i < TARGETS; i++)
		mini_vm_map(&load->vm, TARGET_VA + i * 4096ull, load->targets + i * 4096ull,
			    MINI_PTE);
	mini_vm_map(&load->vm, TARGET_VA + TARGETS * 4096ull, load->read_only, MINI_PTE_RO);
	larger_pages_make(load);
	surfaces_make(load);
	for (i = 0; i < BATCHES; i++)
		batch_make(load, i);
	load->ggtt_page = mini_alloc(load->guest, 2);
	load->ggtt_va = mini_ggtt_map(load->guest, load->ggtt_page, 1);
	for (i = 0; i < PGPU_ENGINES; i++) {
		mini_context_create(load->guest, &load->context[i], i, &load->vm, 4096);
		load->context[i].engine->idle = true;
	}
	load->pages = load->guest->next_gpa / 4096;
	load->copy = malloc(load->pages * 4096);
	assert_non_null(load->copy);
	memcpy(load->copy, memory(load, 0), load->pages * 4096);
}

static void load_end(struct load *load)
{
	free(load->copy);
	assert_int_equal(mini_machine_destroy(load->machine), 0);
}

/* Emit a request of an idle engine: a batch, and a store by the GGTT. Return: it is emitted. */
static bool emit(struct load *load, u32 engine)
{
	struct mini_context *context = &load->context[engine];
	u32 i = random32(load) % BATCHES;

	if (!context->engine->idle || context->engine->pending)
		return false;
	if (engine == PGPU_BCS && random32(load) % 2)
		blit_make(load, i = TARGETS);
	else if (i == TARGETS)
		i++;
	mini_request_begin(context);
	MINI_EMIT(context, 0x18800101, lower_32_bits(BATCH_VA + i * 4096ull),
		  upper_32_bits(BATCH_VA + i * 4096ull), 0);
	MINI_EMIT(context, 0x10400002, load->ggtt_va + 8 * engine, 0, random32(load));
	mini_request_end(context);
	return true;
}

/* --- the VMM -------------------------------------------------------------------------------- */

static void log_start(struct load *load)
{
	const struct facet_dirty_log_range all = { .first = 0, .n = MEMORY_PAGES };

	assert_int_equal(facet_dirty_log_start(&load->guest->host.log, &all, 1), 0);
	load->guest->instance->model->record_writes(load->guest->instance, true);
}

static void log_stop(struct load *load)
{
	load->guest->instance->model->record_writes(load->guest->instance, false);
	assert_true(facet_dirty_log_stop(&load->guest->host.log));
}

/* Take a report on pages from @gfn to before @end. @said is called for each page. */
static void report(struct load *load, u64 gfn, u64 end, void (*said)(struct load *, u64))
{
	u64 first;
	u32 n;

	load->guest->instance->model->report_writes(load->guest->instance, gfn, end - gfn);
	while (gfn < end) {
		n = facet_dirty_log_take(&load->guest->host.log, &gfn, end, &first);
		for (load->reported += n; n; n--)
			said(load, first++);
	}
}

/* --- the oracle ----------------------------------------------------------------------------- */

/* Note which pages have changed. @by_vgpu: a report must have them. */
static void look(struct load *load, bool by_vgpu)
{
	u64 page;

	if (!memcmp(load->copy, memory(load, 0), load->pages * 4096))
		return;
	for (page = 0; page < load->pages; page++) {
		if (!memcmp(load->copy + page * 4096, memory(load, page), 4096))
			continue;
		memcpy(load->copy + page * 4096, memory(load, page), 4096);
		load->changed[page] |= by_vgpu;
		load->changes += by_vgpu;
	}
}

static void page_reported(struct load *load, u64 page)
{
	assert_true(page < load->pages);
	assert_false(load->quiet[page]);
	load->changed[page] = false;
}

/* A report on some pages, or on all, has each of them that has changed. */
static void check_report(struct load *load)
{
	u64 from = random32(load) % 2 ? random32(load) % load->pages : 0;
	u64 to = from ? from + random32(load) % (load->pages - from) : MEMORY_PAGES;
	u64 page;

	report(load, from, to, page_reported);
	for (page = from; page < min(to, load->pages); page++)
		if (load->changed[page])
			fail_msg("page %llu has changed, and no report says so", page);
}

/* --- steps ---------------------------------------------------------------------------------- */

/* The guest's processor writes memory. Its VMM knows that by itself. */
static void cpu_step(struct load *load)
{
	u32 engine = random32(load) % PGPU_ENGINES;
	bool emitted = emit(load, engine);

	look(load, false);
	if (!emitted)
		return;
	/* This writes registers alone: emit() has set TAIL. */
	mini_elsp(&load->context[engine], true, NULL);
	look(load, true);
}

/* The guest writes to its aperture, and the front end traps it. */
static void aperture_step(struct load *load)
{
	u32 value = random32(load), at = random32(load) % 1023 * 4;

	assert_int_equal(facet_aperture_access(load->guest->vgpu, load->ggtt_va + at, &value,
					       sizeof(value), true), 0);
}

/* The GGTT entry names another page. */
static void entry_step(struct load *load)
{
	u64 page = load->ggtt_page + random32(load) % 2 * 4096ull;

	mini_ggtt_set(load->guest, load->ggtt_va, page | GEN9_PTE_PRESENT);
}

/* Memory goes away for a moment. */
static void unmap_step(struct load *load)
{
	u64 gfn = random32(load) % load->pages, n = 1 + random32(load) % 64;

	fake_host_unmap(&load->guest->host, gfn * 4096, min(n, load->pages - gfn) * 4096);
	fake_host_map(&load->guest->host);
}

static void pause_step(struct load *load)
{
	facet_vgpu_pause(load->guest->vgpu);
	look(load, true);
	if (facet_dirty_log_is_on(&load->guest->host.log))
		check_report(load);
	facet_vgpu_resume(load->guest->vgpu);
}

/* Without a record, nothing is reported. */
static void restart_step(struct load *load)
{
	log_stop(load);
	memset(load->changed, 0, sizeof(load->changed));
	log_start(load);
}

static void vgpu_step(struct load *load)
{
	switch (random32(load) % 32) {
	case 0:
		aperture_step(load);
		break;
	case 1:
		entry_step(load);
		break;
	case 2:
		if (!(random32(load) % 4))
			unmap_step(load);
		break;
	case 3:
		if (!(random32(load) % 8))
			facet_vgpu_unpin(load->guest->vgpu);
		break;
	case 4:
		pause_step(load);
		break;
	case 5:
	case 6:
		fake_clock_advance(&load->machine->clock, random32(load) % 4000000);
		break;
	case 7:
	case 8:
	case 9:
		mini_irq(load->guest);
		break;
	default:
		softgpu_set_slice(softgpu_user_softgpu(load->machine->user),
				  1 + random32(load) % 300);
		fake_host_work(&load->guest->host);
		softgpu_user_step(load->machine->user);
	}
	look(load, true);
}

/* --- tests ---------------------------------------------------------------------------------- */

static void each_page_that_changes_is_reported(void **state)
{
	struct load *load = malloc(sizeof(*load));
	u32 i;

	assert_non_null(load);
	load_start(load, MINI_STEP, 1);
	log_start(load);
	for (i = 0; i < STEPS; i++) {
		if (i % 4 == 0)
			cpu_step(load);
		vgpu_step(load);
		if (random32(load) % 16 == 0)
			check_report(load);
		if (random32(load) % 1024 == 0)
			restart_step(load);
	}
	print_message("# %llu changes, %llu pages in reports\n",
		      (unsigned long long)load->changes, (unsigned long long)load->reported);
	assert_true(load->changes > 2000);
	load_end(load);
	free(load);
}

/* Nothing is reported before the record starts, and what was written then is forgotten. */
static void without_a_record_nothing_is_reported(void **state)
{
	struct load *load = malloc(sizeof(*load));
	u32 i;

	assert_non_null(load);
	load_start(load, MINI_STEP, 2);
	for (i = 0; i < 400; i++) {
		cpu_step(load);
		vgpu_step(load);
		if (!facet_dirty_log_is_on(&load->guest->host.log))
			memset(load->changed, 0, sizeof(load->changed));
	}
	assert_true(load->changes > 100);
	report(load, 0, MEMORY_PAGES, page_reported);
	assert_int_equal(load->reported, 0);
	load_end(load);
	free(load);
}

/* A guest that does nothing is reported once, and then no more: its pages stay pinned. */
static void an_idle_guest_is_not_reported_again(void **state)
{
	struct load *load = malloc(sizeof(*load));

	assert_non_null(load);
	load_start(load, MINI_STEP, 3);
	log_start(load);
	assert_true(emit(load, PGPU_RCS));
	mini_elsp(&load->context[PGPU_RCS], true, NULL);
	assert_true(mini_wait_idle(load->context[PGPU_RCS].engine));
	look(load, true);
	check_report(load);
	report(load, 0, MEMORY_PAGES, page_reported);
	assert_true(load->guest->host.pinned > 0);
	load->reported = 0;
	report(load, 0, MEMORY_PAGES, page_reported);
	assert_int_equal(load->reported, 0);
	load_end(load);
	free(load);
}

/* Engines of all vGPUs forget translations, and the vGPU pays for it. */
static void a_start_of_the_record_is_counted(void **state)
{
	struct load *load = malloc(sizeof(*load));
	u64 before;

	assert_non_null(load);
	load_start(load, MINI_STEP, 4);
	before = facet_pins_finishes(load->guest->vgpu);
	log_start(load);
	assert_int_equal(facet_pins_finishes(load->guest->vgpu), before + 1);
	load->guest->instance->model->record_writes(load->guest->instance, true);
	load->guest->instance->model->record_writes(load->guest->instance, false);
	assert_int_equal(facet_pins_finishes(load->guest->vgpu), before + 1);
	load->guest->instance->model->record_writes(load->guest->instance, true);
	assert_int_equal(facet_pins_finishes(load->guest->vgpu), before + 2);
	load_end(load);
	free(load);
}

/* Likewise. */
static void a_report_that_finds_stores_is_counted(void **state)
{
	struct load *load = malloc(sizeof(*load));
	const struct facet_vgpu *vgpu;
	u64 before;

	assert_non_null(load);
	load_start(load, MINI_STEP, 4);
	vgpu = load->guest->vgpu;
	log_start(load);
	before = facet_pins_finishes(vgpu);
	assert_true(emit(load, PGPU_RCS));
	mini_elsp(&load->context[PGPU_RCS], true, NULL);
	assert_true(mini_wait_idle(load->context[PGPU_RCS].engine));
	load->guest->instance->model->report_writes(load->guest->instance, 0, MEMORY_PAGES);
	assert_int_equal(facet_pins_finishes(vgpu), before + 1);
	load->guest->instance->model->report_writes(load->guest->instance, 0, MEMORY_PAGES);
	assert_int_equal(facet_pins_finishes(vgpu), before + 1);
	load_end(load);
	free(load);
}

static void page_sent(struct load *load, u64 page)
{
	if (page < load->pages)
		memcpy(load->copy + page * 4096, memory(load, page), 4096);
}

/* The pages that the test's processor writes: a VMM knows these by itself. */
static void send_cpu_pages(struct load *load)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		page_sent(load, ((u8 *)load->context[i].ring - memory(load, 0)) / 4096);
		page_sent(load, ((u8 *)load->context[i].image - memory(load, 0)) / 4096);
	}
	for (i = 0; i < SURFACE_PAGES; i++)
		page_sent(load, load->surfaces[0] / 4096 + i);
	page_sent(load, load->batch[TARGETS] / 4096);
}

static void work_emit(struct load *load)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		if (emit(load, i))
			mini_elsp(&load->context[i], true, NULL);
	mini_irq(load->guest);
}

static void a_guest_that_works_on_is_copied_whole(void **state)
{
	struct load *load = malloc(sizeof(*load));
	u64 page;
	u32 i;

	assert_non_null(load);
	load_start(load, MINI_THREADS, 4);
	log_start(load);
	memcpy(load->copy, memory(load, 0), load->pages * 4096);
	for (i = 0; i < ROUNDS; i++) {
		work_emit(load);
		mini_run(load->machine);
		if (i % 32 == 31)
			facet_vgpu_unpin(load->guest->vgpu);
		report(load, 0, MEMORY_PAGES, page_sent);
	}
	facet_vgpu_pause(load->guest->vgpu);
	report(load, 0, MEMORY_PAGES, page_sent);
	send_cpu_pages(load);
	for (page = 0; page < load->pages; page++)
		if (memcmp(load->copy + page * 4096, memory(load, page), 4096))
			fail_msg("page %llu differs", page);
	print_message("# %llu pages sent\n", (unsigned long long)load->reported);
	assert_true(load->reported > ROUNDS);
	facet_vgpu_resume(load->guest->vgpu);
	load_end(load);
	free(load);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_page_that_changes_is_reported),
		cmocka_unit_test(without_a_record_nothing_is_reported),
		cmocka_unit_test(an_idle_guest_is_not_reported_again),
		cmocka_unit_test(a_start_of_the_record_is_counted),
		cmocka_unit_test(a_report_that_finds_stores_is_counted),
		cmocka_unit_test(a_guest_that_works_on_is_copied_whole),
	};

	return cmocka_run_group_tests_name("written_pages", tests, NULL, NULL);
}
