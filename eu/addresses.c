// SPDX-License-Identifier: GPL-2.0-only
/* Find instructions of a program by their addresses (program.h). Takes no lock. */
#include "eu/program.h"

u32 eu_program_index(const struct eu_program *p, u32 offset)
{
	u32 low = 0, high = p->count - 1;

	while (low < high) {
		u32 middle = (low + high + 1) / 2;

		if (p->at[middle] <= offset)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

u32 eu_program_find(const struct eu_program *p, s64 offset)
{
	u32 index;

	if (offset < 0 || offset >= p->bytes)
		return p->count;
	index = eu_program_index(p, (u32)offset);
	return p->at[index] == offset ? index : p->count;
}
