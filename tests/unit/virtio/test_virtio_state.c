// SPDX-License-Identifier: GPL-2.0-only
/* Test the saved state of a virtio function: round trips, and states that nobody has saved. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/state_walk.h"
#include "tests/lib/saved.h"
#include "tests/lib/virtio_pci_driver.h"
#include "virtio/virtio_gpu_types.h"
#include "virtio/virtio_pci_state.h"

#define WHOLE	((struct virtio_gpu_rect){ 0, 0, GPU_WIDTH, GPU_HEIGHT })
#define CURSOR	(GPU_RESOURCE + 1)
#define BLOB	(GPU_RESOURCE + 2)
#define HOT_X	7u	/* hot spot of a cursor */
#define HOT_Y	9u
#define HOT_SPOT FACET_STATE_TAG('V', 'H', 'O', 'T')

/**
 * struct pair - Two functions. The driver moves from the first one to the second one.
 * @from: the function that is saved
 * @to: the function that is restored
 * @saved: the state
 */
struct pair {
	struct pci_rig *from;
	struct pci_rig *to;
	struct saved saved;
};

static int pair_create(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));

	pair->from = pci_rig_create();
	pair->to = pci_rig_create();
	*state = pair;
	return pair->from && pair->to ? 0 : -1;
}

static int pair_destroy(void **state)
{
	struct pair *pair = *state;

	pci_rig_destroy(pair->from);
	pci_rig_destroy(pair->to);
	free(pair->saved.data);
	free(pair);
	return 0;
}

/* The driver goes to the other function with its memory. */
static void move(struct pair *pair)
{
	struct gpu_rig *from = &pair->from->gpu, *to = &pair->to->gpu;

	assert_int_equal(saved_save_virtio(&pair->saved, pair->from->pci), 0);
	memcpy(to->memory.bytes, from->memory.bytes, sizeof(to->memory.bytes));
	memcpy(to->avail, from->avail, sizeof(to->avail));
	assert_int_equal(facet_virtio_pci_restore(pair->to->pci, pair->saved.data,
						  pair->saved.len), 0);
}

static u32 set_cursor(struct gpu_rig *f, u32 scanout)
{
	const struct virtio_gpu_cursor command = {
		.scanout = scanout, .x = 3, .y = (u32)-5, .resource = CURSOR,
		.hot_x = HOT_X, .hot_y = HOT_Y + scanout,
	};

	return gpu_send(f, VIRTIO_GPU_CMD_UPDATE_CURSOR, &command, sizeof(command));
}

/* Show a painted resource with a cursor on scan-out 0, and a cursor on scan-out 1. */
static void show(struct gpu_rig *f)
{
	const u32 size = VIRTIO_GPU_CURSOR_SIZE;

	gpu_paint(f, size * size);
	expect_ok(gpu_create_2d(f, GPU_RESOURCE, GPU_WIDTH, GPU_HEIGHT));
	expect_ok(gpu_attach(f, GPU_RESOURCE, GPU_STRIDE * GPU_HEIGHT, 100));
	expect_ok(gpu_transfer(f, GPU_RESOURCE, WHOLE, 0));
	expect_ok(gpu_set_scanout(f, 0, GPU_RESOURCE, (struct virtio_gpu_rect){ 1, 2, 20, 10 }));
	expect_ok(gpu_create_2d(f, CURSOR, size, size));
	expect_ok(gpu_attach(f, CURSOR, size * size * VIRTIO_GPU_PIXEL, 4096));
	expect_ok(gpu_transfer(f, CURSOR, (struct virtio_gpu_rect){ 0, 0, size, size }, 0));
	expect_ok(set_cursor(f, 0));
	expect_ok(set_cursor(f, 1));
}

/* Show a blob on scan-out 0. */
static void show_blob(struct gpu_rig *f)
{
	expect_ok(gpu_create_blob(f, BLOB, 8192, 16384));
	expect_ok(gpu_set_scanout_blob(f, BLOB, WHOLE, GPU_WIDTH, GPU_HEIGHT, 256, 64));
}

typedef u32 picture_t[GPU_HEIGHT][GPU_WIDTH];

static void look(struct pci_rig *f, u32 scanout, picture_t picture)
{
	assert_int_equal(facet_virtio_gpu_read(facet_virtio_pci_gpu(f->pci), scanout, picture,
					       GPU_STRIDE, GPU_WIDTH, GPU_HEIGHT, true), 0);
}

