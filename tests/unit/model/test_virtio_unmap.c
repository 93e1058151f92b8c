// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that pictures of a virtio-gpu have nothing of memory that the VMM has unmapped. The pixels
 * of a blob are still there, but belong to others. A part that cannot be read is black.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "display/damage.h"
#include "display/display.h"
#include "model/model.h"
#include "tests/lib/virtio_vgpu.h"

#define WIDE		64u	/* of a screen whose pixels are three whole pages */
#define HIGH		48u
#define STRIDE		(WIDE * VIRTIO_GPU_PIXEL)
#define BYTES		(STRIDE * HIGH)
#define PAGE_ROWS	(PAGE_SIZE / STRIDE)
#define SCREEN		7u	/* numbers of resources */
#define CURSOR		9u
#define CURSOR_AT	(GPU_PIXELS + 0x10000)
#define CURSOR_BYTES	(VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_PIXEL)
#define COLOUR		0x5a0000u
#define WHITE		0xffffffu

typedef u32 picture_t[HIGH][WIDE];

/* Results of an access to unmapped memory: there is none, or it may come back. */
static const int losses[] = { -EFAULT, FACET_HOST_RETRY };

/* Paint the memory behind resources, and show a blob of it. */
static int setup(void **state)
{
	struct virtio_vgpu *v = virtio_vgpu_create();
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };
	struct gpu_rig *gpu = &v->driver.gpu;
	u32 i;

	for (i = 0; i < WIDE * HIGH; i++)
		*gpu_pixel(gpu, i * VIRTIO_GPU_PIXEL) = COLOUR + i;
	pci_start(&v->driver, true);
	virtio_vgpu_work(v);
	expect_ok(gpu_create_blob(gpu, SCREEN, BYTES, BYTES));
	expect_ok(gpu_set_scanout_blob(gpu, SCREEN, all, WIDE, HIGH, STRIDE, 0));
	*state = v;
	return 0;
}

static int teardown(void **state)
{
	return virtio_vgpu_destroy(*state) ? -1 : 0;
}

/* The VMM unmaps memory. @loss: the result of an access then. */
static void unmap(struct virtio_vgpu *v, u64 address, u64 bytes, int loss)
{
	struct driver_memory *memory = &v->driver.gpu.memory;

	v->instance->model->dma_unmap(v->instance, address, bytes);
	memory->lost = loss;
	driver_lose(memory, address, bytes);
}

static void map_again(struct virtio_vgpu *v)
{
	driver_lose(&v->driver.gpu.memory, 0, 0);
}

static void screenshot(struct virtio_vgpu *v, picture_t picture)
{
	assert_int_equal(facet_capture_screenshot(v->instance->display, 0, picture, STRIDE, WIDE,
						  HIGH, true), 0);
}

/* Rows from @first up to, but not with, @end are black. The others are as they were painted. */
static void expect_black(picture_t picture, u32 first, u32 end)
{
	u32 x, y;

	for (y = 0; y < HIGH; y++)
		for (x = 0; x < WIDE; x++)
			assert_int_equal(picture[y][x] & 0xffffff,
					 y >= first && y < end ? 0 : COLOUR + y * WIDE + x);
}

/* Each screenshot goes to the memory of the last one. */
static void a_screenshot_has_nothing_of_unmapped_memory(void **state)
{
	struct virtio_vgpu *v = *state;
	picture_t picture;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(losses); i++) {
		screenshot(v, picture);
		expect_black(picture, 0, 0);
		unmap(v, GPU_PIXELS + PAGE_SIZE, PAGE_SIZE, losses[i]);
		screenshot(v, picture);
		expect_black(picture, PAGE_ROWS, 2 * PAGE_ROWS);
		unmap(v, GPU_PIXELS, BYTES, losses[i]);
		screenshot(v, picture);
		expect_black(picture, 0, HIGH);
		map_again(v);
	}
}

/* A screen that is composed in turns knows that rows have changed. */
static void a_composed_screen_has_nothing_of_unmapped_memory(void **state)
{
	struct virtio_vgpu *v = *state;
	struct facet_damage damage;
	picture_t shown, next;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(losses); i++) {
		screenshot(v, shown);
		memcpy(next, shown, sizeof(next));
		unmap(v, GPU_PIXELS + PAGE_SIZE, PAGE_SIZE, losses[i]);
		assert_int_equal(facet_capture_update(v->instance->display, 0, shown, next, STRIDE,
						      WIDE, HIGH, false, &damage),
				 losses[i] == FACET_HOST_RETRY ? -EAGAIN : 0);
		expect_black(next, PAGE_ROWS, 2 * PAGE_ROWS);
		assert_int_equal(damage.top, PAGE_ROWS);
		assert_int_equal(damage.bottom, 2 * PAGE_ROWS);
		map_again(v);
	}
}

static void a_cursor_in_unmapped_memory_is_not_drawn(void **state)
{
	const struct virtio_gpu_create_blob create = {
		CURSOR, VIRTIO_GPU_BLOB_MEM_GUEST, 0, 1, 0, CURSOR_BYTES,
	};
	const struct virtio_gpu_mem_entry entry = { CURSOR_AT, CURSOR_BYTES, 0 };
	const struct virtio_gpu_cursor cursor = { 0, 0, 0, 0, CURSOR, 0, 0, 0 };
	struct virtio_vgpu *v = *state;
	struct gpu_rig *gpu = &v->driver.gpu;
	picture_t picture;
	u32 i;

	memset(&gpu->memory.bytes[CURSOR_AT], 0xff, CURSOR_BYTES);
	expect_ok(gpu_send_entries(gpu, VIRTIO_GPU_CMD_RESOURCE_CREATE_BLOB, &create,
				   sizeof(create), &entry, 1));
	expect_ok(gpu_send(gpu, VIRTIO_GPU_CMD_UPDATE_CURSOR, &cursor, sizeof(cursor)));
	for (i = 0; i < ARRAY_SIZE(losses); i++) {
		screenshot(v, picture);
		assert_int_equal(picture[0][0] & 0xffffff, WHITE);
		unmap(v, CURSOR_AT, CURSOR_BYTES, losses[i]);
		screenshot(v, picture);
		expect_black(picture, 0, 0);
		map_again(v);
	}
}

static void memory_that_is_mapped_anew_is_shown_anew(void **state)
{
	struct virtio_vgpu *v = *state;
	picture_t picture;

	screenshot(v, picture);
	unmap(v, GPU_PIXELS, BYTES, -EFAULT);
	screenshot(v, picture);
	memset(gpu_pixel(&v->driver.gpu, 0), 0x33, BYTES);
	map_again(v);
	screenshot(v, picture);
	assert_int_equal(picture[0][0] & 0xffffff, 0x333333);
	assert_int_equal(picture[HIGH - 1][WIDE - 1] & 0xffffff, 0x333333);
}

#define UNMAPPED(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		UNMAPPED(a_screenshot_has_nothing_of_unmapped_memory),
		UNMAPPED(a_composed_screen_has_nothing_of_unmapped_memory),
		UNMAPPED(a_cursor_in_unmapped_memory_is_not_drawn),
		UNMAPPED(memory_that_is_mapped_anew_is_shown_anew),
	};

	return cmocka_run_group_tests_name("virtio_unmap", tests, NULL, NULL);
}
