// SPDX-License-Identifier: GPL-2.0-only
/* Test split virtqueues against a driver that obeys the rules, and one that does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/unit/virtio/virtq_rig.h"

/* --- a driver that obeys -------------------------------------------------------------------- */

static void a_queue_without_requests_gives_none(void **state)
{
	struct virtq_rig *f = *state;

	assert_int_equal(facet_virtq_take(&f->q, &f->chain), -ENOENT);
	assert_int_equal(facet_virtq_wait(&f->q), 0);
}

static void a_request_has_the_buffers_of_its_chain(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 5, 0x8000, 24, VIRTQ_DESC_NEXT, 2);
	rig_desc(f, 2, 0x9000, 16, VIRTQ_DESC_NEXT, 7);
	rig_desc(f, 7, 0xa000, 64, VIRTQ_DESC_WRITE, 0);
	rig_offer(f, 5);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_int_equal(f->chain.head, 5);
	assert_int_equal(f->chain.readable, 2);
	assert_int_equal(f->chain.writable, 1);
	assert_int_equal(f->chain.segments[1].address, 0x9000);
	assert_int_equal(f->chain.segments[1].len, 16);
	assert_int_equal(f->chain.segments[2].address, 0xa000);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), -ENOENT);
}

static void a_request_may_have_a_table_of_its_own(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 3, 0x7000, 2 * VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, 0x7000, 0x8000, 24, VIRTQ_DESC_NEXT, 1);
	driver_desc(&f->memory, 0x7010, 0xa000, 64, VIRTQ_DESC_WRITE, 0);
	rig_offer(f, 3);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_int_equal(f->chain.readable, 1);
	assert_int_equal(f->chain.writable, 1);
}

static void bytes_are_read_and_written_across_buffers(void **state)
{
	struct virtq_rig *f = *state;
	u8 bytes[10];
	u32 i;

	for (i = 0; i < 8; i++) {
		f->memory.bytes[0x8000 + i] = (u8)i;
		f->memory.bytes[0x9000 + i] = (u8)(8 + i);
	}
	rig_desc(f, 0, 0x8000, 8, VIRTQ_DESC_NEXT, 1);
	rig_desc(f, 1, 0x9000, 8, VIRTQ_DESC_NEXT, 2);
	rig_desc(f, 2, 0xa000, 4, VIRTQ_DESC_NEXT | VIRTQ_DESC_WRITE, 3);
	rig_desc(f, 3, 0xb000, 8, VIRTQ_DESC_WRITE, 0);
	rig_offer(f, 0);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_int_equal(facet_virtq_read(&f->q, &f->chain, 3, bytes, 10), 0);
	for (i = 0; i < 10; i++)
		assert_int_equal(bytes[i], 3 + i);
	assert_int_equal(facet_virtq_read(&f->q, &f->chain, 8, bytes, 8), 0);
	assert_int_equal(facet_virtq_read(&f->q, &f->chain, 9, bytes, 8), -ENODATA);
	assert_int_equal(facet_virtq_write(&f->q, &f->chain, bytes, 10), 0);
	assert_memory_equal(&f->memory.bytes[0xa000], bytes, 4);
	assert_memory_equal(&f->memory.bytes[0xb000], bytes + 4, 6);
}

static void a_request_comes_back_with_its_length(void **state)
{
	struct virtq_rig *f = *state;

	rig_one(f, 4);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_int_equal(rig_used(f), 0);
	assert_int_equal(facet_virtq_return(&f->q, f->chain.head, 99), 0);
	assert_int_equal(rig_used(f), 1);
	assert_int_equal(rig_get32(f, RIG_USED + VIRTQ_USED_RING), 4);
	assert_int_equal(rig_get32(f, RIG_USED + VIRTQ_USED_RING + 4), 99);
}

static void the_numbers_of_requests_go_around(void **state)
{
	struct virtq_rig *f = *state;
	u32 i;

	for (i = 0; i < 0x10010; i++) {
		rig_one(f, i % RIG_SIZE);
		assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
		assert_int_equal(f->chain.head, i % RIG_SIZE);
		assert_int_equal(facet_virtq_return(&f->q, f->chain.head, 0), 0);
	}
	assert_int_equal(rig_used(f), 0x10);
}

