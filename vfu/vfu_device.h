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
 * Context: the main thread; no lock held. Takes &facet_gpu.lock, &facet_sched.lock,
 * &facet_device.lock, shadow_lock, &ggtt_map.lock, &sgpu_bus.lock and &gen9_display.lock. After an
 * error also takes &vfu_host.lock, &vfu_timer.lock, &vfu_irqs.lock, &facet_ppgtt.notify_lock and
 * &sgpu_engine.lock. &facet_detiled.lock stays free, since this front end has no detiled pages. May
 * sleep for memory, files and these locks; after an error also for the worker and engines.
 * Return: 0; -ENOMEM: no memory; -ENAMETOOLONG: the path is too long; -EADDRINUSE: another server
 * listens there; -EPERM: the process may not use the real-time class; an errno of
 * facet_vgpu_create(), facet_gen9_display_create(), fopen(), bind() or pthread_create().
 */
int vfu_device_create(struct facet_gpu *gpu, const struct vfu_device_config *config,
		      void (*client_gone)(void), struct vfu_device **out);

/**
 * vfu_device_destroy() - End the session, then free the vGPU.
 * @device: the device
 *
 * Context: the main thread; no lock held. Takes &vfu_device.lock, drops it, and waits for the
 * session's thread. Then takes &facet_gpu.lock, &gen9_display.lock, shadow_lock,
 * &facet_ppgtt.notify_lock, and &facet_device.lock and &facet_sched.lock with ops in them. Ops take
 * in these or alone &sgpu_engine.lock, &user_engine.lock, &sgpu_bus.lock, &vfu_timer.lock and
 * &vfu_host.lock. Takes &vfu_irqs.lock at the end. &facet_detiled.lock stays free, since this front
 * end has no detiled pages. May sleep for these locks, the session, the worker's pass, a deadline
 * that fires, and engines.
 */
void vfu_device_destroy(struct vfu_device *device);

/**
 * vfu_device_screenshot() - Write the picture of head 0 into the configured file.
 * @device: the device; without a file nothing is done
 *
 * Errors are reported on stderr, except those of facet_scanout_plane().
 *
 * Context: the main thread; no lock held. Takes &gen9_display.lock, and in it &vfu_host.lock (op
 * kick); shadow_lock, and in it &facet_device.lock; &facet_device.lock alone; &vfu_dma.lock (op
 * read). May sleep for memory, the file and these locks.
 * Return: 0; -ENODATA: the screen is off; -ENOMEM: no memory; an errno of facet_scanout_plane(),
 * facet_capture_screenshot() or vfu_picture_write().
 */
int vfu_device_screenshot(struct vfu_device *device);

/**
 * vfu_device_report() - Report denied accesses on stderr, and write the state into the configured
 * file.
 * @device: the device
 *
 * Context: the main thread; no lock held. To write a state, takes the locks of vfu_report_state(),
 * and may sleep as it.
 */
void vfu_device_report(struct vfu_device *device);

#endif
