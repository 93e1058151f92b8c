/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sections of a saved virtio-gpu device that have its resources. vio_state.c calls this.
 */
#ifndef VIO_STATE_RESOURCES_H
#define VIO_STATE_RESOURCES_H

#include "device/state_section.h"

/*
 * Sections whose owner is a struct facet_virtio_gpu: resources with their backing memory, and
 * behind them the pixels of 2D resources. A walk uses &facet_virtio_gpu.place. Context: as
 * vio_state_table; takes &vio_resources.lock. Errors: -EINVAL: no device has such a resource, its
 * number is taken, or rows are not the next ones; -ENOMEM.
 */
extern const struct facet_state_section vio_resource_state;
extern const struct facet_state_section vio_pixels_state;

#endif
