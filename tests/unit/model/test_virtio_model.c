// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the model virtio-gpu by its ops, as a front end uses it: turns of the worker, pinned pages
 * of rings, and the display. A driver plays the guest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <cmocka.h>

#include "display/display.h"
#include "mediator/gpu.h"
#include "mediator/sched.h"
#include "mediator/type.h"
#include "model/model.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"
#include "tests/lib/virtio_pci_driver.h"
#include "tests/lib/virtio_type.h"

#define PIXELS_GFN	(GPU_PIXELS / PAGE_SIZE)
#define WIDE		64u	/* of a screen whose pixels are whole pages */
#define HIGH		48u
#define WIDE_STRIDE	(WIDE * VIRTIO_GPU_PIXEL)
#define WIDE_BYTES	(WIDE_STRIDE * HIGH)
#define WIDE_PAGES	(WIDE_BYTES / PAGE_SIZE)
#define CURSOR		9u	/* number of the cursor's resource */
#define CURSOR_BYTES	(VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_PIXEL)

/**
 * struct model_rig - A vGPU, its front end, and a driver in the guest.
 * @driver: the driver, whose memory is the guest's
 * @memory: where the memory of @driver lies
 * @clock: the time of the pGPU's scheduler
 * @pgpu: the pGPU
 * @gpu: its scheduler
 * @instance: the vGPU
 * @pins: by guest page number: how often the page is pinned
 * @pin_calls: calls of pin
 * @kicked: the worker is to do a pass
 * @deadline: deadline of the vGPU's timer; ~0: none
 * @pass_ns: time that an access of the guest's memory takes
 * @look_ns: time that passes between two looks at the clock
 */
struct model_rig {
	struct pci_rig *driver;
	void *memory;
	struct fake_clock clock;
	struct fake_pgpu pgpu;
	struct facet_gpu *gpu;
	struct facet_instance *instance;
	u32 pins[DRIVER_BYTES / PAGE_SIZE];
	u32 pin_calls;
	bool kicked;
	u64 deadline;
	u64 pass_ns;
	u64 look_ns;
};

static struct model_rig *rig;

/* --- the front end -------------------------------------------------------------------------- */

static int host_read(void *host, u64 gpa, void *buf, size_t len)
{
	rig->clock.now_ns += rig->pass_ns;
	return driver_read(rig->driver, gpa, buf, len);
}

static int host_write(void *host, u64 gpa, const void *buf, size_t len)
{
	return driver_write(rig->driver, gpa, buf, len);
}

static int host_pin(void *host, const u64 *gfns, u32 n, u64 *frames)
{
	u8 page;
	int ret;

	assert_int_equal(n, 1);
	ret = driver_read(rig->driver, *gfns << PAGE_SHIFT, &page, 1);
	if (ret)
		return ret;
	rig->pins[*gfns]++;
	rig->pin_calls++;
	*frames = port_ptr_to_frame(&rig->driver->gpu.memory.bytes[*gfns << PAGE_SHIFT]);
	return 0;
}

static void host_unpin(void *host, const u64 *gfns, u32 n)
{
	assert_true(rig->pins[*gfns] > 0);
	rig->pins[*gfns]--;
}

static void host_set_irq(void *host, bool level)
{
	rig->driver->level = level;
}

static u64 host_now_ns(void *host)
{
	rig->clock.now_ns += rig->look_ns;
	return rig->clock.now_ns;
}

static void host_arm_timer(void *host, u64 deadline_ns)
{
	rig->deadline = deadline_ns;
}

static void host_kick(void *host)
{
	rig->kicked = true;
}

static void host_signal(void *host, u32 vector)
{
	rig->driver->vectors[vector]++;
}

static const struct facet_host_ops host_ops = {
	.read = host_read,
	.write = host_write,
	.pin = host_pin,
	.unpin = host_unpin,
	.set_irq = host_set_irq,
	.now_ns = host_now_ns,
	.arm_timer = host_arm_timer,
	.kick = host_kick,
};

/* Let the worker do passes while it is kicked. Return: their number. */
static u32 work(void)
{
	u32 n = 0;

	while (rig->kicked && n < 1000) {
		rig->kicked = false;
		rig->instance->model->work(rig->instance);
		n++;
	}
	return n;
}

