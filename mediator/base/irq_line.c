// SPDX-License-Identifier: GPL-2.0-only
/* Tell which signal of VFIO follows from a line's level. Front ends call it under their lock. */
#include "mediator/irq_line.h"

enum facet_line_signal facet_line_check(struct facet_line *line,
					const struct facet_line_ways *ways)
{
	if (!ways->intx || !line->level || line->masked)
		return FACET_LINE_NONE;
	line->masked = true;
	return FACET_LINE_INTX;
}

enum facet_line_signal facet_line_level(struct facet_line *line, bool level,
					const struct facet_line_ways *ways)
{
	bool rise = level && !line->level;

	line->level = level;
	if (rise && ways->msi)
		return FACET_LINE_MSI;
	return facet_line_check(line, ways);
}

enum facet_line_signal facet_line_mask(struct facet_line *line, bool masked,
				       const struct facet_line_ways *ways)
{
	line->masked = masked;
	return facet_line_check(line, ways);
}
