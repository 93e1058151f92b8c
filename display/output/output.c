// SPDX-License-Identifier: GPL-2.0-only
/*
 * Outputs: the monitor at each port, its EDID, and the hotplug registers of the south display.
 * Register handlers run under the device's mmio_lock. Some other functions are ops of the display,
 * for the front ends. The display's lock protects the state.
 * Source: PRM SKL Vol. 2c (SHOTPLUG_CTL, SDE interrupts).
 */
#include "display/output/output.h"

#include "device/irq.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "display/display_types.h"
#include "display/edid.h"
#include "display/output/dpcd.h"
#include "display/output/mode.h"
#include "display/output/vbt.h"
#include "gen9/gmbus_defs.h"
#include "gen9/identity.h"
#include "gen9/irq_defs.h"

/* Limits of pixel clocks, by enum facet_output_kind */
static const struct facet_monitor limits[FACET_OUTPUT_KINDS] = {
	[FACET_OUTPUT_HDMI] = {
		.khz_min = GEN9_HDMI_KHZ_MIN, .khz_max = GEN9_HDMI_KHZ_MAX,
		.khz_plain = GEN9_DVI_KHZ_MAX,
	},
	[FACET_OUTPUT_DP] = {
		.khz_min = GEN9_DP_KHZ_MIN, .khz_max = GEN9_DP_KHZ_MAX,
		.khz_plain = GEN9_DP_KHZ_MAX,
	},
};

/* Pin pairs of ports, from port B on */
static const u8 pins[FACET_DISPLAY_HEADS] = {
	GEN9_GMBUS_PIN_B, GEN9_GMBUS_PIN_C, GEN9_GMBUS_PIN_D,
};

/* Read SHOTPLUG_CTL. */
static u32 hotplug_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct gen9_display *display = display_of(dev);
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&display->lock, flags);
	value = display->hotplug;
	spin_unlock_irqrestore(&display->lock, flags);
	return value;
}

/* Write SHOTPLUG_CTL: a 1 clears a status bit, all other bits are stored. */
static void hotplug_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	struct gen9_display *display = display_of(dev);
	unsigned long flags;
	u32 status;

	spin_lock_irqsave(&display->lock, flags);
	status = display->hotplug & ~value & GEN9_SHOTPLUG_STATUS;
	display->hotplug = status | (value & ~GEN9_SHOTPLUG_STATUS);
	spin_unlock_irqrestore(&display->lock, flags);
}

/* Read SDE_ISR: the ports at which a monitor is plugged in. */
static u32 isr_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	struct gen9_display *display = display_of(dev);
	unsigned long flags;
	u32 value = 0;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	for (i = 0; i < display->base.n_heads; i++)
		if (display->heads[i].connected)
			value |= GEN9_SDE_HOTPLUG(display->heads[i].port);
	spin_unlock_irqrestore(&display->lock, flags);
	return value;
}

static const struct facet_reg rows[] = {
	{ .name = "SDE_ISR", .offset = GEN9_SDE_IRQ + GEN9_IRQ_ISR, .flags = FACET_REG_RO,
	  .read = isr_read },
	{ .name = "SHOTPLUG_CTL", .offset = GEN9_SHOTPLUG_CTL, .read = hotplug_read,
	  .write = hotplug_write },
	/* No monitor is at port E: its status bits never rise. */
	{ .name = "SHOTPLUG_CTL2", .offset = GEN9_SHOTPLUG_CTL2,
	  .wmask = ~GEN9_SHOTPLUG_CTL2_STATUS },
};

/* Reset the state of a monitor's I2C device and link, as when it was plugged in. */
static void head_forget(struct display_head *head)
{
	head->ddc = (struct display_ddc){};
	head->i2c = (struct display_i2c){};
	display_dpcd_reset(&head->dpcd);
}

/* Return the limits for a monitor at an output of this kind. */
static struct facet_monitor monitor_of(const struct facet_display_config *config,
					 enum facet_output_kind kind)
{
	struct facet_monitor monitor = limits[kind];

	monitor.max_width = config->max_width;
	monitor.max_height = config->max_height;
	return monitor;
}

int display_output_edid(const struct facet_display_config *config,
			const struct facet_display_output *output, u32 serial, u8 *edid, u32 *size)
{
	return facet_edid_make_at_output(edid, size, &limits[output->kind], config, output, serial);
}

/*
 * Plug a monitor into a new head. @taken: mask of ports of other heads. @serial: of the monitor.
 * Return: 0; -EINVAL: invalid kind or port, the port is taken, or no mode fits.
 */
