// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure two guests that draw, in real time: mini-guests on one software pGPU with the real render
 * engine, which the mediator's scheduler divides. One dispatches for 2 s at once, and its neighbour
 * for 1 ms at each blank of 60 Hz. Then both dispatch without pause, with weights of 1 to 3.
 */
#include <pthread.h>
#include <unistd.h>

#include "engine/render_units.h"
#include "mediator/sched.h"
#include "mediator/sched_stats.h"
#include "mediator/vgpu.h"
#include "tests/bench/bench.h"
#include "tests/host/drawing_loads.h"

#define ENGINES		0u
#define HERE		1u
#define TICK_US		50u
#define PATIENCE_MS	60000u
#define FIRST_LOOPS	1000u
#define LONG_MS		2000.0
#define FRAME_MS	1.0
#define SHARE_MS	5.0
#define ROUNDS		5u
#define ALONE		120u	/* frames before each long dispatch */
#define SETTLE_S	1u
#define SHARE_S		10u
#define SHARE_OF_SECOND	3u

/**
 * struct player - A guest.
 * @drawing: the guest
 * @stats: the scheduler's statistics of it
 * @loops: loops of its kernel
 * @thread: its processor
 * @stop: its load is to end
 * @ended: requests that have ended
 */
struct player {
	struct drawing drawing;
	struct facet_sched_stats stats;
	u32 loops;
	pthread_t thread;
	u32 stop;
	u32 ended;
};

static struct {
	struct mini_machine *machine;
	struct player first, second;
	double loop_ns;
	struct drawing_frames alone, beside;
	u32 right;
	double long_ns;
} stage;

static void player_init(struct player *p, u32 weight)
{
	memset(p, 0, sizeof(*p));
	drawing_make_on(&p->drawing, stage.machine, FIRST_LOOPS);
	facet_vgpu_set_stats(p->drawing.guest->vgpu, PGPU_RCS, &p->stats);
	facet_vgpu_set_sched_params(p->drawing.guest->vgpu, &(struct facet_sched_params){
		.weight = weight, .priority = FACET_SCHED_PRIORITY_NORMAL });
}

static void stage_begin(u32 weight_of_second)
{
	bench_processor(ENGINES);
	mini_machine_use_render(&render_engine_ops);
	stage.machine = mini_machine_create(MINI_THREADS);
	bench_processor(HERE);
	stage.machine->tracking = true;
	WRITE_ONCE(stage.machine->tick_us, TICK_US);
	player_init(&stage.first, FACET_SCHED_WEIGHT_UNIT);
	player_init(&stage.second, weight_of_second);
	stage.loop_ns = drawing_loop_ns(&stage.first.drawing);
	bench_say("a loop of the kernel takes %.2f ns", stage.loop_ns);
}

static void stage_end(void)
{
	mini_machine_destroy(stage.machine);
}

static void start(struct player *p, void *(*run)(void *arg))
{
	if (pthread_create(&p->thread, NULL, run, p))
		abort();
}

static void finish(struct player *p)
{
	pthread_join(p->thread, NULL);
}

static struct facet_sched_stats stats(const struct player *p)
{
	struct facet_sched_stats now;

	facet_sched_stats_read(&p->stats, &now);
	return now;
}

/* --- frames beside a long dispatch -------------------------------------------------------- */

static void *long_run(void *arg)
{
	struct player *p = arg;
	u64 before = stats(p).busy_ns;

	stage.right += drawing_counts(&p->drawing, p->loops, PATIENCE_MS);
	mini_wait_idle(p->drawing.context.engine);
	stage.long_ns += stats(p).busy_ns - before;
	__atomic_store_n(&stage.second.stop, 1, __ATOMIC_RELEASE);
	return NULL;
}

static void frames_round(void)
{
	struct player *p = &stage.second;

	p->stop = 0;
	drawing_show(&p->drawing, p->loops, &stage.alone, stage.alone.n + ALONE, &p->stop);
	start(&stage.first, long_run);
	drawing_show(&p->drawing, p->loops, &stage.beside, DRAWING_FRAMES, &p->stop);
	finish(&stage.first);
}

