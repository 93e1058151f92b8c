// SPDX-License-Identifier: GPL-2.0-only
/* Test virtio over PCI against a driver that finds, starts and resets the device. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/lib/virtio_pci_driver.h"

#define ELSEWHERE	0x200000u	/* another place for a queue and its request */
#define ELSE_AVAIL	(ELSEWHERE + 0x1000u)
#define ELSE_USED	(ELSEWHERE + 0x2000u)
#define ELSE_COMMAND	(ELSEWHERE + 0x3000u)
#define ELSE_RESPONSE	(ELSEWHERE + 0x4000u)
#define ELSE_BYTES	0x5000u

static int pci_setup(void **state)
{
	*state = pci_rig_create();
	return *state ? 0 : -1;
}

static int pci_teardown(void **state)
{
	pci_rig_destroy(*state);
	return 0;
}

static void a_driver_finds_each_part_of_the_device(void **state)
{
	struct pci_rig *f = *state;

	assert_int_equal(pci_config(f, PCI_CFG_VENDOR, 4), 0x10501af4);
	assert_int_equal(pci_find_parts(f), 6);
	assert_int_equal(f->parts[VIRTIO_PCI_CAP_COMMON_CFG].length, VIRTIO_PCI_COMMON_BYTES);
	assert_int_equal(f->parts[VIRTIO_PCI_CAP_ISR_CFG].length, 1);
	assert_int_equal(f->parts[VIRTIO_PCI_CAP_DEVICE_CFG].length, 16);
	assert_int_equal(f->parts[VIRTIO_PCI_CAP_NOTIFY_CFG].multiplier, 4);
	assert_int_equal(pci_config(f, f->msix + PCI_CFG_MSIX_CTRL, 2), 2);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_DEVICE_CFG, 8, 4), 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_NUM_QUEUES, 2), 2);
}

static void a_bar_tells_its_size(void **state)
{
	struct pci_rig *f = *state;
	u32 i;

	for (i = 0; i < PCI_CFG_BARS; i++) {
		u32 flags = pci_config(f, PCI_CFG_BAR(i), 4) & PCI_CFG_BAR_FLAGS;

		pci_config_write(f, PCI_CFG_BAR(i), ~0u, 4);
		if (i != 5)
			assert_int_equal(~(pci_config(f, PCI_CFG_BAR(i), 4) & ~flags) + 1,
					 facet_virtio_pci_bar(i));
	}
	assert_int_equal(pci_config(f, PCI_CFG_BAR(5), 4), ~0u);
}

static void a_driver_starts_the_device(void **state)
{
	struct pci_rig *f = *state;

	assert_int_equal(pci_features(f) & PCI_FEATURES, PCI_FEATURES);
	pci_start(f, true);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1), PCI_STARTED);
	f->kicks = 0;
	assert_int_equal(pci_ask(f), 1);
	assert_int_equal(f->kicks, 1);
	assert_int_equal(f->vectors[1], 1);
	assert_false(f->level);
}

static void a_device_does_nothing_before_its_driver_is_ready(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED & ~VIRTIO_STATUS_DRIVER_OK, 1);
	pci_set_queue(f, VIRTIO_GPU_CONTROLQ);
	assert_int_equal(pci_ask(f), 0);
}

static void a_driver_without_msix_reads_the_isr(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, false);
	assert_int_equal(pci_ask(f), 1);
	assert_true(f->level);
	assert_int_equal(f->vectors[1], 0);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_ISR_CFG, 0, 1), VIRTIO_PCI_ISR_QUEUE);
	assert_false(f->level);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_ISR_CFG, 0, 1), 0);
}

static void the_line_is_low_once_msix_is_on(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, false);
	pci_ask(f);
	assert_true(f->level);
	pci_config_write(f, f->msix + PCI_CFG_MSIX_CTRL, PCI_CFG_MSIX_ENABLE, 2);
	assert_false(f->level);
}

static void set_command(struct pci_rig *f, u32 bits)
{
	pci_config_write(f, PCI_CFG_COMMAND,
			 PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER | bits, 2);
}

