// SPDX-License-Identifier: GPL-2.0-only
/*
 * The general way: any legal instruction. It loads the sources as lanes of one class, computes,
 * sets flags, and stores. Takes no lock.
 *
 * Source: PRM SKL Vol. 7, "Source Modifiers", "Saturate", "Conditional Modifiers", "Predication".
 */
#include "eu/float_bits.h"
#include "eu/half.h"
#include "eu/isa.h"
#include "gen9/eu_send_defs.h"

#define GRF_MASK	(GEN9_EU_GRF_FILE_BYTES - 1)
#define DF_SIGN		(1ull << 63)
#define F_MAX		3.40282346638528859811704183484516925440e+38f
#define DF_MAX		1.79769313486231570814527423731704356798070e+308

/* Compute the offsets of an operand whose address is in a0, inside the register file. */
static void indirect_offsets(const struct eu_thread *t, const struct eu_access *a, u32 n, u16 *at)
{
	u32 size = eu_type_bytes(a->type), i;

	for (i = 0; i < n; i++) {
		u32 word = (a->addr + i / a->width * a->addr_step) % 16;
		u32 address = t->exec.address[word / 2] >> word % 2 * 16 & 0xffff;

		at[i] = (u16)((address + (u32)a->imm + a->at[i]) & GRF_MASK & ~(size - 1));
	}
}

static void modify(union eu_lanes *v, u32 class, bool logic, const struct eu_access *a, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (logic) {
			v->uq[i] = ~v->uq[i];
		} else if (class == EU_CLASS_F) {
			v->ud[i] = (v->ud[i] & (a->abs ? EU_F_ABS : ~0u)) ^
				(a->negate ? EU_F_SIGN : 0);
		} else if (class == EU_CLASS_DF) {
			v->uq[i] = (v->uq[i] & (a->abs ? ~DF_SIGN : ~0ull)) ^
				(a->negate ? DF_SIGN : 0);
		} else {
			if (a->abs && class == EU_CLASS_Q && v->q[i] < 0)
				v->uq[i] = -v->uq[i];
			if (a->negate)
				v->uq[i] = -v->uq[i];
		}
	}
}

/* Denormals of HF are zero unless cr0 keeps them. */
static void flush_half(const struct eu_thread *t, union eu_lanes *v, u32 n)
{
	u32 i;

	if (t->exec.cr0 & GEN9_EU_CR0_DENORM_HF)
		return;
	for (i = 0; i < n; i++)
		if ((v->ud[i] & ~EU_F_SIGN) < (EU_F_BIAS - 14) << EU_F_MANT_BITS)
			v->ud[i] &= EU_F_SIGN;
}

/* Moves keep denormals. */
static bool is_move(u32 op)
{
	return op == GEN9_EU_MOV || op == GEN9_EU_SEL;
}

static void load(const struct eu_thread *t, const struct eu_op *op, u32 index, union eu_lanes *to)
{
	const struct eu_slow *s = op->slow;
	const struct eu_access *a = &s->src[index];
	const u8 *base = (const u8 *)t->grf;
	const u16 *at = a->at;
	u32 n = s->inst->exec_size;
	u16 offsets[GEN9_EU_LANES];
	union eu_arf arf;

	if (a->place == EU_AT_IMM) {
		base = op->imm.ub;
	} else if (a->place == EU_AT_ARF) {
		eu_arf_read(t, a, &arf);
		base = arf.ub;
	} else if (a->place == EU_AT_INDIRECT) {
		indirect_offsets(t, a, n, offsets);
		at = offsets;
	}
	s->load[index](base, at, n, to);
	if (a->type == EU_HF && !is_move(s->inst->op))
		flush_half(t, to, n);
	if (a->negate || a->abs)
		modify(to, s->class, s->logic, a, n);
}

static void store(struct eu_thread *t, const struct eu_op *op, u32 mask, const union eu_lanes *v)
{
	const struct eu_slow *s = op->slow;
	const struct eu_access *a = &s->dst;
	u32 n = s->inst->exec_size;
	u16 offsets[GEN9_EU_LANES];
	union eu_arf arf;

	switch (a->place) {
	case EU_AT_GRF:
		if (mask == ~0u >> (GEN9_EU_LANES - n))
			s->store_all((u8 *)t->grf, a->at, n, mask, v);
		else
			s->store((u8 *)t->grf, a->at, n, mask, v);
		break;
	case EU_AT_INDIRECT:
		indirect_offsets(t, a, n, offsets);
		s->store((u8 *)t->grf, offsets, n, mask, v);
		break;
	case EU_AT_ARF:
		if (GEN9_EU_ARF_KIND(a->arf) == GEN9_EU_ARF_ACCUMULATOR)
			break;	/* finish() has stored it */
		eu_arf_read(t, a, &arf);
		s->store(arf.ub, a->at, n, mask, v);
		eu_arf_write(t, a, &arf);
		break;
	default:
		break;
	}
}

