// SPDX-License-Identifier: GPL-2.0-only
/*
 * The model of a virtio-gpu device over PCI: the device of virtio/, its display, and its turns on
 * an engine of the pGPU. Front ends call these functions by facet_model_virtio_gpu.
 *
 * The worker copies what the guest asks for. A pass of it counts as work on the copy engine: the
 * scheduler says when the next pass may begin, by the vGPU's weight and limit, and is told how long
 * a pass took. Passes run on a processor, so an engine does not stand still meanwhile.
 *
 * Lock: &facet_virtio_pci.pass for @pages. The state of the turn is atomic.
 */
#include "model/model.h"

#include "device/config.h"
#include "display/display.h"
#include "display/display_ops.h"
#include "mediator/gpu.h"
#include "mediator/host.h"
#include "mediator/host_copy.h"
#include "mediator/retry.h"
#include "mediator/sched.h"
#include "mediator/type.h"
#include "mediator/vgpu_state.h"
#include "virtio/vio_display.h"
#include "virtio/vio_pages.h"
#include "virtio/virtio_gpu_defs.h"
#include "virtio/virtio_pci.h"
#include "virtio/virtio_pci_state.h"

#define TURN_ENGINE	PGPU_BCS

static_assert(FACET_VIRTIO_PCI_VECTORS <= FACET_MODEL_VECTORS, "front ends have so many vectors");

/**
 * enum turn - State of the worker's turn.
 * @TURN_NONE: nothing is to be done
 * @TURN_ASKED: the vGPU waits for its next turn
 * @TURN_COME: the next pass may begin
 */
enum turn {
	TURN_NONE,
	TURN_ASKED,
	TURN_COME,
};

/**
 * struct virtio_instance - A vGPU.
 * @base: what every model has
 * @ops: the front end
 * @signal: the front end's op of that name
 * @host: first argument of each op
 * @limits: what the guest may have
 * @pci: the function
 * @pages: pages of the guest's rings
 * @entity: the vGPU in the pGPU's scheduler
 * @kicked: 1: the guest has notified the device since the last pass; atomic
 * @turn: enum turn; atomic
 * @cancelled: the vGPU is to end; atomic
 */
struct virtio_instance {
	struct facet_instance base;
	const struct facet_host_ops *ops;
	void (*signal)(void *host, u32 vector);
	void *host;
	struct facet_virtio_gpu_limits limits;
	struct facet_virtio_pci *pci;
	struct vio_pages pages;
	struct facet_sched_entity entity;
	u32 kicked;
	u32 turn;
	bool cancelled;
};

static struct virtio_instance *virtio_of(const struct facet_instance *instance)
{
	return container_of((struct facet_instance *)instance, struct virtio_instance, base);
}

struct facet_virtio_pci *facet_virtio_function(const struct facet_instance *instance)
{
	return instance->model == &facet_model_virtio_gpu ? virtio_of(instance)->pci : NULL;
}
EXPORT_SYMBOL_GPL(facet_virtio_function);

/* --- for the device ------------------------------------------------------------------------- */

/* Front ends need not know an access of no bytes. */
static int memory_read(void *host, u64 address, void *buf, size_t len)
{
	struct virtio_instance *v = host;

	return len ? facet_host_read(v->ops, v->host, address, buf, len) : 0;
}

static int memory_write(void *host, u64 address, const void *buf, size_t len)
{
	struct virtio_instance *v = host;

	return len ? facet_host_write(v->ops, v->host, address, buf, len) : 0;
}

static int memory_load16(void *host, u64 address, u16 *value)
{
	struct virtio_instance *v = host;

	return vio_pages_load16(&v->pages, address, value);
}

static int memory_store16(void *host, u64 address, u16 value)
{
	struct virtio_instance *v = host;

	return vio_pages_store16(&v->pages, address, value);
}