static int head_init(struct gen9_display *display, struct display_head *head,
		     const struct facet_display_output *output, u32 *taken, u32 serial)
{
	if ((u32)output->kind >= FACET_OUTPUT_KINDS || output->port < GEN9_PORT_B ||
	    output->port > GEN9_PORT_D || (*taken & BIT(output->port)))
		return -EINVAL;
	*taken |= BIT(output->port);
	head->kind = output->kind;
	head->port = output->port;
	head->pin = pins[output->port - GEN9_PORT_B];
	head->connected = true;
	head_forget(head);
	return display_output_edid(&display->base.config, output, serial, head->edid,
				   &head->edid_size);
}

int display_outputs_init(struct gen9_display *display)
{
	const struct facet_display_output *outputs = display->base.config.outputs;
	u32 taken = 0;
	int ret;
	u32 i;

	for (i = 0; i < display->base.n_heads; i++) {
		ret = head_init(display, &display->heads[i], &outputs[i], &taken, i + 1);
		if (ret)
			return ret;
	}
	display_vbt_make(display->rom, display->dev->identity->device, display->heads,
			 display->base.n_heads);
	return 0;
}

/*
 * struct output_state - An output in a saved state; all zero if there is no such output. @present:
 * there is one, with @kind and @port. @hotplug: SHOTPLUG_CTL of all outputs, saved with the first
 */
struct output_state {
	bool present;
	u32 kind;
	u32 port;
	u32 hotplug;
	bool connected;
	u32 edid_size;
	u8 edid[FACET_EDID_MAX];
	struct display_ddc ddc;
	struct display_dpcd dpcd;
	struct display_i2c i2c;
};

static const struct facet_state_field output_fields[] = {
	FACET_STATE_FIELD(struct output_state, present, true),
	FACET_STATE_FIELD(struct output_state, kind, FACET_OUTPUT_KINDS - 1),
	FACET_STATE_FIELD(struct output_state, port, GEN9_PORT_D),
	FACET_STATE_FIELD(struct output_state, hotplug, 0),
	FACET_STATE_FIELD(struct output_state, connected, true),
	FACET_STATE_FIELD(struct output_state, edid_size, FACET_EDID_MAX),
	FACET_STATE_ARRAY(struct output_state, edid, u8, 0),
	FACET_STATE_FIELD(struct output_state, ddc.segment, 0xff),
	FACET_STATE_FIELD(struct output_state, ddc.pointer, GEN9_DDC_SEGMENT_SIZE),
	FACET_STATE_FIELD(struct output_state, ddc.fresh, true),
	FACET_STATE_ARRAY(struct output_state, dpcd.link, u8, 0),
	FACET_STATE_FIELD(struct output_state, dpcd.power, GEN9_DPCD_POWER_MASK),
	FACET_STATE_FIELD(struct output_state, dpcd.clocked, 0xf),
	FACET_STATE_FIELD(struct output_state, dpcd.equal, 0xf),
	FACET_STATE_FIELD(struct output_state, i2c.open, true),
	FACET_STATE_FIELD(struct output_state, i2c.read, true),
	FACET_STATE_FIELD(struct output_state, i2c.addr, GEN9_AUX_I2C_ADDRESS),
};

/* Reset the outputs. The monitors stay plugged in: they belong to the VMM, not to the guest. */
static void outputs_reset(void *owner)
{
	struct gen9_display *display = display_of(owner);
	unsigned long flags;
	u32 i;

	spin_lock_irqsave(&display->lock, flags);
	display->hotplug = 0;
	for (i = 0; i < display->base.n_heads; i++)
		head_forget(&display->heads[i]);
	spin_unlock_irqrestore(&display->lock, flags);
}

static int output_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct gen9_display *display = display_of(owner);
	struct display_head *head = &display->heads[index];
	struct output_state s = {};
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	s.hotplug = index ? 0 : display->hotplug;
	s.present = index < display->base.n_heads;
	s.kind = head->kind;
	s.port = head->port;
	s.connected = head->connected;
	s.edid_size = head->edid_size;
	memcpy(s.edid, head->edid, head->edid_size);
	s.ddc = head->ddc;
	s.dpcd = head->dpcd;
	s.i2c = head->i2c;
	spin_unlock_irqrestore(&display->lock, flags);
	facet_state_put_fields(out, output_fields, ARRAY_SIZE(output_fields), &s);
	return 0;
}

