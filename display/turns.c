// SPDX-License-Identifier: GPL-2.0-only
/* Patience of a composed screen with readers and with torn pictures (turns.h). Caller: pair.c. */
#include "display/turns.h"

void facet_turns_spare_free(struct facet_turns *turns)
{
	turns->busy = 0;
}

bool facet_turns_spare_busy(struct facet_turns *turns)
{
	if (++turns->busy < FACET_TURNS_PATIENCE)
		return false;
	turns->busy = 0;
	return true;
}

bool facet_turns_torn(struct facet_turns *turns, bool shown)
{
	return !shown || ++turns->torn >= FACET_TURNS_PATIENCE;
}

void facet_turns_shown(struct facet_turns *turns)
{
	turns->torn = 0;
}
