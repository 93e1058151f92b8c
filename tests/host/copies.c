// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-screen: bytes that Facet copies of a screen of 1920x1080, by its own counter. A viewer
 * queries the screen once after each flip. The buffers are linear, X tiles and Y tiles.
 */
#include <stdio.h>
#include <string.h>

#include "client.h"
#include "screens.h"
#include "viewer.h"

#define WIDTH	1920u
#define HEIGHT	1080u
#define BYTES	(WIDTH * HEIGHT * 4l)
#define FLIPS	6u
#define BUFFERS	2u
#define TILINGS	3u

static const struct {
	uint32_t tiling;
	const char *name;
} tilings[TILINGS] = {
	{ GEN9_TILING_LINEAR, "linear" },
	{ GEN9_TILING_X, "in X tiles" },
	{ GEN9_TILING_Y, "in Y tiles" },
};

/**
 * struct kind - A value of `display`.
 * @name: the value
 * @copied: bytes copied by a query, for each entry of tilings[]
 */
static const struct kind {
	const char *name;
	long copied[TILINGS];
} kinds[] = {
	{ "native", { 0, 0, 0 } },
	{ "dmabuf", { 0, BYTES, BYTES } },
	{ "region", { BYTES, BYTES, BYTES } },
};

static long copied(const char *uuid)
{
	return client_statistic(uuid, "screen_bytes_copied");
}

/* Return one of two pictures, each in two slots. */
static struct head_picture buffer(unsigned int i, uint32_t tiling)
{
	struct head_picture p = screen_picture(i % BUFFERS * 2, WIDTH, HEIGHT);

	p.tiling = tiling;
	return p;
}

/* Flip, and query the screen once. Return: the viewer shows the frame of this number. */
static bool flip(struct viewer *v, unsigned int number, uint32_t tiling)
{
	const struct head_picture p = buffer(number, tiling);

	head_put(v->client, &p, 0, 0, number);
	head_flip(v->client, &p, true);
	return !viewer_look(v) && v->pixels && v->info.width == WIDTH &&
	       v->info.height == HEIGHT && viewer_pixel(v, 0, 0) == number;
}

static void test_flips(struct viewer *v, const char *uuid, const struct kind *kind,
		       unsigned int tiling)
{
	long before = copied(uuid), after;
	unsigned int shown = 0, i;

	for (i = 0; i < FLIPS; i++)
		shown += flip(v, tiling * FLIPS + i + 1, tilings[tiling].tiling);
	after = copied(uuid);
	ok(shown == FLIPS, "%s: %u of %u flips %s are shown", kind->name, shown, FLIPS,
	   tilings[tiling].name);
	ok(before >= 0 && after - before == FLIPS * kind->copied[tiling],
	   "%s: %ld bytes are copied for them", kind->name, after - before);
}

/* Users of a dma-buf keep a copy when the VMM unmaps its pages. */
static void test_unmapped(struct viewer *v, const char *uuid)
{
	long before;

	viewer_close(v);
	ok(flip(v, 1, GEN9_TILING_LINEAR), "one dma-buf of the guest's pages is in use");
	before = copied(uuid);
	ok(!client_unmap(v->client, 0, SCREEN_RAM), "guest memory goes");
	ok(copied(uuid) - before == (long)v->info.size, "which copies the dma-buf once (%ld bytes)",
	   copied(uuid) - before);
}

int program_copies(const char *uuid, const char *name)
{
	const struct kind *kind = kinds;
	struct client c;
	struct viewer v = { .client = &c };
	unsigned int i;

	while (kind < kinds + sizeof(kinds) / sizeof(kinds[0]) && strcmp(kind->name, name))
		kind++;
	if (kind == kinds + sizeof(kinds) / sizeof(kinds[0]) || !screen_open(&c, uuid))
		return 1;
	for (i = 0; i < BUFFERS; i++) {
		const struct head_picture p = buffer(i, GEN9_TILING_Y);

		head_map(&c, &p);
	}
	head_on(&c, WIDTH, HEIGHT);
	for (i = 0; i < TILINGS; i++)
		test_flips(&v, uuid, kind, i);
	if (!kind->copied[0])
		test_unmapped(&v, uuid);
	viewer_close(&v);
	client_close(&c);
	return ok_status();
}