static void expect_equal_screens(struct pair *pair)
{
	picture_t before, after;
	u32 i;

	for (i = 0; i < pair->from->gpu.limits.scanouts; i++) {
		look(pair->from, i, before);
		look(pair->to, i, after);
		assert_memory_equal(before, after, sizeof(before));
	}
	assert_int_not_equal(after[1][4], 0);
}

/* --- round trips ---------------------------------------------------------------------------- */

static void a_restored_function_shows_what_the_saved_one_showed(void **state)
{
	struct pair *pair = *state;

	pci_start(pair->from, true);
	show(&pair->from->gpu);
	move(pair);
	expect_equal_screens(pair);
	show_blob(&pair->from->gpu);
	move(pair);
	expect_equal_screens(pair);
}

static void a_restored_cursor_has_its_hot_spot(void **state)
{
	struct pair *pair = *state;
	const struct vio_scanout *scanouts = pair->to->gpu.g->scanouts;

	pci_start(pair->from, true);
	show(&pair->from->gpu);
	move(pair);
	assert_int_equal(scanouts[0].hot_x, HOT_X);
	assert_int_equal(scanouts[0].hot_y, HOT_Y);
	assert_int_equal(scanouts[1].hot_y, HOT_Y + 1);
	assert_int_equal(scanouts[1].x, 3);
	assert_non_null(scanouts[1].cursor.resource);
}

/* An earlier version has saved no hot spots. */
static void a_state_without_hot_spots_is_restored(void **state)
{
	struct pair *pair = *state;
	struct saved *saved = &pair->saved;
	const struct vio_scanout *scanout = pair->to->gpu.g->scanouts;
	size_t from, to;

	pci_start(pair->from, true);
	show(&pair->from->gpu);
	assert_int_equal(saved_save_virtio(saved, pair->from->pci), 0);
	from = saved_find(saved, HOT_SPOT, 0);
	to = saved_find(saved, FACET_STATE_END, 0);
	assert_true(from && to > from);
	memmove(&saved->data[from], &saved->data[to], saved->len - to);
	assert_int_equal(facet_virtio_pci_restore(pair->to->pci, saved->data,
						  saved->len - (to - from)), 0);
	assert_int_equal(scanout->x, 3);
	assert_int_equal(scanout->hot_x, VIO_NO_HOT_SPOT);
	assert_int_equal(scanout->hot_y, VIO_NO_HOT_SPOT);
}

static void a_restored_driver_goes_on(void **state)
{
	struct pair *pair = *state;
	struct gpu_rig *to = &pair->to->gpu;

	pci_start(pair->from, true);
	show(&pair->from->gpu);
	pair->to->kicks = 0;
	move(pair);
	assert_int_equal(pair->to->kicks, 1);
	assert_int_equal(pci_common(pair->to, VIRTIO_PCI_DEVICE_STATUS, 1), PCI_STARTED);
	assert_int_equal(gpu_create_2d(to, GPU_RESOURCE, 8, 8),
			 VIRTIO_GPU_RESP_ERR_INVALID_RESOURCE_ID);
	assert_int_equal(pair->to->vectors[1], 1);
	expect_ok(gpu_transfer(to, GPU_RESOURCE, WHOLE, 0));
	expect_ok(gpu_of_resource(to, VIRTIO_GPU_CMD_RESOURCE_UNREF, GPU_RESOURCE));
	expect_ok(gpu_create_2d(to, GPU_RESOURCE, 8, 8));
}

static void a_second_save_is_equal(void **state)
{
	struct pair *pair = *state;
	struct saved again = { 0 };

	pci_start(pair->from, true);
	show(&pair->from->gpu);
	move(pair);
	assert_int_equal(saved_save_virtio(&again, pair->to->pci), 0);
	assert_int_equal(again.len, pair->saved.len);
	assert_memory_equal(again.data, pair->saved.data, again.len);
	free(again.data);
}

static void a_function_without_a_driver_is_restored(void **state)
{
	struct pair *pair = *state;

	pci_start(pair->to, true);
	show(&pair->to->gpu);
	move(pair);
	assert_int_equal(pci_common(pair->to, VIRTIO_PCI_DEVICE_STATUS, 1), 0);
	pci_start(pair->to, true);
	assert_int_equal(pci_ask(pair->to), 1);
}

