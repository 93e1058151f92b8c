// SPDX-License-Identifier: GPL-2.0-only
/*
 * The interrupt tree. IMR, IIR and IER of a group are in register storage. The master register
 * stores its enable bit only; its other bits are derived.
 *
 * The line is high while the master register is enabled and any group has IIR & IER. So the line
 * falls at each disable, and rises again at an enable with a pending interrupt. An MSI needs these
 * edges.
 *
 * Trapped accesses, engine events and timers call this file. Takes dev->lock.
 */
#include "device/irq.h"

#include "device/device.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/irq_defs.h"

/**
 * struct irq_group - The place of a group in the master register.
 * @base: offset of its four registers in BAR0
 * @exists: bits of sources that exist; no other bits are ever raised
 * @low: bits that @master_low stands for; @master_high stands for the others
 * @master_low: bit of the master register
 * @master_high: bit of the master register
 */
struct irq_group {
	u32 base;
	u32 exists;
	u32 low;
	u32 master_low;
	u32 master_high;
};

static const struct irq_group irq_groups[FACET_IRQ_GROUPS] = {
	[FACET_IRQ_GT0] = {
		.base = GEN9_GT_IRQ(0), .exists = ~0u, .low = 0xffff,
		.master_low = GEN9_MASTER_GT_RCS, .master_high = GEN9_MASTER_GT_BCS,
	},
	[FACET_IRQ_GT1] = {
		.base = GEN9_GT_IRQ(1), .exists = 0xffff, .low = 0xffff,
		.master_low = GEN9_MASTER_GT_VCS, .master_high = GEN9_MASTER_GT_VCS2,
	},
	[FACET_IRQ_GT2] = {
		.base = GEN9_GT_IRQ(2), .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_GT_PM,
	},
	[FACET_IRQ_GT3] = {
		.base = GEN9_GT_IRQ(3), .exists = 0xffff, .low = ~0u,
		.master_low = GEN9_MASTER_GT_VECS,
	},
	[FACET_IRQ_PIPE_A] = {
		.base = GEN9_PIPE_IRQ(0), .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_PIPE(0),
	},
	[FACET_IRQ_PIPE_B] = {
		.base = GEN9_PIPE_IRQ(1), .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_PIPE(1),
	},
	[FACET_IRQ_PIPE_C] = {
		.base = GEN9_PIPE_IRQ(2), .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_PIPE(2),
	},
	[FACET_IRQ_PORT] = {
		.base = GEN9_PORT_IRQ, .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_PORT,
	},
	[FACET_IRQ_MISC] = {
		.base = GEN9_MISC_IRQ, .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_MISC,
	},
	[FACET_IRQ_PCU] = {
		.base = GEN9_PCU_IRQ, .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_PCU,
	},
	[FACET_IRQ_PCH] = {
		.base = GEN9_SDE_IRQ, .exists = ~0u, .low = ~0u,
		.master_low = GEN9_MASTER_PCH,
	},
};

/**
 * struct irq_engine - The place of an engine's bits. RING_IMR has the layout of the group.
 * @group: the group
 * @shift: bit of the group that is the engine's bit 0
 */
struct irq_engine {
	enum facet_irq_group group;
	u32 shift;
};

static const struct irq_engine irq_engines[GEN9_ENGINES] = {
	[GEN9_RCS] = { FACET_IRQ_GT0, 0 },
	[GEN9_BCS] = { FACET_IRQ_GT0, GEN9_GT_BCS_SHIFT },
	[GEN9_VCS] = { FACET_IRQ_GT1, 0 },
	[GEN9_VECS] = { FACET_IRQ_GT3, 0 },
};

/**
 * struct facet_irq - The state of the line; dev->lock protects it.
 * @level: level that the front end has last set
 */
struct facet_irq {
	bool level;
};

/* Return the derived bits of the master register. */
static u32 irq_pending(const struct facet_device *dev)
{
	u32 master = 0;
	u32 i;

	for (i = 0; i < FACET_IRQ_GROUPS; i++) {
		const struct irq_group *group = &irq_groups[i];
		u32 bits = facet_reg_get(dev, group->base + GEN9_IRQ_IIR) &
			   facet_reg_get(dev, group->base + GEN9_IRQ_IER);

		if (bits & group->low)
			master |= group->master_low;
		if (bits & ~group->low)
			master |= group->master_high;
	}
	return master;
}