static void a_driver_that_names_no_event_gets_an_interrupt_unless_it_refuses(void **state)
{
	struct virtq_rig *f = *state;

	rig_setup(f, false, true);
	assert_false(rig_signals(f));
	rig_serve_one(f);
	assert_true(rig_signals(f));
	assert_false(rig_signals(f));
	driver_put16(&f->memory, RIG_AVAIL + VIRTQ_AVAIL_FLAGS, VIRTQ_AVAIL_NO_INTERRUPT);
	rig_serve_one(f);
	assert_false(rig_signals(f));
}

static void a_driver_gets_an_interrupt_when_its_event_is_returned(void **state)
{
	struct virtq_rig *f = *state;

	driver_put16(&f->memory, RIG_USED_EVENT, 1);
	rig_serve_one(f);
	assert_false(rig_signals(f));
	rig_serve_one(f);
	assert_true(rig_signals(f));
	rig_serve_one(f);
	assert_false(rig_signals(f));
	driver_put16(&f->memory, RIG_USED_EVENT, 3);
	rig_serve_one(f);
	rig_serve_one(f);
	assert_true(rig_signals(f));
}

static void a_wait_names_the_next_request(void **state)
{
	struct virtq_rig *f = *state;

	rig_serve_one(f);
	assert_int_equal(facet_virtq_wait(&f->q), 0);
	assert_int_equal(driver_get16(&f->memory, RIG_AVAIL_EVENT), 1);
	rig_one(f, 0);
	assert_int_equal(facet_virtq_wait(&f->q), -EALREADY);
}

/* Each access of the driver's memory may be late. The request comes as if none had been. */
static void memory_that_is_late_loses_no_request(void **state)
{
	struct virtq_rig *f = *state;
	u32 late, taken = 0, returned = 0;

	rig_one(f, 6);
	for (late = 0; !taken; late++) {
		f->memory.late = late;
		taken = !facet_virtq_take(&f->q, &f->chain);
		assert_true(taken || f->memory.result == FACET_HOST_RETRY);
		f->memory.late = ~0u;
	}
	assert_int_equal(f->chain.head, 6);
	assert_int_equal(f->chain.readable, 1);
	for (late = 0; !returned; late++) {
		f->memory.late = late;
		returned = !facet_virtq_return(&f->q, 6, 1);
		f->memory.late = ~0u;
	}
	assert_int_equal(rig_used(f), 1);
}

/* --- a driver that does not ----------------------------------------------------------------- */

static void expect_broken(struct virtq_rig *f)
{
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), -EINVAL);
	/* The queue stays broken: nobody skips the request. */
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), -EINVAL);
}

static void a_driver_that_is_ahead_by_more_than_the_queue_breaks_it(void **state)
{
	struct virtq_rig *f = *state;

	rig_one(f, 0);
	driver_put16(&f->memory, RIG_AVAIL + VIRTQ_AVAIL_IDX, RIG_SIZE + 1);
	expect_broken(f);
	assert_int_equal(facet_virtq_wait(&f->q), -EINVAL);
	driver_put16(&f->memory, RIG_AVAIL + VIRTQ_AVAIL_IDX, RIG_SIZE);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
}

static void a_head_beyond_the_table_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_offer(f, RIG_SIZE);
	expect_broken(f);
}

static void a_descriptor_beyond_the_table_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, 0x8000, 8, VIRTQ_DESC_NEXT, RIG_SIZE);
	rig_offer(f, 0);
	expect_broken(f);
}

static void a_loop_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, 0x8000, 8, VIRTQ_DESC_NEXT, 1);
	rig_desc(f, 1, 0x8000, 8, VIRTQ_DESC_NEXT, 0);
	rig_offer(f, 0);
	expect_broken(f);
}

static void a_loop_in_a_table_of_its_own_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, 0x7000, 2 * VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, 0x7000, 0x8000, 8, VIRTQ_DESC_NEXT, 1);
	driver_desc(&f->memory, 0x7010, 0x8000, 8, VIRTQ_DESC_NEXT, 0);
	rig_offer(f, 0);
	expect_broken(f);
}

static void a_table_in_a_table_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, 0x7000, VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, 0x7000, 0x7800, VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, 0x7800, 0x8000, 8, 0, 0);
	rig_offer(f, 0);
	expect_broken(f);
}

static void a_table_that_was_not_negotiated_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_setup(f, true, false);
	rig_desc(f, 0, 0x7000, VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	driver_desc(&f->memory, 0x7000, 0x8000, 8, 0, 0);
	rig_offer(f, 0);
	expect_broken(f);
}

