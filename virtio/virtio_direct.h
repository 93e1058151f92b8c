/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio function that is driven without accesses of a guest to PCI: what vDPA asks for is done
 * here, as a driver of PCI would. So vDPA and PCI have one device, with one set of checks.
 *
 * The message of vector 0 says that the configuration has changed; that of vector N + 1 is of queue
 * N.
 */
#ifndef FACET_VIRTIO_DIRECT_H
#define FACET_VIRTIO_DIRECT_H

#include "port.h"

struct facet_virtio_pci;

#define FACET_VIRTIO_DIRECT_QUEUES	2u	/* the queues of a virtio-gpu */
#define FACET_VIRTIO_DIRECT_VECTORS	3u	/* messages */
#define FACET_VIRTIO_DIRECT_VECTOR_CONFIG	0u
#define FACET_VIRTIO_DIRECT_VECTOR_QUEUE	1u	/* of the first queue */
#define FACET_VIRTIO_DIRECT_QUEUE_MAX	1024u	/* most descriptors of a queue */
#define FACET_VIRTIO_DIRECT_CONFIG	16u	/* bytes of the device configuration */
#define FACET_VIRTIO_DIRECT_ID		16u	/* of a GPU (section 5) */
#define FACET_VIRTIO_DIRECT_VENDOR	0x1af4u	/* of virtio over PCI (section 4.1.2) */

/**
 * struct facet_virtio_direct_queue - A queue as a driver has set it up.
 * @ready: the device may use it
 * @size: number of descriptors
 * @desc: address of the table of descriptors
 * @driver: address of the driver area
 * @device: address of the device area
 */
struct facet_virtio_direct_queue {
	bool ready;
	u32 size;
	u64 desc;
	u64 driver;
	u64 device;
};

/**
 * struct facet_virtio_direct_setup - What a driver has chosen.
 * @features: features that it wants
 * @queues: its queues
 */
struct facet_virtio_direct_setup {
	u64 features;
	struct facet_virtio_direct_queue queues[FACET_VIRTIO_DIRECT_QUEUES];
};

/**
 * facet_virtio_direct_features() - Return the features that each function offers.
 *
 * Context: any; takes no lock.
 * Return: a bit for each feature.
 */
u64 facet_virtio_direct_features(void);

/**
 * facet_virtio_direct_start() - Let a function work for a driver: set DRIVER_OK.
 * @pci: the function, in its reset state
 * @setup: what the driver has chosen, any values
 *
 * A ready queue that cannot be used makes the device need a reset.
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.lock. The call
 * resets nothing: it does not take what facet_virtio_pci_access() takes for a reset,
 * &facet_virtio_pci.pass, &facet_virtio_gpu.lock and &vio_resources.lock.
 * Calls the ops kick and set_irq.
 * Return: 0; -EINVAL: the device does not offer such features. The function does not work then.
 */
int facet_virtio_direct_start(struct facet_virtio_pci *pci,
			      const struct facet_virtio_direct_setup *setup);

/**
 * facet_virtio_direct_enable() - Let a function that works use one more queue.
 * @pci: the function
 * @queue: below FACET_VIRTIO_DIRECT_QUEUES
 * @chosen: what the driver has chosen, any values. A queue that is used stays as it is
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.lock. The call
 * resets nothing: it does not take what facet_virtio_pci_access() takes for a reset,
 * &facet_virtio_pci.pass, &facet_virtio_gpu.lock and &vio_resources.lock.
 * Calls the op kick.
 */
void facet_virtio_direct_enable(struct facet_virtio_pci *pci, u32 queue,
				const struct facet_virtio_direct_queue *chosen);

/**
 * facet_virtio_direct_used() - Return how many requests the device has put into a used ring.
 * @pci: the function
 * @queue: below FACET_VIRTIO_DIRECT_QUEUES
 *
 * Requests come back in order. So this is the request with which another device would go on.
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.pass.
 * Return: the number, modulo 2^16; 0: the function does not use the queue.
 */
u16 facet_virtio_direct_used(struct facet_virtio_pci *pci, u32 queue);

/**
 * facet_virtio_direct_is_idle() - Tell whether the driver has got back all of its requests.
 * @pci: the function
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.pass.
 * Return: false: a request is the device's, or waits for it in a ring that can be read.
 */
bool facet_virtio_direct_is_idle(struct facet_virtio_pci *pci);

/**
 * facet_virtio_direct_status() - Return the device status.
 * @pci: the function
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.lock. The call
 * resets nothing: it does not take what facet_virtio_pci_access() takes for a reset,
 * &facet_virtio_pci.pass, &facet_virtio_gpu.lock and &vio_resources.lock.
 * Return: VIRTIO_STATUS_*.
 */
u8 facet_virtio_direct_status(struct facet_virtio_pci *pci);

/**
 * facet_virtio_direct_generation() - Return a number that changes with the device configuration.
 * @pci: the function
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.lock. The call
 * resets nothing: it does not take what facet_virtio_pci_access() takes for a reset,
 * &facet_virtio_pci.pass, &facet_virtio_gpu.lock and &vio_resources.lock.
 * Return: the number, modulo 2^8.
 */
u8 facet_virtio_direct_generation(struct facet_virtio_pci *pci);

/**
 * facet_virtio_direct_config() - Read or write bytes of the device configuration.
 * @pci: the function
 * @offset: first byte, any value
 * @buf: @len bytes, little-endian. Bytes beyond the configuration read 0, and ignore writes
 * @len: number of bytes, any value
 * @write: write; else read
 *
 * Context: process context, not the worker; may sleep. Takes &facet_virtio_pci.lock. The call
 * resets nothing: it does not take what facet_virtio_pci_access() takes for a reset,
 * &facet_virtio_pci.pass, &facet_virtio_gpu.lock and &vio_resources.lock.
 */
void facet_virtio_direct_config(struct facet_virtio_pci *pci, u32 offset, void *buf, u32 len,
				bool write);

/**
 * facet_virtio_direct_first_config() - Read the device configuration of a function after a reset.
 * @heads: number of monitors
 * @offset: first byte, any value
 * @buf: gets @len bytes, as from facet_virtio_direct_config()
 * @len: number of bytes, any value
 *
 * Context: any; takes no lock.
 */
void facet_virtio_direct_first_config(u32 heads, u32 offset, void *buf, u32 len);

#endif
