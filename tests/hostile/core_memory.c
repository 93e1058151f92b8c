// SPDX-License-Identifier: GPL-2.0-only
/* Cases that use up the host's memory: pins, shadows, contexts and buffers. */
#include "classes.h"
#include "core.h"

#include "gen9/context_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/ggtt_view.h"
#include "mediator/ppgtt.h"
#include "mediator/ppgtt/ppgtt_types.h"

#define BEYOND		0x7f00000000ull	/* a guest address without memory */
#define ODD_FLAGS	0xfff0000000000f7cull
#define REGISTERS	0xfee00000ull	/* a guest address of registers: its interrupt controller */

static void run_on(struct hostile *h, struct mini_context *context)
{
	hostile_context(h, context, PGPU_BCS);
	mini_request(context);
	hostile_submit(context);
}

static void map_many(struct hostile *h, u32 n, u64 first, u64 step)
{
	u32 i;

	for (i = 0; i < n; i++)
		mini_vm_map(&h->vm, HOSTILE_BATCH_VA + i * 4096ull, first + i * step, MINI_PTE);
}

static void pins(struct hostile *h, const void *arg)
{
	struct mini_context context;

	map_many(h, HOSTILE_PINS + 512, mini_alloc(h->evil, HOSTILE_PINS + 512), 4096);
	run_on(h, &context);
	hostile_settle(h);
	mini_vm_create(h->evil, &h->vm);
	EXPECT(h->evil->host.pinned <= HOSTILE_PINS);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

/* Let a view of the screen have all the pins, and then run a request. */
static void view_pins(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 gpa = mini_alloc(h->evil, HOSTILE_PINS + 512);
	u32 i;

	for (i = 0; i < HOSTILE_PINS + 512; i++)
		mini_ggtt_set(h->evil, HOSTILE_HIDDEN + i * 4096,
			      (gpa + i * 4096ull) | GEN9_PTE_PRESENT);
	facet_ggtt_view_use(h->evil->vgpu, HOSTILE_HIDDEN, HOSTILE_PINS + 512);
	EXPECT(h->evil->host.pinned == HOSTILE_PINS);
	run_on(h, &context);
	hostile_unharmed(h, &context);
}

static void pages_beyond_memory(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 calls = h->evil->host.calls[FAKE_PIN];

	map_many(h, 8 * 512, BEYOND, 4096);
	run_on(h, &context);
	hostile_unharmed(h, &context);
	/*
	 * 1024 failing pages may be tried one by one, the others 64 at a time. Good pages come on
	 * top.
	 */
	EXPECT(h->evil->host.calls[FAKE_PIN] - calls < 1024 + 8 * 512 / 64 + 128);
}

static void the_same_beyond_memory(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 calls;
	u32 i;

	map_many(h, 64, BEYOND, 4096);
	run_on(h, &context);
	hostile_unharmed(h, &context);
	calls = h->evil->host.calls[FAKE_PIN];
	for (i = 0; i < 10; i++) {
		run_on(h, &context);
		hostile_unharmed(h, &context);
	}
	/* New pages of ten contexts only. The failed pages must not be tried again. */
	EXPECT(h->evil->host.calls[FAKE_PIN] - calls < 100);
}

/* Place tables of three levels and a page where the machine has registers and no guest memory. */
static void tables_at_registers(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 *top = mini_ptr(h->evil, h->vm.pml4), *table;
	u64 calls;
	u32 i;

	map_many(h, 1, REGISTERS, 0);
	top[300] = REGISTERS | 3;
	table = mini_ptr(h->evil, top[0] & GEN9_PTE_ADDR_MASK);
	table[300] = (REGISTERS + 4096) | 3;
	table = mini_ptr(h->evil, table[HOSTILE_BATCH_VA >> 30] & GEN9_PTE_ADDR_MASK);
	table[300] = (REGISTERS + 8192) | 3;
	run_on(h, &context);
	hostile_unharmed(h, &context);
	calls = h->evil->host.calls[FAKE_PIN];
	for (i = 0; i < 10; i++) {
		mini_request(&context);
		hostile_submit(&context);
		hostile_unharmed(h, &context);
	}
	/* No page is new, and no failed page may be tried again. */
	EXPECT(h->evil->host.calls[FAKE_PIN] == calls);
}

/* The VMM must not lock more memory. Each try costs the host a line of its log. */
static void host_without_memory(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 calls;
	u32 i;

	map_many(h, 512, mini_alloc(h->evil, 512), 4096);
	fake_host_fail(&h->evil->host, FAKE_PIN, 0, ~0u, -ENOMEM);
	calls = h->evil->host.calls[FAKE_PIN];
	for (i = 0; i < PGPU_ENGINES; i++) {
		hostile_context(h, &context, i);
		mini_request(&context);
		hostile_submit(&context);
		hostile_settle(h);
	}
	EXPECT(h->evil->host.calls[FAKE_PIN] - calls <= 1);
	fake_host_fail(&h->evil->host, FAKE_PIN, 0, 0, 0);
	fake_clock_advance(&h->machine->clock, 1100000000ull);
	EXPECT(hostile_reg(&context, GEN9_RING_ESR));
	hostile_recover(h, &context);
}

/* Failed GGTT entries must not be examined again for a second. Each examination reads the clock. */
static void contexts(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u64 bytes = 0;
	u32 i;

	for (i = 0; i < 240; i++) {
		run_on(h, &context);
		hostile_unharmed(h, &context);
		if (i == 80)
			bytes = hostile_bytes;
	}
	/* Growth that is allowed: tables of the GGTT for new addresses of the guest. */
	EXPECT(hostile_bytes < bytes + (256u << 10));
}

static void wait_batch(struct hostile *h, u32 **flag)
{
	static const u32 wait[] = { 0x0e004002, 1, (u32)HOSTILE_DATA_VA, 0,
				    GEN9_MI_BATCH_BUFFER_END };

	*flag = hostile_page(h, NULL, HOSTILE_DATA_VA);
	memcpy(hostile_page(h, NULL, HOSTILE_BATCH_VA), wait, sizeof(wait));
}

/*
 * One context keeps running. More contexts than are cached are submitted behind it and replaced.
 * The case resets free_builds, so that the worker builds each of them.
 */
static void contexts_behind_a_running_one(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	u32 *flag;
	u32 i;

	wait_batch(h, &flag);
	hostile_context(h, &context, PGPU_VECS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	for (i = 0; i < 100; i++) {
		hostile_context(h, &other, PGPU_VECS);
		mini_request(&other);
		h->evil->vgpu->execlists->engines[PGPU_VECS].free_builds = FACET_FREE_BUILDS;
		mini_elsp(&context, false, &other);
		hostile_pump(h);
		hostile_pump(h);
	}
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &context);
	hostile_unharmed(h, &other);
}

/* Submit @n requests behind a context that waits. Each request has @dwords more dwords. */
static void requests_behind(struct hostile *h, struct mini_context *context, u32 n, u32 dwords)
{
	u32 i, k;

	for (i = 0; i < n; i++) {
		mini_request_begin(context);
		for (k = 0; k < dwords; k++)
			MINI_EMIT(context, 0);
		mini_request_end(context);
		mini_elsp(context, false, NULL);
		hostile_pump(h);
	}
}

static void requests_without_end(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 *flag;
	u64 bytes;

	wait_batch(h, &flag);
	mini_context_create(h->evil, &context, PGPU_RCS, &h->vm, 64 * 4096);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	requests_behind(h, &context, 80, 0);
	bytes = hostile_bytes;
	requests_behind(h, &context, 300, 0);
	EXPECT(hostile_bytes < bytes + (64u << 10));
	hostile_neighbour(h);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &context);
}

