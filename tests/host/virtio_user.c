// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-virtio UUID flood: a driver of a virtio-gpu by VFIO, without a VMM, that sends
 * transfers of a picture without pause, until its standard input ends.
 * facet-host-virtio UUID fills: a driver that fills its device with pictures, until its standard
 * input ends.
 * facet-host-virtio UUID saves: the same, and the vGPU is saved for a move then.
 * facet-host-virtio UUID monitors: a driver that shows a picture on each of two monitors, until its
 * standard input ends. Prints TAP, and size and hash of each picture.
 * facet-host-virtio UUID exports: a driver that flips between two pictures, and shows each once as
 * a VMM does, by dma-bufs. Prints TAP.
 * facet-host-virtio UUID copies: the same by a region.
 * facet-host-virtio UUID: a driver that is honest and hostile. Prints TAP. It ends by SIGKILL while
 * a blob is shown and exported, with requests under way.
 */
#include "virtio_host.h"

#include "client.h"
#include "viewer.h"
#include "kernel/uapi/facet.h"
#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_types.h"
#include "../guest/paint.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define FEATURES	(1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_GPU_F_RESOURCE_BLOB)
#define REGS		4u	/* region of the registers: BAR4 */
#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX
#define CONTROL_VECTOR	(VIRTIO_GPU_CONTROLQ + 1)	/* vector 0 is the configuration's */
#define CURSOR_VECTOR	(VIRTIO_GPU_CURSORQ + 1)
#define MONITORS	2u
#define CURSOR		(HOST_BLOB + 1)	/* number of the cursor's blob, and what it is like */
#define CURSOR_BYTES	(VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_CURSOR_SIZE * VIRTIO_GPU_PIXEL)
#define CURSOR_X	40u
#define CURSOR_Y	30u
#define HOT_X		5u
#define HOT_Y		6u
#define FLIPS		8u
#define FLIP_HIGH	(HOST_HIGH / 2)	/* rows of each of two pictures in the blob */
#define FLIP_BYTES	(FLIP_HIGH * HOST_STRIDE)

static struct client client;
static int vectors[FACET_VIRTIO_PCI_VECTORS];

/* --- registers ------------------------------------------------------------------------------ */

static void put(unsigned int offset, unsigned int len, uint64_t value)
{
	client_write(&client, REGS, VIO_REGS_COMMON + offset, len, value);
}

static uint64_t get(unsigned int offset, unsigned int len)
{
	return client_read(&client, REGS, VIO_REGS_COMMON + offset, len);
}

static void put64(unsigned int offset, uint64_t value)
{
	put(offset, 4, (uint32_t)value);
	put(offset + 4, 4, value >> 32);
}

/* Set the eventfds of all vectors; -1: none. Return: 0 or a negative errno. */
static int set_vectors(const int *fds)
{
	struct {
		struct vfio_irq_set set;
		int32_t fds[FACET_VIRTIO_PCI_VECTORS];
	} arg = {
		.set = {
			.argsz = sizeof(arg),
			.flags = VFIO_IRQ_SET_DATA_EVENTFD | VFIO_IRQ_SET_ACTION_TRIGGER,
			.index = VFIO_PCI_MSIX_IRQ_INDEX,
			.count = FACET_VIRTIO_PCI_VECTORS,
		},
	};

	memcpy(arg.fds, fds, sizeof(arg.fds));
	return ioctl(client.device, VFIO_DEVICE_SET_IRQS, &arg) ? -errno : 0;
}

/* Let the function be a bus master with MSI-X. */
static void enable_function(void)
{
	client_write(&client, CONFIG, PCI_CFG_COMMAND, 2,
		     PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER);
	client_write(&client, CONFIG, VIO_CAP_MSIX + PCI_CFG_MSIX_CTRL, 2, PCI_CFG_MSIX_ENABLE);
}

/* --- the transport -------------------------------------------------------------------------- */

static int map_all(void *device, struct gpu_rig *rig)
{
	return client_map_at(&client, 0, rig->memory.bytes, DRIVER_BYTES);
}

static int unmap_all(void *device)
{
	return client_unmap(&client, 0, DRIVER_BYTES);
}

static u8 status(void *device)
{
	return get(VIRTIO_PCI_DEVICE_STATUS, 1);
}

static void set_status(void *device, u8 value)
{
	put(VIRTIO_PCI_DEVICE_STATUS, 1, value);
}

static void set_features(void *device, u64 features)
{
	u32 i;

	for (i = 0; i < 2; i++) {
		put(VIRTIO_PCI_DRIVER_FEATURE_SELECT, 4, i);
		put(VIRTIO_PCI_DRIVER_FEATURE, 4, (uint32_t)(features >> 32 * i));
	}
}

