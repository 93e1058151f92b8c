// SPDX-License-Identifier: GPL-2.0-only
/* Find Gen9 GPUs on the PCI bus by libpciaccess (hardware.h). doctor_kernel.c calls this. */
#include "tools/facetctl/hardware.h"

#include <pciaccess.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define VENDOR_INTEL	0x8086
#define CLASS_DISPLAY	0x03
#define CLASS_SHIFT	16

/* Device ids of Gen9: Linux include/drm/intel/pciids.h (SKL, BXT, GLK, KBL, CFL, CML). */
static const struct {
	uint16_t first;
	uint16_t last;
} gen9[] = {
	{ 0x0a84, 0x0a84 }, { 0x1902, 0x193d }, { 0x1a84, 0x1a85 }, { 0x3184, 0x3185 },
	{ 0x3e90, 0x3ea9 }, { 0x5902, 0x593b }, { 0x5a84, 0x5a85 }, { 0x87c0, 0x87ca },
	{ 0x9b21, 0x9bf6 },
};

static bool is_gen9(const struct pci_device *device)
{
	size_t i;

	if (device->vendor_id != VENDOR_INTEL ||
	    device->device_class >> CLASS_SHIFT != CLASS_DISPLAY)
		return false;
	for (i = 0; i < sizeof(gen9) / sizeof(gen9[0]); i++)
		if (device->device_id >= gen9[i].first && device->device_id <= gen9[i].last)
			return true;
	return false;
}

static void describe(struct hardware *hardware, const struct pci_device *device)
{
	const char *name = pci_device_get_device_name(device);

	snprintf(hardware->address, sizeof(hardware->address), "%04x:%02x:%02x.%u",
		 device->domain_16, device->bus, device->dev, device->func);
	snprintf(hardware->id, sizeof(hardware->id), "%04x:%04x", device->vendor_id,
		 device->device_id);
	snprintf(hardware->name, sizeof(hardware->name), "%s", name ? name : "-");
}

size_t hardware_find(struct hardware **out)
{
	struct pci_device_iterator *all;
	struct pci_device *device;
	struct hardware *more;
	size_t n = 0;

	*out = NULL;
	if (pci_system_init())
		return 0;
	all = pci_id_match_iterator_create(NULL);
	while ((device = pci_device_next(all))) {
		if (!is_gen9(device))
			continue;
		more = realloc(*out, (n + 1) * sizeof(*more));
		if (!more)
			break;
		*out = more;
		describe(&more[n++], device);
	}
	pci_iterator_destroy(all);
	pci_system_cleanup();
	return n;
}
