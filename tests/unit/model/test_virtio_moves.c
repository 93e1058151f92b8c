// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test moves of a virtio-gpu by model/migration.h: requests in flight, scan-outs, cursors, blobs,
 * interrupts. tests/unit/virtio/test_virtio_state.c has the fields of its description.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "model/model.h"
#include "tests/lib/mover.h"
#include "tests/lib/virtio_vgpu.h"
#include "virtio/virtio_gpu_types.h"

#define STATE(name)	FACET_MIGRATION_##name
#define WHOLE		((struct virtio_gpu_rect){ 0, 0, GPU_WIDTH, GPU_HEIGHT })
#define CURSOR		(GPU_RESOURCE + 1)
#define BLOB		(GPU_RESOURCE + 2)
#define CURSOR_PIXELS	(VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_CURSOR_SIZE)
#define BLOB_STRIDE	256u
#define IN_FLIGHT	5u

typedef u32 picture_t[GPU_HEIGHT][GPU_WIDTH];

/**
 * struct pair - The vGPU that has the driver, and the one that the driver goes to.
 * @from: has the driver
 * @to: gets the driver
 * @source: migration of @from
 * @target: migration of @to
 */
struct pair {
	struct virtio_vgpu *from;
	struct virtio_vgpu *to;
	struct mover source;
	struct mover target;
};

static int setup(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	pair->from = virtio_vgpu_create();
	pair->to = virtio_vgpu_create();
	mover_init(&pair->source, pair->from->instance);
	mover_init(&pair->target, pair->to->instance);
	*state = pair;
	return 0;
}

static int teardown(void **state)
{
	struct pair *pair = *state;
	u64 pins;

	mover_exit(&pair->source);
	mover_exit(&pair->target);
	pins = virtio_vgpu_destroy(pair->from) + virtio_vgpu_destroy(pair->to);
	free(pair);
	return pins ? -1 : 0;
}

/* Read the head while the driver goes on, stop, and move. The memory arrives behind the state. */
static void move(struct pair *pair)
{
	assert_int_equal(mover_go(&pair->source, STATE(PRE_COPY)), 0);
	assert_int_equal(mover_read(&pair->source, 100), -ENOMSG);
	assert_int_equal(mover_go(&pair->source, STATE(STOP_COPY)), 0);
	assert_int_equal(mover_read(&pair->source, 1000), 0);
	assert_int_equal(mover_go(&pair->target, STATE(RESUMING)), 0);
	assert_int_equal(mover_write(&pair->target, pair->source.data, pair->source.len, 77), 0);
	assert_int_equal(mover_go(&pair->target, STATE(RUNNING_P2P)), 0);
	virtio_vgpu_follow(pair->from, pair->to);
	assert_int_equal(mover_go(&pair->target, STATE(RUNNING)), 0);
	assert_int_equal(pair->target.reasons, 0);
}

static void start(struct virtio_vgpu *v, bool msix)
{
	pci_start(&v->driver, msix);
	virtio_vgpu_work(v);
}

static void notify(struct virtio_vgpu *v, u32 queue)
{
	pci_put(&v->driver, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, queue, 2);
}

static u32 set_cursor(struct gpu_rig *f, u32 scanout)
{
	const struct virtio_gpu_cursor command = {
		.scanout = scanout, .x = 3, .y = (u32)-5, .resource = CURSOR,
	};

	return gpu_send(f, VIRTIO_GPU_CMD_UPDATE_CURSOR, &command, sizeof(command));
}

