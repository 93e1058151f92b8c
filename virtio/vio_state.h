/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The saved state of a virtio-gpu device, without its transport: queues, resources and scan-outs.
 * virtio_pci_state.c has that of the function.
 */
#ifndef VIO_STATE_H
#define VIO_STATE_H

#include "port.h"

struct facet_state_table;
struct facet_virtio_gpu;
struct facet_virtio_gpu_limits;

/*
 * Sections whose owner is a struct facet_virtio_gpu. For a restore the device is in its reset
 * state, and the queues that the driver has set up are started. Context: no worker runs; process
 * context. A restore takes &facet_virtio_gpu.lock, and in it &vio_resources.lock.
 */
extern const struct facet_state_table vio_state_table;

/**
 * vio_state_max() - Return how many bytes the records of a device have at most.
 * @limits: what the guest may have
 *
 * Context: any; takes no lock.
 * Return: bytes.
 */
u64 vio_state_max(const struct facet_virtio_gpu_limits *limits);

/**
 * vio_state_size() - Estimate how many bytes the records of a device would have now.
 * @g: the device, which may work meanwhile
 *
 * Context: process context. Takes &vio_resources.lock.
 * Return: bytes, at most vio_state_max().
 */
u64 vio_state_size(struct facet_virtio_gpu *g);

#endif
