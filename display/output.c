// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outputs: which monitor hangs at which port, its EDID, and the hotplug
 * registers of the south display. Register handlers come with
 * vgpu->mmio_lock, the face from anywhere; state is under the display's lock.
 */
#include "output.h"

#include "display_types.h"
#include "edid.h"
#include "gen9/gmbus.h"
#include "mediator/irq.h"
#include "mediator/regs.h"

/* As the VBT says (mediator/rom.c): HDMI on port B. */
static const struct display_head heads[FACET_DISPLAY_HEADS] = {
	{ .port = GEN9_PORT_B, .pin = GEN9_GMBUS_PIN_B, .connected = true },
};

static u32 hotplug_read(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset)
{
	struct facet_display *display = display_of(vgpu);
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&display->lock, flags);
	value = display->hotplug;
	spin_unlock_irqrestore(&display->lock, flags);
	return value;
}

static void hotplug_write(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct facet_display *display = display_of(vgpu);
	unsigned long flags;
	u32 status;

	spin_lock_irqsave(&display->lock, flags);
	status = display->hotplug & ~value & GEN9_SHOTPLUG_STATUS;
	display->hotplug = status | (value & ~GEN9_SHOTPLUG_STATUS);
	spin_unlock_irqrestore(&display->lock, flags);
}

static const struct facet_reg rows[] = {
	{ .name = "SHOTPLUG_CTL", .offset = GEN9_SHOTPLUG_CTL, .read = hotplug_read,
	  .write = hotplug_write },
	/* Nothing hangs at port E: its status bits never rise. */
	{ .name = "SHOTPLUG_CTL2", .offset = GEN9_SHOTPLUG_CTL2,
	  .wmask = ~GEN9_SHOTPLUG_CTL2_STATUS },
};

const struct facet_reg_block display_output_regs = { rows, ARRAY_SIZE(rows) };

int display_outputs_init(struct facet_display *display)
{
	u32 i;
	int ret;

	for (i = 0; i < FACET_DISPLAY_HEADS; i++) {
		display->heads[i] = heads[i];
		ret = display_edid_make(display->heads[i].edid, display->config.max_width,
					display->config.max_height);
		if (ret)
			return ret;
		display->heads[i].edid_size = DISPLAY_EDID_BLOCK;
	}
	return 0;
}

void display_outputs_reset(struct facet_display *display)
{
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	display->hotplug = 0;
	spin_unlock_irqrestore(&display->lock, flags);
}

int facet_display_get_edid(struct facet_display *display, u32 head, u8 *edid, u32 *size)
{
	unsigned long flags;

	if (head >= FACET_DISPLAY_HEADS)
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	*size = display->heads[head].edid_size;
	memcpy(edid, display->heads[head].edid, *size);
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

int facet_display_set_edid(struct facet_display *display, u32 head, const u8 *edid, u32 size)
{
	unsigned long flags;

	if (head >= FACET_DISPLAY_HEADS || !size || size > FACET_EDID_MAX ||
	    size % DISPLAY_EDID_BLOCK)
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	memcpy(display->heads[head].edid, edid, size);
	display->heads[head].edid_size = size;
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

int facet_display_set_link(struct facet_display *display, u32 head, bool up)
{
	unsigned long flags;

	if (head >= FACET_DISPLAY_HEADS)
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	display->heads[head].connected = up;
	/* A guest that has not asked for it looks by itself when it starts. */
	if (display->hotplug & GEN9_SHOTPLUG_B_ENABLE) {
		display->hotplug |= GEN9_SHOTPLUG_B_LONG;
		facet_irq_raise(display->vgpu, FACET_IRQ_PCH, GEN9_SDE_PORTB_HOTPLUG);
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}
