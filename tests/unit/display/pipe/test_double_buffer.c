// SPDX-License-Identifier: GPL-2.0-only
/* Test which register arms which others, and how a front end detects a change. */
#include "gen9/irq_defs.h"
#include "tests/unit/display/display_rig.h"

#define BUFFER		0x00100000u
#define OTHER		0x00200000u
#define WIDTH		64u
#define HEIGHT		32u
#define RED		0xffff0000u
#define BLUE		0xff0000ffu
#define BLACK		0xff000000u

static u32 picture[WIDTH * HEIGHT];

static void paint(struct rig *rig, u32 gva, u32 colour)
{
	u32 i;

	rig_map(rig, gva, gva, 4);
	for (i = 0; i < WIDTH * HEIGHT; i++)
		put_unaligned_le32(colour, fake_host_ptr(&rig->host, gva + 4 * i, 4));
}

static void next_frame(struct rig *rig)
{
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
}

static void begin(struct rig *rig)
{
	paint(rig, BUFFER, RED);
	paint(rig, OTHER, BLUE);
	rig_modeset(rig, 0);
	rig_write(rig, GEN9_PIPESRC, (WIDTH - 1) << 16 | (HEIGHT - 1));
	rig_flip(rig, 0, 0x84000000, WIDTH, HEIGHT, BUFFER);
	next_frame(rig);
	next_frame(rig);
}

static u32 pixel(struct rig *rig, u32 x, u32 y)
{
	assert_int_equal(facet_capture_read(rig_display(rig), 0, picture, WIDTH * 4, WIDTH, HEIGHT,
					    true), 0);
	return picture[y * WIDTH + x];
}

/**
 * struct arming_case - Registers of a plane or a pipe, and the one that arms them.
 * @regs: offsets and values in the order of the writes; the last one arms the others
 * @x: column of a pixel that changes
 * @y: row of that pixel
 * @after: its colour when the registers are live
 */
struct arming_case {
	struct {
		u32 offset;
		u32 value;
	} regs[6];
	u32 x;
	u32 y;
	u32 after;
};

static const struct arming_case armings[] = {
	/* PLANE_CTL, PLANE_SURF: off */
	{ { { 0x70180, 0 }, { 0x7019c, 0 } }, 0, 0, BLACK },
	/* PLANE_POS, PLANE_SURF */
	{ { { 0x7018c, 5 << 16 | 5 }, { 0x7019c, BUFFER } }, 0, 0, BLACK },
	/* PLANE_SIZE, KEYMSK, KEYMAX, PLANE_SURF */
	{ { { 0x70198, 1u << 31 }, { 0x701a0, 0 }, { 0x7019c, BUFFER } }, 9, 9, BLACK },
	/* CUR_FBC_CTL, CUR_CTL, CUR_POS, CUR_BASE */
	{ { { 0x700a0, 0 }, { 0x70080, 0x27 }, { 0x70088, 0 }, { 0x70084, OTHER } }, 3, 3, BLUE },
	/* PS_CTRL, PS_WIN_POS, PS_WIN_SZ */
	{ { { 0x68180, 0x82000000 }, { 0x68170, 32 << 16 }, { 0x68174, 32 << 16 | 32 } }, 0, 0,
	  BLACK },
	/* CSC_COEFF, CSC_MODE, PLANE_CTL, PLANE_SURF: a matrix that turns red into blue */
	{ { { 0x49020, 0x78000000 }, { 0x49028, 2 }, { 0x70180, 0x84800000 }, { 0x7019c, BUFFER } },
	  0, 0, BLUE },
	/* PIPESRC, which arms itself */
	{ { { 0x6001c, 7 << 16 | 7 } }, 20, 20, BLACK },
};

static void registers_show_at_the_blank_after_what_arms_them(void **state)
{
	struct rig *rig = *state;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(armings); i++) {
		const struct arming_case *c = &armings[i];

		facet_vgpu_reset(rig->vgpu);
		begin(rig);
		assert_int_equal(pixel(rig, c->x, c->y), RED);
		for (k = 0; k < ARRAY_SIZE(c->regs) && c->regs[k].offset; k++) {
			next_frame(rig);
			if (pixel(rig, c->x, c->y) != RED)
				fail_msg("case %u shows before register %u", i, k);
			rig_write(rig, c->regs[k].offset, c->regs[k].value);
		}
		assert_int_equal(pixel(rig, c->x, c->y), RED);
		next_frame(rig);
		if (pixel(rig, c->x, c->y) != c->after)
			fail_msg("case %u: %08x", i, pixel(rig, c->x, c->y));
	}
}

static void coefficients_wait_for_their_mode(void **state)
{
	struct rig *rig = *state;

	begin(rig);
	rig_write(rig, 0x49020, 0x78000000);
	rig_write(rig, 0x49028, 2);
	rig_write(rig, 0x70180, 0x84800000);
	rig_write(rig, 0x7019c, BUFFER);
	next_frame(rig);
	assert_int_equal(pixel(rig, 0, 0), BLUE);
	rig_write(rig, 0x49020, 0);
	rig_write(rig, 0x49010, 0x78000000);
	rig_write(rig, 0x4a480, 0);
	rig_write(rig, 0x7019c, BUFFER);
	next_frame(rig);
	assert_int_equal(pixel(rig, 0, 0), BLUE);
	rig_write(rig, 0x49028, 2);
	next_frame(rig);
	assert_int_equal(pixel(rig, 0, 0), RED);
}

