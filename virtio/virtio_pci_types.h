/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inside of a virtio function: virtio_pci.c, virtio_pci_common.c, virtio_pci_config.c and
 * virtio_pci_state.c share it.
 */
#ifndef VIO_PCI_TYPES_H
#define VIO_PCI_TYPES_H

#include "device/config_space.h"
#include "virtio/virtio_gpu_defs.h"
#include "virtio/virtio_pci.h"

#define VIO_QUEUE_SIZE	256u	/* size of a queue after a reset: what PCI offers */
#define VIO_QUEUE_MAX	1024u	/* largest size that works; vDPA offers it */

/* BARs. */
#define VIO_BAR_MSIX_BYTES	0x1000u
#define VIO_BAR_REGS_BYTES	0x4000u

/* Offsets of the parts of BAR4. Each part has a page. */
#define VIO_REGS_COMMON		0x0000u
#define VIO_REGS_ISR		0x1000u
#define VIO_REGS_DEVICE		0x2000u
#define VIO_REGS_NOTIFY		0x3000u
#define VIO_REGS_PART		0x1000u
#define VIO_NOTIFY_BYTES	4u	/* between the notifications of two queues */

/* Places of capabilities in configuration space. */
#define VIO_CAP_MSIX		0x40u
#define VIO_CAP_COMMON		0x50u
#define VIO_CAP_ISR		0x60u
#define VIO_CAP_DEVICE		0x70u
#define VIO_CAP_NOTIFY		0x80u
#define VIO_CAP_PCI		0x94u

/**
 * struct vio_pci_queue - A queue as its registers have it.
 * @size: number of descriptors
 * @vector: MSI-X, any value
 * @enabled: the driver has enabled it
 * @desc: address of the table
 * @driver: address of the driver area
 * @device: address of the device area
 */
struct vio_pci_queue {
	u16 size;
	u16 vector;
	u16 enabled;
	u64 desc;
	u64 driver;
	u64 device;
};

/**
 * struct vio_pci_common - The common configuration, as the driver has written it.
 * @device_select: half of the device's features that is read
 * @driver_select: half of the driver's features that is accessed
 * @driver_features: features that the driver wants
 * @config_vector: MSI-X for changes of the device configuration, any value
 * @status: VIRTIO_STATUS_*
 * @generation: changes with the device configuration
 * @queue_select: queue that is accessed, any value
 * @queues: the queues
 */
struct vio_pci_common {
	u32 device_select;
	u32 driver_select;
	u64 driver_features;
	u16 config_vector;
	u8 status;
	u8 generation;
	u16 queue_select;
	struct vio_pci_queue queues[VIRTIO_GPU_QUEUES];
};

/**
 * struct facet_virtio_pci - A virtio function.
 * @ops: the front end
 * @host: first argument of each op
 * @limits: what the guest may have
 * @gpu: the device
 * @started: queues that the device uses, a bit for each; under @pass
 * @paused: calls of facet_virtio_pci_pause() without facet_virtio_pci_resume(); under @pass
 * @pass: Protects the device of a virtio function: a pass, or a reset. Lock order: outside
 *	&facet_virtio_pci.lock, &facet_virtio_gpu.lock
 * @lock: Protects registers and interrupts of a virtio function. Lock order: leaf
 * @common: the common configuration
 * @events: VIRTIO_GPU_EVENT_* that have happened
 * @config: configuration space, without the status of INTx: that follows from @isr
 * @isr: VIRTIO_PCI_ISR_*
 * @restored: the state is one that was saved, and no facet_virtio_pci_resume() came since
 */
struct facet_virtio_pci {
	const struct facet_virtio_pci_ops *ops;
	void *host;
	const struct facet_virtio_gpu_limits *limits;
	struct facet_virtio_gpu *gpu;
	u32 started;
	u32 paused;
	struct mutex pass;
	struct mutex lock;
	struct vio_pci_common common;
	u32 events;
	struct facet_config_space config;
	u8 isr;
	bool restored;
};

#endif
