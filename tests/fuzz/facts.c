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

#include "tests/unit/gen9/gen9_commands_facts.h"

#define A(...) { __VA_ARGS__ }
#define FACT(...) { __VA_ARGS__ },
#define RCS_FACT(name, op, lmask) \
	{ name, 0xffff0000, (u32)(op) << 16, GEN9_ON_RCS, lmask, 2, 2, { 0 }, 0 },

const struct fuzz_fact fuzz_facts[] = {
	GEN9_COMMANDS_FACTS
	/* Commands that genxml's file of Gen9 lacks, from i915's and Mesa's headers. */
	{ "MI_FLUSH", 0xff800000, 0x02000000, GEN9_ON_ALL, 0, 1, 1, { 0 }, 0 },
	{ "MI_SET_APPID", 0xff800000, 0x07000000, GEN9_ON_ALL, 0, 1, 1, { 0 }, 0 },
	{ "MI_FLUSH_DW", 0xff800000, 0x13000000, GEN9_ON_XCS, 0x3f, 2, 5, { 1 }, 0 },
	{ "MI_UPDATE_GTT", 0xff800000, 0x11800000, GEN9_ON_ALL, 0xff, 2, 4, { 1 }, 0 },
	{ "XY_COLOR_BLT", 0xffc00000, 0x54000000, GEN9_ON_BCS, 0xff, 2, 7, { 4 }, 0 },
	{ "XY_SRC_COPY_BLT", 0xffc00000, 0x54c00000, GEN9_ON_BCS, 0xff, 2, 10, { 4, 8 }, 0 },
	{ "XY_FAST_COPY_BLT", 0xffc00000, 0x50800000, GEN9_ON_BCS, 0xff, 2, 10, { 4, 8 }, 0 },
	{ "XY_PAT_BLT_IMMEDIATE", 0xffc00000, 0x5c800000, GEN9_ON_BCS, 0xff, 2, 22, { 4 }, 0 },
	/* Commands of the render engine, from gvt/cmd_parser.c and i915_cmd_parser.c. */
	RCS_FACT("SWTESS_BASE_ADDRESS", 0x6103, 0xff)
	RCS_FACT("MEDIA_GATEWAY_STATE", 0x7003, 0xffff)
	RCS_FACT("MEDIA_POOL_STATE", 0x7005, 0xffff)
	RCS_FACT("GPGPU_OBJECT", 0x7104, 0xff)
	RCS_FACT("3DSTATE_DEPTH_STENCIL_STATE_POINTERS", 0x7825, 0xff)
	RCS_FACT("3DSTATE_DX9_CONSTANTF_VS", 0x7839, 0x7ff)
	RCS_FACT("3DSTATE_DX9_CONSTANTF_PS", 0x783a, 0x7ff)
	RCS_FACT("3DSTATE_DX9_CONSTANTI_VS", 0x783b, 0xff)
	RCS_FACT("3DSTATE_DX9_CONSTANTI_PS", 0x783c, 0xff)
	RCS_FACT("3DSTATE_DX9_CONSTANTB_VS", 0x783d, 0xff)
	RCS_FACT("3DSTATE_DX9_CONSTANTB_PS", 0x783e, 0xff)
	RCS_FACT("3DSTATE_DX9_LOCAL_VALID_VS", 0x783f, 0xff)
	RCS_FACT("3DSTATE_DX9_LOCAL_VALID_PS", 0x7840, 0xff)
	RCS_FACT("3DSTATE_DX9_GENERATE_ACTIVE_VS", 0x7841, 0xff)
	RCS_FACT("3DSTATE_DX9_GENERATE_ACTIVE_PS", 0x7842, 0xff)
	RCS_FACT("3DSTATE_GS_SVB_INDEX", 0x790b, 0xff)
	RCS_FACT("3DSTATE_DX9_CONSTANT_BUFFER_POOL_ALLOC", 0x791b, 0xff)
	/* Commands of i915_cmd_parser.c, for all engines or for the blitter. */
	{ "MI_WAIT_FOR_EVENT", 0xff800000, 0x01800000, GEN9_ON_ALL, 0, 1, 1, { 0 }, 0 },
	{ "MI_LOAD_SCAN_LINES_INCL", 0xff800000, 0x09000000, GEN9_ON_BCS, 0x3f, 2, 2, { 0 }, 0 },
	{ "MI_LOAD_SCAN_LINES_EXCL", 0xff800000, 0x09800000, GEN9_ON_BCS, 0x3f, 2, 2, { 0 }, 0 },
};

const u32 fuzz_fact_count = ARRAY_SIZE(fuzz_facts);

u32 fuzz_fact_length(const struct fuzz_fact *fact, u32 dw0)
{
	return (dw0 & fact->length_mask) + fact->bias;
}