/* The first context keeps running. The context behind it grows with each submission. */
static void second_port_without_end(struct hostile *h, const void *arg)
{
	struct mini_context first, second;
	u64 bytes = 0;
	u32 *flag;
	u32 i;

	wait_batch(h, &flag);
	mini_context_create(h->evil, &first, PGPU_RCS, &h->vm, 4096);
	mini_context_create(h->evil, &second, PGPU_RCS, &h->vm, 64 * 4096);
	mini_request_batch(&first, HOSTILE_BATCH_VA);
	hostile_submit(&first);
	hostile_settle(h);
	for (i = 0; i < 380; i++) {
		mini_request(&second);
		mini_tail(&second);
		mini_elsp(&first, false, &second);
		hostile_pump(h);
		if (i == 80)
			bytes = hostile_bytes;
	}
	EXPECT(hostile_bytes < bytes + (64u << 10));
	hostile_neighbour(h);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &second);
}

static void buffers(struct hostile *h, const void *arg)
{
	struct mini_context contexts[PGPU_ENGINES];
	u64 bytes = 0;
	u32 *flag;
	u32 i;

	wait_batch(h, &flag);
	for (i = 0; i < PGPU_ENGINES; i++) {
		mini_context_create(h->evil, &contexts[i], i, &h->vm, 64 * 4096);
		mini_request_batch(&contexts[i], HOSTILE_BATCH_VA);
		hostile_submit(&contexts[i]);
	}
	hostile_settle(h);
	bytes = hostile_bytes;
	for (i = 0; i < PGPU_ENGINES; i++)
		requests_behind(h, &contexts[i], 25, 1100);
	WRITE_ONCE(*flag, 1);
	for (i = 0; i < PGPU_ENGINES; i++)
		hostile_unharmed(h, &contexts[i]);
	EXPECT(hostile_bytes < bytes + 64 * 4096 + (32u << 10));
}

