/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What user space may rely on, beside VFIO's and the mdev core's own interfaces.
 *
 * /sys/class/mdev_bus/facet/			a pGPU: parent of vGPUs (facet1, ... further ones)
 *   mdev_supported_types/facet-N/		types; write a UUID to "create"
 * /sys/bus/mdev/devices/UUID/facet/		knobs of a vGPU
 *   display	"dmabuf" (default) or "region": how a VMM gets the picture. -EBUSY while open.
 *   state	"closed" or "open"; read only
 *   type	name of its type; read only
 */
#ifndef FACET_UAPI_H
#define FACET_UAPI_H

#define FACET_PARENT_NAME	"facet"
#define FACET_ATTR_GROUP	"facet"
#define FACET_DISPLAY_DMABUF	"dmabuf"
#define FACET_DISPLAY_REGION	"region"

/*
 * The VFIO region that holds the picture when "display" is "region": the first one after
 * those of every PCI device (VFIO_PCI_NUM_REGIONS). VFIO_DEVICE_QUERY_GFX_PLANE names it
 * and brings it up to date; rows of XRGB8888 pixels.
 */
#define FACET_REGION_SCREEN	9

#endif
