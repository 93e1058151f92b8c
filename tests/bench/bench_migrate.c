// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure the device's part of a move (model/migration.h): pause, save, restore and resume of a
 * mini-guest, without its memory. The busy guest has a screen, work in flight on each engine, and a
 * different page in each entry of its GGTT. The console guest has a screen, a context on each
 * engine, and no work. All of it runs in one thread, so processor time is what an idle machine
 * takes.
 */
#include "display/display.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pvinfo_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/type.h"
#include "softgpu/softgpu.h"
#include "tests/bench/bench.h"
#include "tests/lib/mini.h"
#include "tests/lib/mini_screen.h"
#include "tests/lib/mover.h"

#define STATE(name)	FACET_MIGRATION_##name
#define MOVES		41u
#define ROUNDS		21u
#define COPY_NS		5000000u	/* of the copies in a round */
#define PIECE		MIB		/* of a read or write: QEMU's */
#define DATA_MAX	(64 * MIB)	/* more than any description of gen9 */
#define RING_BYTES	8192u
#define BATCH_VA	0x100000000ull	/* one page for each engine */
#define DATA_VA		0x200000ull
#define BATCH_COMMANDS	160u
#define SLICE		64u		/* commands of an engine in a step */
#define STEPS		2u
#define STORE_COMMAND	0x10000002u	/* MI_STORE_DATA_IMM by the PPGTT */
#define FRAMEBUFFER	0x100000u	/* GGTT address of the console's screen */
#define MI_ARB_CHECK	0x02800000u

/**
 * struct guest - A guest that moves.
 * @machine: its machine
 * @guest: the guest
 * @vm: its page tables
 * @context: a context for each engine
 */
struct guest {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context[PGPU_ENGINES];
};

static u8 *data, *copy;
static size_t data_len;

static void must_be_0(int ret, const char *what)
{
	if (!ret)
		return;
	bench_say("%s: error %d\n", what, ret);
	abort();
}

/* --- guests --------------------------------------------------------------------------------- */

static u32 pvinfo(struct guest *g, u32 offset)
{
	return mini_read(g->guest, GEN9_PVINFO + offset);
}

/* Let entries name one page of memory after the other, each entry another page. */
static void fill_entries(struct guest *g, u64 from, u64 bytes)
{
	u64 memory = g->guest->host.pages * GEN9_PAGE_SIZE, gva;

	for (gva = from; gva < from + bytes; gva += GEN9_PAGE_SIZE)
		mini_ggtt_set(g->guest, gva, gva % memory | GEN9_PTE_PRESENT);
}

static void batch_make(struct guest *g, u32 engine)
{
	u64 gpa = mini_alloc(g->guest, 1);
	struct mini_batch batch = { .dw = mini_ptr(g->guest, gpa) };
	u32 i;

	mini_vm_map(&g->vm, BATCH_VA + engine * GEN9_PAGE_SIZE, gpa, MINI_PTE);
	for (i = 0; i < BATCH_COMMANDS; i++)
		MINI_BATCH(&batch, STORE_COMMAND, lower_32_bits(DATA_VA + 4 * engine), 0, i,
			   MI_ARB_CHECK);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

/* Make a guest with a screen and an idle context on each engine. */
static void guest_begin(struct guest *g, const struct facet_type *type)
{
	u32 i;

	*g = (struct guest){ .machine = mini_machine_create(MINI_STEP) };
	g->guest = mini_guest_create(g->machine, type);
	mini_vm_create(g->guest, &g->vm);
	mini_vm_map(&g->vm, DATA_VA, mini_alloc(g->guest, 1), MINI_PTE);
	for (i = 0; i < PGPU_ENGINES; i++) {
		mini_context_create(g->guest, &g->context[i], i, &g->vm, RING_BYTES);
		batch_make(g, i);
	}
	/* What is allocated is mapped below the screen. */
	if (g->guest->next_gva > FRAMEBUFFER)
		abort();
	fill_entries(g, FRAMEBUFFER, 4ull * type->max_width * type->max_height);
	mini_screen_on(g->guest);
}

static void guest_fill(struct guest *g, const struct facet_type *type)
{
	u64 first = g->guest->next_gva;

	fill_entries(g, first, ((u64)type->aperture_mib << 20) - first);
	fill_entries(g, pvinfo(g, GEN9_PVINFO_HIDDEN_BASE), pvinfo(g, GEN9_PVINFO_HIDDEN_SIZE));
}

static void guest_end(struct guest *g)
{
	if (mini_machine_destroy(g->machine))
		abort();
}

/* Give each engine a batch, and let the engines begin. */
static void guest_works(struct guest *g)
{
	u32 i;

	softgpu_set_slice(softgpu_user_softgpu(g->machine->user), SLICE);
	for (i = 0; i < PGPU_ENGINES; i++) {
		mini_request_batch(&g->context[i], BATCH_VA + i * GEN9_PAGE_SIZE);
		mini_elsp(&g->context[i], true, NULL);
	}
	for (i = 0; i < STEPS; i++) {
		fake_host_work(&g->guest->host);
		softgpu_user_step(g->machine->user);
	}
}

/* Let the work end, and see that all of it was done. */
static void guest_ends_work(struct guest *g)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		if (!mini_wait(&g->context[i]) || !mini_wait_idle(g->context[i].engine))
			abort();
}

