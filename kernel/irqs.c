// SPDX-License-Identifier: GPL-2.0-only
/*
 * Interrupts of a vGPU. The core sets a line's level. This file turns a rise into an MSI, or into
 * INTx with VFIO's masking, and signals an eventfd of the VMM. A model with MSI-X sends messages by
 * their vectors, and the VMM has their table.
 *
 * The core calls this file in any context. Ioctls call it, the worker (facet_irqs_work()), and VFIO
 * when the device is being removed (facet_irqs_request()). The wake of an eventfd calls
 * unmask_handler() in any context.
 *
 * Locks: facet_irqs.setup for SET_IRQS; inside it facet_irqs.lock, the innermost of all, with
 * interrupts off.
 */
#include "kernel/irqs.h"

#include <linux/eventfd.h>
#include <linux/nospec.h>

#include "kernel/parent_types.h"
#include "kernel/vdev_types.h"
#include "kernel/worker.h"
#include "model/model.h"

#define MESSAGE	(VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_NORESIZE)

static const u32 index_flags[VFIO_PCI_NUM_IRQS] = {
	[VFIO_PCI_INTX_IRQ_INDEX] = VFIO_IRQ_INFO_EVENTFD | VFIO_IRQ_INFO_MASKABLE |
				    VFIO_IRQ_INFO_AUTOMASKED,
	[VFIO_PCI_MSI_IRQ_INDEX] = MESSAGE,
	[VFIO_PCI_MSIX_IRQ_INDEX] = MESSAGE,
	[VFIO_PCI_REQ_IRQ_INDEX] = MESSAGE,
};

/* Return the number of a vGPU's interrupts of a VFIO index; 0: the vGPU has no such index. */
static u32 index_count(const struct facet_vdev *v, u32 index)
{
	u32 vectors = v->mtype->type->model->vectors;

	switch (index) {
	case VFIO_PCI_INTX_IRQ_INDEX:
	case VFIO_PCI_REQ_IRQ_INDEX:
		return 1;
	case VFIO_PCI_MSI_IRQ_INDEX:
		return !vectors;
	case VFIO_PCI_MSIX_IRQ_INDEX:
		return vectors;
	default:
		return 0;
	}
}

static struct facet_vdev *irqs_vdev(struct facet_irqs *irqs)
{
	return container_of(irqs, struct facet_vdev, irqs);
}

/* Signal the eventfd of an interrupt, if there is one. Lock held. */
static void signal(const struct facet_irqs *irqs, u32 index, u32 number)
{
	number = array_index_nospec(number, FACET_IRQS_MAX);
	if (irqs->trigger[index][number])
		eventfd_signal(irqs->trigger[index][number]);
}

/*
 * Return the ways in which an interrupt can reach the guest now. Lock held. Without an eventfd the
 * function does not ask the core: there may be no core vGPU yet, or none any more.
 */
static struct facet_irq_line_routes line_routes(struct facet_irqs *irqs)
{
	struct facet_vdev *v = irqs_vdev(irqs);
	struct facet_irq_line_routes routes = {
		.intx = irqs->trigger[VFIO_PCI_INTX_IRQ_INDEX][0],
		.msi = irqs->trigger[VFIO_PCI_MSI_IRQ_INDEX][0],
	};

	lockdep_assert_held(&irqs->lock);
	if (routes.intx || routes.msi) {
		struct facet_interrupts on = v->instance->model->interrupts(v->instance);

		routes.intx &= !on.msi && !on.intx_disabled;
		routes.msi &= on.msi;
	}
	return routes;
}

/* Signal the eventfd that the line's state asks for. Lock held. */
static void line_signal(const struct facet_irqs *irqs, enum facet_irq_line_signal action)
{
	if (action == FACET_IRQ_LINE_INTX)
		signal(irqs, VFIO_PCI_INTX_IRQ_INDEX, 0);
	else if (action == FACET_IRQ_LINE_MSI)
		signal(irqs, VFIO_PCI_MSI_IRQ_INDEX, 0);
}

/* Signal a line that is high and was not signalled yet. Lock held. */
static void intx_evaluate(struct facet_irqs *irqs)
{
	struct facet_irq_line_routes routes = line_routes(irqs);

	line_signal(irqs, facet_irq_line_check(&irqs->line, &routes));
}

