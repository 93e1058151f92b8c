// SPDX-License-Identifier: GPL-2.0-only
/*
 * Expand compacted EU instructions: an index of the compacted form selects a common value of
 * several fields. eu/decode.c calls it. Takes no lock.
 */
#include "eu/compact.h"
#include "gen9/eu_compact_rows.h"

/* Move the pieces of @value to their fields. */
static void move(struct eu_code_bits *code, u64 value, const struct gen9_eu_piece *pieces,
		 u32 count)
{
	u32 i;

	for (i = 0; i < count; i++)
		eu_put(code, pieces[i].to, value >> pieces[i].from);
}

#define MOVE(code, value, pieces)	move(code, value, pieces, ARRAY_SIZE(pieces))

static bool has_immediate(const struct eu_code_bits *code)
{
	return eu_get(code, GEN9_EU_SRC0_FILE) == GEN9_EU_FILE_IMM ||
	       eu_get(code, GEN9_EU_SRC1_FILE) == GEN9_EU_FILE_IMM;
}

static u32 immediate(const struct eu_code_bits *from)
{
	u32 value = eu_get(from, GEN9_EU_COMPACT_SRC1) << GEN9_EU_COMPACT_IMM_LOW_BITS |
		    eu_get(from, GEN9_EU_COMPACT_SRC1_NR);

	return eu_signed(value, GEN9_EU_COMPACT_IMM_BITS);
}

static void expand(const struct eu_code_bits *from, struct eu_code_bits *code)
{
	MOVE(code, gen9_eu_compact_control[eu_get(from, GEN9_EU_COMPACT_CONTROL)],
	     gen9_eu_compact_control_pieces);
	MOVE(code, gen9_eu_compact_types[eu_get(from, GEN9_EU_COMPACT_TYPES)],
	     gen9_eu_compact_types_pieces);
	MOVE(code, gen9_eu_compact_subregs[eu_get(from, GEN9_EU_COMPACT_SUBREGS)],
	     gen9_eu_compact_subregs_pieces);
	MOVE(code, gen9_eu_compact_srcs[eu_get(from, GEN9_EU_COMPACT_SRC0)],
	     gen9_eu_compact_src0_pieces);
	MOVE(code, from->word[0], gen9_eu_compact_pieces);
	if (has_immediate(code)) {
		eu_put(code, GEN9_EU_IMM32, immediate(from));
		return;
	}
	MOVE(code, gen9_eu_compact_srcs[eu_get(from, GEN9_EU_COMPACT_SRC1)],
	     gen9_eu_compact_src1_pieces);
	MOVE(code, from->word[0], gen9_eu_compact_src1_nr_pieces);
}

static void expand_three(const struct eu_code_bits *from, struct eu_code_bits *code)
{
	MOVE(code, gen9_eu_compact3_control[eu_get(from, GEN9_EU_COMPACT3_CONTROL)],
	     gen9_eu_compact3_control_pieces);
	MOVE(code, gen9_eu_compact3_sources[eu_get(from, GEN9_EU_COMPACT3_SOURCES)],
	     gen9_eu_compact3_sources_pieces);
	MOVE(code, from->word[0], gen9_eu_compact3_pieces);
}

void eu_expand(u64 compact, bool three, struct eu_code_bits *code)
{
	struct eu_code_bits from = { .word = { compact, 0 } };

	memset(code, 0, sizeof(*code));
	if (three)
		expand_three(&from, code);
	else
		expand(&from, code);
}