static void pci_kick(void *host)
{
	struct virtio_instance *v = host;

	WRITE_ONCE(v->kicked, 1);
	v->ops->kick(v->host);
}

static void pci_set_irq(void *host, bool level)
{
	struct virtio_instance *v = host;

	v->ops->set_irq(v->host, level);
}

static void pci_signal(void *host, u32 vector)
{
	struct virtio_instance *v = host;

	v->signal(v->host, vector);
}

static u64 now_ns(void *host)
{
	struct virtio_instance *v = host;

	return v->ops->now_ns(v->host);
}

/* A device without vertical blanks shows a picture at once, and misses none. */
static void pci_flipped(void *host)
{
	static const struct facet_flip_stats flip = { .asked = 1, .shown = 1 };
	struct virtio_instance *v = host;

	facet_display_count_flips(v->base.display, &flip);
}

static u32 pci_monitor(void *host, u32 scanout, u8 *edid, u32 *width, u32 *height)
{
	struct virtio_instance *v = host;

	return vio_display_monitor(v->base.display, scanout, edid, width, height);
}

static const struct facet_virtio_pci_ops pci_ops = {
	.memory = {
		.read = memory_read,
		.write = memory_write,
		.load16 = memory_load16,
		.store16 = memory_store16,
	},
	.kick = pci_kick,
	.set_irq = pci_set_irq,
	.signal = pci_signal,
	.now_ns = now_ns,
	.flipped = pci_flipped,
	.monitor = pci_monitor,
};

static void display_monitors_changed(void *owner)
{
	struct virtio_instance *v = owner;

	facet_virtio_pci_monitors_changed(v->pci);
}

static const struct vio_display_ops display_ops = {
	.now_ns = now_ns,
	.monitors_changed = display_monitors_changed,
};

/* --- life ----------------------------------------------------------------------------------- */

static struct facet_virtio_gpu_limits limits_of(const struct facet_type *type, u32 scanouts)
{
	return (struct facet_virtio_gpu_limits){
		.resources = type->max_resources,
		.entries = type->max_mem_entries,
		.bytes = (u64)type->pixels_mib << 20,
		.max_side = max(type->max_width, type->max_height),
		.scanouts = scanouts,
	};
}

static int create(const struct facet_instance_setup *setup, struct facet_instance **out)
{
	struct virtio_instance *v = port_zalloc(sizeof(*v));
	int ret;

	if (!v)
		return -ENOMEM;
	v->base = (struct facet_instance){
		.model = &facet_model_virtio_gpu, .gpu = setup->gpu, .type = setup->type,
	};
	v->ops = setup->ops;
	v->signal = setup->signal;
	v->host = setup->host;
	vio_pages_init(&v->pages, v->ops, v->host);
	ret = vio_display_create(setup->outputs, &display_ops, v, &v->base.display);
	if (ret)
		goto err_instance;
	v->limits = limits_of(setup->type, facet_display_heads(v->base.display));
	ret = facet_virtio_pci_create(&pci_ops, v, &v->limits, &v->pci);
	if (ret)
		goto err_display;
	vio_display_attach(v->base.display, facet_virtio_pci_gpu(v->pci));
	facet_sched_add(facet_gpu_sched(setup->gpu), &v->entity, TURN_ENGINE, setup->type->weight);
	*out = &v->base;
	return 0;

err_display:
	facet_display_destroy(v->base.display);
err_instance:
	port_free(v);
	return ret;
}

static void destroy(struct facet_instance *instance)
{
	struct virtio_instance *v = virtio_of(instance);

	facet_sched_ask_turn(&v->entity, NULL);
	facet_sched_del(&v->entity);
	facet_display_destroy(v->base.display);
	facet_virtio_pci_destroy(v->pci);
	vio_pages_drop(&v->pages, 0, ~0ull);
	port_free(v);
}

/* A pass is short: the worker leaves soon by itself. */
static void cancel(struct facet_instance *instance)
{
	WRITE_ONCE(virtio_of(instance)->cancelled, true);
}

