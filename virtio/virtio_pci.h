/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Virtio over PCI for a virtio-gpu device: configuration space, capabilities, and the registers
 * behind BAR4. A VFIO user emulates the MSI-X table in BAR1 itself.
 *
 * vCPUs access the function while the worker executes commands.
 */
#ifndef FACET_VIRTIO_PCI_H
#define FACET_VIRTIO_PCI_H

#include "port.h"
#include "virtio/virtio_gpu.h"

struct facet_virtio_pci;

#define VIO_BAR_MSIX	1u	/* BAR of the table of MSI-X */
#define VIO_BAR_REGS	4u	/* BAR of the registers */
#define FACET_VIRTIO_PCI_VECTORS	3u	/* MSI-X: configuration, and each queue */

/**
 * struct facet_virtio_pci_ops - What the function needs of its front end.
 * @memory: the guest's memory
 * @kick: run facet_virtio_pci_work() on the worker soon. Called with &facet_virtio_pci.lock held:
 *	calls nothing here
 * @set_irq: set the level of INTx, also to the level that it has. The level obeys the command
 *	register and MSI-X: the front end asks for neither. Context as @kick
 * @signal: send an MSI-X. @vector is below FACET_VIRTIO_PCI_VECTORS. Context as @kick
 * @now_ns: as &facet_virtio_gpu_ops.now_ns
 * @flipped: as &facet_virtio_gpu_ops.flipped, with &facet_virtio_pci.pass held
 * @monitor: as &facet_virtio_gpu_ops.monitor
 */
struct facet_virtio_pci_ops {
	struct facet_virtq_memory_ops memory;
	void (*kick)(void *host);
	void (*set_irq)(void *host, bool level);
	void (*signal)(void *host, u32 vector);
	u64 (*now_ns)(void *host);
	void (*flipped)(void *host);
	u32 (*monitor)(void *host, u32 scanout, u8 *edid, u32 *width, u32 *height);
};

/**
 * facet_virtio_pci_create() - Create a function in its reset state.
 * @ops: the front end; outlives the function
 * @host: first argument of each op
 * @limits: what the guest may have; outlives the function
 * @out: gets the function, for facet_virtio_pci_destroy(); unchanged after an error
 *
 * Context: process context; may sleep for memory. Takes &facet_virtio_pci.lock of the new function.
 * Return: 0; -ENOMEM: no memory.
 */
int facet_virtio_pci_create(const struct facet_virtio_pci_ops *ops, void *host,
			    const struct facet_virtio_gpu_limits *limits,
			    struct facet_virtio_pci **out);

/**
 * facet_virtio_pci_destroy() - Free a function.
 * @pci: the function; nobody uses it any more
 *
 * Context: process context; may sleep. Takes &facet_virtio_gpu.lock and &vio_resources.lock.
 */
void facet_virtio_pci_destroy(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_gpu() - Return the device behind a function, to look at its scan-outs.
 * @pci: the function
 *
 * Context: any; takes no lock.
 * Return: the device, which lives as long as the function.
 */
struct facet_virtio_gpu *facet_virtio_pci_gpu(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_reset() - Reset a function as power-on does.
 * @pci: the function
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.pass, and in it
 * &facet_virtio_pci.lock, and &facet_virtio_gpu.lock with &vio_resources.lock in it. Waits for a
 * pass of the worker.
 */
void facet_virtio_pci_reset(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_bar() - Return the size of a BAR.
 * @index: number of the BAR, any value
 *
 * Context: any; takes no lock.
 * Return: bytes; 0: there is no such BAR.
 */
u32 facet_virtio_pci_bar(u32 index);

/**
 * facet_virtio_pci_config() - Read or write configuration space.
 * @pci: the function
 * @offset: byte offset, any value
 * @buf: @len bytes, little-endian
 * @len: 1, 2 or 4
 * @write: write; else read
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.lock. A write by
 * VIRTIO_PCI_CAP_PCI_CFG may reset the device: it takes &facet_virtio_pci.pass,
 * &facet_virtio_gpu.lock and &vio_resources.lock. Calls the ops kick and set_irq.
 * Return: 0; -EINVAL: there is no such place.
 */
int facet_virtio_pci_config(struct facet_virtio_pci *pci, u32 offset, void *buf, u32 len,
			    bool write);

/**
 * facet_virtio_pci_access() - Read or write a BAR.
 * @pci: the function
 * @index: number of the BAR, any value
 * @offset: byte offset, any value
 * @buf: @len bytes, little-endian
 * @len: 1, 2, 4 or 8
 * @write: write; else read
 *
 * Places without a register read 0, and ignore writes. A write of 0 to the status resets the
 * device.
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.lock; for a reset
 * &facet_virtio_pci.pass, &facet_virtio_gpu.lock and &vio_resources.lock. May sleep for these.
 * Calls the ops kick and set_irq.
 * Return: 0; -EINVAL: there is no such BAR, or the access is not aligned, or beyond its end.
 */
int facet_virtio_pci_access(struct facet_virtio_pci *pci, u32 index, u64 offset, void *buf, u32 len,
			    bool write);

/**
 * facet_virtio_pci_work() - Do one pass of the worker.
 * @pci: the function
 *
 * Context: the worker, one call at a time. Takes &facet_virtio_pci.pass, and in it the locks of
 * facet_virtio_gpu_work(), and &facet_virtio_pci.lock. Does nothing while the function is no bus
 * master.
 * Return: as facet_virtio_gpu_work().
 */
int facet_virtio_pci_work(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_pause() - Let passes do nothing, and wait for the pass that runs.
 * @pci: the function; it goes on after as many calls of facet_virtio_pci_resume()
 *
 * Registers are answered meanwhile. A reset by the driver is carried out.
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.pass. Waits for a pass.
 */
void facet_virtio_pci_pause(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_resume() - Undo one call of facet_virtio_pci_pause().
 * @pci: the function
 *
 * The driver is told of changes of the configuration that it has not seen: another host may have
 * lost that interrupt. After a restore, the driver also gets the MSI-X of each queue again, and
 * that of a device that needs a reset. The worker looks at all queues.
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.pass, then
 * &facet_virtio_pci.lock. Calls the ops kick, set_irq and signal.
 */
void facet_virtio_pci_resume(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_hold() - Keep the worker out of the device, and wait until it has left.
 * @pci: the function
 *
 * Context: process context, not the worker. Takes &facet_virtio_pci.pass, which the caller holds
 * until facet_virtio_pci_release(). Waits for a pass of the worker.
 */
void facet_virtio_pci_hold(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_release() - Let the worker into the device again.
 * @pci: the function
 *
 * Context: process context, after facet_virtio_pci_hold() of this thread.
 */
void facet_virtio_pci_release(struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_driver_ok() - Tell whether the guest's driver says that it works.
 * @pci: the function
 *
 * Context: any; takes no lock: a write of the status may change the result.
 * Return: true: VIRTIO_STATUS_DRIVER_OK is set; false: it is not.
 */
bool facet_virtio_pci_driver_ok(const struct facet_virtio_pci *pci);

/**
 * facet_virtio_pci_monitors_changed() - Tell the driver that monitors have changed.
 * @pci: the function
 *
 * Context: process context. Takes &facet_virtio_pci.lock. Calls the ops set_irq and signal.
 */
void facet_virtio_pci_monitors_changed(struct facet_virtio_pci *pci);

#endif
