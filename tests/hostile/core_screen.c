// SPDX-License-Identifier: GPL-2.0-only
/* Planes at invalid addresses, checksums of the largest screens, and windows beyond the screen. */
#include "classes.h"
#include "core.h"

#include "display/display.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"
#include "mediator/ggtt_view.h"
#include "mediator/progress.h"
#include "mediator/vgpu.h"

#define WIDTH		64u
#define HEIGHT		32u
#define LINEAR		0x84000000u
#define NV12		0x81000000u
#define BLACK		0xff000000u

static u32 picture[WIDTH * HEIGHT];

/* Map pages that are filled with one byte, at an address that the guest chooses. */
static void show_pages(struct hostile *h, u32 gva, u32 pages, u8 byte)
{
	u32 i;

	for (i = 0; i < pages; i++) {
		u64 gpa = mini_alloc(h->evil, 1);

		memset(mini_ptr(h->evil, gpa), byte, GEN9_PAGE_SIZE);
		mini_ggtt_set(h->evil, gva + i * GEN9_PAGE_SIZE, gpa | 1);
	}
}

/**
 * struct screen_case - A plane over pages that it must not show.
 * @ctl: PLANE_CTL
 * @stride: PLANE_STRIDE
 * @surf: PLANE_SURF
 * @aux_dist: PLANE_AUX_DIST
 */
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
	EXPECT(!facet_capture_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT, true));
	for (i = 0; i < WIDTH * HEIGHT; i++)
		EXPECT(picture[i] == BLACK);
	EXPECT(facet_display_bad_planes(h->evil->display));
	hostile_neighbour(h);
}

/* An address that is not the guest's: in the hidden part of the GGTT, beyond the guest's range. */
static const struct screen_case foreign = { LINEAR, 64, 0xe0000000, 0 };
/* A second surface beyond the GGTT. The sum of the addresses is 4 GiB and 0x8000. */
static const struct screen_case chroma_wraps = { NV12, 1, 0x100000, 0xfff08001 };

#define CRC_ON		0xc0000000u
#define CRC_CTL(pipe)	(GEN9_PIPE_CRC_CTL + (pipe) * GEN9_PIPE_STRIDE)
#define CRC_RES(pipe)	(GEN9_PIPE_CRC_RES + (pipe) * GEN9_PIPE_STRIDE)
#define LARGE		1024u		/* pixels and rows: four rows a page */
#define LARGE_GVA	0x100000u
#define PAGE_COST_NS	6000ull		/* cost of reading a page: 6 ms for one screen */
#define FLOOD_NS	200000000ull

/* Time that the worker spends on pictures. Each page that it reads advances the machine's clock. */
static struct {
	struct hostile *h;
	u64 ns;
	u64 pages;
	struct mini_context *submit;
	u32 late;
	u64 gfn;
} spent;

static bool waits(void)
{
	return facet_progress_work_pending(spent.h->evil->vgpu);
}

static int costly_read(void *data, u64 gpa, void *buf, size_t len)
{
	spent.late += !spent.submit && waits();
	spent.h->machine->clock.now_ns += PAGE_COST_NS;
	spent.ns += PAGE_COST_NS;
	/* The guest submits in the middle of a screen. */
	if (++spent.pages == LARGE * LARGE * 4 / GEN9_PAGE_SIZE / 2 && spent.submit) {
		hostile_submit(spent.submit);
		spent.submit = NULL;
	}
	return fake_host_ops.read(data, gpa, buf, len);
}

/* Refuse to pin the screen's page, so that each checksum copies the page. */
static int no_pin(void *data, const u64 *gfns, u32 n, u64 *frames)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (gfns[i] == spent.gfn)
			return -EFAULT;
	return fake_host_ops.pin(data, gfns, n, frames);
}

/* Set up a pipe at 60 Hz that computes a checksum of each frame. */
static void large_screen(struct hostile *h, u32 pipe)
{
	u32 base = pipe * GEN9_PIPE_STRIDE;

	mini_write(h->evil, GEN9_PIPESRC + base, (LARGE - 1) << 16 | (LARGE - 1));
	mini_write(h->evil, GEN9_TRANS_DDI_FUNC_CTL + base, 0x91030000);
	mini_write(h->evil, GEN9_TRANSCONF + base, 0x80000000);
	mini_write(h->evil, GEN9_PLANE_STRIDE + base, LARGE * 4 / 64);
	mini_write(h->evil, GEN9_PLANE_SIZE + base, (LARGE - 1) << 16 | (LARGE - 1));
	mini_write(h->evil, GEN9_PLANE_CTL + base, LINEAR | GEN9_PLANE_CTL_ASYNC);
	mini_write(h->evil, GEN9_PLANE_SURF + base, LARGE_GVA);
	mini_write(h->evil, CRC_CTL(pipe), CRC_ON);
}