static void irq_set_level(struct facet_device *dev, bool level)
{
	if (port_check(IRQ_EDGE, level == dev->irq->level))
		return;
	dev->irq->level = level;
	dev->ops->set_irq(dev, level);
}

static bool irq_enabled(const struct facet_device *dev)
{
	return facet_reg_get(dev, GEN9_MASTER_IRQ) & GEN9_MASTER_ENABLE;
}

/* Set the line to the level that the registers give. dev->lock held. */
static void irq_update(struct facet_device *dev)
{
	irq_set_level(dev, irq_enabled(dev) && irq_pending(dev));
}

u32 facet_irq_raise(struct facet_device *dev, enum facet_irq_group group, u32 bits)
{
	const struct irq_group *g = &irq_groups[group];
	unsigned long flags;
	u32 iir;

	spin_lock_irqsave(&dev->lock, flags);
	iir = facet_reg_get(dev, g->base + GEN9_IRQ_IIR);
	bits &= g->exists & ~facet_reg_get(dev, g->base + GEN9_IRQ_IMR);
	iir |= bits;
	facet_reg_set(dev, g->base + GEN9_IRQ_IIR, iir);
	/* The other groups have not changed: if the line is low, none of them raises it. */
	if (iir & facet_reg_get(dev, g->base + GEN9_IRQ_IER) && irq_enabled(dev))
		irq_set_level(dev, true);
	spin_unlock_irqrestore(&dev->lock, flags);
	return bits;
}

void facet_irq_raise_engine(struct facet_device *dev, u32 engine, u32 bits)
{
	const struct irq_engine *e;
	u32 imr;

	if (engine >= GEN9_ENGINES)
		return;
	e = &irq_engines[engine];
	bits = (bits & 0xffff) << e->shift;
	imr = facet_reg_get(dev, gen9_engine_base(engine) + GEN9_RING_IMR);
	bits = port_mask(IRQ_MASKED, bits, ~imr);
	if (bits)
		facet_irq_raise(dev, e->group, bits);
}

static u32 irq_master_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	unsigned long flags;
	u32 value;

	spin_lock_irqsave(&dev->lock, flags);
	value = facet_reg_get(dev, offset) | irq_pending(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
	return value;
}

/* Handle a write of IMR, IER or the master register, whose @wmask is its enable bit. */
static void irq_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	facet_reg_set(dev, offset, reg->wmask ? value & reg->wmask : value);
	irq_update(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
}

static void irq_iir_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			  u32 value)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	facet_reg_set(dev, offset, facet_reg_get(dev, offset) & ~value);
	irq_update(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
}

