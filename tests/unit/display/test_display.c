// SPDX-License-Identifier: GPL-2.0-only
/* Test the display as a guest drives it: power, vertical blanks, flips, hotplug, random writes. */
#include "display_rig.h"

#define CTL_LINEAR	0x84042000u
#define CTL_ASYNC	0x84042200u
#define CTL_X_TILED	0x84042400u
#define VBLANK		0x1u
#define FLIP_DONE_1	0x8u
#define SCREEN		0x40000u
#define SCREEN_PAGES	2025u
#define RUBBISH_WRITES	60000u

static void state_bits_follow_requests_and_are_never_stored(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, 0x45404, 0x20000000);
	assert_int_equal(rig_read(rig, 0x45404), 0x30000000);
	rig_write(rig, 0x45404, 0x30000002);		/* the guest writes state bits back */
	assert_int_equal(rig_read(rig, 0x45404), 0x30000003);
	assert_int_equal(rig_read(rig, 0x45400), 0x10000001);
	rig_write(rig, 0x45404, 0x10000001);
	assert_int_equal(rig_read(rig, 0x45404), 0);
	rig_write(rig, 0x45408, 0x2);			/* a second request register */
	assert_int_equal(rig_read(rig, 0x45404), 0x1);

	rig_write(rig, GEN9_DBUF_CTL, 0x80000000);
	assert_int_equal(rig_read(rig, GEN9_DBUF_CTL), 0xc0000000);
	rig_write(rig, GEN9_DBUF_CTL, 0x40000000);
	assert_int_equal(rig_read(rig, GEN9_DBUF_CTL), 0);
	rig_write(rig, GEN9_LCPLL1_CTL, 0x80000000);
	assert_int_equal(rig_read(rig, GEN9_LCPLL1_CTL), 0xc0000000);
	rig_write(rig, GEN9_WRPLL_CTL2, 0x80000000);
	assert_int_equal(rig_read(rig, GEN9_DPLL_STATUS), 0x01000001);
	assert_int_equal(rig_read(rig, GEN9_FUSE_STATUS), 0x8e000000);
	assert_int_equal(rig_read(rig, 0x64100), 0x80);
	rig_write(rig, 0x64100, 0x80000080);
	assert_int_equal(rig_read(rig, 0x64100), 0x80000000);
}

static void a_pipe_is_on_as_long_as_it_is_asked_to_and_to_the_end_of_its_frame(void **state)
{
	struct rig *rig = *state;
	u64 blank;

	rig_modeset(rig, 1);
	assert_int_equal(rig_read(rig, 0x71008), 0xc0000000);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	assert_int_not_equal(rig_read(rig, 0x71040), 0);
	blank = rig->host.deadline_ns;
	rig_write(rig, 0x71008, 0x40000000);		/* as a guest's read-modify-write does */
	assert_int_equal(rig_read(rig, 0x71008), 0x40000000);
	fake_clock_advance(&rig->clock, blank - rig->clock.now_ns - 1);
	assert_int_equal(rig_read(rig, 0x71008), 0x40000000);
	fake_clock_advance(&rig->clock, 1);
	assert_int_equal(rig_read(rig, 0x71008), 0);
	assert_int_equal(rig_read(rig, 0x71000), 0);
	assert_true(rig->host.deadline_ns == ~0ull);
	assert_int_equal(rig_read(rig, 0x70040), 0);	/* other pipes never ran */
	assert_int_equal(rig_read(rig, 0x72040), 0);
}

static void a_pipe_with_long_frames_is_off_after_50_ms(void **state)
{
	struct rig *rig = *state;

	rig_modeset(rig, 0);
	rig_write(rig, GEN9_TRANSCONF, 0);
	rig_write(rig, GEN9_TRANS_HTOTAL, 0x1fff077f);
	rig_write(rig, GEN9_TRANS_VTOTAL, 0x1fff0437);
	rig_write(rig, GEN9_TRANSCONF, 0x80000000);
	assert_true(rig->host.deadline_ns > rig->clock.now_ns + 50000000);
	rig_write(rig, GEN9_TRANSCONF, 0);
	fake_clock_advance(&rig->clock, 49999999);
	assert_int_equal(rig_read(rig, GEN9_TRANSCONF), 0x40000000);
	fake_clock_advance(&rig->clock, 1);
	assert_int_equal(rig_read(rig, GEN9_TRANSCONF), 0);
}

