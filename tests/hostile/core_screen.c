// SPDX-License-Identifier: GPL-2.0-only
/* Planes that lie where no plane can. */
#include "classes.h"
#include "core.h"

#include "display/display.h"
#include "gen9/display.h"
#include "gen9/plane.h"

#define WIDTH		64u
#define HEIGHT		32u
#define LINEAR		0x84000000u
#define NV12		0x81000000u
#define BLACK		0xff000000u

static u32 picture[WIDTH * HEIGHT];

/* Pages of one byte over and over, at an address of the guest's own choice. */
static void show_pages(struct hostile *h, u32 gva, u32 pages, u8 byte)
{
	u32 i;

	for (i = 0; i < pages; i++) {
		u64 gpa = mini_alloc(h->evil, 1);

		memset(mini_ptr(h->evil, gpa), byte, GEN9_PAGE_SIZE);
		mini_ggtt_set(h->evil, gva + i * GEN9_PAGE_SIZE, gpa | 1);
	}
}

/** struct screen_case - A plane, and pages that it is not to show. */
struct screen_case {
	u32 ctl;
	u32 stride;
	u32 surf;
	u32 aux_dist;
};

static void shows_nothing(struct hostile *h, const void *arg)
{
	const struct screen_case *c = arg;
	u32 i;

	show_pages(h, 0x8000, 8, 0xff);
	show_pages(h, 0x100000, 8, 0x80);
	mini_write(h->evil, GEN9_PIPESRC, (WIDTH - 1) << 16 | (HEIGHT - 1));
	mini_write(h->evil, GEN9_TRANS_HTOTAL, 0x0897077f);
	mini_write(h->evil, GEN9_TRANS_VTOTAL, 0x04640437);
	mini_write(h->evil, GEN9_TRANS_DDI_FUNC_CTL, 0x91030000);
	mini_write(h->evil, GEN9_TRANSCONF, 0x80000000);
	mini_write(h->evil, GEN9_PLANE_STRIDE, c->stride);
	mini_write(h->evil, GEN9_PLANE_SIZE, (HEIGHT - 1) << 16 | (WIDTH - 1));
	mini_write(h->evil, GEN9_PLANE_POS, 0);
	mini_write(h->evil, GEN9_PLANE_OFFSET, 0);
	mini_write(h->evil, GEN9_PLANE_AUX_DIST, c->aux_dist);
	mini_write(h->evil, GEN9_PLANE_AUX_OFFSET, 0);
	mini_write(h->evil, GEN9_PLANE_CTL, c->ctl | GEN9_PLANE_CTL_ASYNC);
	mini_write(h->evil, GEN9_PLANE_SURF, c->surf);
	EXPECT(!facet_display_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT, true));
	for (i = 0; i < WIDTH * HEIGHT; i++)
		EXPECT(picture[i] == BLACK);
	EXPECT(facet_display_bad_planes(h->evil->display));
	hostile_neighbour(h);
}

/* A row is a page; the seventeenth is the first behind 4 GiB, where addresses begin anew. */
static const struct screen_case wraps = { LINEAR, 64, 0xffff0000, 0 };
/* The same of chroma: the sum is 0x8000 and 4 GiB. */
static const struct screen_case chroma_wraps = { NV12, 1, 0x100000, 0xfff08001 };

static const struct hostile_case screen_cases[] = {
	CASE_ARG("plane_wraps", shows_nothing, &wraps, PLANE_SIZE,
		 "a plane that begins below 4 GiB and ends above", "black, counted"),
	CASE_ARG("chroma_wraps", shows_nothing, &chroma_wraps, PLANE_AUX,
		 "a second surface beyond 4 GiB", "black, counted"),
};

HOSTILE_CLASS(hostile_screens, "screens", false, screen_cases);