static void reset(struct facet_instance *instance)
{
	struct virtio_instance *v = virtio_of(instance);

	facet_virtio_pci_reset(v->pci);
	facet_virtio_pci_hold(v->pci);
	vio_pages_drop(&v->pages, 0, ~0ull);
	facet_virtio_pci_release(v->pci);
}

/* --- work ----------------------------------------------------------------------------------- */

/* The vGPU's turn has come (facet_sched_ask_turn()). */
static void turn_comes(struct facet_sched_entity *entity)
{
	struct virtio_instance *v = container_of(entity, struct virtio_instance, entity);

	WRITE_ONCE(v->turn, TURN_COME);
	v->ops->kick(v->host);
}

/* Wait for the next turn. */
static void ask_for_turn(struct virtio_instance *v)
{
	WRITE_ONCE(v->turn, TURN_ASKED);
	facet_sched_ask_turn(&v->entity, turn_comes);
}

/* Do one pass, and say how long it took. */
static void do_pass(struct virtio_instance *v)
{
	u64 began = v->ops->now_ns(v->host), clear_ns, ns;
	int ret;

	WRITE_ONCE(v->kicked, 0);
	smp_mb(); /* a notice after this one leads to another pass: before the loads of the rings */
	ret = facet_virtio_pci_work(v->pci);
	clear_ns = facet_virtio_gpu_take_clear_ns(facet_virtio_pci_gpu(v->pci));
	/* A VMM may keep its memory from the worker for as long as it likes. */
	ns = min(v->ops->now_ns(v->host) - began - clear_ns, FACET_SCHED_SLICE_MAX_NS);
	facet_sched_worked(&v->entity, clear_ns + ns);
	if (ret == -EINPROGRESS || READ_ONCE(v->kicked)) {
		ask_for_turn(v);
		return;
	}
	WRITE_ONCE(v->turn, TURN_NONE);
	facet_sched_ask_turn(&v->entity, NULL);
	/* A notice of the guest may have come in between. */
	if (READ_ONCE(v->kicked))
		v->ops->kick(v->host);
	if (ret == FACET_HOST_RETRY)
		v->ops->arm_timer(v->host, v->ops->now_ns(v->host) + FACET_RETRY_INTERVAL_NS);
}

static void work(struct facet_instance *instance)
{
	struct virtio_instance *v = virtio_of(instance);

	if (READ_ONCE(v->cancelled))
		return;
	switch (READ_ONCE(v->turn)) {
	case TURN_NONE:
		if (READ_ONCE(v->kicked))
			ask_for_turn(v);
		break;
	case TURN_COME:
		do_pass(v);
		break;
	default:
		break;
	}
}

void facet_virtio_notify(struct facet_instance *instance)
{
	pci_kick(virtio_of(instance));
}
EXPORT_SYMBOL_GPL(facet_virtio_notify);

static void timer(struct facet_instance *instance)
{
	facet_virtio_notify(instance);
}

static void dma_unmap(struct facet_instance *instance, u64 gpa, u64 len)
{
	struct virtio_instance *v = virtio_of(instance);

	facet_virtio_pci_hold(v->pci);
	/* All addresses together are one byte more than @len can say. */
	vio_pages_drop(&v->pages, gpa >> PAGE_SHIFT,
		       (len >> PAGE_SHIFT) + !IS_ALIGNED(len, (u64)PAGE_SIZE));
	facet_virtio_pci_release(v->pci);
}

static void unpin(struct facet_instance *instance)
{
	dma_unmap(instance, 0, ~0ull);
}

/* A write to a ring is told at once (vio_pages.c). */
static void record_writes(struct facet_instance *instance, bool on)
{
}

static void report_writes(struct facet_instance *instance, u64 gfn, u64 n)
{
}

static void set_sched_params(struct facet_instance *instance,
			     const struct facet_sched_params *params)
{
	facet_sched_set_params(&virtio_of(instance)->entity, params);
}