static void each_frame_interrupts_once_at_its_blank(void **state)
{
	struct rig *rig = *state;
	u32 i, line, rises;

	rig_irq_on(rig, 0);
	rig_modeset(rig, 0);
	rises = rig->host.irq_rises;
	for (i = 0; i < 100; i++) {
		u64 left = rig->host.deadline_ns - rig->clock.now_ns;

		assert_in_range(left, 1, RIG_FRAME_NS);
		fake_clock_advance(&rig->clock, left - 1);
		assert_int_equal(rig_irq_take(rig, 0), 0);
		assert_int_equal(rig_read(rig, GEN9_FRMCOUNT), i);
		fake_clock_advance(&rig->clock, 1);
		assert_int_equal(rig_irq_take(rig, 0), VBLANK);
		assert_int_equal(rig_read(rig, GEN9_FRMCOUNT), i + 1);
		line = rig_read(rig, GEN9_PIPEDSL);
		assert_int_equal(line, 1080);
	}
	assert_int_equal(rig->host.irq_rises - rises, 100);
}

static void the_scanline_moves_between_two_reads(void **state)
{
	struct rig *rig = *state;
	u32 before, i;

	rig_modeset(rig, 2);
	fake_clock_advance(&rig->clock, 30000);
	before = rig_read(rig, 0x72000);
	assert_int_not_equal(before, 0);
	for (i = 0; i < 1000; i++) {
		u32 line;

		fake_clock_advance(&rig->clock, 15000);	/* a line takes 14.8 us */
		line = rig_read(rig, 0x72000);
		assert_in_range((line + 1125 - before) % 1125, 1, 2);
		before = line;
	}
}

static void a_late_timer_tells_of_the_frames_it_missed_once(void **state)
{
	struct rig *rig = *state;

	rig_irq_on(rig, 0);
	rig_modeset(rig, 0);
	rig->clock.now_ns += 10 * RIG_FRAME_NS;		/* the host was busy */
	fake_clock_run_due(&rig->clock);
	assert_int_equal(rig_irq_take(rig, 0), VBLANK);
	assert_in_range(rig_read(rig, GEN9_FRMCOUNT), 10, 10);
	fake_clock_run_due(&rig->clock);
	assert_int_equal(rig_irq_take(rig, 0), 0);
	assert_true(rig->host.deadline_ns > rig->clock.now_ns);
}

static void pipes_blank_each_on_its_own(void **state)
{
	struct rig *rig = *state;
	u32 pipe;

	for (pipe = 0; pipe < GEN9_PIPES; pipe++) {
		rig_irq_on(rig, pipe);
		rig_modeset(rig, pipe);
		fake_clock_advance(&rig->clock, 3000000);
	}
	fake_clock_advance(&rig->clock, 1000000000ull);
	for (pipe = 0; pipe < GEN9_PIPES; pipe++) {
		assert_int_equal(rig_irq_take(rig, pipe), VBLANK);
		assert_in_range(rig_read(rig, GEN9_FRMCOUNT + 0x1000 * pipe), 60, 61);
	}
}

static void a_flip_is_seen_and_reported_at_the_blank(void **state)
{
	struct rig *rig = *state;

	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_LINEAR, 1920, 1080, SCREEN);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	rig_irq_on(rig, 0);
	rig_irq_take(rig, 0);

	rig_flip(rig, 0, CTL_LINEAR, 1920, 1080, 0x840000);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).gva, SCREEN);
	assert_int_equal(rig_read(rig, GEN9_PLANE_SURFLIVE), SCREEN);
	assert_int_equal(rig_irq_take(rig, 0), 0);
	fake_clock_advance(&rig->clock, rig->host.deadline_ns - rig->clock.now_ns);
	assert_int_equal(rig_irq_take(rig, 0), VBLANK | FLIP_DONE_1);
	assert_int_equal(rig_read(rig, GEN9_PLANE_SURFLIVE), 0x840000);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).gva, 0x840000);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS + 1);
	assert_int_equal(rig_irq_take(rig, 0), VBLANK);
}

static void an_asynchronous_flip_is_done_at_once(void **state)
{
	struct rig *rig = *state;

	rig_modeset(rig, 0);
	rig_irq_on(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, 0x840000);
	assert_int_equal(rig_irq_take(rig, 0), FLIP_DONE_1);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).gva, 0x840000);
}

