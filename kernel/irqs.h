/* SPDX-License-Identifier: GPL-2.0-only */
/* Interrupts of a vGPU: the VMM sets eventfds by VFIO, and the front end signals them. */
#ifndef FACET_IRQS_H
#define FACET_IRQS_H

#include <linux/types.h>

struct facet_irqs;
struct facet_vdev;
struct vfio_device;
struct vfio_irq_info;
struct vfio_irq_set;

/**
 * facet_irqs_init() - Initialise the locks of a new device's interrupts.
 * @irqs: all zero
 *
 * Context: any.
 */
void facet_irqs_init(struct facet_irqs *irqs);

/**
 * facet_irqs_open() - Lower the line that the last user's vGPU may have left high.
 * @irqs: of a device that is being opened, before the core's vGPU is made
 *
 * Context: open_lock held. Takes no lock: nothing sets the level before there is a core vGPU.
 */
void facet_irqs_open(struct facet_irqs *irqs);

/**
 * facet_irqs_close() - Drop all eventfds of the last user.
 * @v: the vGPU, on which no ioctl runs any more
 *
 * Context: open_lock held; may sleep. Takes &facet_irqs.lock.
 */
void facet_irqs_close(struct facet_vdev *v);

/**
 * facet_irqs_set_level() - Set the level of the vGPU's line, and signal a rise.
 * @v: the vGPU
 * @level: true: high; false: low
 *
 * Context: any. Takes &facet_irqs.lock, inside &facet_device.lock.
 */
void facet_irqs_set_level(struct facet_vdev *v, bool level);

/**
 * facet_irqs_work() - Unmask INTx if its unmask eventfd was signalled.
 * @v: the vGPU
 *
 * Two devices may have each other's trigger as their unmask eventfd. Each signal then causes the
 * next. The worker runs this loop, so the VMM pays for it.
 *
 * Context: the worker, while the core's vGPU is there. Takes &facet_irqs.lock.
 */
void facet_irqs_work(struct facet_vdev *v);

/**
 * facet_irqs_update() - Signal a line that is high, if config space enables the interrupt now.
 * @v: the vGPU, whose config space was written or reset
 *
 * Context: any. Takes &facet_irqs.lock.
 */
void facet_irqs_update(struct facet_vdev *v);

/**
 * facet_irqs_signal() - Send a message of MSI-X.
 * @v: the vGPU
 * @vector: below &facet_model.vectors of its model
 *
 * Context: any. Takes &facet_irqs.lock, inside the locks of the model.
 */
void facet_irqs_signal(struct facet_vdev *v, u32 vector);

/**
 * facet_irqs_info() - Answer VFIO_DEVICE_GET_IRQ_INFO.
 * @v: the vGPU
 * @info: in: @index; out: @count and @flags
 *
 * Context: any. Takes no lock.
 * Return: 0; -EINVAL: the vGPU has no interrupt of this index.
 */
int facet_irqs_info(const struct facet_vdev *v, struct vfio_irq_info *info);

/**
 * facet_irqs_set() - Do VFIO_DEVICE_SET_IRQS.
 * @v: the vGPU
 * @hdr: checked by vfio_set_irqs_validate_and_prepare()
 * @data: the data behind @hdr: eventfds or bytes, one for each interrupt; NULL: there is none
 *
 * Context: an ioctl of the VMM; may sleep. Takes &facet_irqs.setup, then &facet_irqs.lock.
 * Return: 0; -EINVAL: the index has no such action; another errno of eventfd_ctx_fdget() or
 * vfio_virqfd_enable(): the file cannot be used as an eventfd.
 */
int facet_irqs_set(struct facet_vdev *v, const struct vfio_irq_set *hdr, const void *data);

/**
 * facet_irqs_request() - Ask the VMM to let the device go (&vfio_device_ops.request).
 * @vdev: the device that is being removed
 * @count: how often this removal has asked before
 *
 * If the VMM has set no eventfd for that, the first call logs a message instead.
 *
 * Context: the thread that removes the device; may sleep. Takes &facet_irqs.lock.
 */
void facet_irqs_request(struct vfio_device *vdev, unsigned int count);

#endif