static void set_stats(struct facet_instance *instance, u32 engine, struct facet_sched_stats *stats)
{
	if (engine == TURN_ENGINE)
		facet_sched_set_entity_stats(&virtio_of(instance)->entity, stats);
}

static void process(const struct facet_instance *instance, struct pgpu_process *process)
{
}

/* --- accesses of the guest ------------------------------------------------------------------ */

static int config(struct facet_instance *instance, u32 offset, void *buf, u32 len, bool write)
{
	return facet_virtio_pci_config(virtio_of(instance)->pci, offset, buf, len, write);
}

static u64 bar(const struct facet_instance *instance, u32 index)
{
	return facet_virtio_pci_bar(index);
}

static int access(struct facet_instance *instance, u32 index, u64 offset, void *buf, u32 len,
		  bool write)
{
	return facet_virtio_pci_access(virtio_of(instance)->pci, index, offset, buf, len, write);
}

/* The function obeys the bits of INTx by itself, and has no MSI. */
static struct facet_interrupts interrupts(const struct facet_instance *instance)
{
	return (struct facet_interrupts){};
}

static bool driver_ready(const struct facet_instance *instance)
{
	return facet_virtio_pci_driver_ok(virtio_of(instance)->pci);
}

/* --- state ---------------------------------------------------------------------------------- */

/* The type says all: the features that a driver is offered change with the version alone. */
static void traits(const struct facet_gpu *gpu, const struct facet_type *type,
		   struct facet_traits *traits)
{
}

static void pause(struct facet_instance *instance)
{
	facet_virtio_pci_pause(virtio_of(instance)->pci);
}

/* A pass leaves no part of a copy behind. */
static void settle(struct facet_instance *instance)
{
}

static void resume(struct facet_instance *instance)
{
	facet_virtio_pci_resume(virtio_of(instance)->pci);
}

static u64 state_max(const struct facet_type *type)
{
	const struct facet_virtio_gpu_limits limits = limits_of(type, VIRTIO_GPU_MAX_SCANOUTS);

	return facet_virtio_pci_state_max(&limits);
}

static u64 state_size(struct facet_instance *instance)
{
	return facet_virtio_pci_state_size(virtio_of(instance)->pci);
}

static int save(struct facet_instance *instance, const struct facet_state_sink *sink)
{
	return facet_virtio_pci_save(virtio_of(instance)->pci, sink);
}

static int restore(struct facet_instance *instance, const void *data, size_t len)
{
	return facet_virtio_pci_restore(virtio_of(instance)->pci, data, len);
}

static int dump(struct facet_instance *instance, const struct facet_state_printer *printer)
{
	return facet_virtio_pci_dump(virtio_of(instance)->pci, printer);
}

const struct facet_model facet_model_virtio_gpu = {
	.name = "virtio-gpu",
	.driver = "virtio_gpu",
	.vectors = FACET_VIRTIO_PCI_VECTORS,
	.regions = {
		[VIO_BAR_MSIX] = FACET_REGION_REGISTERS,
		[VIO_BAR_REGS] = FACET_REGION_REGISTERS,
	},
	.create = create,
	.destroy = destroy,
	.cancel = cancel,
	.reset = reset,
	.flr = reset,
	.work = work,
	.timer = timer,
	.dma_unmap = dma_unmap,
	.unpin = unpin,
	.record_writes = record_writes,
	.report_writes = report_writes,
	.set_sched_params = set_sched_params,
	.set_stats = set_stats,
	.process = process,
	.config = config,
	.bar = bar,
	.access = access,
	.interrupts = interrupts,
	.driver_ready = driver_ready,
	.traits = traits,
	.pause = pause,
	.settle = settle,
	.resume = resume,
	.state_max = state_max,
	.state_size = state_size,
	.save = save,
	.restore = restore,
	.dump = dump,
};
