// SPDX-License-Identifier: GPL-2.0-only
/* Test a virtio function without a bus: what vDPA asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "tests/lib/virtio_pci_driver.h"
#include "virtio/virtio_direct.h"

#define VECTOR_CONFIG	0u
#define VECTOR_CONTROLQ	1u

static int direct_setup(void **state)
{
	*state = pci_rig_create();
	return *state ? 0 : -1;
}

static int direct_teardown(void **state)
{
	pci_rig_destroy(*state);
	return 0;
}

static struct facet_virtio_direct_queue queue_at(u32 queue)
{
	return (struct facet_virtio_direct_queue){
		.ready = true, .size = GPU_SIZE, .desc = GPU_QUEUE(queue),
		.driver = GPU_AVAIL(queue), .device = GPU_USED(queue),
	};
}

static const struct facet_virtio_direct_setup *a_setup(void)
{
	static struct facet_virtio_direct_setup setup;

	setup.features = PCI_FEATURES;
	setup.queues[VIRTIO_GPU_CONTROLQ] = queue_at(VIRTIO_GPU_CONTROLQ);
	setup.queues[VIRTIO_GPU_CURSORQ] = queue_at(VIRTIO_GPU_CURSORQ);
	return &setup;
}

/* Ask for the monitors. Return: requests that came back so far. */
static u32 ask(struct pci_rig *f)
{
	gpu_offer(&f->gpu, VIRTIO_GPU_CONTROLQ,
		  gpu_command(&f->gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(f->gpu.response));
	facet_virtio_pci_work(f->pci);
	return gpu_used(&f->gpu, VIRTIO_GPU_CONTROLQ);
}

static void a_driver_is_answered_by_the_message_of_its_queue(void **state)
{
	struct pci_rig *f = *state;

	assert_int_equal(facet_virtio_direct_start(f->pci, a_setup()), 0);
	assert_int_equal(facet_virtio_direct_status(f->pci), PCI_STARTED);
	assert_int_equal(ask(f), 1);
	assert_int_equal(f->vectors[VECTOR_CONTROLQ], 1);
	assert_false(f->level);
}

static void each_feature_that_is_offered_is_accepted(void **state)
{
	struct pci_rig *f = *state;
	struct facet_virtio_direct_setup setup = *a_setup();

	assert_int_equal(facet_virtio_direct_features(), pci_features(f));
	setup.features = facet_virtio_direct_features();
	assert_int_equal(facet_virtio_direct_start(f->pci, &setup), 0);
}

static void features_that_are_not_offered_are_refused(void **state)
{
	struct pci_rig *f = *state;
	struct facet_virtio_direct_setup setup = *a_setup();

	setup.features |= 1ull << 0;
	assert_int_equal(facet_virtio_direct_start(f->pci, &setup), -EINVAL);
	assert_int_equal(ask(f), 0);
	facet_virtio_pci_reset(f->pci);
	setup.features = 0;
	assert_int_equal(facet_virtio_direct_start(f->pci, &setup), -EINVAL);
}

static void a_queue_that_is_not_ready_is_not_used(void **state)
{
	struct pci_rig *f = *state;
	struct facet_virtio_direct_setup setup = *a_setup();

	setup.queues[VIRTIO_GPU_CONTROLQ].ready = false;
	assert_int_equal(facet_virtio_direct_start(f->pci, &setup), 0);
	assert_int_equal(ask(f), 0);
	assert_int_equal(facet_virtio_direct_used(f->pci, VIRTIO_GPU_CONTROLQ), 0);
}

static void a_queue_that_gets_ready_late_is_used(void **state)
{
	struct pci_rig *f = *state;
	struct facet_virtio_direct_setup setup = *a_setup();

	setup.queues[VIRTIO_GPU_CONTROLQ].ready = false;
	facet_virtio_direct_start(f->pci, &setup);
	ask(f);
	f->kicks = 0;
	setup.queues[VIRTIO_GPU_CONTROLQ].ready = true;
	facet_virtio_direct_enable(f->pci, VIRTIO_GPU_CONTROLQ,
				   &setup.queues[VIRTIO_GPU_CONTROLQ]);
	assert_int_not_equal(f->kicks, 0);
	facet_virtio_pci_work(f->pci);
	assert_int_equal(gpu_used(&f->gpu, VIRTIO_GPU_CONTROLQ), 1);
}

static void requests_that_have_come_back_are_counted(void **state)
{
	struct pci_rig *f = *state;

	facet_virtio_direct_start(f->pci, a_setup());
	ask(f);
	ask(f);
	assert_int_equal(facet_virtio_direct_used(f->pci, VIRTIO_GPU_CONTROLQ), 2);
	assert_int_equal(facet_virtio_direct_used(f->pci, VIRTIO_GPU_CURSORQ), 0);
}

static void a_function_is_idle_if_each_request_has_come_back(void **state)
{
	struct pci_rig *f = *state;
	u32 queue;

	for (queue = 0; queue < FACET_VIRTIO_DIRECT_QUEUES; queue++) {
		facet_virtio_direct_start(f->pci, a_setup());
		facet_virtio_pci_work(f->pci);
		assert_true(facet_virtio_direct_is_idle(f->pci));
		gpu_offer(&f->gpu, queue,
			  gpu_command(&f->gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
			  sizeof(f->gpu.response));
		assert_false(facet_virtio_direct_is_idle(f->pci));
		facet_virtio_pci_work(f->pci);
		assert_true(facet_virtio_direct_is_idle(f->pci));
	}
}

static void a_queue_of_any_size_but_a_valid_one_needs_a_reset(void **state)
{
	static const u32 sizes[] = { 0, 3, 2048, 0x10000 + GPU_SIZE, ~0u };
	struct pci_rig *f = *state;
	struct facet_virtio_direct_setup setup = *a_setup();
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		setup.queues[VIRTIO_GPU_CURSORQ].size = sizes[i];
		facet_virtio_pci_reset(f->pci);
		facet_virtio_direct_start(f->pci, &setup);
		facet_virtio_pci_work(f->pci);
		assert_true(facet_virtio_direct_status(f->pci) & VIRTIO_STATUS_NEEDS_RESET);
	}
}

static void the_largest_queue_works(void **state)
{
	struct pci_rig *f = *state;
	struct facet_virtio_direct_setup setup = *a_setup();

	setup.queues[VIRTIO_GPU_CURSORQ].size = FACET_VIRTIO_DIRECT_QUEUE_MAX;
	facet_virtio_direct_start(f->pci, &setup);
	facet_virtio_pci_work(f->pci);
	assert_int_equal(facet_virtio_direct_status(f->pci), PCI_STARTED);
}

static void a_change_of_monitors_is_a_message_and_an_event(void **state)
{
	struct pci_rig *f = *state;
	u32 events = 0, clear = VIRTIO_GPU_EVENT_DISPLAY;
	u8 before;

	facet_virtio_direct_start(f->pci, a_setup());
	before = facet_virtio_direct_generation(f->pci);
	facet_virtio_pci_monitors_changed(f->pci);
	assert_int_equal(f->vectors[VECTOR_CONFIG], 1);
	assert_int_not_equal(facet_virtio_direct_generation(f->pci), before);
	facet_virtio_direct_config(f->pci, 0, &events, sizeof(events), false);
	assert_int_equal(events, VIRTIO_GPU_EVENT_DISPLAY);
	facet_virtio_direct_config(f->pci, 4, &clear, sizeof(clear), true);
	facet_virtio_direct_config(f->pci, 0, &events, sizeof(events), false);
	assert_int_equal(events, 0);
}

static void the_configuration_is_alike_before_and_after_the_start(void **state)
{
	struct pci_rig *f = *state;
	u8 before[FACET_VIRTIO_DIRECT_CONFIG], after[FACET_VIRTIO_DIRECT_CONFIG];

	facet_virtio_direct_first_config(f->gpu.limits.scanouts, 0, before, sizeof(before));
	facet_virtio_direct_start(f->pci, a_setup());
	facet_virtio_direct_config(f->pci, 0, after, sizeof(after), false);
	assert_memory_equal(before, after, sizeof(before));
}

static void bytes_beyond_the_configuration_are_0(void **state)
{
	struct pci_rig *f = *state;
	u8 bytes[8];
	u32 i;

	facet_virtio_direct_start(f->pci, a_setup());
	memset(bytes, 0xff, sizeof(bytes));
	facet_virtio_direct_config(f->pci, 8, bytes, sizeof(bytes), false);
	assert_int_equal(bytes[0], f->gpu.limits.scanouts);
	memset(bytes, 0xff, sizeof(bytes));
	facet_virtio_direct_config(f->pci, 14, bytes, sizeof(bytes), false);
	for (i = 0; i < sizeof(bytes); i++)
		assert_int_equal(bytes[i], 0);
	memset(bytes, 0xff, sizeof(bytes));
	facet_virtio_direct_first_config(2, ~0u, bytes, sizeof(bytes));
	assert_int_equal(bytes[0], 0);
	facet_virtio_direct_config(f->pci, ~0u, bytes, sizeof(bytes), true);
}

#define direct_test(f)	cmocka_unit_test_setup_teardown(f, direct_setup, direct_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		direct_test(a_driver_is_answered_by_the_message_of_its_queue),
		direct_test(each_feature_that_is_offered_is_accepted),
		direct_test(features_that_are_not_offered_are_refused),
		direct_test(a_queue_that_is_not_ready_is_not_used),
		direct_test(a_queue_that_gets_ready_late_is_used),
		direct_test(requests_that_have_come_back_are_counted),
		direct_test(a_function_is_idle_if_each_request_has_come_back),
		direct_test(a_queue_of_any_size_but_a_valid_one_needs_a_reset),
		direct_test(the_largest_queue_works),
		direct_test(a_change_of_monitors_is_a_message_and_an_event),
		direct_test(the_configuration_is_alike_before_and_after_the_start),
		direct_test(bytes_beyond_the_configuration_are_0),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
