// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-vdpa NODE flood: a driver that sends transfers of a picture without pause, until its
 * standard input ends.
 * facet-host-vdpa NODE fills: a driver that fills its device with pictures, until its standard
 * input ends.
 * facet-host-vdpa NODE UUID: a driver of a virtio-gpu over vhost_vdpa, honest and hostile. UUID is
 * the device's vGPU. Prints TAP. At last it shows a picture, until its standard input ends.
 */
#include "virtio_host.h"

#include "client.h"
#include "vhost.h"
#include "../guest/paint.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FEATURES	(1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_F_ACCESS_PLATFORM | \
			 1ull << VIRTIO_F_INDIRECT_DESC | 1ull << VIRTIO_GPU_F_EDID | \
			 1ull << VIRTIO_GPU_F_RESOURCE_BLOB)
#define ROOM		0x10000u	/* bytes where a response may lie */

/* --- the transport -------------------------------------------------------------------------- */

static int map_all(void *device, struct gpu_rig *rig)
{
	return vhost_map(device, 0, rig->memory.bytes, DRIVER_BYTES, true);
}

static int unmap_all(void *device)
{
	return vhost_unmap(device, 0, DRIVER_BYTES);
}

static u8 status(void *device)
{
	return vhost_status(device);
}

static void set_status(void *device, u8 value)
{
	vhost_set_status(device, value);
}

static void set_features(void *device, u64 features)
{
	vhost_set_features(device, features);
}

static void set_queue(void *device, u32 queue)
{
	const struct vhost_ring ring = {
		GPU_SIZE, GPU_QUEUE(queue), GPU_AVAIL(queue), GPU_USED(queue),
	};

	vhost_set_ring(device, queue, &ring);
}

static void enable(void *device, u32 queue)
{
	vhost_enable(device, queue);
}

static void notify(void *device, u32 queue)
{
	vhost_kick(device, queue);
}

static void wait_for_call(void *device)
{
	struct vhost *v = device;

	client_wait(v->call[VIRTIO_GPU_CONTROLQ], HOST_WAIT_MS);
}

/* Memory goes before the device, or behind it. */
static u32 take_away(void *device, u32 round)
{
	u32 failed = 0;

	if (round % 3)
		failed += unmap_all(device) != 0;
	vhost_set_status(device, 0);
	if (!(round % 3))
		failed += unmap_all(device) != 0;
	return failed;
}

static const struct host_transport by_vhost = {
	.features = FEATURES,
	.map = map_all,
	.unmap = unmap_all,
	.status = status,
	.set_status = set_status,
	.set_features = set_features,
	.set_queue = set_queue,
	.enable = enable,
	.notify = notify,
	.wait = wait_for_call,
	.take_away = take_away,
};

/* --- what an honest driver gets ------------------------------------------------------------- */

/* Wait until the thread has left this process: it ends by itself. */
static bool worker_ends(const char *uuid)
{
	unsigned int i;

	for (i = 0; i < HOST_WAIT_MS && client_workers(uuid, NULL); i++)
		usleep(1000);
	return !client_workers(uuid, NULL);
}

static void honest(struct host_driver *d, struct vhost *device, const char *uuid)
{
	struct client client;

	ok((vhost_features(device) & FEATURES) == FEATURES, "the device offers what is asked for");
	ok(vhost_set_features(device, 1ull << VIRTIO_F_VERSION_1 | 1) == -EINVAL ||
	   vhost_set_features(device, 1ull << VIRTIO_F_VERSION_1 | 1) == -EOPNOTSUPP,
	   "3D is refused");
	ok(!host_driver_map(d), "memory is mapped");
	host_driver_start(d);
	ok(vhost_status(device) == HOST_WORKS, "the device works");
	ok(client_workers(uuid, NULL) == 1, "its worker is a thread of this process");
	ok(host_driver_asks(d), "it answers");
	ok(client_wait(device->call[VIRTIO_GPU_CONTROLQ], HOST_WAIT_MS), "and calls the driver");
	ok(d->rig.response.info.scanouts[0].enabled, "with a monitor");
	ok(client_open(&client, uuid, 1 << 20) == -EBUSY, "VFIO is refused meanwhile");
	ok(vhost_base(device, VIRTIO_GPU_CONTROLQ) == 1, "one request has come back");
	host_driver_reset(d);
	ok(worker_ends(uuid), "a reset ends its worker");
	host_driver_begin(d);
	vhost_set_status(device, HOST_WORKS);
	vhost_enable(device, VIRTIO_GPU_CONTROLQ);
	ok(host_driver_asks(d), "a queue that is enabled late works");
	host_driver_reset(d);
	ok(!host_driver_unmap(d), "memory is unmapped");
}

/* --- what a hostile one does not get -------------------------------------------------------- */

/* A user of vhost chooses addresses: without a mapping they are none. */
static void without_memory(struct host_driver *d)
{
	host_driver_start(d);
	host_driver_requests_monitors(d);
	ok(host_driver_needs_reset(d), "rings in no memory need a reset");
	host_driver_reset(d);
}

/* The response is to go where the device may not write. */
static void read_only(struct host_driver *d, struct vhost *device)
{
	u8 *bytes = d->rig.memory.bytes;

	vhost_map(device, 0, bytes, GPU_RESPONSE, true);
	vhost_map(device, GPU_RESPONSE, &bytes[GPU_RESPONSE], ROOM, false);
	host_driver_start(d);
	ok(!host_driver_asks(d), "a response into memory that is only to be read gets lost");
	ok(!bytes[GPU_RESPONSE], "and is not written");
	ok(gpu_used(&d->rig, VIRTIO_GPU_CONTROLQ) == 1, "but its request comes back");
	host_driver_reset(d);
	vhost_unmap(device, 0, GPU_RESPONSE);
	vhost_unmap(device, GPU_RESPONSE, ROOM);
}

/* Show a blob, and leave the device open for the caller's screenshot. */
static void show(struct host_driver *d)
{
	const struct canvas canvas = { gpu_pixel(&d->rig, 0), HOST_WIDE, HOST_HIGH, HOST_WIDE };

	paint_pattern(&canvas, "vhost", NULL, 0);
	host_driver_shows_blob(d);
	printf("# shown %ux%u %016llx\n", HOST_WIDE, HOST_HIGH,
	       (unsigned long long)paint_hash(&canvas));
}

static int program_flood(struct host_driver *d, struct vhost *device)
{
	int ret = host_driver_transfers(d);

	vhost_close(device);
	return ret;
}

static int program_fill(struct host_driver *d, struct vhost *device)
{
	int ret = host_driver_holds(host_driver_fill(d));

	vhost_close(device);
	return ret;
}

int main(int argc, char **argv)
{
	struct host_driver *d;
	struct vhost device;
	int ret;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 3)
		return 2;
	ret = vhost_open(&device, argv[1]);
	if (ret) {
		printf("not ok - %s cannot be opened: %s\n", argv[1], strerror(-ret));
		return 1;
	}
	d = host_driver_create(&by_vhost, &device);
	if (!strcmp(argv[2], "flood"))
		return program_flood(d, &device);
	if (!strcmp(argv[2], "fills"))
		return program_fill(d, &device);
	honest(d, &device, argv[2]);
	without_memory(d);
	host_driver_loses_ring(d);
	read_only(d, &device);
	host_driver_storms(d);
	show(d);
	while (getchar() != EOF)
		;
	vhost_close(&device);
	return ok_status();
}
