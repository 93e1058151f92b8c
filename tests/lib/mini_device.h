/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A mini-guest on a device: its vGPU is behind the BARs of a PCI or VFIO device, outside this
 * process. A program that links mini_device.c has no core and no engines. The program calls
 * mini_device_use(), makes one machine by mini_machine_create(MINI_STEP), and waits in real time.
 * The interrupt line counts as up: the guest finds pending interrupts in the registers.
 */
#ifndef TESTS_MINI_DEVICE_H
#define TESTS_MINI_DEVICE_H

#include "port.h"

/**
 * struct mini_device - A device outside this process.
 * @read: return @len bytes of BAR0 at @offset; @len is 4 or 8
 * @write: write @len bytes of BAR0 at @offset; @len is 4 or 8. All earlier stores of the
 *	guest are in memory
 * @memory: guest memory that the mini-guest may use
 * @gpa: guest-physical address of @memory in bytes
 * @size: length of @memory in bytes
 */
struct mini_device {
	u64 (*read)(u64 offset, u32 len);
	void (*write)(u64 offset, u32 len, u64 value);
	u8 *memory;
	u64 gpa;
	u64 size;
};

/**
 * mini_device_use() - Put guests that are made from now on behind a device.
 * @device: the device; outlives the guests
 *
 * Context: before mini_machine_create(), in the test's thread.
 */
void mini_device_use(const struct mini_device *device);

#endif