/* --- moves ---------------------------------------------------------------------------------- */

static void read_data(struct mover *from)
{
	ssize_t n;

	data_len = 0;
	do {
		n = facet_migration_read(from->m, data + data_len, PIECE);
		data_len += max_t(ssize_t, n, 0);
	} while (n > 0);
	must_be_0(n, "read");
}

static void write_data(struct mover *to)
{
	size_t at, n;

	for (at = 0; at < data_len; at += n) {
		n = min(data_len - at, (size_t)PIECE);
		must_be_0(facet_migration_write(to->m, data + at, n), "write");
	}
}

static u32 description_bytes(void)
{
	struct mover_parts parts;

	if (!mover_parts(data, data_len, &parts))
		abort();
	return parts.len;
}

static void follow(struct guest *g, struct guest *to)
{
	u32 i;

	*to = (struct guest){ .machine = to->machine, .guest = to->guest, .vm = g->vm };
	to->vm.guest = to->guest;
	for (i = 0; i < PGPU_ENGINES; i++) {
		to->context[i] = g->context[i];
		mini_context_follow(&to->context[i], g->guest, to->guest);
	}
	guest_end(g);
	*g = *to;
}

/* Move a guest that has work in flight to a new machine. Return: processor time in ns. */
static double move(struct guest *g)
{
	struct guest to = { .machine = mini_machine_create(MINI_STEP) };
	struct mover source, target;
	u64 ns, start;

	guest_works(g);
	mover_init(&source, g->guest->instance);
	start = bench_cpu_ns();
	must_be_0(mover_go(&source, STATE(STOP_COPY)), "stop and save");
	read_data(&source);
	ns = bench_cpu_ns() - start;
	to.guest = mini_guest_clone(g->guest, to.machine);
	mover_init(&target, to.guest->instance);
	must_be_0(mover_go(&target, STATE(RESUMING)), "begin at the destination");
	start = bench_cpu_ns();
	write_data(&target);
	must_be_0(mover_go(&target, STATE(RUNNING)), "restore and resume");
	ns += bench_cpu_ns() - start;
	mover_exit(&source);
	mover_exit(&target);
	follow(g, &to);
	guest_ends_work(g);
	return ns;
}

/* --- what is measured ----------------------------------------------------------------------- */

static void measure_moves(const struct facet_type *type, const char *share)
{
	static double ms[MOVES];
	struct guest g;
	char name[64];
	u32 i;

	guest_begin(&g, type);
	guest_fill(&g, type);
	for (i = 0; i < MOVES; i++)
		ms[i] = move(&g) / 1e6;
	snprintf(name, sizeof(name), "migrate_device_ms_%s", share);
	bench_result(name, bench_median(ms, MOVES), "ms", "processor time of pause, save, restore "
		     "and resume of a busy guest; median of 41 moves");
	snprintf(name, sizeof(name), "migrate_device_max_ms_%s", share);
	bench_result(name, bench_quantile(ms, MOVES, 1), "ms", "the longest of the same");
	snprintf(name, sizeof(name), "migrate_bytes_%s", share);
	bench_result(name, description_bytes(), "bytes", "description of that guest");
	guest_end(&g);
}

