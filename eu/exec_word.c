// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fast ways of moves that convert, of words, and of elements that are not contiguous. Compilers use
 * them for the places of pixels and for handles. The sources are read before the destination is
 * written, so both may overlap. None has a condition, a saturation or an absolute value. Takes no
 * lock.
 *
 * Source: PRM SKL Vol. 7, "Data Type Conversion"; Vol. 2a, "Move", "Addition".
 */
#include "eu/vectors.h"

#include "eu/float_bits.h"

#define INT_END	0x1p31f		/* floats from here on are above all integers of 32 bits */

/* MOV F D: the sign of the float is inverted, not that of the integer. */
static const struct eu_op *float_of_d(struct eu_thread *t, const struct eu_op *op)
{
	u32 mask = eu_exec_mask(t, op), k;

	for (k = 0; k < op->blocks; k++) {
		eu_f8 v = __builtin_convertvector((eu_d8)fetch(t, op, 0, V, k), eu_f8);

		put(t, op, k, mask >> k * EU_VECTOR, (eu_ud8)v ^ (op->flip[0] & EU_F_SIGN));
	}
	return op + 1;
}

/* MOV D F: round to zero and clamp; a NaN is 0. */
static eu_ud8 whole_of(eu_ud8 x)
{
	eu_f8 value = (eu_f8)x;
	eu_ud8 inside = (eu_ud8)((value >= -INT_END) & (value < INT_END));
	eu_d8 whole = __builtin_convertvector((eu_f8)(x & inside), eu_d8);
	eu_ud8 above = (eu_ud8)(value >= INT_END), below = (eu_ud8)(value < -INT_END);

	return (eu_ud8)whole | (above & ~EU_F_SIGN) | (below & EU_F_SIGN);
}

INLINE const struct eu_op *d_of_float(struct eu_thread *t, const struct eu_op *op, u32 place)
{
	u32 mask = eu_exec_mask(t, op), k;

	for (k = 0; k < op->blocks; k++)
		put(t, op, k, mask >> k * EU_VECTOR,
		    whole_of(modify(op, 0, TYPE_F, false, fetch(t, op, 0, place, k))));
	return op + 1;
}

static const struct eu_op *d_of_float_V(struct eu_thread *t, const struct eu_op *op)
{
	return d_of_float(t, op, V);
}

static const struct eu_op *d_of_float_S(struct eu_thread *t, const struct eu_op *op)
{
	return d_of_float(t, op, S);
}

/* MOV F UW, of contiguous words. */
static const struct eu_op *float_of_uw(struct eu_thread *t, const struct eu_op *op)
{
	u32 mask = eu_exec_mask(t, op), k, i;
	u16 words[GEN9_EU_LANES];

	memcpy(words, grf(t) + op->at[0], op->blocks * EU_VECTOR * sizeof(*words));
	for (k = 0; k < op->blocks; k++) {
		eu_f8 v;

		for (i = 0; i < EU_VECTOR; i++)
			v[i] = words[k * EU_VECTOR + i];
		put(t, op, k, mask >> k * EU_VECTOR, (eu_ud8)v);
	}
	return op + 1;
}

/* MOV of 32 bits from anywhere. */
static const struct eu_op *gather_dwords(struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_slow *s = op->slow;
	u32 mask = eu_exec_mask(t, op), n = s->inst->exec_size, i, values[GEN9_EU_LANES];
	u32 *to = (u32 *)((u8 *)t->grf + op->at[3]);

	for (i = 0; i < n; i++)
		values[i] = *(const u32 *)(grf(t) + s->src[0].at[i]);
	for (i = 0; i < n; i++)
		if (mask >> i & 1)
			to[i] = values[i];
	return op + 1;
}

/* ADD of words from anywhere and an immediate. */
static const struct eu_op *add_words(struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_slow *s = op->slow;
	u32 mask = eu_exec_mask(t, op), n = s->inst->exec_size, i;
	u16 *to = (u16 *)((u8 *)t->grf + op->at[3]), values[GEN9_EU_LANES];

	for (i = 0; i < n; i++)
		values[i] = (u16)(*(const u16 *)(grf(t) + s->src[0].at[i]) +
				  op->imm.ud[i % EU_VECTOR]);
	if (mask == ~0u >> (GEN9_EU_LANES - n)) {
		memcpy(to, values, n * sizeof(*values));
		return op + 1;
	}
	for (i = 0; i < n; i++)
		if (mask >> i & 1)
			to[i] = values[i];
	return op + 1;
}

/* Tell if @n elements of @size bytes are one behind the other, and vectors are in the registers. */
static bool in_row(const struct eu_access *a, u32 n, u32 size)
{
	u32 i, bytes = DIV_ROUND_UP(n, EU_VECTOR) * EU_VECTOR * size;

	for (i = 1; i < n; i++)
		if (a->at[i] != a->at[0] + i * size)
			return false;
	return a->place == EU_AT_GRF && a->at[0] + bytes <= GEN9_EU_GRF_FILE_BYTES;
}

static bool is_one(const struct eu_access *a, u32 n)
{
	return n > 1 && is_scalar(a, n);
}

/* Vectors that are written before a source is read must not overlap it. */
static bool apart(const struct eu_slow *s, u32 n)
{
	u32 to = s->dst.at[0], from = s->src[0].at[0], bytes = n * sizeof(u32);

	return n <= EU_VECTOR || from + bytes <= to || to + bytes <= from;
}

static eu_exec_fn move(const struct eu_slow *s, u32 n)
{
	const struct eu_access *src = &s->src[0];
	bool row = in_row(src, n, sizeof(u32)) && (apart(s, n) || src->at[0] == s->dst.at[0]);

	if (src->place != EU_AT_GRF || src->abs)
		return NULL;
	if (s->dst.type == EU_F && src->type == EU_D)
		return row ? float_of_d : NULL;
	if (s->dst.type == EU_D && src->type == EU_F)
		return row ? d_of_float_V : is_one(src, n) && apart(s, n) ? d_of_float_S : NULL;
	if (src->negate)
		return NULL;
	if (s->dst.type == EU_F && src->type == EU_UW)
		return in_row(src, n, sizeof(u16)) ? float_of_uw : NULL;
	return src->type == s->dst.type && eu_type_bytes(src->type) == sizeof(u32) ?
	       gather_dwords : NULL;
}

/* An immediate has a value of 32 bits for each of 8 channels, also that of a vector. */
static bool adds_words(const struct eu_slow *s)
{
	return s->dst.type == EU_UW && s->src[0].type == EU_UW && s->src[0].place == EU_AT_GRF &&
	       !s->src[0].negate && !s->src[0].abs && s->src[1].place == EU_AT_IMM &&
	       (s->src[1].type == EU_D || s->src[1].type == EU_UW) &&
	       !s->src[1].negate && !s->src[1].abs;
}

eu_exec_fn EU_ISA_NAME(eu_fast_word)(const struct eu_inst *inst, const struct eu_op *op)
{
	const struct eu_slow *s = op->slow;
	u32 n = inst->exec_size;

	if (s->dst.place != EU_AT_GRF || inst->cond || inst->saturate ||
	    !in_row(&s->dst, n, eu_type_bytes(s->dst.type)))
		return NULL;
	if (inst->op == GEN9_EU_MOV)
		return move(s, n);
	return inst->op == GEN9_EU_ADD && adds_words(s) ? add_words : NULL;
}