/* Tell whether all fields of a saved output are zero. */
static bool output_state_empty(const struct output_state *s)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(output_fields); i++)
		for (k = 0; k < output_fields[i].count; k++)
			if (facet_state_field_value(&output_fields[i], k, s))
				return false;
	return true;
}

/*
 * Tell whether a saved output is the same as here. An output that is missing here has to be empty.
 */
static bool output_state_valid(const struct gen9_display *display, u32 index,
			       const struct output_state *s)
{
	const struct display_head *head = &display->heads[index];
	struct facet_monitor monitor = monitor_of(&display->base.config, head->kind);

	if (index >= display->base.n_heads)
		return output_state_empty(s);
	return s->present && s->kind == head->kind && s->port == head->port &&
	       (!index || !s->hotplug) &&
	       !facet_edid_check(s->edid, s->edid_size, &monitor) &&
	       display_dpcd_valid(&s->dpcd);
}

static int output_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct gen9_display *display = display_of(owner);
	struct display_head *head = &display->heads[index];
	struct output_state s = {};
	unsigned long flags;

	if (facet_state_take_fields(in, output_fields, ARRAY_SIZE(output_fields), &s) ||
	    !output_state_valid(display, index, &s))
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	display->hotplug |= s.hotplug;
	head->connected = s.connected;
	head->edid_size = s.edid_size;
	memcpy(head->edid, s.edid, s.edid_size);
	head->ddc = s.ddc;
	head->dpcd = s.dpcd;
	head->i2c = s.i2c;
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

static const struct facet_state_section output_state = {
	.tag = FACET_STATE_TAG('O', 'U', 'T', 'P'),
	.name = "output",
	.what = "each output: SHOTPLUG_CTL, whether a monitor is there, its EDID, I2C, DPCD",
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

void display_output_get_edid(struct facet_display *base, u32 head, u8 *edid, u32 *size,
			     bool *connected)
{
	struct gen9_display *display = gen9_display_of(base);
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	*size = display->heads[head].edid_size;
	memcpy(edid, display->heads[head].edid, *size);
	*connected = display->heads[head].connected;
	spin_unlock_irqrestore(&display->lock, flags);
}

/*
 * Report a plug to the guest, if it has enabled that. Otherwise it detects monitors when it starts.
 * Lock held.
 */
static void head_plugged(struct gen9_display *display, const struct display_head *head)
{
	lockdep_assert_held(&display->lock);
	if (!(display->hotplug & GEN9_SHOTPLUG_ENABLE(head->port)))
		return;
	display->hotplug |= GEN9_SHOTPLUG_LONG(head->port);
	facet_irq_raise(display->dev, FACET_IRQ_PCH, GEN9_SDE_HOTPLUG(head->port));
}

/*
 * Make an EDID of ours with the size of @edid, at a clock that the port can do. VMMs ask for 75 Hz,
 * which may need more. @monitor: limits; gets size and serial number.
 */
static int edid_of_that_size(u8 *made, u32 *size, const u8 *edid, struct facet_monitor *monitor)
{
	struct display_mode mode;

	facet_edid_preferred_timings(edid, &mode);
	monitor->width = mode.width;
	monitor->height = mode.height;
	monitor->serial = facet_edid_serial(edid);
	return facet_edid_make(made, size, monitor);
}

int display_output_set_edid(struct facet_display *base, u32 head, const u8 *edid, u32 size)
{
	struct gen9_display *display = gen9_display_of(base);
	struct display_head *h = &display->heads[head];
	struct facet_monitor monitor = monitor_of(&base->config, h->kind);
	u8 instead[FACET_EDID_MAX];
	unsigned long flags;
	int ret;

	ret = facet_edid_check(edid, size, &monitor);
	if (ret == -ERANGE) {
		ret = edid_of_that_size(instead, &size, edid, &monitor);
		edid = instead;
	}
	if (ret)
		return -EINVAL;
	spin_lock_irqsave(&display->lock, flags);
	memcpy(h->edid, edid, size);
	h->edid_size = size;
	if (h->connected)
		head_plugged(display, h);
	spin_unlock_irqrestore(&display->lock, flags);
	return 0;
}

void display_output_set_link(struct facet_display *base, u32 head, bool up)
{
	struct gen9_display *display = gen9_display_of(base);
	struct display_head *h = &display->heads[head];
	unsigned long flags;

	spin_lock_irqsave(&display->lock, flags);
	h->connected = up;
	head_forget(h);
	head_plugged(display, h);
	spin_unlock_irqrestore(&display->lock, flags);
}
