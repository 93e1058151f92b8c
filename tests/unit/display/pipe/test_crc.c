// SPDX-License-Identifier: GPL-2.0-only
/* Test checksums of frames: covered pixels, time of the interrupt, cases without a checksum. */
#include "gen9/irq_defs.h"
#include "mediator/progress.h"
#include "mediator/retry.h"
#include "mediator/vgpu_state.h"
#include "tests/unit/display/display_rig.h"

#define BUFFER		0x00100000u
#define OTHER		0x00200000u
#define WIDTH		64u
#define HEIGHT		32u
/* reads of guest memory per checksum: one per block of rows */
#define READS		(HEIGHT / 8)
#define XRGB		0x84000000u
#define CRC_CTL(pipe)	(0x60050u + (pipe) * 0x1000u)
#define CRC_RES(pipe)	(0x60064u + (pipe) * 0x1000u)
#define CRC_ON		0x80000000u
#define CRC_DMUX	0xc0000000u
#define CRC_DONE	(1u << 28)
#define VBLANK		1u

static void paint(struct rig *rig, u32 gva, u32 colour)
{
	u32 i;

	for (i = 0; i < WIDTH * HEIGHT; i++)
		put_unaligned_le32(colour + i * 0x010203,
				   fake_host_ptr(&rig->host, gva + 4 * i, 4));
}

/* Let each checksum read guest memory: tests hook those reads. */
static int no_pins(struct fake_host *host, enum fake_op op, u64 gfn)
{
	return op == FAKE_PIN ? -EFAULT : 0;
}

/* Show the first of two buffers on a small pipe, with all interrupts on. */
static void begin(struct rig *rig, u32 pipe)
{
	rig->host.veto = no_pins;
	rig_map(rig, BUFFER, BUFFER, 16);
	rig_map(rig, OTHER, OTHER, 16);
	paint(rig, BUFFER, 0x112233);
	paint(rig, OTHER, 0x445566);
	rig_modeset(rig, pipe);
	rig_write(rig, GEN9_PIPESRC + pipe * GEN9_PIPE_STRIDE, (WIDTH - 1) << 16 | (HEIGHT - 1));
	rig_flip(rig, pipe, XRGB, WIDTH, HEIGHT, BUFFER);
	rig_irq_on(rig, pipe);
	fake_clock_advance(&rig->clock, 2 * RIG_FRAME_NS);
	rig_irq_take(rig, pipe);
}

static u32 frames(struct rig *rig, u32 pipe)
{
	return rig_read(rig, GEN9_FRMCOUNT + pipe * GEN9_PIPE_STRIDE);
}

static void next_frame(struct rig *rig)
{
	fake_clock_advance(&rig->clock, RIG_FRAME_NS);
}

/* Return the checksum of the frame that ends next, for which the worker is quick enough. */
static u32 result(struct rig *rig, u32 pipe)
{
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_true(rig_irq_take(rig, pipe) & CRC_DONE);
	return rig_read(rig, CRC_RES(pipe));
}

static void each_frame_has_one_while_they_are_on(void **state)
{
	struct rig *rig = *state;
	u32 i, first, frame;

	begin(rig, 0);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_irq_take(rig, 0) & CRC_DONE, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_irq_take(rig, 0), 0);
	first = result(rig, 0);
	frame = frames(rig, 0);
	for (i = 1; i < 10; i++) {
		assert_int_equal(result(rig, 0), first);
		assert_int_equal(frames(rig, 0), frame + i);
		facet_vgpu_work(rig->vgpu);
		assert_int_equal(rig_irq_take(rig, 0), 0);
	}
	rig_write(rig, CRC_CTL(0), 0);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_irq_take(rig, 0) & CRC_DONE, 0);
	assert_int_equal(rig->host.n_zaps, 0);
}

static void what_is_pinned_is_read_where_it_is(void **state)
{
	struct rig *rig = *state;
	u64 reads;
	u32 first;

	begin(rig, 0);
	rig->host.veto = NULL;
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	reads = rig->host.calls[FAKE_READ];
	first = result(rig, 0);
	assert_true(rig->host.pinned);
	assert_int_equal(rig->host.calls[FAKE_READ], reads);
	paint(rig, BUFFER, 0x778899);
	assert_int_not_equal(result(rig, 0), first);
	paint(rig, BUFFER, 0x112233);
	assert_int_equal(result(rig, 0), first);
}

