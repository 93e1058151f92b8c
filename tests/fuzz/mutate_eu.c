// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutations of inputs of fuzz_eu_run.c: a head, then a kernel. Random bytes are seldom a legal
 * kernel. So a kernel is taken apart into instructions, and a mutation changes a field of one,
 * moves, copies or removes one, or lets a branch go elsewhere. Most results that the decoder
 * refuses are tried again. Branches keep their targets when instructions come and go.
 */
#include "eu/bits.h"
#include "eu/compact.h"
#include "eu/decode.h"
#include "eu/validate.h"
#include "gen9/eu_encoding.h"
#include "tests/fuzz/eu_input.h"
#include "tests/fuzz/mutate_random.h"
#include "tests/fuzz/target.h"

#define HEAD	sizeof(struct eu_head)
#define ITEMS	512u
#define TRIES	12u
#define NOWHERE	(~0u)

/**
 * struct item - An instruction.
 * @code: its bits
 * @bytes: its length: 8 or 16
 * @at: its offset
 * @jip: index of the instruction that JIP names, or NOWHERE
 * @uip: index of the instruction that UIP names, or NOWHERE
 */
struct item {
	struct eu_code_bits code;
	u32 bytes;
	u32 at;
	u32 jip;
	u32 uip;
};

/**
 * struct kernel - The instructions of a kernel.
 * @n: their number
 * @item: the instructions
 */
struct kernel {
	u32 n;
	struct item item[ITEMS];
};

/* --- apart and together --------------------------------------------------------------------- */

static u32 op_of(const struct item *item)
{
	return eu_get(&item->code, GEN9_EU_OPCODE);
}

static bool has_three_sources(u32 op)
{
	return op == GEN9_EU_CSEL || op == GEN9_EU_BFE || op == GEN9_EU_BFI2 ||
	       (op >= GEN9_EU_MAD && op <= GEN9_EU_MADM);
}

/* Distances of these count from the next instruction. */
static bool counts_from_next(u32 op)
{
	return op == GEN9_EU_JMPI || op == GEN9_EU_CALL || op == GEN9_EU_CALLA;
}

/* Return the number of distances of an instruction, as immediates. */
static u32 distances(const struct item *item)
{
	u32 op = op_of(item);

	if (counts_from_next(op))
		return eu_get(&item->code, GEN9_EU_SRC1_FILE) == GEN9_EU_FILE_IMM;
	return eu_op_is_branch(op);
}

/* Make an instruction 16 bytes long, so that it has all fields. */
static void make_long(struct item *item)
{
	u64 compact = item->code.word[0];

	if (item->bytes != GEN9_EU_COMPACT_BYTES)
		return;
	eu_expand(compact, has_three_sources(op_of(item)), &item->code);
	item->bytes = GEN9_EU_INST_BYTES;
}

static u32 index_of(const struct kernel *k, s64 at)
{
	u32 i;

	for (i = 0; i < k->n; i++)
		if (k->item[i].at == at)
			return i;
	return NOWHERE;
}

static void find_targets(const struct kernel *k, struct item *item)
{
	s64 from = item->at + (counts_from_next(op_of(item)) ? item->bytes : 0);
	u32 n = distances(item);

	item->jip = NOWHERE;
	item->uip = NOWHERE;
	if (n >= 1)
		item->jip = index_of(k, from + (s32)eu_get(&item->code, GEN9_EU_JIP));
	if (n >= 2)
		item->uip = index_of(k, from + (s32)eu_get(&item->code, GEN9_EU_UIP));
}

static void take_apart(const u8 *data, size_t size, struct kernel *k)
{
	struct eu_inst inst;
	struct item *item;
	size_t at = HEAD;
	u32 i;

	for (k->n = 0; k->n < ITEMS && at < size; at += inst.bytes) {
		if (eu_decode_fields(data + at, size - at, &inst) == -ENODATA)
			break;
		item = &k->item[k->n++];
		memset(item, 0, sizeof(*item));
		memcpy(&item->code, data + at, inst.bytes);
		item->bytes = inst.bytes;
		item->at = at - HEAD;
	}
	for (i = 0; i < k->n; i++) {
		item = &k->item[i];
		if (eu_op_is_branch(op_of(item)) && item->bytes == GEN9_EU_INST_BYTES)
			find_targets(k, item);
		else
			item->jip = item->uip = NOWHERE;
	}
}

static void set_distance(const struct kernel *k, struct item *item, u32 target, u32 field)
{
	u32 from = item->at + (counts_from_next(op_of(item)) ? item->bytes : 0);

	if (target < k->n)
		eu_put(&item->code, field, k->item[target].at - from);
}

