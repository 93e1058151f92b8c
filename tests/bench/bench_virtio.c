// SPDX-License-Identifier: GPL-2.0-only
/*
 * Measure a virtio-gpu: a transfer of pixels against memcpy(), and a command of an idle guest
 * against an empty submission of the mini-guest. Each side runs in one thread: notification,
 * scheduler, pass or engine, response, interrupt.
 */
#include "display/display.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "model/model.h"
#include "tests/bench/bench.h"
#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"
#include "tests/lib/mini.h"
#include "tests/lib/virtio_pci_driver.h"
#include "tests/lib/virtio_type.h"

#define WIDE		1024u
#define HIGH		768u
#define PIXEL_BYTES	(WIDE * HIGH * VIRTIO_GPU_PIXEL)
#define ENTRY_BYTES	65536u	/* of a memory entry: Linux merges pages that follow each other */
#define ROUNDS		41u
#define ROUND_NS	20000000u
#define RING_BYTES	16384u

static_assert(GPU_PIXELS + PIXEL_BYTES <= DRIVER_BYTES);

/**
 * struct side - A virtio-gpu with its driver, and what it is compared with.
 * @driver: the driver. Its memory is the guest's
 * @clock: time of the scheduler
 * @pgpu: the pGPU
 * @gpu: the scheduler
 * @instance: the vGPU
 * @kicked: the worker is to do a pass
 * @copy: a copy of the pixels
 * @context: a context of the mini-guest
 */
struct side {
	struct pci_rig *driver;
	struct fake_clock clock;
	struct fake_pgpu pgpu;
	struct facet_gpu *gpu;
	struct facet_instance *instance;
	bool kicked;
	u8 *copy;
	struct mini_context context;
};

/* --- the front end ------------------------------------------------------------------------ */

static int host_read(void *host, u64 gpa, void *buf, size_t len)
{
	struct side *side = host;

	return driver_read(side->driver, gpa, buf, len);
}

static int host_write(void *host, u64 gpa, const void *buf, size_t len)
{
	struct side *side = host;

	return driver_write(side->driver, gpa, buf, len);
}

static int host_pin(void *host, const u64 *gfns, u32 n, u64 *frames)
{
	struct side *side = host;

	*frames = port_ptr_to_frame(&side->driver->gpu.memory.bytes[*gfns << PAGE_SHIFT]);
	return 0;
}

static void host_unpin(void *host, const u64 *gfns, u32 n)
{
}

static void host_set_irq(void *host, bool level)
{
}

static u64 host_now_ns(void *host)
{
	return bench_ns();
}

static void host_arm_timer(void *host, u64 deadline_ns)
{
}

static void host_kick(void *host)
{
	struct side *side = host;

	side->kicked = true;
}

static void host_signal(void *host, u32 vector)
{
	struct side *side = host;

	side->driver->vectors[vector]++;
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

/* --- the guests --------------------------------------------------------------------------- */

static struct side *side;

static void work(void)
{
	while (side->kicked) {
		side->kicked = false;
		side->instance->model->work(side->instance);
	}
}

static int notify(struct gpu_rig *gpu)
{
	pci_put(side->driver, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, VIRTIO_GPU_CONTROLQ, 2);
	work();
	return 0;
}

static void driver_begin(void)
{
	side->driver = driver_place(bench_pages(driver_place_bytes(sizeof(*side->driver))));
	memset(side->driver, 0, sizeof(*side->driver));
	gpu_rig_init(&side->driver->gpu);
	side->driver->gpu.work = notify;
	side->driver->pci = facet_virtio_function(side->instance);
	side->driver->gpu.g = facet_virtio_pci_gpu(side->driver->pci);
	pci_find_parts(side->driver);
	pci_start(side->driver, true);
	work();
}

static void virtio_begin(void)
{
	const struct facet_type *type = virtio_type();
	struct facet_display_config outputs = {
		.max_width = type->max_width, .max_height = type->max_height, .n_outputs = 1,
		.outputs = { { .width = WIDE, .height = HIGH } },
	};
	struct facet_instance_setup setup = {
		.type = type, .outputs = &outputs, .ops = &host_ops, .signal = host_signal,
		.host = side,
	};

	fake_clock_init(&side->clock, false);
	fake_pgpu_init(&side->pgpu);
	if (facet_gpu_create(&side->pgpu.pgpu, NULL, &fake_gpu_host_ops, &side->clock, &side->gpu))
		abort();
	side->clock.gpu = side->gpu;
	setup.gpu = side->gpu;
	if (facet_model_virtio_gpu.create(&setup, &side->instance))
		abort();
	driver_begin();
}

/* --- what is measured --------------------------------------------------------------------- */

static void transfer(void *arg)
{
	const struct virtio_gpu_rect all = { 0, 0, WIDE, HIGH };

	if (gpu_transfer(&side->driver->gpu, GPU_RESOURCE, all, 0) != VIRTIO_GPU_RESP_OK_NODATA)
		abort();
}

static void copy(void *arg)
{
	memcpy(side->copy, gpu_pixel(&side->driver->gpu, 0), PIXEL_BYTES);
	asm volatile("" ::"r"(side->copy) : "memory");
}

static void ask(void *arg)
{
	if (gpu_send(&side->driver->gpu, VIRTIO_GPU_CMD_GET_DISPLAY_INFO, NULL, 0) !=
	    VIRTIO_GPU_RESP_OK_DISPLAY_INFO)
		abort();
}

static void submit(void *arg)
{
	struct mini_context *context = &side->context;

	mini_request(context);
	mini_flush(context);
	if (!mini_wait(context) || !mini_wait_idle(context->engine))
		abort();
}

static void measure_transfer(void)
{
	struct gpu_rig *gpu = &side->driver->gpu;

	side->copy = bench_pages(PIXEL_BYTES);
	if (gpu_create_2d(gpu, GPU_RESOURCE, WIDE, HIGH) != VIRTIO_GPU_RESP_OK_NODATA ||
	    gpu_attach(gpu, GPU_RESOURCE, PIXEL_BYTES, ENTRY_BYTES) != VIRTIO_GPU_RESP_OK_NODATA)
		abort();
	bench_result("virtio_transfer_vs_memcpy",
		     bench_compare(NULL, transfer, copy, ROUNDS, ROUND_NS, NULL), "ratio",
		     "throughput of TRANSFER_TO_HOST_2D of 1024x768, over that of memcpy() of as "
		     "many bytes");
}

static void measure_kick(void)
{
	struct mini_machine *machine = mini_machine_create(MINI_STEP);
	struct mini_guest *guest = mini_guest_create(machine, &facet_types[0]);
	struct mini_vm vm;
	double ratio;

	mini_vm_create(guest, &vm);
	mini_context_create(guest, &side->context, PGPU_BCS, &vm, RING_BYTES);
	ratio = bench_compare(NULL, submit, ask, ROUNDS, ROUND_NS, NULL);
	mini_machine_destroy(machine);
	bench_result("virtio_kick_vs_i915", ratio, "ratio",
		     "processor time from the notification to the response of a GET_DISPLAY_INFO, "
		     "over that of an empty submission of the mini-guest; both idle");
}

int main(int argc, char **argv)
{
	bench_begin(argc, argv, "a virtio-gpu against memcpy, and against i915");
	side = bench_alloc(1, sizeof(*side));
	virtio_begin();
	measure_kick();
	measure_transfer();
	return bench_end();
}