/*
 * i915 reads the frame count for a flip's event after its last write. No blank comes before that
 * read.
 */
static void no_blank_comes_between_a_flip_and_the_count_that_reports_it(void **state)
{
	struct rig *rig = *state;
	u64 blank;
	u32 frame;

	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_LINEAR, 1920, 1080, SCREEN);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	frame = rig_read(rig, GEN9_FRMCOUNT);
	blank = rig->host.deadline_ns;
	fake_clock_advance(&rig->clock, blank - 100000 - rig->clock.now_ns);
	rig_flip(rig, 0, CTL_LINEAR, 1920, 1080, 0x840000);
	fake_clock_advance(&rig->clock, 500000);
	assert_int_equal(rig_read(rig, GEN9_FRMCOUNT), frame);
	assert_int_equal(rig_read(rig, GEN9_PLANE_SURFLIVE), SCREEN);
	fake_clock_advance(&rig->clock, 300000);
	assert_int_equal(rig_read(rig, GEN9_FRMCOUNT), frame + 1);
	assert_int_equal(rig_read(rig, GEN9_PLANE_SURFLIVE), 0x840000);
	assert_true(rig->host.deadline_ns == blank + 700000 + RIG_FRAME_NS);
}

static void no_blank_waits_for_a_cursor_or_for_an_asynchronous_flip(void **state)
{
	struct rig *rig = *state;
	u64 blank;

	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_LINEAR, 1920, 1080, SCREEN);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	blank = rig->host.deadline_ns;
	fake_clock_advance(&rig->clock, blank - 100000 - rig->clock.now_ns);
	rig_write(rig, GEN9_CUR_BASE, 0x00940000);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, 0x840000);
	assert_true(rig->host.deadline_ns == blank);
}

static void registers_wait_for_the_surface(void **state)
{
	struct rig *rig = *state;

	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_LINEAR, 1920, 1080, SCREEN);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	rig_write(rig, GEN9_PLANE_SIZE, 0x00ff00ff);
	rig_write(rig, GEN9_PLANE_CTL, 0);
	fake_clock_advance(&rig->clock, 2 * RIG_FRAME_NS);
	assert_true(rig_plane(rig, FACET_PLANE_PRIMARY).enabled);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).width, 1920);
	rig_write(rig, GEN9_PLANE_SURF, 0);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	assert_false(rig_plane(rig, FACET_PLANE_PRIMARY).enabled);
}

static void a_cursor_moves_with_its_base(void **state)
{
	struct rig *rig = *state;
	struct facet_plane cursor;

	rig_modeset(rig, 0);
	rig_write(rig, GEN9_CUR_CTL, 0x27);
	rig_write(rig, GEN9_CUR_POS, 0x000f001b);
	rig_write(rig, GEN9_CUR_BASE, 0x00940000);
	assert_false(rig_plane(rig, FACET_PLANE_CURSOR).enabled);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	cursor = rig_plane(rig, FACET_PLANE_CURSOR);
	assert_true(cursor.enabled);
	assert_int_equal(cursor.x, 27);
	assert_int_equal(cursor.y, 15);
	assert_int_equal(rig_read(rig, GEN9_CUR_SURFLIVE), 0x00940000);
	rig_write(rig, GEN9_CUR_POS, 0);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	assert_int_equal(rig_plane(rig, FACET_PLANE_CURSOR).x, 27);
}

static void an_id_stays_with_its_buffer(void **state)
{
	struct rig *rig = *state;
	u32 a, b;

	rig_map(rig, SCREEN, 0x100000, SCREEN_PAGES);
	rig_map(rig, 0x840000, 0x900000, SCREEN_PAGES);
	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	a = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	assert_int_not_equal(a, 0);
	assert_true(rig_plane(rig, FACET_PLANE_PRIMARY).direct);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).id, a);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, 0x840000);
	b = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	assert_int_not_equal(b, a);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).id, a);
}

static void an_id_changes_with_anything_that_matters(void **state)
{
	struct rig *rig = *state;
	u32 seen[5];
	u32 i, k;

	rig_map(rig, SCREEN, 0x100000, SCREEN_PAGES);
	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	seen[0] = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1079, SCREEN);
	seen[1] = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	rig_flip(rig, 0, CTL_ASYNC | CTL_X_TILED, 1024, 768, SCREEN);
	seen[2] = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	rig_flip(rig, 0, CTL_ASYNC | 0x00100000, 1920, 1080, SCREEN);
	seen[3] = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	/* map another guest page at the same GGTT address */
	rig_map(rig, SCREEN + 0x7000, 0x1000, 1);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	seen[4] = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	for (i = 0; i < ARRAY_SIZE(seen); i++)
		for (k = 0; k < i; k++)
			assert_int_not_equal(seen[i], seen[k]);
}

