// SPDX-License-Identifier: GPL-2.0-only
/* The tables of the copy oracle's decoder; see copy_rules.h. Called by copy_oracle.c. No lock. */
#include "tests/fuzz/copy_rules.h"

#include "pgpu/pgpu.h"
#include "tests/fuzz/facts.h"
#include "tests/fuzz/machine.h"

/* Bits 31:29: the type of a command. Other types are reserved. */
#define TYPE(dw0)	((dw0) >> 29)
#define TYPE_MI		0u
#define TYPE_2D		2u
#define TYPE_GFX	3u

#define RCS	BIT(PGPU_RCS)
#define BCS	BIT(PGPU_BCS)
#define XCS	(BIT(PGPU_BCS) | BIT(PGPU_VCS) | BIT(PGPU_VECS))
#define ALL	(RCS | XCS)

#define BATCHES	COPY_BATCH
#define EACH	(COPY_RING | COPY_BATCH | COPY_INDIRECT | COPY_PER_CTX)

/* The usual field of the length, and the rule of all types: as many dwords follow, plus one. */
#define LENGTH	0xffu
#define BIAS	2u

#define GGTT	BIT(22)		/* of dword 0, where MI commands have it */

/* --- MI commands: the opcode is in bits 28:23 --------------------------------------------- */

#define MI_OPCODE(dw0)	((dw0) >> 23 & 0x3f)

