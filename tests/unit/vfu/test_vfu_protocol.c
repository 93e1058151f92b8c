// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the vfio-user server's reply to each command, as QEMU sends it and as a hostile client
 * might.
 */
#include "vfu_client.h"

#include <sys/eventfd.h>

#include "vfu/version.h"

static void version_answers_the_common_capabilities(void **state)
{
	agree(*state);
	assert_int_equal(finish(*state), 0);
}

static void version_is_required_first_and_once(void **state)
{
	struct client *c = *state;
	u32 version = 0;

	agree(c);
	assert_int_equal(ask(c, VFU_VERSION, &version, sizeof(version), NULL, 0), EINVAL);
	assert_int_equal(finish(c), 0);
}

static void a_command_before_version_ends_the_session(void **state)
{
	struct client *c = *state;

	assert_int_equal(ask(c, VFU_DEVICE_RESET, NULL, 0, NULL, 0), EPROTO);
	pthread_join(c->thread, NULL);
	c->joined = true;
	assert_int_equal(c->result, -EPROTO);
	assert_int_equal(c->device.resets, 0);
}

static void another_major_version_ends_the_session(void **state)
{
	static const u16 version[2] = { 1, 0 };
	struct client *c = *state;

	assert_int_equal(ask(c, VFU_VERSION, version, sizeof(version), NULL, 0), EINVAL);
	pthread_join(c->thread, NULL);
	c->joined = true;
	assert_int_equal(c->result, -EPROTO);
}

static void version_data_without_terminator_is_refused(void **state)
{
	struct client *c = *state;

	assert_int_equal(ask(c, VFU_VERSION, "\0\0\0\0{}", 6, NULL, 0), EINVAL);
	pthread_join(c->thread, NULL);
	c->joined = true;
}

static void names_are_told_from_values_in_json(void **state)
{
	static const struct {
		const char *json;
		bool found;
	} cases[] = {
		{ "{\"pgsizes\":4096}", true },
		{ "{\"pgsizes\"\t: 4096}", true },
		{ "{\"a\":\"pgsizes\"}", false },
		{ "{\"a\\\"pgsizes\":1}", false },
		{ "{\"a\":\"\\\\\",\"pgsizes\":1}", true },
		{ "{\"xpgsizes\":1,\"pgsizesx\":1}", false },
		{ "{\"pgsizes", false },
		{ "\"", false },
		{ "\"\\", false },
		{ "", false },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(vfu_version_proposes(cases[i].json, "pgsizes"), cases[i].found);
}

static void device_info_says_a_pci_device(void **state)
{
	struct vfu_device_info info = { .argsz = sizeof(info) };

	agree(*state);
	assert_int_equal(ask(*state, VFU_DEVICE_GET_INFO, &info, sizeof(info), &info, sizeof(info)),
			 0);
	assert_int_equal(info.flags, VFIO_DEVICE_FLAGS_RESET | VFIO_DEVICE_FLAGS_PCI);
	assert_int_equal(info.num_regions, VFIO_PCI_NUM_REGIONS);
	assert_int_equal(info.num_irqs, VFIO_PCI_NUM_IRQS);
}

static void region_info_is_bounded_by_the_number_of_regions(void **state)
{
	struct vfio_region_info in = { .argsz = sizeof(in) }, out;

	agree(*state);
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), &out,
			     sizeof(out)),
			 0);
	assert_int_equal(out.size, REGION_SIZE);
	in.index = VFIO_PCI_NUM_REGIONS;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), NULL, 0), EINVAL);
	in.index = ~0u;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), NULL, 0), EINVAL);
	in.index = 0;
	in.argsz = 31;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_REGION_INFO, &in, sizeof(in), NULL, 0), EINVAL);
}

static void irq_info_is_bounded_by_the_number_of_kinds(void **state)
{
	struct vfio_irq_info in = { .argsz = sizeof(in), .index = VFIO_PCI_MSI_IRQ_INDEX }, out;

	agree(*state);
	assert_int_equal(ask(*state, VFU_DEVICE_GET_IRQ_INFO, &in, sizeof(in), &out, sizeof(out)),
			 0);
	assert_int_equal(out.count, 4);
	in.index = VFIO_PCI_NUM_IRQS;
	assert_int_equal(ask(*state, VFU_DEVICE_GET_IRQ_INFO, &in, sizeof(in), NULL, 0), EINVAL);
}

