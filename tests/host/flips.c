// SPDX-License-Identifier: GPL-2.0-only
/* facet-host-screen: flips, resets and resizes, repeated many times; prints the progress. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "client.h"
#include "gen9/display_defs.h"
#include "monitor.h"
#include "screens.h"
#include "vfio.h"
#include "viewer.h"

#define WIDTH		640u
#define HEIGHT		480u
/* More pictures than the core remembers, so that each flip is a new one. */
#define PICTURES	20u
#define TELL_S		5	/* seconds between two lines of progress */
/* One of SOME flips waits for its vertical blank, and one is tiled. */
#define SOME		20u

struct soak;

/**
 * struct soak_kind - An action that the soak repeats.
 * @what: its name, plural
 * @done: the check that each of them passed
 * @begin: called before the first one; NULL: nothing
 * @step: the action of this number; returns false if it failed
 */
struct soak_kind {
	const char *what;
	const char *done;
	void (*begin)(struct soak *s);
	bool (*step)(struct soak *s, unsigned int i);
};

/**
 * struct soak - One run of a soak.
 * @c: the vGPU
 * @v: the viewer
 * @first: the EDID of the monitor at the begin
 * @n: number of actions
 * @began: time of the begin
 * @reported: time of the last line of progress
 */
struct soak {
	struct client c;
	struct viewer v;
	uint8_t first[MONITOR_EDID];
	unsigned int n;
	time_t began;
	time_t reported;
};

static void tell(struct soak *s, const struct soak_kind *kind, unsigned int i)
{
	time_t now = time(NULL);

	if (!i || now - s->reported < TELL_S)
		return;
	s->reported = now;
	printf("# %s: %u of %u, about %ld s more\n", kind->what, i, s->n,
	       (long)((now - s->began) * (s->n - i) / i));
	fflush(stdout);
}

/*
 * Run a soak. At the end, the VMM and the machine must have as many descriptors and dma-bufs as
 * before.
 */
static int soak(const struct soak_kind *kind, const char *uuid, const char *count)
{
	const long buffers = count_dmabufs();
	const int fds = count_fds();
	struct soak s = { .n = strtoul(count, NULL, 10) };
	unsigned int i = 0;

	if (!screen_open(&s.c, uuid))
		return 1;
	s.v.client = &s.c;
	s.began = time(NULL);
	s.reported = s.began;
	if (kind->begin)
		kind->begin(&s);
	for (i = 0; i < s.n && kind->step(&s, i); i++)
		tell(&s, kind, i);
	ok(i == s.n, "%s: %u of %u, %s; %lu dma-bufs exported, %ld s", kind->what, i, s.n,
	   kind->done, s.v.exports, (long)(time(NULL) - s.began));
	viewer_close(&s.v);
	client_close(&s.c);
	ok(count_fds() == fds, "%s: no descriptor is left (%d)", kind->what, count_fds());
	ok(count_dmabufs() == buffers && buffers >= 0, "%s: no dma-buf is left (%ld)", kind->what,
	   count_dmabufs());
	return ok_status();
}

/* --- flips --------------------------------------------------------------------------------- */

static struct head_picture flip_picture(unsigned int i)
{
	struct head_picture p = screen_picture(0, WIDTH, HEIGHT);

	p.at += i % PICTURES * head_bytes(&p);
	p.gva = p.at;
	if (i % SOME == 1)
		p.tiling = GEN9_TILING_X;
	return p;
}

/* Three pixels of the frame have its number. */
static const uint32_t places[][2] = {
	{ 0, 0 }, { WIDTH / 2, HEIGHT / 2 }, { WIDTH - 1, HEIGHT - 1 },
};

static void put_number(struct client *c, const struct head_picture *p, uint32_t number)
{
	unsigned int i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		head_put(c, p, places[i][0], places[i][1], number);
}

static bool has_number(const struct viewer *v, uint32_t number)
{
	unsigned int i;

	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (!v->pixels || viewer_pixel(v, places[i][0], places[i][1]) != number)
			return false;
	return true;
}

static void flips_begin(struct soak *s)
{
	unsigned int i;

	for (i = 0; i < PICTURES; i++) {
		const struct head_picture p = flip_picture(i);

		screen_light(&s->c, &p, i);
	}
}

static bool flip(struct soak *s, unsigned int i)
{
	const struct head_picture p = flip_picture(i);
	int waited = 0;

	put_number(&s->c, &p, i);
	head_flip(&s->c, &p, i % SOME);
	while (!viewer_look(&s->v) && !has_number(&s->v, i) && waited++ < PATIENCE_MS)
		usleep(1000);
	return has_number(&s->v, i);
}

int program_flips(const char *uuid, const char *count)
{
	static const struct soak_kind kind = { "flips", "each is shown", flips_begin, flip };

	return soak(&kind, uuid, count);
}

/* --- resets -------------------------------------------------------------------------------- */

static bool reset(struct soak *s, unsigned int i)
{
	const struct head_picture p = screen_picture(i % 3, WIDTH, HEIGHT);

	screen_light(&s->c, &p, i);
	return viewer_waits(&s->v, i, WIDTH, HEIGHT) && !ioctl(s->c.device, VFIO_DEVICE_RESET) &&
	       !viewer_look(&s->v) && !viewer_shows(&s->v, i, WIDTH, HEIGHT, 1);
}

int program_resets(const char *uuid, const char *count)
{
	static const struct soak_kind kind = {
		"resets", "with a lit screen, a picture after each", NULL, reset,
	};

	return soak(&kind, uuid, count);
}

/* --- resizes ------------------------------------------------------------------------------- */

/* Return whether the port has a long pulse, and clear it: the sign of another monitor. */
static bool plugged(struct client *c)
{
	const uint32_t on = GEN9_SHOTPLUG_ENABLE(GEN9_PORT_B);
	uint32_t value = client_read(c, BAR0, GEN9_SHOTPLUG_CTL, 4);

	client_write(c, BAR0, GEN9_SHOTPLUG_CTL, 4, on | GEN9_SHOTPLUG_LONG(GEN9_PORT_B));
	return value & GEN9_SHOTPLUG_LONG(GEN9_PORT_B);
}

static void resizes_begin(struct soak *s)
{
	monitor_get(&s->c, s->first);
	plugged(&s->c);
}

static bool resize(struct soak *s, unsigned int i)
{
	const uint32_t width = 640 + i * 24 % 640, height = 480 + i * 17 % 288;
	const struct head_picture p = screen_picture(i % 3, width / 16 * 16, height);
	uint8_t edid[MONITOR_EDID];

	memcpy(edid, s->first, sizeof(edid));
	monitor_resize(edid, p.width, p.height);
	if (monitor_change(&s->c, edid) || !plugged(&s->c))
		return false;
	screen_light(&s->c, &p, i);
	return viewer_waits(&s->v, i, p.width, p.height);
}

int program_resizes(const char *uuid, const char *count)
{
	static const struct soak_kind kind = {
		"resizes", "by the EDID region, a picture in each size", resizes_begin, resize,
	};

	return soak(&kind, uuid, count);
}