/* A pass for the driver: it has notified the device. */
static int driver_pass(struct gpu_rig *gpu)
{
	pci_put(rig->driver, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, VIRTIO_GPU_CONTROLQ, 2);
	work();
	return 0;
}

/* Make a driver whose memory begins at a page. */
static struct pci_rig *driver_create(void)
{
	struct pci_rig *driver;

	rig->memory = aligned_alloc(PAGE_SIZE, driver_place_bytes(sizeof(*driver)));
	assert_non_null(rig->memory);
	driver = driver_place(rig->memory);
	memset(driver, 0, sizeof(*driver));
	gpu_rig_init(&driver->gpu);
	driver->gpu.work = driver_pass;
	return driver;
}

static int setup(void **state)
{
	struct facet_display_config outputs = {
		.n_outputs = 2,
		.outputs = { { .width = 1024, .height = 768 }, { .width = 800, .height = 600 } },
	};
	struct facet_instance_setup setup = {
		.type = virtio_type(), .outputs = &outputs, .ops = &host_ops,
		.signal = host_signal,
	};

	rig = calloc(1, sizeof(*rig));
	assert_non_null(rig);
	rig->driver = driver_create();
	rig->deadline = ~0ull;
	fake_clock_init(&rig->clock, false);
	rig->clock.now_ns = 1000000;
	fake_pgpu_init(&rig->pgpu);
	assert_int_equal(facet_gpu_create(&rig->pgpu.pgpu, NULL, &fake_gpu_host_ops, &rig->clock,
					  &rig->gpu), 0);
	rig->clock.gpu = rig->gpu;
	setup.gpu = rig->gpu;
	outputs.max_width = setup.type->max_width;
	outputs.max_height = setup.type->max_height;
	assert_int_equal(facet_model_virtio_gpu.create(&setup, &rig->instance), 0);
	rig->driver->pci = facet_virtio_function(rig->instance);
	rig->driver->gpu.g = facet_virtio_pci_gpu(rig->driver->pci);
	pci_find_parts(rig->driver);
	pci_start(rig->driver, true);
	work();
	return 0;
}

static int teardown(void **state)
{
	u32 i;

	rig->instance->model->cancel(rig->instance);
	rig->instance->model->destroy(rig->instance);
	facet_gpu_destroy(rig->gpu);
	for (i = 0; i < ARRAY_SIZE(rig->pins); i++)
		assert_int_equal(rig->pins[i], 0);
	free(rig->memory);
	free(rig);
	return 0;
}

static u32 pins(void)
{
	u32 i, n = 0;

	for (i = 0; i < ARRAY_SIZE(rig->pins); i++)
		n += rig->pins[i];
	return n;
}

/* Show a blob of whole pages on the first monitor. */
static void show_blob(u32 offset)
{
	struct gpu_rig *gpu = &rig->driver->gpu;
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };

	assert_int_equal(gpu_create_blob(gpu, 7, 2 * WIDE_BYTES, 2 * WIDE_BYTES),
			 VIRTIO_GPU_RESP_OK_NODATA);
	assert_int_equal(gpu_set_scanout_blob(gpu, 7, all, WIDE, HIGH, WIDE_STRIDE, offset),
			 VIRTIO_GPU_RESP_OK_NODATA);
}

/* --- the front end's view -------------------------------------------------------------------- */

static void a_model_says_what_is_behind_each_bar(void **state)
{
	const struct facet_model *model = rig->instance->model;
	u32 i;

	for (i = 0; i < FACET_MODEL_REGIONS; i++)
		assert_int_equal(model->regions[i] != FACET_REGION_NONE,
				 model->bar(rig->instance, i) != 0);
	assert_int_equal(model->vectors, 3);
	assert_null(facet_gen9_vgpu(rig->instance));
	assert_false(model->interrupts(rig->instance).msi);
}

static void a_started_driver_is_ready_until_a_reset(void **state)
{
	const struct facet_model *model = rig->instance->model;

	assert_true(model->driver_ready(rig->instance));
	model->reset(rig->instance);
	assert_false(model->driver_ready(rig->instance));
	assert_int_equal(pins(), 0);
}

