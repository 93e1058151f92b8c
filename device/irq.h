/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The interrupt tree: IMR, IIR, IER of each group, and the master register
 * whose bits are derived from IIR & IER, never stored.
 */
#ifndef FACET_IRQ_H
#define FACET_IRQ_H

#include "port.h"

struct facet_device;
struct facet_reg_block;
struct facet_state_section;

/** enum facet_irq_group - A set of IMR, IIR and IER. */
enum facet_irq_group {
	FACET_IRQ_GT0,		/* RCS 15:0, BCS 31:16 */
	FACET_IRQ_GT1,		/* VCS 15:0; 31:16 belong to an absent engine: never raised */
	FACET_IRQ_GT2,
	FACET_IRQ_GT3,		/* VECS */
	FACET_IRQ_PIPE_A,
	FACET_IRQ_PIPE_B,
	FACET_IRQ_PIPE_C,
	FACET_IRQ_PORT,
	FACET_IRQ_MISC,
	FACET_IRQ_PCU,
	FACET_IRQ_PCH,		/* SDE: hotplug, GMBUS */
	FACET_IRQ_GROUPS,
};

/**
 * facet_irq_raise() - Bits of a group's ISR rise: those not masked by IMR are
 * latched in IIR, and the line follows. Any context. Return: those.
 */
u32 facet_irq_raise(struct facet_device *dev, enum facet_irq_group group, u32 bits);

/**
 * facet_irq_raise_engine() - An engine's interrupt, subject to its RING_IMR as well.
 * @engine: enum gen9_engine
 * @bits: GEN9_GT_* bits (bit 0 user interrupt, bit 8 context switch), unshifted
 */
void facet_irq_raise_engine(struct facet_device *dev, u32 engine, u32 bits);

extern const struct facet_reg_block facet_irq_regs;
extern const struct facet_state_section facet_irq_state;

int facet_irq_create(struct facet_device *dev);
void facet_irq_destroy(struct facet_device *dev);
/** facet_irq_sync_line() - The line is as the registers say, after they were set past their handlers. */
void facet_irq_sync_line(struct facet_device *dev);

#endif
