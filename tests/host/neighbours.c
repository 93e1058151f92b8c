// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mini-guests draw on vGPUs of the modules, each by a worker of facet-engine. TAP on stdout.
 *
 *     facet-host-neighbours shares UUID UUID N SECONDS   both dispatch without pause: the second
 *                                                        one gets N times what the first one gets
 *     facet-host-neighbours frames UUID UUID             the first one dispatches for 2 s at once,
 *                                                        the second one for 1 ms at each blank
 *     facet-host-neighbours desktop UUID UUID UUID UUID SECONDS
 *                                                        the first one draws a frame for each
 *                                                        blank, and flips; the others dispatch
 *                                                        without pause
 *
 * A process has one guest. The guests of "shares" are children; so are the first one of "frames",
 * and all but the first one of "desktop".
 */
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gen9/plane_defs.h"
#include "tests/host/client.h"
#include "tests/host/drawing_loads.h"
#include "tests/host/guest_client.h"
#include "tests/host/stats_page.h"
#include "tests/lib/mini_screen.h"

#define GUESTS		4u
#define RAM_BYTES	(32u << 20)
#define PATIENCE_MS	((u32)patience(60000))
#define FIRST_LOOPS	1000u
#define SHARE_MS	5.0
#define LONG_MS		2000.0
#define FRAME_MS	1.0
#define ALONE		60u	/* frames before each long dispatch */
#define ROUNDS		3u
#define SETTLE_MS	1000u
#define DESKTOP		0u	/* the other guests are batch guests */
#define DESKTOP_MS	3.0	/* of a frame, on the engine */
#define DESKTOP_PART	(1.0 / GUESTS)	/* what the weights give each guest */
#define WATCH_MS	4000u	/* facetd learns */
#define FLIP_US		300u	/* time between two looks for the blank */

/*
 * Tolerances. Facet divides time. A guest with a lower weight is put aside more often in each of
 * its dispatches, and gets less done in its time. So the ratio of dispatches has no upper bound.
 */
#define TOLERANCE_BUSY	0.05
#define TOLERANCE_ENDED	0.10

/*
 * struct shared - Memory of all processes.
 * @loop_ns: time of a loop of the kernel, measured by the first guest alone
 * @ready: by guest: it can begin
 * @go: the guests of "shares" and "desktop" begin; of "frames": the long dispatch to begin, from 1
 *	on
 * @stop: the guests of "shares" and "desktop" end; of "frames": the long dispatch has ended
 * @ended: by guest: requests that have ended
 * @long_ns: time on the engine of the last long dispatch
 * @right: number of long dispatches that have counted right
 */
static struct shared {
	double loop_ns;
	u32 ready[GUESTS];
	u32 go;
	u32 stop;
	u32 ended[GUESTS];
	u64 long_ns;
	u32 right;
} *shared;

/* Times on the engine, and requests. */
struct sample {
	struct stats_times times[2];
	u32 ended[2];
};

static struct client client;
static struct drawing drawing;
static struct drawing_frames alone, beside;

static void set(u32 *word, u32 value)
{
	__atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* Wait until a word is not 0. */
static bool wait_for(const u32 *word)
{
	u32 ms;

	for (ms = 0; ms < PATIENCE_MS && !__atomic_load_n(word, __ATOMIC_ACQUIRE); ms++)
		usleep(1000);
	return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

/* Return the times of a vGPU on the render engine. All are 0 if its statistics cannot be read. */
static struct stats_times times(const char *uuid)
{
	const struct facet_stats_vgpu *v = stats_header ? stats_find(uuid) : NULL;

	return v ? stats_times(v, PGPU_RCS) : (struct stats_times){ 0 };
}

/* Make the guest of this process. The first one measures the time of a loop, alone. */
static bool open_guest(const char *uuid)
{
	if (!guest_client_open(&client, uuid, RAM_BYTES))
		return false;
	drawing_make(&drawing, FIRST_LOOPS);
	if (shared->loop_ns == 0)
		shared->loop_ns = drawing_loop_ns(&drawing);
	return true;
}

/* Start a process, and wait until its guest can begin. Return: its process id; -1: it cannot. */
static pid_t start(const char *uuid, u32 which, void (*run)(const char *uuid, u32 which))
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (!open_guest(uuid))
			_exit(1);
		set(&shared->ready[which], 1);
		run(uuid, which);
		client_close(&client);
		_exit(0);
	}
	return wait_for(&shared->ready[which]) ? pid : -1;
}

static bool ended_well(pid_t pid)
{
	int status;

	return waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status);
}

/* --- shares ------------------------------------------------------------------------------- */