static void pages_are_those_of_the_id_or_none(void **state)
{
	struct rig *rig = *state;
	static u64 gfns[SCREEN_PAGES];
	struct facet_plane plane, again;
	u32 i;

	rig_map(rig, SCREEN, 0x100000, SCREEN_PAGES);
	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	plane = rig_plane(rig, FACET_PLANE_PRIMARY);
	assert_int_equal(plane.pages, SCREEN_PAGES);
	assert_int_equal(facet_scanout_pages(rig_display(rig), plane.id, &again, gfns,
					     SCREEN_PAGES), 0);
	assert_int_equal(again.id, plane.id);
	assert_int_equal(again.gva, SCREEN);
	assert_int_equal(again.size, plane.size);
	assert_int_equal(again.stride, plane.stride);
	for (i = 0; i < SCREEN_PAGES; i++)
		assert_true(gfns[i] == 0x100 + i);
	assert_int_equal(facet_scanout_pages(rig_display(rig), plane.id, NULL, gfns,
					     SCREEN_PAGES - 1), -EINVAL);
	assert_int_equal(facet_scanout_pages(rig_display(rig), plane.id + 1, NULL, gfns,
					     SCREEN_PAGES), -EINVAL);
	assert_int_equal(facet_scanout_pages(rig_display(rig), 0, NULL, NULL, 0), -EINVAL);

	rig_map(rig, SCREEN, 0x1000, 1);
	assert_int_equal(facet_scanout_pages(rig_display(rig), plane.id, NULL, gfns, SCREEN_PAGES),
			 -ENOENT);
}

/* A VMM keeps dma-bufs by their ids. A screen that has lost its pages gets another id. */
static void an_id_that_was_forgotten_does_not_come_again(void **state)
{
	struct rig *rig = *state;
	static u64 gfns[SCREEN_PAGES];
	u32 before;

	rig_map(rig, SCREEN, 0x100000, SCREEN_PAGES);
	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	before = rig_plane(rig, FACET_PLANE_PRIMARY).id;
	facet_scanout_forget(rig_display(rig));
	assert_int_equal(facet_scanout_pages(rig_display(rig), before, NULL, gfns, SCREEN_PAGES),
			 -ENOENT);
	assert_int_not_equal(rig_plane(rig, FACET_PLANE_PRIMARY).id, before);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).id,
			 rig_plane(rig, FACET_PLANE_PRIMARY).id);
}

/*
 * A guest sets a mode that no monitor of the vGPU offers. The screen stays within the type's
 * limits.
 */
static void a_pipe_beyond_the_types_screens_is_black_and_counted(void **state)
{
	static const u32 sources[] = { 0x077f0438, 0x07800437, 0x1fff0fff };
	struct rig *rig = *state;
	u32 width, height, i, pixel = 0;

	rig_map(rig, SCREEN, 0x100000, SCREEN_PAGES);
	for (i = 0; i < ARRAY_SIZE(sources); i++) {
		u64 bad = facet_display_bad_planes(rig_display(rig));

		rig_modeset(rig, 0);
		rig_write(rig, GEN9_PIPESRC, sources[i]);
		rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
		fake_clock_advance(&rig->clock, 2 * RIG_FRAME_NS);
		assert_false(rig_plane(rig, FACET_PLANE_PRIMARY).direct);
		assert_int_equal(facet_scanout_size(rig_display(rig), 0, &width, &height), 0);
		assert_in_range(width, 1, 1920);
		assert_in_range(height, 1, 1080);
		assert_int_equal(facet_capture_read(rig_display(rig), 0, &pixel, 4, 1, 1, true), 0);
		assert_int_equal(pixel, 0xff000000);
		assert_true(facet_display_bad_planes(rig_display(rig)) > bad);
	}
}

