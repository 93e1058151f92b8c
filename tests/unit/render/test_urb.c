// SPDX-License-Identifier: GPL-2.0-only
/* Test vertex entries and their messages (render/urb.c) against what each dword must be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gen9/message_defs.h"
#include "render/urb.h"

#define ENTRIES		9u
#define DWORDS		32u
#define UNTOUCHED	0xeeeeeeeeu
#define SLOT_OFFSET	gen9_field_bits(GEN9_URB_SLOT_OFFSET, 1)
#define CHANNEL_MASK	gen9_field_bits(GEN9_URB_CHANNEL_MASK, 1)

struct fixture {
	struct render_urb urb;
	union eu_reg src[12];
	union eu_reg dst[8];
};

static int setup(void **state)
{
	struct fixture *f = aligned_alloc(64, ALIGN(sizeof(*f), 64));
	u32 i, d;

	memset(f, 0, sizeof(*f));
	assert_int_equal(render_urb_begin(&f->urb, ENTRIES, DWORDS), 0);
	for (i = 0; i < ENTRIES * DWORDS; i++)
		f->urb.data[i] = UNTOUCHED;
	for (i = 0; i < 8; i++)
		f->src[0].ud[i] = 8 - i;
	for (d = 1; d < 12; d++) {
		for (i = 0; i < 8; i++)
			f->src[d].ud[i] = d << 8 | i;
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	render_urb_end(&f->urb);
	free(f);
	return 0;
}

/* A write of @data dwords at @row, whose payload has @extra registers before the data. */
static struct eu_message write_message(struct fixture *f, u32 row, u32 extra, u32 data, u32 flags)
{
	return (struct eu_message){
		.sfid = GEN9_SFID_URB, .exec_size = 8, .mask = 0xff,
		.desc = GEN9_URB_SIMD8_WRITE | gen9_field_bits(GEN9_URB_OFFSET, row) | flags,
		.src_regs = 1 + extra + data, .src = f->src,
	};
}

static u32 entry(const struct fixture *f, u32 handle, u32 d)
{
	return render_urb_entry(&f->urb, handle)[d];
}

static void a_write_goes_to_the_handles_at_the_global_offset(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 2, 0, 8, 0);
	u32 lane, d;

	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	for (lane = 0; lane < 8; lane++) {
		for (d = 0; d < DWORDS; d++)
			assert_int_equal(entry(f, 8 - lane, d), d >= 8 && d < 16 ?
					 (d - 8 + 1) << 8 | lane : UNTOUCHED);
	}
	assert_int_equal(entry(f, 0, 8), UNTOUCHED);
}

static void a_write_of_few_dwords_writes_no_more(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 0, 3, 0);

	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	assert_int_equal(entry(f, 8, 2), 0x300);
	assert_int_equal(entry(f, 8, 3), UNTOUCHED);
}

static void data_in_a_second_payload_follows_the_first(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 0, 0, 0);

	message.ex_src = &f->src[5];
	message.ex_src_regs = 2;
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	assert_int_equal(entry(f, 8, 0), 0x500);
	assert_int_equal(entry(f, 8, 1), 0x600);
	assert_int_equal(entry(f, 8, 2), UNTOUCHED);
}

static void disabled_channels_write_nothing(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 0, 4, 0);

	message.mask = 0x02;
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	assert_int_equal(entry(f, 8, 0), UNTOUCHED);
	assert_int_equal(entry(f, 7, 0), 0x101);
}

static void offsets_of_slots_are_added(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 1, 1, 4, SLOT_OFFSET);
	u32 lane;

	for (lane = 0; lane < 8; lane++)
		f->src[1].ud[lane] = lane;
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	for (lane = 0; lane < 7; lane++) {
		assert_int_equal(entry(f, 8 - lane, (1 + lane) * 4), 0x200 | lane);
		assert_int_equal(entry(f, 8 - lane, (1 + lane) * 4 - 1), UNTOUCHED);
	}
	/* Lane 7 writes behind the end of its entry: nothing. */
	assert_int_equal(entry(f, 1, DWORDS - 1), UNTOUCHED);
	assert_int_equal(entry(f, 2, 0), UNTOUCHED);
}

static void channel_masks_select_dwords(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 1, 8, CHANNEL_MASK);
	u32 lane, d;

	for (lane = 0; lane < 8; lane++)
		f->src[1].ud[lane] = (0x80u | 1u << lane) << 16;
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	for (lane = 0; lane < 8; lane++) {
		for (d = 0; d < 8; d++)
			assert_int_equal(entry(f, 8 - lane, d), d == 7 || d == lane ?
					 (d + 2) << 8 | lane : UNTOUCHED);
	}
}

static void both_kinds_of_registers_have_their_order(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 2, 2, SLOT_OFFSET | CHANNEL_MASK);
	u32 lane;

	for (lane = 0; lane < 8; lane++) {
		f->src[1].ud[lane] = 3;
		f->src[2].ud[lane] = 2u << 16;
	}
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	assert_int_equal(entry(f, 8, 12), UNTOUCHED);
	assert_int_equal(entry(f, 8, 13), 0x400);
}

static void hostile_handles_and_offsets_write_nothing(void **state)
{
	static const u32 hostile[] = { ENTRIES, 0x7fffffff, ~0u, 0x08000000 };
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 2047, 1, 8, SLOT_OFFSET);
	u32 i, lane;

	for (i = 0; i < ARRAY_SIZE(hostile); i++) {
		for (lane = 0; lane < 8; lane++) {
			f->src[0].ud[lane] = lane & 1 ? hostile[i] : 0;
			f->src[1].ud[lane] = lane & 1 ? 0 : hostile[i];
		}
		assert_int_equal(render_urb_send(&f->urb, &message), 0);
	}
	for (i = 0; i < ENTRIES * DWORDS; i++)
		assert_int_equal(f->urb.data[i], UNTOUCHED);
}

