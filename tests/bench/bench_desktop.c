// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure frames in real time: a mini-guest flips at 60 Hz and works for each frame, beside three
 * batch guests of equal weight with endless work. The software pGPU, the mediator and the display
 * run in threads. The policy is facetd's own; this program is its daemon. Other load on the machine
 * counts here.
 */
#include <pthread.h>
#include <unistd.h>

#include "gen9/mi_defs.h"
#include "gen9/plane_defs.h"
#include "display/display.h"
#include "mediator/sched.h"
#include "mediator/sched_stats.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/bench/bench.h"
#include "tests/lib/gen9_types.h"
#include "tests/lib/mini.h"
#include "tests/lib/mini_screen.h"
#include "tools/facetd/policy.h"
#include "tools/lib/stats.h"

#define PLAYERS		4u
#define DESKTOP		0u	/* the other players are batch guests */
#define BATCH_PART	0.75	/* what the weights give the batch guests together */
#define ENGINES		0u
#define HERE		1u
#define TICK_US		50u
#define IRQ_US		500u
#define SHOWN_US	300u	/* time between two looks for the blank */
#define IN_RING		32u
#define SRC_VA		0x40000000ull
#define DST_VA		0x80000000ull
#define BATCH_VA	0x100000000ull
#define BUFFER		(64 * KIB)
#define WIDTH		512u	/* pixels of 4 bytes */
#define BATCH_PAGES	16u	/* pages of blits */
#define BLIT_DWORDS	10u
#define BLITS		(BATCH_PAGES * PAGE_SIZE / sizeof(u32) / BLIT_DWORDS - 1)
#define FRAME_MS	3.0
#define PROBES		20u	/* batches; the shortest one gives the time of a blit */
#define SLICE_US	20000u
#define LOOK_MS		250u
#define SETTLE_LOOKS	16u
#define LOOKS		120u	/* half a minute */
#define MS		1000000u

_Static_assert(sizeof(struct facet_sched_stats) == sizeof(struct facet_stats_engine), "one layout");

static const char by_frames[] =
	"[policy smooth]\nkind = frames\n"
	"[class desktop]\nmatch = desktop\npolicies = smooth\n[class batch]\nmatch = batch\n";

/**
 * struct player - A guest.
 * @guest: the mini-guest
 * @vm: its PPGTT
 * @context: its context on the blitter
 * @batch: its batch of blits
 * @stats: the scheduler's statistics of it
 * @before: @stats at the last sample
 * @thread: the guest's processor
 */
struct player {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_context context;
	struct mini_batch batch;
	struct facet_sched_stats stats;
	struct facet_sched_stats before;
	pthread_t thread;
};

/* The guests, the desktop's flips, and what both were at the last sample. */
static struct {
	struct mini_machine *machine;
	struct player players[PLAYERS];
	struct facet_display_stats display;
	struct facet_flip_stats flips_before;
	u64 before_ns;
	u32 frame_blits;
	bool stop;
} stage;

/* What facetd keeps. */
static struct {
	struct config config;
	struct policy_memory memory[2][PLAYERS];
	struct policy_vgpu vgpus[PLAYERS];
	struct policy_wish wishes[PLAYERS];
	struct policy_shortage shortages[CONFIG_CLASSES];
} daemon_state;

static bool stopped(void)
{
	return __atomic_load_n(&stage.stop, __ATOMIC_ACQUIRE);
}

/* --- guests ------------------------------------------------------------------------------- */

static void map(struct player *p, u64 va, u64 gpa, u32 size)
{
	u32 at;

	for (at = 0; at < size; at += PAGE_SIZE)
		mini_vm_map(&p->vm, va + at, gpa + at, MINI_PTE);
}

/* Make a batch of @blits blits. */
static void fill_batch(struct player *p, u32 blits)
{
	p->batch.n = 0;
	while (blits--)
		mini_copy_blit(&p->batch, DST_VA, SRC_VA, WIDTH * 4, WIDTH, BUFFER / 4 / WIDTH);
	MINI_BATCH(&p->batch, GEN9_MI_BATCH_BUFFER_END);
}

static void player_init(struct player *p, u32 blits)
{
	u64 gpa;

	memset(p, 0, sizeof(*p));
	p->guest = mini_guest_create(stage.machine, &facet_types[gen9_type_count() - 1]);
	mini_vm_create(p->guest, &p->vm);
	gpa = mini_alloc(p->guest, 2 * BUFFER / PAGE_SIZE);
	map(p, SRC_VA, gpa, BUFFER);
	map(p, DST_VA, gpa + BUFFER, BUFFER);
	gpa = mini_alloc(p->guest, BATCH_PAGES);
	map(p, BATCH_VA, gpa, BATCH_PAGES * PAGE_SIZE);
	p->batch.dw = mini_ptr(p->guest, gpa);
	fill_batch(p, blits);
	mini_context_create(p->guest, &p->context, PGPU_BCS, &p->vm, 16384);
	facet_vgpu_set_stats(p->guest->vgpu, PGPU_BCS, &p->stats);
}

