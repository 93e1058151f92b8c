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
#include "mediator/state.h"

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

/* struct output_state - An output in a saved state. @hotplug: the same for all */
struct output_state {
	u32 hotplug;
	bool connected;
	u32 edid_size;
	u8 edid[FACET_EDID_MAX];
};

static const struct facet_state_field output_fields[] = {
	FACET_STATE_FIELD(struct output_state, hotplug, 0),
	FACET_STATE_FIELD(struct output_state, connected, true),
	FACET_STATE_FIELD(struct output_state, edid_size, FACET_EDID_MAX),
	FACET_STATE_ARRAY(struct output_state, edid, u8, 0),
};

/* The monitor is the VMM's, not the guest's: a reset leaves it. */
static void outputs_reset(struct facet_vgpu *vgpu)
{
	struct facet_display *display = display_of(vgpu);
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	display->hotplug = 0;
	spin_unlock_irqrestore(&display->lock, flags);
}

static int output_save(struct facet_vgpu *vgpu, u32 index, struct facet_state_writer *out)
{
	struct facet_display *display = display_of(vgpu);
	struct display_head *head = &display->heads[index];
	struct output_state s = {};
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	s.hotplug = display->hotplug;
	s.connected = head->connected;
	s.edid_size = head->edid_size;
	memcpy(s.edid, head->edid, head->edid_size);
	spin_unlock_irqrestore(&display->lock, flags);
	facet_state_put_fields(out, output_fields, ARRAY_SIZE(output_fields), &s);
	return 0;
}

static bool edid_size_valid(u32 size)
{
	return size && size <= FACET_EDID_MAX && !(size % DISPLAY_EDID_BLOCK);
}

static int output_restore(struct facet_vgpu *vgpu, u32 index, struct facet_state_reader *in)
{
	struct facet_display *display = display_of(vgpu);
	struct display_head *head = &display->heads[index];
	struct output_state s = {};
	unsigned long flags;

	if (facet_state_take_fields(in, output_fields, ARRAY_SIZE(output_fields), &s) ||
	    !edid_size_valid(s.edid_size))
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	display->hotplug = s.hotplug;
	head->connected = s.connected;
	head->edid_size = s.edid_size;
	memcpy(head->edid, s.edid, s.edid_size);
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

static const struct facet_state_section output_state = {
	.tag = FACET_STATE_TAG('O', 'U', 'T', 'P'),
	.name = "output",
	.what = "each output: SHOTPLUG_CTL, whether a monitor is there, its EDID",
	.records = FACET_DISPLAY_HEADS,
	.fields = output_fields,
	.n_fields = ARRAY_SIZE(output_fields),
	.reset = outputs_reset,
	.save = output_save,
	.restore = output_restore,
};

const struct facet_reg_block display_output_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
	.state = &output_state,
	.n_state = 1,
};

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

	if (head >= FACET_DISPLAY_HEADS || !edid_size_valid(size))
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