static void measure_console(const struct facet_type *type, const char *share)
{
	struct mover source;
	struct guest g;
	char name[64];

	guest_begin(&g, type);
	mover_init(&source, g.guest->instance);
	must_be_0(mover_go(&source, STATE(STOP_COPY)), "save a console");
	read_data(&source);
	mover_exit(&source);
	snprintf(name, sizeof(name), "migrate_console_bytes_%s", share);
	bench_result(name, description_bytes(), "bytes",
		     "description of a guest with a screen and no work");
	guest_end(&g);
}

/* A paused vGPU, and a vGPU that is RESUMING. */
struct ends {
	struct mover source;
	struct mover target;
};

/* Save and restore once. The destination was reset before. Return: processor time in ns. */
static double save_and_restore(struct ends *ends)
{
	u64 start, ns;

	must_be_0(mover_go(&ends->target, STATE(RESUMING)), "begin");
	start = bench_cpu_ns();
	must_be_0(mover_go(&ends->source, STATE(STOP_COPY)), "save");
	read_data(&ends->source);
	write_data(&ends->target);
	must_be_0(mover_go(&ends->target, STATE(STOP)), "restore");
	ns = bench_cpu_ns() - start;
	must_be_0(mover_go(&ends->source, STATE(STOP)), "drop");
	return ns;
}

/* Copy the data for some time. Return: processor time of one copy in ns. */
static double copy_data(void)
{
	u64 start = bench_cpu_ns(), ns;
	u32 n = 0;

	do {
		memcpy(copy, data, data_len);
		asm volatile("" ::"r"(copy) : "memory");
		n++;
		ns = bench_cpu_ns() - start;
	} while (ns < COPY_NS);
	return (double)ns / n;
}

static void measure_memcpy(const struct facet_type *type, const char *share)
{
	struct guest g, to = { .machine = mini_machine_create(MINI_STEP) };
	static double ratios[ROUNDS], copies[ROUNDS];
	struct ends ends;
	char name[64];
	u32 i;

	guest_begin(&g, type);
	guest_fill(&g, type);
	guest_works(&g);
	mover_init(&ends.source, g.guest->instance);
	must_be_0(mover_go(&ends.source, STATE(STOP)), "stop");
	to.guest = mini_guest_clone(g.guest, to.machine);
	mover_init(&ends.target, to.guest->instance);
	for (i = 0; i < ROUNDS; i++) {
		ratios[i] = save_and_restore(&ends);
		copies[i] = copy_data();
		ratios[i] /= copies[i];
	}
	snprintf(name, sizeof(name), "migrate_vs_memcpy_%s", share);
	bench_result(name, bench_median(ratios, ROUNDS), "ratio", "time of save and restore of a "
		     "busy guest by arcs, reads and writes, over that of memcpy() of as many "
		     "bytes; median of 21 rounds");
	snprintf(name, sizeof(name), "migrate_memcpy_gb_s_%s", share);
	bench_result(name, data_len / bench_median(copies, ROUNDS), "GB/s",
		     "speed of that memcpy()");
	mover_exit(&ends.source);
	mover_exit(&ends.target);
	guest_end(&g);
	guest_end(&to);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *type;
		const char *share;
	} sizes[] = { { "facet-1", "1" }, { "facet-8", "8" } };
	u32 i, t;

	bench_begin(argc, argv, "a move of a vGPU, without the guest's memory");
	data = bench_pages(DATA_MAX);
	copy = bench_pages(DATA_MAX);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (t = 0; strcmp(facet_types[t].name, sizes[i].type); t++)
			;
		measure_moves(&facet_types[t], sizes[i].share);
		measure_console(&facet_types[t], sizes[i].share);
		measure_memcpy(&facet_types[t], sizes[i].share);
	}
	return bench_end();
}