static void set_params(struct player *p, u32 slice_us, u32 priority)
{
	facet_vgpu_set_sched_params(p->guest->vgpu, &(struct facet_sched_params){
		.weight = FACET_SCHED_WEIGHT_UNIT, .slice_ns = slice_us * 1000ull,
		.priority = priority });
}

static u32 done(const struct player *p)
{
	return __atomic_load_n(p->context.timeline, __ATOMIC_ACQUIRE);
}

static void *batch_run(void *arg)
{
	struct player *p = arg;

	while (!stopped()) {
		mini_irq(p->guest);
		while (p->context.seqno - done(p) < IN_RING)
			mini_request_batch(&p->context, BATCH_VA);
		mini_flush(&p->context);
		mini_wait_irq(p->guest, 4 * IRQ_US);
	}
	return NULL;
}

/* Do the work of a frame, as a compositor's: the flip waits for its end. */
static void draw(struct player *p)
{
	mini_request_batch(&p->context, BATCH_VA);
	while (done(p) != p->context.seqno && !stopped()) {
		mini_flush(&p->context);
		mini_wait_irq(p->guest, IRQ_US);
		mini_irq(p->guest);
	}
}

static void *desktop_run(void *arg)
{
	struct player *p = arg;
	u32 surf = MIB;
	u64 shown;

	mini_screen_on(p->guest);
	while (!stopped()) {
		draw(p);
		shown = READ_ONCE(stage.display.flips.shown);
		surf ^= MIB | 2 * MIB;
		mini_write(p->guest, GEN9_PLANE_SURF, surf);
		while (READ_ONCE(stage.display.flips.shown) == shown && !stopped())
			usleep(SHOWN_US);
	}
	return NULL;
}

/* --- facetd ------------------------------------------------------------------------------- */

/* Compute the load since the last sample. Return: the part of the time on the engine, 0 to 1. */
static double load_of(const struct facet_sched_stats *now, const struct facet_sched_stats *before,
		      u64 ns, struct policy_load *load)
{
	const struct stats_rate rate = stats_rate((const struct facet_stats_engine *)before,
						  stage.before_ns,
						  (const struct facet_stats_engine *)now,
						  stage.before_ns + ns);

	*load = (struct policy_load){ .busy = rate.busy, .waiting = rate.waiting,
				      .submissions = rate.submissions };
	return rate.busy;
}

static void give_base(struct policy_vgpu *vgpu, u32 slice_us)
{
	knob_give(&vgpu->base, KNOB_WEIGHT, FACET_SCHED_WEIGHT_UNIT);
	knob_give(&vgpu->base, KNOB_CAP, 0);
	knob_give(&vgpu->base, KNOB_SLICE_US, slice_us);
	knob_give(&vgpu->base, KNOB_PRIORITY, FACET_STATS_NORMAL);
}

/*
 * Sample the players, and add the time that each had the engine to @busy. Return: nanoseconds since
 * the last sample.
 */
static u64 look(struct facet_flip_stats *frames, double busy[static PLAYERS], u32 slice_us)
{
	u64 now = bench_ns(), ns = now - stage.before_ns;
	u32 i;

	*frames = (struct facet_flip_stats){
		.shown = READ_ONCE(stage.display.flips.shown) - stage.flips_before.shown,
		.missed = READ_ONCE(stage.display.flips.missed) - stage.flips_before.missed,
	};
	stage.flips_before.shown += frames->shown;
	stage.flips_before.missed += frames->missed;
	for (i = 0; i < PLAYERS; i++) {
		struct policy_vgpu *vgpu = &daemon_state.vgpus[i];
		struct facet_sched_stats stats;

		facet_sched_stats_read(&stage.players[i].stats, &stats);
		*vgpu = (struct policy_vgpu){ .class = i != DESKTOP };
		give_base(vgpu, i == DESKTOP ? 0 : slice_us);
		busy[i] += load_of(&stats, &stage.players[i].before, ns, &vgpu->load[PGPU_BCS]) *
			   ns;
		stage.players[i].before = stats;
	}
	daemon_state.vgpus[DESKTOP].frames = (struct policy_frames){
		.shown = frames->shown * 1e9 / ns, .missed = frames->missed * 1e9 / ns,
	};
	stage.before_ns = now;
	return ns;
}

static u32 knob(u32 vgpu, enum knob which)
{
	const struct knob_set *wished = &daemon_state.wishes[vgpu].knobs;

	return knob_given(wished, which) ? wished->value[which]
					 : daemon_state.vgpus[vgpu].base.value[which];
}

static void decide(u64 span_ns)
{
	const struct policy_snapshot snapshot = {
		.now_ms = stage.before_ns / MS, .span_ms = span_ns / MS,
		.vgpus = daemon_state.vgpus, .n = PLAYERS,
	};
	u32 i;

	policy_decide(&daemon_state.config, &snapshot, daemon_state.memory[0],
		      daemon_state.memory[1], daemon_state.wishes, daemon_state.shortages);
	memcpy(daemon_state.memory[0], daemon_state.memory[1], sizeof(daemon_state.memory[0]));
	for (i = 0; i < PLAYERS; i++)
		set_params(&stage.players[i], knob(i, KNOB_SLICE_US), knob(i, KNOB_PRIORITY));
}