static void a_table_of_a_wrong_length_breaks_the_queue(void **state)
{
	static const u32 lengths[] = { 0, 1, VIRTQ_DESC_BYTES - 1, VIRTQ_DESC_BYTES + 8, ~0u };
	struct virtq_rig *f = *state;
	u32 i;

	driver_desc(&f->memory, 0x7000, 0x8000, 8, 0, 0);
	rig_offer(f, 0);
	for (i = 0; i < ARRAY_SIZE(lengths); i++) {
		rig_desc(f, 0, 0x7000, lengths[i], VIRTQ_DESC_INDIRECT, 0);
		expect_broken(f);
	}
}

static void a_table_with_a_descriptor_behind_it_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, 0x7000, VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT | VIRTQ_DESC_NEXT, 1);
	driver_desc(&f->memory, 0x7000, 0x8000, 8, 0, 0);
	rig_offer(f, 0);
	expect_broken(f);
}

#define LONG_TABLE	0x10000u	/* a table of descriptors of its own */

/* Add a chain in a table of its own: buffers to read from 0x8000 on, those to write from 0x9000. */
static void offer_long(struct virtq_rig *f, u32 readable, u32 writable)
{
	u32 i, n = readable + writable;

	rig_desc(f, 0, LONG_TABLE, n * VIRTQ_DESC_BYTES, VIRTQ_DESC_INDIRECT, 0);
	for (i = 0; i < n; i++) {
		bool write = i >= readable;

		driver_desc(&f->memory, LONG_TABLE + i * VIRTQ_DESC_BYTES,
			    write ? 0x9000 + i - readable : 0x8000 + i, 1,
			    (i + 1 < n ? VIRTQ_DESC_NEXT : 0) | (write ? VIRTQ_DESC_WRITE : 0),
			    i + 1);
	}
	rig_offer(f, 0);
}

static void a_chain_has_as_many_buffers_as_there_is_room_for(void **state)
{
	struct virtq_rig *f = *state;

	offer_long(f, FACET_VIRTQ_SEGMENTS - 1, 1);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_false(f->chain.long_chain);
	assert_int_equal(f->chain.readable, FACET_VIRTQ_SEGMENTS - 1);
	assert_int_equal(f->chain.writable, 1);
}

/* Its first buffers of each direction are there: they have the command's head, and the response. */
static void a_chain_with_too_many_buffers_is_long(void **state)
{
	struct virtq_rig *f = *state;

	offer_long(f, FACET_VIRTQ_SEGMENTS, 1);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_true(f->chain.long_chain);
	assert_in_range(f->chain.readable, 64, FACET_VIRTQ_SEGMENTS - 1);
	assert_int_equal(f->chain.segments[0].address, 0x8000);
	assert_int_equal(f->chain.writable, 1);
	assert_int_equal(f->chain.segments[f->chain.readable].address, 0x9000);
	offer_long(f, 1, FACET_VIRTQ_WALK - 1);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_true(f->chain.long_chain);
	assert_int_equal(f->chain.readable, 1);
	assert_int_equal(f->chain.writable, FACET_VIRTQ_SEGMENTS - 1);
	rig_serve_one(f);
	assert_false(f->chain.long_chain);
}

static void a_chain_that_is_longer_than_any_queue_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	offer_long(f, FACET_VIRTQ_WALK, 1);
	expect_broken(f);
}

static void a_buffer_to_read_behind_one_to_write_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, 0x8000, 8, VIRTQ_DESC_NEXT | VIRTQ_DESC_WRITE, 1);
	rig_desc(f, 1, 0x9000, 8, 0, 0);
	rig_offer(f, 0);
	expect_broken(f);
}

static void a_buffer_that_wraps_breaks_the_queue(void **state)
{
	struct virtq_rig *f = *state;

	rig_desc(f, 0, ~0ull - 6, 8, 0, 0);
	rig_offer(f, 0);
	expect_broken(f);
	rig_desc(f, 0, ~0ull - 7, 8, 0, 0);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
}

static void more_than_the_buffers_hold_is_not_written(void **state)
{
	struct virtq_rig *f = *state;
	u8 bytes[9] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };

	rig_desc(f, 0, 0xa000, 8, VIRTQ_DESC_WRITE, 0);
	rig_offer(f, 0);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), 0);
	assert_int_equal(facet_virtq_write(&f->q, &f->chain, bytes, 9), -ENOSPC);
	assert_int_equal(f->memory.bytes[0xa000], 0);
	assert_int_equal(facet_virtq_write(&f->q, &f->chain, bytes, 8), 0);
	assert_int_equal(f->memory.bytes[0xa008], 0);
}