static void a_buffer_with_holes_is_not_exported_as_it_lies(void **state)
{
	struct rig *rig = *state;
	static u64 gfns[SCREEN_PAGES];
	struct facet_plane plane;

	rig_map(rig, SCREEN, 0x100000, SCREEN_PAGES - 1);
	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	plane = rig_plane(rig, FACET_PLANE_PRIMARY);
	assert_true(plane.enabled);
	assert_false(plane.direct);
	assert_int_equal(facet_scanout_pages(rig_display(rig), plane.id, NULL, gfns, SCREEN_PAGES),
			 -EFAULT);
}

static void a_head_shows_the_pipe_that_feeds_its_port(void **state)
{
	struct rig *rig = *state;

	rig_modeset(rig, 1);
	rig_flip(rig, 1, CTL_ASYNC, 1920, 1080, SCREEN);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, 0x840000);
	assert_int_equal(rig_plane(rig, FACET_PLANE_PRIMARY).gva, SCREEN);
	rig_write(rig, GEN9_TRANS_DDI_FUNC_CTL + 0x1000, 0x30000);
	assert_false(rig_plane(rig, FACET_PLANE_PRIMARY).enabled);
	rig_write(rig, GEN9_TRANS_DDI_FUNC_CTL + 0x1000, 0xa1030000);	/* output on port C */
	assert_false(rig_plane(rig, FACET_PLANE_PRIMARY).enabled);
}

static void hotplug_tells_a_guest_that_listens(void **state)
{
	struct rig *rig = *state;

	rig_write(rig, RIG_SDE_IRQ + RIG_IMR, 0);
	rig_write(rig, RIG_SDE_IRQ + RIG_IER, ~0u);
	assert_int_equal(facet_output_set_link(rig_display(rig), 0, true), 0);
	assert_int_equal(rig_read(rig, RIG_SDE_IRQ + RIG_IIR), 0);
	assert_int_equal(rig_read(rig, 0xc4030), 0);

	rig_write(rig, 0xc4030, 0x10);
	assert_int_equal(facet_output_set_link(rig_display(rig), 0, false), 0);
	assert_int_equal(rig_read(rig, RIG_SDE_IRQ + RIG_IIR), 1 << 21);
	assert_int_equal(rig_read(rig, 0xc4030) & 0x13, 0x12);
	rig_write(rig, 0xc4030, rig_read(rig, 0xc4030));
	assert_int_equal(rig_read(rig, 0xc4030), 0x10);
	rig_write(rig, 0xc403c, 0x13);
	assert_int_equal(rig_read(rig, 0xc403c), 0x10);
	assert_int_equal(facet_output_set_link(rig_display(rig), 1, true), -EINVAL);
}

static void a_reset_turns_it_off_and_keeps_the_monitor(void **state)
{
	struct rig *rig = *state;
	u8 before[FACET_EDID_MAX], after[FACET_EDID_MAX];
	u32 size;

	rig_modeset(rig, 0);
	rig_flip(rig, 0, CTL_ASYNC, 1920, 1080, SCREEN);
	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, before, &size), 0);
	facet_vgpu_reset(rig->vgpu);
	assert_false(rig_plane(rig, FACET_PLANE_PRIMARY).enabled);
	assert_true(rig->host.deadline_ns == ~0ull);
	assert_int_equal(rig_read(rig, GEN9_TRANSCONF), 0);
	assert_int_equal(rig_read(rig, GEN9_FRMCOUNT), 0);
	assert_int_equal(facet_output_get_edid(rig_display(rig), 0, after, &size), 0);
	assert_memory_equal(before, after, size);
}

static void other_heads_and_kinds_are_refused(void **state)
{
	struct rig *rig = *state;
	struct facet_plane plane;
	u32 pixel;

	assert_int_equal(facet_scanout_plane(rig_display(rig), 1, FACET_PLANE_PRIMARY, &plane),
			 -EINVAL);
	assert_int_equal(facet_scanout_plane(rig_display(rig), 0, FACET_PLANE_KINDS, &plane),
			 -EINVAL);
	assert_int_equal(facet_capture_read(rig_display(rig), 1, &pixel, 4, 1, 1, true), -EINVAL);
	assert_int_equal(facet_capture_read(rig_display(rig), 0, &pixel, 4, 2, 1, true), -EINVAL);
}

static u32 random32(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 32;
}

