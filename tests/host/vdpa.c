// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-vdpa NODE flood: a driver that sends transfers of a picture without pause, until its
 * standard input ends.
 * facet-host-vdpa NODE UUID: a driver of a virtio-gpu over vhost_vdpa, honest and hostile. UUID is
 * the device's vGPU. Prints TAP. At last it shows a picture, until its standard input ends.
 */
#include "tests/lib/virtio_driver.h"

#include "client.h"
#include "vhost.h"
#include "../guest/paint.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_BYTES	4096u
#define FEATURES	(1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_F_ACCESS_PLATFORM | \
			 1ull << VIRTIO_F_INDIRECT_DESC | 1ull << VIRTIO_GPU_F_EDID | \
			 1ull << VIRTIO_GPU_F_RESOURCE_BLOB)
#define AGREED		(VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | \
			 VIRTIO_STATUS_FEATURES_OK)
#define WORKS		(AGREED | VIRTIO_STATUS_DRIVER_OK)
#define PATTERN		0x5a
#define WAIT_MS		2000
#define QUIET_US	200000
#define ROUNDS		300
#define WIDE		1024u	/* size of the blob that is shown */
#define HIGH		768u
#define PIXEL_BYTES	(WIDE * HIGH * VIRTIO_GPU_PIXEL)
#define ENTRY_BYTES	65536u

static struct vhost device;
static struct gpu_rig *rig;

static bool is_answered(const struct gpu_rig *f)
{
	return gpu_used(f, VIRTIO_GPU_CONTROLQ) == f->avail[VIRTIO_GPU_CONTROLQ] &&
	       gpu_used(f, VIRTIO_GPU_CURSORQ) == f->avail[VIRTIO_GPU_CURSORQ];
}

/*
 * Do what the worker of other rigs does: let the device answer. An interrupt may be one of a device
 * before the last reset.
 */
static int device_works(struct gpu_rig *f)
{
	unsigned int i;

	vhost_kick(&device, VIRTIO_GPU_CONTROLQ);
	vhost_kick(&device, VIRTIO_GPU_CURSORQ);
	for (i = 0; i < WAIT_MS && !is_answered(f); i++)
		client_wait(device.call[VIRTIO_GPU_CONTROLQ], 1);
	return 0;
}

/* Make a driver whose memory begins at a page. */
static struct gpu_rig *make_rig(void)
{
	void *pages = mmap(NULL, driver_place_bytes(sizeof(struct gpu_rig)),
			   PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct gpu_rig *f = driver_place(pages);

	gpu_rig_init(f);
	f->work = device_works;
	return f;
}

/* Begin anew: a reset, features, and empty rings. */
static void begin(void)
{
	unsigned int i;

	vhost_set_status(&device, 0);
	vhost_set_status(&device, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	vhost_set_features(&device, FEATURES);
	vhost_set_status(&device, AGREED);
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++) {
		const struct vhost_ring ring = {
			GPU_SIZE, GPU_QUEUE(i), GPU_AVAIL(i), GPU_USED(i),
		};

		memset(&rig->memory.bytes[GPU_QUEUE(i)], 0, 0x3000);
		rig->avail[i] = 0;
		vhost_set_ring(&device, i, &ring);
	}
}

static void start(void)
{
	unsigned int i;

	begin();
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++)
		vhost_enable(&device, i);
	vhost_set_status(&device, WORKS);
}

static int map_all(void)
{
	return vhost_map(&device, 0, rig->memory.bytes, DRIVER_BYTES, true);
}

static bool asks(void)
{
	return gpu_send(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) ==
	       VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
}

static bool needs_reset(void)
{
	unsigned int i;

	for (i = 0; i < WAIT_MS && !(vhost_status(&device) & VIRTIO_STATUS_NEEDS_RESET); i++)
		usleep(1000);
	return vhost_status(&device) & VIRTIO_STATUS_NEEDS_RESET;
}