static void set_queue(void *device, u32 queue)
{
	put(VIRTIO_PCI_QUEUE_SELECT, 2, queue);
	put(VIRTIO_PCI_QUEUE_SIZE, 2, GPU_SIZE);
	put(VIRTIO_PCI_QUEUE_VECTOR, 2, queue + 1);
	put64(VIRTIO_PCI_QUEUE_DESC, GPU_QUEUE(queue));
	put64(VIRTIO_PCI_QUEUE_DRIVER, GPU_AVAIL(queue));
	put64(VIRTIO_PCI_QUEUE_DEVICE, GPU_USED(queue));
}

static void enable_queue(void *device, u32 queue)
{
	put(VIRTIO_PCI_QUEUE_SELECT, 2, queue);
	put(VIRTIO_PCI_QUEUE_ENABLE, 2, 1);
}

static void notify(void *device, u32 queue)
{
	client_write(&client, REGS, VIO_REGS_NOTIFY, 2, queue);
}

static void wait_for_message(void *device)
{
	client_wait(vectors[CONTROL_VECTOR], HOST_WAIT_MS);
}

/* A reset of the function takes its device away, one time in four. */
static u32 take_away(void *device, u32 round)
{
	bool resets = round % 4 == 3;
	u32 failed = resets && ioctl(client.device, VFIO_DEVICE_RESET) != 0;

	failed += unmap_all(device) != 0;
	if (resets)
		enable_function();
	return failed;
}

static const struct host_transport by_vfio = {
	.features = FEATURES,
	.map = map_all,
	.unmap = unmap_all,
	.status = status,
	.set_status = set_status,
	.set_features = set_features,
	.set_queue = set_queue,
	.enable = enable_queue,
	.notify = notify,
	.wait = wait_for_message,
	.take_away = take_away,
};

/* --- what an honest driver gets ------------------------------------------------------------- */

/* Let the function send messages. Return: each vector has an eventfd. */
static bool prepare(void)
{
	u32 i;

	for (i = 0; i < FACET_VIRTIO_PCI_VECTORS; i++)
		vectors[i] = eventfd(0, EFD_CLOEXEC);
	enable_function();
	return !set_vectors(vectors);
}

static void honest(struct host_driver *d, const char *uuid)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = VFIO_PCI_MSIX_IRQ_INDEX };
	const int none[] = { -1, -1, -1 };

	ok(!ioctl(client.device, VFIO_DEVICE_GET_IRQ_INFO, &info) &&
	   info.count == FACET_VIRTIO_PCI_VECTORS, "there are three vectors of MSI-X");
	ok(prepare(), "each has an eventfd");
	ok(!host_driver_map(d), "memory is mapped");
	host_driver_start(d);
	ok(status(NULL) == HOST_WORKS, "the device works");
	ok(client_workers(uuid, NULL) == 1, "its worker is a thread of this process");
	ok(host_driver_asks(d) && client_wait(vectors[CONTROL_VECTOR], HOST_WAIT_MS),
	   "it answers, and sends the queue's message");
	ok(!client_wait(vectors[CURSOR_VECTOR], 0) && !client_wait(vectors[0], 0), "and no other");
	ok(!set_vectors(none), "vectors are taken away");
	ok(host_driver_asks(d) && !client_wait(vectors[CONTROL_VECTOR], 0),
	   "then it answers without a message");
	ok(!set_vectors(vectors) && host_driver_asks(d) &&
	   client_wait(vectors[CONTROL_VECTOR], HOST_WAIT_MS), "and with one when they are back");
	host_driver_reset(d);
	ok(!host_driver_unmap(d), "memory is unmapped");
}

/* Show a blob, and take its dma-buf. */
static void exported(struct host_driver *d, struct viewer *v)
{
	memset(gpu_pixel(&d->rig, 0), HOST_PATTERN, HOST_PICTURE);
	host_driver_shows_blob(d);
	ok(!viewer_look(v) && v->pixels && v->info.width == HOST_WIDE &&
	   v->info.height == HOST_HIGH, "it comes as a dma-buf");
	*gpu_pixel(&d->rig, 0) = 0x123456;
	ok(v->pixels && viewer_pixel(v, 0, 0) == 0x123456, "which is the guest's memory");
}

