// SPDX-License-Identifier: GPL-2.0-only
#include "eu_scalar.h"

#include <math.h>

#include "gen9/eu_send_defs.h"

typedef __int128 s128;

/* A value: an integer, or a float; floats keep their bits for moves. */
struct value {
	bool is_float;
	s128 i;
	double f;
	u64 bits;
};

static bool is_float(u32 type)
{
	return type == EU_F || type == EU_DF || type == EU_HF || type == EU_VF;
}

static bool is_signed(u32 type)
{
	return type == EU_D || type == EU_W || type == EU_B || type == EU_Q || type == EU_V;
}

double eu_scalar_half(u16 half)
{
	int exponent = half >> 10 & 31;
	double mant = half & 0x3ff, value;

	if (exponent == 31)
		value = mant != 0 ? NAN : INFINITY;
	else if (exponent)
		value = ldexp(1 + mant / 1024, exponent - 15);
	else
		value = ldexp(mant / 1024, -14);
	return half & 0x8000 ? -value : value;
}

static double f_of(u32 bits)
{
	float f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static double df_of(u64 bits)
{
	double f;

	memcpy(&f, &bits, sizeof(f));
	return f;
}

static bool keeps_denormals(const struct eu_scalar *s, u32 type)
{
	return s->cr0 & (type == EU_DF ? GEN9_EU_CR0_DENORM_DF :
			 type == EU_HF ? GEN9_EU_CR0_DENORM_HF : GEN9_EU_CR0_DENORM_F);
}

static double least_normal(u32 type)
{
	return type == EU_DF ? 0x1p-1022 : type == EU_HF ? 0x1p-14 : 0x1p-126;
}

static double flush(const struct eu_scalar *s, u32 type, double x)
{
	if (!keeps_denormals(s, type) && fabs(x) < least_normal(type))
		return copysign(0, x);
	return x;
}

static struct value value_of(u32 type, u64 bits)
{
	struct value v = { .is_float = is_float(type), .bits = bits };

	switch (type) {
	case EU_UB:
		v.i = (u8)bits;
		break;
	case EU_B:
		v.i = (s8)bits;
		break;
	case EU_UW:
		v.i = (u16)bits;
		break;
	case EU_W:
		v.i = (s16)bits;
		break;
	case EU_UD:
		v.i = (u32)bits;
		break;
	case EU_D:
		v.i = (s32)bits;
		break;
	case EU_UQ:
		v.i = bits;
		break;
	case EU_Q:
		v.i = (s64)bits;
		break;
	case EU_HF:
		v.f = eu_scalar_half((u16)bits);
		break;
	case EU_F:
		v.f = f_of((u32)bits);
		break;
	default:
		v.f = df_of(bits);
		break;
	}
	return v;
}

static struct value immediate(const struct eu_operand *o, u32 channel)
{
	struct value v = { 0 };
	u32 x;

	switch (o->type) {
	case EU_V:
		v.i = (s32)((u32)o->imm >> 4 * (channel % 8) << 28) >> 28;
		return v;
	case EU_UV:
		v.i = (u32)o->imm >> 4 * (channel % 8) & 15;
		return v;
	case EU_VF:
		x = (u32)o->imm >> 8 * (channel % 4) & 0xff;
		v.is_float = true;
		v.f = x & 0x7f ? ldexp(1 + (x & 15) / 16.0, (int)(x >> 4 & 7) - 3) : 0;
		v.f = x & 0x80 ? -v.f : v.f;
		return v;
	default:
		return value_of(o->type, o->imm);
	}
}

/* Return the byte offset of the element of a channel in the registers. */
static u32 offset_of(const struct eu_scalar *s, const struct eu_operand *o, bool align16,
		     u32 channel, bool dst)
{
	u32 size = eu_type_bytes(o->type), row, column, base;

	if (dst) {
		base = o->indirect ? s->a0[o->addr_subnr] + o->addr_imm : o->nr * 32u + o->subnr;
		base += channel * o->hstride * size;
		return o->indirect ? (base & 4095) / size * size : base;
	}
	row = channel / o->width;
	column = channel % o->width;
	if (align16 && o->width == 4)
		column = o->swizzle >> 2 * column & 3;
	base = o->nr * 32u + o->subnr;
	if (o->indirect)
		base = s->a0[(o->addr_subnr + (o->vstride == EU_VXH ? row : 0)) % 16] +
			o->addr_imm;
	base += (column * o->hstride + (o->vstride == EU_VXH ? 0 : row * o->vstride)) * size;
	return o->indirect ? (base & 4095) / size * size : base;
}

static struct value load(const struct eu_scalar *s, const struct eu_inst *inst, u32 index,
			 u32 channel)
{
	const struct eu_operand *o = &inst->src[index];
	bool logic = inst->op >= GEN9_EU_NOT && inst->op <= GEN9_EU_XOR;
	u64 bits = 0;
	struct value v;

	if (o->file == EU_IMM) {
		v = immediate(o, channel);
	} else if (o->file == EU_ARF) {
		bits = s->acc[channel + (o->nr & 1 ? 32 / eu_type_bytes(o->type) : 0)];
		v = value_of(o->type, bits);
	} else {
		memcpy(&bits, s->grf + offset_of(s, o, inst->align16, channel, false),
		       eu_type_bytes(o->type));
		v = value_of(o->type, bits);
	}
	if (v.is_float && o->abs)
		v.f = fabs(v.f);
	if (v.is_float && o->negate)
		v.f = -v.f;
	if (!v.is_float && o->abs && v.i < 0)
		v.i = -v.i;
	if (!v.is_float && o->negate)
		v.i = logic ? ~v.i : -v.i;
	return v;
}

/* Round to an integer of the type: to zero, clamped. */
static s128 clamp(s128 i, u32 type)
{
	u32 bits = eu_type_bytes(type) * 8;
	s128 high = ((s128)1 << (bits - is_signed(type))) - 1;
	s128 low = is_signed(type) ? -high - 1 : 0;

	return i < low ? low : i > high ? high : i;
}

static s128 int_of_float(double f, u32 type)
{
	if (f != f)
		return 0;
	if (fabs(f) > 0x1p100)
		return clamp(f > 0 ? (s128)1 << 100 : -((s128)1 << 100), type);
	return clamp((s128)f, type);
}

/* Round to the nearest half, ties to even. */
static u16 half_of(double x)
{
	u16 sign = signbit(x) ? 0x8000 : 0, best = 0, i;

	if (x != x)
		return 0x7e00;
	x = fabs(x);
	if (x >= 65520)
		return sign | 0x7c00;
	for (i = 0; i < 0x7c00; i++) {
		double d = fabs(eu_scalar_half(i) - x), least = fabs(eu_scalar_half(best) - x);

		if (d < least || (d == least && !(i & 1)))
			best = i;
	}
	return sign | best;
}

static u64 bits_of(const struct eu_scalar *s, struct value v, u32 type)
{
	float f;
	double df;
	u64 bits = 0;

	if (!is_float(type)) {
		bits = (u64)(v.is_float ? int_of_float(v.f, type) : v.i);
		return bits;
	}
	df = v.is_float ? v.f : (double)v.i;
	if (type == EU_DF) {
		memcpy(&bits, &df, sizeof(df));
	} else if (type == EU_F) {
		f = v.is_float ? (float)v.f : (float)v.i;
		f = (float)flush(s, EU_F, f);
		memcpy(&bits, &f, sizeof(f));
	} else {
		bits = half_of(v.is_float ? v.f : (float)v.i);
		if (!keeps_denormals(s, EU_HF) && !(bits & 0x7c00))
			bits &= 0x8000;
	}
	return bits;
}

/* Return the bit of channel 0. Channels behind the end of the register have none. */
static u32 flag_bit(const struct eu_inst *inst)
{
	return ((inst->flag & 1) * 16 + inst->group) % 32;
}

u32 eu_scalar_pred(const struct eu_scalar *s, const struct eu_inst *inst)
{
	u32 pass = 0, group, i, k;

	for (i = 0; i < inst->exec_size; i++) {
		u32 bit = flag_bit(inst), n = 1, any = 0, all = 1;
		u32 f0 = s->flag[0] >> bit, f1 = s->flag[1] >> bit, f = inst->flag & 2 ? f1 : f0;

		if (inst->pred == GEN9_EU_PRED_ANYV)
			f = f0 | f1;
		if (inst->pred == GEN9_EU_PRED_ALLV)
			f = f0 & f1;
		if (inst->pred >= GEN9_EU_PRED_ANY2H)
			n = 2u << (inst->pred - GEN9_EU_PRED_ANY2H) / 2;
		group = i / n * n;
		for (k = group; k < group + n; k++) {
			any |= f >> k & 1;
			all &= f >> k & 1;
		}
		if (inst->pred >= GEN9_EU_PRED_ANY2H)
			any = inst->pred % 2 ? all : any;
		if (!inst->pred || any != inst->pred_invert)
			pass |= 1u << i;
	}
	return pass;
}

static bool holds(u32 cond, double f, s128 i, bool floats)
{
	switch (cond) {
	case GEN9_EU_COND_Z:
		return floats ? f == 0 : i == 0;
	case GEN9_EU_COND_NZ:
		return floats ? f != 0 : i != 0;
	case GEN9_EU_COND_G:
		return floats ? f > 0 : i > 0;
	case GEN9_EU_COND_GE:
		return floats ? f >= 0 : i >= 0;
	case GEN9_EU_COND_L:
		return floats ? f < 0 : i < 0;
	case GEN9_EU_COND_LE:
		return floats ? f <= 0 : i <= 0;
	case GEN9_EU_COND_U:
		return floats && f != f;
	default:
		return false;
	}
}

/* Compare two values. */
static bool related(u32 cond, struct value a, struct value b)
{
	if (!a.is_float)
		return holds(cond, 0, a.i - b.i, false);
	switch (cond) {
	case GEN9_EU_COND_Z:
		return a.f == b.f;
	case GEN9_EU_COND_NZ:
		return a.f != b.f;
	case GEN9_EU_COND_G:
		return a.f > b.f;
	case GEN9_EU_COND_GE:
		return a.f >= b.f;
	case GEN9_EU_COND_L:
		return a.f < b.f;
	case GEN9_EU_COND_LE:
		return a.f <= b.f;
	default:
		return false;
	}
}

/* Round a float result to the precision in which the instruction computes. */
static double rounded(const struct eu_scalar *s, bool df, double x)
{
	return df ? flush(s, EU_DF, x) : flush(s, EU_F, (float)x);
}

static s128 shift_count(const struct eu_inst *inst, struct value v)
{
	bool wide = eu_type_bytes(inst->dst.type) == 8 || eu_type_bytes(inst->src[0].type) == 8;

	return v.i & (wide ? 63 : 31);
}

static s128 unsigned_of(s128 i, u32 type)
{
	return i & (((s128)1 << eu_type_bytes(type) * 8) - 1);
}

static struct value integer_op(const struct eu_inst *inst, struct value a, struct value b,
			       struct value c)
{
	struct value r = { 0 };
	u32 x = (u32)a.i, y = (u32)b.i, z = (u32)c.i, k;

	switch (inst->op) {
	case GEN9_EU_NOT:
		r.i = ~a.i;
		break;
	case GEN9_EU_AND:
		r.i = a.i & b.i;
		break;
	case GEN9_EU_OR:
		r.i = a.i | b.i;
		break;
	case GEN9_EU_XOR:
		r.i = a.i ^ b.i;
		break;
	case GEN9_EU_SHL:
		r.i = (s128)((u128)a.i << shift_count(inst, b));
		break;
	case GEN9_EU_SHR:
		r.i = unsigned_of(a.i, inst->src[0].type) >> shift_count(inst, b);
		break;
	case GEN9_EU_ASR:
		r.i = a.i >> shift_count(inst, b);
		break;
	case GEN9_EU_ADD:
		r.i = a.i + b.i;
		break;
	case GEN9_EU_MUL:
		r.i = a.i * b.i;
		break;
	case GEN9_EU_AVG:
		r.i = (a.i + b.i + 1) >> 1;
		break;
	case GEN9_EU_MAD:
		r.i = a.i + b.i * c.i;
		break;
	case GEN9_EU_BFREV:
		for (k = 0; k < 32; k++)
			r.i |= (s128)(x >> k & 1) << (31 - k);
		break;
	case GEN9_EU_BFE:
		for (k = 0; k < (x & 31) && k + (y & 31) < 32; k++)
			r.i |= (s128)(z >> (k + (y & 31)) & 1) << k;
		if (inst->src[2].type == EU_D && k && r.i >> (k - 1) & 1)
			r.i -= (s128)1 << k;
		break;
	case GEN9_EU_BFI1:
		for (k = 0; k < (x & 31); k++)
			if (k + (y & 31) < 32)
				r.i |= (s128)1 << (k + (y & 31));
		break;
	case GEN9_EU_BFI2:
		r.i = z & ~x;
		for (k = 0; k < 32 && !(x >> k & 1);)
			k++;
		if (k < 32)
			r.i |= y << k & x;
		break;
	case GEN9_EU_LZD:
		for (k = 0; k < 32 && !(x >> (31 - k) & 1);)
			k++;
		r.i = k;
		break;
	case GEN9_EU_FBH:
		if (inst->src[0].type == EU_D && x >> 31)
			x = ~x;
		for (k = 0; k < 32 && !(x >> (31 - k) & 1);)
			k++;
		r.i = k == 32 ? 0xffffffff : k;
		break;
	case GEN9_EU_FBL:
		for (k = 0; k < 32 && !(x >> k & 1);)
			k++;
		r.i = k == 32 ? 0xffffffff : k;
		break;
	case GEN9_EU_CBIT:
		for (k = 0; k < 32; k++)
			r.i += x >> k & 1;
		break;
	case GEN9_EU_MATH:
		if (inst->math == GEN9_EU_MATH_INT_QUOTIENT)
			r.i = b.i ? a.i / b.i : inst->src[0].type == EU_UD ? 0xffffffff :
				a.i < 0 ? -0x80000000ll : 0x7fffffff;
		else
			r.i = b.i ? a.i % b.i : a.i;
		break;
	default:
		r = a;
		break;
	}
	return r;
}

static struct value float_op(const struct eu_scalar *s, const struct eu_inst *inst, struct value a,
			     struct value b, struct value c)
{
	bool df = inst->src[0].type == EU_DF;
	struct value r = { .is_float = true };

	if (inst->op != GEN9_EU_MOV && inst->op != GEN9_EU_CSEL) {
		a.f = flush(s, inst->src[0].type, a.f);
		b.f = flush(s, inst->src[1].type, b.f);
	}
	if (inst->op == GEN9_EU_MOV && inst->src[0].type == EU_F && inst->dst.type == EU_DF)
		a.f = flush(s, EU_F, a.f);
	if (inst->op != GEN9_EU_MOV)
		c.f = flush(s, inst->src[2].type, c.f);
	switch (inst->op) {
	case GEN9_EU_ADD:
		r.f = rounded(s, df, a.f + b.f);
		break;
	case GEN9_EU_MUL:
		r.f = rounded(s, df, a.f * b.f);
		break;
	case GEN9_EU_MAD:
		r.f = rounded(s, df, df ? fma(b.f, c.f, a.f) :
				     fmaf((float)b.f, (float)c.f, (float)a.f));
		break;
	case GEN9_EU_LRP:
		r.f = rounded(s, df, rounded(s, df, a.f * b.f) +
			      rounded(s, df, rounded(s, df, 1 - a.f) * c.f));
		break;
	case GEN9_EU_FRC:
		r.f = rounded(s, df, a.f - floor(a.f));
		if (r.f == 1)
			r.f = 0x1.fffffep-1;
		if (isinf(a.f))
			r.f = NAN;
		break;
	case GEN9_EU_RNDD:
		r.f = floor(a.f);
		break;
	case GEN9_EU_RNDU:
		r.f = ceil(a.f);
		break;
	case GEN9_EU_RNDE:
		r.f = nearbyint(a.f);
		break;
	case GEN9_EU_RNDZ:
		r.f = trunc(a.f);
		break;
	case GEN9_EU_CSEL:
		r.f = holds(inst->cond, c.f, 0, true) ? a.f : b.f;
		break;
	default:
		r.f = a.f;
		break;
	}
	return r;
}

static struct value select_op(const struct eu_inst *inst, bool take, struct value a, struct value b)
{
	if (inst->cond == GEN9_EU_COND_GE || inst->cond == GEN9_EU_COND_L)
		take = related(inst->cond, a, b) || (b.is_float && b.f != b.f);
	return take ? a : b;
}

/* MAC, MACH, ADDC and SUBB read or write the accumulator of the channel. */
static struct value acc_op(struct eu_scalar *s, const struct eu_inst *inst, u32 channel,
			   struct value a, struct value b)
{
	struct value r = { 0 };
	u64 acc = s->acc[channel];

	switch (inst->op) {
	case GEN9_EU_MAC:
		r.i = (s128)(s64)acc + a.i * b.i;
		break;
	case GEN9_EU_MACH:
		acc += (u64)(a.i * (b.i >> 16)) << 16;
		r.i = inst->src[0].type == EU_D ? (s64)acc >> 32 : (s64)(acc >> 32);
		s->acc[channel] = acc;
		break;
	case GEN9_EU_ADDC:
		r.i = (u32)a.i + (u32)b.i;
		s->acc[channel] = ((u64)(u32)a.i + (u32)b.i) >> 32;
		break;
	default:
		r.i = (u32)a.i - (u32)b.i;
		s->acc[channel] = (u32)a.i < (u32)b.i;
		break;
	}
	return r;
}

/* PLN and LINE: a plane with p, q, an unused value, r. */
static struct value plane_op(const struct eu_scalar *s, const struct eu_inst *inst, u32 channel)
{
	struct value r = { .is_float = true };
	float plane[4], u, v;
	u32 at;

	memcpy(plane, s->grf + inst->src[0].nr * 32u + inst->src[0].subnr, sizeof(plane));
	at = inst->src[1].nr * 32u + channel / 8 * 64 + channel % 8 * 4;
	memcpy(&u, s->grf + at, sizeof(u));
	memcpy(&v, s->grf + at + 32, sizeof(v));
	if (inst->op == GEN9_EU_LINE)
		u = (float)load(s, inst, 1, channel).f;
	r.f = rounded(s, false, flush(s, EU_F, plane[0]) * flush(s, EU_F, u));
	r.f = rounded(s, false, r.f + flush(s, EU_F, plane[3]));
	if (inst->op == GEN9_EU_PLN)
		r.f = rounded(s, false, r.f + rounded(s, false, flush(s, EU_F, plane[1]) *
						     flush(s, EU_F, v)));
	return r;
}

static struct value compute(struct eu_scalar *s, const struct eu_inst *inst, u32 channel,
			    bool take)
{
	struct value v[3] = { { 0 } };
	u32 i;

	for (i = 0; i < inst->src_count; i++)
		v[i] = load(s, inst, i, channel);
	switch (inst->op) {
	case GEN9_EU_SEL:
		return select_op(inst, take, v[0], v[1]);
	case GEN9_EU_MAC:
	case GEN9_EU_MACH:
	case GEN9_EU_ADDC:
	case GEN9_EU_SUBB:
		return acc_op(s, inst, channel, v[0], v[1]);
	case GEN9_EU_PLN:
	case GEN9_EU_LINE:
		return plane_op(s, inst, channel);
	default:
		return v[0].is_float ? float_op(s, inst, v[0], v[1], v[2]) :
			integer_op(inst, v[0], v[1], v[2]);
	}
}

static void set_flag(struct eu_scalar *s, const struct eu_inst *inst, u32 channel, bool truth)
{
	u32 bit = (u32)(1ull << (flag_bit(inst) + channel));
	u32 *flag = &s->flag[inst->flag >> 1];

	*flag = truth ? *flag | bit : *flag & ~bit;
}

static void store(struct eu_scalar *s, const struct eu_inst *inst, u32 channel, u64 bits)
{
	if (inst->dst.file == EU_GRF)
		memcpy(s->grf + offset_of(s, &inst->dst, false, channel, true), &bits,
		       eu_type_bytes(inst->dst.type));
}

static void exec_compare(struct eu_scalar *s, const struct eu_inst *inst, u32 channel)
{
	struct value a = load(s, inst, 0, channel), b = load(s, inst, 1, channel);
	bool truth;

	a.f = flush(s, inst->src[0].type, a.f);
	b.f = flush(s, inst->src[1].type, b.f);
	truth = related(inst->cond, a, b) || (inst->op == GEN9_EU_CMPN && a.is_float &&
					      inst->cond >= GEN9_EU_COND_G && b.f != b.f);
	set_flag(s, inst, channel, truth);
	store(s, inst, channel, truth ? ~0ull : 0);
}

/* Moves keep all bits. */
static bool is_raw(const struct eu_inst *inst)
{
	return (inst->op == GEN9_EU_MOV || inst->op == GEN9_EU_SEL || inst->op == GEN9_EU_CSEL) &&
		inst->dst.type == inst->src[0].type && is_float(inst->dst.type) &&
		!inst->saturate;
}

/* The bits of a float that is moved: its modifiers change the sign alone. */
static u64 raw_bits(const struct eu_scalar *s, const struct eu_inst *inst, u32 channel,
		    struct value result)
{
	u32 size = eu_type_bytes(inst->dst.type), i;
	u64 bits;

	for (i = 0; i < inst->src_count; i++) {
		struct value v = load(s, inst, i, channel);

		if (inst->src[i].file == EU_IMM || memcmp(&v.f, &result.f, sizeof(v.f)))
			continue;
		bits = v.bits & ~(1ull << (size * 8 - 1));
		return bits | (u64)!!signbit(v.f) << (size * 8 - 1);
	}
	return bits_of(s, result, inst->dst.type);
}

static bool is_acc(const struct eu_operand *o)
{
	return o->file == EU_ARF && GEN9_EU_ARF_KIND(o->nr) == GEN9_EU_ARF_ACCUMULATOR;
}

static void write_acc(struct eu_scalar *s, const struct eu_inst *inst, u32 channel, struct value r)
{
	float f = (float)r.f;
	u32 bits;

	memcpy(&bits, &f, sizeof(bits));
	if (r.is_float && inst->src[0].type != EU_DF)
		s->acc[channel] = bits;
	else if (r.is_float)
		memcpy(&s->acc[channel], &r.f, sizeof(r.f));
	else
		s->acc[channel] = (u64)r.i;
}

static void exec_channel(struct eu_scalar *s, const struct eu_inst *inst, u32 channel, bool take)
{
	struct value r = compute(s, inst, channel, take), whole;
	u32 type = inst->dst.type, cond_type = inst->src[0].type == EU_DF ? EU_DF : EU_F;
	u32 cr0 = s->cr0;
	u64 bits;

	if ((inst->acc_write && inst->op != GEN9_EU_MACH && inst->op != GEN9_EU_ADDC &&
	     inst->op != GEN9_EU_SUBB) || is_acc(&inst->dst))
		write_acc(s, inst, channel, r);
	if (inst->saturate && is_float(type) && r.is_float)
		r.f = r.f > 0 ? fmin(r.f, 1) : 0;
	else if (inst->saturate && is_float(type))
		r.i = r.i > 0;
	else if (inst->saturate && !r.is_float)
		r.i = clamp(r.i, type);
	whole = r;
	if (!r.is_float && !is_float(type) && !inst->saturate)
		whole = value_of(type, (u64)r.i);
	if (r.is_float && !is_float(type))
		whole = value_of(type, (u64)int_of_float(r.f, type));
	if (inst->cond && inst->op != GEN9_EU_SEL && inst->op != GEN9_EU_CSEL)
		set_flag(s, inst, channel, holds(inst->cond, flush(s, cond_type, whole.f),
						 whole.i, whole.is_float));
	/* Moves to HF keep denormals. */
	if ((inst->op == GEN9_EU_MOV || inst->op == GEN9_EU_SEL) && !inst->saturate)
		s->cr0 |= GEN9_EU_CR0_DENORM_HF;
	bits = is_raw(inst) ? raw_bits(s, inst, channel, r) : bits_of(s, r, type);
	s->cr0 = cr0;
	store(s, inst, channel, bits);
}

void eu_scalar_exec(struct eu_scalar *s, const struct eu_inst *inst)
{
	u32 pass = eu_scalar_pred(s, inst), mask, i;
	struct eu_scalar before = *s;
	u32 enabled = inst->mask_disable ? ~0u : s->enabled >> inst->group;

	for (i = 0; i < inst->exec_size; i++) {
		struct eu_scalar old = before;

		mask = inst->op == GEN9_EU_SEL ? enabled : enabled & pass;
		if (!(mask >> i & 1) || (inst->align16 && !(inst->dst.writemask >> i % 4 & 1)))
			continue;
		/* all channels read before one writes */
		memcpy(old.acc, s->acc, sizeof(old.acc));
		memcpy(old.flag, s->flag, sizeof(old.flag));
		if (inst->op == GEN9_EU_CMP || inst->op == GEN9_EU_CMPN)
			exec_compare(&old, inst, i);
		else
			exec_channel(&old, inst, i, pass >> i & 1);
		memcpy(s->acc, old.acc, sizeof(old.acc));
		memcpy(s->flag, old.flag, sizeof(old.flag));
		if (inst->dst.file == EU_GRF) {
			u32 at = offset_of(s, &inst->dst, false, i, true);

			memcpy(s->grf + at, old.grf + at, eu_type_bytes(inst->dst.type));
		}
	}
}
