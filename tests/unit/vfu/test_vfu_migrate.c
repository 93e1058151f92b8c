// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the vfio-user server's messages for migration, as a VMM sends them and as a hostile client
 * might. The device records what reaches it.
 */
#include "vfu_client.h"

#define GET	VFIO_DEVICE_FEATURE_GET
#define SET	VFIO_DEVICE_FEATURE_SET
#define PROBE	VFIO_DEVICE_FEATURE_PROBE
#define HEAD	sizeof(struct vfu_mig_data)

/* Send a message about a feature. @in: @len bytes. Return: the error of the reply. */
static u32 feature(struct client *c, const struct vfu_feature *in, u32 len, struct vfu_feature *out,
		   u32 room)
{
	return ask(c, VFU_DEVICE_FEATURE, in, len, out, room);
}

/* Send flags without data. Return: the error of the reply. */
static u32 flags_alone(struct client *c, u32 flags)
{
	struct vfu_feature in = { .argsz = sizeof(in), .flags = flags }, out;
	u32 room = (flags & (GET | PROBE)) == GET ? sizeof(out) : VFU_FEATURE_HEAD;

	return feature(c, &in, VFU_FEATURE_HEAD, &out, room);
}

static u64 get(struct client *c, u32 index)
{
	struct vfu_feature in = { .argsz = sizeof(in), .flags = GET | index }, out;
	u64 value;

	assert_int_equal(feature(c, &in, VFU_FEATURE_HEAD, &out, sizeof(out)), 0);
	assert_int_equal(out.argsz, sizeof(out));
	assert_int_equal(out.flags, in.flags);
	memcpy(&value, out.data, sizeof(value));
	return value;
}

static u32 go(struct client *c, u32 to)
{
	struct vfu_feature in = { .argsz = sizeof(in), .flags = SET | VFU_FEATURE_MIG_STATE }, out;
	const struct vfu_mig_state state = { .state = to, .data_fd = ~0u };
	u32 error;

	memcpy(in.data, &state, sizeof(state));
	error = feature(c, &in, sizeof(in), &out, sizeof(out));
	if (!error)
		assert_memory_equal(&in, &out, sizeof(in));
	return error;
}

/* --- features ------------------------------------------------------------------------------- */

static void the_device_has_stop_copy_p2p_and_pre_copy(void **state)
{
	agree(*state);
	assert_int_equal(get(*state, VFU_FEATURE_MIGRATION), 7);
	assert_int_equal(get(*state, VFU_FEATURE_MIG_STATE), VFIO_DEVICE_STATE_RUNNING);
	assert_true(get(*state, VFU_FEATURE_MIG_SIZE) == STATE_SIZE);
}

static void a_state_is_reached_when_the_reply_comes(void **state)
{
	struct client *c = *state;

	agree(c);
	assert_int_equal(go(c, VFIO_DEVICE_STATE_STOP), 0);
	assert_int_equal(c->device.state, VFIO_DEVICE_STATE_STOP);
	assert_int_equal(get(c, VFU_FEATURE_MIG_STATE), VFIO_DEVICE_STATE_STOP);
}

static void an_error_of_the_device_leaves_the_state(void **state)
{
	static const u32 wrong[] = { 6, 0x100, 0x7fffffff, ~0u };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(wrong); i++)
		assert_int_equal(go(c, wrong[i]), EINVAL);
	assert_int_equal(get(c, VFU_FEATURE_MIG_STATE), VFIO_DEVICE_STATE_RUNNING);
}

