// SPDX-License-Identifier: GPL-2.0-only
/*
 * The check of facetctl doctor about moves of virtual machines to other hosts (doctor.h,
 * docs/admin/migration.md). doctor.c and migrate_check.c call doctor_check_migration().
 */
#include "tools/facetctl/doctor.h"

#include "tools/lib/host.h"
#include "tools/lib/sysfs.h"

#define QEMU_OPTION	"enable-migration=on"
/* Source: https://libvirt.org/drvqemu.html, "Overriding properties of QEMU devices". */
#define LIBVIRT_SNIPPET \
	"<qemu:override><qemu:device alias='hostdev0'><qemu:frontend>" \
	"<qemu:property name='enable-migration' type='string' value='on'/>" \
	"</qemu:frontend></qemu:device></qemu:override>"

/* Tell if iommufd is loaded. VFIO needs it, if the kernel has it. */
static bool iommufd_is_loaded(const struct host *host)
{
	return sysfs_exists("%s/sys/class/misc/iommu", host->root);
}

/*
 * VFIO's type1 reports pinned pages as dirty on any kernel. A device can report dirty pages by
 * itself if the kernel has IOMMUFD_DRIVER, which drivers of IOMMUs select if IOMMUFD is on. Where
 * the kernel's configuration is not to be found, iommufd stands for both.
 */
void doctor_check_migration(struct doctor *doctor)
{
	bool known, has;

	if (doctor->no_facet)
		return;
	has = doctor_kernel_has(doctor->host, "CONFIG_IOMMUFD_DRIVER", &known);
	if (has || (!known && iommufd_is_loaded(doctor->host))) {
		doctor_found(doctor, FINDING_MIGRATION_IOMMUFD,
			     "a vGPU reports the pages that it has written: QEMU moves a vGPU "
			     "without an option");
		return;
	}
	doctor_found(doctor, FINDING_MIGRATION_PINS,
		     "VFIO reports the pinned pages of a vGPU as written (type1): QEMU moves a "
		     "vGPU only if it is told to");
	doctor_advise(doctor, "-device vfio-pci,...," QEMU_OPTION "; with libvirt: "
			      LIBVIRT_SNIPPET);
}