/* Map more tables than may be shadowed. Each table is a page of its own. */
static void more_tables_than_allowed(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	for (i = 0; i < 80; i++)
		mini_vm_map(&h->vm, i * (1ull << 30), h->vm.scratch_page, MINI_PTE);
	run_on(h, &context);
	hostile_settle(h);
	mini_vm_create(h->evil, &h->vm);
	hostile_stopped(h, &context, GEN9_EIR_INSTRUCTION);
}

static void roots_that_share(struct hostile *h, const void *arg)
{
	struct mini_context context;
	struct mini_vm vm = h->vm;
	u32 i;

	for (i = 0; i < 30; i++)
		mini_vm_map(&h->vm, i * (2ull << 20), h->vm.scratch_page, MINI_PTE);
	vm = h->vm;
	for (i = 0; i < 20; i++) {
		h->vm.pml4 = mini_alloc(h->evil, 1);
		memcpy(mini_ptr(h->evil, h->vm.pml4), mini_ptr(h->evil, vm.pml4), 4096);
		run_on(h, &context);
		hostile_unharmed(h, &context);
	}
	EXPECT(h->evil->vgpu->ppgtt->count <= HOSTILE_SHADOWS);
}

/*
 * Another root keeps running while shadows run out, so only shadows of idle roots can be evicted.
 */
static void room_while_one_runs(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	struct mini_vm vm;
	u32 *flag;
	u32 i, k;

	wait_batch(h, &flag);
	hostile_context(h, &context, PGPU_VECS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	for (i = 0; i < 3; i++) {
		mini_vm_create(h->evil, &vm);
		for (k = 0; k < 20; k++)
			mini_vm_map(&vm, k * (2ull << 20), vm.scratch_page, MINI_PTE);
		mini_context_create(h->evil, &other, PGPU_BCS, &vm, 8192);
		mini_request(&other);
		hostile_submit(&other);
		hostile_settle(h);
	}
	hostile_stopped(h, &other, GEN9_EIR_INSTRUCTION);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &context);
}

