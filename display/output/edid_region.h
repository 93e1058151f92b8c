/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Region by which a VMM changes a monitor: struct vfio_region_gfx_edid of the kernel's vfio.h.
 * Locks of the front end's ops have the names of kernel/ (see display.h).
 */
#ifndef DISPLAY_EDID_REGION_H
#define DISPLAY_EDID_REGION_H

#include "port.h"

#include "display/display.h"

struct facet_display;

/* Offsets of fields of 4 bytes, then of the EDID. */
#define FACET_EDID_REGION_OFFSET	0u	/* offset of the EDID */
#define FACET_EDID_REGION_MAX		4u	/* room for the EDID, bytes */
#define FACET_EDID_REGION_EDID_SIZE	8u
#define FACET_EDID_REGION_MAX_XRES	12u
#define FACET_EDID_REGION_MAX_YRES	16u
#define FACET_EDID_REGION_LINK		20u
#define FACET_EDID_REGION_FIELDS	24u
#define FACET_EDID_REGION_EDID		128u
/*
 * Room for one block. With room for another one, QEMU (hw/display/edid-generate.c) counts one more
 * block with each EDID that it makes.
 */
#define FACET_EDID_REGION_EDID_MAX	128u
#define FACET_EDID_REGION_SIZE		(FACET_EDID_REGION_EDID + FACET_EDID_REGION_EDID_MAX)
#define FACET_EDID_LINK_UP		1u
#define FACET_EDID_LINK_DOWN		2u

/**
 * struct facet_edid_region - EDID that a VMM has written and not yet plugged in. All zero at first.
 * @changed: the VMM has written to @edid since the link last went up
 * @edid: the new EDID
 */
struct facet_edid_region {
	bool changed;
	u8 edid[FACET_EDID_REGION_EDID_MAX];
};

/**
 * facet_edid_region_access() - Read or write the region for a VMM.
 * @region: region of a head
 * @display: the display
 * @head: < facet_display_heads()
 * @offset: offset in the region in bytes, any value
 * @buf: @len bytes; unchanged by a read that fails
 * @len: length in bytes, any value
 * @write: true: write @buf to the region; false: read from the region into @buf
 *
 * A VMM takes the link down, writes the EDID in pieces, and takes the link up. Then the function
 * checks the EDID by facet_output_set_edid(). If that refuses the EDID, the write fails. The new
 * EDID is lost, and the old monitor is plugged in again.
 *
 * A write of the link plugs as facet_output_set_link() does, also if the link stays as it was. The
 * EDID may be written while the link is up; it counts from the next link up on. Until then a read
 * returns the new EDID. Otherwise it returns the first block of the monitor's EDID, as if that had
 * one block.
 *
 * Context: process context; no lock of the display held. Takes the locks of the display's ops
 * get_edid, and for a write of the link those of set_edid and set_link. May sleep for mutexes. The
 * caller serializes accesses to @region: the kernel front end by &facet_screen.query_lock.
 * Return: 0; -EINVAL: @head is invalid, or the access goes beyond the region. For a write also: the
 * field is read-only, @len is not the 4 bytes of a field, the value is invalid, or the EDID is
 * refused. Nothing has changed then, except by a refused EDID.
 */
int facet_edid_region_access(struct facet_edid_region *region, struct facet_display *display,
			     u32 head, u64 offset, void *buf, u32 len, bool write);

#endif
