// SPDX-License-Identifier: GPL-2.0-only
/*
 * I2C bus of a monitor, by VESA E-DDC. The device at one address returns 256 bytes of the EDID,
 * from a byte address that the guest writes. The device at the other address takes the number of
 * the 256-byte segment. Callers: gmbus.c and aux.c, with the display's lock held.
 */
#include "display/output/ddc.h"

#include "display/display_types.h"
#include "gen9/gmbus_defs.h"

bool display_ddc_start(struct display_head *head, u32 addr)
{
	head->ddc.fresh = true;
	return head->connected && (addr == GEN9_DDC_EDID || addr == GEN9_DDC_SEGMENT);
}

void display_ddc_write(struct display_head *head, u32 addr, u8 byte)
{
	struct display_ddc *ddc = &head->ddc;

	if (addr == GEN9_DDC_SEGMENT)
		ddc->segment = byte;
	else if (ddc->fresh)
		ddc->pointer = byte;
	/* The guest cannot write the EDID itself. */
	ddc->fresh = false;
}

u8 display_ddc_read(struct display_head *head, u32 addr)
{
	struct display_ddc *ddc = &head->ddc;
	u64 at = ddc->segment * GEN9_DDC_SEGMENT_SIZE + ddc->pointer;

	if (addr != GEN9_DDC_EDID || ddc->pointer >= GEN9_DDC_SEGMENT_SIZE)
		return 0;
	ddc->pointer++;
	return port_check(EDID_END, !port_index(&at, head->edid_size)) ? 0 : head->edid[at];
}

void display_ddc_stop(struct display_head *head)
{
	head->ddc.segment = 0;
}
