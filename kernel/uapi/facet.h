/* SPDX-License-Identifier: GPL-2.0-only WITH Linux-syscall-note */
/*
 * What user space may rely on, beside VFIO's and the mdev core's own interfaces.
 *
 * /sys/class/mdev_bus/facet/			a pGPU: parent of vGPUs (facet1, ... further ones)
 *   mdev_supported_types/facet-N/		types; write a UUID to "create"
 * /sys/bus/mdev/devices/UUID/facet/		knobs of a vGPU
 *   cursor	"plane" (default): a cursor's own pages go out beside the picture, with their place, where they can.
 *		"drawn": it is part of the picture, for UIs that show no other. A region always has it. At any time.
 *   display	how a VMM gets the picture. -EBUSY while open.
 *		"dmabuf" (default): the guest's own pages where they are one linear plane, else a
 *			linear picture of ours
 *		"native": the guest's own pages wherever one plane is the picture, with their modifier
 *		"region": a linear picture of ours, in a region: for UIs without GL
 *   name	what people call it: up to FACET_NAME_MAX letters, digits and "._-", no "-" at the beginning;
 *		empty at first. Tools take it in place of the UUID, where no two have it
 *   outputs	"hdmi:b" (default): outputs of the vGPU, KIND:PORT[:WIDTHxHEIGHT] ..., each with a
 *		monitor: "hdmi" or "dp", at port "b", "c" or "d". The first is what a VMM shows;
 *		FACET_SCREENSHOT finds the others. -EBUSY while open.
 *   splash	"on" (default): while the guest shows nothing, a text is shown that says what the vGPU
 *		waits for. "off": a VMM shows what it has (QEMU its ramfb). At any time.
 *   state	"closed" or "open"; read only
 *   type	name of its type; read only
 */
#ifndef FACET_UAPI_H
#define FACET_UAPI_H

#include <linux/ioctl.h>
#include <linux/types.h>

#define FACET_PARENT_NAME	"facet"
#define FACET_ATTR_GROUP	"facet"
#define FACET_NAME_MAX		31
#define FACET_OUTPUTS_DEFAULT	"hdmi:b"
#define FACET_CURSOR_PLANE	"plane"
#define FACET_CURSOR_DRAWN	"drawn"
#define FACET_DISPLAY_DMABUF	"dmabuf"
#define FACET_DISPLAY_NATIVE	"native"
#define FACET_DISPLAY_REGION	"region"

/*
 * The VFIO region that holds the picture when "display" is "region": the first one after
 * those of every PCI device (VFIO_PCI_NUM_REGIONS). VFIO_DEVICE_QUERY_GFX_PLANE names it
 * and brings it up to date; rows of XRGB8888 pixels.
 */
#define FACET_REGION_SCREEN	9

/*
 * The VFIO region by which a VMM changes the monitor (VFIO_REGION_SUBTYPE_GFX_EDID). An EDID is
 * looked at when the link goes up: -EINVAL, and the monitor that was there, where a guest could not
 * use it.
 */
#define FACET_REGION_EDID	10

/*
 * /dev/facet: what of a vGPU is not for its VMM. Who may open it may look at every guest's screen.
 */
#define FACET_CONTROL_NAME	"facet"
#define FACET_UUID_SIZE		40

/**
 * struct facet_screenshot - FACET_SCREENSHOT: a copy of what a guest shows now.
 * @argsz: in: size of this
 * @flags: in: 0
 * @uuid: in: of the vGPU, as text that ends with a zero
 * @head: in: 0 is the first
 * @fd: out: a file of @size bytes, to be read or mapped; rows of pixels from the top left corner, the
 *	cursor among them
 * @width: out: pixels
 * @height: out: rows
 * @stride: out: bytes from row to row
 * @format: out: DRM fourcc, XRGB8888
 * @size: out: bytes
 *
 * -EINVAL: @argsz, @flags or @head, or no UUID; -ENOENT: no such vGPU; -ENODEV: no VMM has it
 * open; -ENODATA: its guest shows nothing; -ENOMEM; -EINTR: to be killed.
 */
struct facet_screenshot {
	__u32 argsz;
	__u32 flags;
	char uuid[FACET_UUID_SIZE];
	__u32 head;
	__s32 fd;
	__u32 width;
	__u32 height;
	__u32 stride;
	__u32 format;
	__u64 size;
};

#define FACET_IOCTL_TYPE	0xfa
#define FACET_SCREENSHOT	_IOWR(FACET_IOCTL_TYPE, 0, struct facet_screenshot)

#endif