static void saturate_float(union eu_lanes *v, u32 class, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (class == EU_CLASS_F)
			v->f[i] = v->f[i] > 0 ? (v->f[i] < 1 ? v->f[i] : 1) : 0;
		else
			v->df[i] = v->df[i] > 0 ? (v->df[i] < 1 ? v->df[i] : 1) : 0;
	}
}

static bool is_float(u32 type)
{
	return type == EU_F || type == EU_DF || type == EU_HF;
}

/* Clamp integers to those of @type. */
static void saturate_integer(union eu_lanes *v, u32 class, u32 type, u32 n)
{
	u32 bits = eu_type_bytes(type) * 8, i;
	bool is_signed = type == EU_D || type == EU_W || type == EU_B || type == EU_Q;
	u64 high = ~0ull >> (64 - bits + is_signed);
	s64 low = is_signed ? -(s64)high - 1 : 0;

	for (i = 0; i < n; i++) {
		if (class == EU_CLASS_UQ || v->q[i] > 0)
			v->uq[i] = min(v->uq[i], high);
		else
			v->q[i] = max(v->q[i], low);
	}
}

/* Drop the bits of integers that @type does not have. */
static void truncate_integer(union eu_lanes *v, u32 type, u32 n)
{
	u32 drop = 64 - eu_type_bytes(type) * 8, i;
	bool is_signed = type == EU_D || type == EU_W || type == EU_B || type == EU_Q;

	for (i = 0; i < n; i++)
		v->uq[i] = is_signed ? (u64)((s64)(v->uq[i] << drop) >> drop) :
			v->uq[i] << drop >> drop;
}

/* Make zeros of the floats that are 0 as integers of @type. */
static void zero_fractions(union eu_lanes *v, u32 class, u32 type, u32 n)
{
	bool is_signed = type == EU_D || type == EU_W || type == EU_B || type == EU_Q;
	u32 i;

	for (i = 0; i < n; i++) {
		double x = class == EU_CLASS_F ? (double)v->f[i] : v->df[i];

		if (x >= 1 || (is_signed && x <= -1))
			continue;
		if (class == EU_CLASS_F)
			v->f[i] = 0;
		else
			v->df[i] = 0;
	}
}

/* Mode ALT has no infinities and no NaN. */
static void alt_float(union eu_lanes *v, u32 class, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (class == EU_CLASS_F) {
			v->f[i] = v->f[i] > F_MAX ? F_MAX : v->f[i] < -F_MAX ? -F_MAX :
				v->f[i] == v->f[i] ? v->f[i] : 0;
		} else {
			v->df[i] = v->df[i] > DF_MAX ? DF_MAX : v->df[i] < -DF_MAX ? -DF_MAX :
				v->df[i] == v->df[i] ? v->df[i] : 0;
		}
	}
}

/* Round values to HF: their bits go to @ud. */
static void round_half(union eu_lanes *v, u32 class, u32 cr0, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		float value = class == EU_CLASS_F ? v->f[i] :
			class == EU_CLASS_DF ? (float)v->df[i] :
			class == EU_CLASS_UQ ? (float)v->uq[i] : (float)v->q[i];

		v->ud[i] = eu_half_of_float(value, cr0);
	}
}

static void saturate(union eu_lanes *v, u32 class, u32 type, u32 n)
{
	bool floats = class == EU_CLASS_F || class == EU_CLASS_DF;
	u32 i;

	if (floats && is_float(type))
		saturate_float(v, class, n);
	else if (!floats && !is_float(type))
		saturate_integer(v, class, type, n);
	else if (!floats)
		for (i = 0; i < n; i++)
			v->q[i] = class == EU_CLASS_UQ ? v->uq[i] > 0 : v->q[i] > 0;
}

/* Return the channels whose result meets a condition. */
static u32 condition(const union eu_lanes *v, u32 class, u32 cond, u32 n)
{
	u32 zero = 0, above = 0, below = 0, i;

	for (i = 0; i < n; i++) {
		bool is_zero = class == EU_CLASS_F ? v->f[i] == 0 :
			class == EU_CLASS_DF ? v->df[i] == 0 : v->uq[i] == 0;
		bool is_above = class == EU_CLASS_F ? v->f[i] > 0 :
			class == EU_CLASS_DF ? v->df[i] > 0 :
			class == EU_CLASS_UQ ? !is_zero : v->q[i] > 0;
		bool is_below = class == EU_CLASS_F ? v->f[i] < 0 :
			class == EU_CLASS_DF ? v->df[i] < 0 :
			class == EU_CLASS_Q && v->q[i] < 0;

		zero |= (u32)is_zero << i;
		above |= (u32)is_above << i;
		below |= (u32)is_below << i;
	}
	switch (cond) {
	case GEN9_EU_COND_Z:
		return zero;
	case GEN9_EU_COND_NZ:
		return ~zero;
	case GEN9_EU_COND_G:
		return above;
	case GEN9_EU_COND_GE:
		return above | zero;
	case GEN9_EU_COND_L:
		return below;
	case GEN9_EU_COND_LE:
		return below | zero;
	case GEN9_EU_COND_U:
		return ~(zero | above | below);
	default:
		return 0;
	}
}