static void a_probe_says_what_can_be_done(void **state)
{
	static const struct {
		u32 flags;
		u32 error;
	} cases[] = {
		{ PROBE | VFU_FEATURE_MIGRATION, 0 },
		{ PROBE | GET | VFU_FEATURE_MIGRATION, 0 },
		{ PROBE | SET | VFU_FEATURE_MIGRATION, EINVAL },
		{ PROBE | GET | SET | VFU_FEATURE_MIGRATION, EINVAL },
		{ PROBE | GET | SET | VFU_FEATURE_MIG_STATE, 0 },
		{ PROBE | GET | VFU_FEATURE_MIG_SIZE, 0 },
		{ PROBE | SET | VFU_FEATURE_MIG_SIZE, EINVAL },
		{ SET | VFU_FEATURE_MIGRATION, EINVAL },
		{ SET | VFU_FEATURE_MIG_SIZE, EINVAL },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(flags_alone(c, cases[i].flags), cases[i].error);
	assert_int_equal(c->device.calls, 0);
}

static void a_probe_is_echoed_and_changes_nothing(void **state)
{
	struct vfu_feature in = { .argsz = 99, .flags = PROBE | SET | VFU_FEATURE_MIG_STATE,
				  .data = { VFIO_DEVICE_STATE_STOP } }, out;
	struct client *c = *state;

	agree(c);
	assert_int_equal(feature(c, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_memory_equal(&in, &out, sizeof(in));
	assert_int_equal(c->device.state, VFIO_DEVICE_STATE_RUNNING);
	assert_int_equal(c->device.calls, 0);
}

static void features_that_do_not_exist_are_refused(void **state)
{
	/* 6 to 8: DMA logging */
	static const u32 indices[] = { 0, 3, 4, 5, 6, 7, 8, 10, 0x109, 0x8002, 0xffff };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(indices); i++) {
		assert_int_equal(flags_alone(c, GET | indices[i]), EINVAL);
		assert_int_equal(flags_alone(c, SET | indices[i]), EINVAL);
		assert_int_equal(flags_alone(c, PROBE | indices[i]), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

static void flags_must_name_one_action_and_no_other_bit(void **state)
{
	static const u32 actions[] = { 0, GET | SET, GET | BIT(19), SET | BIT(31),
				       PROBE | BIT(20) };
	struct vfu_feature in = { .argsz = sizeof(in) }, out;
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		in.flags = actions[i] | VFU_FEATURE_MIG_STATE;
		assert_int_equal(feature(c, &in, sizeof(in), &out, sizeof(out)), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

static void a_reply_must_fit_in_argsz(void **state)
{
	struct vfu_feature in = { .flags = GET | VFU_FEATURE_MIGRATION, .argsz = 15 }, out;
	struct client *c = *state;

	agree(c);
	assert_int_equal(feature(c, &in, VFU_FEATURE_HEAD, &out, sizeof(out)), EINVAL);
	in.flags = SET | VFU_FEATURE_MIG_STATE;
	assert_int_equal(feature(c, &in, sizeof(in), &out, sizeof(out)), EINVAL);
	in.flags = PROBE | VFU_FEATURE_MIG_STATE;
	assert_int_equal(feature(c, &in, sizeof(in), &out, sizeof(out)), EINVAL);
	in.argsz = 7;
	assert_int_equal(feature(c, &in, VFU_FEATURE_HEAD, &out, sizeof(out)), EINVAL);
	in.argsz = 0;
	assert_int_equal(feature(c, &in, VFU_FEATURE_HEAD, &out, sizeof(out)), EINVAL);
	assert_int_equal(c->device.calls, 0);
}

static void messages_of_a_wrong_length_are_refused(void **state)
{
	static const struct {
		u16 command;
		u32 flags;
		u32 len;
	} cases[] = {
		{ VFU_DEVICE_FEATURE, GET | VFU_FEATURE_MIGRATION, 0 },
		{ VFU_DEVICE_FEATURE, GET | VFU_FEATURE_MIGRATION, 7 },
		{ VFU_DEVICE_FEATURE, GET | VFU_FEATURE_MIGRATION, 17 },
		{ VFU_DEVICE_FEATURE, SET | VFU_FEATURE_MIG_STATE, 8 },
		{ VFU_DEVICE_FEATURE, SET | VFU_FEATURE_MIG_STATE, 15 },
		{ VFU_DEVICE_FEATURE, SET | VFU_FEATURE_MIG_STATE, 4000 },
		{ VFU_MIG_DATA_READ, 0, 0 },
		{ VFU_MIG_DATA_READ, 0, 7 },
		{ VFU_MIG_DATA_READ, 0, 9 },
		{ VFU_MIG_DATA_WRITE, 0, 0 },
		{ VFU_MIG_DATA_WRITE, 0, 7 },
	};
	u32 payload[1000] = { sizeof(payload) };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		payload[1] = cases[i].flags;
		assert_int_equal(ask(c, cases[i].command, payload, cases[i].len, NULL, 0), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

static void descriptors_are_refused(void **state)
{
	const u32 feature[] = { 16, GET | VFU_FEATURE_MIGRATION };
	struct client *c = *state;
	struct vfu_header h;
	u8 buf[64];
	int fd = memfd_with('x');

	agree(c);
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_FEATURE, 0, feature, sizeof(feature)), &fd, 1);
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, EINVAL);
	close(fd);
}

/* --- data ----------------------------------------------------------------------------------- */

/* Read at most @size bytes. @out has room for @got bytes of data behind the head. */
static u32 read_data(struct client *c, u32 argsz, u32 size, void *out, u32 got)
{
	const struct vfu_mig_data in = { .argsz = argsz, .size = size };

	return ask(c, VFU_MIG_DATA_READ, &in, sizeof(in), out, HEAD + got);
}

static u32 write_data(struct client *c, u32 argsz, u32 size, const void *data, u32 len)
{
	const struct vfu_mig_data head = { .argsz = argsz, .size = size };
	struct vfu_header h;
	u8 *buf = calloc(1, sizeof(h) + HEAD + len);

	assert_non_null(buf);
	build(buf, 2, VFU_MIG_DATA_WRITE, 0, &head, HEAD);
	h = (struct vfu_header){ 2, VFU_MIG_DATA_WRITE, sizeof(h) + HEAD + len, 0, 0 };
	memcpy(buf, &h, sizeof(h));
	memcpy(buf + sizeof(h) + HEAD, data, len);
	send_raw(c, buf, h.size, NULL, 0);
	free(buf);
	assert_int_equal(reply(c, &h, NULL, 0), 0);
	return h.error;
}

static void data_are_read_to_their_end(void **state)
{
	struct {
		struct vfu_mig_data head;
		u8 data[100];
	} __attribute__((packed)) out;
	struct client *c = *state;

	agree(c);
	memset(c->device.data, 0xab, 150);
	c->device.data_len = 150;
	assert_int_equal(go(c, VFIO_DEVICE_STATE_STOP_COPY), 0);
	assert_int_equal(read_data(c, HEAD + 100, 100, &out, 100), 0);
	assert_int_equal(out.head.size, 100);
	assert_int_equal(out.head.argsz, HEAD + 100);
	assert_int_equal(out.data[99], 0xab);
	assert_int_equal(read_data(c, HEAD + 100, 100, &out, 50), 0);
	assert_int_equal(out.head.size, 50);
	assert_int_equal(read_data(c, HEAD + 100, 100, &out, 0), 0);
	assert_int_equal(out.head.size, 0);
	assert_int_equal(out.head.argsz, HEAD);
}

static void a_read_is_bounded_by_argsz_and_by_the_largest_transfer(void **state)
{
	static const struct {
		u32 argsz;
		u32 size;
	} cases[] = {
		{ HEAD + 99, 100 }, { 0, 0 }, { 0, ~0u }, { ~0u, ~0u }, { 7, 0 }, { ~0u, ~0u - 7 },
		{ 0, ~0u - 7 }, { ~0u, VFU_MAX_DATA + 1 },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	assert_int_equal(go(c, VFIO_DEVICE_STATE_STOP_COPY), 0);
	c->device.calls = 0;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(read_data(c, cases[i].argsz, cases[i].size, NULL, 0), EINVAL);
	assert_int_equal(c->device.calls, 0);
}

static void there_are_no_data_while_the_device_runs(void **state)
{
	agree(*state);
	assert_int_equal(read_data(*state, HEAD + 4, 4, NULL, 0), EINVAL);
	assert_int_equal(write_data(*state, HEAD + 4, 4, "data", 4), EINVAL);
}

static void a_write_must_have_the_bytes_that_it_says(void **state)
{
	static const struct {
		u32 argsz;
		u32 size;
	} cases[] = {
		{ HEAD + 4, 3 }, { HEAD + 5, 5 }, { HEAD + 3, 4 }, { 0, 4 }, { ~0u, ~0u },
		{ 0, ~0u - 7 }, { ~0u, ~0u - 3 }, { HEAD, 0 },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	assert_int_equal(go(c, VFIO_DEVICE_STATE_RESUMING), 0);
	c->device.calls = 0;
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(write_data(c, cases[i].argsz, cases[i].size, "data", 4), EINVAL);
	assert_int_equal(c->device.calls, 0);
	assert_int_equal(write_data(c, HEAD + 4, 4, "data", 4), 0);
	assert_memory_equal(c->device.data, "data", 4);
	assert_int_equal(c->device.data_len, 4);
}

static void the_largest_transfer_goes_both_ways(void **state)
{
	struct client *c = *state;
	u8 *data = malloc(HEAD + VFU_MAX_DATA);
	u32 i;

	assert_non_null(data);
	for (i = 0; i < VFU_MAX_DATA; i++)
		data[HEAD + i] = i * 7 + (i >> 8);
	agree(c);
	assert_int_equal(go(c, VFIO_DEVICE_STATE_RESUMING), 0);
	assert_int_equal(write_data(c, HEAD + VFU_MAX_DATA, VFU_MAX_DATA, data + HEAD,
				    VFU_MAX_DATA), 0);
	assert_memory_equal(c->device.data, data + HEAD, VFU_MAX_DATA);
	assert_int_equal(write_data(c, HEAD + 1, 1, data, 1), ENOSPC);
	assert_int_equal(go(c, VFIO_DEVICE_STATE_STOP_COPY), 0);
	memset(data, 0, HEAD + VFU_MAX_DATA);
	assert_int_equal(read_data(c, HEAD + VFU_MAX_DATA, VFU_MAX_DATA, data, VFU_MAX_DATA), 0);
	assert_memory_equal(c->device.data, data + HEAD, VFU_MAX_DATA);
	free(data);
}

static void a_write_without_a_reply_is_done_in_order(void **state)
{
	const u32 payload[] = { HEAD + 4, 4, 0x61746164 };
	struct client *c = *state;

	agree(c);
	assert_int_equal(go(c, VFIO_DEVICE_STATE_RESUMING), 0);
	send_command(c, 9, VFU_MIG_DATA_WRITE, VFU_NO_REPLY, payload, sizeof(payload));
	assert_int_equal(get(c, VFU_FEATURE_MIG_STATE), VFIO_DEVICE_STATE_RESUMING);
	assert_int_equal(c->device.data_len, 4);
}

/* --- the session ---------------------------------------------------------------------------- */

static void migration_needs_a_version_first(void **state)
{
	struct client *c = *state;

	assert_int_equal(go(c, VFIO_DEVICE_STATE_STOP), EPROTO);
	pthread_join(c->thread, NULL);
	c->joined = true;
	assert_int_equal(c->device.calls, 0);
}

static void a_client_that_proposes_migration_gets_its_page_size(void **state)
{
	static const char json[] = "\0\0\0\0{\"capabilities\":{\"migration\":{\"pgsize\":4096}}}";
	struct client *c = *state;
	struct vfu_header h;
	char out[512];

	send_command(c, 1, VFU_VERSION, 0, json, sizeof(json));
	assert_true(reply(c, &h, out, sizeof(out)) > 4);
	assert_int_equal(h.error, 0);
	assert_string_equal(out + 4, "{\"capabilities\":{\"migration\":{\"pgsize\":4096}}}");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_device_has_stop_copy_p2p_and_pre_copy),
		TEST(a_state_is_reached_when_the_reply_comes),
		TEST(an_error_of_the_device_leaves_the_state),
		TEST(a_probe_says_what_can_be_done),
		TEST(a_probe_is_echoed_and_changes_nothing),
		TEST(features_that_do_not_exist_are_refused),
		TEST(flags_must_name_one_action_and_no_other_bit),
		TEST(a_reply_must_fit_in_argsz),
		TEST(messages_of_a_wrong_length_are_refused),
		TEST(descriptors_are_refused),
		TEST(data_are_read_to_their_end),
		TEST(a_read_is_bounded_by_argsz_and_by_the_largest_transfer),
		TEST(there_are_no_data_while_the_device_runs),
		TEST(a_write_must_have_the_bytes_that_it_says),
		TEST(the_largest_transfer_goes_both_ways),
		TEST(a_write_without_a_reply_is_done_in_order),
		TEST(migration_needs_a_version_first),
		TEST(a_client_that_proposes_migration_gets_its_page_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