static void spend(struct hostile *h)
{
	u64 gpa = mini_alloc(h->evil, 1);
	u32 i;

	for (i = 0; i < LARGE * LARGE * 4 / GEN9_PAGE_SIZE; i++)
		mini_ggtt_set(h->evil, LARGE_GVA + i * GEN9_PAGE_SIZE, gpa | 1);
	spent.h = h;
	spent.gfn = gpa >> GEN9_PAGE_SHIFT;
	core_ops(h)->read = costly_read;
	core_ops(h)->pin = no_pin;
}

static void checksums_flood(struct hostile *h, const void *arg)
{
	u64 one = LARGE * LARGE * 4 / GEN9_PAGE_SIZE * PAGE_COST_NS;
	u64 start = fake_clock_now(&h->machine->clock);
	u32 i;

	spend(h);
	for (i = 0; i < GEN9_PIPES; i++)
		large_screen(h, i);
	while (fake_clock_now(&h->machine->clock) < start + FLOOD_NS) {
		hostile_pump(h);
		/* A frame is held until the guest reads the result. */
		for (i = 0; i < GEN9_PIPES; i++)
			mini_read(h->evil, CRC_RES(i));
	}
	EXPECT(spent.ns >= 10 * one);
	EXPECT(4 * spent.ns <= 3 * (fake_clock_now(&h->machine->clock) - start) + one);
	hostile_neighbour(h);
}

static void checksum_gives_way(struct hostile *h, const void *arg)
{
	struct mini_context context;
	u32 gva;

	hostile_page(h, &gva, 0);
	hostile_context(h, &context, PGPU_BCS);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x10400002, gva, 0, 1);
	mini_request_end(&context);
	spend(h);
	spent.submit = &context;
	large_screen(h, 0);
	while (spent.submit)
		hostile_pump(h);
	hostile_unharmed(h, &context);
	EXPECT(spent.late <= 2);
}

#define SCALER_PLANE	0x02000000u
#define VAST		8192u
#define VAST_ROWS	4096u
#define VAST_STRIDE	1023u		/* in units of 64 bytes */

static void lit_pipe(struct hostile *h, u32 width, u32 height)
{
	mini_write(h->evil, GEN9_PIPESRC, (width - 1) << 16 | (height - 1));
	mini_write(h->evil, GEN9_TRANS_HTOTAL, width - 1);
	mini_write(h->evil, GEN9_TRANS_VTOTAL, height - 1);
	mini_write(h->evil, GEN9_TRANS_DDI_FUNC_CTL, 0x91030000);
	mini_write(h->evil, GEN9_TRANSCONF, 0x80000000);
	fake_clock_advance(&h->machine->clock, 40000000);
}

/* Set up a screen larger than the type allows. The size of the type must bound the cost. */
static void vast_pipe(struct hostile *h, const void *arg)
{
	u32 width, height;

	spend(h);
	large_screen(h, 0);
	lit_pipe(h, VAST, VAST_ROWS);
	mini_write(h->evil, CRC_CTL(0), 0);
	EXPECT(!facet_scanout_size(h->evil->display, 0, &width, &height));
	EXPECT(width <= facet_types[0].max_width && height <= facet_types[0].max_height);
	EXPECT(!facet_capture_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT, true));
	EXPECT(picture[0] == BLACK && !spent.pages);
	EXPECT(facet_display_bad_planes(h->evil->display));
	hostile_neighbour(h);
}

/* Set up a plane with rows of 64 KiB. A query must not look up its pages. */
static void vast_plane(struct hostile *h, const void *arg)
{
	struct facet_plane plane;

	spend(h);
	large_screen(h, 0);
	mini_write(h->evil, CRC_CTL(0), 0);
	lit_pipe(h, WIDTH, HEIGHT);
	mini_write(h->evil, GEN9_PLANE_STRIDE, VAST_STRIDE);
	mini_write(h->evil, GEN9_PLANE_SIZE, (VAST_ROWS - 1) << 16 | (WIDTH - 1));
	mini_write(h->evil, GEN9_PLANE_SURF, LARGE_GVA);
	fake_clock_advance(&h->machine->clock, 40000000);
	EXPECT(!facet_scanout_plane(h->evil->display, 0, FACET_PLANE_PRIMARY, &plane));
	EXPECT(plane.enabled && !plane.direct && !plane.pages);
	EXPECT(!facet_capture_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT, true));
	EXPECT(picture[0] == BLACK && !spent.pages);
	EXPECT(facet_display_bad_planes(h->evil->display));
	hostile_neighbour(h);
}

/* Scale a large plane to three pixels: each row of the picture would read hundreds of rows. */
static void vast_scaled(struct hostile *h, const void *arg)
{
	spend(h);
	large_screen(h, 0);
	lit_pipe(h, WIDTH, HEIGHT);
	mini_write(h->evil, CRC_CTL(0), 0);
	mini_write(h->evil, GEN9_PS_CTRL, GEN9_PS_ENABLE | SCALER_PLANE);
	mini_write(h->evil, GEN9_PS_WIN_POS, 0);
	mini_write(h->evil, GEN9_PS_WIN_SZ, 3 << 16 | 3);
	fake_clock_advance(&h->machine->clock, 40000000);
	EXPECT(!facet_capture_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT, true));
	EXPECT(picture[0] == BLACK && !spent.pages);
	EXPECT(facet_display_bad_planes(h->evil->display));
	hostile_neighbour(h);
}