/* The interrupt is not lost: the ISR has it, and the line rises once INTx is allowed again. */
static void the_line_is_low_while_the_command_disables_intx(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, false);
	pci_ask(f);
	assert_true(f->level);
	set_command(f, PCI_CFG_COMMAND_INTX_OFF);
	assert_false(f->level);
	assert_int_equal(pci_ask(f), 2);
	assert_false(f->level);
	set_command(f, 0);
	assert_true(f->level);
	set_command(f, PCI_CFG_COMMAND_INTX_OFF);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_ISR_CFG, 0, 1), VIRTIO_PCI_ISR_QUEUE);
	set_command(f, 0);
	assert_false(f->level);
}

static bool status_tells(struct pci_rig *f)
{
	return pci_config(f, PCI_CFG_STATUS, 2) & PCI_CFG_STATUS_INTX;
}

static void the_status_tells_of_a_pending_intx(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, false);
	assert_false(status_tells(f));
	pci_ask(f);
	assert_true(status_tells(f));
	set_command(f, PCI_CFG_COMMAND_INTX_OFF);
	assert_true(status_tells(f));
	pci_config_write(f, f->msix + PCI_CFG_MSIX_CTRL, PCI_CFG_MSIX_ENABLE, 2);
	assert_false(status_tells(f));
	pci_config_write(f, f->msix + PCI_CFG_MSIX_CTRL, 0, 2);
	assert_true(status_tells(f));
	pci_config_write(f, PCI_CFG_STATUS, 0xffff, 2);
	assert_true(status_tells(f));
	pci_get(f, VIRTIO_PCI_CAP_ISR_CFG, 0, 1);
	assert_false(status_tells(f));
}

/* A read of any length has the bit in the status, and nowhere else. */
static void each_read_of_a_pending_intx_has_its_place(void **state)
{
	static const u32 lens[] = { 1, 2, 4 };
	struct pci_rig *f = *state;
	u32 before[PCI_CFG_SIZE], at, i;

	for (i = 0; i < ARRAY_SIZE(lens); i++) {
		pci_start(f, false);
		for (at = 0; at + lens[i] <= PCI_CFG_SIZE; at++)
			before[at] = pci_config(f, at, lens[i]);
		pci_ask(f);
		for (at = 0; at + lens[i] <= PCI_CFG_SIZE; at++)
			assert_int_equal(pci_config(f, at, lens[i]) ^ before[at],
					 at <= PCI_CFG_STATUS && PCI_CFG_STATUS < at + lens[i] ?
					 PCI_CFG_STATUS_INTX << 8 * (PCI_CFG_STATUS - at) : 0);
	}
}

static void msix_goes_on_while_the_command_disables_intx(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	set_command(f, PCI_CFG_COMMAND_INTX_OFF);
	assert_int_equal(pci_ask(f), 1);
	assert_int_equal(f->vectors[1], 1);
	assert_false(f->level);
}

static void a_vector_that_is_not_there_reads_as_none(void **state)
{
	struct pci_rig *f = *state;

	pci_set_common(f, VIRTIO_PCI_CONFIG_VECTOR, FACET_VIRTIO_PCI_VECTORS, 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_CONFIG_VECTOR, 2), VIRTIO_PCI_NO_VECTOR);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, 1, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_VECTOR, 77, 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_QUEUE_VECTOR, 2), VIRTIO_PCI_NO_VECTOR);
	pci_set_common(f, VIRTIO_PCI_QUEUE_VECTOR, 2, 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_QUEUE_VECTOR, 2), 2);
}

static void a_driver_that_is_not_ready_gets_no_interrupt(void **state)
{
	struct pci_rig *f = *state;

	facet_virtio_pci_monitors_changed(f->pci);
	assert_false(f->level);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_DEVICE_CFG, 0, 4), VIRTIO_GPU_EVENT_DISPLAY);
}

static void a_function_that_becomes_bus_master_goes_on(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_config_write(f, PCI_CFG_COMMAND, PCI_CFG_COMMAND_MEMORY, 2);
	assert_int_equal(pci_ask(f), 0);
	f->kicks = 0;
	pci_config_write(f, PCI_CFG_COMMAND, PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER, 2);
	assert_int_equal(f->kicks, 1);
	facet_virtio_pci_work(f->pci);
	assert_int_equal(gpu_used(&f->gpu, VIRTIO_GPU_CONTROLQ), 1);
}

