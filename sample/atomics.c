// SPDX-License-Identifier: GPL-2.0-only
/*
 * Atomic operations (atomics.h). Takes no lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Atomic Operations".
 */
#include "sample/atomics.h"

#include "eu/float_bits.h"

#define TRIES	1000u	/* to store, while others change the value */

static const s8 operands[] = {
	-EINVAL,
	[GEN9_ATOMIC_AND] = 1,
	[GEN9_ATOMIC_OR] = 1,
	[GEN9_ATOMIC_XOR] = 1,
	[GEN9_ATOMIC_MOV] = 1,
	[GEN9_ATOMIC_INC] = 0,
	[GEN9_ATOMIC_DEC] = 0,
	[GEN9_ATOMIC_ADD] = 1,
	[GEN9_ATOMIC_SUB] = 1,
	[GEN9_ATOMIC_REVSUB] = 1,
	[GEN9_ATOMIC_IMAX] = 1,
	[GEN9_ATOMIC_IMIN] = 1,
	[GEN9_ATOMIC_UMAX] = 1,
	[GEN9_ATOMIC_UMIN] = 1,
	[GEN9_ATOMIC_CMPWR] = 2,
	[GEN9_ATOMIC_PREDEC] = 0,
};

static const s8 float_operands[] = {
	-EINVAL,
	[GEN9_ATOMIC_FMAX] = 1,
	[GEN9_ATOMIC_FMIN] = 1,
	[GEN9_ATOMIC_FCMPWR] = 2,
};

int sample_atomic_operands(u32 op, bool is_float)
{
	u64 index = op;

	if (!port_index(&index, is_float ? ARRAY_SIZE(float_operands) : ARRAY_SIZE(operands)))
		return -EINVAL;
	return is_float ? float_operands[index] : operands[index];
}

static u64 new_float(const struct sample_atomic *atomic, u64 old)
{
	float value = eu_float_of_bits((u32)old);
	float src = eu_float_of_bits((u32)atomic->src[0]);

	switch (atomic->op) {
	case GEN9_ATOMIC_FMAX:
		return src > value || value != value ? atomic->src[0] : old;
	case GEN9_ATOMIC_FMIN:
		return src < value || value != value ? atomic->src[0] : old;
	default:
		return value == src ? atomic->src[1] : old;
	}
}

static s64 as_signed(const struct sample_atomic *atomic, u64 value)
{
	return atomic->bytes == sizeof(u64) ? (s64)value : (s32)value;
}

static u64 new_integer(const struct sample_atomic *atomic, u64 old)
{
	u64 src = atomic->src[0];

	switch (atomic->op) {
	case GEN9_ATOMIC_AND:
		return old & src;
	case GEN9_ATOMIC_OR:
		return old | src;
	case GEN9_ATOMIC_XOR:
		return old ^ src;
	case GEN9_ATOMIC_MOV:
		return src;
	case GEN9_ATOMIC_INC:
		return old + 1;
	case GEN9_ATOMIC_DEC:
	case GEN9_ATOMIC_PREDEC:
		return old - 1;
	case GEN9_ATOMIC_ADD:
		return old + src;
	case GEN9_ATOMIC_SUB:
		return old - src;
	case GEN9_ATOMIC_REVSUB:
		return src - old;
	case GEN9_ATOMIC_IMAX:
		return as_signed(atomic, src) > as_signed(atomic, old) ? src : old;
	case GEN9_ATOMIC_IMIN:
		return as_signed(atomic, src) < as_signed(atomic, old) ? src : old;
	case GEN9_ATOMIC_UMAX:
		return max(src, old);
	case GEN9_ATOMIC_UMIN:
		return min(src, old);
	default:
		return old == src ? atomic->src[1] : old;
	}
}

/* Return the new value, in the low &sample_atomic.bytes bytes. */
static u64 new_value(const struct sample_atomic *atomic, u64 old)
{
	u64 value = atomic->is_float ? new_float(atomic, old) : new_integer(atomic, old);

	return atomic->bytes == sizeof(u64) ? value : (u32)value;
}

static u64 load(const void *at, u32 bytes)
{
	return bytes == sizeof(u64) ? READ_ONCE(*(const u64 *)at) : READ_ONCE(*(const u32 *)at);
}

static void store(void *at, u32 bytes, u64 value)
{
	if (bytes == sizeof(u64))
		WRITE_ONCE(*(u64 *)at, value);
	else
		WRITE_ONCE(*(u32 *)at, (u32)value);
}

/* Return the value that was there: @old, if @value was stored. */
static u64 exchange(void *at, u32 bytes, u64 old, u64 value)
{
	return bytes == sizeof(u64) ? cmpxchg((u64 *)at, old, value) :
				      cmpxchg((u32 *)at, (u32)old, (u32)value);
}

u64 sample_atomic_run(const struct sample_atomic *atomic, const void *read, void *write)
{
	u64 old = load(read, atomic->bytes), value, seen;
	u32 tries;

	for (tries = 0; tries < TRIES; tries++) {
		value = new_value(atomic, old);
		if (read != write) {
			store(write, atomic->bytes, value);
			break;
		}
		seen = exchange(write, atomic->bytes, old, value);
		if (seen == old)
			break;
		old = seen;
	}
	return !atomic->is_float && atomic->op == GEN9_ATOMIC_PREDEC ? value : old;
}
