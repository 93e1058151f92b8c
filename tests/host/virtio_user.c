// SPDX-License-Identifier: GPL-2.0-only
/*
 * facet-host-virtio UUID: a driver of a virtio-gpu by VFIO, without a VMM, honest and hostile.
 * Prints TAP. It ends by SIGKILL while a blob is shown and exported, with requests under way.
 */
#include "tests/lib/virtio_driver.h"

#include "client.h"
#include "viewer.h"
#include "virtio/virtio_pci_defs.h"
#include "virtio/virtio_pci_types.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE_BYTES	4096u
#define FEATURES	(1ull << VIRTIO_F_VERSION_1 | 1ull << VIRTIO_GPU_F_RESOURCE_BLOB)
#define AGREED		(VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER | \
			 VIRTIO_STATUS_FEATURES_OK)
#define WORKS		(AGREED | VIRTIO_STATUS_DRIVER_OK)
#define REGS		4u	/* region of the registers: BAR4 */
#define CONFIG		VFIO_PCI_CONFIG_REGION_INDEX
#define PATTERN		0x5a
#define WAIT_MS		2000
#define QUIET_US	200000
#define ROUNDS		200
#define WIDE		1024u
#define HIGH		256u
#define BLOB_BYTES	(WIDE * HIGH * VIRTIO_GPU_PIXEL)

static struct client client;
static struct gpu_rig *rig;
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