/* --- work ----------------------------------------------------------------------------------- */

static void a_command_is_answered_in_the_turn_of_its_vgpu(void **state)
{
	assert_int_equal(gpu_create_2d(&rig->driver->gpu, 3, 16, 16), VIRTIO_GPU_RESP_OK_NODATA);
	assert_true(rig->driver->vectors[1] > 0);
	/* Nothing is left to do: a further pass is not asked for. */
	assert_false(rig->kicked);
}

static void the_time_of_passes_counts_as_busy_time(void **state)
{
	struct facet_sched_stats stats = {}, other = {};

	rig->instance->model->set_stats(rig->instance, PGPU_BCS, &stats);
	rig->instance->model->set_stats(rig->instance, PGPU_RCS, &other);
	rig->pass_ns = 1000;
	gpu_create_2d(&rig->driver->gpu, 3, 16, 16);
	assert_true(stats.busy_ns >= 1000);
	assert_int_equal(other.busy_ns, 0);
	rig->instance->model->set_stats(rig->instance, PGPU_BCS, NULL);
}

/* A VMM may delay other passes, so no more than a slice of them counts. */
static void the_time_to_make_pixels_counts_whatever_it_is(void **state)
{
	struct facet_sched_stats stats = {};
	struct gpu_rig *gpu = &rig->driver->gpu;

	rig->instance->model->set_stats(rig->instance, PGPU_BCS, &stats);
	rig->look_ns = 1000000000;
	gpu_flush(gpu, 3);
	assert_in_range(stats.busy_ns, 1, rig->look_ns - 1);
	gpu_create_2d(gpu, 3, 16, 16);
	assert_true(stats.busy_ns >= rig->look_ns);
	rig->look_ns = 0;
	rig->instance->model->set_stats(rig->instance, PGPU_BCS, NULL);
}

static void a_vgpu_with_a_used_up_limit_waits_for_its_next_turn(void **state)
{
	const struct facet_sched_params params = {
		.weight = 100, .limit = FACET_SCHED_WHOLE / 100,
		.priority = FACET_SCHED_PRIORITY_NORMAL,
	};
	u64 began;

	rig->instance->model->set_sched_params(rig->instance, &params);
	rig->pass_ns = 1000000;
	assert_int_equal(gpu_create_2d(&rig->driver->gpu, 3, 16, 16), VIRTIO_GPU_RESP_OK_NODATA);
	began = rig->clock.now_ns;
	assert_int_equal(gpu_create_2d(&rig->driver->gpu, 4, 16, 16), 0);
	fake_clock_advance(&rig->clock, 1000000000ull);
	work();
	assert_int_equal(gpu_used(&rig->driver->gpu, VIRTIO_GPU_CONTROLQ), 2);
	assert_true(rig->clock.now_ns - began > 100000000);
}

static void a_cancelled_vgpu_does_nothing(void **state)
{
	rig->instance->model->cancel(rig->instance);
	assert_int_equal(gpu_create_2d(&rig->driver->gpu, 3, 16, 16), 0);
}

static void late_memory_is_tried_again_later(void **state)
{
	struct gpu_rig *gpu = &rig->driver->gpu;

	gpu->memory.late = 0;
	assert_int_equal(gpu_create_2d(gpu, 3, 16, 16), 0);
	assert_true(rig->deadline > rig->clock.now_ns && rig->deadline != ~0ull);
	gpu->memory.late = ~0u;
	rig->clock.now_ns = rig->deadline;
	rig->instance->model->timer(rig->instance);
	work();
	assert_int_equal(gpu_used(gpu, VIRTIO_GPU_CONTROLQ), 1);
}

static void pages_of_rings_stay_pinned_until_they_go(void **state)
{
	u32 calls, n;

	gpu_create_2d(&rig->driver->gpu, 3, 16, 16);
	n = pins();
	assert_true(n > 0);
	calls = rig->pin_calls;
	gpu_create_2d(&rig->driver->gpu, 4, 16, 16);
	assert_int_equal(rig->pin_calls, calls);
	rig->instance->model->dma_unmap(rig->instance, 0, DRIVER_BYTES / 2);
	assert_int_equal(pins(), 0);
	assert_int_equal(gpu_create_2d(&rig->driver->gpu, 5, 16, 16), VIRTIO_GPU_RESP_OK_NODATA);
	assert_int_equal(pins(), n);
}