void facet_irqs_set_level(struct facet_vdev *v, bool level)
{
	struct facet_irqs *irqs = &v->irqs;
	struct facet_irq_line_routes routes;
	unsigned long flags;

	spin_lock_irqsave(&irqs->lock, flags);
	routes = line_routes(irqs);
	line_signal(irqs, facet_irq_line_set_level(&irqs->line, level, &routes));
	spin_unlock_irqrestore(&irqs->lock, flags);
}

void facet_irqs_signal(struct facet_vdev *v, u32 vector)
{
	struct facet_irqs *irqs = &v->irqs;
	unsigned long flags;

	spin_lock_irqsave(&irqs->lock, flags);
	signal(irqs, VFIO_PCI_MSIX_IRQ_INDEX, vector);
	spin_unlock_irqrestore(&irqs->lock, flags);
}

void facet_irqs_update(struct facet_vdev *v)
{
	struct facet_irqs *irqs = &v->irqs;
	unsigned long flags;

	spin_lock_irqsave(&irqs->lock, flags);
	intx_evaluate(irqs);
	spin_unlock_irqrestore(&irqs->lock, flags);
}

void facet_irqs_init(struct facet_irqs *irqs)
{
	mutex_init(&irqs->setup);
	spin_lock_init(&irqs->lock);
}

/* The line of a new core vGPU is low. The last one may have raised it at its very end. */
void facet_irqs_open(struct facet_irqs *irqs)
{
	lockdep_assert_held(&irqs_vdev(irqs)->open_lock);
	irqs->line.level = false;
}

/*
 * Exchange eventfds of an index. @ctx: @n references, which the function takes over, NULL: no
 * eventfd. The array gets the old ones.
 */
static void exchange(struct facet_irqs *irqs, u32 index, u32 start, u32 n, struct eventfd_ctx **ctx)
{
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&irqs->lock, flags);
	for (i = 0; i < n; i++)
		swap(irqs->trigger[index][array_index_nospec(start + i, FACET_IRQS_MAX)], ctx[i]);
	if (index == VFIO_PCI_INTX_IRQ_INDEX) {
		irqs->line.masked = false;
		intx_evaluate(irqs);
	}
	spin_unlock_irqrestore(&irqs->lock, flags);
}

static void put_all(struct eventfd_ctx **ctx, u32 n)
{
	while (n--)
		if (ctx[n])
			eventfd_ctx_put(ctx[n]);
}

/* Clear all eventfds of an index. */
static void clear_triggers(struct facet_irqs *irqs, u32 index)
{
	struct eventfd_ctx *ctx[FACET_IRQS_MAX] = {};

	exchange(irqs, index, 0, FACET_IRQS_MAX, ctx);
	put_all(ctx, FACET_IRQS_MAX);
}

void facet_irqs_close(struct facet_vdev *v)
{
	u32 i;

	lockdep_assert_held(&v->open_lock);
	vfio_virqfd_disable(&v->irqs.unmask);
	WRITE_ONCE(v->irqs.unmask_asked, 0);
	for (i = 0; i < VFIO_PCI_NUM_IRQS; i++)
		clear_triggers(&v->irqs, i);
}

void facet_irqs_request(struct vfio_device *vdev, unsigned int count)
{
	struct facet_irqs *irqs = &to_facet_vdev(vdev)->irqs;
	unsigned long flags;
	bool notified;

	spin_lock_irqsave(&irqs->lock, flags);
	notified = irqs->trigger[VFIO_PCI_REQ_IRQ_INDEX][0];
	signal(irqs, VFIO_PCI_REQ_IRQ_INDEX, 0);
	spin_unlock_irqrestore(&irqs->lock, flags);
	if (!notified && !count)
		dev_notice(vdev->dev,
			   "removal waits until the VMM lets go, which asked for no notice: stop "
			   "the virtual machine\n");
}

/* --- ioctls ------------------------------------------------------------------------------- */

int facet_irqs_info(const struct facet_vdev *v, struct vfio_irq_info *info)
{
	if (info->index >= VFIO_PCI_NUM_IRQS)
		return -EINVAL;
	info->index = array_index_nospec(info->index, VFIO_PCI_NUM_IRQS);
	info->count = index_count(v, info->index);
	info->flags = index_flags[info->index];
	return info->count ? 0 : -EINVAL;
}