static void report_frames(const char *when, struct drawing_frames *frames, const char *how)
{
	char name[64];

	snprintf(name, sizeof(name), "neighbour_frame_%s_p99_ms", when);
	bench_result(name, drawing_quantile(frames, 0.99) / 1e3, "ms", how);
	snprintf(name, sizeof(name), "neighbour_frame_%s_max_ms", when);
	bench_result(name, drawing_quantile(frames, 1) / 1e3, "ms", "the longest of them");
	snprintf(name, sizeof(name), "neighbour_missed_%s_pct", when);
	bench_result(name, 100.0 * frames->missed / max(frames->n + frames->missed, 1u), "%",
		     "blanks that they missed");
}

static void frames(void)
{
	u32 i;

	stage_begin(FACET_SCHED_WEIGHT_UNIT);
	stage.first.loops = drawing_last(&stage.first.drawing, LONG_MS, stage.loop_ns);
	stage.second.loops = drawing_last(&stage.second.drawing, FRAME_MS, stage.loop_ns);
	for (i = 0; i < ROUNDS; i++)
		frames_round();
	stage_end();
	report_frames("alone", &stage.alone, "from a blank to the end of 1 ms of work for it");
	report_frames("beside", &stage.beside,
		      "the same, while another guest's dispatch of 2 s runs, in turns");
	bench_result("neighbour_frame_beside_vs_alone",
		     (double)drawing_quantile(&stage.beside, 0.5) /
		     max(drawing_quantile(&stage.alone, 0.5), 1u), "ratio", "of the medians");
	bench_result("neighbour_long_ms", stage.long_ns / 1e6 / ROUNDS, "ms",
		     "time of the engine for a dispatch that takes 2 s alone");
	bench_result("neighbour_wrong", ROUNDS - stage.right + stage.alone.wrong +
		     stage.beside.wrong, "", "dispatches that did not end with the right count");
}

/* --- weights ------------------------------------------------------------------------------ */

static void *keep_on(void *arg)
{
	struct player *p = arg;

	drawing_keep_on(&p->drawing, &p->stop, &p->ended);
	return NULL;
}

static u32 ended(struct player *p)
{
	return __atomic_load_n(&p->ended, __ATOMIC_ACQUIRE);
}

static void shares(void)
{
	struct player *players[2] = { &stage.first, &stage.second };
	double busy[2], requests[2];
	u32 i;

	stage_begin(SHARE_OF_SECOND * FACET_SCHED_WEIGHT_UNIT);
	for (i = 0; i < 2; i++) {
		drawing_last(&players[i]->drawing, SHARE_MS, stage.loop_ns);
		start(players[i], keep_on);
	}
	sleep(SETTLE_S);
	for (i = 0; i < 2; i++) {
		busy[i] = stats(players[i]).busy_ns;
		requests[i] = ended(players[i]);
	}
	sleep(SHARE_S);
	for (i = 0; i < 2; i++) {
		busy[i] = stats(players[i]).busy_ns - busy[i];
		requests[i] = ended(players[i]) - requests[i];
	}
	for (i = 0; i < 2; i++) {
		__atomic_store_n(&players[i]->stop, 1, __ATOMIC_RELEASE);
		finish(players[i]);
	}
	stage_end();
	bench_say("on the engine for %.0f and %.0f ms", busy[0] / 1e6, busy[1] / 1e6);
	bench_result("drawn_1_3_busy", busy[1] / busy[0], "ratio",
		     "time of two guests that dispatch 5 ms without pause, weights 1 to 3; 10 s");
	bench_result("drawn_1_3_dispatches", requests[1] / requests[0], "ratio",
		     "their dispatches");
}

int main(int argc, char **argv)
{
	bench_begin(argc, argv, "guests that draw beside each other, in real time");
	frames();
	shares();
	return bench_end();
}
