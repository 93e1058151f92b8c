// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure how much work a guest can cause for the worker by work that never runs: processor time of
 * the worker for an execlist, over that of the guest's own trapped writes. The guest's first
 * context or a neighbour uses the engine all the time. The guest replaces what it has submitted. In
 * one case a piece of the first context ends for each execlist, which earns the guest another early
 * build.
 *
 * A trapped write counts as the core's part and one pwrite(): a VMM needs one to pass an access to
 * the device. Where there is a VM, the VM exit and the VMM's own code come on top.
 */
#include <fcntl.h>
#include <unistd.h>

#include "engine/softgpu_user.h"
#include "gen9/engine_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/bench/bench.h"
#include "tests/lib/mini.h"

#define ELSP_WRITES	4u
#define RING_BYTES	4096u
#define BATCH_PAGES	60u		/* nearly the maximum of one copied piece */
#define BATCH_DWORDS	(BATCH_PAGES * 1024u)
#define BATCH_END	0x05000000u
#define BATCH_START	0x18800001u	/* privileged, so it is copied */
#define SEMAPHORE_WAIT	0x0e408002u	/* in the GGTT, polled */
#define SEMAPHORE	0x80u		/* offset from a context's timeline */
#define TABLES		7900u
#define TABLES_VA	(1ull << 32)
#define TABLE_SPAN	0x200000ull
#define MEMORY_PAGES	40000u
#define ROUNDS		1000u
#define REPEATS		11u

/*
 * struct rig - A guest that replaces its work, and the user of the engine.
 * @machine: the machine
 * @guest: the guest
 * @neighbour: not used
 * @vm: page tables of @guest
 * @neighbour_vm: page tables of @neighbour
 * @spinner: the context that uses the engine
 * @big: contexts with a large batch, which replace each other
 * @null: descriptor for pwrite()
 */
struct rig {
	struct mini_machine *machine;
	struct mini_guest *guest;
	struct mini_guest *neighbour;
	struct mini_vm vm;
	struct mini_vm neighbour_vm;
	struct mini_context spinner;
	struct mini_context big[2];
	int null;
};

/* Emit a piece of work that ends when end_until() has reached @value, 1 or more. */
static void spin_until(struct mini_context *context, u32 value)
{
	MINI_EMIT(context, SEMAPHORE_WAIT | 1 << 12, value, context->timeline_gva + SEMAPHORE, 0);
	mini_tail(context);
}

static void end_until(struct mini_context *context, u32 value)
{
	WRITE_ONCE(context->timeline[SEMAPHORE / sizeof(u32)], value);
}

static void start_big_batch(struct mini_guest *guest, struct mini_context *context)
{
	u64 gpa = mini_alloc(guest, BATCH_PAGES);
	u32 *dw = mini_ptr(guest, gpa);

	memset(dw, 0, BATCH_DWORDS * sizeof(*dw));
	dw[BATCH_DWORDS - 1] = BATCH_END;
	MINI_EMIT(context, BATCH_START, mini_ggtt_map(guest, gpa, BATCH_PAGES), 0, 0);
	mini_tail(context);
}

/* Create the guests. @tables: page tables of the guest, which each sync compares. */
static void rig_begin(struct rig *rig, bool neighbour, u32 tables)
{
	struct mini_guest *holder;
	u32 i;

	rig->machine = mini_machine_create(MINI_STEP);
	rig->machine->tracking = false;
	rig->machine->memory_pages = MEMORY_PAGES;
	rig->guest = mini_guest_create(rig->machine, &facet_types[0]);
	mini_vm_create(rig->guest, &rig->vm);
	for (i = 0; i < tables; i++)
		mini_vm_map(&rig->vm, TABLES_VA + i * TABLE_SPAN, 0x1000, MINI_PTE);
	for (i = 0; i < ARRAY_SIZE(rig->big); i++) {
		mini_context_create(rig->guest, &rig->big[i], PGPU_BCS, &rig->vm, RING_BYTES);
		start_big_batch(rig->guest, &rig->big[i]);
	}
	holder = rig->guest;
	if (neighbour) {
		holder = mini_guest_create(rig->machine, &facet_types[0]);
		mini_vm_create(holder, &rig->neighbour_vm);
	}
	mini_context_create(holder, &rig->spinner, PGPU_BCS,
			    neighbour ? &rig->neighbour_vm : &rig->vm, RING_BYTES);
	spin_until(&rig->spinner, 1);
	mini_elsp(&rig->spinner, true, NULL);
	mini_run(rig->machine);
}

/* Replace the context in port 1, behind work that waits for memory. */
static void replace_port1(struct rig *rig, u32 i)
{
	mini_elsp(&rig->spinner, false, &rig->big[i % 2]);
}

/* Replace the context in port 0, while the neighbour uses the engine. */
static void replace_port0(struct rig *rig, u32 i)
{
	mini_elsp(&rig->big[i % 2], false, NULL);
}

/* Resubmit the first execlist and replace the context behind it. None of them can start. */
static void replace_behind_waiting(struct rig *rig, u32 i)
{
	struct mini_context *other = &rig->big[1];

	mini_elsp(&rig->big[0], false, i % 2 ? other : NULL);
}

/* Enter the kernel as often as the four writes of an execlist do. */
static void enter(const struct rig *rig)
{
	u32 i, value = 0;

	for (i = 0; i < ELSP_WRITES; i++)
		if (pwrite(rig->null, &value, sizeof(value), i) != sizeof(value))
			abort();
}

