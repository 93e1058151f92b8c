// SPDX-License-Identifier: GPL-2.0-only
/*
 * GMBUS. A transfer ends in the register access that starts it. So the guest always reads HW_RDY,
 * or SATOER if no monitor acknowledges. After the last byte the bus stays in its wait phase,
 * ACTIVE, until a STOP cycle. GMBUS4 lets interrupts through for events that happen from then on,
 * not for earlier ones. i915 reads the status first, and so gets none.
 *
 * Register handlers run under the device's mmio_lock, which protects the bus. So GMBUS2 is read
 * without another lock. The display's lock protects the monitors.
 *
 * A guest can also drive the pins one by one (PCH_GPIO). The pins always read as high, so that the
 * guest finds a bus without devices.
 * Source: PRM SKL Vol. 2c (GMBUS0-5).
 */
#include "display/output/gmbus.h"

#include "device/irq.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "display/display_types.h"
#include "display/output/ddc.h"
#include "gen9/gmbus_defs.h"
#include "gen9/irq_defs.h"

#define GMBUS_BYTES		4u	/* bytes in GMBUS3 */
#define GMBUS_LEFT_MAX		(GEN9_GMBUS1_COUNT(~0u) + GEN9_GMBUS_BURST_BYTES)

/*
 * Send a start to the monitor at the selected pins. @head: gets its head. Return: a device at @addr
 * acknowledges. Lock held.
 */
static bool gmbus_select(struct gen9_display *display, u32 addr, u32 *head)
{
	u32 pin = GEN9_GMBUS0_PIN(facet_reg_get(display->dev, GEN9_GMBUS0));
	u32 i;

	for (i = 0; i < display->base.n_heads; i++) {
		if (display->heads[i].kind == FACET_OUTPUT_HDMI && display->heads[i].pin == pin) {
			*head = i;
			return display_ddc_start(&display->heads[i], addr);
		}
	}
	return false;
}

/* Raise the interrupt if GMBUS4 lets one of @events (GEN9_GMBUS4_*) through. Lock held. */
static void gmbus_raise(struct gen9_display *display, u32 events)
{
	if (events & facet_reg_get(display->dev, GEN9_GMBUS4))
		facet_irq_raise(display->dev, FACET_IRQ_PCH, GEN9_SDE_GMBUS);
}

/* Stop the transfer. Return: events. Lock held. */
static u32 gmbus_stop(struct gen9_display *display)
{
	struct display_gmbus *bus = &display->gmbus;

	display_ddc_stop(&display->heads[bus->head]);
	bus->left = 0;
	bus->status = GEN9_GMBUS2_HW_RDY;
	return GEN9_GMBUS4_IDLE;
}

/* Finish a piece of the transfer, and stop after the last one. Return: events. Lock held. */
static u32 gmbus_piece_done(struct gen9_display *display)
{
	struct display_gmbus *bus = &display->gmbus;

	if (bus->left)
		return GEN9_GMBUS4_RDY;
	return GEN9_GMBUS4_RDY | (bus->stop ? gmbus_stop(display) : GEN9_GMBUS4_WAIT);
}

/* Write the bytes of GMBUS3 to the monitor. Return: events. Lock held. */
static u32 gmbus_send(struct gen9_display *display)
{
	struct display_gmbus *bus = &display->gmbus;
	u32 i;

	for (i = 0; i < GMBUS_BYTES && bus->left; i++, bus->left--)
		display_ddc_write(&display->heads[bus->head], bus->addr, bus->data >> (8 * i));
	return gmbus_piece_done(display);
}

