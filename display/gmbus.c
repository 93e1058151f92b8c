// SPDX-License-Identifier: GPL-2.0-only
/*
 * GMBUS. A transfer is over in the moment it is asked for: the guest always
 * finds HW_RDY, or SATOER where nobody answers. After the last byte the bus
 * stays in its wait phase, ACTIVE, until a STOP cycle. No interrupts: guests
 * poll the status anyway. Register handlers, under vgpu->mmio_lock; the EDID
 * itself is under the display's lock.
 */
#include "gmbus.h"

#include "display_types.h"
#include "gen9/gmbus.h"
#include "mediator/regs.h"
#include "mediator/state.h"

#define GMBUS_BYTES		4u	/* in GMBUS3 */

/* The head whose monitor listens on the selected pins; false: nobody does. */
static bool gmbus_select(struct facet_display *display, u32 addr, u32 *head)
{
	u32 pin = GEN9_GMBUS0_PIN(facet_reg_get(display->vgpu, GEN9_GMBUS0));
	u32 i;

	if (addr != GEN9_DDC_EDID)
		return false;
	for (i = 0; i < FACET_DISPLAY_HEADS; i++) {
		if (display->heads[i].pin == pin && display->heads[i].connected) {
			*head = i;
			return true;
		}
	}
	return false;
}

/* The EDID ROM's address counter. */
static u8 gmbus_next_byte(struct facet_display *display)
{
	const struct display_head *head = &display->heads[display->gmbus.head];
	u32 at = display->gmbus.pointer++;

	return at < head->edid_size ? head->edid[at] : 0;
}

/* What the guest wrote: the first byte sets the ROM's address, others are lost. */
static void gmbus_send(struct display_gmbus *bus)
{
	if (!bus->left)
		return;
	bus->pointer = bus->data & 0xff;
	bus->left -= min_t(u32, bus->left, GMBUS_BYTES);
}

static void gmbus_start(struct facet_display *display, u32 command)
{
	struct display_gmbus *bus = &display->gmbus;
	u32 index5 = facet_reg_get(display->vgpu, GEN9_GMBUS5);

	bus->left = 0;
	if (!gmbus_select(display, GEN9_GMBUS1_ADDR(command), &bus->head)) {
		bus->status = GEN9_GMBUS2_SATOER;
		return;
	}
	bus->status = GEN9_GMBUS2_HW_RDY | GEN9_GMBUS2_ACTIVE | GEN9_GMBUS2_WAIT_PHASE;
	bus->reading = command & GEN9_GMBUS1_READ;
	bus->left = GEN9_GMBUS1_COUNT(command);
	if (command & GEN9_GMBUS1_INDEX)
		bus->pointer = index5 & GEN9_GMBUS5_ENABLE ? index5 & 0xff :
			       GEN9_GMBUS1_SLAVE_INDEX(command);
	if (!bus->reading)
		gmbus_send(bus);
}

static void gmbus1_write(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	struct facet_display *display = display_of(vgpu);
	unsigned long flags;

	facet_reg_set(vgpu, offset, value);
	spin_lock_irqsave(&display->lock, flags);
	if (value & GEN9_GMBUS1_SW_CLR_INT) {
		display->gmbus.status = 0;
		display->gmbus.left = 0;
	} else if ((value & GEN9_GMBUS1_SW_RDY) && (value & GEN9_GMBUS1_CYCLE)) {
		if ((value & GEN9_GMBUS1_CYCLE) == GEN9_GMBUS1_STOP)
			display->gmbus.status = GEN9_GMBUS2_HW_RDY;
		else
			gmbus_start(display, value);
	}
	spin_unlock_irqrestore(&display->lock, flags);
}

static u32 gmbus2_read(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset)
{
	return display_of(vgpu)->gmbus.status;
}

static u32 gmbus3_read(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset)
{
	struct facet_display *display = display_of(vgpu);
	struct display_gmbus *bus = &display->gmbus;
	unsigned long flags;
	u32 value = 0;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	if (bus->reading) {
		for (i = 0; i < GMBUS_BYTES && bus->left; i++, bus->left--)
			value |= (u32)gmbus_next_byte(display) << (8 * i);
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return value;
}

static void gmbus3_write(struct facet_vgpu *vgpu, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	struct display_gmbus *bus = &display_of(vgpu)->gmbus;

	bus->data = value;
	if (bus->left && !bus->reading)
		bus->left -= min_t(u32, bus->left, GMBUS_BYTES);
}

static const struct facet_reg rows[] = {
	{ .name = "PCH_GPIO", .offset = GEN9_PCH_GPIO, .count = GEN9_PCH_GPIO_COUNT,
	  .flags = FACET_REG_RO, .reset = GEN9_PCH_GPIO_HIGH },
	{ .name = "GMBUS0", .offset = GEN9_GMBUS0 },
	{ .name = "GMBUS1", .offset = GEN9_GMBUS1, .write = gmbus1_write },
	{ .name = "GMBUS2", .offset = GEN9_GMBUS2, .flags = FACET_REG_RO, .read = gmbus2_read },
	{ .name = "GMBUS3", .offset = GEN9_GMBUS3, .read = gmbus3_read, .write = gmbus3_write },
	{ .name = "GMBUS4", .offset = GEN9_GMBUS4 },
	{ .name = "GMBUS5", .offset = GEN9_GMBUS5 },
};

static const struct facet_state_field gmbus_fields[] = {
	FACET_STATE_FIELD(struct display_gmbus, status, 0),
	FACET_STATE_FIELD(struct display_gmbus, head, 0),
	FACET_STATE_FIELD(struct display_gmbus, reading, true),
	FACET_STATE_FIELD(struct display_gmbus, left, 0),
	FACET_STATE_FIELD(struct display_gmbus, pointer, 0),
	FACET_STATE_FIELD(struct display_gmbus, data, 0),
};

static void gmbus_reset(struct facet_vgpu *vgpu)
{
	display_gmbus_reset(display_of(vgpu));
}

static int gmbus_save(struct facet_vgpu *vgpu, u32 index, struct facet_state_writer *out)
{
	struct facet_display *display = display_of(vgpu);
	struct display_gmbus bus;
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	bus = display->gmbus;
	spin_unlock_irqrestore(&display->lock, flags);
	facet_state_put_fields(out, gmbus_fields, ARRAY_SIZE(gmbus_fields), &bus);
	return 0;
}

static int gmbus_restore(struct facet_vgpu *vgpu, u32 index, struct facet_state_reader *in)
{
	struct facet_display *display = display_of(vgpu);
	struct display_gmbus bus = {};
	unsigned long flags;

	if (facet_state_take_fields(in, gmbus_fields, ARRAY_SIZE(gmbus_fields), &bus) ||
	    bus.head >= FACET_DISPLAY_HEADS)
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	display->gmbus = bus;
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

static const struct facet_state_section gmbus_state = {
	.tag = FACET_STATE_TAG('G', 'M', 'B', 'S'),
	.name = "gmbus",
	.what = "the I2C controller between two accesses",
	.records = 1,
	.fields = gmbus_fields,
	.n_fields = ARRAY_SIZE(gmbus_fields),
	.reset = gmbus_reset,
	.save = gmbus_save,
	.restore = gmbus_restore,
};

const struct facet_reg_block display_gmbus_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
	.state = &gmbus_state,
	.n_state = 1,
};

void display_gmbus_reset(struct facet_display *display)
{
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	memset(&display->gmbus, 0, sizeof(display->gmbus));
	display->gmbus.status = GEN9_GMBUS2_HW_RDY;
	spin_unlock_irqrestore(&display->lock, flags);
}