/* Return the new size of the input. */
static size_t put_together(struct kernel *k, u8 *data, size_t room)
{
	size_t at = HEAD;
	u32 i;

	for (i = 0; i < k->n; i++) {
		k->item[i].at = at - HEAD;
		at += k->item[i].bytes;
	}
	at = HEAD;
	for (i = 0; i < k->n && at + k->item[i].bytes <= room; i++) {
		struct item *item = &k->item[i];

		if (distances(item) >= 1)
			set_distance(k, item, item->jip, GEN9_EU_JIP);
		if (distances(item) >= 2)
			set_distance(k, item, item->uip, GEN9_EU_UIP);
		memcpy(data + at, &item->code, item->bytes);
		at += item->bytes;
	}
	return at;
}

/* --- fields --------------------------------------------------------------------------------- */

static const u16 common_fields[] = {
	GEN9_EU_ACCESS_MODE, GEN9_EU_NIBBLE, GEN9_EU_QUARTER, GEN9_EU_PRED, GEN9_EU_PRED_INVERT,
	GEN9_EU_EXEC_SIZE, GEN9_EU_EXEC_SIZE, GEN9_EU_COND, GEN9_EU_ACC_WRITE, GEN9_EU_SATURATE,
	GEN9_EU_FLAG, GEN9_EU_MASK_DISABLE,
};

static const u16 basic_fields[] = {
	GEN9_EU_DST_FILE, GEN9_EU_DST_TYPE, GEN9_EU_DST_TYPE, GEN9_EU_DST_SUBNR, GEN9_EU_DST_NR,
	GEN9_EU_DST_HSTRIDE, GEN9_EU_DST_INDIRECT, GEN9_EU_DST_ADDR_IMM, GEN9_EU_DST_ADDR_IMM9,
	GEN9_EU_SRC0_FILE, GEN9_EU_SRC0_TYPE, GEN9_EU_SRC0_TYPE, GEN9_EU_SRC0_ADDR_IMM9,
	GEN9_EU_SRC1_FILE, GEN9_EU_SRC1_TYPE, GEN9_EU_SRC1_TYPE, GEN9_EU_SRC1_ADDR_IMM9,
	GEN9_EU_IMM32,
};

/* Of source 0, and of source 1. */
static const u16 source_fields[] = {
	GEN9_EU_SRC_SUBNR, GEN9_EU_SRC_NR, GEN9_EU_SRC_NR, GEN9_EU_SRC_ABS, GEN9_EU_SRC_NEGATE,
	GEN9_EU_SRC_INDIRECT, GEN9_EU_SRC_HSTRIDE, GEN9_EU_SRC_WIDTH, GEN9_EU_SRC_VSTRIDE,
	GEN9_EU_SRC_ADDR_IMM, GEN9_EU_SRC_ADDR_SUBNR, GEN9_EU_SRC_SWIZZLE_XY,
	GEN9_EU_SRC_SWIZZLE_ZW,
};

static const u16 three_fields[] = {
	GEN9_EU_3SRC_SRC2_HALF, GEN9_EU_3SRC_SRC1_HALF, GEN9_EU_3SRC_SRC_TYPE,
	GEN9_EU_3SRC_DST_TYPE, GEN9_EU_3SRC_DST_WRITEMASK, GEN9_EU_3SRC_DST_SUBNR,
	GEN9_EU_3SRC_DST_NR, GEN9_EU_3SRC_MODIFIERS,
};

/* Of each of three sources. */
static const u16 three_source_fields[] = {
	GEN9_EU_3SRC_REPLICATE, GEN9_EU_3SRC_SWIZZLE, GEN9_EU_3SRC_SUBNR, GEN9_EU_3SRC_NR,
	GEN9_EU_3SRC_SUBNR_WORD,
};

static const u16 send_fields[] = {
	GEN9_EU_SFID, GEN9_EU_SEND_DESC, GEN9_EU_SEND_EOT, GEN9_EU_SEND_EX_DESC_19_16,
	GEN9_EU_SENDS_DST_FILE, GEN9_EU_SENDS_SRC1_FILE, GEN9_EU_SENDS_SRC1_NR,
	GEN9_EU_SENDS_EX_DESC_IN_REG, GEN9_EU_SENDS_EX_DESC_9_6, GEN9_EU_SENDS_DESC_IN_REG,
	GEN9_EU_SENDS_EX_DESC_SUBNR, GEN9_EU_DST_NR, GEN9_EU_SRC1_FILE,
};

#define ONE_OF(fields)	((fields)[mutate_below(ARRAY_SIZE(fields))])

