// SPDX-License-Identifier: GPL-2.0-only
/* A driver of a virtio-gpu in a process of the host: see virtio_host.h. */
#include "virtio_host.h"

#include "client.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#define ROUNDS		300
#define ENTRY_BYTES	65536u	/* of the picture that a flood transfers */
#define FILL_SIDE	1024u	/* pixels of a picture that fills a device */
#define FILL_MIB	4u	/* that such a picture takes */
#define FILL_MOST	256u	/* more pictures than any type takes */

static bool is_answered(const struct gpu_rig *f)
{
	return gpu_used(f, VIRTIO_GPU_CONTROLQ) == f->avail[VIRTIO_GPU_CONTROLQ] &&
	       gpu_used(f, VIRTIO_GPU_CURSORQ) == f->avail[VIRTIO_GPU_CURSORQ];
}

static void notify(struct host_driver *d, u32 queue)
{
	d->transport->notify(d->device, queue);
}

/*
 * Do what the worker of other rigs does: let the device answer. An interrupt may be one of a device
 * before the last reset, so this polls the rings.
 */
static int device_works(struct gpu_rig *f)
{
	struct host_driver *d = container_of(f, struct host_driver, rig);
	u32 i;

	notify(d, VIRTIO_GPU_CONTROLQ);
	notify(d, VIRTIO_GPU_CURSORQ);
	for (i = 0; i < HOST_WAIT_MS && !is_answered(f); i++)
		usleep(1000);
	return 0;
}

struct host_driver *host_driver_create(const struct host_transport *transport, void *device)
{
	void *pages = mmap(NULL, driver_place_bytes(sizeof(struct host_driver)),
			   PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct host_driver *d = driver_place(pages);

	gpu_rig_init(&d->rig);
	d->rig.work = device_works;
	d->transport = transport;
	d->device = device;
	return d;
}

/* --- life of the device --------------------------------------------------------------------- */

int host_driver_map(struct host_driver *d)
{
	return d->transport->map(d->device, &d->rig);
}

int host_driver_unmap(struct host_driver *d)
{
	return d->transport->unmap(d->device);
}

void host_driver_reset(struct host_driver *d)
{
	d->transport->set_status(d->device, 0);
}

void host_driver_begin(struct host_driver *d)
{
	const struct host_transport *t = d->transport;
	u32 i;

	host_driver_reset(d);
	t->set_status(d->device, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	t->set_features(d->device, t->features);
	t->set_status(d->device, HOST_AGREED);
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++) {
		memset(&d->rig.memory.bytes[GPU_QUEUE(i)], 0, 0x3000);
		d->rig.avail[i] = 0;
		t->set_queue(d->device, i);
	}
}

void host_driver_start(struct host_driver *d)
{
	u32 i;

	host_driver_begin(d);
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++)
		d->transport->enable(d->device, i);
	d->transport->set_status(d->device, HOST_WORKS);
}

/* --- requests ------------------------------------------------------------------------------- */