/* A notification that came before the driver was ready is not lost. */
static void a_driver_that_gets_ready_kicks_the_worker(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
	f->kicks = 0;
	pci_set_features(f, PCI_FEATURES);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED & ~VIRTIO_STATUS_DRIVER_OK, 1);
	assert_int_equal(f->kicks, 0);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED, 1);
	assert_int_equal(f->kicks, 1);
}

static void a_driver_may_ask_for_no_vector(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, VIRTIO_GPU_CONTROLQ, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_VECTOR, VIRTIO_PCI_NO_VECTOR, 2);
	assert_int_equal(pci_ask(f), 1);
	assert_int_equal(f->vectors[0] + f->vectors[1] + f->vectors[2], 0);
	assert_false(f->level);
}

static void features_that_are_not_offered_are_refused(void **state)
{
	static const u64 refused[] = {
		PCI_FEATURES | 1ull << VIRTIO_GPU_F_VIRGL, PCI_FEATURES | 1ull << 63,
		PCI_FEATURES & ~(1ull << VIRTIO_F_VERSION_1), 0,
	};
	struct pci_rig *f = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
		pci_set_features(f, refused[i]);
		pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, VIRTIO_STATUS_FEATURES_OK, 1);
		assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1), 0);
	}
}

static void features_do_not_change_behind_the_agreement(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_set_features(f, ~0ull);
	pci_set_common(f, VIRTIO_PCI_DRIVER_FEATURE_SELECT, 0, 4);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DRIVER_FEATURE, 4), (u32)PCI_FEATURES);
}

static void a_queue_that_is_enabled_does_not_change(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, 0, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DESC, 0x9000, 8);
	pci_set_common(f, VIRTIO_PCI_QUEUE_ENABLE, 0, 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_QUEUE_DESC, 8), GPU_QUEUE(0));
	assert_int_equal(pci_common(f, VIRTIO_PCI_QUEUE_ENABLE, 2), 1);
}

static void a_reset_by_the_status_ends_all_work(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, false);
	pci_ask(f);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1), 0);
	assert_false(f->level);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, 0, 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_QUEUE_ENABLE, 2), 0);
	assert_int_equal(pci_common(f, VIRTIO_PCI_QUEUE_SIZE, 2), 256);
	pci_start(f, true);
	assert_int_equal(pci_ask(f), 1);
}

/* Start the device with a control queue at ELSEWHERE, which has a request. */
static void start_elsewhere(struct pci_rig *f)
{
	struct driver_memory *memory = &f->gpu.memory;
	const struct virtio_gpu_ctrl_hdr command = { .type = VIRTIO_GPU_CMD_GET_DISPLAY_INFO };

	memset(&memory->bytes[ELSEWHERE], 0, ELSE_BYTES);
	memcpy(&memory->bytes[ELSE_COMMAND], &command, sizeof(command));
	driver_desc(memory, ELSEWHERE, ELSE_COMMAND, sizeof(command), VIRTQ_DESC_NEXT, 1);
	driver_desc(memory, ELSEWHERE + VIRTQ_DESC_BYTES, ELSE_RESPONSE, sizeof(f->gpu.response),
		    VIRTQ_DESC_WRITE, 0);
	driver_put16(memory, ELSE_AVAIL + VIRTQ_AVAIL_IDX, 1);
	set_command(f, 0);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
	pci_set_features(f, PCI_FEATURES);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, VIRTIO_GPU_CONTROLQ, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SIZE, GPU_SIZE, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DESC, ELSEWHERE, 8);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DRIVER, ELSE_AVAIL, 8);
	pci_set_common(f, VIRTIO_PCI_QUEUE_DEVICE, ELSE_USED, 8);
	pci_set_common(f, VIRTIO_PCI_QUEUE_ENABLE, 1, 2);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED, 1);
}

static void reset_by_status(struct pci_rig *f)
{
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
}

/* The function is no bus master then. The driver makes it one, and does not start the device. */
static void reset_the_function(struct pci_rig *f)
{
	facet_virtio_pci_reset(f->pci);
	set_command(f, 0);
}

/* Let the worker do passes, and check that none changes memory. */
static void expect_no_write(struct pci_rig *f)
{
	u8 *before = malloc(DRIVER_BYTES);
	u32 i;

	assert_non_null(before);
	memcpy(before, f->gpu.memory.bytes, DRIVER_BYTES);
	for (i = 0; i < 3; i++) {
		pci_put(f, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, VIRTIO_GPU_CONTROLQ, 2);
		f->gpu.now_ns += FACET_RETRY_INTERVAL_NS;
		facet_virtio_pci_work(f->pci);
	}
	assert_memory_equal(before, f->gpu.memory.bytes, DRIVER_BYTES);
	free(before);
}