/* Let the first access to a place be late, so that a request stops there. */
static void stop_at(struct pci_rig *f, u64 address)
{
	driver_lose(&f->gpu.memory, address, 1);
	assert_int_equal(facet_virtio_pci_work(f->pci), FACET_HOST_RETRY);
}

static void offer_create(struct gpu_rig *f)
{
	const struct virtio_gpu_create_2d command = {
		GPU_RESOURCE, VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM, GPU_WIDTH, GPU_HEIGHT,
	};

	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_RESOURCE_CREATE_2D, &command, sizeof(command),
			      NULL, 0), sizeof(f->response));
}

static void a_transfer_that_was_half_done_is_done_after_a_restore(void **state)
{
	const struct virtio_gpu_transfer command = { WHOLE, 0, GPU_RESOURCE, 0 };
	struct pair *pair = *state;
	struct gpu_rig *from = &pair->from->gpu;
	picture_t picture;
	u16 used;

	pci_start(pair->from, true);
	show(from);
	memset(gpu_pixel(from, 0), 0x77, GPU_STRIDE * GPU_HEIGHT);
	gpu_offer(from, VIRTIO_GPU_CONTROLQ,
		  gpu_command(from, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
			      NULL, 0), 64);
	stop_at(pair->from, GPU_PIXELS + GPU_STRIDE * GPU_HEIGHT / 2);
	used = gpu_used(from, VIRTIO_GPU_CONTROLQ);
	move(pair);
	look(pair->to, 0, picture);
	assert_int_equal(picture[0][0] & 0xffffff, 0x777777);
	assert_int_equal(picture[9][0], 11 * GPU_WIDTH + 1);
	gpu_work(&pair->to->gpu);
	assert_int_equal(gpu_used(&pair->to->gpu, VIRTIO_GPU_CONTROLQ), (u16)(used + 1));
	look(pair->to, 0, picture);
	assert_int_equal(picture[9][0] & 0xffffff, 0x777777);
}

/* Wherever a request stops, its command has its effect once, and its response comes once. */
static void a_request_that_stopped_goes_on_after_a_restore(void **state)
{
	static const u64 places[] = {
		GPU_COMMAND, GPU_COMMAND + sizeof(struct virtio_gpu_ctrl_hdr), GPU_RESPONSE,
		GPU_USED(0) + VIRTQ_USED_RING,
	};
	struct pair *pair = *state;
	struct gpu_rig *to = &pair->to->gpu;
	u32 i, type;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		pci_start(pair->from, true);
		offer_create(&pair->from->gpu);
		stop_at(pair->from, places[i]);
		move(pair);
		driver_lose(&pair->from->gpu.memory, 0, 0);
		gpu_work(to);
		memcpy(&type, &to->memory.bytes[GPU_RESPONSE], sizeof(type));
		expect_ok(type);
		assert_int_equal(gpu_used(to, VIRTIO_GPU_CONTROLQ), 1);
		assert_int_equal(to->g->resources.n, 1);
		assert_int_equal(pci_ask(pair->to), 2);
	}
}

static void a_pending_interrupt_is_pending_after_a_restore(void **state)
{
	struct pair *pair = *state;

	pci_start(pair->from, false);
	pci_ask(pair->from);
	move(pair);
	assert_true(pair->to->level);
	assert_true(pci_config(pair->to, PCI_CFG_STATUS, 2) & PCI_CFG_STATUS_INTX);
	assert_int_equal(pci_get(pair->to, VIRTIO_PCI_CAP_ISR_CFG, 0, 1), VIRTIO_PCI_ISR_QUEUE);
	assert_false(pair->to->level);
}

static void a_device_that_needs_a_reset_needs_it_after_a_restore(void **state)
{
	struct pair *pair = *state;

	pci_start(pair->from, true);
	driver_put16(&pair->from->gpu.memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, 0x8000);
	facet_virtio_pci_work(pair->from->pci);
	move(pair);
	assert_int_equal(pci_common(pair->to, VIRTIO_PCI_DEVICE_STATUS, 1),
			 PCI_STARTED | VIRTIO_STATUS_NEEDS_RESET);
	driver_put16(&pair->to->gpu.memory, GPU_AVAIL(0) + VIRTQ_AVAIL_IDX, 0);
	assert_int_equal(pci_ask(pair->to), 0);
}

