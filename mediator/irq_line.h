/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the level of a vGPU's interrupt line to signals of VFIO: a rise is one MSI. INTx is
 * level-triggered and masks itself. Front ends own the lock and the eventfds; this file decides.
 */
#ifndef FACET_IRQ_LINE_H
#define FACET_IRQ_LINE_H

#include "port.h"

/**
 * enum facet_irq_line_signal - The eventfd that a front end signals.
 * @FACET_IRQ_LINE_NONE: none
 * @FACET_IRQ_LINE_INTX: that of INTx
 * @FACET_IRQ_LINE_MSI: that of MSI
 */
enum facet_irq_line_signal {
	FACET_IRQ_LINE_NONE,
	FACET_IRQ_LINE_INTX,
	FACET_IRQ_LINE_MSI,
};

/**
 * struct facet_irq_line - State of the interrupt line; under a lock of the front end.
 * @level: level of the line
 * @masked: INTx is masked: by VFIO's user, or by an interrupt that VFIO's user has not unmasked yet
 */
struct facet_irq_line {
	bool level;
	bool masked;
};

/**
 * struct facet_irq_line_routes - The ways by which an interrupt can reach the guest at this moment.
 * @intx: VFIO's user listens to INTx, and the guest has enabled INTx and not MSI
 * @msi: VFIO's user listens to MSI, and the guest has enabled MSI
 */
struct facet_irq_line_routes {
	bool intx;
	bool msi;
};

/**
 * facet_irq_line_set_level() - Change the level of the line.
 * @line: the line
 * @level: the new level: true: high
 * @routes: the ways to the guest at this moment, which the caller fills under that lock
 *
 * A rise is one MSI if MSI is on. Else INTx fires as facet_irq_line_check() says, and masks itself.
 * Lowering the line does not unmask INTx. A rise that finds no way is not kept as an MSI; INTx may
 * fire for it later. The same level again is harmless.
 *
 * Context: any; the front end's lock over @line held (&facet_irqs.lock in kernel/, &vfu_irqs.lock
 * in vfu/). Takes no lock; does not sleep. The caller signals before it drops that lock.
 * Return: the eventfd to signal, once; FACET_IRQ_LINE_NONE: no signal.
 */
enum facet_irq_line_signal facet_irq_line_set_level(struct facet_irq_line *line, bool level,
						    const struct facet_irq_line_routes *routes);

/**
 * facet_irq_line_check() - Let INTx fire if it is due.
 * @line: the line
 * @routes: the ways to the guest at this moment, which the caller fills under that lock
 *
 * INTx is due while @routes.intx is true, and the line is high and not masked. It masks itself when
 * it fires. So the next call signals nothing until facet_irq_line_set_mask().
 *
 * Context: any; the front end's lock over @line held (&facet_irqs.lock in kernel/, &vfu_irqs.lock
 * in vfu/). Takes no lock; does not sleep. The caller signals before it drops that lock.
 * Return: the eventfd to signal: FACET_IRQ_LINE_INTX or FACET_IRQ_LINE_NONE.
 */
enum facet_irq_line_signal facet_irq_line_check(struct facet_irq_line *line,
						const struct facet_irq_line_routes *routes);

/**
 * facet_irq_line_set_mask() - Mask or unmask INTx for VFIO's user.
 * @line: the line
 * @masked: the new mask. If @routes.intx is true, a line that is high fires again when it is
 *	unmasked, and masks INTx by that
 * @routes: the ways to the guest at this moment, which the caller fills under that lock
 *
 * MSI has no mask: it is not changed.
 *
 * Context: any; the front end's lock over @line held (&facet_irqs.lock in kernel/, &vfu_irqs.lock
 * in vfu/). Takes no lock; does not sleep. The caller signals before it drops that lock.
 * Return: the eventfd to signal: FACET_IRQ_LINE_INTX or FACET_IRQ_LINE_NONE. Always the latter if
 * @masked is true.
 */
enum facet_irq_line_signal facet_irq_line_set_mask(struct facet_irq_line *line, bool masked,
						   const struct facet_irq_line_routes *routes);

#endif
