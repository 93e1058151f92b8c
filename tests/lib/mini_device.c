// SPDX-License-Identifier: GPL-2.0-only
/* Replaces the core and the front end by a device, for a mini-guest; see mini_device.h. */
#include "mini_device.h"

#include "display/gen9_display.h"
#include "engine/render_units.h"
#include "engine/softgpu_user.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "model/model.h"
#include "softgpu/remote_units.h"
#include "tests/lib/fake_render.h"
#include "tests/lib/mini.h"

static const struct mini_device *device;

void mini_device_use(const struct mini_device *used)
{
	device = used;
}

const struct facet_host_ops fake_host_ops;
const struct facet_gpu_host_ops fake_gpu_host_ops;
const struct facet_type facet_types[1];
const struct render_units_ops fake_render_ops;

struct softgpu_user *softgpu_user_create(enum softgpu_user_mode mode, enum softgpu_model model)
{
	return (struct softgpu_user *)&device;
}

void softgpu_user_destroy(struct softgpu_user *user)
{
}

struct pgpu *softgpu_user_pgpu(struct softgpu_user *user)
{
	return NULL;
}

struct softgpu *softgpu_user_softgpu(struct softgpu_user *user)
{
	return NULL;
}

struct render_units *render_units_give(struct softgpu *sg, const struct render_units_ops *ops)
{
	return NULL;
}

void render_units_destroy(struct render_units *units)
{
}

struct sgpu_remote *sgpu_remote_create(struct softgpu *sg, bool (*expects)(u64 owner))
{
	return NULL;
}

void sgpu_remote_destroy(struct sgpu_remote *remote)
{
}

bool softgpu_user_step(struct softgpu_user *user)
{
	return false;
}

int facet_gpu_create(struct pgpu *pgpu, const struct facet_reg_block *const *unit_regs,
		     const struct facet_gpu_host_ops *ops, void *host, struct facet_gpu **out)
{
	return 0;
}

void facet_gpu_destroy(struct facet_gpu *gpu)
{
}

struct facet_sched *facet_gpu_sched(const struct facet_gpu *gpu)
{
	return NULL;
}

static int instance_create(const struct facet_instance_setup *setup, struct facet_instance **out)
{
	static struct facet_instance instance;

	*out = &instance;
	return 0;
}

static void instance_destroy(struct facet_instance *instance)
{
}

const struct facet_model facet_model_gen9 = {
	.create = instance_create,
	.destroy = instance_destroy,
};

struct facet_vgpu *facet_gen9_vgpu(const struct facet_instance *instance)
{
	return (struct facet_vgpu *)&device;
}

void facet_vgpu_cancel(struct facet_vgpu *vgpu)
{
}

int facet_vgpu_mmio_read(struct facet_vgpu *vgpu, u64 offset, void *buf, u32 len)
{
	u64 value = device->read(offset, len);

	memcpy(buf, &value, len);
	return 0;
}

int facet_vgpu_mmio_write(struct facet_vgpu *vgpu, u64 offset, const void *buf, u32 len)
{
	u64 value = 0;

	memcpy(&value, buf, len);
	/* Earlier stores to memory are visible before the device gets the register write. */
	smp_mb();
	device->write(offset, len, value);
	return 0;
}

const struct facet_type *facet_vgpu_type(const struct facet_vgpu *vgpu)
{
	return facet_types;
}

const struct facet_reg_block *const facet_display_regs[1];

void fake_clock_init(struct fake_clock *clock, bool real)
{
}

void fake_clock_run_due(struct fake_clock *clock)
{
}

/* Use the device's memory. The line stays up: the guest finds interrupts in the registers. */
int fake_host_init_on(struct fake_host *host, struct fake_clock *clock, u64 pages, u8 *memory)
{
	struct mini_guest *guest = container_of(host, struct mini_guest, host);

	memset(host, 0, sizeof(*host));
	pthread_mutex_init(&host->lock, NULL);
	host->mem = device->memory - device->gpa;
	host->pages = (device->gpa + device->size) / PAGE_SIZE;
	host->irq = true;
	guest->next_gpa = device->gpa;
	return 0;
}

void fake_host_fini(struct fake_host *host)
{
	pthread_mutex_destroy(&host->lock);
}

bool fake_host_work(struct fake_host *host)
{
	return false;
}

/* A front end that tracks guest memory detects writes of this program by itself. */
void fake_host_wrote(struct fake_host *host, const void *p, u64 len)
{
}

void fake_host_store(struct fake_host *host, u64 *p, u64 value)
{
	WRITE_ONCE(*p, value);
}

void *fake_host_ptr(struct fake_host *host, u64 gpa, u64 len)
{
	return host->mem + gpa;
}