/*
 * Wherever a request stops, a reset ends it: the device writes nothing where the queue was, neither
 * before its driver starts it again nor when the queue is elsewhere.
 */
static void a_reset_device_writes_nothing_to_its_former_queue(void **state)
{
	static void (*const resets[])(struct pci_rig *f) = { reset_by_status, reset_the_function };
	static const u32 stops[] = {
		ELSE_AVAIL + VIRTQ_AVAIL_IDX, ELSE_COMMAND, ELSE_RESPONSE,
		ELSE_USED + VIRTQ_USED_RING,
	};
	struct pci_rig *f = *state;
	u8 before[ELSE_BYTES];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(resets) * ARRAY_SIZE(stops); i++) {
		start_elsewhere(f);
		driver_lose(&f->gpu.memory, stops[i / ARRAY_SIZE(resets)], 1);
		assert_int_equal(facet_virtio_pci_work(f->pci), FACET_HOST_RETRY);
		resets[i % ARRAY_SIZE(resets)](f);
		driver_lose(&f->gpu.memory, 0, 0);
		expect_no_write(f);
		memcpy(before, &f->gpu.memory.bytes[ELSEWHERE], ELSE_BYTES);
		pci_start(f, true);
		assert_int_equal(pci_ask(f), 1);
		assert_int_equal(pci_ask(f), 2);
		assert_memory_equal(before, &f->gpu.memory.bytes[ELSEWHERE], ELSE_BYTES);
	}
	start_elsewhere(f);
	assert_int_equal(facet_virtio_pci_work(f->pci), 0);
	assert_int_equal(driver_get16(&f->gpu.memory, ELSE_USED + VIRTQ_USED_IDX), 1);
}

static void a_driver_that_breaks_a_queue_is_told(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	driver_put16(&f->gpu.memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, 0x8000);
	facet_virtio_pci_work(f->pci);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1),
			 PCI_STARTED | VIRTIO_STATUS_NEEDS_RESET);
	assert_int_equal(f->vectors[0], 1);
}

static void a_queue_of_a_wrong_size_is_told(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, 0, 1);
	pci_set_features(f, PCI_FEATURES);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SELECT, 1, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_SIZE, 2048, 2);
	pci_set_common(f, VIRTIO_PCI_QUEUE_ENABLE, 1, 2);
	pci_set_common(f, VIRTIO_PCI_DEVICE_STATUS, PCI_STARTED, 1);
	facet_virtio_pci_work(f->pci);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1),
			 PCI_STARTED | VIRTIO_STATUS_NEEDS_RESET);
}

static void a_driver_learns_that_monitors_have_changed(void **state)
{
	struct pci_rig *f = *state;
	u32 generation = pci_common(f, VIRTIO_PCI_CONFIG_GENERATION, 1);

	pci_start(f, true);
	facet_virtio_pci_monitors_changed(f->pci);
	assert_int_equal(f->vectors[0], 1);
	assert_int_not_equal(pci_common(f, VIRTIO_PCI_CONFIG_GENERATION, 1), generation);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_DEVICE_CFG, 0, 4), VIRTIO_GPU_EVENT_DISPLAY);
	pci_put(f, VIRTIO_PCI_CAP_DEVICE_CFG, 4, VIRTIO_GPU_EVENT_DISPLAY, 4);
	assert_int_equal(pci_get(f, VIRTIO_PCI_CAP_DEVICE_CFG, 0, 4), 0);
}