static void keep_on(const char *uuid, u32 which)
{
	drawing_last(&drawing, SHARE_MS, shared->loop_ns);
	if (wait_for(&shared->go))
		drawing_keep_on(&drawing, &shared->stop, &shared->ended[which]);
}

static void take_sample(char *const uuids[2], struct sample *s)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		s->times[i] = times(uuids[i]);
		s->ended[i] = __atomic_load_n(&shared->ended[i], __ATOMIC_ACQUIRE);
	}
}

static bool is_near(double value, double wanted, double tolerance)
{
	return value > wanted * (1 - tolerance) && value < wanted * (1 + tolerance);
}

static void report_shares(const struct sample *from, const struct sample *to, double wanted)
{
	double ms = (to->times[0].at - from->times[0].at) / 1e6, busy[2], waited[2], ended[2];
	u32 i;

	for (i = 0; i < 2; i++) {
		busy[i] = (to->times[i].busy - from->times[i].busy) / 1e6;
		waited[i] = (to->times[i].waiting - from->times[i].waiting) / 1e6;
		ended[i] = to->ended[i] - from->ended[i];
		printf("# %s: on the engine for %.1f of %.0f ms, waited for %.1f ms, "
		       "%.0f dispatches, put aside %llu times\n", i ? "the second" : "the first",
		       busy[i], ms, waited[i], ended[i],
		       (unsigned long long)(to->times[i].preemptions - from->times[i].preemptions));
	}
	ok(is_near(busy[1] / busy[0], wanted, TOLERANCE_BUSY),
	   "of two that draw, the second has %g times the engine time of the first (%.3f)", wanted,
	   busy[1] / busy[0]);
	ok(ended[1] / ended[0] >= wanted * (1 - TOLERANCE_ENDED),
	   "and as many times its dispatches at least (%.3f)", ended[1] / ended[0]);
}

static int program_shares(char *const uuids[2], double wanted, u32 seconds)
{
	struct sample from, to;
	pid_t pids[2];
	u32 i;

	for (i = 0; i < 2; i++)
		pids[i] = start(uuids[i], i, keep_on);
	if (!ok(pids[0] > 0 && pids[1] > 0, "two guests can draw"))
		return 1;
	printf("# a loop of the kernel takes %.1f ns\n", shared->loop_ns);
	set(&shared->go, 1);
	usleep(SETTLE_MS * 1000);
	take_sample(uuids, &from);
	sleep(seconds);
	take_sample(uuids, &to);
	set(&shared->stop, 1);
	report_shares(&from, &to, wanted);
	for (i = 0; i < 2; i++)
		ok(ended_well(pids[i]), "guest %u ends", i);
	return ok_status();
}

/* --- frames ------------------------------------------------------------------------------- */

static void long_dispatches(const char *uuid, u32 which)
{
	u32 loops = drawing_last(&drawing, LONG_MS, shared->loop_ns), round;
	u64 before;

	for (round = 0; round < ROUNDS && wait_for(&shared->go); round++) {
		set(&shared->go, 0);
		before = times(uuid).busy;
		shared->right += drawing_counts(&drawing, loops, PATIENCE_MS);
		shared->long_ns = times(uuid).busy - before;
		set(&shared->stop, 1);
	}
}

static void report_frames(const char *when, struct drawing_frames *frames)
{
	double p99 = drawing_quantile(frames, 0.99) / 1e3, most = drawing_quantile(frames, 1) / 1e3;

	printf("# %u frames %s: longest %.1f ms, p99 %.1f ms, median %.1f ms, %u blanks missed\n",
	       frames->n, when, most, p99, drawing_quantile(frames, 0.5) / 1e3, frames->missed);
}

/* Show frames alone, and then beside a long dispatch. */
static void show_round(u32 loops)
{
	shared->stop = 0;
	drawing_show(&drawing, loops, &alone, alone.n + ALONE, &shared->stop);
	set(&shared->go, 1);
	drawing_show(&drawing, loops, &beside, DRAWING_FRAMES, &shared->stop);
	printf("# a long dispatch had the engine for %.0f ms\n", shared->long_ns / 1e6);
}

static int program_frames(char *const uuids[2])
{
	pid_t pid = start(uuids[0], 0, long_dispatches);
	u32 loops, i;

	if (!ok(pid > 0 && open_guest(uuids[1]), "two guests can draw"))
		return 1;
	loops = drawing_last(&drawing, FRAME_MS, shared->loop_ns);
	for (i = 0; i < ROUNDS; i++)
		show_round(loops);
	ok(ended_well(pid) && shared->right == ROUNDS,
	   "dispatches of 2 s end with the right count");
	report_frames("alone", &alone);
	report_frames("beside them", &beside);
	ok(alone.n && beside.n && !alone.wrong && !beside.wrong,
	   "a neighbour's frames end with the right count");
	ok(drawing_quantile(&beside, 1) <= BOUND_MS * 1000, "and within %llu ms", BOUND_MS);
	client_close(&client);
	return ok_status();
}