static bool writes_acc(const struct eu_slow *s)
{
	u32 op = s->inst->op;

	return s->inst->acc_write || op == GEN9_EU_ADDC || op == GEN9_EU_SUBB ||
		(s->dst.place == EU_AT_ARF &&
		 GEN9_EU_ARF_KIND(s->dst.arf) == GEN9_EU_ARF_ACCUMULATOR);
}

/* ADDC and SUBB put their carry into the accumulator, MACH its whole sum: its operation did so. */
static bool acc_is_set(u32 op)
{
	return op == GEN9_EU_ADDC || op == GEN9_EU_SUBB || op == GEN9_EU_MACH;
}

/*
 * Flags are those of the final value: saturated, and an integer if a float becomes one. Mesa's
 * brw_opt_cmod_propagation.cpp says so of actual GPUs.
 */
static void finish(struct eu_thread *t, const struct eu_op *op, u32 mask, struct eu_work *w)
{
	const struct eu_slow *s = op->slow;
	bool floats = s->class == EU_CLASS_F || s->class == EU_CLASS_DF;
	u32 cond_class = s->class == EU_CLASS_Q && s->dst.type == EU_UQ ? EU_CLASS_UQ : s->class;
	/* Conversions are moves, too (fquantize2f16 in Mesa's brw_fs_nir.cpp). */
	u32 keep = is_move(s->inst->op) && !op->saturate ? GEN9_EU_CR0_DENORM_HF : 0;

	if (floats && t->exec.cr0 & GEN9_EU_CR0_ALT && s->inst->op != GEN9_EU_MOV)
		alt_float(&w->out, s->class, w->n);
	if (writes_acc(s) && !acc_is_set(s->inst->op))
		eu_acc_store(t, op, mask, &w->out);
	if (op->saturate)
		saturate(&w->out, s->class, s->dst.type, w->n);
	if (op->cond && !floats && !is_float(s->dst.type))
		truncate_integer(&w->out, s->dst.type, w->n);
	if (op->cond && floats && !is_float(s->dst.type))
		zero_fractions(&w->out, s->class, s->dst.type, w->n);
	if (op->cond && s->inst->op != GEN9_EU_CSEL)
		eu_flags_set(t, op, mask, condition(&w->out, cond_class, op->cond, w->n));
	if (s->dst.type == EU_HF)
		round_half(&w->out, s->class, t->exec.cr0 | keep, w->n);
	store(t, op, mask, &w->out);
}

static void finish_compare(struct eu_thread *t, const struct eu_op *op, u32 mask,
			   struct eu_work *w)
{
	u32 i;

	eu_flags_set(t, op, mask, w->truth);
	for (i = 0; i < w->n; i++)
		w->out.q[i] = -(s64)(w->truth >> i & 1);
	store(t, op, mask, &w->out);
}

/* HF and DF have modes of their own. HF is computed as F: its modes are those of the store. */
static void set_modes(struct eu_thread *t, u32 class)
{
	u32 csr = class == EU_CLASS_DF ? eu_modes_csr(t->exec.cr0, true) : t->exec.csr;

	if (csr != t->exec.csr)
		_mm_setcsr(csr);
}

const struct eu_op *EU_ISA_NAME(eu_exec_mid)(struct eu_thread *t, const struct eu_op *op)
{
	const struct eu_slow *s = op->slow;
	bool sel = s->inst->op == GEN9_EU_SEL;
	u32 mask = sel ? eu_flow_mask(t, op) : eu_exec_mask(t, op), i;
	struct eu_work w;

	if (!mask)
		return op + 1;
	w.n = s->inst->exec_size;
	w.t = t;
	w.op = op;
	w.select = sel && op->pred ? eu_pred_bits(t, op) : 0;
	for (i = 0; i < s->src_count; i++)
		load(t, op, i, &w.in[i]);
	set_modes(t, s->class);
	s->compute(&w);
	if (s->inst->op == GEN9_EU_CMP || s->inst->op == GEN9_EU_CMPN)
		finish_compare(t, op, mask, &w);
	else
		finish(t, op, mask, &w);
	if (s->class == EU_CLASS_DF)
		_mm_setcsr(t->exec.csr);
	return op + 1;
}