#define SHORT(opcode, label, on, ...) \
	[opcode] = { .name = label, .engines = (on), .places = EACH, ##__VA_ARGS__ }
#define LONG(opcode, label, bits, on, ...) \
	[opcode] = { .name = label, .length = (bits), .engines = (on), .places = EACH, \
		     ##__VA_ARGS__ }

/*
 * A copy holds no other MI command. The audit refuses those that reach beyond the guest, and takes
 * out those that wait for a display.
 */
static const struct copy_rule mi_rules[64] = {
	SHORT(0x00, "MI_NOOP", ALL),
	SHORT(0x01, "MI_SET_PREDICATE", ALL),
	SHORT(0x02, "MI_USER_INTERRUPT", ALL),
	SHORT(0x04, "MI_FLUSH", ALL),
	SHORT(0x05, "MI_ARB_CHECK", ALL),
	SHORT(0x06, "MI_RS_CONTROL", RCS),
	SHORT(0x08, "MI_ARB_ON_OFF", ALL, .kind = COPY_ARBITRATION),
	SHORT(0x09, "MI_URB_ATOMIC_ALLOC", RCS),
	[0x0a] = { .name = "MI_BATCH_BUFFER_END", .engines = ALL, .kind = COPY_END,
		   .places = BATCHES | COPY_PER_CTX },
	SHORT(0x0b, "MI_SUSPEND_FLUSH", ALL),
	SHORT(0x0c, "MI_PREDICATE", RCS),
	SHORT(0x0d, "MI_TOPOLOGY_FILTER", RCS),
	SHORT(0x0e, "MI_SET_APPID", ALL),
	SHORT(0x0f, "MI_RS_CONTEXT", RCS),
	LONG(0x1a, "MI_MATH", LENGTH, ALL),
	LONG(0x1c, "MI_SEMAPHORE_WAIT", LENGTH, ALL, .kind = COPY_SEMAPHORE,
	     .operands = { { .ggtt = GGTT, .dword = 2, .flags = 3, .bytes = 4 } }),
	LONG(0x20, "MI_STORE_DATA_IMM", 0x3ff, ALL,
	     .operands = { { .ggtt = GGTT, .dword = 1, .flags = 3, .qword = BIT(21) } }),
	LONG(0x21, "MI_STORE_DATA_INDEX", LENGTH, ALL, .kind = COPY_STORE_INDEX),
	LONG(0x22, "MI_LOAD_REGISTER_IMM", LENGTH, ALL, .regs = COPY_REGS_PAIRS),
	LONG(0x24, "MI_STORE_REGISTER_MEM", LENGTH, ALL, .regs = COPY_REGS_READ,
	     .operands = { { .ggtt = GGTT, .dword = 2, .flags = 3, .bytes = 4 } }),
	LONG(0x26, "MI_FLUSH_DW", 0x3f, XCS, .kind = COPY_FLUSH),
	LONG(0x28, "MI_REPORT_PERF_COUNT", 0x3f, RCS,
	     .operands = { { .ggtt = BIT(0), .ggtt_dword = 1, .dword = 1, .flags = 0x3f,
			     .bytes = 256 } }),
	LONG(0x29, "MI_LOAD_REGISTER_MEM", LENGTH, ALL, .regs = COPY_REGS_WRITE,
	     .operands = { { .ggtt = GGTT, .dword = 2, .flags = 3, .bytes = 4 } }),
	LONG(0x2a, "MI_LOAD_REGISTER_REG", LENGTH, ALL, .regs = COPY_REGS_MOVE),
	/* Bit 22 is of the source, bit 21 of the destination. */
	LONG(0x2e, "MI_COPY_MEM_MEM", LENGTH, ALL,
	     .operands = { { .ggtt = BIT(21), .dword = 1, .flags = 3, .bytes = 4 },
			   { .ggtt = BIT(22), .dword = 3, .flags = 3, .bytes = 4 } }),
	/* Bits 20:19 are the size; an octword is the largest. */
	LONG(0x2f, "MI_ATOMIC", LENGTH, ALL,
	     .operands = { { .ggtt = GGTT, .dword = 1, .flags = 3, .bytes = 16 } }),
	[0x31] = { .name = "MI_BATCH_BUFFER_START", .length = LENGTH, .engines = ALL,
		   .places = COPY_RING | BATCHES, .kind = COPY_JUMP },
	[0x36] = { .name = "MI_CONDITIONAL_BATCH_BUFFER_END", .length = LENGTH, .engines = ALL,
		   .places = BATCHES,
		   .operands = { { .ggtt = GGTT, .dword = 2, .flags = 3, .bytes = 8 } } },
};

/* --- 2D commands: the opcode is in bits 28:22. All of their addresses are in the PPGTT. ----- */

#define XY_OPCODE(dw0)	((dw0) >> 22 & 0x7f)

static const struct copy_rule xy_rule = {
	.name = "a 2D command", .length = LENGTH, .engines = BCS, .places = COPY_RING | BATCHES,
};

/* First and last opcode of each run of them. */
static const u8 xy_opcodes[][2] = {
	{ 0x01, 0x01 }, { 0x03, 0x03 }, { 0x11, 0x11 }, { 0x24, 0x26 }, { 0x31, 0x31 },
	{ 0x40, 0x40 }, { 0x42, 0x43 }, { 0x50, 0x59 }, { 0x71, 0x77 },
};

static const struct copy_rule *find_xy(u32 opcode)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(xy_opcodes); i++)
		if (opcode >= xy_opcodes[i][0] && opcode <= xy_opcodes[i][1])
			return &xy_rule;
	return NULL;
}

/* --- 3D, GPGPU and media commands of the render engine: bits 28:16 tell them apart --------- */

#define GFX_OPCODE(dw0)	((dw0) >> 16 & 0x1fff)
#define GFX_OPCODES	0x2000u
#define GFX_PIPE(dw0)	((dw0) >> 27 & 3)	/* common, single dword, media, 3D */
#define PIPE_CONTROL	0x1a00u

#define GFX(bits, ...) { .name = "a 3D command", .length = (bits), .engines = RCS, \
			 .places = EACH, ##__VA_ARGS__ }

static const struct copy_rule pipe_rules[] = {
	GFX(LENGTH), GFX(0), GFX(0xffff), GFX(LENGTH),
};

