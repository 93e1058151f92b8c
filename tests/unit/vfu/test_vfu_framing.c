// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the framing of the vfio-user server's messages: split, short, invalid messages, and messages
 * with unexpected file descriptors.
 */
#include "vfu_client.h"

static void each_message_gets_its_own_descriptor(void **state)
{
	struct vfu_dma_map map = { sizeof(map), VFU_DMA_READ, 0, 0x1000, 0x1000 };
	struct client *c = *state;
	struct vfu_header h;
	u8 buf[512];
	u32 len, i;
	int fd;

	agree(c);
	/* The message follows another one without a gap, 50 times. */
	for (i = 0; i < 50; i++) {
		fd = memfd_with('a' + i % 26);
		len = build(buf, 2, VFU_DEVICE_RESET, VFU_NO_REPLY, NULL, 0);
		len += build(buf + len, 3, VFU_DMA_MAP, 0, &map, sizeof(map));
		send_raw(c, buf, len, &fd, 1);
		close(fd);
		reply(c, &h, NULL, 0);
		assert_int_equal(h.error, 0);
		assert_true(c->device.got_fd);
		assert_int_equal(c->device.fd_byte, 'a' + i % 26);
	}
	assert_int_equal(ask(c, VFU_DMA_MAP, &map, sizeof(map), NULL, 0), 0);
	assert_false(c->device.got_fd);
}

static void a_message_may_come_in_pieces(void **state)
{
	struct vfu_dma_map map = { sizeof(map), VFU_DMA_READ, 0, 0x1000, 0x1000 };
	struct client *c = *state;
	struct vfu_header h;
	u8 buf[128];
	u32 len, i;
	int fd = memfd_with('x');

	agree(c);
	len = build(buf, 3, VFU_DMA_MAP, 0, &map, sizeof(map));
	send_raw(c, buf, 3, &fd, 1);
	close(fd);
	for (i = 3; i < len; i++) {
		usleep(200);
		send_raw(c, buf + i, 1, NULL, 0);
	}
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, 0);
	assert_true(c->device.got_fd);
	assert_int_equal(c->device.fd_byte, 'x');
}

static void payloads_that_are_too_short_are_refused(void **state)
{
	static const u16 commands[] = { VFU_DMA_MAP, VFU_DMA_UNMAP, VFU_DEVICE_GET_INFO,
		VFU_DEVICE_GET_REGION_INFO, VFU_DEVICE_GET_IRQ_INFO, VFU_DEVICE_SET_IRQS,
		VFU_REGION_READ, VFU_REGION_WRITE, VFU_REGION_WRITE_MULTI, VFU_DEVICE_FEATURE,
		VFU_MIG_DATA_READ, VFU_MIG_DATA_WRITE };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		assert_int_equal(ask(c, commands[i], "abcdefg", 7, NULL, 0), EINVAL);
		assert_int_equal(ask(c, commands[i], NULL, 0, NULL, 0), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

static void unknown_commands_are_refused_and_the_session_goes_on(void **state)
{
	static const u16 commands[] = { 0, 6, 11, 12, 14, 19, 1000, 0xffff };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		assert_int_equal(ask(c, commands[i], NULL, 0, NULL, 0), ENOTSUP);
	assert_int_equal(ask(c, VFU_DEVICE_RESET, NULL, 0, NULL, 0), 0);
	assert_int_equal(c->device.resets, 1);
}

static void sizes_that_make_no_sense_end_the_session(void **state)
{
	static const u32 sizes[] = { 0, 15, VFU_MAX_MESSAGE + 1, 0x80000000u, ~0u };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct vfu_header h = { 1, VFU_DEVICE_RESET, sizes[i], 0, 0 };
		void *c;

		setup(&c);
		agree(c);
		send_raw(c, &h, sizeof(h), NULL, 0);
		assert_int_equal(finish(c), -EPROTO);
		teardown(&c);
	}
}

static void a_reply_from_the_client_ends_the_session(void **state)
{
	struct client *c = *state;

	agree(c);
	send_command(c, 1, VFU_DEVICE_RESET, VFU_TYPE_REPLY, NULL, 0);
	assert_int_equal(finish(c), -EPROTO);
	assert_int_equal(c->device.resets, 0);
}

static void an_end_inside_a_message_is_told_from_a_clean_one(void **state)
{
	struct vfu_header h = { 1, VFU_REGION_READ, 32, 0, 0 };

	agree(*state);
	send_raw(*state, &h, sizeof(h), NULL, 0);
	assert_int_equal(finish(*state), -EPIPE);
}

static void too_many_descriptors_end_the_session(void **state)
{
	struct client *c = *state;
	int fd = memfd_with('x'), fds[16];
	u8 buf[64];
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(fds); i++)
		fds[i] = fd;
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_RESET, 0, NULL, 0), fds, ARRAY_SIZE(fds));
	close(fd);
	assert_int_equal(finish(c), -EPROTO);
}

static void descriptors_where_none_belong_are_refused(void **state)
{
	struct client *c = *state;
	int fd = memfd_with('x');
	struct vfu_header h;
	u8 buf[64];

	agree(c);
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_RESET, 0, NULL, 0), &fd, 1);
	close(fd);
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, EINVAL);
	assert_int_equal(c->device.resets, 0);
}

/* Return a pseudo-random number by xorshift64, so that the messages are the same each time. */
static u32 next_random(u64 *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state >> 16;
}

/* Return a word that is often near the limits of checks. */
static u32 edgy(u64 *state)
{
	static const u32 edges[] = { 0, 1, 4, 8, 9, 24, 32, 0x1000, REGION_SIZE - 4, REGION_SIZE,
		VFU_MAX_DATA, 0x7fffffff, 0x80000000, 0xfffff000, ~0u };
	u32 r = next_random(state);

	return r & 1 ? edges[(r >> 8) % ARRAY_SIZE(edges)] : r;
}

/* The messages request no replies, so that the client need not read any. */
static void rubbish_does_no_harm(void **state)
{
	struct client *c = *state;
	struct vfu_dma_map sane = { sizeof(sane), VFU_DMA_READ, 0, 0x1000, 0x1000 };
	u64 random = 0x9e3779b97f4a7c15ull;
	u32 payload[16];
	u32 i, j;

	agree(c);
	for (i = 0; i < 20000; i++) {
		for (j = 0; j < ARRAY_SIZE(payload); j++)
			payload[j] = edgy(&random);
		send_command(c, i, next_random(&random) % (VFU_COMMANDS + 2),
			     VFU_NO_REPLY, payload, next_random(&random) % (sizeof(payload) + 1));
	}
	assert_int_equal(ask(c, VFU_DMA_MAP, &sane, sizeof(sane), NULL, 0), 0);
	assert_int_equal(finish(c), 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_message_gets_its_own_descriptor),
		TEST(a_message_may_come_in_pieces),
		TEST(payloads_that_are_too_short_are_refused),
		TEST(unknown_commands_are_refused_and_the_session_goes_on),
		cmocka_unit_test(sizes_that_make_no_sense_end_the_session),
		TEST(a_reply_from_the_client_ends_the_session),
		TEST(an_end_inside_a_message_is_told_from_a_clean_one),
		TEST(too_many_descriptors_end_the_session),
		TEST(descriptors_where_none_belong_are_refused),
		TEST(rubbish_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