static void what_is_armed_twice_in_a_frame_shows_the_last(void **state)
{
	struct rig *rig = *state;

	begin(rig);
	rig_write(rig, GEN9_PLANE_SURF, OTHER);
	rig_write(rig, GEN9_PLANE_SURF, BUFFER);
	next_frame(rig);
	assert_int_equal(pixel(rig, 0, 0), RED);
	rig_write(rig, GEN9_PLANE_SURF, OTHER);
	next_frame(rig);
	rig_write(rig, GEN9_PLANE_SURF, BUFFER);
	assert_int_equal(pixel(rig, 0, 0), BLUE);
}

static void an_asynchronous_flip_shows_at_once(void **state)
{
	struct rig *rig = *state;

	begin(rig);
	rig_irq_on(rig, 0);
	rig_irq_take(rig, 0);
	rig_write(rig, GEN9_PLANE_CTL, 0x84000200);
	rig_write(rig, GEN9_PLANE_SURF, OTHER);
	assert_int_equal(pixel(rig, 0, 0), BLUE);
	assert_int_equal(rig_irq_take(rig, 0), GEN9_PIPE_FLIP_DONE(0));
	next_frame(rig);
	assert_int_equal(rig_irq_take(rig, 0), 1);
}

static u32 next[WIDTH * HEIGHT];

/* Update @next from @shown. If there is damage, @picture becomes what @next shows. */
static struct facet_damage update(struct rig *rig, void *shown)
{
	struct facet_damage damage;

	memset(next, 0, sizeof(next));
	assert_int_equal(facet_capture_update(rig_display(rig), 0, shown, next, WIDTH * 4, WIDTH,
					      HEIGHT, true, &damage), 0);
	if (damage.bytes)
		memcpy(picture, next, sizeof(picture));
	else
		assert_int_equal(next[0], 0);
	return damage;
}

static void a_still_screen_costs_no_byte(void **state)
{
	struct rig *rig = *state;
	struct facet_damage damage;

	begin(rig);
	damage = update(rig, NULL);
	assert_int_equal(damage.bytes, sizeof(picture));
	assert_true(damage.top == 0 && damage.bottom == HEIGHT);
	assert_int_equal(update(rig, picture).bytes, 0);
	put_unaligned_le32(BLUE, fake_host_ptr(&rig->host, BUFFER + (7 * WIDTH + 9) * 4, 4));
	put_unaligned_le32(BLUE, fake_host_ptr(&rig->host, BUFFER + (11 * WIDTH) * 4, 4));
	damage = update(rig, picture);
	assert_int_equal(damage.bytes, 2 * WIDTH * 4);
	assert_true(damage.top == 7 && damage.bottom == 12);
	assert_int_equal(picture[0], RED);
	assert_int_equal(picture[7 * WIDTH + 9], BLUE);
	assert_int_equal(update(rig, picture).bytes, 0);
}

static void a_serial_is_of_registers_alone(void **state)
{
	struct rig *rig = *state;
	struct facet_display *display = rig_display(rig);
	u64 serial;

	assert_int_equal(facet_scanout_serial(display, 0), 0);
	begin(rig);
	serial = facet_scanout_serial(display, 0);
	assert_int_not_equal(serial, 0);
	next_frame(rig);
	put_unaligned_le32(BLUE, fake_host_ptr(&rig->host, BUFFER, 4));
	assert_int_equal(facet_scanout_serial(display, 0), serial);
	rig_write(rig, GEN9_PLANE_SURF, OTHER);
	assert_int_equal(facet_scanout_serial(display, 0), serial);
	next_frame(rig);
	assert_int_not_equal(facet_scanout_serial(display, 0), serial);
	serial = facet_scanout_serial(display, 0);
	rig_write(rig, GEN9_LGC_PALETTE, 0x010203);
	assert_int_not_equal(facet_scanout_serial(display, 0), serial);
	assert_int_equal(facet_scanout_serial(display, FACET_DISPLAY_HEADS), 0);
}

static void the_size_is_that_of_what_leaves_the_pipe(void **state)
{
	struct rig *rig = *state;
	struct facet_plane plane;
	u32 width, height;

	assert_int_equal(facet_scanout_size(rig_display(rig), 0, &width, &height), 0);
	assert_true(!width && !height);
	begin(rig);
	assert_int_equal(facet_scanout_size(rig_display(rig), 0, &width, &height), 0);
	assert_true(width == WIDTH && height == HEIGHT);
	rig_write(rig, 0x68180, 0x80000000);
	rig_write(rig, 0x68174, 1920 << 16 | 1080);
	next_frame(rig);
	assert_int_equal(facet_scanout_size(rig_display(rig), 0, &width, &height), 0);
	assert_true(width == 1920 && height == 1080);
	plane = rig_plane(rig, FACET_PLANE_PRIMARY);
	assert_true(!plane.direct && plane.width == 1920 && plane.height == 1080);
	assert_int_equal(facet_scanout_size(rig_display(rig), FACET_DISPLAY_HEADS, &width,
					    &height), -EINVAL);
}

int main(void)
{
#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		ON_RIG(registers_show_at_the_blank_after_what_arms_them),
		ON_RIG(coefficients_wait_for_their_mode),
		ON_RIG(what_is_armed_twice_in_a_frame_shows_the_last),
		ON_RIG(an_asynchronous_flip_shows_at_once),
		ON_RIG(a_still_screen_costs_no_byte),
		ON_RIG(a_serial_is_of_registers_alone),
		ON_RIG(the_size_is_that_of_what_leaves_the_pipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
