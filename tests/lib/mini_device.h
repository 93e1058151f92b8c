/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mini-guest on a device: its vGPU is behind the BARs of a PCI or VFIO device, and not in this
 * process. A program that links mini_device.c has no core and no engines. It calls
 * mini_device_use(), makes one machine by mini_machine_create(MINI_STEP), and lets time pass by
 * itself. The interrupt line counts as up, since the registers tell the same.
 */
#ifndef TESTS_MINI_DEVICE_H
#define TESTS_MINI_DEVICE_H

#include "port.h"

/**
 * struct mini_device - The device.
 * @read: @len bytes of BAR0: 4 or 8
 * @write: the same; what the guest stored before is in memory
 * @memory: what the mini-guest may use of its memory
 * @gpa: its guest-physical address
 * @size: its length in bytes
 */
struct mini_device {
	u64 (*read)(u64 offset, u32 len);
	void (*write)(u64 offset, u32 len, u64 value);
	u8 *memory;
	u64 gpa;
	u64 size;
};

/** mini_device_use() - Guests that are made from now on are on this device. It is not copied. */
void mini_device_use(const struct mini_device *device);

#endif
