// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure shares in real time: vGPUs of equal weight on one engine of the software pGPU, each with
 * endless work. The machine is idle otherwise, or runs one busy loop per processor. Service may
 * differ by the overrun of the last run, which later runs make up for. A difference between service
 * and charge remains and grows.
 */
#include <pthread.h>
#include <unistd.h>

#include "gen9/mi_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/sched.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/bench/bench.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/mini.h"

#define PLAYERS_MAX	8u
#define ENGINES		0u
#define HERE		1u
#define HOGS		2u
#define WINDOWS		5u
#define WINDOW_US	2000000u
#define SETTLE_US	500000u
#define TICK_US		50u
#define IRQ_US		2000u
#define IN_RING		32u	/* requests in the ring: enough if the guest's thread sleeps */
#define SRC_VA		0x40000000ull
#define DST_VA		0x80000000ull
#define BATCH_VA	0x100000000ull
#define BUFFER		(64 * KIB)
#define WIDTH		512u	/* pixels of 4 bytes */
#define BATCH_PAGES	16u	/* pages of blits: about ten milliseconds */
#define BLIT_DWORDS	10u
#define LOOK_NS		50000u
#define MS		1e6

struct player {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	struct facet_sched_stats stats;
	pthread_t thread;
};

static struct {
	struct mini_machine *machine;
	struct player players[PLAYERS_MAX];
	u32 n;
	pthread_t hogs[HOGS];
	bool stop;
} stage;

/**
 * struct times - Times of each vGPU in nanoseconds.
 * @busy: time on the engine
 * @idle: time without work
 * @charged: virtual time less that of runs that ended
 */
struct times {
	double busy[PLAYERS_MAX];
	double idle[PLAYERS_MAX];
	double charged[PLAYERS_MAX];
};

static bool stopped(void)
{
	return __atomic_load_n(&stage.stop, __ATOMIC_ACQUIRE);
}

/* --- guests ------------------------------------------------------------------------------- */

static void map_buffers(struct player *p)
{
	u64 gpa = mini_alloc(p->guest, 2 * BUFFER / PAGE_SIZE);
	u32 at;

	for (at = 0; at < BUFFER; at += PAGE_SIZE) {
		mini_vm_map(&p->vm, SRC_VA + at, gpa + at, MINI_PTE);
		mini_vm_map(&p->vm, DST_VA + at, gpa + BUFFER + at, MINI_PTE);
	}
}

static void map_batch(struct player *p)
{
	u64 gpa = mini_alloc(p->guest, BATCH_PAGES);
	struct mini_batch batch = { .dw = mini_ptr(p->guest, gpa) };
	u32 at, i;

	for (at = 0; at < BATCH_PAGES * PAGE_SIZE; at += PAGE_SIZE)
		mini_vm_map(&p->vm, BATCH_VA + at, gpa + at, MINI_PTE);
	for (i = 0; i + 1 < BATCH_PAGES * PAGE_SIZE / sizeof(u32) / BLIT_DWORDS; i++)
		mini_copy_blit(&batch, DST_VA, SRC_VA, WIDTH * 4, WIDTH, BUFFER / 4 / WIDTH);
	MINI_BATCH(&batch, GEN9_MI_BATCH_BUFFER_END);
}

static void player_init(struct player *p)
{
	memset(p, 0, sizeof(*p));
	p->guest = mini_guest_create(stage.machine, &facet_types[gen9_type_count() - 1]);
	mini_vm_create(p->guest, &p->vm);
	map_buffers(p);
	map_batch(p);
	mini_context_create(p->guest, &p->context, PGPU_BCS, &p->vm, 16384);
	facet_vgpu_set_sched_params(p->guest->vgpu, &(struct facet_sched_params){
		.weight = FACET_SCHED_WEIGHT_UNIT, .priority = FACET_SCHED_PRIORITY_NORMAL });
	facet_vgpu_set_stats(p->guest->vgpu, PGPU_BCS, &p->stats);
}

static void *player_run(void *arg)
{
	struct player *p = arg;
	u32 done;

	while (!stopped()) {
		mini_irq(p->guest);
		done = __atomic_load_n(p->context.timeline, __ATOMIC_ACQUIRE);
		while (p->context.seqno - done < IN_RING)
			mini_request_batch(&p->context, BATCH_VA);
		mini_flush(&p->context);
		mini_wait_irq(p->guest, IRQ_US);
	}
	return NULL;
}