/* Wait until the thread has left this process: it ends by itself. */
static bool worker_ends(const char *uuid)
{
	unsigned int i;

	for (i = 0; i < WAIT_MS && client_workers(uuid, NULL); i++)
		usleep(1000);
	return !client_workers(uuid, NULL);
}

/* --- what an honest driver gets ------------------------------------------------------------- */

static void honest(const char *uuid)
{
	struct client client;

	ok((vhost_features(&device) & FEATURES) == FEATURES, "the device offers what is asked for");
	ok(vhost_set_features(&device, 1ull << VIRTIO_F_VERSION_1 | 1) == -EINVAL ||
	   vhost_set_features(&device, 1ull << VIRTIO_F_VERSION_1 | 1) == -EOPNOTSUPP,
	   "3D is refused");
	ok(!map_all(), "memory is mapped");
	start();
	ok(vhost_status(&device) == WORKS, "the device works");
	ok(client_workers(uuid, NULL) == 1, "its worker is a thread of this process");
	ok(asks(), "it answers");
	ok(rig->response.info.scanouts[0].enabled, "with a monitor");
	ok(client_open(&client, uuid, 1 << 20) == -EBUSY, "VFIO is refused meanwhile");
	ok(vhost_base(&device, VIRTIO_GPU_CONTROLQ) == 1, "one request has come back");
	vhost_set_status(&device, 0);
	ok(worker_ends(uuid), "a reset ends its worker");
	begin();
	vhost_set_status(&device, WORKS);
	vhost_enable(&device, VIRTIO_GPU_CONTROLQ);
	ok(asks(), "a queue that is enabled late works");
	vhost_set_status(&device, 0);
	ok(!vhost_unmap(&device, 0, DRIVER_BYTES), "memory is unmapped");
}

/* --- what a hostile one does not get -------------------------------------------------------- */