static void a_queue_in_no_memory_needs_a_reset(void **state)
{
	struct virtq_rig *f = *state;
	struct facet_virtq_setup setup = f->q.setup;

	rig_one(f, 0);
	setup.desc = DRIVER_BYTES;
	facet_virtq_init(&f->q, &rig_ops, &f->memory, &setup);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), -EFAULT);
	setup.avail = DRIVER_BYTES;
	facet_virtq_init(&f->q, &rig_ops, &f->memory, &setup);
	assert_int_equal(facet_virtq_take(&f->q, &f->chain), -EFAULT);
}

static const struct facet_virtq_setup good_setups[] = {
	{ .size = 256, .desc = 0x1000, .avail = 0x2002, .used = 0x3004 },
	{ .size = 1, .desc = 0, .avail = 0, .used = 0 },
	{ .size = 256, .desc = ~0xfffull, .avail = 0x2000, .used = 0x3000 },
	{ .size = 256, .desc = 0x1000, .avail = ~0x205ull, .used = 0x3000 },
	{ .size = 256, .desc = 0x1000, .avail = 0x2000, .used = ~0x807ull },
};

static const struct facet_virtq_setup bad_setups[] = {
	{ .size = 0, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
	{ .size = 3, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
	{ .size = 512, .desc = 0x1000, .avail = 0x2000, .used = 0x3000 },
	{ .size = 256, .desc = 0x1008, .avail = 0x2000, .used = 0x3000 },
	{ .size = 256, .desc = 0x1000, .avail = 0x2001, .used = 0x3000 },
	{ .size = 256, .desc = 0x1000, .avail = 0x2000, .used = 0x3002 },
	{ .size = 256, .desc = ~0xfefull, .avail = 0x2000, .used = 0x3000 },
	{ .size = 256, .desc = 0x1000, .avail = ~0x203ull, .used = 0x3000 },
	{ .size = 256, .desc = 0x1000, .avail = 0x2000, .used = ~0x803ull },
};

static void a_queue_has_a_valid_size_and_areas(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(good_setups); i++)
		assert_true(facet_virtq_setup_valid(&good_setups[i], 256));
	for (i = 0; i < ARRAY_SIZE(bad_setups); i++)
		assert_false(facet_virtq_setup_valid(&bad_setups[i], 256));
}

#define virtq_test(f)	cmocka_unit_test_setup_teardown(f, rig_create, rig_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		virtq_test(a_queue_without_requests_gives_none),
		virtq_test(a_request_has_the_buffers_of_its_chain),
		virtq_test(a_request_may_have_a_table_of_its_own),
		virtq_test(bytes_are_read_and_written_across_buffers),
		virtq_test(a_request_comes_back_with_its_length),
		virtq_test(the_numbers_of_requests_go_around),
		virtq_test(a_driver_that_names_no_event_gets_an_interrupt_unless_it_refuses),
		virtq_test(a_driver_gets_an_interrupt_when_its_event_is_returned),
		virtq_test(a_wait_names_the_next_request),
		virtq_test(memory_that_is_late_loses_no_request),
		virtq_test(a_driver_that_is_ahead_by_more_than_the_queue_breaks_it),
		virtq_test(a_head_beyond_the_table_breaks_the_queue),
		virtq_test(a_descriptor_beyond_the_table_breaks_the_queue),
		virtq_test(a_loop_breaks_the_queue),
		virtq_test(a_loop_in_a_table_of_its_own_breaks_the_queue),
		virtq_test(a_table_in_a_table_breaks_the_queue),
		virtq_test(a_table_that_was_not_negotiated_breaks_the_queue),
		virtq_test(a_table_of_a_wrong_length_breaks_the_queue),
		virtq_test(a_table_with_a_descriptor_behind_it_breaks_the_queue),
		virtq_test(a_chain_has_as_many_buffers_as_there_is_room_for),
		virtq_test(a_chain_with_too_many_buffers_is_long),
		virtq_test(a_chain_that_is_longer_than_any_queue_breaks_the_queue),
		virtq_test(a_buffer_to_read_behind_one_to_write_breaks_the_queue),
		virtq_test(a_buffer_that_wraps_breaks_the_queue),
		virtq_test(more_than_the_buffers_hold_is_not_written),
		virtq_test(a_queue_in_no_memory_needs_a_reset),
		cmocka_unit_test(a_queue_has_a_valid_size_and_areas),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