static void a_write_is_read_back(void **state)
{
	struct { struct vfu_region_access a; u32 v; } __attribute__((packed))
		w = { { 0x10, 0, 4 }, 0xcafe }, out;
	struct vfu_region_access r = { 0x10, 0, 4 };

	agree(*state);
	assert_int_equal(ask(*state, VFU_REGION_WRITE, &w, sizeof(w), &r, sizeof(r)), 0);
	assert_int_equal(ask(*state, VFU_REGION_READ, &r, sizeof(r), &out, sizeof(out)), 0);
	assert_int_equal(out.v, 0xcafe);
}

static void accesses_outside_a_region_are_refused(void **state)
{
	static const struct {
		u64 offset;
		u32 region;
		u32 count;
		u32 error;
	} cases[] = {
		{ REGION_SIZE, 0, 4, EINVAL },
		{ REGION_SIZE - 2, 0, 4, EINVAL },
		{ ~0ull, 0, 4, EINVAL },
		{ ~0ull - 3, 0, 4, EINVAL },
		{ 0, 1, 4, EINVAL },
		{ 0, VFIO_PCI_NUM_REGIONS, 4, EINVAL },
		{ 0, ~0u, 4, EINVAL },
		{ 0, 0, 0, EINVAL },
		{ 0, 0, ~0u, EINVAL },
		{ 0, 0, VFU_MAX_DATA + 1, EINVAL },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vfu_region_access r = { cases[i].offset, cases[i].region, cases[i].count };

		assert_int_equal(ask(c, VFU_REGION_READ, &r, sizeof(r), NULL, 0), cases[i].error);
	}
	assert_int_equal(c->device.calls, 0);
}

static void a_write_must_bring_as_much_as_it_says(void **state)
{
	struct {
		struct vfu_region_access a;
		u32 v;
	} __attribute__((packed)) w = { { 0, 0, 8 }, 1 };
	struct client *c = *state;

	agree(c);
	assert_int_equal(ask(c, VFU_REGION_WRITE, &w, sizeof(w), NULL, 0), EINVAL);
	w.a.count = 2;
	assert_int_equal(ask(c, VFU_REGION_WRITE, &w, sizeof(w), NULL, 0), EINVAL);
	assert_int_equal(c->device.calls, 0);
}

static void a_region_that_is_read_only_takes_no_write(void **state)
{
	struct { struct vfu_region_access a; u32 v; } __attribute__((packed))
		w = { { 0, VFIO_PCI_ROM_REGION_INDEX, 4 }, 1 };

	agree(*state);
	assert_int_equal(ask(*state, VFU_REGION_WRITE, &w, sizeof(w), NULL, 0), EPERM);
}

static void posted_writes_are_not_answered_but_done_in_order(void **state)
{
	struct {
		struct vfu_region_access a;
		u32 v;
	} __attribute__((packed)) w = { { 0x20, 0, 4 }, 0 }, out;
	struct vfu_region_access r = { 0x20, 0, 4 };
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 1; i <= 5000; i++) {
		w.v = i;
		send_command(c, i, VFU_REGION_WRITE, VFU_NO_REPLY, &w, sizeof(w));
	}
	w.a.offset = ~0ull;
	send_command(c, 9, VFU_REGION_WRITE, VFU_NO_REPLY, &w, sizeof(w));
	assert_int_equal(ask(c, VFU_REGION_READ, &r, sizeof(r), &out, sizeof(out)), 0);
	assert_int_equal(out.v, 5000);
	assert_int_equal(c->device.calls, 5001);
}

static void many_writes_in_one_message_are_bounded_by_it(void **state)
{
	struct { u64 count; struct vfu_write w[2]; } __attribute__((packed))
		m = { 2, { { 0, 0, 4, { 1 } }, { 8, 0, 8, { 2 } } } };
	struct client *c = *state;
	u64 done = 0;

	agree(c);
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), &done, sizeof(done)), 0);
	assert_int_equal(done, 2);
	assert_int_equal(c->device.memory[8], 2);
	m.count = 3;
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), NULL, 0), EINVAL);
	m.count = ~0ull;
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), NULL, 0), EINVAL);
	m.count = 2;
	m.w[1].count = 9;
	assert_int_equal(ask(c, VFU_REGION_WRITE_MULTI, &m, sizeof(m), NULL, 0), EINVAL);
}