/* Show a cursor, which is a blob. */
static void cursor(struct host_driver *d)
{
	const struct virtio_gpu_cursor command = {
		.x = CURSOR_X, .y = CURSOR_Y, .resource = CURSOR, .hot_x = HOT_X, .hot_y = HOT_Y,
	};
	struct vfio_device_gfx_plane_info info;

	ok(gpu_create_blob(&d->rig, CURSOR, CURSOR_BYTES, CURSOR_BYTES) ==
	   VIRTIO_GPU_RESP_OK_NODATA &&
	   gpu_send(&d->rig, VIRTIO_GPU_CMD_UPDATE_CURSOR, &command, sizeof(command)) ==
	   VIRTIO_GPU_RESP_OK_NODATA, "a cursor is shown");
	ok(!plane_query(&client, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, &info) &&
	   info.width == VIRTIO_GPU_CURSOR_SIZE && info.x_pos == CURSOR_X && info.y_pos == CURSOR_Y,
	   "it comes with its place");
	ok(info.x_hot == HOT_X && info.y_hot == HOT_Y, "and with its hot spot");
}

/* Draw the cursor into the picture, which is not the guest's blob then. */
static void drawn_cursor(struct viewer *v, const char *uuid)
{
	struct vfio_device_gfx_plane_info info;
	uint32_t blob = v->info.dmabuf_id;

	ok(client_choose_cursor(uuid, FACET_CURSOR_DRAWN) &&
	   !plane_query(&client, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, &info) &&
	   !info.drm_format, "a cursor that is drawn does not come by itself");
	ok(!viewer_look(v) && v->pixels && v->info.dmabuf_id != blob &&
	   viewer_pixel(v, 0, 0) == 0x123456, "the picture is not the blob then, but shows it");
	ok(client_choose_cursor(uuid, FACET_CURSOR_PLANE) &&
	   !plane_query(&client, VFIO_GFX_PLANE_TYPE_DMABUF, PLANE_CURSOR, &info) &&
	   info.drm_format && !viewer_look(v) && v->info.dmabuf_id == blob,
	   "both come by themselves again");
}

/* --- two monitors --------------------------------------------------------------------------- */

/* Pictures of the monitors. They lie in one blob, each from a page on. */
static const struct canvas monitors[MONITORS] = {
	{ .width = 800, .height = 600, .pitch = 800 },
	{ .width = 640, .height = 400, .pitch = 640 },
};

static u32 picture_bytes(const struct canvas *canvas)
{
	return canvas->pitch * canvas->height * VIRTIO_GPU_PIXEL;
}

/* Paint the picture of a monitor at a byte of the blob, and show it there. */
static bool show(struct host_driver *d, u32 monitor, u32 offset)
{
	static const char *const names[MONITORS] = { "first", "second" };
	struct canvas canvas = monitors[monitor];
	const struct virtio_gpu_set_scanout_blob command = {
		.rect = { 0, 0, canvas.width, canvas.height }, .scanout = monitor,
		.resource = HOST_BLOB, .width = canvas.width, .height = canvas.height,
		.format = VIRTIO_GPU_FORMAT_B8G8R8X8_UNORM,
		.strides = { canvas.pitch * VIRTIO_GPU_PIXEL }, .offsets = { offset },
	};

	canvas.pixels = gpu_pixel(&d->rig, offset);
	paint_pattern(&canvas, names[monitor], NULL, 0);
	printf("# monitor %u %ux%u %016llx\n", monitor, canvas.width, canvas.height,
	       (unsigned long long)paint_hash(&canvas));
	return gpu_send(&d->rig, VIRTIO_GPU_CMD_SET_SCANOUT_BLOB, &command, sizeof(command)) ==
	       VIRTIO_GPU_RESP_OK_NODATA;
}

static int program_monitors(struct host_driver *d, const char *uuid)
{
	struct viewer viewer = { .client = &client };
	u32 i, offset = 0;

	prepare();
	host_driver_map(d);
	host_driver_start(d);
	ok(host_driver_asks(d) && d->rig.response.info.scanouts[0].enabled &&
	   d->rig.response.info.scanouts[1].enabled && !d->rig.response.info.scanouts[2].enabled,
	   "there are two monitors");
	ok(gpu_create_blob(&d->rig, HOST_BLOB, HOST_PICTURE, HOST_PICTURE) ==
	   VIRTIO_GPU_RESP_OK_NODATA, "there is a blob");
	for (i = 0; i < MONITORS; i++) {
		ok(show(d, i, offset), "monitor %u shows a part of it", i);
		offset += ALIGN(picture_bytes(&monitors[i]), PAGE_SIZE);
	}
	ok(!viewer_look(&viewer) && viewer.pixels && viewer.info.width == monitors[0].width &&
	   !memcmp(viewer.pixels, gpu_pixel(&d->rig, 0), picture_bytes(&monitors[0])),
	   "a VMM shows the first one");
	printf("# shown\n");
	while (getchar() != EOF)
		;
	viewer_close(&viewer);
	client_close(&client);
	return ok_status();
}

