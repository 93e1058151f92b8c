/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the level of a vGPU's interrupt line to signals of VFIO: a rise is one MSI, INTx is
 * level-triggered and masks itself. Front ends own the lock and the eventfds; this file decides.
 */
#ifndef FACET_IRQ_LINE_H
#define FACET_IRQ_LINE_H

#include "port.h"

/** enum facet_irq_line_signal - The eventfd that a front end signals next. */
enum facet_irq_line_signal {
	FACET_IRQ_LINE_NONE,
	FACET_IRQ_LINE_INTX,
	FACET_IRQ_LINE_MSI,
};

/**
 * struct facet_irq_line - What interrupts remember. Guarded by a lock of the front end.
 * @level: of the line
 * @masked: INTx: by VFIO's user, or by an interrupt that awaits its unmask
 */
struct facet_irq_line {
	bool level;
	bool masked;
};

/**
 * struct facet_irq_line_routes - How an interrupt can reach the guest at this moment.
 * @intx: VFIO's user listens to INTx, and the guest has that on and MSI off
 * @msi: VFIO's user listens to MSI, and the guest has that on
 */
struct facet_irq_line_routes {
	bool intx;
	bool msi;
};

/**
 * facet_irq_line_set_level() - Change the level of the line.
 * @line: the line
 * @level: the new level
 * @ways: how an interrupt can reach the guest
 *
 * A rise is one MSI where MSI is on. Else INTx fires as facet_irq_line_check() says.
 *
 * Context: any; the front end's lock is held.
 * Return: what to signal.
 */
enum facet_irq_line_signal facet_irq_line_set_level(struct facet_irq_line *line, bool level,
					const struct facet_irq_line_routes *ways);

/**
 * facet_irq_line_check() - Let INTx fire if it is due.
 * @line: the line
 * @ways: how an interrupt can reach the guest; they may have changed
 *
 * INTx is due while the line is up and not masked. It masks itself when it fires.
 *
 * Context: any; the front end's lock is held.
 * Return: what to signal: FACET_IRQ_LINE_INTX or FACET_IRQ_LINE_NONE.
 */
enum facet_irq_line_signal facet_irq_line_check(struct facet_irq_line *line,
					const struct facet_irq_line_routes *ways);

/**
 * facet_irq_line_set_mask() - Mask or unmask INTx for VFIO's user.
 * @line: the line
 * @masked: the new mask; a line that is up fires again when it is unmasked
 * @ways: how an interrupt can reach the guest
 *
 * Context: any; the front end's lock is held.
 * Return: what to signal: FACET_IRQ_LINE_INTX or FACET_IRQ_LINE_NONE.
 */
enum facet_irq_line_signal facet_irq_line_set_mask(struct facet_irq_line *line, bool masked,
				       const struct facet_irq_line_routes *ways);

#endif