/* --- desktop ------------------------------------------------------------------------------ */

/*
 * Draw a frame, flip to the other buffer, and wait until the screen shows it. Return: false: the
 * count is wrong, or the screen does not show it in time.
 */
static bool show_frame(const struct facet_stats_vgpu *v, u32 loops)
{
	static const u32 buffers[] = { 1u << 20, 2u << 20 };	/* in the GGTT */
	static u32 frame;
	u64 shown = READ_ONCE(v->flips_shown), wait;
	bool right = drawing_counts(&drawing, loops, PATIENCE_MS);

	mini_write(drawing.guest, GEN9_PLANE_SURF, buffers[frame++ % ARRAY_SIZE(buffers)]);
	for (wait = 0; wait < PATIENCE_MS * 1000 && READ_ONCE(v->flips_shown) == shown;
	     wait += FLIP_US)
		usleep(FLIP_US);
	return right && READ_ONCE(v->flips_shown) != shown;
}

/* Show frames for @ms. Return: number of frames that were wrong. */
static u32 show_for(const struct facet_stats_vgpu *v, u32 loops, u32 ms)
{
	u64 until = client_now_us() + ms * 1000ull;
	u32 wrong = 0;

	while (client_now_us() < until)
		wrong += !show_frame(v, loops);
	return wrong;
}

static void report_desktop(char *const uuids[GUESTS], const struct stats_times from[GUESTS],
			   u64 shown, u64 missed)
{
	double parts[GUESTS], batch = 0;
	struct stats_times to;
	u32 i;

	for (i = 0; i < GUESTS; i++) {
		to = times(uuids[i]);
		parts[i] = (double)(to.busy - from[i].busy) / (to.at - from[i].at);
		if (i != DESKTOP)
			batch += parts[i];
	}
	printf("# %llu frames shown, %llu blanks missed: %.2f %%\n", (unsigned long long)shown,
	       (unsigned long long)missed, 100.0 * missed / (shown + missed));
	printf("# the desktop has %.3f of the engine, the batch guests have %.3f of their "
	       "weights\n", parts[DESKTOP], batch / (1 - DESKTOP_PART));
}

static int program_desktop(char *const uuids[GUESTS], u32 seconds)
{
	struct stats_times from[GUESTS];
	const struct facet_stats_vgpu *v;
	bool started = true;
	pid_t pids[GUESTS];
	u32 loops, wrong, i;
	u64 shown, missed;

	for (i = DESKTOP + 1; i < GUESTS; i++) {
		pids[i] = start(uuids[i], i, keep_on);
		started &= pids[i] > 0;
	}
	v = open_guest(uuids[DESKTOP]) ? stats_find(uuids[DESKTOP]) : NULL;
	if (!ok(v && started, "%u guests can draw", GUESTS))
		return 1;
	loops = drawing_last(&drawing, DESKTOP_MS, shared->loop_ns);
	mini_screen_on(drawing.guest);
	set(&shared->go, 1);
	wrong = show_for(v, loops, WATCH_MS);
	for (i = 0; i < GUESTS; i++)
		from[i] = times(uuids[i]);
	shown = v->flips_shown;
	missed = v->flips_missed;
	wrong += show_for(v, loops, seconds * 1000);
	report_desktop(uuids, from, v->flips_shown - shown, v->flips_missed - missed);
	set(&shared->stop, 1);
	ok(!wrong, "each frame of the desktop is drawn and shown");
	for (i = DESKTOP + 1; i < GUESTS; i++)
		ok(ended_well(pids[i]), "batch guest %u ends", i);
	client_close(&client);
	return ok_status();
}

int main(int argc, char **argv)
{
	alarm(4 * PATIENCE_MS / 1000);
	shared = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED || !ok(stats_page_map(), "the statistics can be read"))
		return 1;
	if (argc == 6 && !strcmp(argv[1], "shares"))
		return program_shares(argv + 2, atof(argv[4]), (u32)atoi(argv[5]));
	if (argc == 4 && !strcmp(argv[1], "frames"))
		return program_frames(argv + 2);
	if (argc == 7 && !strcmp(argv[1], "desktop"))
		return program_desktop(argv + 2, (u32)atoi(argv[6]));
	fputs("facet-host-neighbours shares UUID UUID N SECONDS | frames UUID UUID |\n"
	      "\tdesktop UUID UUID UUID UUID SECONDS\n", stderr);
	return 2;
}
