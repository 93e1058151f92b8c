// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test a virtio-gpu behind a front end that gets no notice of each unmap. There an access to
 * several pages fails, though one of them may come back (mediator/host.h).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "display/damage.h"
#include "display/display.h"
#include "mediator/retry.h"
#include "model/model.h"
#include "tests/lib/virtio_vgpu.h"
#include "virtio/virtio_gpu_types.h"

#define WIDE		1900u	/* of a picture whose rows lie in several pages */
#define HIGH		4u
#define STRIDE		(WIDE * VIRTIO_GPU_PIXEL)
#define BYTES		(STRIDE * HIGH)
#define ALL		((struct virtio_gpu_rect){ 0, 0, WIDE, HIGH })
#define LATE		(GPU_PIXELS + 5 * PAGE_SIZE)	/* a page of the picture */
#define ACROSS		(GPU_RESPONSE + PAGE_SIZE - 8)	/* a response in two pages */

static int setup(void **state)
{
	struct virtio_vgpu *v = virtio_vgpu_create();

	gpu_paint(&v->driver.gpu, WIDE * HIGH);
	pci_start(&v->driver, true);
	virtio_vgpu_work(v);
	*state = v;
	return 0;
}

static int teardown(void **state)
{
	return virtio_vgpu_destroy(*state) ? -1 : 0;
}

/* A page is not there. @lost: result of an access to it alone. */
static void lose_page(struct virtio_vgpu *v, u64 address, int lost)
{
	struct driver_memory *memory = &v->driver.gpu.memory;

	memory->lost = lost;
	memory->lost_of_several = -EFAULT;
	driver_lose(memory, address & ~(u64)(PAGE_SIZE - 1), PAGE_SIZE);
}

static void page_comes_back(struct virtio_vgpu *v)
{
	driver_lose(&v->driver.gpu.memory, 0, 0);
	virtio_vgpu_pass_time(v, FACET_RETRY_INTERVAL_NS);
	virtio_vgpu_work(v);
}

/* Offer a command, with room for its response at an address. Return: requests that came back. */
static u16 offer(struct virtio_vgpu *v, u32 type, const void *command, u32 bytes, u64 response)
{
	struct gpu_rig *gpu = &v->driver.gpu;

	gpu_offer(gpu, VIRTIO_GPU_CONTROLQ, gpu_command(gpu, type, command, bytes, NULL, 0), 0);
	gpu_desc(gpu, VIRTIO_GPU_CONTROLQ, 1, response, sizeof(gpu->response), VIRTQ_DESC_WRITE);
	gpu_work(gpu);
	return gpu_used(gpu, VIRTIO_GPU_CONTROLQ);
}

static u32 response_at(struct virtio_vgpu *v, u64 address)
{
	u32 type;

	memcpy(&type, &v->driver.gpu.memory.bytes[address], sizeof(type));
	return type;
}

/* Create a resource whose rows lie in several pages, and offer its transfer. */
static u16 offer_transfer(struct virtio_vgpu *v)
{
	const struct virtio_gpu_transfer command = { ALL, 0, GPU_RESOURCE, 0 };
	struct gpu_rig *gpu = &v->driver.gpu;

	expect_ok(gpu_create_2d(gpu, GPU_RESOURCE, WIDE, HIGH));
	expect_ok(gpu_attach(gpu, GPU_RESOURCE, BYTES, BYTES));
	return offer(v, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
		     GPU_RESPONSE);
}

static void a_transfer_waits_for_one_of_its_pages(void **state)
{
	struct virtio_vgpu *v = *state;
	const struct vio_resource *resource;

	lose_page(v, LATE, FACET_HOST_RETRY);
	assert_int_equal(offer_transfer(v), 2);
	page_comes_back(v);
	assert_int_equal(gpu_used(&v->driver.gpu, VIRTIO_GPU_CONTROLQ), 3);
	expect_ok(response_at(v, GPU_RESPONSE));
	resource = vio_resource_find(&v->driver.gpu.g->resources, GPU_RESOURCE);
	assert_memory_equal(resource->pixels, gpu_pixel(&v->driver.gpu, 0), BYTES);
}

static void a_transfer_fails_at_once_if_no_page_may_come_back(void **state)
{
	struct virtio_vgpu *v = *state;

	lose_page(v, LATE, -EFAULT);
	assert_int_equal(offer_transfer(v), 3);
	assert_int_equal(response_at(v, GPU_RESPONSE), VIRTIO_GPU_RESP_ERR_UNSPEC);
}

static void a_response_waits_for_one_of_its_pages(void **state)
{
	struct virtio_vgpu *v = *state;

	lose_page(v, ACROSS + PAGE_SIZE, FACET_HOST_RETRY);
	assert_int_equal(offer(v, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, ACROSS), 0);
	page_comes_back(v);
	assert_int_equal(gpu_used(&v->driver.gpu, VIRTIO_GPU_CONTROLQ), 1);
	assert_int_equal(response_at(v, ACROSS), VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
}

/* The rows of the blob lie in several pages each. */
static void a_picture_with_a_late_page_is_not_complete(void **state)
{
	struct virtio_vgpu *v = *state;
	struct gpu_rig *gpu = &v->driver.gpu;
	static u32 shown[HIGH][WIDE], next[HIGH][WIDE];
	struct facet_damage damage;

	expect_ok(gpu_create_blob(gpu, GPU_RESOURCE, BYTES, BYTES));
	expect_ok(gpu_set_scanout_blob(gpu, GPU_RESOURCE, (struct virtio_gpu_rect){ 0, 0, 1500, 4 },
				       WIDE, HIGH, STRIDE, 0));
	lose_page(v, LATE, FACET_HOST_RETRY);
	assert_int_equal(facet_capture_update(v->instance->display, 0, shown, next, STRIDE, WIDE,
					      HIGH, false, &damage), -EAGAIN);
	lose_page(v, LATE, -EFAULT);
	assert_int_equal(facet_capture_update(v->instance->display, 0, shown, next, STRIDE, WIDE,
					      HIGH, false, &damage), 0);
}

#define LATE_TEST(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LATE_TEST(a_transfer_waits_for_one_of_its_pages),
		LATE_TEST(a_transfer_fails_at_once_if_no_page_may_come_back),
		LATE_TEST(a_response_waits_for_one_of_its_pages),
		LATE_TEST(a_picture_with_a_late_page_is_not_complete),
	};

	return cmocka_run_group_tests_name("virtio_late", tests, NULL, NULL);
}