/* Replace a table while work runs on its root. The table's shadow must stay until the work ends. */
static void table_taken_away(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	u64 *table;
	u32 *flag;
	u32 count;

	wait_batch(h, &flag);
	mini_vm_map(&h->vm, 0x40000000, h->vm.scratch_page, MINI_PTE);
	hostile_context(h, &context, PGPU_VECS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	count = facet_ppgtt_count(h->evil->vgpu);
	table = mini_ptr(h->evil, *(u64 *)mini_ptr(h->evil, h->vm.pml4) & GEN9_PTE_ADDR_MASK);
	table[1] = h->vm.scratch[1] | 0x1b;
	run_on(h, &other);
	hostile_unharmed(h, &other);
	run_on(h, &other);
	hostile_unharmed(h, &other);
	EXPECT(facet_ppgtt_count(h->evil->vgpu) == count);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &context);
	run_on(h, &other);
	hostile_unharmed(h, &other);
	EXPECT(facet_ppgtt_count(h->evil->vgpu) < count);
}

/* Remove a page of 2 MiB while work runs. An engine may walk the page's table of small entries. */
static void large_taken_away(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	u32 *flag;
	u32 count, i;

	wait_batch(h, &flag);
	mini_vm_map_large(&h->vm, 0x40000000, mini_alloc_large(h->evil), MINI_PTE);
	hostile_context(h, &context, PGPU_VECS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	count = facet_ppgtt_count(h->evil->vgpu);
	mini_vm_map_large(&h->vm, 0x40000000, 0, 0);
	for (i = 0; i < 2; i++) {
		run_on(h, &other);
		hostile_unharmed(h, &other);
	}
	EXPECT(facet_ppgtt_count(h->evil->vgpu) == count);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &context);
	run_on(h, &other);
	hostile_unharmed(h, &other);
	EXPECT(facet_ppgtt_count(h->evil->vgpu) < count);
}

/*
 * Clear the entry of a page while work runs on its root. The page stays pinned until the work ends.
 */
static void page_taken_away(struct hostile *h, const void *arg)
{
	struct mini_context context, other;
	u64 page = mini_alloc(h->evil, 1);
	u32 *flag;

	wait_batch(h, &flag);
	mini_vm_map(&h->vm, HOSTILE_DATA_VA + 4096, page, MINI_PTE);
	hostile_context(h, &context, PGPU_VECS);
	mini_request_batch(&context, HOSTILE_BATCH_VA);
	hostile_submit(&context);
	hostile_settle(h);
	EXPECT(h->evil->host.pin_count[page / 4096] == 1);
	*mini_vm_entry(&h->vm, HOSTILE_DATA_VA + 4096) = 0;
	run_on(h, &other);
	hostile_unharmed(h, &other);
	EXPECT(h->evil->host.pin_count[page / 4096] == 1);
	WRITE_ONCE(*flag, 1);
	hostile_unharmed(h, &context);
	EXPECT(h->evil->host.pin_count[page / 4096] == 0);
}

/* Return the bits that are set in any entry of any shadow table. */
static u64 shadow_bits(struct hostile *h)
{
	struct facet_ppgtt *ppgtt = h->evil->vgpu->ppgtt;
	struct ppgtt_page *page;
	u32 i, kind, at;
	u64 bits = 0;

	for (i = 0; i < PPGTT_BUCKETS; i++) {
		list_for_each_entry(page, &ppgtt->buckets[i], bucket) {
			for (kind = 0; kind < PPGTT_KINDS; kind++) {
				for (at = 0; page->tables[kind] && at < PPGTT_ENTRIES; at++)
					bits |= page->tables[kind]->mem.shadow[at];
			}
		}
	}
	return bits;
}

static void odd_flags(struct hostile *h, const void *arg)
{
	static const u32 dw[] = { 0x10000002, (u32)HOSTILE_DATA_VA, 0, 0x600d };
	struct mini_context context;
	u32 *data = hostile_page(h, NULL, HOSTILE_DATA_VA);

	*mini_vm_entry(&h->vm, HOSTILE_DATA_VA) |= ODD_FLAGS;
	hostile_commands(h, &context, PGPU_VCS, HOSTILE_USER_BATCH, dw, ARRAY_SIZE(dw));
	hostile_unharmed(h, &context);
	EXPECT(data[0] == 0x600d);
	EXPECT(!(shadow_bits(h) & ~(GEN9_PTE_ADDR_MASK | GEN9_PTE_FLAGS_MASK)));
}