static void dma_ranges_must_be_whole_pages_without_overflow(void **state)
{
	static const struct vfu_dma_map cases[] = {
		{ 32, VFU_DMA_READ, 0, 0, 0 },
		{ 32, VFU_DMA_READ, 0, 0x800, 0x1000 },
		{ 32, VFU_DMA_READ, 0, 0, 0x1800 },
		{ 32, VFU_DMA_READ, 0x10, 0, 0x1000 },
		{ 32, VFU_DMA_READ, 0, 0x1000, ~0xfffull },
		{ 32, VFU_DMA_READ, ~0xfffull, 0, 0x2000 },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++)
		assert_int_equal(ask(c, VFU_DMA_MAP, &cases[i], sizeof(cases[i]), NULL, 0), EINVAL);
	assert_int_equal(c->device.calls, 0);
}

static void dma_unmap_echoes_the_request(void **state)
{
	struct vfu_dma_unmap in = { 24, 0, 0x1000, 0x2000 }, out;
	struct client *c = *state;

	agree(c);
	assert_int_equal(ask(c, VFU_DMA_UNMAP, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_memory_equal(&in, &out, sizeof(in));
	assert_int_equal(c->device.unmap_size, 0x2000);
	in = (struct vfu_dma_unmap){ 24, VFU_DMA_UNMAP_ALL, 0, 0 };
	assert_int_equal(ask(c, VFU_DMA_UNMAP, &in, sizeof(in), &out, sizeof(out)), 0);
	assert_true(c->device.unmap_size == ~0ull);
	in.flags = BIT(0);
	assert_int_equal(ask(c, VFU_DMA_UNMAP, &in, sizeof(in), NULL, 0), EINVAL);
}

static void irqs_take_an_eventfd(void **state)
{
	struct vfio_irq_set set = { sizeof(set),
				    VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
				    VFIO_PCI_MSI_IRQ_INDEX, 0, 1 };
	struct client *c = *state;
	struct vfu_header h;
	eventfd_t value = 0;
	u8 buf[128];
	int fd = eventfd(0, EFD_CLOEXEC);

	agree(c);
	send_raw(c, buf, build(buf, 1, VFU_DEVICE_SET_IRQS, 0, &set, sizeof(set)), &fd, 1);
	reply(c, &h, NULL, 0);
	assert_int_equal(h.error, 0);
	assert_int_equal(eventfd_write(c->device.irq_fd, 1), 0);
	assert_int_equal(eventfd_read(fd, &value), 0);
	close(fd);
}

static void irq_ranges_and_flags_are_checked(void **state)
{
	static const struct {
		u32 flags, index, start, count;
	} cases[] = {
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_NUM_IRQS, 0, 1 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 4, 1 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 1,
		  ~0u },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, ~0u,
		  2 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 0, 0 },
		{ VFIO_IRQ_SET_DATA_NONE | VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_MASK,
		  VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
		{ VFIO_IRQ_SET_DATA_NONE, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
		{ VFIO_IRQ_SET_DATA_BOOL | VFIO_IRQ_SET_ACTION_MASK, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
		{ 1u << 20, VFIO_PCI_MSI_IRQ_INDEX, 0, 1 },
	};
	struct client *c = *state;
	u32 i;

	agree(c);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct vfio_irq_set set = { sizeof(set), cases[i].flags, cases[i].index,
					    cases[i].start, cases[i].count };

		assert_int_equal(ask(c, VFU_DEVICE_SET_IRQS, &set, sizeof(set), NULL, 0), EINVAL);
	}
	assert_int_equal(c->device.calls, 0);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(version_answers_the_common_capabilities),
		TEST(version_is_required_first_and_once),
		TEST(a_command_before_version_ends_the_session),
		TEST(another_major_version_ends_the_session),
		TEST(version_data_without_terminator_is_refused),
		cmocka_unit_test(names_are_told_from_values_in_json),
		TEST(device_info_says_a_pci_device),
		TEST(region_info_is_bounded_by_the_number_of_regions),
		TEST(irq_info_is_bounded_by_the_number_of_kinds),
		TEST(a_write_is_read_back),
		TEST(accesses_outside_a_region_are_refused),
		TEST(a_write_must_bring_as_much_as_it_says),
		TEST(a_region_that_is_read_only_takes_no_write),
		TEST(posted_writes_are_not_answered_but_done_in_order),
		TEST(many_writes_in_one_message_are_bounded_by_it),
		TEST(dma_ranges_must_be_whole_pages_without_overflow),
		TEST(dma_unmap_echoes_the_request),
		TEST(irqs_take_an_eventfd),
		TEST(irq_ranges_and_flags_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