static void pipes_have_their_own(void **state)
{
	struct rig *rig = *state;
	u32 a;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	a = result(rig, 0);
	begin(rig, 2);
	rig_flip(rig, 2, XRGB, WIDTH, HEIGHT, OTHER);
	next_frame(rig);
	rig_write(rig, CRC_CTL(2), CRC_DMUX);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	facet_vgpu_work(rig->vgpu);
	assert_true(rig_irq_take(rig, 0) & CRC_DONE);
	assert_true(rig_irq_take(rig, 2) & CRC_DONE);
	assert_int_equal(rig_read(rig, CRC_RES(0)), a);
	assert_int_not_equal(rig_read(rig, CRC_RES(2)), a);
	assert_int_equal(rig_read(rig, CRC_RES(1)), 0);
}

/* The flip becomes live with the blank that ends the frame of the first result. */
static void a_result_is_of_the_frame_that_has_ended(void **state)
{
	struct rig *rig = *state;
	u32 before, after;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	before = result(rig, 0);
	rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, OTHER);
	assert_int_equal(result(rig, 0), before);
	after = result(rig, 0);
	assert_int_not_equal(after, before);
	rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, BUFFER);
	assert_int_equal(result(rig, 0), after);
	assert_int_equal(result(rig, 0), before);
}

/*
 * A read after the blank makes registers live before the timer does. The checksum is of the old
 * ones.
 */
static void looking_at_what_is_live_changes_no_result(void **state)
{
	struct rig *rig = *state;
	u32 before;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	before = result(rig, 0);
	rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, OTHER);
	rig->clock.now_ns += RIG_FRAME_NS;
	assert_int_equal(rig_read(rig, GEN9_PLANE_SURFLIVE), OTHER);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_read(rig, CRC_RES(0)), before);
}

static void a_late_result_of_a_still_picture_is_raised(void **state)
{
	struct rig *rig = *state;
	u32 first;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	first = result(rig, 0);
	next_frame(rig);
	next_frame(rig);
	rig_irq_take(rig, 0);
	facet_vgpu_work(rig->vgpu);
	assert_true(rig_irq_take(rig, 0) & CRC_DONE);
	assert_int_equal(rig_read(rig, CRC_RES(0)), first);
}

/* A hook that runs once while the worker reads. */
static struct {
	struct rig *rig;
	void (*act)(struct rig *rig);
} slow;

static int slow_veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	void (*act)(struct rig *rig) = slow.act;

	if (op != FAKE_READ || !act)
		return no_pins(host, op, addr);
	slow.act = NULL;
	/* The hook calls the front end again. */
	pthread_mutex_unlock(&host->lock);
	act(slow.rig);
	pthread_mutex_lock(&host->lock);
	return 0;
}

/* Read the interrupt and the result as i915's handler does. Return: whether there was a result. */
static bool take(struct rig *rig, u32 pipe)
{
	bool done = rig_irq_take(rig, pipe) & CRC_DONE;

	rig_read(rig, CRC_RES(pipe));
	return done;
}

static bool slow_result(struct rig *rig, void (*act)(struct rig *rig))
{
	next_frame(rig);
	rig_irq_take(rig, 0);
	slow.rig = rig;
	slow.act = act;
	rig->host.veto = slow_veto;
	facet_vgpu_work(rig->vgpu);
	rig->host.veto = no_pins;
	return take(rig, 0);
}

/* Let one frame pass, of any length. */
static void frame_passes(struct rig *rig)
{
	u32 frame = frames(rig, 0), i;

	for (i = 0; i < 100 && frames(rig, 0) == frame; i++)
		fake_clock_advance(&rig->clock, RIG_FRAME_NS / 8);
	assert_int_equal(frames(rig, 0), frame + 1);
}

static void flip_passes(struct rig *rig)
{
	rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, OTHER);
	frame_passes(rig);
}

static void flip_is_shown(struct rig *rig)
{
	flip_passes(rig);
	frame_passes(rig);
}

static void turned_off(struct rig *rig)
{
	rig_write(rig, CRC_CTL(0), 0);
}