/* --- the display ---------------------------------------------------------------------------- */

static void a_dark_scanout_has_no_plane(void **state)
{
	struct facet_plane plane;
	u32 width = 1, height = 1;

	assert_int_equal(facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY,
					     &plane), 0);
	assert_false(plane.enabled);
	assert_int_equal(facet_scanout_size(rig->instance->display, 0, &width, &height), 0);
	assert_int_equal(width + height, 0);
	assert_true(!facet_scanout_serial(rig->instance->display, 0));
}

static void a_blob_of_whole_pages_is_shown_without_a_copy(void **state)
{
	struct facet_display_stats stats = {};
	struct facet_plane plane;
	u64 gfns[WIDE_PAGES];
	u32 i;

	facet_display_set_stats(rig->instance->display, &stats);
	show_blob(0);
	assert_int_equal(facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY,
					     &plane), 0);
	assert_true(plane.enabled && plane.direct && plane.id);
	assert_int_equal(plane.format, FACET_FOURCC_XRGB8888);
	assert_int_equal(plane.width, WIDE);
	assert_int_equal(plane.stride, WIDE_STRIDE);
	assert_int_equal(plane.pages, WIDE_PAGES);
	assert_int_equal(facet_scanout_pages(rig->instance->display, plane.id, NULL, gfns,
					     WIDE_PAGES), 0);
	for (i = 0; i < WIDE_PAGES; i++)
		assert_int_equal(gfns[i], PIXELS_GFN + i);
	assert_int_equal(stats.screen_bytes_copied, 0);
	facet_display_set_stats(rig->instance->display, NULL);
}

static void a_second_buffer_has_another_id_and_the_first_keeps_its_own(void **state)
{
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };
	struct facet_plane first, second, again;
	u64 pages[WIDE_PAGES];

	show_blob(0);
	facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY, &first);
	gpu_set_scanout_blob(&rig->driver->gpu, 7, all, WIDE, HIGH, WIDE_STRIDE, WIDE_BYTES);
	facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY, &second);
	assert_int_equal(facet_scanout_pages(rig->instance->display, first.id, NULL, pages,
					     WIDE_PAGES), -ENOENT);
	gpu_set_scanout_blob(&rig->driver->gpu, 7, all, WIDE, HIGH, WIDE_STRIDE, 0);
	facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY, &again);
	assert_true(first.direct && second.direct);
	assert_int_not_equal(first.id, second.id);
	assert_int_equal(first.id, again.id);
}

static void a_blob_that_does_not_begin_at_a_page_is_copied(void **state)
{
	struct facet_plane plane;

	show_blob(WIDE_STRIDE);
	facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY, &plane);
	assert_true(plane.enabled);
	assert_false(plane.direct);
}