/* A user of vhost chooses addresses: without a mapping they are none. */
static void without_memory(void)
{
	start();
	gpu_offer(rig, VIRTIO_GPU_CONTROLQ,
		  gpu_command(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(rig->response));
	vhost_kick(&device, VIRTIO_GPU_CONTROLQ);
	ok(needs_reset(), "rings in no memory need a reset");
	vhost_set_status(&device, 0);
}

/* The page of a ring goes while the device has it pinned. */
static void ring_goes(void)
{
	u8 *page = &rig->memory.bytes[GPU_USED(VIRTIO_GPU_CONTROLQ)];
	unsigned int i, touched = 0;

	map_all();
	start();
	asks();
	vhost_unmap(&device, 0, DRIVER_BYTES);
	memset(page, PATTERN, PAGE_BYTES);
	gpu_offer(rig, VIRTIO_GPU_CONTROLQ,
		  gpu_command(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(rig->response));
	vhost_kick(&device, VIRTIO_GPU_CONTROLQ);
	ok(needs_reset(), "a ring that is unmapped needs a reset");
	usleep(QUIET_US);
	for (i = 0; i < PAGE_BYTES; i++)
		touched += page[i] != PATTERN;
	ok(!touched, "and is not written any more");
	vhost_set_status(&device, 0);
}

/* The response is to go where the device may not write. */
static void read_only(void)
{
	u8 *room = &rig->memory.bytes[GPU_RESPONSE];

	vhost_map(&device, 0, rig->memory.bytes, GPU_RESPONSE, true);
	vhost_map(&device, GPU_RESPONSE, room, 0x10000, false);
	start();
	ok(!asks(), "a response into memory that is only to be read gets lost");
	ok(!room[0], "and is not written");
	ok(gpu_used(rig, VIRTIO_GPU_CONTROLQ) == 1, "but its request comes back");
	vhost_set_status(&device, 0);
	vhost_unmap(&device, 0, GPU_RESPONSE);
	vhost_unmap(&device, GPU_RESPONSE, 0x10000);
}

/* Send requests all the time. */
static void *flood(void *stop)
{
	while (!__atomic_load_n((bool *)stop, __ATOMIC_RELAXED)) {
		gpu_offer(rig, VIRTIO_GPU_CONTROLQ,
			  gpu_command(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
			  sizeof(rig->response));
		vhost_kick(&device, VIRTIO_GPU_CONTROLQ);
	}
	return NULL;
}

/* Take memory and the device away under requests, many times. */
static void storm(void)
{
	bool stop = false;
	pthread_t thread;
	unsigned int i, failed = 0;

	pthread_create(&thread, NULL, flood, &stop);
	for (i = 0; i < ROUNDS; i++) {
		failed += map_all() != 0;
		start();
		usleep(i % 7 * 500);
		if (i % 3)
			failed += vhost_unmap(&device, 0, DRIVER_BYTES) != 0;
		vhost_set_status(&device, 0);
		if (!(i % 3))
			failed += vhost_unmap(&device, 0, DRIVER_BYTES) != 0;
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	ok(!failed, "memory and device go under requests");
	map_all();
	start();
	ok(asks(), "the device works after that");
}

/* Show a blob, and leave the device open for the caller's screenshot. */
static void show(void)
{
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };
	const u32 stride = WIDE * VIRTIO_GPU_PIXEL;
	const struct canvas canvas = { gpu_pixel(rig, 0), WIDE, HIGH, WIDE };

	paint_pattern(&canvas, "vhost", NULL, 0);
	ok(gpu_create_blob(rig, 1, HIGH * stride, HIGH * stride) == VIRTIO_GPU_RESP_OK_NODATA &&
	   gpu_set_scanout_blob(rig, 1, all, WIDE, HIGH, stride, 0) == VIRTIO_GPU_RESP_OK_NODATA,
	   "a blob is shown");
	printf("# shown %ux%u %016llx\n", WIDE, HIGH, (unsigned long long)paint_hash(&canvas));
}

/* Keep the ring full of one transfer. Each entry of the ring names the same two descriptors. */
static void *transfers(void *stop)
{
	const struct virtio_gpu_transfer command = { { 0, 0, WIDE, HIGH }, 0, GPU_RESOURCE, 0 };
	u32 bytes = gpu_command(rig, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command,
				sizeof(command), NULL, 0);

	while (!__atomic_load_n((bool *)stop, __ATOMIC_RELAXED)) {
		while ((u16)(rig->avail[VIRTIO_GPU_CONTROLQ] -
			     gpu_used(rig, VIRTIO_GPU_CONTROLQ)) < GPU_SIZE)
			gpu_offer(rig, VIRTIO_GPU_CONTROLQ, bytes, sizeof(rig->response));
		vhost_kick(&device, VIRTIO_GPU_CONTROLQ);
		client_wait(device.call[VIRTIO_GPU_CONTROLQ], WAIT_MS);
	}
	return NULL;
}

static int program_flood(void)
{
	bool stop = false;
	pthread_t thread;

	map_all();
	start();
	if (gpu_create_2d(rig, GPU_RESOURCE, WIDE, HIGH) != VIRTIO_GPU_RESP_OK_NODATA ||
	    gpu_attach(rig, GPU_RESOURCE, PIXEL_BYTES, ENTRY_BYTES) != VIRTIO_GPU_RESP_OK_NODATA)
		return 1;
	pthread_create(&thread, NULL, transfers, &stop);
	while (getchar() != EOF)
		;
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	vhost_close(&device);
	return 0;
}

int main(int argc, char **argv)
{
	int ret;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3)
		return 2;
	ret = vhost_open(&device, argv[1]);
	if (ret) {
		printf("not ok - %s cannot be opened: %s\n", argv[1], strerror(-ret));
		return 1;
	}
	rig = make_rig();
	if (!strcmp(argv[2], "flood"))
		return program_flood();
	honest(argv[2]);
	without_memory();
	ring_goes();
	read_only();
	storm();
	show();
	while (getchar() != EOF)
		;
	vhost_close(&device);
	return ok_status();
}
