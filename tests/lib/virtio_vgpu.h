/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtio-gpu as a front end has it, by the ops of its model, and a driver in the guest
 * (virtio_pci_driver.h). Its pGPU is idle: a turn comes when it is asked for.
 */
#ifndef TESTS_VIRTIO_VGPU_H
#define TESTS_VIRTIO_VGPU_H

#include "tests/lib/fake_host.h"
#include "tests/lib/fake_pgpu.h"
#include "tests/lib/virtio_pci_driver.h"

struct facet_gpu;
struct facet_instance;

/**
 * struct virtio_vgpu - A vGPU, its front end, and a driver.
 * @driver: the driver, whose memory is the guest's. It comes first: driver_place()
 * @pages: memory that has all of this
 * @clock: the time of the pGPU's scheduler
 * @pgpu: the pGPU
 * @gpu: its scheduler
 * @instance: the vGPU
 * @pins: pages that are pinned, each as often as it is
 * @log: pages that the device has written
 * @kicked: the worker is to do a pass
 * @deadline: deadline of the vGPU's timer in nanoseconds; ~0: none
 */
struct virtio_vgpu {
	struct pci_rig driver;
	void *pages;
	struct fake_clock clock;
	struct fake_pgpu pgpu;
	struct facet_gpu *gpu;
	struct facet_instance *instance;
	u64 pins;
	struct facet_dirty_log log;
	bool kicked;
	u64 deadline;
};

/**
 * virtio_vgpu_create() - Make a vGPU with two monitors, and a driver that has not started it.
 *
 * Context: the test's thread. Ends the process if there is no memory.
 * Return: the vGPU, for virtio_vgpu_destroy().
 */
struct virtio_vgpu *virtio_vgpu_create(void);

/**
 * virtio_vgpu_destroy() - Destroy a vGPU, its pGPU and its driver.
 * @v: the vGPU
 *
 * Context: the test's thread, on no lock.
 * Return: number of pages that stayed pinned.
 */
u64 virtio_vgpu_destroy(struct virtio_vgpu *v);

/**
 * virtio_vgpu_work() - Let the worker do passes while it is kicked, and a bounded number.
 * @v: the vGPU
 *
 * Context: the test's thread, on no lock.
 * Return: number of calls of &facet_model.work.
 */
u32 virtio_vgpu_work(struct virtio_vgpu *v);

/**
 * virtio_vgpu_pass_time() - Let time pass, and let a timer that is due fire.
 * @v: the vGPU
 * @ns: nanoseconds
 *
 * Context: as virtio_vgpu_work().
 */
void virtio_vgpu_pass_time(struct virtio_vgpu *v, u64 ns);

/**
 * virtio_vgpu_follow() - Let the driver go to another vGPU, with its memory.
 * @from: the vGPU that has the driver
 * @to: another one
 *
 * Context: the test's thread; takes no lock.
 */
void virtio_vgpu_follow(const struct virtio_vgpu *from, struct virtio_vgpu *to);

#endif
