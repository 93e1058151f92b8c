/* SPDX-License-Identifier: GPL-2.0-only */
/* One vGPU behind one socket. */
#ifndef VFU_DEVICE_H
#define VFU_DEVICE_H

#include "display/display.h"
#include "vfu/vfu_host.h"

struct facet_gpu;
struct facet_type;
struct vfu_device;

/**
 * struct vfu_device_config - What a device is made of.
 * @socket: path to listen on; a socket that is left over there is replaced
 * @type: size of the vGPU
 * @display: outputs of the vGPU's display; its limits are the type's
 * @screenshot: file for pictures, NULL for none
 * @trace: file for register accesses, NULL for none
 * @state: file for dumps of the vGPU's state, NULL for none
 * @memory_bytes: map no more of the client's memory; 0: as much as there can be
 * @unmap_now_ns: the clock of memory that the client takes away (vfu_dma_create()); NULL: that of
 * the machine, vfu_timer_now_ns()
 * @realtime: the session goes before all else on its processor
 */
struct vfu_device_config {
	const char *socket;
	const struct facet_type *type;
	struct facet_display_config display;
	const char *screenshot;
	const char *trace;
	const char *state;
	u64 memory_bytes;
	u64 (*unmap_now_ns)(void);
	bool realtime;
};

/**
 * vfu_device_create() - A vGPU that listens.
 * @gpu: where it lives
 * @config: its strings outlive the device
 * @gone: called from the session's thread each time that a client has gone; may be NULL
 *
 * Return: 0 or a negative errno; what failed has been said on stderr.
 */
int vfu_device_create(struct facet_gpu *gpu, const struct vfu_device_config *config,
		      void (*gone)(void), struct vfu_device **out);

/** vfu_device_destroy() - Ends the session, then the vGPU. */
void vfu_device_destroy(struct vfu_device *device);

/** vfu_device_screenshot() - What the guest shows now, into the configured file. 0 or a negative errno. */
int vfu_device_screenshot(struct vfu_device *device);

/** vfu_device_report() - What a person wants to know of it, on stderr; its state in a file. */
void vfu_device_report(struct vfu_device *device);

#endif