/* Start the transfer that @command (GMBUS1) names. Return: events. Lock held. */
static u32 gmbus_start(struct gen9_display *display, u32 command)
{
	struct display_gmbus *bus = &display->gmbus;
	u32 index5 = facet_reg_get(display->dev, GEN9_GMBUS5);

	bus->left = 0;
	bus->addr = GEN9_GMBUS1_ADDR(command);
	if (!gmbus_select(display, bus->addr, &bus->head)) {
		bus->status = GEN9_GMBUS2_SATOER;
		return GEN9_GMBUS4_NAK;
	}
	bus->status = GEN9_GMBUS2_HW_RDY | GEN9_GMBUS2_ACTIVE | GEN9_GMBUS2_WAIT_PHASE;
	bus->reading = command & GEN9_GMBUS1_READ;
	bus->stop = command & GEN9_GMBUS1_STOP;
	bus->left = GEN9_GMBUS1_COUNT(command);
	if (facet_reg_get(display->dev, GEN9_GMBUS0) & GEN9_GMBUS0_BURST)
		bus->left += GEN9_GMBUS_BURST_BYTES;
	if (command & GEN9_GMBUS1_INDEX)
		display_ddc_write(&display->heads[bus->head], bus->addr,
				  index5 & GEN9_GMBUS5_ENABLE ? index5 :
				  GEN9_GMBUS1_SLAVE_INDEX(command));
	if (!bus->reading)
		return gmbus_send(display);
	return bus->left ? GEN9_GMBUS4_RDY : gmbus_piece_done(display);
}

static void gmbus1_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	struct gen9_display *display = display_of(dev);
	unsigned long flags;
	u32 events = 0;

	facet_reg_set(dev, offset, value);
	spin_lock_irqsave(&display->lock, flags);
	if (value & GEN9_GMBUS1_SW_CLR_INT) {
		gmbus_stop(display);
		display->gmbus.status = 0;
	} else if ((value & GEN9_GMBUS1_SW_RDY) && (value & GEN9_GMBUS1_CYCLE)) {
		if ((value & GEN9_GMBUS1_CYCLE) == GEN9_GMBUS1_STOP)
			events = gmbus_stop(display);
		else
			events = gmbus_start(display, value);
	}
	gmbus_raise(display, events);
	spin_unlock_irqrestore(&display->lock, flags);
}

static u32 gmbus2_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return display_of(dev)->gmbus.status;
}

static u32 gmbus3_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct gen9_display *display = display_of(dev);
	struct display_gmbus *bus = &display->gmbus;
	unsigned long flags;
	u32 value = 0;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	if (bus->reading && bus->left) {
		for (i = 0; i < GMBUS_BYTES && bus->left; i++, bus->left--)
			value |= (u32)display_ddc_read(&display->heads[bus->head], bus->addr) <<
				 (8 * i);
		gmbus_raise(display, gmbus_piece_done(display));
	}
	spin_unlock_irqrestore(&display->lock, flags);
	return value;
}

static void gmbus3_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	struct gen9_display *display = display_of(dev);
	struct display_gmbus *bus = &display->gmbus;
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	bus->data = value;
	if (bus->left && !bus->reading)
		gmbus_raise(display, gmbus_send(display));
	spin_unlock_irqrestore(&display->lock, flags);
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
	FACET_STATE_FIELD(struct display_gmbus, head, FACET_DISPLAY_HEADS - 1),
	FACET_STATE_FIELD(struct display_gmbus, addr, GEN9_GMBUS1_ADDR(~0u)),
	FACET_STATE_FIELD(struct display_gmbus, reading, true),
	FACET_STATE_FIELD(struct display_gmbus, stop, true),
	FACET_STATE_FIELD(struct display_gmbus, left, GMBUS_LEFT_MAX),
	FACET_STATE_FIELD(struct display_gmbus, data, 0),
};

static void gmbus_reset(void *owner)
{
	display_gmbus_reset(display_of(owner));
}

static int gmbus_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct gen9_display *display = display_of(owner);
	struct display_gmbus bus;
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	bus = display->gmbus;
	spin_unlock_irqrestore(&display->lock, flags);
	facet_state_put_fields(out, gmbus_fields, ARRAY_SIZE(gmbus_fields), &bus);
	return 0;
}

static int gmbus_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct gen9_display *display = display_of(owner);
	struct display_gmbus bus = {};
	unsigned long flags;

	if (facet_state_take_fields(in, gmbus_fields, ARRAY_SIZE(gmbus_fields), &bus) ||
	    bus.head >= display->base.n_heads)
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

void display_gmbus_reset(struct gen9_display *display)
{
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	memset(&display->gmbus, 0, sizeof(display->gmbus));
	display->gmbus.status = GEN9_GMBUS2_HW_RDY;
	spin_unlock_irqrestore(&display->lock, flags);
}
