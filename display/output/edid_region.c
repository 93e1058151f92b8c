// SPDX-License-Identifier: GPL-2.0-only
/*
 * VFIO's EDID region, without VFIO: fields and an EDID that a VMM writes in pieces while the link
 * is down. The EDID becomes a monitor when the link goes up. Front ends call
 * facet_edid_region_access(), one access at a time. The functions below take the locks of the
 * display's ops for moments.
 */
#include "display/output/edid_region.h"

#include "display/display_ops.h"
#include "display/edid.h"

/*
 * Copy the one block that the region has room for, and make it the whole EDID. So a VMM can write
 * back what it has read.
 */
static void first_block(const u8 *edid, u8 *block)
{
	memcpy(block, edid, FACET_EDID_REGION_EDID_MAX);
	block[FACET_EDID_CHECKSUM] += block[FACET_EDID_EXTENSIONS];
	block[FACET_EDID_EXTENSIONS] = 0;
}

/* Fill @bytes with the content of the region. */
static void region_fill(const struct facet_edid_region *region, struct facet_display *display,
			u32 head, u8 *bytes)
{
	u8 edid[FACET_EDID_MAX];
	bool connected;
	u32 size;

	display->ops->get_edid(display, head, edid, &size, &connected);
	memset(bytes, 0, FACET_EDID_REGION_SIZE);
	put_unaligned_le32(FACET_EDID_REGION_EDID, bytes + FACET_EDID_REGION_OFFSET);
	put_unaligned_le32(FACET_EDID_REGION_EDID_MAX, bytes + FACET_EDID_REGION_MAX);
	put_unaligned_le32(FACET_EDID_REGION_EDID_MAX, bytes + FACET_EDID_REGION_EDID_SIZE);
	put_unaligned_le32(display->config.max_width, bytes + FACET_EDID_REGION_MAX_XRES);
	put_unaligned_le32(display->config.max_height, bytes + FACET_EDID_REGION_MAX_YRES);
	put_unaligned_le32(connected ? FACET_EDID_LINK_UP : FACET_EDID_LINK_DOWN,
			   bytes + FACET_EDID_REGION_LINK);
	if (region->changed)
		memcpy(bytes + FACET_EDID_REGION_EDID, region->edid, sizeof(region->edid));
	else
		first_block(edid, bytes + FACET_EDID_REGION_EDID);
}

/* Begin a new EDID at the first write: it starts as a copy of the current one. */
static void region_begin(struct facet_edid_region *region, struct facet_display *display, u32 head)
{
	u8 edid[FACET_EDID_MAX];
	u32 size;

	if (region->changed)
		return;
	facet_output_get_edid(display, head, edid, &size);
	first_block(edid, region->edid);
	region->changed = true;
}

/*
 * Take the link down, or up with the new EDID. Return: 0; -EINVAL: @state is invalid, or the new
 * EDID is refused.
 */
static int link_write(struct facet_edid_region *region, struct facet_display *display, u32 head,
		      u32 state)
{
	int ret = 0;

	if (state == FACET_EDID_LINK_DOWN)
		return facet_output_set_link(display, head, false);
	if (state != FACET_EDID_LINK_UP)
		return -EINVAL;
	if (region->changed)
		ret = facet_output_set_edid(display, head, region->edid, sizeof(region->edid));
	region->changed = false;
	facet_output_set_link(display, head, true);
	return ret;
}

/* Write the region. The access lies in the region. Return: 0; -EINVAL. */
static int region_write(struct facet_edid_region *region, struct facet_display *display, u32 head,
			u32 offset, const u8 *buf, u32 len)
{
	if (offset >= FACET_EDID_REGION_EDID) {
		region_begin(region, display, head);
		memcpy(region->edid + (offset - FACET_EDID_REGION_EDID), buf, len);
		return 0;
	}
	if (len != sizeof(u32))
		return -EINVAL;
	switch (offset) {
	case FACET_EDID_REGION_EDID_SIZE:
		return get_unaligned_le32(buf) == FACET_EDID_REGION_EDID_MAX ? 0 : -EINVAL;
	case FACET_EDID_REGION_LINK:
		return link_write(region, display, head, get_unaligned_le32(buf));
	default:
		return -EINVAL;
	}
}

int facet_edid_region_access(struct facet_edid_region *region, struct facet_display *display,
			     u32 head, u64 offset, void *buf, u32 len, bool write)
{
	u8 bytes[FACET_EDID_REGION_SIZE];

	if (head >= display->n_heads || offset > FACET_EDID_REGION_SIZE ||
	    len > FACET_EDID_REGION_SIZE - offset)
		return -EINVAL;
	if (write)
		return region_write(region, display, head, offset, buf, len);
	region_fill(region, display, head, bytes);
	memcpy(buf, bytes + offset, len);
	return 0;
}
