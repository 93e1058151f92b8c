/* SPDX-License-Identifier: GPL-2.0-only */
/* Gen9 GPUs of this machine: the hardware generation that Facet mediates. The doctor prints one. */
#ifndef FACETCTL_HARDWARE_H
#define FACETCTL_HARDWARE_H

#include <stddef.h>

/**
 * struct hardware - A PCI device.
 * @address: PCI address, DDDD:BB:DD.F
 * @id: vendor:device, in hexadecimal digits
 * @name: name in pci.ids; "-": none
 */
struct hardware {
	char address[16];
	char id[16];
	char name[128];
};

/**
 * hardware_find() - List the Gen9 GPUs of this machine.
 * @out: gets an array of the GPUs, which the caller frees; NULL: none
 *
 * Context: takes no lock; blocks for the PCI bus's files in sysfs.
 * Return: number of GPUs; 0 also if libpciaccess cannot read the bus.
 */
size_t hardware_find(struct hardware **out);

#endif