/* Pixels of more than a record, and each kind of picture. */
static void a_large_resource_is_restored(void **state)
{
	struct pair *pair = *state;
	struct gpu_rig *from = &pair->from->gpu, *to = &pair->to->gpu;
	struct vio_resource *before, *after;

	from->limits.bytes = 4 << 20;
	to->limits.bytes = 4 << 20;
	pci_start(pair->from, true);
	gpu_paint(from, 500 * 700);
	expect_ok(gpu_create_2d(from, GPU_RESOURCE, 500, 700));
	expect_ok(gpu_attach(from, GPU_RESOURCE, 500 * 700 * VIRTIO_GPU_PIXEL, 1 << 16));
	expect_ok(gpu_transfer(from, GPU_RESOURCE, (struct virtio_gpu_rect){ 0, 0, 500, 700 }, 0));
	move(pair);
	before = vio_resource_find(&from->g->resources, GPU_RESOURCE);
	after = vio_resource_find(&to->g->resources, GPU_RESOURCE);
	assert_non_null(after);
	assert_memory_equal(before->pixels, after->pixels, 500 * 700 * VIRTIO_GPU_PIXEL);
	assert_int_equal(to->g->resources.bytes, from->g->resources.bytes);
	assert_int_equal(to->g->resources.entries, from->g->resources.entries);
}

/* One resource for several monitors is wider than any of them. */
static void a_resource_wider_than_a_monitor_is_restored(void **state)
{
	const struct virtio_gpu_rect right = { GPU_WIDTH, 0, GPU_WIDTH, GPU_HEIGHT };
	const u32 bytes = 2 * GPU_STRIDE * GPU_HEIGHT;
	struct pair *pair = *state;
	struct gpu_rig *from = &pair->from->gpu;

	from->limits.max_side = GPU_WIDTH;
	pair->to->gpu.limits.max_side = GPU_WIDTH;
	pci_start(pair->from, true);
	gpu_paint(from, bytes / VIRTIO_GPU_PIXEL);
	expect_ok(gpu_create_2d(from, GPU_RESOURCE, 2 * GPU_WIDTH, GPU_HEIGHT));
	expect_ok(gpu_attach(from, GPU_RESOURCE, bytes, bytes));
	expect_ok(gpu_transfer(from, GPU_RESOURCE,
			       (struct virtio_gpu_rect){ 0, 0, 2 * GPU_WIDTH, GPU_HEIGHT }, 0));
	expect_ok(gpu_set_scanout(from, 0, GPU_RESOURCE, WHOLE));
	expect_ok(gpu_set_scanout(from, 1, GPU_RESOURCE, right));
	move(pair);
	expect_equal_screens(pair);
}

/* --- states that nobody has saved ----------------------------------------------------------- */

static int restore(struct pair *pair, const void *data, size_t len)
{
	u8 *alone = malloc(len ? len : 1);
	int ret;

	memcpy(alone, data, len);
	ret = facet_virtio_pci_restore(pair->to->pci, alone, len);
	free(alone);
	return ret;
}

/* The function has nothing of the state, and works. */
static void expect_reset(struct pair *pair)
{
	const struct facet_virtio_gpu *g = pair->to->gpu.g;

	assert_int_equal(g->resources.n, 0);
	assert_int_equal(g->resources.entries, 0);
	assert_int_equal(g->resources.bytes, 0);
	assert_int_equal(pci_common(pair->to, VIRTIO_PCI_DEVICE_STATUS, 1), 0);
	assert_int_equal(pci_config(pair->to, PCI_CFG_COMMAND, 2), 0);
	assert_false(pair->to->level);
}

static void save_all(struct pair *pair)
{
	pci_start(pair->from, true);
	show(&pair->from->gpu);
	show_blob(&pair->from->gpu);
	offer_create(&pair->from->gpu);
	stop_at(pair->from, GPU_RESPONSE);
	assert_int_equal(saved_save_virtio(&pair->saved, pair->from->pci), 0);
}

static void each_state_that_ends_too_early_is_refused(void **state)
{
	struct pair *pair = *state;
	size_t len;

	save_all(pair);
	for (len = 0; len < pair->saved.len; len += len < 2048 ? 1 : 61) {
		assert_int_equal(restore(pair, pair->saved.data, len), -EINVAL);
		expect_reset(pair);
	}
	for (len = pair->saved.len - 300; len < pair->saved.len; len++)
		assert_int_equal(restore(pair, pair->saved.data, len), -EINVAL);
	assert_int_equal(restore(pair, pair->saved.data, pair->saved.len), 0);
}