/* Bits 31:16 of a handle do not count: a geometry shader has its instance there. */
static void handles_lead_to_the_entries_of_each_stage(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 0, 1, 0);
	struct render_urb output = { 0 };

	assert_int_equal(render_urb_begin(&output, 2, 8), 0);
	memset(output.data, 0, 2 * 8 * sizeof(u32));
	output.first = 0xc000;
	output.next = &f->urb;
	f->src[0].ud[0] = 0xc001 | 5u << 27;
	f->src[0].ud[1] = 3;
	f->src[0].ud[2] = 0xc002;
	f->src[0].ud[3] = 0xbfff;
	message.mask = 0xf;
	assert_int_equal(render_urb_send(&output, &message), 0);
	assert_int_equal(render_urb_entry(&output, 1)[0], 0x100);
	assert_int_equal(render_urb_entry(&output, 0)[0], 0);
	assert_int_equal(entry(f, 3, 0), 0x101);
	assert_int_equal(render_urb_handle(&output, render_urb_entry(&output, 1)), 0xc001);
	/* The entries of a stage lead to no others. */
	f->src[0].ud[1] = 0xc000;
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	assert_int_equal(render_urb_entry(&output, 0)[0], 0);
	render_urb_end(&output);
}

static void a_read_returns_the_entry_and_zeros_behind_it(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 0, 0, 0);
	u32 d;

	for (d = 0; d < DWORDS; d++)
		render_urb_entry(&f->urb, 8)[d] = 100 + d;
	memset(f->dst, 0xaa, sizeof(f->dst));
	message.desc = GEN9_URB_SIMD8_READ | gen9_field_bits(GEN9_URB_OFFSET, DWORDS / 4 - 1);
	message.dst = f->dst;
	message.dst_regs = 8;
	message.mask = 0x81;
	f->src[0].ud[7] = ENTRIES;
	assert_int_equal(render_urb_send(&f->urb, &message), 0);
	for (d = 0; d < 8; d++) {
		assert_int_equal(f->dst[d].ud[0], d < 4 ? 100 + DWORDS - 4 + d : 0);
		assert_int_equal(f->dst[d].ud[1], 0xaaaaaaaa);
		assert_int_equal(f->dst[d].ud[7], 0);
	}
}

static void other_messages_and_short_payloads_are_refused(void **state)
{
	struct fixture *f = *state;
	struct eu_message message = write_message(f, 0, 0, 4, 0);
	u32 op;

	for (op = 0; op < 16; op++) {
		message.desc = op;
		assert_int_equal(render_urb_send(&f->urb, &message),
				 op == GEN9_URB_SIMD8_WRITE || op == GEN9_URB_SIMD8_READ ? 0 :
				 -EINVAL);
	}
	message.desc = GEN9_URB_SIMD8_WRITE | SLOT_OFFSET | CHANNEL_MASK;
	message.src_regs = 2;
	assert_int_equal(render_urb_send(&f->urb, &message), -EINVAL);
	message.src_regs = 1;
	assert_int_equal(render_urb_send(&f->urb, &message), -EINVAL);
	message.src_regs = 0;
	assert_int_equal(render_urb_send(&f->urb, &message), -EINVAL);
}

static void entries_grow_with_the_draw(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(render_urb_begin(&f->urb, 264, 8192), 0);
	render_urb_entry(&f->urb, 263)[8191] = 1;
	assert_int_equal(render_urb_begin(&f->urb, 264, 16), 0);
	assert_int_equal(f->urb.entry_dwords, 16);
	assert_int_equal(f->urb.capacity, 264 * 8192);
}

static void a_forgotten_entry_is_zero_or_gone(void **state)
{
	struct render_urb urb = { 0 };
	u32 i;

	assert_int_equal(render_urb_begin(&urb, 4, 16), 0);
	memset(urb.data, 0x55, 64 * sizeof(u32));
	render_urb_forget(&urb);
	assert_int_equal(render_urb_begin(&urb, 2, 16), 0);
	for (i = 0; i < 64; i++)
		assert_int_equal(urb.data[i], 0);
	assert_int_equal(render_urb_begin(&urb, 512, 512), 0);
	memset(urb.data, 0x55, 512 * 512 * sizeof(u32));
	render_urb_forget(&urb);
	assert_null(urb.data);
	render_urb_forget(&urb);
	assert_int_equal(render_urb_begin(&urb, 512, 512), 0);
	assert_int_equal(urb.data[512 * 512 - 1], 0);
	render_urb_end(&urb);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_write_goes_to_the_handles_at_the_global_offset),
		TEST(a_write_of_few_dwords_writes_no_more),
		TEST(data_in_a_second_payload_follows_the_first),
		TEST(disabled_channels_write_nothing),
		TEST(offsets_of_slots_are_added),
		TEST(channel_masks_select_dwords),
		TEST(both_kinds_of_registers_have_their_order),
		TEST(hostile_handles_and_offsets_write_nothing),
		TEST(handles_lead_to_the_entries_of_each_stage),
		TEST(a_read_returns_the_entry_and_zeros_behind_it),
		TEST(other_messages_and_short_payloads_are_refused),
		TEST(entries_grow_with_the_draw),
		TEST(a_forgotten_entry_is_zero_or_gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
