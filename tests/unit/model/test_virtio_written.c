// SPDX-License-Identifier: GPL-2.0-only
/*
 * The record of pages that a virtio-gpu writes (mediator/dirty_log.h) against memory itself: each
 * page that a pass of the worker changes is in the record, and no other.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/model.h"
#include "tests/lib/virtio_vgpu.h"
#include "virtio/virtio_gpu_types.h"

#define MEMORY_PAGES	(DRIVER_BYTES / PAGE_SIZE)
#define REQUESTS	200u

/**
 * struct fixture - A vGPU whose passes are checked.
 * @v: the vGPU
 * @pass: lets the worker do a pass
 * @before: memory before a pass
 * @logged: by page: it is in the record
 * @changes: pages that passes have changed
 */
static struct fixture {
	struct virtio_vgpu *v;
	int (*pass)(struct gpu_rig *gpu);
	u8 before[DRIVER_BYTES];
	bool logged[MEMORY_PAGES];
	u32 changes;
} f;

static void take_record(void)
{
	u64 gfn = 0, first;
	u32 n;

	f.v->instance->model->report_writes(f.v->instance, 0, MEMORY_PAGES);
	memset(f.logged, 0, sizeof(f.logged));
	while (gfn < MEMORY_PAGES)
		for (n = facet_dirty_log_take(&f.v->log, &gfn, MEMORY_PAGES, &first); n; n--)
			f.logged[first++] = true;
}

static int checked_pass(struct gpu_rig *gpu)
{
	const u8 *memory = f.v->driver.gpu.memory.bytes;
	int ret;
	u32 i;

	memcpy(f.before, memory, DRIVER_BYTES);
	ret = f.pass(gpu);
	take_record();
	for (i = 0; i < MEMORY_PAGES; i++) {
		bool changed = memcmp(f.before + i * PAGE_SIZE, memory + i * PAGE_SIZE, PAGE_SIZE);

		f.changes += changed;
		if (changed && !f.logged[i])
			fail_msg("page %u has changed, and the record lacks it", i);
	}
	return ret;
}

static int setup(void **state)
{
	const struct facet_dirty_log_range all = { .first = 0, .n = MEMORY_PAGES };

	f.changes = 0;
	f.v = virtio_vgpu_create();
	f.pass = f.v->driver.gpu.work;
	f.v->driver.gpu.work = checked_pass;
	if (facet_dirty_log_start(&f.v->log, &all, 1))
		return -1;
	f.v->instance->model->record_writes(f.v->instance, true);
	return 0;
}

static int teardown(void **state)
{
	f.v->instance->model->record_writes(f.v->instance, false);
	return virtio_vgpu_destroy(f.v) ? -1 : 0;
}

/* Answers go by copies, indices of rings by pins. */
static void each_page_that_a_pass_changes_is_recorded(void **state)
{
	u32 i;

	pci_start(&f.v->driver, true);
	virtio_vgpu_work(f.v);
	for (i = 0; i < REQUESTS; i++) {
		assert_int_equal(gpu_create_2d(&f.v->driver.gpu, 1 + i % 8, GPU_WIDTH, GPU_HEIGHT),
				 i < 8 ? VIRTIO_GPU_RESP_OK_NODATA :
					 VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID);
		if (i % 50 == 49)
			f.v->instance->model->unpin(f.v->instance);
	}
	assert_true(f.changes >= REQUESTS);
}

static void a_device_that_does_nothing_is_not_recorded(void **state)
{
	u32 i;

	pci_start(&f.v->driver, true);
	virtio_vgpu_work(f.v);
	gpu_create_2d(&f.v->driver.gpu, 1, GPU_WIDTH, GPU_HEIGHT);
	virtio_vgpu_pass_time(f.v, 1000000);
	take_record();
	for (i = 0; i < MEMORY_PAGES; i++)
		assert_false(f.logged[i]);
}

#define RECORDED(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORDED(each_page_that_a_pass_changes_is_recorded),
		RECORDED(a_device_that_does_nothing_is_not_recorded),
	};

	return cmocka_run_group_tests_name("virtio_written", tests, NULL, NULL);
}
