// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure screens: compose a picture of 1920x1080 from guest memory, linear and tiled, compared
 * with memcpy of the same pages; query a screen that does not change; compute a checksum of a
 * frame.
 */
#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/display_defs.h"
#include "gen9/plane_defs.h"
#include "mediator/ggtt_view.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/bench/bench.h"
#include "tests/lib/rig.h"

#define WIDTH		1920u
#define HEIGHT		1080u
#define ROW		(WIDTH * 4)
#define BUFFER		0x00100000u	/* GGTT address; its guest pages are in reverse order */
#define BUFFER_BYTES	(ROW * 1088u)
#define ROUNDS		51u
#define ROUND_NS	20000000ull
#define LINEAR		0x84000000u
#define Y_TILED		0x84001000u
#define X_TILED		0x84000400u

struct screen {
	struct rig *rig;
	struct facet_display *display;
	u32 *picture;
	u8 *copy;
};

static u64 page_of(u32 page)
{
	return BUFFER + (u64)(BUFFER_BYTES / 4096 - 1 - page) * 4096;
}

static void screen_init(struct screen *s)
{
	struct facet_display_config config = { .max_width = WIDTH, .max_height = HEIGHT };
	u32 i;

	s->rig = rig_create(&facet_types[0], facet_display_regs);
	if (!s->rig || facet_gen9_display_create(facet_vgpu_device(s->rig->vgpu), s->rig->vgpu,
						 &config, &s->display))
		abort();
	for (i = 0; i < BUFFER_BYTES / 4096; i++) {
		rig_pte(s->rig, BUFFER + i * 4096, page_of(i) | 1);
		memset(fake_host_ptr(&s->rig->host, page_of(i), 4096), i, 4096);
	}
	facet_ggtt_view_use(s->rig->vgpu, BUFFER, BUFFER_BYTES / 4096);
	if (s->rig->host.pinned != BUFFER_BYTES / 4096)
		abort();
	s->picture = bench_pages(ROW * HEIGHT);
	s->copy = bench_pages(BUFFER_BYTES);
	rig_write(s->rig, GEN9_PIPESRC, (WIDTH - 1) << 16 | (HEIGHT - 1));
	rig_write(s->rig, GEN9_TRANS_HTOTAL, 0x0897077f);
	rig_write(s->rig, GEN9_TRANS_VTOTAL, 0x04640437);
	rig_write(s->rig, GEN9_TRANS_DDI_FUNC_CTL, 0x91030000);
	rig_write(s->rig, GEN9_TRANSCONF, GEN9_ENABLE);
}

static void screen_show(struct screen *s, u32 ctl, u32 units)
{
	rig_write(s->rig, GEN9_PLANE_STRIDE, units);
	rig_write(s->rig, GEN9_PLANE_SIZE, (HEIGHT - 1) << 16 | (WIDTH - 1));
	rig_write(s->rig, GEN9_PLANE_CTL, ctl | GEN9_PLANE_CTL_ASYNC);
	rig_write(s->rig, GEN9_PLANE_SURF, BUFFER);
}

static void screen_exit(struct screen *s)
{
	facet_display_destroy(s->display);
	rig_destroy(s->rig);
	free(s->copy);
	free(s->picture);
}

static void compose(void *arg)
{
	struct screen *s = arg;

	if (facet_capture_read(s->display, 0, s->picture, ROW, WIDTH, HEIGHT, true))
		abort();
}

/* Copy the pages of the picture, in the picture's order. */
static void copy(void *arg)
{
	struct screen *s = arg;
	u32 i;

	for (i = 0; i < BUFFER_BYTES / 4096; i++)
		memcpy(s->copy + i * 4096, fake_host_ptr(&s->rig->host, page_of(i), 4096), 4096);
}

static void frame(void *arg)
{
	struct screen *s = arg;

	rig_write(s->rig, GEN9_PIPE_CRC_CTL, 0);
	rig_write(s->rig, GEN9_PIPE_CRC_CTL, 0xc0000000u);
	fake_clock_advance(&s->rig->clock, 20000000);
	facet_vgpu_work(s->rig->vgpu);
}

static void still(struct screen *s)
{
	struct facet_damage damage;

	compose(s);
	if (facet_capture_update(s->display, 0, s->picture, s->copy, ROW, WIDTH, HEIGHT, true,
				 &damage))
		abort();
	bench_result("still_screen_bytes", damage.bytes, "bytes",
		     "written by facet_capture_update() where nothing has changed");
}

int main(int argc, char **argv)
{
	static struct screen s;
	double linear, x, y, crc, ns;

	bench_begin(argc, argv, "the picture of a 1920x1080 screen");
	screen_init(&s);
	screen_show(&s, LINEAR, ROW / 64);
	linear = bench_compare(&s, compose, copy, ROUNDS, ROUND_NS, &ns);
	bench_result("compose_vs_memcpy", linear, "ratio",
		     "speed of facet_capture_read() of a linear plane / memcpy of its pages, "
		     "medians");
	bench_result("compose_ms", ns / 1e6, "ms", "facet_capture_read() of a linear plane");
	still(&s);
	crc = bench_compare(&s, frame, copy, ROUNDS, ROUND_NS, &ns);
	bench_result("crc_vs_memcpy", crc, "ratio",
		     "speed of a frame's checksum, on the worker / memcpy of its pages");
	screen_show(&s, X_TILED, ROW / 512);
	x = bench_compare(&s, compose, copy, ROUNDS, ROUND_NS, NULL);
	screen_show(&s, Y_TILED, ROW / 128);
	y = bench_compare(&s, compose, copy, ROUNDS, ROUND_NS, NULL);
	bench_say("X %.2f, Y %.2f", x, y);
	bench_result("detile_vs_memcpy", x < y ? x : y, "ratio",
		     "the same of an X-tiled and of a Y-tiled plane, the slower one");
	screen_exit(&s);
	return bench_end();
}
