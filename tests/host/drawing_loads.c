// SPDX-License-Identifier: GPL-2.0-only
/* See drawing_loads.h. */
#include "drawing_loads.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/engine/long_kernel.h"

#define POLL_US		100u
#define PROBE_US	50000u	/* least time of a dispatch that measures the time of a loop */
#define PROBE_LOOPS	10000u
#define PROBES		3u
#define PATIENCE_MS	60000u
#define IN_RING		8u

static u64 now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000ull + ts.tv_nsec / 1000;
}

static u32 done(const struct drawing *g)
{
	return __atomic_load_n(g->context.timeline, __ATOMIC_ACQUIRE);
}

/* Wait for all requests of the guest. Return: false: the time is over. */
static bool await(struct drawing *g, u32 patience_ms)
{
	u64 until = now_us() + patience_ms * 1000ull;

	for (;;) {
		mini_irq(g->guest);
		mini_flush(&g->context);
		if (done(g) == g->context.seqno)
			return true;
		if (now_us() > until)
			return false;
		usleep(POLL_US);
	}
}

bool drawing_counts(struct drawing *g, u32 loops, u32 patience_ms)
{
	WRITE_ONCE(g->memory.data[0], 0);
	drawing_submit(g);
	return await(g, patience_ms) && READ_ONCE(g->memory.data[0]) == loops;
}

/* --- the time of a loop ------------------------------------------------------------------- */

static u64 probe_us(struct drawing *g, u32 loops)
{
	u64 start;

	long_kernel_write(&g->memory, loops);
	start = now_us();
	drawing_counts(g, loops, PATIENCE_MS);
	return now_us() - start;
}

double drawing_loop_ns(struct drawing *g)
{
	u64 least;
	u32 loops = PROBE_LOOPS, i;

	while (probe_us(g, loops) < PROBE_US)
		loops *= 2;
	least = probe_us(g, loops);
	for (i = 1; i < PROBES; i++)
		least = min(least, probe_us(g, loops));
	return 1000.0 * least / loops;
}

u32 drawing_last(struct drawing *g, double ms, double loop_ns)
{
	u32 loops = ms * 1e6 / loop_ns + 1;

	long_kernel_write(&g->memory, loops);
	return loops;
}

/* --- loads -------------------------------------------------------------------------------- */

void drawing_keep_on(struct drawing *g, const u32 *stop, u32 *ended)
{
	const u32 before = done(g);

	while (!__atomic_load_n(stop, __ATOMIC_ACQUIRE)) {
		mini_irq(g->guest);
		while (g->context.seqno - done(g) < IN_RING)
			mini_request_batch(&g->context, RIG_BATCH);
		mini_flush(&g->context);
		__atomic_store_n(ended, done(g) - before, __ATOMIC_RELEASE);
		usleep(5 * POLL_US);
	}
	await(g, PATIENCE_MS);
}

static void sleep_until(u64 us)
{
	u64 now = now_us();

	if (us > now)
		usleep(us - now);
}

void drawing_show(struct drawing *g, u32 loops, struct drawing_frames *frames, u32 most,
		  const u32 *stop)
{
	u64 blank = now_us(), took;

	while (frames->n < min(most, DRAWING_FRAMES) && !__atomic_load_n(stop, __ATOMIC_ACQUIRE)) {
		if (!drawing_counts(g, loops, PATIENCE_MS))
			frames->wrong++;
		took = now_us() - blank;
		frames->us[frames->n++] = took;
		frames->missed += took / DRAWING_FRAME_US;
		blank += (took / DRAWING_FRAME_US + 1) * DRAWING_FRAME_US;
		sleep_until(blank);
	}
}

static int order(const void *a, const void *b)
{
	const u32 *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

u32 drawing_quantile(struct drawing_frames *frames, double q)
{
	if (!frames->n)
		return 0;
	qsort(frames->us, frames->n, sizeof(*frames->us), order);
	return frames->us[(u32)(q * (frames->n - 1) + 0.5)];
}