static void *hog_run(void *arg)
{
	while (!stopped())
		;
	return NULL;
}

/* --- samples ------------------------------------------------------------------------------ */

static double going_on(const struct facet_sched_stats *stats, u32 state, u64 now)
{
	return stats->state == state && now > stats->since_ns ? now - stats->since_ns : 0;
}

/* Sample a vGPU. Its virtual time has the charges of ended runs, not of the current run. */
static void look_at(struct player *p, double *busy, double *idle, double *charged)
{
	struct facet_sched_entity *entity = &p->guest->vgpu->execlists->engines[PGPU_BCS].entity;
	struct facet_sched_stats stats;
	u64 vtime, now;

	do {
		vtime = READ_ONCE(entity->vruntime);
		facet_sched_stats_read(&p->stats, &stats);
	} while (vtime != READ_ONCE(entity->vruntime));
	now = bench_ns();
	*busy = stats.busy_ns + going_on(&stats, FACET_SCHED_RUNNING, now);
	*idle = now - *busy - stats.waiting_ns - going_on(&stats, FACET_SCHED_WAITING, now);
	*charged = (double)vtime - stats.busy_ns;
}

/* Sample all vGPUs at one time. A sample that takes long was interrupted, so repeat it. */
static void look(struct times *times)
{
	u64 began;
	u32 i;

	do {
		began = bench_ns();
		for (i = 0; i < stage.n; i++)
			look_at(&stage.players[i], &times->busy[i], &times->idle[i],
				&times->charged[i]);
	} while (bench_ns() - began > LOOK_NS);
}

static double spread(const double *after, const double *before)
{
	double least = 1e18, most = -1e18;
	u32 i;

	for (i = 0; i < stage.n; i++) {
		least = min(least, after[i] - before[i]);
		most = max(most, after[i] - before[i]);
	}
	return (most - least) / MS;
}

/* --- stages ------------------------------------------------------------------------------- */

static void stage_begin(u32 n, bool hogs)
{
	u32 i;

	stage.stop = false;
	stage.n = n;
	bench_processor(ENGINES);
	stage.machine = mini_machine_create(MINI_THREADS);
	bench_processor(HERE);
	stage.machine->tracking = true;
	WRITE_ONCE(stage.machine->tick_us, TICK_US);
	for (i = 0; i < n; i++)
		player_init(&stage.players[i]);
	for (i = 0; i < n; i++)
		if (pthread_create(&stage.players[i].thread, NULL, player_run, &stage.players[i]))
			abort();
	for (i = 0; i < HOGS && hogs; i++) {
		bench_processor(i);
		if (pthread_create(&stage.hogs[i], NULL, hog_run, NULL))
			abort();
	}
	bench_processor(HERE);
}

static void stage_end(bool hogs)
{
	u32 i;

	__atomic_store_n(&stage.stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < HOGS && hogs; i++)
		pthread_join(stage.hogs[i], NULL);
	for (i = 0; i < stage.n; i++)
		pthread_join(stage.players[i].thread, NULL);
	mini_machine_destroy(stage.machine);
}

static void measure(u32 n, bool hogs)
{
	struct times first, before, after;
	const char *beside = hogs ? "_busy" : "";
	double apart[WINDOWS];
	char name[64];
	u32 i;

	stage_begin(n, hogs);
	usleep(SETTLE_US);
	look(&first);
	before = first;
	for (i = 0; i < WINDOWS; i++) {
		usleep(WINDOW_US);
		look(&after);
		apart[i] = spread(after.busy, before.busy);
		before = after;
	}
	stage_end(hogs);
	bench_say("%u vGPUs%s: one was without work for up to %.1f ms more than another", n,
		  hogs ? " beside loops" : "", spread(after.idle, first.idle));
	snprintf(name, sizeof(name), "apart_2s_ms_%u%s", n, beside);
	bench_result(name, bench_median(apart, WINDOWS), "ms",
		     "busy times of vGPUs of equal weight, most less least in 2 s of real time; "
		     "median of 5");
	snprintf(name, sizeof(name), "uncharged_10s_ms_%u%s", n, beside);
	bench_result(name, spread(after.charged, first.charged), "ms",
		     "the same of virtual time less busy time, after 10 s: what no run makes up "
		     "for");
}

int main(int argc, char **argv)
{
	bench_begin(argc, argv, "shares in real time");
	measure(2, false);
	measure(8, false);
	measure(2, true);
	measure(8, true);
	return bench_end();
}