/* Measure execlists. Without @work the worker runs once at the end, with @work after each. */
static double rounds(struct rig *rig, void (*replace)(struct rig *rig, u32 i), bool work)
{
	u64 begin = bench_cpu_ns();
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		enter(rig);
		replace(rig, i);
		if (work)
			facet_vgpu_work(rig->guest->vgpu);
	}
	begin = bench_cpu_ns() - begin;
	facet_vgpu_work(rig->guest->vgpu);
	return (double)begin / ROUNDS;
}

static double ratio(void (*replace)(struct rig *rig, u32 i), bool neighbour, u32 tables,
		    double *worker_ns)
{
	double traps[REPEATS], works[REPEATS], ratios[REPEATS];
	struct rig *rig = bench_alloc(1, sizeof(*rig));
	u32 i;

	rig->null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (rig->null < 0)
		abort();
	rig_begin(rig, neighbour, tables);
	rounds(rig, replace, true);
	for (i = 0; i < REPEATS; i++) {
		traps[i] = rounds(rig, replace, false);
		works[i] = rounds(rig, replace, true) - traps[i];
		ratios[i] = works[i] / traps[i];
	}
	bench_say("%u tables: %.0f ns in traps, %.0f ns in the worker", tables,
		  bench_median(traps, REPEATS), bench_median(works, REPEATS));
	*worker_ns = max(*worker_ns, bench_median(works, REPEATS));
	mini_machine_destroy(rig->machine);
	close(rig->null);
	free(rig);
	return bench_median(ratios, REPEATS);
}

/* Return the time since *@begin, and set *@begin to now. */
static u64 lap(u64 *begin)
{
	u64 now = bench_cpu_ns(), ns = now - *begin;

	*begin = now;
	return ns;
}

/*
 * Replace port 1 and end one piece of the running context, which gets another piece. The guest's
 * own stores and the engine's work are not counted. @value: what the newest piece waits for.
 */
static double ends(struct rig *rig, u32 *value, double *worker_ns)
{
	u64 traps = 0, works = 0, begin;
	u32 i;

	for (i = 0; i < ROUNDS; i++) {
		spin_until(&rig->spinner, ++*value);
		begin = bench_cpu_ns();
		enter(rig);
		mini_elsp(&rig->spinner, false, &rig->big[i % 2]);
		traps += lap(&begin);
		facet_vgpu_work(rig->guest->vgpu);
		works += lap(&begin);
		end_until(&rig->spinner, *value - 1);
		softgpu_user_step(rig->machine->user);
		begin = bench_cpu_ns();
		facet_vgpu_work(rig->guest->vgpu);
		works += lap(&begin);
	}
	*worker_ns = (double)works / ROUNDS;
	return (double)works / (double)traps;
}

static void bench_ends(void)
{
	double ratios[REPEATS], worker_ns[REPEATS];
	struct rig *rig = bench_alloc(1, sizeof(*rig));
	u32 value = 1, i;

	rig->null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	if (rig->null < 0)
		abort();
	rig_begin(rig, false, 0);
	ends(rig, &value, &worker_ns[0]);
	for (i = 0; i < REPEATS; i++)
		ratios[i] = ends(rig, &value, &worker_ns[i]);
	bench_result("worker_per_end_vs_trap_cpu", bench_median(ratios, REPEATS), "ratio",
		     "as the others, port 1 replaced, but a piece of what runs ends for each "
		     "execlist");
	bench_result("worker_per_end_ns", bench_median(worker_ns, REPEATS), "ns",
		     "processor time of the worker for such an execlist and such an end");
	end_until(&rig->spinner, value);
	mini_machine_destroy(rig->machine);
	close(rig->null);
	free(rig);
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		void (*replace)(struct rig *rig, u32 i);
		bool neighbour;
	} cases[] = {
		{ "port1", replace_port1, false },
		{ "port0", replace_port0, true },
		{ "port1_waiting", replace_behind_waiting, true },
	};
	static const char how[] =
		"processor time of the worker over that of the four trapped writes "
		"with a pwrite() each, median of 11 times 1000 execlists; 61,440 dwords in each "
		"context; nothing of it ever starts";
	double worst = 0, worker_ns = 0, value;
	char name[64];
	u32 i;

	bench_begin(argc, argv, "what a guest makes the worker do for work that never runs");
	for (i = 0; i < 2 * ARRAY_SIZE(cases); i++) {
		const char *suffix = i % 2 ? "_tables" : "";
		u32 tables = i % 2 ? TABLES : 0;

		value = ratio(cases[i / 2].replace, cases[i / 2].neighbour, tables,
			      &worker_ns);
		worst = max(worst, value);
		snprintf(name, sizeof(name), "worker_vs_trap_cpu_%s%s", cases[i / 2].name, suffix);
		bench_result(name, value, "ratio", how);
	}
	bench_result("worker_vs_trap_cpu", worst, "ratio",
		     "highest of all cases: port 1 replaced, port 0 replaced while a neighbour "
		     "has the engine, port 1 replaced behind work that waits; without page "
		     "tables and with 7,900 that are compared");
	bench_result("worker_replaced_ns", worker_ns, "ns",
		     "processor time of the worker for such an execlist, highest of all cases");
	bench_ends();
	return bench_end();
}
