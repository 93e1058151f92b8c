/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The saved state of a virtio-gpu device, without its transport: queues, resources and scan-outs.
 * virtio_pci_state.c has that of the function.
 */
#ifndef VIO_STATE_H
#define VIO_STATE_H

struct facet_state_table;

/*
 * Sections whose owner is a struct facet_virtio_gpu. For a restore the device is in its reset
 * state, and the queues that the driver has set up are started. Context: no worker runs; process
 * context. A restore takes &facet_virtio_gpu.lock, and in it &vio_resources.lock.
 */
extern const struct facet_state_table vio_state_table;

#endif