static void a_picture_on_the_host_is_copied_and_counted(void **state)
{
	const struct virtio_gpu_rect all = { 0, 0, GPU_WIDTH, GPU_HEIGHT };
	struct gpu_rig *gpu = &rig->driver->gpu;
	u32 pixels[GPU_WIDTH * GPU_HEIGHT], next[GPU_WIDTH * GPU_HEIGHT];
	struct facet_display_stats stats = {};
	struct facet_damage damage;
	struct facet_plane plane;
	u32 i;

	facet_display_set_stats(rig->instance->display, &stats);
	gpu_paint(gpu, GPU_WIDTH * GPU_HEIGHT);
	gpu_create_2d(gpu, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT);
	gpu_attach(gpu, GPU_RESOURCE, sizeof(pixels), sizeof(pixels));
	gpu_transfer(gpu, GPU_RESOURCE, all, 0);
	gpu_set_scanout(gpu, 0, GPU_RESOURCE, all);
	facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY, &plane);
	assert_true(plane.enabled && !plane.direct);
	assert_int_equal(facet_capture_read(rig->instance->display, 0, pixels, GPU_STRIDE,
					    GPU_WIDTH, GPU_HEIGHT, true), 0);
	for (i = 0; i < ARRAY_SIZE(pixels); i++)
		assert_int_equal(pixels[i] & 0xffffff, i);
	assert_int_equal(stats.screen_bytes_copied, sizeof(pixels));

	memset(next, 0x5a, sizeof(next));
	assert_int_equal(facet_capture_update(rig->instance->display, 0, pixels, next, GPU_STRIDE,
					      GPU_WIDTH, GPU_HEIGHT, true, &damage), 0);
	assert_int_equal(damage.bytes, 0);
	for (i = 0; i < ARRAY_SIZE(next); i++)
		assert_int_equal(next[i], 0x5a5a5a5a);

	*gpu_pixel(gpu, 3 * GPU_STRIDE) = 0xffffff;
	gpu_transfer(gpu, GPU_RESOURCE, all, 0);
	assert_int_equal(facet_capture_update(rig->instance->display, 0, pixels, next, GPU_STRIDE,
					      GPU_WIDTH, GPU_HEIGHT, true, &damage), 0);
	assert_int_equal(damage.top, 3);
	assert_int_equal(damage.bottom, 4);
	assert_int_equal(damage.bytes, GPU_STRIDE);
	facet_display_set_stats(rig->instance->display, NULL);
}

static void a_driver_reads_the_edid_of_each_monitor(void **state)
{
	const struct virtio_gpu_get_edid command = { .scanout = 1 };
	struct gpu_rig *gpu = &rig->driver->gpu;
	u8 edid[FACET_EDID_MAX];
	u32 size;

	assert_int_equal(gpu_send(gpu, VIRTIO_GPU_CMD_GET_EDID, &command, sizeof(command)),
			 VIRTIO_GPU_RESP_OK_EDID);
	assert_int_equal(facet_output_get_edid(rig->instance->display, 1, edid, &size), 0);
	assert_memory_equal(gpu->response.edid.edid, edid, size);
	assert_int_equal(gpu_send(gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0),
			 VIRTIO_GPU_RESP_OK_DISPLAY_INFO);
	assert_int_equal(gpu->response.info.scanouts[0].rect.width, 1024);
	assert_int_equal(gpu->response.info.scanouts[1].rect.height, 600);
}

static void an_unplugged_monitor_interrupts_the_driver(void **state)
{
	struct gpu_rig *gpu = &rig->driver->gpu;
	u32 before = rig->driver->vectors[0];

	assert_int_equal(facet_output_set_link(rig->instance->display, 0, false), 0);
	assert_int_equal(rig->driver->vectors[0], before + 1);
	assert_int_equal(pci_get(rig->driver, VIRTIO_PCI_CAP_DEVICE_CFG, 0, 4),
			 VIRTIO_GPU_EVENT_DISPLAY);
	gpu_send(gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0);
	assert_int_equal(gpu->response.info.scanouts[0].enabled, 0);
	assert_int_equal(gpu->response.info.scanouts[1].enabled, 1);
}

static void a_picture_in_place_of_another_is_a_flip(void **state)
{
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };
	struct facet_display_stats stats = { 0 };
	struct gpu_rig *gpu = &rig->driver->gpu;

	facet_display_set_stats(rig->instance->display, &stats);
	show_blob(0);
	assert_int_equal(stats.flips.asked, 0);
	gpu_set_scanout_blob(gpu, 7, all, WIDE, HIGH, WIDE_STRIDE, WIDE_BYTES);
	assert_int_equal(stats.flips.asked, 1);
	assert_int_equal(stats.flips.shown, 1);
	gpu_set_scanout_blob(gpu, 7, all, WIDE, HIGH, WIDE_STRIDE, WIDE_BYTES);
	gpu_flush(gpu, 7);
	gpu_set_scanout_blob(gpu, 0, all, WIDE, HIGH, WIDE_STRIDE, 0);
	gpu_set_scanout_blob(gpu, 7, all, WIDE, HIGH, WIDE_STRIDE, 0);
	assert_int_equal(stats.flips.asked, 1);
	assert_int_equal(stats.flips.missed, 0);
	facet_display_set_stats(rig->instance->display, NULL);
}

