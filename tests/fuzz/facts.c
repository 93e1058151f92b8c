// SPDX-License-Identifier: GPL-2.0-only
/* Commands as genxml knows them; see facts.h. */
#include "tests/fuzz/facts.h"

#include "pgpu/pgpu.h"

#define GEN9_ON_RCS	(1u << PGPU_RCS)
#define GEN9_ON_BCS	(1u << PGPU_BCS)
#define GEN9_ON_VCS	(1u << PGPU_VCS)
#define GEN9_ON_VECS	(1u << PGPU_VECS)
#define GEN9_ON_XCS	(GEN9_ON_BCS | GEN9_ON_VCS | GEN9_ON_VECS)
#define GEN9_ON_ALL	(GEN9_ON_RCS | GEN9_ON_XCS)

#include "tests/unit/gen9_commands_facts.h"

#define A(...) { __VA_ARGS__ }
#define FACT(...) { __VA_ARGS__ },
const struct fuzz_fact fuzz_facts[] = {
	GEN9_COMMANDS_FACTS
	/* What genxml's file of Gen9 lacks, from i915's and Mesa's headers. */
	{ "MI_FLUSH", 0xff800000, 0x02000000, GEN9_ON_ALL, 0, 1, 1, { 0 }, 0 },
	{ "MI_SET_APPID", 0xff800000, 0x07000000, GEN9_ON_ALL, 0, 1, 1, { 0 }, 0 },
	{ "MI_FLUSH_DW", 0xff800000, 0x13000000, GEN9_ON_XCS, 0x3f, 2, 5, { 1 }, 0 },
	{ "MI_UPDATE_GTT", 0xff800000, 0x11800000, GEN9_ON_ALL, 0xff, 2, 4, { 1 }, 0 },
	{ "XY_COLOR_BLT", 0xffc00000, 0x54000000, GEN9_ON_BCS, 0xff, 2, 7, { 4 }, 0 },
	{ "XY_SRC_COPY_BLT", 0xffc00000, 0x54c00000, GEN9_ON_BCS, 0xff, 2, 10, { 4, 8 }, 0 },
	{ "XY_FAST_COPY_BLT", 0xffc00000, 0x50800000, GEN9_ON_BCS, 0xff, 2, 10, { 4, 8 }, 0 },
	{ "XY_PAT_BLT_IMMEDIATE", 0xffc00000, 0x5c800000, GEN9_ON_BCS, 0xff, 2, 22, { 4 }, 0 },
};

const u32 fuzz_fact_count = ARRAY_SIZE(fuzz_facts);

const struct fuzz_fact *fuzz_fact_find(u32 engine, u32 dw0)
{
	u32 i;

	for (i = 0; i < fuzz_fact_count; i++) {
		if ((dw0 & fuzz_facts[i].mask) == fuzz_facts[i].value &&
		    (fuzz_facts[i].engines & BIT(engine)))
			return &fuzz_facts[i];
	}
	return NULL;
}

u32 fuzz_fact_length(const struct fuzz_fact *fact, u32 dw0)
{
	return (dw0 & fact->length_mask) + fact->bias;
}
