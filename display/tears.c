// SPDX-License-Identifier: GPL-2.0-only
/* Tears of a frame (tears.h). The pipe and the composer call this file. */
#include "display/tears.h"

void display_tears_add(struct display_tears *tears, u32 line, u32 slot,
		       const struct display_plane_regs *before)
{
	struct display_tear *tear = &tears->tear[tears->count];

	if (!line || tears->count == DISPLAY_TEARS_MAX)
		return;
	if (tears->count)
		line = max(line, tear[-1].line + 1);
	tear->line = line;
	tear->slot = slot;
	tear->before = *before;
	tears->count++;
}

u32 display_tears_apply(const struct display_tears *tears, u32 line,
			struct display_plane_regs planes[DISPLAY_PIPE_PLANES])
{
	u32 next = ~0u, i;

	for (i = tears->count; i-- && tears->tear[i].line > line;) {
		planes[tears->tear[i].slot] = tears->tear[i].before;
		next = tears->tear[i].line;
	}
	return next;
}