/* Expect that a monitor shows the colour alone. */
static void expect_colour(u32 head, u32 width, u32 height, u32 colour)
{
	u32 pixels[GPU_WIDTH * GPU_HEIGHT], w, h, i;

	assert_int_equal(facet_scanout_size(rig->instance->display, head, &w, &h), 0);
	assert_int_equal(w, width);
	assert_int_equal(h, height);
	assert_int_equal(facet_capture_read(rig->instance->display, head, pixels,
					    width * VIRTIO_GPU_PIXEL, width, height, true), 0);
	for (i = 0; i < width * height; i++)
		assert_int_equal(pixels[i], colour);
}

/* Show a 2D resource of one colour on a monitor. */
static void show_colour(u32 head, u32 id, u32 width, u32 height, u32 colour)
{
	const struct virtio_gpu_rect all = { 0, 0, width, height };
	struct gpu_rig *gpu = &rig->driver->gpu;
	u32 i;

	for (i = 0; i < width * height; i++)
		*gpu_pixel(gpu, i * VIRTIO_GPU_PIXEL) = colour;
	gpu_create_2d(gpu, id, width, height);
	gpu_attach(gpu, id, width * height * VIRTIO_GPU_PIXEL, PAGE_SIZE);
	gpu_transfer(gpu, id, all, 0);
	assert_int_equal(gpu_set_scanout(gpu, head, id, all), VIRTIO_GPU_RESP_OK_NODATA);
}

static void each_monitor_shows_its_own_picture(void **state)
{
	struct facet_display *display = rig->instance->display;
	u64 first;

	show_colour(0, 3, GPU_WIDTH, GPU_HEIGHT, 0x112233);
	expect_colour(1, 0, 0, 0);
	first = facet_scanout_serial(display, 0);
	show_colour(1, 4, GPU_WIDTH / 2, GPU_HEIGHT / 4, 0x445566);
	expect_colour(0, GPU_WIDTH, GPU_HEIGHT, 0x112233);
	expect_colour(1, GPU_WIDTH / 2, GPU_HEIGHT / 4, 0x445566);
	assert_true(facet_scanout_serial(display, 0) == first);
	assert_int_equal(gpu_set_scanout(&rig->driver->gpu, 0, 0, (struct virtio_gpu_rect){}),
			 VIRTIO_GPU_RESP_OK_NODATA);
	expect_colour(0, 0, 0, 0);
	expect_colour(1, GPU_WIDTH / 2, GPU_HEIGHT / 4, 0x445566);
}

/* A driver may have one frame buffer for all monitors. Each plane has its own pages and id. */
static void two_monitors_show_parts_of_one_blob_without_a_copy(void **state)
{
	struct virtio_gpu_set_scanout_blob command = {
		.rect = { 0, 0, WIDE, HIGH }, .scanout = 1, .resource = 7, .width = WIDE,
		.height = HIGH, .format = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
		.strides = { WIDE_STRIDE }, .offsets = { WIDE_BYTES },
	};
	struct facet_plane planes[2];
	u64 gfns[WIDE_PAGES];
	u32 head;

	show_blob(0);
	assert_int_equal(gpu_send(&rig->driver->gpu, VIRTIO_GPU_CMD_SET_SCANOUT_BLOB, &command,
				  sizeof(command)), VIRTIO_GPU_RESP_OK_NODATA);
	for (head = 0; head < 2; head++) {
		assert_int_equal(facet_scanout_plane(rig->instance->display, head,
						     FACET_PLANE_PRIMARY, &planes[head]), 0);
		assert_true(planes[head].direct);
		assert_int_equal(facet_scanout_pages(rig->instance->display, planes[head].id, NULL,
						     gfns, WIDE_PAGES), 0);
		assert_int_equal(gfns[0], PIXELS_GFN + head * WIDE_PAGES);
	}
	assert_int_not_equal(planes[0].id, planes[1].id);
}

/* Show a cursor, which is a blob, with a hot spot. Return: its plane. */
static struct facet_plane cursor_with(u32 hot_x, u32 hot_y)
{
	const struct virtio_gpu_cursor command = { 1, 10, 20, 0, CURSOR, hot_x, hot_y, 0 };
	struct facet_plane plane;