/* Set a window and read the picture. A plane to the right of the screen must show nothing. */
static void window(struct hostile *h, u32 ctrl, u32 x, u32 y, u32 size)
{
	u32 i;

	mini_write(h->evil, GEN9_PS_CTRL, ctrl);
	mini_write(h->evil, GEN9_PS_WIN_POS, x << 16 | y);
	mini_write(h->evil, GEN9_PS_WIN_SZ, size << 16 | size);
	fake_clock_advance(&h->machine->clock, 40000000);
	hostile_pump(h);
	EXPECT(!facet_capture_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT, true));
	for (i = 0; i < WIDTH * HEIGHT; i++)
		EXPECT(picture[i] >> 24 == 0xff && (x < WIDTH || picture[i] == BLACK));
}

static void windows_beyond(struct hostile *h, const void *arg)
{
	static const u32 places[] = { 0, WIDTH - 1, WIDTH, 4095, 8191 };
	static const u32 sizes[] = { 0, 1, 4095 };
	u32 x, y, size;

	show_pages(h, 0x8000, 8, 0x80);
	lit_pipe(h, WIDTH, HEIGHT);
	mini_write(h->evil, GEN9_PLANE_STRIDE, WIDTH * 4 / 64);
	mini_write(h->evil, GEN9_PLANE_SIZE, (HEIGHT - 1) << 16 | (WIDTH - 1));
	mini_write(h->evil, GEN9_PLANE_CTL, LINEAR);
	mini_write(h->evil, GEN9_PLANE_SURF, 0x8000);
	mini_write(h->evil, CRC_CTL(0), CRC_ON);
	for (x = 0; x < ARRAY_SIZE(places); x++)
		for (y = 0; y < ARRAY_SIZE(places); y++)
			for (size = 0; size < ARRAY_SIZE(sizes); size++) {
				window(h, GEN9_PS_ENABLE, places[x], places[y], sizes[size]);
				window(h, GEN9_PS_ENABLE | SCALER_PLANE, places[x], places[y],
				       sizes[size]);
			}
	hostile_neighbour(h);
}

#define VAST_BYTES	(VAST * VAST_ROWS * 4u)

/* Show a buffer of 128 MiB after the other, while somebody looks. */
static void views_of_many(struct hostile *h, const void *arg)
{
	u64 bytes = hostile_bytes;
	u32 i;

	lit_pipe(h, WIDTH, HEIGHT);
	for (i = 0; i < FACET_GGTT_VIEWS; i++) {
		mini_write(h->evil, GEN9_PLANE_STRIDE, VAST * 4 / 64);
		mini_write(h->evil, GEN9_PLANE_SIZE, (VAST_ROWS - 1) << 16 | (VAST - 1));
		mini_write(h->evil, GEN9_PLANE_CTL, LINEAR | GEN9_PLANE_CTL_ASYNC);
		mini_write(h->evil, GEN9_PLANE_SURF, i * VAST_BYTES);
		EXPECT(!facet_capture_read(h->evil->display, 0, picture, WIDTH * 4, WIDTH, HEIGHT,
					   true));
		hostile_pump(h);
		bytes = i ? bytes : hostile_bytes;
	}
	EXPECT(hostile_bytes <= bytes + FACET_GGTT_VIEWS_PAGES * sizeof(struct facet_pin *));
	hostile_neighbour(h);
}

static const struct hostile_case screen_cases[] = {
	CASE(vast_plane, PLANE_SIZE, "a plane with rows of 64 KiB",
	     "black, counted; no page of it is looked up"),
	CASE_ARG("chroma_wraps", shows_nothing, &chroma_wraps, PLANE_AUX,
		 "a second surface beyond 4 GiB", "black, counted"),
	CASE_ARG("foreign_plane", shows_nothing, &foreign, PLANE_OWNED,
		 "a plane in addresses that are not the guest's", "black, counted"),
	CASE(vast_pipe, PIPE_SIZE, "a pipe of 8192 by 4096 pixels",
	     "black, counted, as large as the type's screens; nothing is read"),
	CASE(vast_scaled, SCALER_SOURCE, "a scaler that makes a plane smaller than hardware does",
	     "black, counted; nothing is read"),
	CASE(checksums_flood, CRC_PACE,
	     "checksums of three large screens, more than there is time for",
	     "those for three quarters of the time; others are skipped"),
	CASE(checksum_gives_way, CRC_YIELDS, "a request while a large screen is summed",
	     "the request is taken up before the next rows"),
	CASE(views_of_many, VIEW_PAGES,
	     "buffers of 128 MiB, one after the other, while somebody looks",
	     "the pins of two of them stay"),
	CASE(windows_beyond, PLANE_RIGHT,
	     "windows of scalers beyond any screen, of all and of nothing", "black there"),
};

HOSTILE_CLASS(hostile_screens, "screens", false, screen_cases);