/* First and last opcode of commands whose length is not that of their pipeline. */
static const struct {
	u16 first;
	u16 last;
	struct copy_rule rule;
} gfx_odd[] = {
	{ 0x1104, 0x1105, GFX(LENGTH) },	/* GPGPU_OBJECT, GPGPU_WALKER */
	{ 0x1839, 0x183a, GFX(0x7ff) },		/* 3DSTATE_DX9_CONSTANTF */
	{ 0x1843, 0x1847, GFX(0x1ff) },		/* 3DSTATE_BINDING_TABLE_EDIT */
	{ 0x1917, 0x1917, GFX(0x1ff) },		/* 3DSTATE_SO_DECL_LIST */
	{ PIPE_CONTROL, PIPE_CONTROL,
	  { .name = "PIPE_CONTROL", .length = LENGTH, .engines = RCS, .places = EACH,
	    .kind = COPY_PIPE_CONTROL } },
};

static const struct copy_rule *gfx_length(u32 dw0)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(gfx_odd); i++)
		if (GFX_OPCODE(dw0) >= gfx_odd[i].first && GFX_OPCODE(dw0) <= gfx_odd[i].last)
			return &gfx_odd[i].rule;
	return &pipe_rules[GFX_PIPE(dw0)];
}

/* Genxml says which commands exist. Where both know a length, they must agree. */
static const struct copy_rule *find_gfx(u32 dw0)
{
	static const struct copy_rule *rules[GFX_OPCODES];
	static bool filled;
	u32 i;

	for (i = 0; !filled && i < fuzz_fact_count; i++) {
		const struct fuzz_fact *fact = &fuzz_facts[i];
		const struct copy_rule *rule = gfx_length(fact->value);

		if (TYPE(fact->value) != TYPE_GFX || !(fact->engines & RCS))
			continue;
		fuzz_check(rule->length == fact->length_mask, "the length of %s", fact->name);
		rules[GFX_OPCODE(fact->value)] = rule;
	}
	filled = true;
	return rules[GFX_OPCODE(dw0)];
}

const struct copy_rule *copy_rule_find(u32 engine, u32 dw0)
{
	const struct copy_rule *rule = NULL;

	if (TYPE(dw0) == TYPE_MI)
		rule = &mi_rules[MI_OPCODE(dw0)];
	else if (TYPE(dw0) == TYPE_2D)
		rule = find_xy(XY_OPCODE(dw0));
	else if (TYPE(dw0) == TYPE_GFX)
		rule = find_gfx(dw0);
	return rule && rule->name && (rule->engines & BIT(engine)) ? rule : NULL;
}

u32 copy_rule_length(const struct copy_rule *rule, u32 dw0)
{
	return rule->length ? (dw0 & rule->length) + BIAS : 1;
}

/* --- registers ---------------------------------------------------------------------------- */

#define RW	(COPY_READ | COPY_WRITE)
#define CONTEXT	(RW | COPY_IMAGE)
#define CLOCK	(COPY_READ | COPY_IMAGE | COPY_BY_USERS)

/**
 * struct reg_range - Registers of one use.
 * @first: offset of the first one
 * @last: offset of the last one
 * @use: mask of enum copy_use
 */
struct reg_range {
	u32 first;
	u32 last;
	u32 use;
};

/*
 * Registers that each engine has at its base: those of i915's images (gen9_xcs_offsets in
 * gt/intel_lrc.c), the general-purpose registers, clocks to read, and NOPID. Those of users are
 * what i915 lets user batches of the blitter name (gen9_blt_regs in i915_cmd_parser.c).
 */
static const struct reg_range engine_regs[] = {
	{ 0x028, 0x028, COPY_IMAGE }, { 0x068, 0x068, COPY_IMAGE }, { 0x094, 0x094, RW },
	{ 0x09c, 0x09c, COPY_IMAGE }, { 0x0c0, 0x0c0, COPY_IMAGE }, { 0x150, 0x158, COPY_IMAGE },
	{ 0x170, 0x17c, COPY_IMAGE }, { 0x358, 0x35c, CLOCK }, { 0x3a8, 0x3a8, CLOCK },
	{ 0x41c, 0x41c, COPY_IMAGE }, { 0x600, 0x67c, CONTEXT | COPY_BY_USERS },
};

