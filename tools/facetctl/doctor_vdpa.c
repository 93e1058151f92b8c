// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check of facetctl doctor about vGPUs that are cards of the host, or that vhost offers
 * (doctor.h, docs/admin/host-card.md). doctor.c calls doctor_check_vdpa().
 */
#include "tools/facetctl/doctor.h"

#include <stdlib.h>

#include "tools/lib/host.h"
#include "tools/lib/sysfs.h"

/* Tell if a file of a device of the vDPA bus exists. */
static bool device_has(const struct host *host, const char *device, const char *file)
{
	return sysfs_exists("%s/sys/bus/vdpa/devices/%s/%s", host->root, device, file);
}

/* Tell if a device is a vGPU: its parent in sysfs has Facet's attributes. */
static bool is_vgpu(const struct host *host, const char *device)
{
	return device_has(host, device, "../facet/type");
}

/* Report the vGPUs on the vDPA bus. @devices: names of all devices there; @n: their number. */
static void check_devices(struct doctor *doctor, char **devices, int n)
{
	const char *idle = NULL;
	int i, ours = 0;

	for (i = 0; i < n; i++) {
		if (!is_vgpu(doctor->host, devices[i]))
			continue;
		ours++;
		if (!idle && !device_has(doctor->host, devices[i], "driver"))
			idle = devices[i];
	}
	if (!idle) {
		doctor_found(doctor, FINDING_VDPA_OK,
			     "facet_vdpa is loaded, and %d vGPU(s) are on the vDPA bus", ours);
		return;
	}
	doctor_found(doctor, FINDING_VDPA_NO_DRIVER, "the vGPU %s on the vDPA bus has no driver",
		     idle);
	doctor_advise(doctor, "modprobe virtio_vdpa makes it a card of the host, modprobe "
			      "vhost_vdpa offers it to a VMM");
}

/*
 * Without these rules logind gives a card to a seat, and the kernel may put the text console on it.
 */
static void check_rules(struct doctor *doctor)
{
	static const char *const folders[] = { "usr/lib", "lib", "etc" };
	bool there = false;
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++)
		there |= sysfs_exists("%s/%s/udev/rules.d/72-facet-card.rules", doctor->host->root,
				      folders[i]);
	if (there)
		return;
	doctor_found(doctor, FINDING_VDPA_NO_RULES,
		     "facet_vdpa is loaded without its rules for udev: a seat and the text console "
		     "take a card of the host");
	doctor_advise(doctor, "install facet-tools, or copy 72-facet-card.rules to "
			      "/etc/udev/rules.d");
}

void doctor_check_vdpa(struct doctor *doctor)
{
	const struct host *host = doctor->host;
	char *folder, **devices;
	int n;

	if (doctor->no_facet)
		return;
	if (!sysfs_exists("%s/sys/module/facet_vdpa", host->root)) {
		doctor_found(doctor, FINDING_VDPA_NOT_LOADED,
			     "facet_vdpa is not loaded: no vGPU is a card of the host");
		doctor_advise(doctor, "to make one: modprobe -a facet_vdpa virtio_vdpa; "
				      "vdpa dev add mgmtdev facet name NAME");
	} else {
		folder = sysfs_path("%s/sys/bus/vdpa/devices", host->root);
		n = sysfs_list(folder, &devices);
		check_devices(doctor, devices, n);
		check_rules(doctor);
		sysfs_list_free(devices);
		free(folder);
	}
}
