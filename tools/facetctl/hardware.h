/* SPDX-License-Identifier: GPL-2.0-only */
/* Graphics hardware of the generation that Facet mediates. */
#ifndef FACETCTL_HARDWARE_H
#define FACETCTL_HARDWARE_H

#include <stddef.h>

/** struct hardware - A PCI device. @address: of it; @id: vendor:device; @name: as pci.ids has it */
struct hardware {
	char address[16];
	char id[16];
	char name[128];
};

/** hardware_find() - All Gen9 GPUs of this machine. @out: to be freed. Return: how many. */
size_t hardware_find(struct hardware **out);

#endif