static void notify(void)
{
	client_write(&client, REGS, VIO_REGS_NOTIFY, 2, VIRTIO_GPU_CONTROLQ);
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
static void enable(void)
{
	client_write(&client, CONFIG, PCI_CFG_COMMAND, 2,
		     PCI_CFG_COMMAND_MEMORY | PCI_CFG_COMMAND_MASTER);
	client_write(&client, CONFIG, VIO_CAP_MSIX + PCI_CFG_MSIX_CTRL, 2, PCI_CFG_MSIX_ENABLE);
}

static void start(void)
{
	unsigned int i;

	put(VIRTIO_PCI_DEVICE_STATUS, 1, 0);
	put(VIRTIO_PCI_DEVICE_STATUS, 1, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER);
	for (i = 0; i < 2; i++) {
		put(VIRTIO_PCI_DRIVER_FEATURE_SELECT, 4, i);
		put(VIRTIO_PCI_DRIVER_FEATURE, 4, (uint32_t)(FEATURES >> 32 * i));
	}
	put(VIRTIO_PCI_DEVICE_STATUS, 1, AGREED);
	for (i = 0; i < VIRTIO_GPU_QUEUES; i++) {
		memset(&rig->memory.bytes[GPU_QUEUE(i)], 0, 0x3000);
		rig->avail[i] = 0;
		put(VIRTIO_PCI_QUEUE_SELECT, 2, i);
		put(VIRTIO_PCI_QUEUE_SIZE, 2, GPU_SIZE);
		put(VIRTIO_PCI_QUEUE_VECTOR, 2, i + 1);
		put64(VIRTIO_PCI_QUEUE_DESC, GPU_QUEUE(i));
		put64(VIRTIO_PCI_QUEUE_DRIVER, GPU_AVAIL(i));
		put64(VIRTIO_PCI_QUEUE_DEVICE, GPU_USED(i));
		put(VIRTIO_PCI_QUEUE_ENABLE, 2, 1);
	}
	put(VIRTIO_PCI_DEVICE_STATUS, 1, WORKS);
}

/* --- requests ------------------------------------------------------------------------------- */

static bool is_answered(const struct gpu_rig *f)
{
	return gpu_used(f, VIRTIO_GPU_CONTROLQ) == f->avail[VIRTIO_GPU_CONTROLQ];
}

/* Do what the worker of other rigs does: let the device answer. */
static int device_works(struct gpu_rig *f)
{
	unsigned int i;

	notify();
	for (i = 0; i < WAIT_MS && !is_answered(f); i++)
		usleep(1000);
	return 0;
}

static struct gpu_rig *make_rig(void)
{
	void *pages = mmap(NULL, driver_place_bytes(sizeof(struct gpu_rig)),
			   PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct gpu_rig *f = driver_place(pages);

	gpu_rig_init(f);
	f->work = device_works;
	return f;
}

static int map_all(void)
{
	return client_map_at(&client, 0, rig->memory.bytes, DRIVER_BYTES);
}

static bool asks(void)
{
	return gpu_send(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) ==
	       VIRTIO_GPU_RESP_OK_DISPLAY_INFO;
}

static bool needs_reset(void)
{
	unsigned int i;

	for (i = 0; i < WAIT_MS; i++) {
		if (get(VIRTIO_PCI_DEVICE_STATUS, 1) & VIRTIO_STATUS_NEEDS_RESET)
			return true;
		usleep(1000);
	}
	return false;
}

/* --- what an honest driver gets ------------------------------------------------------------- */

static void honest(const char *uuid)
{
	struct vfio_irq_info info = { .argsz = sizeof(info), .index = VFIO_PCI_MSIX_IRQ_INDEX };
	int none[] = { -1, -1, -1 };
	unsigned int i;

	ok(!ioctl(client.device, VFIO_DEVICE_GET_IRQ_INFO, &info) &&
	   info.count == FACET_VIRTIO_PCI_VECTORS, "there are three vectors of MSI-X");
	for (i = 0; i < FACET_VIRTIO_PCI_VECTORS; i++)
		vectors[i] = eventfd(0, EFD_CLOEXEC);
	ok(!set_vectors(vectors), "each has an eventfd");
	enable();
	ok(!map_all(), "memory is mapped");
	start();
	ok(get(VIRTIO_PCI_DEVICE_STATUS, 1) == WORKS, "the device works");
	ok(client_workers(uuid, NULL) == 1, "its worker is a thread of this process");
	ok(asks() && client_wait(vectors[1], WAIT_MS), "it answers, and sends the queue's message");
	ok(!client_wait(vectors[2], 0) && !client_wait(vectors[0], 0), "and no other");
	ok(!set_vectors(none), "vectors are taken away");
	ok(asks() && !client_wait(vectors[1], 0), "then it answers without a message");
	ok(!set_vectors(vectors) && asks() && client_wait(vectors[1], WAIT_MS),
	   "and with one when they are back");
}

/* --- what a hostile one does not get -------------------------------------------------------- */

/* The page of a ring goes while the device has it pinned. */
static void ring_goes(void)
{
	u8 *page = &rig->memory.bytes[GPU_USED(VIRTIO_GPU_CONTROLQ)];
	unsigned int i, touched = 0;

	client_unmap(&client, 0, DRIVER_BYTES);
	memset(page, PATTERN, PAGE_BYTES);
	gpu_offer(rig, VIRTIO_GPU_CONTROLQ,
		  gpu_command(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
		  sizeof(rig->response));
	notify();
	ok(needs_reset(), "a ring that is unmapped needs a reset");
	usleep(QUIET_US);
	for (i = 0; i < PAGE_BYTES; i++)
		touched += page[i] != PATTERN;
	ok(!touched, "and is not written any more");
}

/* Send requests all the time. */
static void *flood(void *stop)
{
	while (!__atomic_load_n((bool *)stop, __ATOMIC_RELAXED)) {
		gpu_offer(rig, VIRTIO_GPU_CONTROLQ,
			  gpu_command(rig, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0, NULL, 0),
			  sizeof(rig->response));
		notify();
	}
	return NULL;
}

/* Take memory away, and reset the function, under requests. */
static void storm(void)
{
	unsigned int i, failed = 0;
	bool stop = false;
	pthread_t thread;

	pthread_create(&thread, NULL, flood, &stop);
	for (i = 0; i < ROUNDS; i++) {
		failed += map_all() != 0;
		start();
		usleep(i % 7 * 500);
		if (i % 4 == 3)
			failed += ioctl(client.device, VFIO_DEVICE_RESET) != 0;
		failed += client_unmap(&client, 0, DRIVER_BYTES) != 0;
		if (i % 4 == 3)
			enable();
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	ok(!failed, "memory and the function go under requests");
	map_all();
	start();
	ok(asks(), "the device works after that");
}

/* Show a blob, take its dma-buf, and lose the blob's memory. */
static void exported(struct viewer *v)
{
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };
	const u32 stride = WIDE * VIRTIO_GPU_PIXEL;

	memset(gpu_pixel(rig, 0), PATTERN, BLOB_BYTES);
	ok(gpu_create_blob(rig, 1, BLOB_BYTES, BLOB_BYTES) == VIRTIO_GPU_RESP_OK_NODATA &&
	   gpu_set_scanout_blob(rig, 1, all, WIDE, HIGH, stride, 0) == VIRTIO_GPU_RESP_OK_NODATA,
	   "a blob is shown");
	ok(!viewer_look(v) && v->pixels && v->info.width == WIDE && v->info.height == HIGH,
	   "it comes as a dma-buf");
	*gpu_pixel(rig, 0) = 0x123456;
	ok(v->pixels && viewer_pixel(v, 0, 0) == 0x123456, "which is the guest's memory");
}

int main(int argc, char **argv)
{
	struct viewer viewer = { .client = &client };
	bool stop = false;
	pthread_t thread;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc != 2)
		return 2;
	if (!ok(!client_open(&client, argv[1], PAGE_BYTES), "the vGPU can be opened"))
		return 1;
	rig = make_rig();
	honest(argv[1]);
	ring_goes();
	storm();
	exported(&viewer);
	if (ok_status())
		return 1;
	pthread_create(&thread, NULL, flood, &stop);
	usleep(QUIET_US);
	raise(SIGKILL);
	return 1;
}
