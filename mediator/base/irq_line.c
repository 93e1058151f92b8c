// SPDX-License-Identifier: GPL-2.0-only
/*
 * Choice of the VFIO signal for a change of the interrupt line. Front ends call it under a lock of
 * theirs.
 */
#include "mediator/irq_line.h"

enum facet_irq_line_signal facet_irq_line_check(struct facet_irq_line *line,
						const struct facet_irq_line_routes *routes)
{
	if (!routes->intx || !line->level || line->masked)
		return FACET_IRQ_LINE_NONE;
	line->masked = true;
	return FACET_IRQ_LINE_INTX;
}

enum facet_irq_line_signal facet_irq_line_set_level(struct facet_irq_line *line, bool level,
						    const struct facet_irq_line_routes *routes)
{
	bool rise = level && !line->level;

	line->level = level;
	if (rise && routes->msi)
		return FACET_IRQ_LINE_MSI;
	return facet_irq_line_check(line, routes);
}

enum facet_irq_line_signal facet_irq_line_set_mask(struct facet_irq_line *line, bool masked,
						   const struct facet_irq_line_routes *routes)
{
	line->masked = masked;
	return facet_irq_line_check(line, routes);
}
