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
 * struct vfu_device_config - The configuration of a device.
 * @socket: path to listen on; a socket there that nobody serves is replaced
 * @type: size of the vGPU
 * @display: outputs of the vGPU's display; the type gives the largest size
 * @screenshot: file for pictures; NULL: none
 * @trace: file for register accesses; NULL: none
 * @state: file for dumps of the vGPU's state; NULL: none
 * @memory_bytes: most bytes of the client's memory that are mapped; 0: 1 TiB
 * @unmap_now_ns: clock of memory that the client takes out (vfu_dma_create()); NULL:
 *	vfu_timer_now_ns()
 * @realtime: run the session's thread in the real-time class (SCHED_FIFO, priority 1)
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
 * vfu_device_create() - Create a vGPU that serves clients on a socket.
 * @gpu: the pGPU of the vGPU
 * @config: the configuration, which is copied; its strings and its type outlive the device
 * @client_gone: NULL, or called on the session's thread each time that a client has closed its
 *	connection
 * @out: gets the device
 *
 * Errors are reported on stderr.
 *
 * Context: the main thread; no lock held; may sleep.
 * Return: 0; -ENOMEM: no memory; -ENAMETOOLONG: the path is too long; -EADDRINUSE: another server
 * listens there; -EPERM: the process may not use the real-time class; an errno of
 * facet_vgpu_create(), facet_display_create(), fopen(), bind() or pthread_create().
 */
int vfu_device_create(struct facet_gpu *gpu, const struct vfu_device_config *config,
		      void (*client_gone)(void), struct vfu_device **out);

/**
 * vfu_device_destroy() - End the session, then free the vGPU.
 * @device: the device
 *
 * Context: the main thread; no lock held; may sleep.
 */
void vfu_device_destroy(struct vfu_device *device);

/**
 * vfu_device_screenshot() - Write the picture of head 0 into the configured file.
 * @device: the device; without a file nothing is done
 *
 * Errors are reported on stderr, except those of facet_scanout_plane().
 *
 * Context: the main thread; no lock held; may sleep.
 * Return: 0; -ENODATA: the screen is off; -ENOMEM: no memory; an errno of facet_scanout_plane(),
 * facet_capture_screenshot() or vfu_picture_write().
 */
int vfu_device_screenshot(struct vfu_device *device);

/**
 * vfu_device_report() - Report denied accesses on stderr, and write the state into the configured
 * file.
 * @device: the device
 *
 * Context: the main thread; no lock held; may sleep.
 */
void vfu_device_report(struct vfu_device *device);

#endif