static void bytes_behind_a_state_are_refused(void **state)
{
	struct pair *pair = *state;

	save_all(pair);
	assert_true(saved_resize(&pair->saved, pair->saved.len + 1));
	pair->saved.data[pair->saved.len] = 0;
	assert_int_equal(restore(pair, pair->saved.data, pair->saved.len + 1), -EINVAL);
}

static void rubbish_is_refused(void **state)
{
	struct pair *pair = *state;
	u8 bytes[512];
	u32 seed = 1, i, turn;

	for (turn = 0; turn < 64; turn++) {
		for (i = 0; i < sizeof(bytes); i++) {
			seed = seed * 1664525u + 1013904223u;
			bytes[i] = (u8)(seed >> 24);
		}
		assert_int_equal(restore(pair, bytes, sizeof(bytes)), -EINVAL);
		expect_reset(pair);
	}
}

/* A changed byte may be a state that somebody could have saved: then it is taken within limits. */
static void a_state_with_a_changed_byte_breaks_no_limit(void **state)
{
	struct pair *pair = *state;
	const struct vio_resources *resources = &pair->to->gpu.g->resources;
	size_t at;

	save_all(pair);
	for (at = 0; at < pair->saved.len; at += at < 4096 ? 1 : 127) {
		pair->saved.data[at] ^= 0xff;
		if (restore(pair, pair->saved.data, pair->saved.len))
			expect_reset(pair);
		assert_true(resources->n <= resources->limits->resources);
		assert_true(resources->entries <= resources->limits->entries);
		assert_true(resources->bytes <= resources->limits->bytes);
		gpu_work(&pair->to->gpu);
		pair->saved.data[at] ^= 0xff;
	}
	assert_int_equal(restore(pair, pair->saved.data, pair->saved.len), 0);
}

static void a_state_of_other_limits_is_refused(void **state)
{
	struct pair *pair = *state;

	save_all(pair);
	pair->to->gpu.limits.entries++;
	assert_int_equal(restore(pair, pair->saved.data, pair->saved.len), -EINVAL);
}

/* --- texts ---------------------------------------------------------------------------------- */

static void print(void *arg, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vfprintf(arg, fmt, ap);
	va_end(ap);
}

static void a_function_is_described(void **state)
{
	struct pair *pair = *state;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	const struct facet_state_printer printer = { .print = print, .arg = f };

	pci_start(pair->from, true);
	show(&pair->from->gpu);
	assert_int_equal(facet_virtio_pci_dump(pair->from->pci, &printer), 0);
	fclose(f);
	assert_non_null(strstr(text, "configuration space: 256 bytes\n  value f4 1a 50 10"));
	assert_non_null(strstr(text, "  common.status f\n"));
	assert_non_null(strstr(text, "resource: "));
	assert_non_null(strstr(text, "  id 5\n"));
	assert_non_null(strstr(text, "end: 0 bytes\n"));
	free(text);
}

#define pair_test(f)	cmocka_unit_test_setup_teardown(f, pair_create, pair_destroy)

int main(void)
{
	const struct CMUnitTest tests[] = {
		pair_test(a_restored_function_shows_what_the_saved_one_showed),
		pair_test(a_restored_cursor_has_its_hot_spot),
		pair_test(a_state_without_hot_spots_is_restored),
		pair_test(a_restored_driver_goes_on),
		pair_test(a_second_save_is_equal),
		pair_test(a_function_without_a_driver_is_restored),
		pair_test(a_transfer_that_was_half_done_is_done_after_a_restore),
		pair_test(a_request_that_stopped_goes_on_after_a_restore),
		pair_test(a_pending_interrupt_is_pending_after_a_restore),
		pair_test(a_device_that_needs_a_reset_needs_it_after_a_restore),
		pair_test(a_large_resource_is_restored),
		pair_test(a_resource_wider_than_a_monitor_is_restored),
		pair_test(each_state_that_ends_too_early_is_refused),
		pair_test(bytes_behind_a_state_are_refused),
		pair_test(rubbish_is_refused),
		pair_test(a_state_with_a_changed_byte_breaks_no_limit),
		pair_test(a_state_of_other_limits_is_refused),
		pair_test(a_function_is_described),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