static void turned_off_and_on(struct rig *rig)
{
	turned_off(rig);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
}

static void pipe_goes(struct rig *rig)
{
	rig_write(rig, GEN9_TRANSCONF, 0);
}

static void pipe_comes_again(struct rig *rig)
{
	pipe_goes(rig);
	rig_write(rig, GEN9_TRANSCONF, 0x80000000);
}

static void palette_changes(struct rig *rig)
{
	rig_write(rig, GEN9_LGC_PALETTE, 0x123456);
	frame_passes(rig);
}

/* struct slow_case - What happens while the worker reads a frame. @raised: there is a result */
struct slow_case {
	void (*act)(struct rig *rig);
	bool raised;
};

static const struct slow_case slow_cases[] = {
	{ frame_passes, true },
	{ flip_passes, true },		/* the flip is live only after the frame of the result */
	{ flip_is_shown, false },
	{ palette_changes, false },
	{ turned_off, false },
	{ turned_off_and_on, false },
	{ pipe_goes, false },
	{ pipe_comes_again, false },
};

static void a_late_result_is_raised_only_where_it_is_true(void **state)
{
	struct rig *rig = *state;
	u32 i;

	begin(rig, 0);
	for (i = 0; i < ARRAY_SIZE(slow_cases); i++) {
		rig_write(rig, GEN9_TRANSCONF, 0x80000000);
		rig_write(rig, GEN9_LGC_PALETTE, 0);
		rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, BUFFER);
		rig_write(rig, CRC_CTL(0), CRC_DMUX);
		next_frame(rig);
		facet_vgpu_work(rig->vgpu);
		take(rig, 0);
		next_frame(rig);
		facet_vgpu_work(rig->vgpu);
		take(rig, 0);
		if (slow_result(rig, slow_cases[i].act) != slow_cases[i].raised)
			fail_msg("case %u", i);
		facet_vgpu_work(rig->vgpu);
	}
}

static void what_is_drawn_into_the_front_is_in_the_next_one(void **state)
{
	struct rig *rig = *state;
	u32 before;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	before = result(rig, 0);
	put_unaligned_le32(0, fake_host_ptr(&rig->host, BUFFER + 5000, 4));
	assert_int_not_equal(result(rig, 0), before);
}

/* Equal pictures have the same checksum, whatever their layout and the way of composing them. */
static void equal_pictures_are_equal(void **state)
{
	struct rig *rig = *state;
	u32 linear, x, y, i;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	linear = result(rig, 0);
	for (y = 0; y < HEIGHT; y++)
		for (x = 0; x < WIDTH; x++)
			put_unaligned_le32(0x112233 + (y * WIDTH + x) * 0x010203,
					   fake_host_ptr(&rig->host, OTHER + x / 32 * 4096 +
							 x % 32 / 4 * 512 + y * 16 + x % 4 * 4,
							 4));
	rig_flip(rig, 0, XRGB | 0x1000, WIDTH, HEIGHT, OTHER);
	rig_write(rig, GEN9_PLANE_STRIDE, WIDTH * 4 / 128);
	rig_write(rig, GEN9_PLANE_SURF, OTHER);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(result(rig, 0), linear);
	/*
	 * Compose with 16 bits a colour: a palette that changes nothing, and a transparent plane.
	 */
	for (i = 0; i < 256; i++)
		rig_write(rig, GEN9_LGC_PALETTE + 4 * i, i * 0x010101);
	rig_write(rig, GEN9_PLANE_CTL, XRGB | 0x40001000);
	rig_write(rig, GEN9_PLANE_SURF, OTHER);
	rig_write(rig, 0x70298, 1u << 31);
	rig_write(rig, 0x702a0, 0);
	rig_write(rig, 0x70280, XRGB | 0x40000000);
	rig_write(rig, 0x70290, 0x00070007);
	rig_write(rig, 0x70288, 1);
	rig_write(rig, 0x7029c, BUFFER);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(result(rig, 0), linear);
	/* As a source the second plane alone has another checksum. */
	rig_write(rig, CRC_CTL(0), CRC_ON | 2u << 28);
	assert_int_not_equal(result(rig, 0), linear);
	rig_write(rig, CRC_CTL(0), CRC_ON);
	assert_int_equal(result(rig, 0), linear);
}

