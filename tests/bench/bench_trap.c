// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure a trapped register access, from the front end's call through the register's handler and
 * back. The accesses are those of an interrupt and of a mask. Then measure with ten times as many
 * rows in the register file.
 */
#include "device/regs.h"
#include "engine/softgpu_user.h"
#include "gen9/engine_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/bench/bench.h"
#include "tests/lib/fake_host.h"

#define TRAPS		100003u
#define GROUP		16u	/* accesses between two reads of the clock */
#define ROUNDS		31u
#define TIMES		10u
#define FREE_FROM	0x1c0000u	/* no row has a higher offset */

/* Accesses of one interrupt with a context switch, and of a submission that changes nothing. */
static const struct access {
	u32 offset;
	bool write;
	u32 value;
} accesses[] = {
	{ GEN9_MASTER_IRQ, true, 0 },
	{ GEN9_MASTER_IRQ, false, 0 },
	{ GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, false, 0 },
	{ GEN9_GT_IRQ(0) + GEN9_IRQ_IIR, true, 0 },
	{ GEN9_BCS_BASE + GEN9_RING_CSB_PTR, false, 0 },
	{ GEN9_MASTER_IRQ, true, GEN9_MASTER_ENABLE },
	{ GEN9_BCS_BASE + GEN9_RING_IMR, true, ~0u },
	{ GEN9_BCS_BASE + GEN9_RING_IMR, false, 0 },
};

struct setup {
	struct softgpu_user *user;
	struct fake_clock clock;
	struct fake_host host;
	struct facet_gpu *gpu;
	struct facet_vgpu *vgpu;
};

static u32 rows_of(const struct facet_reg_map *map)
{
	const struct facet_reg *row, *last = NULL;
	u32 offset, n = 0;

	for (offset = 0; offset < FREE_FROM; offset += sizeof(u32)) {
		row = facet_reg_map_find(map, offset);
		n += row && row != last;
		last = row ? row : last;
	}
	return n;
}

/* Create a vGPU whose register file has @rows more rows, one for each dword from FREE_FROM on. */
static void setup_init(struct setup *s, u32 rows)
{
	struct facet_reg *more = bench_alloc(rows + 1, sizeof(*more));
	const struct facet_reg_block block = { .rows = more, .count = rows };
	const struct facet_reg_block *const blocks[] = { &block, NULL };
	u32 i;

	for (i = 0; i < rows; i++) {
		more[i].name = "one of many";
		more[i].offset = FREE_FROM + i * sizeof(u32);
	}
	s->user = softgpu_user_create(SOFTGPU_USER_STEP, SOFTGPU_PRIVATE);
	fake_clock_init(&s->clock, true);
	if (!s->user || fake_host_init(&s->host, &s->clock, 16) ||
	    facet_gpu_create(softgpu_user_pgpu(s->user), blocks, &fake_gpu_host_ops, &s->clock,
			     &s->gpu) ||
	    facet_vgpu_create(s->gpu, &facet_types[0], &fake_host_ops, &s->host, &s->vgpu))
		abort();
	s->host.vgpu = s->vgpu;
}

static void setup_exit(struct setup *s)
{
	facet_vgpu_destroy(s->vgpu);
	facet_gpu_destroy(s->gpu);
	fake_host_fini(&s->host);
	softgpu_user_destroy(s->user);
}

static void trap(struct setup *s, u32 i)
{
	const struct access *a = &accesses[i % ARRAY_SIZE(accesses)];
	u32 value = a->value;

	if (a->write ? facet_vgpu_mmio_write(s->vgpu, a->offset, &value, sizeof(value)) :
		       facet_vgpu_mmio_read(s->vgpu, a->offset, &value, sizeof(value)))
		abort();
}

/* Return the cost of reading the clock, to be subtracted. */
static double clock_cost(void)
{
	static double ns[TRAPS];
	u64 start;
	u32 i;

	for (i = 0; i < TRAPS; i++) {
		start = bench_ns();
		ns[i] = (double)(bench_ns() - start);
	}
	return bench_median(ns, TRAPS);
}

static void each(struct setup *s)
{
	static double ns[TRAPS];
	double clock = clock_cost();
	u64 start;
	u32 i;

	for (i = 0; i < TRAPS; i++) {
		start = bench_ns();
		trap(s, i);
		ns[i] = (double)(bench_ns() - start) - clock;
	}
	bench_result("trap_ns_p50", bench_quantile(ns, TRAPS, 0.5), "ns",
		     "accesses of an interrupt and of a mask, each by itself, without the "
		     "clock's own time; 100003 of them");
	bench_result("trap_ns_p99", bench_quantile(ns, TRAPS, 0.99), "ns", "of the same");
}

struct pair {
	struct setup few;
	struct setup many;
};

static void trap_few(void *arg)
{
	struct pair *pair = arg;
	u32 i;

	for (i = 0; i < GROUP; i++)
		trap(&pair->few, i);
}

static void trap_many(void *arg)
{
	struct pair *pair = arg;
	u32 i;

	for (i = 0; i < GROUP; i++)
		trap(&pair->many, i);
}

/* Compare @times the rows with the rows that exist. Return: time with more / time with fewer. */
static double with_rows(u32 times, u32 rows)
{
	struct pair *pair = bench_alloc(1, sizeof(*pair));
	double ns, ratio;

	setup_init(&pair->few, 0);
	setup_init(&pair->many, (times - 1) * rows);
	ratio = bench_compare(pair, trap_many, trap_few, ROUNDS, 1000000, &ns);
	bench_point("trap_rows", "trapped access", times * rows, ns / GROUP);
	setup_exit(&pair->few);
	setup_exit(&pair->many);
	free(pair);
	return 1 / ratio;
}

int main(int argc, char **argv)
{
	static struct setup s;
	double ratio = 0;
	u32 rows, times;

	bench_begin(argc, argv, "a trapped register access");
	setup_init(&s, 0);
	rows = rows_of(facet_gpu_reg_map(s.gpu));
	each(&s);
	setup_exit(&s);
	bench_curve("trap_rows", "Trapped register access", "rows of the register file", "ns",
		    false);
	for (times = 1; times <= TIMES; times += 3)
		ratio = with_rows(times, rows);
	bench_result("trap_10x_rows", ratio, "ratio",
		     "mean time of an access with ten times the rows / with those that there are");
	return bench_end();
}