static const struct facet_reg irq_rows[] = {
	{ .name = "MASTER_IRQ", .offset = GEN9_MASTER_IRQ, .wmask = GEN9_MASTER_ENABLE,
	  .read = irq_master_read, .write = irq_write },
	{ .name = "GT_ISR", .offset = GEN9_GT_IRQ(0) + GEN9_IRQ_ISR,
	  .count = 4, .stride = GEN9_IRQ_STRIDE, .flags = FACET_REG_RO },
	{ .name = "GT_IMR", .offset = GEN9_GT_IRQ(0) + GEN9_IRQ_IMR,
	  .count = 4, .stride = GEN9_IRQ_STRIDE, .reset = ~0u, .write = irq_write },
	{ .name = "GT_IIR", .offset = GEN9_GT_IRQ(0) + GEN9_IRQ_IIR,
	  .count = 4, .stride = GEN9_IRQ_STRIDE, .flags = FACET_REG_W1C, .write = irq_iir_write },
	{ .name = "GT_IER", .offset = GEN9_GT_IRQ(0) + GEN9_IRQ_IER,
	  .count = 4, .stride = GEN9_IRQ_STRIDE, .write = irq_write },
	{ .name = "DE_PIPE_ISR", .offset = GEN9_PIPE_IRQ(0) + GEN9_IRQ_ISR,
	  .count = 3, .stride = GEN9_IRQ_STRIDE, .flags = FACET_REG_RO },
	{ .name = "DE_PIPE_IMR", .offset = GEN9_PIPE_IRQ(0) + GEN9_IRQ_IMR,
	  .count = 3, .stride = GEN9_IRQ_STRIDE, .reset = ~0u, .write = irq_write },
	{ .name = "DE_PIPE_IIR", .offset = GEN9_PIPE_IRQ(0) + GEN9_IRQ_IIR,
	  .count = 3, .stride = GEN9_IRQ_STRIDE, .flags = FACET_REG_W1C, .write = irq_iir_write },
	{ .name = "DE_PIPE_IER", .offset = GEN9_PIPE_IRQ(0) + GEN9_IRQ_IER,
	  .count = 3, .stride = GEN9_IRQ_STRIDE, .write = irq_write },
	{ .name = "DE_PORT_ISR", .offset = GEN9_PORT_IRQ + GEN9_IRQ_ISR, .flags = FACET_REG_RO },
	{ .name = "DE_PORT_IMR", .offset = GEN9_PORT_IRQ + GEN9_IRQ_IMR,
	  .reset = ~0u, .write = irq_write },
	{ .name = "DE_PORT_IIR", .offset = GEN9_PORT_IRQ + GEN9_IRQ_IIR,
	  .flags = FACET_REG_W1C, .write = irq_iir_write },
	{ .name = "DE_PORT_IER", .offset = GEN9_PORT_IRQ + GEN9_IRQ_IER, .write = irq_write },
	{ .name = "DE_MISC_ISR", .offset = GEN9_MISC_IRQ + GEN9_IRQ_ISR, .flags = FACET_REG_RO },
	{ .name = "DE_MISC_IMR", .offset = GEN9_MISC_IRQ + GEN9_IRQ_IMR,
	  .reset = ~0u, .write = irq_write },
	{ .name = "DE_MISC_IIR", .offset = GEN9_MISC_IRQ + GEN9_IRQ_IIR,
	  .flags = FACET_REG_W1C, .write = irq_iir_write },
	{ .name = "DE_MISC_IER", .offset = GEN9_MISC_IRQ + GEN9_IRQ_IER, .write = irq_write },
	{ .name = "PCU_ISR", .offset = GEN9_PCU_IRQ + GEN9_IRQ_ISR, .flags = FACET_REG_RO },
	{ .name = "PCU_IMR", .offset = GEN9_PCU_IRQ + GEN9_IRQ_IMR,
	  .reset = ~0u, .write = irq_write },
	{ .name = "PCU_IIR", .offset = GEN9_PCU_IRQ + GEN9_IRQ_IIR,
	  .flags = FACET_REG_W1C, .write = irq_iir_write },
	{ .name = "PCU_IER", .offset = GEN9_PCU_IRQ + GEN9_IRQ_IER, .write = irq_write },
	{ .name = "SDE_IMR", .offset = GEN9_SDE_IRQ + GEN9_IRQ_IMR,
	  .reset = ~0u, .write = irq_write },
	{ .name = "SDE_IIR", .offset = GEN9_SDE_IRQ + GEN9_IRQ_IIR,
	  .flags = FACET_REG_W1C, .write = irq_iir_write },
	{ .name = "SDE_IER", .offset = GEN9_SDE_IRQ + GEN9_IRQ_IER, .write = irq_write },
	/* Panel self refresh does not exist here, but a guest must be able to clear its IIR. */
	{ .name = "EDP_PSR_IMR", .offset = GEN9_PSR_IMR, .reset = ~0u },
	{ .name = "EDP_PSR_IIR", .offset = GEN9_PSR_IIR, .flags = FACET_REG_W1C },
};

const struct facet_reg_block facet_irq_regs = {
	.rows = irq_rows,
	.count = ARRAY_SIZE(irq_rows),
};

int facet_irq_create(struct facet_device *dev)
{
	dev->irq = port_zalloc(sizeof(*dev->irq));
	return dev->irq ? 0 : -ENOMEM;
}

void facet_irq_destroy(struct facet_device *dev)
{
	port_free(dev->irq);
	dev->irq = NULL;
}

void facet_irq_sync_line(struct facet_device *dev)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->lock, flags);
	irq_update(dev);
	spin_unlock_irqrestore(&dev->lock, flags);
}

static void irq_reset(void *owner)
{
	facet_irq_sync_line(owner);
}

const struct facet_state_section facet_irq_state = {
	.name = "interrupt",
	.what = "the line follows the registers when the vGPU goes on",
	.reset = irq_reset,
};