/* Flip asynchronously to a buffer after a part of a frame. */
static void flip_async(struct rig *rig, u32 percent, u32 buffer)
{
	fake_clock_advance(&rig->clock, RIG_FRAME_NS * percent / 100);
	rig_flip(rig, 0, XRGB | GEN9_PLANE_CTL_ASYNC, WIDTH, HEIGHT, buffer);
}

static void an_asynchronous_flip_tears_the_frame(void **state)
{
	struct rig *rig = *state;
	u32 one, other, torn;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	one = result(rig, 0);
	rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, OTHER);
	result(rig, 0);
	other = result(rig, 0);
	flip_async(rig, 1, BUFFER);
	torn = result(rig, 0);
	assert_int_not_equal(torn, one);
	assert_int_not_equal(torn, other);
	assert_int_equal(result(rig, 0), one);
}

static void a_buffer_of_a_moment_is_seen_unless_its_pixels_are_equal(void **state)
{
	struct rig *rig = *state;
	u32 one;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	one = result(rig, 0);
	flip_async(rig, 1, OTHER);
	flip_async(rig, 0, BUFFER);
	assert_int_not_equal(result(rig, 0), one);
	paint(rig, OTHER, 0x112233);
	flip_async(rig, 1, OTHER);
	flip_async(rig, 0, BUFFER);
	assert_int_equal(result(rig, 0), one);
}

static void flips_beyond_the_first_eight_of_a_frame_do_not_count(void **state)
{
	struct rig *rig = *state;
	u32 eight, i;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	result(rig, 0);
	for (i = 0; i < 8; i++)
		flip_async(rig, !i, i % 2 ? BUFFER : OTHER);
	eight = result(rig, 0);
	for (i = 0; i < 80; i++)
		flip_async(rig, 0, i % 2 ? BUFFER : OTHER);
	assert_int_equal(result(rig, 0), eight);
}

static void ten_bits_count_where_ten_are_sent(void **state)
{
	struct rig *rig = *state;
	u32 eight, ten;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	rig_flip(rig, 0, 0x82000000, WIDTH, HEIGHT, BUFFER);
	result(rig, 0);
	eight = result(rig, 0);
	rig_write(rig, GEN9_PIPE_MISC, 1 << 5);
	ten = result(rig, 0);
	put_unaligned_le32(get_unaligned_le32(fake_host_ptr(&rig->host, BUFFER, 4)) ^ 1,
			   fake_host_ptr(&rig->host, BUFFER, 4));
	assert_int_not_equal(result(rig, 0), ten);
	rig_write(rig, GEN9_PIPE_MISC, 0);
	assert_int_equal(result(rig, 0), eight);
}

static void a_frame_in_memory_that_is_away_has_no_checksum(void **state)
{
	struct rig *rig = *state;
	u32 before;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	result(rig, 0);
	before = result(rig, 0);
	fake_host_unmap(&rig->host, BUFFER, 16 * GEN9_PAGE_SIZE);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_irq_take(rig, 0) & CRC_DONE, 0);
	fake_host_map(&rig->host);
	assert_int_equal(result(rig, 0), before);
}

/*
 * The worker retries absent memory at intervals. Meanwhile it does not read the rest of the frame.
 */
static void memory_that_is_away_is_read_with_a_pace(void **state)
{
	struct rig *rig = *state;
	u64 before;
	u32 us;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	result(rig, 0);
	fake_host_unmap(&rig->host, BUFFER, 16 * GEN9_PAGE_SIZE);
	next_frame(rig);
	before = rig->host.calls[FAKE_READ];
	for (us = 0; us < 10000; us += 10) {
		fake_clock_advance(&rig->clock, 10000);
		fake_host_work(&rig->host);
	}
	before = rig->host.calls[FAKE_READ] - before;
	assert_true(before >= 2);
	assert_true(before <= 2 * 10000000ull / FACET_RETRY_INTERVAL_NS);
	fake_host_map(&rig->host);
}