/* Return the offset of a random register of the display. Registers of pipes are more frequent. */
static u32 random_offset(u64 *seed)
{
	static const u32 bases[] = {
		0x41000, 0x42000, 0x45000, 0x46000, 0x49000, 0x4a000, 0x60000, 0x61000, 0x62000,
		0x64000, 0x6c000, 0x70000, 0x71000, 0x72000, 0x70000, 0x71000, 0x72000, 0xc5000,
		0xc4000, 0x6f000,
	};
	u32 base = bases[random32(seed) % ARRAY_SIZE(bases)];

	return base + random32(seed) % 0x100 * 4 + (random32(seed) & 0x100);
}

/* Write any value to any register, and read what pipe A shows then. */
static void rubbish_does_not_crash(void **state)
{
	struct rig *rig = *state;
	static u32 pixels[64 * 64];
	struct facet_plane plane;
	u64 seed = 7;
	u32 i;

	rig_map(rig, 0, 0, 2048);
	for (i = 0; i < RUBBISH_WRITES; i++) {
		u32 offset = random_offset(&seed);

		rig_write(rig, offset, random32(&seed) | (random32(&seed) & 0x80000000));
		rig_read(rig, offset);
		if (i % 64)
			continue;
		rig_write(rig, GEN9_TRANS_DDI_FUNC_CTL, 0x91030000);
		rig_write(rig, GEN9_TRANSCONF, 0x80000000);
		fake_clock_advance(&rig->clock, 1000000);
		assert_int_equal(facet_scanout_plane(rig_display(rig), 0, i / 64 % 2, &plane), 0);
		assert_int_equal(facet_capture_read(rig_display(rig), 0, pixels, 256, 64, 64,
						    true), 0);
	}
}

static void absurd_timings_do_not_storm(void **state)
{
	struct rig *rig = *state;
	u32 pipe, fired;
	u64 end;

	for (pipe = 0; pipe < GEN9_PIPES; pipe++) {
		rig_modeset(rig, pipe);
		rig_write(rig, GEN9_TRANSCONF + 0x1000 * pipe, 0);
		rig_write(rig, GEN9_TRANS_HTOTAL + 0x1000 * pipe, 0);
		rig_write(rig, GEN9_TRANS_VTOTAL + 0x1000 * pipe, 0);
		rig_write(rig, GEN9_TRANSCONF + 0x1000 * pipe, 0x80000000);
	}
	end = rig->clock.now_ns + 1000000000ull;
	for (fired = 0; rig->host.deadline_ns <= end; fired++)
		fake_clock_advance(&rig->clock, rig->host.deadline_ns - rig->clock.now_ns);
	assert_in_range(fired, 1, 3 * 251);
}

int main(void)
{
#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		ON_RIG(state_bits_follow_requests_and_are_never_stored),
		ON_RIG(a_pipe_is_on_as_long_as_it_is_asked_to_and_to_the_end_of_its_frame),
		ON_RIG(a_pipe_with_long_frames_is_off_after_50_ms),
		ON_RIG(each_frame_interrupts_once_at_its_blank),
		ON_RIG(the_scanline_moves_between_two_reads),
		ON_RIG(a_late_timer_tells_of_the_frames_it_missed_once),
		ON_RIG(pipes_blank_each_on_its_own),
		ON_RIG(a_flip_is_seen_and_reported_at_the_blank),
		ON_RIG(an_asynchronous_flip_is_done_at_once),
		ON_RIG(no_blank_comes_between_a_flip_and_the_count_that_reports_it),
		ON_RIG(no_blank_waits_for_a_cursor_or_for_an_asynchronous_flip),
		ON_RIG(registers_wait_for_the_surface),
		ON_RIG(a_cursor_moves_with_its_base),
		ON_RIG(an_id_stays_with_its_buffer),
		ON_RIG(an_id_changes_with_anything_that_matters),
		ON_RIG(an_id_that_was_forgotten_does_not_come_again),
		ON_RIG(a_pipe_beyond_the_types_screens_is_black_and_counted),
		ON_RIG(pages_are_those_of_the_id_or_none),
		ON_RIG(a_buffer_with_holes_is_not_exported_as_it_lies),
		ON_RIG(a_head_shows_the_pipe_that_feeds_its_port),
		ON_RIG(hotplug_tells_a_guest_that_listens),
		ON_RIG(a_reset_turns_it_off_and_keeps_the_monitor),
		ON_RIG(other_heads_and_kinds_are_refused),
		ON_RIG(rubbish_does_not_crash),
		ON_RIG(absurd_timings_do_not_storm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
