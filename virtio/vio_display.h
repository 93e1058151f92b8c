/* SPDX-License-Identifier: GPL-2.0-only */
/* The display of a virtio-gpu device: its scan-outs and monitors, for front ends. */
#ifndef VIO_DISPLAY_H
#define VIO_DISPLAY_H

#include "port.h"

struct facet_display;
struct facet_display_config;
struct facet_virtio_gpu;

/**
 * struct vio_display_ops - What a display needs of its owner.
 * @now_ns: return the time, nanoseconds, by a clock that does not go back. Any context
 * @monitors_changed: a monitor has another EDID, or was plugged in or out. Process context; no lock
 *	of the display held
 */
struct vio_display_ops {
	u64 (*now_ns)(void *owner);
	void (*monitors_changed)(void *owner);
};

/**
 * vio_display_create() - Make the display of a device, with its monitors plugged in.
 * @config: limits and outputs. A virtio-gpu has no kinds of outputs and no ports; sizes and rates
 *	count. Copied
 * @ops: the owner; outlives the display
 * @owner: first argument of each op
 * @out: gets the display, which facet_display_destroy() ends; unchanged after an error
 *
 * The display shows nothing before vio_display_attach().
 *
 * Context: process context; may sleep for memory. Takes no lock.
 * Return: 0; -EINVAL: there are too many outputs, or one has no mode that fits the limits; -ENOMEM:
 * no memory.
 */
int vio_display_create(const struct facet_display_config *config, const struct vio_display_ops *ops,
		       void *owner, struct facet_display **out);

/**
 * vio_display_attach() - Let a display show the scan-outs of a device.
 * @display: of vio_display_create(); nobody looks at it yet
 * @gpu: the device; outlives the display
 *
 * Context: any; takes no lock.
 */
void vio_display_attach(struct facet_display *display, struct facet_virtio_gpu *gpu);

/**
 * vio_display_monitor() - Describe a monitor to the device (&facet_virtio_gpu_ops.monitor).
 * @display: of vio_display_create()
 * @scanout: number of the scan-out, any value
 * @edid: gets the EDID; room for VIRTIO_GPU_EDID_BYTES
 * @width: gets the preferred width, pixels
 * @height: gets the preferred height, rows
 *
 * Context: process context; takes &vio_display.lock.
 * Return: length of the EDID in bytes; 0: no monitor is plugged in, and nothing was written.
 */
u32 vio_display_monitor(struct facet_display *display, u32 scanout, u8 *edid, u32 *width,
			u32 *height);

#endif