/* A firmware without memory accesses reaches BARs by configuration space. */
static void a_register_is_reached_by_configuration_space(void **state)
{
	struct pci_rig *f = *state;
	u32 at = pci_config(f, PCI_CFG_CAPABILITIES, 1);

	while (pci_config(f, at + VIRTIO_PCI_CAP_TYPE, 1) != VIRTIO_PCI_CAP_PCI_CFG)
		at = pci_config(f, at + 1, 1);
	pci_config_write(f, at + VIRTIO_PCI_CAP_BAR, f->parts[VIRTIO_PCI_CAP_COMMON_CFG].bar, 1);
	pci_config_write(f, at + VIRTIO_PCI_CAP_OFFSET, VIRTIO_PCI_DEVICE_STATUS, 4);
	pci_config_write(f, at + VIRTIO_PCI_CAP_LENGTH, 1, 4);
	pci_config_write(f, at + VIRTIO_PCI_CAP_DATA, VIRTIO_STATUS_ACKNOWLEDGE, 1);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1), VIRTIO_STATUS_ACKNOWLEDGE);
	assert_int_equal(pci_config(f, at + VIRTIO_PCI_CAP_DATA, 1), VIRTIO_STATUS_ACKNOWLEDGE);
	pci_config_write(f, at + VIRTIO_PCI_CAP_BAR, 0, 1);
	assert_int_equal(pci_config(f, at + VIRTIO_PCI_CAP_DATA, 1), 0);
}

static void a_reset_of_the_function_clears_configuration_space(void **state)
{
	struct pci_rig *f = *state;

	pci_start(f, true);
	pci_config_write(f, PCI_CFG_COMMAND, 0xffff, 2);
	facet_virtio_pci_reset(f->pci);
	assert_int_equal(pci_config(f, PCI_CFG_COMMAND, 2), 0);
	assert_int_equal(pci_config(f, f->msix + PCI_CFG_MSIX_CTRL, 2), 2);
	assert_int_equal(pci_common(f, VIRTIO_PCI_DEVICE_STATUS, 1), 0);
}

static const struct {
	u32 bar;
	u64 offset;
	u32 len;
} outside[] = {
	{ 0, 0, 4 }, { 2, 0, 4 }, { 6, 0, 4 }, { ~0u, 0, 4 }, { 4, 0x4000, 4 }, { 4, ~0ull - 3, 4 },
	{ 4, 2, 4 }, { 4, 0, 3 }, { 4, 0, 16 }, { 1, 0x1000, 4 },
};

static void an_access_outside_of_the_bars_is_refused(void **state)
{
	struct pci_rig *f = *state;
	u8 bytes[16] = { 0 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(outside); i++)
		assert_int_equal(facet_virtio_pci_access(f->pci, outside[i].bar, outside[i].offset,
							 bytes, outside[i].len, true), -EINVAL);
	assert_int_equal(facet_virtio_pci_config(f->pci, 254, bytes, 4, false), -EINVAL);
	assert_int_equal(facet_virtio_pci_config(f->pci, ~0u, bytes, 1, false), -EINVAL);
	assert_int_equal(facet_virtio_pci_config(f->pci, 0, bytes, 3, false), -EINVAL);
}

#define pci_test(f)	cmocka_unit_test_setup_teardown(f, pci_setup, pci_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pci_test(a_driver_finds_each_part_of_the_device),
		pci_test(a_bar_tells_its_size),
		pci_test(a_driver_starts_the_device),
		pci_test(a_device_does_nothing_before_its_driver_is_ready),
		pci_test(a_driver_without_msix_reads_the_isr),
		pci_test(the_line_is_low_once_msix_is_on),
		pci_test(the_line_is_low_while_the_command_disables_intx),
		pci_test(the_status_tells_of_a_pending_intx),
		pci_test(each_read_of_a_pending_intx_has_its_place),
		pci_test(msix_goes_on_while_the_command_disables_intx),
		pci_test(a_vector_that_is_not_there_reads_as_none),
		pci_test(a_driver_that_is_not_ready_gets_no_interrupt),
		pci_test(a_function_that_becomes_bus_master_goes_on),
		pci_test(a_driver_that_gets_ready_kicks_the_worker),
		pci_test(a_driver_may_ask_for_no_vector),
		pci_test(features_that_are_not_offered_are_refused),
		pci_test(features_do_not_change_behind_the_agreement),
		pci_test(a_queue_that_is_enabled_does_not_change),
		pci_test(a_reset_by_the_status_ends_all_work),
		pci_test(a_reset_device_writes_nothing_to_its_former_queue),
		pci_test(a_driver_that_breaks_a_queue_is_told),
		pci_test(a_queue_of_a_wrong_size_is_told),
		pci_test(a_driver_learns_that_monitors_have_changed),
		pci_test(a_register_is_reached_by_configuration_space),
		pci_test(a_reset_of_the_function_clears_configuration_space),
		pci_test(an_access_outside_of_the_bars_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