static void a_worker_that_is_to_stop_makes_none(void **state)
{
	struct rig *rig = *state;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	facet_vgpu_pause(rig->vgpu);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_irq_take(rig, 0) & CRC_DONE, 0);
	facet_vgpu_resume(rig->vgpu);
	result(rig, 0);
	facet_vgpu_reset(rig->vgpu);
	next_frame(rig);
	facet_vgpu_work(rig->vgpu);
	assert_int_equal(rig_read(rig, CRC_RES(0)), 0);
}

/* Nanoseconds that a read of guest memory takes, and sums of all reads. */
static struct {
	u64 read_ns;
	u64 all_ns;
	u64 reads;
} cost;

static int costly_veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_READ)
		return no_pins(host, op, addr);
	host->clock->now_ns += cost.read_ns;
	cost.all_ns += cost.read_ns;
	cost.reads++;
	return 0;
}

/* Turn on the checksums of the first @pipes pipes, 1 ns into a frame. Each takes @checksum_ns. */
static void begin_costly(struct rig *rig, u32 pipes, u64 checksum_ns)
{
	u32 i;

	for (i = 0; i < pipes; i++) {
		begin(rig, i);
		rig_write(rig, CRC_CTL(i), CRC_DMUX);
	}
	for (i = 0; i < 2 * pipes; i++)
		facet_vgpu_work(rig->vgpu);
	for (i = 0; i < pipes; i++)
		take(rig, i);
	fake_clock_advance(&rig->clock, rig->host.deadline_ns + 1 - rig->clock.now_ns);
	memset(&cost, 0, sizeof(cost));
	cost.read_ns = checksum_ns / READS;
	rig->host.veto = costly_veto;
}

/* Expect a report early in each frame. @percent: duration of a checksum, in percent of a frame */
static void expect_one_each_frame(struct rig *rig, u32 percent)
{
	u32 i;

	begin_costly(rig, 1, RIG_FRAME_NS * percent / 100);
	for (i = 1; i <= 20; i++) {
		u32 frame = frames(rig, 0);
		u64 reported_ns;

		/* The worker pauses after the checksum before. */
		while (fake_host_pump(&rig->host), !take(rig, 0))
			fake_clock_advance(&rig->clock, RIG_FRAME_NS / 50);
		assert_int_equal(frames(rig, 0), frame);
		assert_int_equal(cost.reads, i * READS);
		reported_ns = rig->clock.now_ns;
		fake_clock_advance(&rig->clock, RIG_FRAME_NS * 7 / 10);
		assert_int_equal(frames(rig, 0), frame);
		while (frames(rig, 0) == frame)
			fake_clock_advance(&rig->clock, RIG_FRAME_NS / 50);
		assert_true(rig->clock.now_ns - reported_ns <= RIG_FRAME_NS * 51 / 50);
		assert_int_equal(frames(rig, 0), frame + 1);
	}
	rig->host.veto = no_pins;
	rig_write(rig, CRC_CTL(0), 0);
}

static void each_frame_has_one_and_lasts_for_as_long_as_that_takes(void **state)
{
	static const u32 percents[] = { 10, 70, 100, 280 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(percents); i++)
		expect_one_each_frame(*state, percents[i]);
}

/* If no worker runs, the blank still comes before 100 ms, when guests report a missed blank. */
static void a_frame_does_not_wait_for_ever(void **state)
{
	struct rig *rig = *state;
	u64 start;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	frame_passes(rig);
	start = rig->clock.now_ns;
	frame_passes(rig);
	assert_in_range(rig->clock.now_ns - start, 60000000, 99000000);
	/* The same checksum is still due, so the next frame has the usual length. */
	start = rig->clock.now_ns;
	frame_passes(rig);
	assert_in_range(rig->clock.now_ns - start, RIG_FRAME_NS * 3 / 4, RIG_FRAME_NS * 5 / 4);
}

/* A guest that does not run for a while would assign the result to the next frame otherwise. */
static void a_frame_waits_until_its_checksum_is_read(void **state)
{
	struct rig *rig = *state;
	u32 frame;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	result(rig, 0);
	next_frame(rig);
	frame = frames(rig, 0);
	facet_vgpu_work(rig->vgpu);
	fake_clock_advance(&rig->clock, 3 * RIG_FRAME_NS);
	assert_int_equal(frames(rig, 0), frame);
	assert_true(take(rig, 0));
	assert_int_equal(frames(rig, 0), frame);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS * 7 / 10);
	assert_int_equal(frames(rig, 0), frame);
	fake_clock_advance(&rig->clock, RIG_FRAME_NS / 10);
	assert_int_equal(frames(rig, 0), frame + 1);
	/* Frames of a guest that reads no result are as long as if no worker ran. */
	facet_vgpu_work(rig->vgpu);
	fake_clock_advance(&rig->clock, 99000000);
	assert_true(frames(rig, 0) >= frame + 2);
}