static const u32 engine_bases[PGPU_ENGINES] = {
	[PGPU_RCS] = 0x2000, [PGPU_VCS] = 0x12000, [PGPU_VECS] = 0x1a000, [PGPU_BCS] = 0x22000,
};

/*
 * Registers of the render engine that each context has a copy of (PRM SKL Vol. 7, "Register State
 * Context"; IGT's gem_ctx_isolation), and those that i915 lets each context set
 * (gt/intel_workarounds.c: CS_DEBUG_MODE1, GEN8_CS_CHICKEN1, CTX_PREEMPT, GEN8_L3SQCREG4).
 */
static const struct reg_range rcs_regs[] = {
	{ 0x2088, 0x2088, CONTEXT }, { 0x2090, 0x2090, CONTEXT }, { 0x20d8, 0x20d8, CONTEXT },
	{ 0x20ec, 0x20ec, RW }, { 0x2158, 0x2158, CONTEXT }, { 0x2248, 0x2248, RW },
	{ 0x2290, 0x2294, CONTEXT }, { 0x22c8, 0x22cc, CONTEXT }, { 0x22d8, 0x22dc, CONTEXT },
	{ 0x22f0, 0x2354, CONTEXT }, { 0x2360, 0x2364, CONTEXT }, { 0x23bc, 0x23bc, CONTEXT },
	{ 0x2400, 0x2420, CONTEXT }, { 0x2430, 0x2440, CONTEXT }, { 0x2448, 0x2454, CONTEXT },
	{ 0x2500, 0x2508, CONTEXT }, { 0x2580, 0x2580, CONTEXT }, { 0x5200, 0x521c, CONTEXT },
	{ 0x5240, 0x525c, CONTEXT }, { 0x5280, 0x528c, CONTEXT }, { 0x7000, 0x7008, CONTEXT },
	{ 0x7010, 0x7018, CONTEXT }, { 0x7034, 0x7034, CONTEXT }, { 0x7300, 0x7304, CONTEXT },
	{ 0xb118, 0xb118, RW }, { 0xe100, 0xe100, CONTEXT }, { 0xe180, 0xe188, CONTEXT },
	{ 0xe194, 0xe194, CONTEXT }, { 0xe400, 0xe404, CONTEXT }, { 0xe4f0, 0xe4f4, CONTEXT },
};

static const struct reg_range bcs_regs[] = {
	{ 0x22200, 0x22200, CONTEXT | COPY_BY_USERS },	/* BCS_SWCTRL */
	{ 0x22204, 0x22204, CONTEXT },			/* its neighbour */
};

/* DERRMR masks what the display reports to an engine. i915 writes it before it waits for a flip. */
static const struct reg_range common_regs[] = {
	{ 0x44050, 0x44050, COPY_WRITE },
};

static bool ranges_allow(const struct reg_range *ranges, u32 n, u32 reg, u32 use)
{
	u32 i;

	for (i = 0; i < n; i++)
		if (reg >= ranges[i].first && reg <= ranges[i].last)
			return ranges[i].use & use;
	return false;
}

bool copy_register_allowed(u32 engine, u32 reg, u32 use)
{
	if (ranges_allow(engine_regs, ARRAY_SIZE(engine_regs), reg - engine_bases[engine], use) ||
	    ranges_allow(common_regs, ARRAY_SIZE(common_regs), reg, use))
		return true;
	if (engine == PGPU_RCS)
		return ranges_allow(rcs_regs, ARRAY_SIZE(rcs_regs), reg, use);
	return engine == PGPU_BCS && ranges_allow(bcs_regs, ARRAY_SIZE(bcs_regs), reg, use);
}