/* --- flips ---------------------------------------------------------------------------------- */

/* Paint a picture of the blob, flip to it, and query the screen once. Return: it is shown. */
static bool flip(struct host_driver *d, struct viewer *v, u32 number)
{
	const struct virtio_gpu_rect all = { 0, 0, HOST_WIDE, FLIP_HIGH };
	const u32 offset = number % 2 * FLIP_BYTES;

	*gpu_pixel(&d->rig, offset) = number;
	return gpu_set_scanout_blob(&d->rig, HOST_BLOB, all, HOST_WIDE, FLIP_HIGH, HOST_STRIDE,
				    offset) == VIRTIO_GPU_RESP_OK_NODATA &&
	       !viewer_look(v) && v->pixels && v->info.height == FLIP_HIGH &&
	       viewer_pixel(v, 0, 0) == number;
}

/* @kind: VFIO_GFX_PLANE_TYPE_DMABUF: nothing is copied; _REGION: each picture is. */
static int flips(struct host_driver *d, const char *uuid, u32 kind)
{
	struct viewer viewer = { .client = &client };
	u32 shown = 0, i;
	long before, copied;

	ok(prepare(), "each interrupt has an eventfd");
	host_driver_map(d);
	host_driver_start(d);
	ok(gpu_create_blob(&d->rig, HOST_BLOB, HOST_PICTURE, HOST_PICTURE) ==
	   VIRTIO_GPU_RESP_OK_NODATA, "there is a blob");
	before = client_statistic(uuid, "screen_bytes_copied");
	for (i = 1; i <= FLIPS; i++)
		shown += flip(d, &viewer, i);
	copied = client_statistic(uuid, "screen_bytes_copied") - before;
	ok(viewer.kind == kind && shown == FLIPS, "%u of %u flips are shown", shown, FLIPS);
	ok(before >= 0 && copied == (kind == VFIO_GFX_PLANE_TYPE_REGION ? FLIPS * FLIP_BYTES : 0),
	   "%ld bytes are copied for them", copied);
	viewer_close(&viewer);
	client_close(&client);
	return ok_status();
}

static int program_exports(struct host_driver *d, const char *uuid)
{
	return flips(d, uuid, VFIO_GFX_PLANE_TYPE_DMABUF);
}

static int program_copies(struct host_driver *d, const char *uuid)
{
	return flips(d, uuid, VFIO_GFX_PLANE_TYPE_REGION);
}

/* --- programs ------------------------------------------------------------------------------- */

static int program_flood(struct host_driver *d, const char *uuid)
{
	int ret = prepare() ? host_driver_transfers(d) : 1;

	client_close(&client);
	return ret;
}

static int program_fill(struct host_driver *d, const char *uuid)
{
	int ret = prepare() ? host_driver_holds(host_driver_fill(d)) : 1;

	client_close(&client);
	return ret;
}

/* The state of the vGPU has the pixels of all pictures. */
static int program_save(struct host_driver *d, const char *uuid)
{
	u32 mib = prepare() ? host_driver_fill(d) : 0;
	int fd, ret;

	ok(!client_set_state(&client, VFIO_DEVICE_STATE_STOP_COPY, &fd) && fd >= 0,
	   "the vGPU is saved");
	ret = host_driver_holds(2 * mib);
	close(fd);
	client_close(&client);
	return ret || ok_status();
}

static int program_all(struct host_driver *d, const char *uuid)
{
	struct viewer viewer = { .client = &client };

	honest(d, uuid);
	host_driver_loses_ring(d);
	host_driver_storms(d);
	exported(d, &viewer);
	cursor(d);
	drawn_cursor(&viewer, uuid);
	if (ok_status())
		return 1;
	host_driver_floods(d);
	usleep(HOST_QUIET_US);
	raise(SIGKILL);
	return 1;
}

/* The programs by their names. */
static const struct {
	const char *name;
	int (*run)(struct host_driver *d, const char *uuid);
} programs[] = {
	{ "", program_all },
	{ "flood", program_flood },
	{ "fills", program_fill },
	{ "saves", program_save },
	{ "monitors", program_monitors },
	{ "exports", program_exports },
	{ "copies", program_copies },
};

int main(int argc, char **argv)
{
	const char *name = argc == 3 ? argv[2] : "";
	u32 i = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	while (i < ARRAY_SIZE(programs) && strcmp(programs[i].name, name))
		i++;
	if (argc < 2 || argc > 3 || i == ARRAY_SIZE(programs))
		return 2;
	if (!ok(!client_open(&client, argv[1], PAGE_SIZE), "the vGPU can be opened"))
		return 1;
	return programs[i].run(host_driver_create(&by_vfio, NULL), argv[1]);
}
