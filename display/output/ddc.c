// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a monitor does on its I2C bus, by VESA E-DDC: at one address 256 bytes of
 * its EDID can be read from where a written byte says, at another one a written
 * byte says which 256. GMBUS and AUX channels come here, with the display's lock.
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
	/* The EDID itself cannot be written. */
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