/* Set odd flags in an entry of a page of 2 MiB. */
static void odd_flags_large(struct hostile *h, const void *arg)
{
	struct mini_context context;

	mini_vm_map_large(&h->vm, HOSTILE_DATA_VA, mini_alloc_large(h->evil),
			  MINI_PTE | ODD_FLAGS);
	run_on(h, &context);
	hostile_unharmed(h, &context);
	EXPECT(!(shadow_bits(h) & ~(GEN9_PTE_ADDR_MASK | GEN9_PTE_FLAGS_MASK)));
}

static void large_pages_beyond_memory(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 i;

	for (i = 0; i < 2 * HOSTILE_SHADOWS; i++)
		mini_vm_map_large(&h->vm, HOSTILE_BATCH_VA + i * GEN9_LARGE_SIZE,
				  BEYOND + i * GEN9_LARGE_SIZE, MINI_PTE);
	run_on(h, &context);
	hostile_unharmed(h, &context);
}

static const struct hostile_case cases[] = {
	CASE(pins, PINS_CAP, "more pages in its page tables than may be pinned", HOSTILE_STOPS),
	CASE_ARG("pins_make_room", pins, NULL, SYNC_ROOM,
		 "more pages than may be pinned, then other page tables",
		 "the first do not work, the others do"),
	CASE(view_pins, VIEW_ROOM, "a screen of more pages than may be pinned, and somebody looks",
	     "the request ends"),
	CASE(pages_beyond_memory, PINS_FAILURES, "4096 pages beyond its memory in its page tables",
	     "they are absent; the request ends"),
	CASE(the_same_beyond_memory, PINS_RETRY, "64 pages beyond its memory, submitted ten times",
	     "they are absent; the requests end"),
	CASE(tables_at_registers, PINS_RETRY,
	     "page tables, and a page, where the machine has registers",
	     "they are absent; the requests end"),
	CASE(host_without_memory, PINS_MEMORY, "512 pages when the host may lock no more",
	     HOSTILE_STOPS),
	CASE(contexts, CONTEXTS_KEPT, "240 contexts on an engine", "all requests end"),
	CASE(contexts_behind_a_running_one, CONTEXT_BUSY,
	     "100 contexts behind one that runs, each in the place of the last",
	     "the one that runs and the last one end"),
	CASE(requests_without_end, PIECES_AHEAD, "380 submissions behind one that waits",
	     "all end when that one does"),
	CASE(second_port_without_end, PIECES_AHEAD,
	     "380 submissions that add to the context behind one that waits",
	     "all end when that one does"),
	CASE(buffers, BUFFERS_KEPT, "25 long requests behind one that waits, on each engine",
	     "all end when those do"),
	CASE(more_tables_than_allowed, PPGTT_CAP, "more pages of tables than its type has shadows",
	     HOSTILE_STOPS),
	CASE(roots_that_share, PPGTT_MET, "20 roots that share all their tables",
	     "all requests end"),
	CASE(room_while_one_runs, PPGTT_ROOT_BUSY, "tables beyond its cap while one root runs",
	     "the engine of the others stops; the one that runs ends"),
	CASE(table_taken_away, PPGTT_IN_USE, "it takes a table away while work runs",
	     "the work ends"),
	CASE(large_taken_away, PPGTT_IN_USE, "it takes a page of 2 MiB away while work runs",
	     "the work ends"),
	CASE(page_taken_away, PINS_IN_USE, "it takes a page away while work runs", "the work ends"),
	CASE(odd_flags, PPGTT_FLAGS, "an entry with all the bits that mean nothing",
	     "they mean nothing"),
	CASE(odd_flags_large, PPGTT_FLAGS, "an entry of 2 MiB with all the bits that mean nothing",
	     "they mean nothing"),
	CASE(large_pages_beyond_memory, PPGTT_LARGE_FIRST, "128 pages of 2 MiB beyond its memory",
	     "they are absent; the request ends"),
};

HOSTILE_CLASS(hostile_memory, "memory", false, cases);
