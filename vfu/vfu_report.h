/* SPDX-License-Identifier: GPL-2.0-only */
/* Report denied accesses of a vGPU on stderr, and write its state into a file. */
#ifndef VFU_REPORT_H
#define VFU_REPORT_H

struct facet_device;
struct facet_instance;

/**
 * vfu_report_denied() - Report on stderr which accesses and commands of the guest had no effect.
 * @dev: the device of a Gen9 vGPU
 * @name: name of the vGPU in these lines
 *
 * Context: the main thread; takes no lock. May sleep for the file. The caller keeps the device
 * alive.
 */
void vfu_report_denied(struct facet_device *dev, const char *name);

/**
 * vfu_report_state() - Write the state of a vGPU as text into a file, which is made anew.
 * @instance: the vGPU, of any model
 * @path: path of the file
 *
 * Errors are reported on stderr.
 *
 * Context: the main thread; no lock held. Takes mmio_lock. In it takes &gen9_display.lock,
 * shadow_lock, &ggtt_map.lock, &facet_device.lock, &facet_sched.lock and
 * &facet_ppgtt.notify_lock. Ops take in these or alone &sgpu_engine.lock, &user_engine.lock,
 * &sgpu_bus.lock, &vfu_dma.lock, &vfu_irqs.lock, &vfu_timer.lock and &vfu_host.lock.
 * &facet_detiled.lock stays free, since this front end has no detiled pages. May sleep for memory,
 * the file, these locks, the worker's pass, timers that fire, and engines.
 */
void vfu_report_state(struct facet_instance *instance, const char *path);

#endif