static void set_masked(struct facet_irqs *irqs, bool masked)
{
	struct facet_irq_line_routes routes;
	unsigned long flags;

	spin_lock_irqsave(&irqs->lock, flags);
	routes = line_routes(irqs);
	line_signal(irqs, facet_irq_line_set_mask(&irqs->line, masked, &routes));
	spin_unlock_irqrestore(&irqs->lock, flags);
}

/*
 * Ask the worker to unmask INTx: KVM has signalled the end of interrupt by eventfd. The lock of the
 * eventfd's wait queue is held. Return: 0: VFIO has nothing more to do.
 */
static int unmask_handler(void *opaque, void *data)
{
	struct facet_vdev *v = opaque;

	WRITE_ONCE(v->irqs.unmask_asked, 1);
	facet_worker_kick(v);
	return 0;
}

void facet_irqs_work(struct facet_vdev *v)
{
	if (READ_ONCE(v->irqs.unmask_asked) && xchg(&v->irqs.unmask_asked, 0))
		set_masked(&v->irqs, false);
}

static int set_unmask_fd(struct facet_vdev *v, s32 fd)
{
	vfio_virqfd_disable(&v->irqs.unmask);
	if (fd < 0)
		return 0;
	return vfio_virqfd_enable(v, unmask_handler, NULL, NULL, &v->irqs.unmask, fd);
}

/* Tell whether the VMM's data asks for the action on the @i-th of its interrupts. */
static bool data_selects(const struct vfio_irq_set *hdr, const void *data, u32 i)
{
	return (hdr->flags & VFIO_IRQ_SET_DATA_NONE) || ((const u8 *)data)[i];
}

static int set_mask(struct facet_vdev *v, const struct vfio_irq_set *hdr, const void *data)
{
	bool mask = hdr->flags & VFIO_IRQ_SET_ACTION_MASK;

	if (!(index_flags[hdr->index] & VFIO_IRQ_INFO_MASKABLE) || !hdr->count)
		return -EINVAL;
	if (hdr->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return mask ? -EINVAL : set_unmask_fd(v, *(const s32 *)data);
	if (data_selects(hdr, data, 0))
		set_masked(&v->irqs, mask);
	return 0;
}

/* Set eventfds: all of a request, or none. */
static int set_trigger_fds(struct facet_vdev *v, const struct vfio_irq_set *hdr, const s32 *fds)
{
	struct eventfd_ctx *ctx[FACET_IRQS_MAX] = {};
	int ret = 0;
	u32 i;

	for (i = 0; i < hdr->count && !ret; i++) {
		struct eventfd_ctx *one = fds[i] < 0 ? NULL : eventfd_ctx_fdget(fds[i]);

		ret = PTR_ERR_OR_ZERO(one);
		ctx[i] = ret ? NULL : one;
	}
	if (!ret)
		exchange(&v->irqs, hdr->index, hdr->start, hdr->count, ctx);
	put_all(ctx, FACET_IRQS_MAX);
	return ret;
}

static int set_action_trigger(struct facet_vdev *v, const struct vfio_irq_set *hdr,
			      const void *data)
{
	unsigned long flags;
	u32 i;

	if (!hdr->count) {
		if (!(hdr->flags & VFIO_IRQ_SET_DATA_NONE))
			return -EINVAL;
		clear_triggers(&v->irqs, hdr->index);
		return 0;
	}
	if (hdr->flags & VFIO_IRQ_SET_DATA_EVENTFD)
		return set_trigger_fds(v, hdr, data);
	spin_lock_irqsave(&v->irqs.lock, flags);
	for (i = 0; i < hdr->count; i++)
		if (data_selects(hdr, data, i))
			signal(&v->irqs, hdr->index, hdr->start + i);
	spin_unlock_irqrestore(&v->irqs.lock, flags);
	return 0;
}

int facet_irqs_set(struct facet_vdev *v, const struct vfio_irq_set *hdr, const void *data)
{
	int ret;

	mutex_lock(&v->irqs.setup);
	switch (hdr->flags & VFIO_IRQ_SET_ACTION_TYPE_MASK) {
	case VFIO_IRQ_SET_ACTION_TRIGGER:
		ret = set_action_trigger(v, hdr, data);
		break;
	case VFIO_IRQ_SET_ACTION_MASK:
	case VFIO_IRQ_SET_ACTION_UNMASK:
		ret = set_mask(v, hdr, data);
		break;
	default:
		ret = -EINVAL;
	}
	mutex_unlock(&v->irqs.setup);
	return ret;
}