	assert_int_equal(gpu_send(&rig->driver->gpu, VIRTIO_GPU_CMD_UPDATE_CURSOR, &command,
				  sizeof(command)), VIRTIO_GPU_RESP_OK_NODATA);
	assert_int_equal(facet_scanout_plane(rig->instance->display, 1, FACET_PLANE_CURSOR,
					     &plane), 0);
	assert_true(plane.enabled && plane.direct);
	return plane;
}

static void a_cursor_has_the_hot_spot_that_the_driver_names(void **state)
{
	const struct virtio_gpu_cursor moved = { 1, 30, 40, 0, 0, 0, 0, 0 };
	struct facet_plane plane, after;

	show_blob(0);
	assert_int_equal(gpu_create_blob(&rig->driver->gpu, CURSOR, CURSOR_BYTES, CURSOR_BYTES),
			 VIRTIO_GPU_RESP_OK_NODATA);
	plane = cursor_with(3, VIRTIO_GPU_CURSOR_SIZE - 1);
	assert_int_equal(plane.hot_x, 3);
	assert_int_equal(plane.hot_y, VIRTIO_GPU_CURSOR_SIZE - 1);
	gpu_send(&rig->driver->gpu, VIRTIO_GPU_CMD_MOVE_CURSOR, &moved, sizeof(moved));
	facet_scanout_plane(rig->instance->display, 1, FACET_PLANE_CURSOR, &after);
	assert_int_equal(after.x, 30);
	assert_int_equal(after.hot_x, 3);
	assert_int_equal(after.id, plane.id);
	facet_scanout_plane(rig->instance->display, 0, FACET_PLANE_PRIMARY, &plane);
	assert_int_equal(plane.hot_x, ~0u);
}

static void a_hot_spot_beyond_its_cursor_is_not_known(void **state)
{
	static const u32 beyond[] = { VIRTIO_GPU_CURSOR_SIZE, 0x80000000u, ~0u };
	struct facet_plane plane;
	u32 i;

	assert_int_equal(gpu_create_blob(&rig->driver->gpu, CURSOR, CURSOR_BYTES, CURSOR_BYTES),
			 VIRTIO_GPU_RESP_OK_NODATA);
	for (i = 0; i < ARRAY_SIZE(beyond); i++) {
		plane = cursor_with(beyond[i], 1);
		assert_int_equal(plane.hot_x, ~0u);
		assert_int_equal(plane.hot_y, ~0u);
		plane = cursor_with(1, beyond[i]);
		assert_int_equal(plane.hot_x, ~0u);
		assert_int_equal(plane.hot_y, ~0u);
	}
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_model_says_what_is_behind_each_bar),
		TEST(a_started_driver_is_ready_until_a_reset),
		TEST(a_command_is_answered_in_the_turn_of_its_vgpu),
		TEST(the_time_of_passes_counts_as_busy_time),
		TEST(the_time_to_make_pixels_counts_whatever_it_is),
		TEST(a_vgpu_with_a_used_up_limit_waits_for_its_next_turn),
		TEST(a_cancelled_vgpu_does_nothing),
		TEST(late_memory_is_tried_again_later),
		TEST(pages_of_rings_stay_pinned_until_they_go),
		TEST(a_dark_scanout_has_no_plane),
		TEST(a_blob_of_whole_pages_is_shown_without_a_copy),
		TEST(a_second_buffer_has_another_id_and_the_first_keeps_its_own),
		TEST(a_blob_that_does_not_begin_at_a_page_is_copied),
		TEST(a_picture_on_the_host_is_copied_and_counted),
		TEST(a_driver_reads_the_edid_of_each_monitor),
		TEST(an_unplugged_monitor_interrupts_the_driver),
		TEST(a_picture_in_place_of_another_is_a_flip),
		TEST(each_monitor_shows_its_own_picture),
		TEST(two_monitors_show_parts_of_one_blob_without_a_copy),
		TEST(a_cursor_has_the_hot_spot_that_the_driver_names),
		TEST(a_hot_spot_beyond_its_cursor_is_not_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
