/* SPDX-License-Identifier: GPL-2.0-only */
/* The region by which a VMM changes a monitor: struct vfio_region_gfx_edid of the kernel's vfio.h. */
#ifndef DISPLAY_EDID_REGION_H
#define DISPLAY_EDID_REGION_H

#include "port.h"

#include "display/display.h"

struct facet_display;

/* Fields of 4 bytes, then the EDID. */
#define FACET_EDID_REGION_OFFSET	0u	/* of the EDID */
#define FACET_EDID_REGION_MAX		4u	/* bytes of it */
#define FACET_EDID_REGION_EDID_SIZE	8u
#define FACET_EDID_REGION_MAX_XRES	12u
#define FACET_EDID_REGION_MAX_YRES	16u
#define FACET_EDID_REGION_LINK		20u
#define FACET_EDID_REGION_FIELDS	24u
#define FACET_EDID_REGION_EDID		128u
/*
 * One block: where there is room for another, QEMU (hw/display/edid-generate.c) counts one more with each
 * EDID that it makes.
 */
#define FACET_EDID_REGION_EDID_MAX	128u
#define FACET_EDID_REGION_SIZE		(FACET_EDID_REGION_EDID + FACET_EDID_REGION_EDID_MAX)
#define FACET_EDID_LINK_UP		1u
#define FACET_EDID_LINK_DOWN		2u

/**
 * struct facet_edid_region - What a VMM has written and not yet plugged in. All zero to begin with.
 * @changed: @edid is a new EDID
 * @edid: it
 */
struct facet_edid_region {
	bool changed;
	u8 edid[FACET_EDID_REGION_EDID_MAX];
};

/**
 * facet_edid_region_access() - A VMM reads or writes it.
 * @region: of a head
 * @display: its display
 * @head: < facet_display_heads()
 * @offset: any
 * @buf: @len bytes
 * @len: any
 * @write: direction
 *
 * A new EDID is looked at when the link goes up. One that facet_output_set_edid() refuses
 * is lost, that write fails, and the monitor that was there is plugged in again. The caller sees to it
 * that there is one access at a time. Any context that may hold the display's lock.
 * Return: 0; -EINVAL: beyond the region, or a write of what is fixed, of a part of a field, or of
 * a value that it cannot have: nothing has changed.
 */
int facet_edid_region_access(struct facet_edid_region *region, struct facet_display *display,
			     u32 head, u64 offset, void *buf, u32 len, bool write);

#endif