/* Put a request for the monitors into the control queue. The device is not notified. */
static void offer_request(struct gpu_rig *f)
{
	gpu_offer(f, VIRTIO_GPU_CONTROLQ,
		  gpu_command(f, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(f->response));
}

void host_driver_requests_monitors(struct host_driver *d)
{
	offer_request(&d->rig);
	notify(d, VIRTIO_GPU_CONTROLQ);
}

bool host_driver_asks(struct host_driver *d)
{
	return gpu_send(&d->rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) ==
	       VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
}

bool host_driver_needs_reset(struct host_driver *d)
{
	u32 i;

	for (i = 0; i < HOST_WAIT_MS; i++) {
		if (d->transport->status(d->device) & VIRTIO_STATUS_NEEDS_RESET)
			return true;
		usleep(1000);
	}
	return false;
}

void host_driver_shows_blob(struct host_driver *d)
{
	const struct virtio_gpu_rect all = { 0, 0, HOST_WIDE, HOST_HIGH };
	struct gpu_rig *f = &d->rig;

	ok(gpu_create_blob(f, HOST_BLOB, HOST_PICTURE, HOST_PICTURE) ==
	   VIRTIO_GPU_RESP_OK_NODATA &&
	   gpu_set_scanout_blob(f, HOST_BLOB, all, HOST_WIDE, HOST_HIGH, HOST_STRIDE, 0) ==
	   VIRTIO_GPU_RESP_OK_NODATA, "a blob is shown");
}

/* --- floods --------------------------------------------------------------------------------- */

static bool is_stopped(struct host_driver *d)
{
	return __atomic_load_n(&d->stop, __ATOMIC_RELAXED);
}

static void *send_requests(void *driver)
{
	while (!is_stopped(driver))
		host_driver_requests_monitors(driver);
	return NULL;
}

/* Keep the ring full of one transfer. Each entry of the ring names the same two descriptors. */
static void *send_transfers(void *driver)
{
	const struct virtio_gpu_transfer command = {
		{ 0, 0, HOST_WIDE, HOST_HIGH }, 0, GPU_RESOURCE, 0,
	};
	struct host_driver *d = driver;
	struct gpu_rig *f = &d->rig;
	u32 bytes = gpu_command(f, VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, &command, sizeof(command),
				NULL, 0);

	while (!is_stopped(d)) {
		while ((u16)(f->avail[VIRTIO_GPU_CONTROLQ] - gpu_used(f, VIRTIO_GPU_CONTROLQ)) <
		       GPU_SIZE)
			gpu_offer(f, VIRTIO_GPU_CONTROLQ, bytes, sizeof(f->response));
		notify(d, VIRTIO_GPU_CONTROLQ);
		d->transport->wait(d->device);
	}
	return NULL;
}

static void begin_flood(struct host_driver *d, void *(*flood)(void *driver))
{
	d->stop = false;
	pthread_create(&d->requests, NULL, flood, d);
}

void host_driver_floods(struct host_driver *d)
{
	begin_flood(d, send_requests);
}

void host_driver_stops(struct host_driver *d)
{
	__atomic_store_n(&d->stop, true, __ATOMIC_RELAXED);
	pthread_join(d->requests, NULL);
}

int host_driver_transfers(struct host_driver *d)
{
	struct gpu_rig *f = &d->rig;

	host_driver_map(d);
	host_driver_start(d);
	if (gpu_create_2d(f, GPU_RESOURCE, HOST_WIDE, HOST_HIGH) != VIRTIO_GPU_RESP_OK_NODATA ||
	    gpu_attach(f, GPU_RESOURCE, HOST_PICTURE, ENTRY_BYTES) != VIRTIO_GPU_RESP_OK_NODATA)
		return 1;
	begin_flood(d, send_transfers);
	while (getchar() != EOF)
		;
	host_driver_stops(d);
	return 0;
}

u32 host_driver_fill(struct host_driver *d)
{
	u32 n = 0;

	host_driver_map(d);
	host_driver_start(d);
	while (n < FILL_MOST && gpu_create_2d(&d->rig, GPU_RESOURCE + n, FILL_SIDE, FILL_SIDE) ==
	       VIRTIO_GPU_RESP_OK_NODATA)
		n++;
	return n * FILL_MIB;
}

int host_driver_holds(u32 mib)
{
	printf("# filled %u MiB\n", mib);
	while (getchar() != EOF)
		;
	return !mib;
}

/* --- what a hostile driver does not get ----------------------------------------------------- */

void host_driver_loses_ring(struct host_driver *d)
{
	struct gpu_rig *f = &d->rig;
	u8 *bytes = f->memory.bytes, *before = malloc(sizeof(f->memory.bytes));

	host_driver_map(d);
	host_driver_start(d);
	host_driver_asks(d);
	host_driver_unmap(d);
	memset(&bytes[GPU_USED(VIRTIO_GPU_CONTROLQ)], HOST_PATTERN, PAGE_SIZE);
	memset(&bytes[GPU_RESPONSE], HOST_PATTERN, sizeof(f->response));
	offer_request(f);
	memcpy(before, bytes, sizeof(f->memory.bytes));
	notify(d, VIRTIO_GPU_CONTROLQ);
	ok(host_driver_needs_reset(d), "a ring that is unmapped needs a reset");
	usleep(HOST_QUIET_US);
	ok(!memcmp(before, bytes, sizeof(f->memory.bytes)),
	   "and no memory of its driver is written any more");
	free(before);
	host_driver_reset(d);
}

void host_driver_storms(struct host_driver *d)
{
	u32 i, failed = 0;

	host_driver_floods(d);
	for (i = 0; i < ROUNDS; i++) {
		failed += host_driver_map(d) != 0;
		host_driver_start(d);
		usleep(i % 7 * 500);
		failed += d->transport->take_away(d->device, i);
	}
	host_driver_stops(d);
	ok(!failed, "memory and device go under requests");
	host_driver_map(d);
	host_driver_start(d);
	ok(host_driver_asks(d), "the device works after that");
}