static void no_frame_waits_for_who_is_not_notified(void **state)
{
	struct rig *rig = *state;
	u32 frame;

	begin(rig, 0);
	rig_write(rig, RIG_PIPE_IRQ(0) + RIG_IMR, CRC_DONE);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	next_frame(rig);
	frame = frames(rig, 0);
	facet_vgpu_work(rig->vgpu);
	next_frame(rig);
	assert_int_equal(frames(rig, 0), frame + 1);
}

static void checksums_take_three_quarters_of_the_time_at_most_and_pipes_take_turns(void **state)
{
	u64 one = RIG_FRAME_NS * 3 / 4, start;
	u32 results[3] = { 0 };
	struct rig *rig = *state;
	u32 i, k;

	begin_costly(rig, 3, one);
	start = rig->clock.now_ns;
	for (i = 0; i < 4000; i++) {
		u64 before = cost.reads;

		fake_clock_advance(&rig->clock, RIG_FRAME_NS / 50);
		fake_host_work(&rig->host);
		/* A pass reads one pipe. */
		assert_true(cost.reads - before <= READS);
		assert_true(4 * cost.all_ns <= 3 * (rig->clock.now_ns - start) + one);
		for (k = 0; k < 3; k++)
			results[k] += take(rig, k);
	}
	/* The worker uses at least 90 % of that share of its time. */
	assert_true(4 * cost.all_ns >= 3 * (rig->clock.now_ns - start) * 9 / 10);
	for (k = 0; k < 3; k++)
		assert_in_range(results[k], results[0] - 1, results[0] + 1);
	assert_true(results[0] > 10);
	rig->host.veto = no_pins;
}

static void work_comes(struct rig *rig)
{
	cost.reads = 0;
	facet_progress_kick(rig->vgpu);
	rig->host.veto = costly_veto;
}

static void what_the_guest_submits_comes_first(void **state)
{
	struct rig *rig = *state;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	result(rig, 0);
	memset(&cost, 0, sizeof(cost));
	assert_false(slow_result(rig, work_comes));
	assert_true(cost.reads <= 1);
	assert_true(rig->host.kicked);
	/* The frame's checksum is computed afterwards. */
	facet_vgpu_work(rig->vgpu);
	assert_true(rig_irq_take(rig, 0) & CRC_DONE);
}

#define PIPE_A_PENDING	(1u << 16)

/*
 * Handle an interrupt as i915 does: master off, IIR read and written back, master on, then the
 * result.
 */
static bool handle(struct rig *rig, u32 *result, u32 *frame)
{
	u32 master = rig_read(rig, RIG_MASTER_IRQ);
	u32 iir;

	rig_write(rig, RIG_MASTER_IRQ, 0);
	assert_true(master & PIPE_A_PENDING);
	iir = rig_irq_take(rig, 0);
	rig_write(rig, RIG_MASTER_IRQ, 0x80000000);
	*result = rig_read(rig, CRC_RES(0));
	*frame = frames(rig, 0);
	return iir & CRC_DONE;
}

/* Linux 6.12 numbers an entry by FRMCOUNT (intel_pipe_crc.c, intel_display_irq.c). */
static void a_handler_like_i915s_gets_one_with_each_frame_count(void **state)
{
	struct rig *rig = *state;
	u32 first, last, frame, crc, i;

	begin(rig, 0);
	rig_write(rig, CRC_CTL(0), CRC_DMUX);
	assert_int_equal(rig_read(rig, CRC_CTL(0)), CRC_DMUX);
	first = result(rig, 0);
	last = frames(rig, 0);
	for (i = 0; i < 10; i++) {
		next_frame(rig);
		assert_true(rig->host.irq);
		assert_false(handle(rig, &crc, &frame));	/* the blank's interrupt */
		assert_false(rig->host.irq);
		fake_host_pump(&rig->host);
		assert_true(rig->host.irq);
		assert_true(handle(rig, &crc, &frame));
		assert_false(rig->host.irq);
		assert_int_equal(crc, first);
		assert_int_equal(frame, ++last);
	}
	rig_write(rig, RIG_PIPE_IRQ(0) + RIG_IMR, CRC_DONE | VBLANK);
	next_frame(rig);
	fake_host_pump(&rig->host);
	assert_false(rig->host.irq);
	assert_int_equal(rig_irq_take(rig, 0), 0);
	assert_int_equal(rig_read(rig, CRC_RES(0)), first);
}