/* --- stages ------------------------------------------------------------------------------- */

static void stage_begin(u32 slice_us)
{
	u32 i;

	memset(&daemon_state, 0, sizeof(daemon_state));
	memset(&stage.display, 0, sizeof(stage.display));
	memset(&stage.flips_before, 0, sizeof(stage.flips_before));
	stage.stop = false;
	bench_processor(ENGINES);
	stage.machine = mini_machine_create(MINI_THREADS);
	bench_processor(HERE);
	stage.machine->tracking = true;
	WRITE_ONCE(stage.machine->tick_us, TICK_US);
	for (i = 0; i < PLAYERS; i++) {
		player_init(&stage.players[i], i == DESKTOP && stage.frame_blits ?
			    stage.frame_blits : BLITS);
		set_params(&stage.players[i], i == DESKTOP ? 0 : slice_us,
			   FACET_SCHED_PRIORITY_NORMAL);
	}
	facet_display_set_stats(stage.players[DESKTOP].guest->display, &stage.display);
	stage.before_ns = bench_ns();
}

/* Let the guests run. @configuration: facetd's; NULL: there is no facetd. */
static void stage_run(const char *configuration)
{
	struct config_errors errors;
	u32 i;

	if (configuration && config_parse(configuration, strlen(configuration),
					  &daemon_state.config, &errors))
		exit(1);
	for (i = 0; i < PLAYERS; i++)
		if (pthread_create(&stage.players[i].thread, NULL,
				   i == DESKTOP ? desktop_run : batch_run, &stage.players[i]))
			abort();
}

static void stage_end(u32 threads)
{
	u32 i;

	__atomic_store_n(&stage.stop, true, __ATOMIC_RELEASE);
	for (i = 0; i < threads; i++)
		pthread_join(stage.players[i].thread, NULL);
	mini_machine_destroy(stage.machine);
}

/* Find the number of blits that take FRAME_MS on the engine. */
static void calibrate(void)
{
	struct player *p = &stage.players[DESKTOP];
	u64 before, least = ~0ull;
	u32 i;

	stage_begin(0);
	for (i = 0; i < PROBES; i++) {
		before = p->stats.busy_ns;
		draw(p);
		mini_wait_idle(p->context.engine);
		least = min(least, p->stats.busy_ns - before);
	}
	stage_end(0);
	stage.frame_blits = min_t(u64, BLITS * FRAME_MS * MS / max(least, 1ull) + 1, BLITS);
	bench_say("a frame is %u blits", stage.frame_blits);
}

static void report(const char *name, const char *figure, double value, const char *unit,
		   const char *how)
{
	char whole[64];

	snprintf(whole, sizeof(whole), "mini_%s_%s", name, figure);
	bench_result(whole, value, unit, how);
}

static void report_all(const char *name, const struct facet_flip_stats *sum,
		       const double busy[static PLAYERS], double ns)
{
	double batch = 0;
	u32 i;

	for (i = DESKTOP + 1; i < PLAYERS; i++)
		batch += busy[i];
	report(name, "missed_pct", 100.0 * sum->missed / max(sum->shown + sum->missed, 1ull), "%",
	       "blanks missed, of those and the shown, in half a minute of real time");
	report(name, "frames_per_s", sum->shown * 1e9 / ns, "1/s", "frames shown");
	report(name, "desktop_part", busy[DESKTOP] / ns, "ratio", "the desktop's part of the time");
	report(name, "batch_of_weight", batch / ns / BATCH_PART, "ratio",
	       "time of the three batch guests over the three quarters of their weights");
}

static void measure(const char *name, u32 slice_us, const char *configuration)
{
	struct facet_flip_stats frames, sum = { 0 };
	double busy[PLAYERS] = { 0 }, ns = 0;
	u32 i;

	stage_begin(slice_us);
	stage_run(configuration);
	for (i = 0; i < SETTLE_LOOKS + LOOKS; i++) {
		u64 span;

		usleep(LOOK_MS * 1000);
		span = look(&frames, busy, slice_us);
		if (configuration)
			decide(span);
		if (i < SETTLE_LOOKS) {
			memset(busy, 0, sizeof(busy));
			continue;
		}
		ns += span;
		sum.shown += frames.shown;
		sum.missed += frames.missed;
	}
	stage_end(PLAYERS);
	report_all(name, &sum, busy, ns);
}

int main(int argc, char **argv)
{
	bench_begin(argc, argv, "a desktop beside batch guests, in real time");
	calibrate();
	measure("own_slices", 0, NULL);
	measure("own_slices_policy", 0, by_frames);
	measure("20ms_slices", SLICE_US, NULL);
	measure("20ms_slices_policy", SLICE_US, by_frames);
	return bench_end();
}