/* Choose a field that the opcode has. */
static u32 choose_field(u32 op)
{
	bool three = has_three_sources(op);

	if (!mutate_below(3))
		return ONE_OF(common_fields);
	if (eu_op_is_send(op) && mutate_below(4))
		return ONE_OF(send_fields);
	if (three && mutate_below(2))
		return eu_part(GEN9_EU_3SRC_PART + mutate_below(3) * GEN9_EU_3SRC_PART_BITS,
			       ONE_OF(three_source_fields));
	if (three)
		return ONE_OF(three_fields);
	if (mutate_below(2))
		return eu_part(mutate_below(2) ? GEN9_EU_SRC0_PART : GEN9_EU_SRC1_PART,
			       ONE_OF(source_fields));
	return ONE_OF(basic_fields);
}

/* A value of a field: an edge, a small change, or anything. */
static u64 choose_value(u64 old, u64 mask)
{
	switch (mutate_below(8)) {
	case 0:
		return 0;
	case 1:
		return mask;
	case 2:
		return old + 1;
	case 3:
		return old - 1;
	case 4:
		return mask / 2;	/* register 127 */
	case 5:
		return mask / 2 - mutate_below(16);
	default:
		return (u64)mutate_below(~0u) << 32 | mutate_below(~0u);
	}
}

static bool is_legal(const struct item *item)
{
	struct eu_inst inst;

	return !eu_decode(&item->code, item->bytes, &inst);
}

/* Change an instruction until the decoder accepts it. A few illegal ones are kept. */
static void change(struct item *item, void (*once)(struct item *item))
{
	struct item made;
	u32 tries;

	make_long(item);
	for (tries = 0; tries < TRIES; tries++) {
		made = *item;
		once(&made);
		if (is_legal(&made)) {
			*item = made;
			return;
		}
	}
	if (!mutate_below(32))
		*item = made;
}

static void change_field(struct item *item)
{
	u32 times = 1 + !mutate_below(3), field;

	for (; times; times--) {
		field = choose_field(op_of(item));
		eu_put(&item->code, field, choose_value(eu_get(&item->code, field),
							eu_field_mask(field)));
	}
}

static void change_op(struct item *item)
{
	eu_put(&item->code, GEN9_EU_OPCODE, mutate_below(GEN9_EU_OPS));
}

/* All operands get types of one size: most pairs of types are legal then. */
static void change_types(struct item *item)
{
	static const u8 types[] = {
		GEN9_EU_TYPE_UD, GEN9_EU_TYPE_D, GEN9_EU_TYPE_F, GEN9_EU_TYPE_UW, GEN9_EU_TYPE_W,
		GEN9_EU_TYPE_HF, GEN9_EU_TYPE_UB, GEN9_EU_TYPE_B, GEN9_EU_TYPE_DF,
		GEN9_EU_TYPE_UQ, GEN9_EU_TYPE_Q,
	};
	u8 type = ONE_OF(types);

	eu_put(&item->code, GEN9_EU_DST_TYPE, mutate_below(4) ? type : ONE_OF(types));
	eu_put(&item->code, GEN9_EU_SRC0_TYPE, mutate_below(4) ? type : ONE_OF(types));
	if (eu_get(&item->code, GEN9_EU_SRC1_FILE) != GEN9_EU_FILE_IMM)
		eu_put(&item->code, GEN9_EU_SRC1_TYPE, mutate_below(4) ? type : ONE_OF(types));
}

/* --- instructions --------------------------------------------------------------------------- */

static void shift_targets(struct kernel *k, u32 at, s32 by)
{
	u32 i;

	for (i = 0; i < k->n; i++) {
		struct item *item = &k->item[i];

		if (item->jip != NOWHERE && item->jip >= at)
			item->jip = max((s32)item->jip + by, 0);
		if (item->uip != NOWHERE && item->uip >= at)
			item->uip = max((s32)item->uip + by, 0);
	}
}

static void insert(struct kernel *k, u32 at, const struct item *from)
{
	const struct item item = *from;

	if (k->n == ITEMS)
		return;
	shift_targets(k, at, 1);
	memmove(&k->item[at + 1], &k->item[at], (k->n - at) * sizeof(item));
	k->item[at] = item;
	k->n++;
}

static void remove_at(struct kernel *k, u32 at)
{
	k->n--;
	memmove(&k->item[at], &k->item[at + 1], (k->n - at) * sizeof(k->item[0]));
	shift_targets(k, at + 1, -1);
}