/* i915's sources are "plane1", "plane2", "plane3" and "auto". */
static void each_source_of_i915s_is_there(void **state)
{
	static const u32 ctls[] = { 0x80000000, 0xa0000000, 0xe0000000, CRC_DMUX };
	struct rig *rig = *state;
	u32 crc[ARRAY_SIZE(ctls)];
	u32 i;

	begin(rig, 0);
	for (i = 0; i < ARRAY_SIZE(ctls); i++) {
		rig_write(rig, CRC_CTL(0), ctls[i]);
		crc[i] = result(rig, 0);
	}
	assert_int_equal(crc[0], crc[3]);
	assert_int_equal(crc[1], crc[2]);
	assert_int_not_equal(crc[0], crc[1]);
}

/* i915 assigns both to one frame: FRMCOUNT at the interrupt is the frame's number. */
static void flip_done_comes_with_its_blank(void **state)
{
	struct rig *rig = *state;
	u32 i;

	begin(rig, 0);
	for (i = 0; i < 5; i++) {
		u64 blank;

		rig_flip(rig, 0, XRGB, WIDTH, HEIGHT, i & 1 ? BUFFER : OTHER);
		blank = rig->host.deadline_ns;
		fake_clock_advance(&rig->clock, blank - 1 - rig->clock.now_ns);
		assert_int_equal(rig_irq_take(rig, 0), 0);
		fake_clock_advance(&rig->clock, 1);
		assert_int_equal(rig_irq_take(rig, 0), VBLANK | GEN9_PIPE_FLIP_DONE(0));
	}
}

int main(void)
{
#define ON_RIG(name) cmocka_unit_test_setup_teardown(name, rig_setup, rig_teardown)
	const struct CMUnitTest tests[] = {
		ON_RIG(each_frame_has_one_while_they_are_on),
		ON_RIG(what_is_pinned_is_read_where_it_is),
		ON_RIG(pipes_have_their_own),
		ON_RIG(a_result_is_of_the_frame_that_has_ended),
		ON_RIG(looking_at_what_is_live_changes_no_result),
		ON_RIG(a_late_result_of_a_still_picture_is_raised),
		ON_RIG(a_late_result_is_raised_only_where_it_is_true),
		ON_RIG(what_is_drawn_into_the_front_is_in_the_next_one),
		ON_RIG(equal_pictures_are_equal),
		ON_RIG(an_asynchronous_flip_tears_the_frame),
		ON_RIG(a_buffer_of_a_moment_is_seen_unless_its_pixels_are_equal),
		ON_RIG(flips_beyond_the_first_eight_of_a_frame_do_not_count),
		ON_RIG(ten_bits_count_where_ten_are_sent),
		ON_RIG(a_frame_in_memory_that_is_away_has_no_checksum),
		ON_RIG(memory_that_is_away_is_read_with_a_pace),
		ON_RIG(a_worker_that_is_to_stop_makes_none),
		ON_RIG(each_frame_has_one_and_lasts_for_as_long_as_that_takes),
		ON_RIG(a_frame_does_not_wait_for_ever),
		ON_RIG(a_frame_waits_until_its_checksum_is_read),
		ON_RIG(no_frame_waits_for_who_is_not_notified),
		ON_RIG(checksums_take_three_quarters_of_the_time_at_most_and_pipes_take_turns),
		ON_RIG(what_the_guest_submits_comes_first),
		ON_RIG(a_handler_like_i915s_gets_one_with_each_frame_count),
		ON_RIG(each_source_of_i915s_is_there),
		ON_RIG(flip_done_comes_with_its_blank),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