/* Show a resource with a cursor on scan-out 0, and a cursor alone on scan-out 1. */
static void show(struct gpu_rig *f)
{
	const u32 size = VIRTIO_GPU_CURSOR_SIZE;

	gpu_paint(f, CURSOR_PIXELS);
	expect_ok(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	expect_ok(gpu_attach(f, GPU_RESOURCE, GPU_STRIDE * GPU_HEIGHT, 100));
	expect_ok(gpu_transfer(f, GPU_RESOURCE, WHOLE, 0));
	expect_ok(gpu_set_scanout(f, 0, GPU_RESOURCE, (struct virtio_gpu_rect){ 1, 2, 20, 10 }));
	expect_ok(gpu_create_2d(f, CURSOR, size, size));
	expect_ok(gpu_attach(f, CURSOR, CURSOR_PIXELS * VIRTIO_GPU_PIXEL, 4096));
	expect_ok(gpu_transfer(f, CURSOR, (struct virtio_gpu_rect){ 0, 0, size, size }, 0));
	expect_ok(set_cursor(f, 0));
	expect_ok(set_cursor(f, 1));
}

static void look(struct virtio_vgpu *v, u32 scanout, picture_t picture)
{
	assert_int_equal(facet_virtio_gpu_read(v->driver.gpu.g, scanout, picture, GPU_STRIDE,
					       GPU_WIDTH, GPU_HEIGHT, true), 0);
}

static void expect_equal_screens(struct pair *pair)
{
	picture_t before, after;
	u32 i;

	for (i = 0; i < pair->from->driver.gpu.limits.scanouts; i++) {
		look(pair->from, i, before);
		look(pair->to, i, after);
		assert_memory_equal(before, after, sizeof(before));
	}
	assert_int_not_equal(after[1][4], 0);
}

/* Add requests for the monitors to the control queue. */
static void offer(struct virtio_vgpu *v, u32 n)
{
	struct gpu_rig *gpu = &v->driver.gpu;

	while (n--)
		gpu_offer(gpu, VIRTIO_GPU_CONTROLQ,
			  gpu_command(gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
			  sizeof(gpu->response));
}

static u16 answered(struct virtio_vgpu *v)
{
	return gpu_used(&v->driver.gpu, VIRTIO_GPU_CONTROLQ);
}

/* --- what is shown -------------------------------------------------------------------------- */

static void screens_and_cursors_are_the_same_elsewhere(void **state)
{
	struct pair *pair = *state;

	start(pair->from, true);
	show(&pair->from->driver.gpu);
	move(pair);
	expect_equal_screens(pair);
}

static void a_blob_is_shown_elsewhere_from_memory_that_came_later(void **state)
{
	struct pair *pair = *state;
	struct gpu_rig *from = &pair->from->driver.gpu, *to = &pair->to->driver.gpu;
	picture_t picture;

	start(pair->from, true);
	show(from);
	expect_ok(gpu_create_blob(from, BLOB, 2 * PAGE_SIZE, 4 * PAGE_SIZE));
	expect_ok(gpu_set_scanout_blob(from, BLOB, WHOLE, GPU_WIDTH, GPU_HEIGHT, BLOB_STRIDE, 64));
	move(pair);
	expect_equal_screens(pair);
	*gpu_pixel(to, 64 + 2 * BLOB_STRIDE) = 0x123456;
	look(pair->to, 0, picture);
	assert_int_equal(picture[2][0] & 0xffffff, 0x123456);
}

/* --- requests in flight --------------------------------------------------------------------- */

static void requests_that_were_not_looked_at_are_answered_elsewhere(void **state)
{
	struct pair *pair = *state;

	start(pair->from, true);
	offer(pair->from, IN_FLIGHT);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	move(pair);
	assert_int_equal(answered(pair->to), 0);
	virtio_vgpu_work(pair->to);
	assert_int_equal(answered(pair->to), IN_FLIGHT);
	assert_true(pair->to->driver.vectors[1] > 0);
	/* The source is paused, and answers nothing more. */
	virtio_vgpu_work(pair->from);
	assert_int_equal(answered(pair->from), 0);
}

/* The vGPU has asked for its turn, which has not come. */
static void a_vgpu_that_waits_for_its_turn_gets_one_elsewhere(void **state)
{
	struct pair *pair = *state;

	start(pair->from, true);
	offer(pair->from, 1);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	pair->from->kicked = false;
	pair->from->instance->model->work(pair->from->instance);
	move(pair);
	virtio_vgpu_work(pair->to);
	assert_int_equal(answered(pair->to), 1);
}

static void a_request_that_waits_for_memory_goes_on_elsewhere(void **state)
{
	const struct virtio_gpu_transfer command = { WHOLE, 0, GPU_RESOURCE, 0 };
	struct pair *pair = *state;
	struct gpu_rig *from = &pair->from->driver.gpu;
	picture_t picture;
	u16 used;

	start(pair->from, true);
	show(from);
	memset(gpu_pixel(from, 0), 0x77, GPU_STRIDE * GPU_HEIGHT);
	gpu_offer(from, VIRTIO_GPU_CONTROLQ,
		  gpu_command(from, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
			      NULL, 0), 64);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	driver_lose(&from->memory, GPU_PIXELS + GPU_STRIDE * GPU_HEIGHT / 2, 1);
	virtio_vgpu_work(pair->from);
	used = answered(pair->from);
	move(pair);
	virtio_vgpu_work(pair->to);
	assert_int_equal(answered(pair->to), (u16)(used + 1));
	look(pair->to, 0, picture);
	assert_int_equal(picture[0][0] & 0xffffff, 0x777777);
	assert_int_equal(picture[9][0] & 0xffffff, 0x777777);
}

static void a_request_that_comes_while_the_vgpu_is_paused_waits(void **state)
{
	struct pair *pair = *state;

	start(pair->from, true);
	assert_int_equal(mover_go(&pair->source, STATE(RUNNING_P2P)), 0);
	offer(pair->from, 1);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	virtio_vgpu_work(pair->from);
	assert_int_equal(answered(pair->from), 0);
	assert_int_equal(mover_go(&pair->source, STATE(RUNNING)), 0);
	virtio_vgpu_work(pair->from);
	assert_int_equal(answered(pair->from), 1);
}

static void a_driver_goes_on_at_its_source_after_each_cancelled_move(void **state)
{
	static const enum facet_migration_state states[] = {
		STATE(PRE_COPY), STATE(PRE_COPY_P2P), STATE(STOP_COPY), STATE(STOP),
		STATE(RUNNING_P2P),
	};
	struct pair *pair = *state;
	u32 i;

	start(pair->from, true);
	for (i = 0; i < ARRAY_SIZE(states); i++) {
		offer(pair->from, 1);
		notify(pair->from, VIRTIO_GPU_CONTROLQ);
		assert_int_equal(mover_go(&pair->source, states[i]), 0);
		assert_int_equal(mover_go(&pair->source, STATE(RUNNING)), 0);
		virtio_vgpu_work(pair->from);
		assert_int_equal(answered(pair->from), i + 1);
	}
}

/* --- interrupts ----------------------------------------------------------------------------- */

static void an_interrupt_that_was_due_comes_elsewhere(void **state)
{
	struct pair *pair = *state;

	start(pair->from, false);
	offer(pair->from, 1);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	virtio_vgpu_work(pair->from);
	assert_true(pair->from->driver.level);
	move(pair);
	assert_true(pair->to->driver.level);
	assert_int_equal(pci_get(&pair->to->driver, VIRTIO_PCI_CAP_ISR_CFG, 0, 1),
			 VIRTIO_PCI_ISR_QUEUE);
	assert_false(pair->to->driver.level);
}

/* The VMM of the source has not passed on the MSI-X. It is sent again once the guest runs. */
static void an_msix_of_each_queue_comes_elsewhere(void **state)
{
	struct pair *pair = *state;
	const u32 *vectors = pair->to->driver.vectors;

	start(pair->from, true);
	offer(pair->from, 1);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	virtio_vgpu_work(pair->from);
	assert_int_equal(pair->from->driver.vectors[1], 1);
	move(pair);
	assert_int_equal(vectors[0], 0);
	assert_int_equal(vectors[1], 1);
	assert_int_equal(vectors[2], 1);
	assert_false(pair->to->driver.level);
}

static void an_msix_that_asks_for_a_reset_comes_elsewhere(void **state)
{
	struct pair *pair = *state;
	struct gpu_rig *from = &pair->from->driver.gpu;

	start(pair->from, true);
	driver_put16(&from->memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, GPU_SIZE + 1);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	virtio_vgpu_work(pair->from);
	assert_int_equal(pair->from->driver.vectors[0], 1);
	move(pair);
	assert_int_equal(pair->to->driver.vectors[0], 1);
}

/* Nor does a second pause of the vGPU that a move has restored. */
static void a_pause_without_a_move_repeats_no_interrupt(void **state)
{
	struct pair *pair = *state;
	struct virtio_vgpu *paused[] = { pair->from, pair->to };
	struct mover *movers[] = { &pair->source, &pair->target };
	u32 i, before[FACET_VIRTIO_PCI_VECTORS];

	start(pair->from, true);
	offer(pair->from, 1);
	notify(pair->from, VIRTIO_GPU_CONTROLQ);
	virtio_vgpu_work(pair->from);
	for (i = 0; i < ARRAY_SIZE(paused); i++) {
		memcpy(before, paused[i]->driver.vectors, sizeof(before));
		assert_int_equal(mover_go(movers[i], STATE(RUNNING_P2P)), 0);
		assert_int_equal(mover_go(movers[i], STATE(RUNNING)), 0);
		assert_memory_equal(before, paused[i]->driver.vectors, sizeof(before));
		if (!i)
			move(pair);
	}
}

/* --- memory --------------------------------------------------------------------------------- */

static void a_dma_unmap_in_each_state_leaves_no_pin(void **state)
{
	struct pair *pair = *state;
	u32 i;

	start(pair->from, true);
	for (i = STATE(STOP); i < STATE(STATES); i++) {
		assert_int_equal(mover_go(&pair->source, i == STATE(RESUMING) ? STATE(STOP) : i),
				 0);
		pair->from->instance->model->dma_unmap(pair->from->instance, 0, ~0ull);
		assert_int_equal(pair->from->pins, 0);
		facet_migration_reset(pair->source.m);
		offer(pair->from, 1);
		notify(pair->from, VIRTIO_GPU_CONTROLQ);
		virtio_vgpu_work(pair->from);
		assert_int_equal(answered(pair->from), i);
	}
}

#define MOVED(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		MOVED(screens_and_cursors_are_the_same_elsewhere),
		MOVED(a_blob_is_shown_elsewhere_from_memory_that_came_later),
		MOVED(requests_that_were_not_looked_at_are_answered_elsewhere),
		MOVED(a_vgpu_that_waits_for_its_turn_gets_one_elsewhere),
		MOVED(a_request_that_waits_for_memory_goes_on_elsewhere),
		MOVED(a_request_that_comes_while_the_vgpu_is_paused_waits),
		MOVED(a_driver_goes_on_at_its_source_after_each_cancelled_move),
		MOVED(an_interrupt_that_was_due_comes_elsewhere),
		MOVED(an_msix_of_each_queue_comes_elsewhere),
		MOVED(an_msix_that_asks_for_a_reset_comes_elsewhere),
		MOVED(a_pause_without_a_move_repeats_no_interrupt),
		MOVED(a_dma_unmap_in_each_state_leaves_no_pin),
	};

	return cmocka_run_group_tests_name("virtio_moves", tests, NULL, NULL);
}
