/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A dispatch that takes as long as a test wants, for the real render engine: a kernel that counts,
 * and a batch that dispatches it.
 */
#ifndef TESTS_LONG_KERNEL_H
#define TESTS_LONG_KERNEL_H

#include "tests/lib/eu_encode.h"
#include "tests/lib/eu_rig.h"
#include "tests/lib/sgpu_rig.h"

#include "gen9/mi_defs.h"
#include "gen9/state_3d.h"
#include "gen9/state_media.h"

#define KERNEL		((u32)RIG_BATCH2)
#define DESCRIPTOR	(KERNEL + 0x1000)
#define COUNTER		10u		/* registers */
#define HEADER		20u
#define LENGTH(n)	((n) - 2)
#define A64_BLOCK_WRITE	21u		/* GEN9_DC1_A64_BLOCK_WRITE; its header has MI names, too */

/* Count to @n in eight channels, then store the counter at RIG_DATA. */
static inline void long_kernel_write(struct sgpu_rig *rig, u32 n)
{
	struct eu_operand counter = eu_rig_grf(EU_UD, COUNTER);
	struct eu_inst inst[8] = {
		eu_rig_unary(GEN9_EU_MOV, 8, counter, eu_rig_imm(EU_UD, 0)),
		eu_rig_binary(GEN9_EU_ADD, 8, counter, counter, eu_rig_imm(EU_UD, 1)),
		eu_rig_binary(GEN9_EU_CMP, 8, eu_rig_null(EU_UD), counter, eu_rig_imm(EU_UD, n)),
		eu_rig_inst(GEN9_EU_WHILE, 8, eu_rig_null(EU_D)),
		eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, HEADER), eu_rig_imm(EU_UD, 0)),
		eu_rig_unary(GEN9_EU_MOV, 1, eu_rig_grf(EU_UD, HEADER),
			     eu_rig_imm(EU_UD, (u32)RIG_DATA)),
		eu_rig_unary(GEN9_EU_MOV, 8, eu_rig_grf(EU_UD, HEADER + 1), counter),
		eu_rig_eot(),
	};
	struct eu_inst store = eu_rig_eot();
	u8 *to = (u8 *)rig->batch2;
	u32 i;

	inst[2].cond = GEN9_EU_COND_L;
	inst[3].pred = 1;
	inst[3].jip = -2 * (s32)GEN9_EU_INST_BYTES;
	inst[3].uip = inst[3].jip;
	store.eot = false;
	store.sfid = GEN9_SFID_DATA_CACHE_1;
	store.src[0].nr = HEADER;
	store.desc = 2u << 25 | 1u << 19 | A64_BLOCK_WRITE << 14;
	for (i = 0; i < ARRAY_SIZE(inst) - 1; i++)
		eu_encode(&inst[i], to + i * GEN9_EU_INST_BYTES);
	eu_encode(&store, to + i++ * GEN9_EU_INST_BYTES);
	eu_encode(&inst[7], to + i * GEN9_EU_INST_BYTES);
}

/* The same without an end. */
static inline void long_kernel_write_endless(struct sgpu_rig *rig)
{
	long_kernel_write(rig, 0);
	rig->batch2[3 * 4] &= ~(0xfu << 16);	/* WHILE without its predicate */
}

static inline u32 *long_kernel_put(u32 *at, u32 op, u32 n, const u32 *body)
{
	at[0] = op << GEN9_OP_SHIFT | LENGTH(n);
	memcpy(at + 1, body, (n - 1) * sizeof(*at));
	return at + n;
}

/* A dispatch of one thread. Addresses count from 0. */
static inline void long_kernel_batch(struct sgpu_rig *rig)
{
	const u32 bases[18] = { [3] = 1, [5] = 1, [9] = 1 }, vfe[8] = { 0 };
	const u32 load[3] = { 0, 32, DESCRIPTOR }, descriptor[8] = { KERNEL };
	const u32 walker[14] = {
		[6] = 1, [9] = 1, [11] = 1, [12] = ~0u, [13] = ~0u,
	};
	u32 *at = rig->batch;

	memcpy((u8 *)rig->batch2 + 0x1000, descriptor, sizeof(descriptor));
	at = long_kernel_put(at, GEN9_OP_STATE_BASE_ADDRESS, 19, bases);
	at = long_kernel_put(at, GEN9_OP_MEDIA_VFE_STATE, 9, vfe);
	at = long_kernel_put(at, GEN9_OP_MEDIA_INTERFACE_DESCRIPTOR_LOAD, 4, load);
	at = long_kernel_put(at, GEN9_OP_GPGPU_WALKER, 15, walker);
	at[0] = GEN9_MI_BATCH_BUFFER_END;
}

#endif
