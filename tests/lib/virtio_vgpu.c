// SPDX-License-Identifier: GPL-2.0-only
/* A virtio-gpu by the ops of its model; see virtio_vgpu.h. */
#include "virtio_vgpu.h"

#include "display/display.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "model/model.h"
#include "tests/lib/virtio_type.h"

#define START_NS	1000000ull
#define PASSES_MAX	1000u

static int host_read(void *host, u64 gpa, void *buf, size_t len)
{
	struct virtio_vgpu *v = host;

	return driver_read(&v->driver, gpa, buf, len);
}

static int host_write(void *host, u64 gpa, const void *buf, size_t len)
{
	struct virtio_vgpu *v = host;

	int ret = driver_write(&v->driver, gpa, buf, len);

	if (!ret)
		facet_dirty_log_add(&v->log, gpa >> PAGE_SHIFT,
				    ((gpa + len - 1) >> PAGE_SHIFT) - (gpa >> PAGE_SHIFT) + 1);
	return ret;
}

static int host_pin(void *host, const u64 *gfns, u32 n, u64 *frames)
{
	struct virtio_vgpu *v = host;
	u8 page;
	int ret;
	u32 i;

	for (i = 0; i < n; i++) {
		ret = driver_read(&v->driver, gfns[i] << PAGE_SHIFT, &page, sizeof(page));
		if (ret)
			return ret;
		frames[i] = port_ptr_to_frame(&v->driver.gpu.memory.bytes[gfns[i] << PAGE_SHIFT]);
	}
	v->pins += n;
	return 0;
}

static void host_unpin(void *host, const u64 *gfns, u32 n)
{
	struct virtio_vgpu *v = host;

	v->pins -= n;
}

static void host_wrote(void *host, u64 gfn)
{
	struct virtio_vgpu *v = host;

	facet_dirty_log_add(&v->log, gfn, 1);
}

static void host_set_irq(void *host, bool level)
{
	struct virtio_vgpu *v = host;

	v->driver.level = level;
}

static u64 host_now_ns(void *host)
{
	struct virtio_vgpu *v = host;

	return v->clock.now_ns;
}

static void host_arm_timer(void *host, u64 deadline_ns)
{
	struct virtio_vgpu *v = host;

	v->deadline = deadline_ns;
}

static void host_kick(void *host)
{
	struct virtio_vgpu *v = host;

	v->kicked = true;
}

static void host_signal(void *host, u32 vector)
{
	struct virtio_vgpu *v = host;

	v->driver.vectors[vector]++;
}

static const struct facet_host_ops host_ops = {
	.read = host_read,
	.write = host_write,
	.pin = host_pin,
	.unpin = host_unpin,
	.wrote = host_wrote,
	.set_irq = host_set_irq,
	.now_ns = host_now_ns,
	.arm_timer = host_arm_timer,
	.kick = host_kick,
};

u32 virtio_vgpu_work(struct virtio_vgpu *v)
{
	u32 n = 0;

	for (; v->kicked && n < PASSES_MAX; n++) {
		v->kicked = false;
		v->instance->model->work(v->instance);
	}
	return n;
}

void virtio_vgpu_pass_time(struct virtio_vgpu *v, u64 ns)
{
	v->clock.now_ns += ns;
	fake_clock_run_due(&v->clock);
	if (v->deadline > v->clock.now_ns)
		return;
	v->deadline = ~0ull;
	v->instance->model->timer(v->instance);
}

/* A pass for the driver: it has notified the device. */
static int driver_pass(struct gpu_rig *gpu)
{
	struct virtio_vgpu *v = container_of(gpu, struct virtio_vgpu, driver.gpu);

	pci_put(&v->driver, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, VIRTIO_GPU_CONTROLQ, 2);
	pci_put(&v->driver, VIRTIO_PCI_CAP_NOTIFY_CFG, 0, VIRTIO_GPU_CURSORQ, 2);
	virtio_vgpu_work(v);
	return 0;
}

static void vgpu_begin(struct virtio_vgpu *v)
{
	const struct facet_type *type = virtio_type();
	struct facet_display_config outputs = {
		.max_width = type->max_width, .max_height = type->max_height, .n_outputs = 2,
		.outputs = { { .width = 1024, .height = 768 }, { .width = 800, .height = 600 } },
	};
	struct facet_instance_setup setup = {
		.type = type, .outputs = &outputs, .ops = &host_ops, .signal = host_signal,
		.host = v,
	};

	fake_clock_init(&v->clock, false);
	v->clock.now_ns = START_NS;
	fake_pgpu_init(&v->pgpu);
	if (facet_gpu_create(&v->pgpu.pgpu, NULL, &fake_gpu_host_ops, &v->clock, &v->gpu))
		abort();
	v->clock.gpu = v->gpu;
	setup.gpu = v->gpu;
	if (facet_model_virtio_gpu.create(&setup, &v->instance))
		abort();
}

struct virtio_vgpu *virtio_vgpu_create(void)
{
	void *pages = aligned_alloc(PAGE_SIZE, driver_place_bytes(sizeof(struct virtio_vgpu)));
	struct virtio_vgpu *v;

	if (!pages)
		abort();
	v = driver_place(pages);
	memset(v, 0, sizeof(*v));
	v->pages = pages;
	v->deadline = ~0ull;
	facet_dirty_log_init(&v->log);
	gpu_rig_init(&v->driver.gpu);
	v->driver.gpu.work = driver_pass;
	vgpu_begin(v);
	v->driver.pci = facet_virtio_function(v->instance);
	v->driver.gpu.g = facet_virtio_pci_gpu(v->driver.pci);
	pci_find_parts(&v->driver);
	return v;
}

u64 virtio_vgpu_destroy(struct virtio_vgpu *v)
{
	u64 pins;

	v->instance->model->cancel(v->instance);
	v->instance->model->destroy(v->instance);
	facet_gpu_destroy(v->gpu);
	facet_dirty_log_stop(&v->log);
	pins = v->pins;
	free(v->pages);
	return pins;
}

void virtio_vgpu_follow(const struct virtio_vgpu *from, struct virtio_vgpu *to)
{
	memcpy(to->driver.gpu.memory.bytes, from->driver.gpu.memory.bytes, DRIVER_BYTES);
	memcpy(to->driver.gpu.avail, from->driver.gpu.avail, sizeof(to->driver.gpu.avail));
}