static void insert_branch(struct kernel *k, u32 at)
{
	static const u8 ops[] = {
		GEN9_EU_JMPI, GEN9_EU_BRD, GEN9_EU_IF, GEN9_EU_BRC, GEN9_EU_ELSE, GEN9_EU_ENDIF,
		GEN9_EU_WHILE, GEN9_EU_BREAK, GEN9_EU_CONT, GEN9_EU_HALT, GEN9_EU_CALL,
		GEN9_EU_RET, GEN9_EU_GOTO, GEN9_EU_GOTO, GEN9_EU_JOIN,
	};
	struct item item = { .bytes = GEN9_EU_INST_BYTES, .jip = mutate_below(k->n + 1),
			     .uip = mutate_below(k->n + 1) };

	eu_put(&item.code, GEN9_EU_OPCODE, ONE_OF(ops));
	eu_put(&item.code, GEN9_EU_EXEC_SIZE, 3 + mutate_below(3));
	eu_put(&item.code, GEN9_EU_PRED, mutate_below(2));
	eu_put(&item.code, GEN9_EU_PRED_INVERT, mutate_below(2));
	eu_put(&item.code, GEN9_EU_BRANCH_CONTROL, mutate_below(2));
	eu_put(&item.code, GEN9_EU_SRC1_FILE, GEN9_EU_FILE_IMM);
	eu_put(&item.code, GEN9_EU_SRC1_TYPE, GEN9_EU_TYPE_D);
	eu_put(&item.code, GEN9_EU_DST_FILE, GEN9_EU_FILE_GRF);
	eu_put(&item.code, GEN9_EU_DST_NR, 8 + mutate_below(4));
	if (op_of(&item) == GEN9_EU_RET) {
		eu_put(&item.code, GEN9_EU_SRC0_FILE, GEN9_EU_FILE_GRF);
		eu_put(&item.code, eu_part(GEN9_EU_SRC0_PART, GEN9_EU_SRC_NR), 8 + mutate_below(4));
		item.jip = NOWHERE;
		item.uip = NOWHERE;
	}
	insert(k, at, &item);
}

static void retarget(struct kernel *k)
{
	u32 first = mutate_below(k->n), i;

	for (i = 0; i < k->n; i++) {
		struct item *item = &k->item[(first + i) % k->n];

		if (item->jip == NOWHERE && item->uip == NOWHERE)
			continue;
		if (mutate_below(2))
			item->jip = mutate_below(k->n);
		else
			item->uip = mutate_below(k->n);
		return;
	}
}

static void mutate_once(struct kernel *k, u8 *data)
{
	u32 at;

	if (!k->n || !mutate_below(12))
		data[mutate_below(HEAD)] = mutate_below(3) ? (u8)mutate_below(256) : 0xff;
	if (!k->n) {
		insert_branch(k, 0);
		return;
	}
	at = mutate_below(k->n);
	switch (mutate_below(16)) {
	case 0:
		insert(k, mutate_below(k->n + 1), &k->item[at]);
		break;
	case 1:
		remove_at(k, at);
		break;
	case 2:
		insert_branch(k, at);
		break;
	case 3:
		retarget(k);
		break;
	case 4:
		swap(k->item[at], k->item[mutate_below(k->n)]);
		break;
	case 5:
	case 6:
		change(&k->item[at], change_op);
		break;
	case 7:
		change(&k->item[at], change_types);
		break;
	default:
		change(&k->item[at], change_field);
		break;
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed)
{
	static struct kernel k;
	u32 times;

	mutate_seed(seed);
	if (max_size < HEAD)
		return 0;
	if (size < HEAD) {
		memset(data, 0, HEAD);
		size = HEAD;
	}
	/* Bytes without any order reach the decoder's edges. */
	if (!mutate_below(32) && size > HEAD)
		return HEAD + LLVMFuzzerMutate(data + HEAD, size - HEAD, max_size - HEAD);
	take_apart(data, size, &k);
	for (times = 1 + mutate_below(6); times; times--)
		mutate_once(&k, data);
	return put_together(&k, data, max_size);
}

/* Insert some instructions of the second input into the first one. */
size_t LLVMFuzzerCustomCrossOver(const u8 *data1, size_t size1, const u8 *data2, size_t size2,
				 u8 *out, size_t max_size, unsigned int seed)
{
	static struct kernel k, other;
	u32 first, n, to, i;

	mutate_seed(seed);
	if (size1 < HEAD || size2 < HEAD || size1 > max_size)
		return 0;
	memcpy(out, data1, HEAD);
	take_apart(data1, size1, &k);
	take_apart(data2, size2, &other);
	first = other.n ? mutate_below(other.n) : 0;
	n = min(1 + mutate_below(12), other.n - first);
	to = mutate_below(k.n + 1);
	for (i = 0; i < n; i++) {
		struct item item = other.item[first + i];

		/* Targets stay as far away as they were. */
		if (item.jip != NOWHERE)
			item.jip = item.jip - first + to;
		if (item.uip != NOWHERE)
			item.uip = item.uip - first + to;
		insert(&k, to + i, &item);
	}
	return put_together(&k, out, max_size);
}
