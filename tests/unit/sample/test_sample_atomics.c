// SPDX-License-Identifier: GPL-2.0-only
/* Test the atomic messages of the data ports against a plain array of bytes. */
#include "sample_ports.h"

#include "gen9/eu_defs.h"

/* What an operation makes of two values of @bits bits, in wide arithmetic */
static u64 model_atomic(u32 op, u32 bits, u64 old, u64 a, u64 b)
{
	s64 s_old = bits == 64 ? (s64)old : (s32)old, s_a = bits == 64 ? (s64)a : (s32)a;

	switch (op) {
	case GEN9_ATOMIC_AND:
		return old & a;
	case GEN9_ATOMIC_OR:
		return old | a;
	case GEN9_ATOMIC_XOR:
		return old ^ a;
	case GEN9_ATOMIC_MOV:
		return a;
	case GEN9_ATOMIC_INC:
		return old + 1;
	case GEN9_ATOMIC_DEC:
		return old - 1;
	case GEN9_ATOMIC_ADD:
		return old + a;
	case GEN9_ATOMIC_SUB:
		return old - a;
	case GEN9_ATOMIC_REVSUB:
		return a - old;
	case GEN9_ATOMIC_IMAX:
		return s_old > s_a ? old : a;
	case GEN9_ATOMIC_IMIN:
		return s_old < s_a ? old : a;
	case GEN9_ATOMIC_UMAX:
		return old > a ? old : a;
	case GEN9_ATOMIC_UMIN:
		return old < a ? old : a;
	case GEN9_ATOMIC_CMPWR:
		return old == a ? b : old;
	default:
		return old - 1;
	}
}

static void untyped_atomics_change_memory_in_order(void **state)
{
	u32 op, lanes, lane, regs, a, b, offset, want, got, round;
	struct letter letter;
	struct port port;

	port_open(&port);
	for (op = GEN9_ATOMIC_AND; op <= GEN9_ATOMIC_PREDEC; op++) {
		for (round = 0; round < 20; round++) {
			lanes = round & 1 ? 16 : 8;
			regs = lanes / 8;
			letter_open(&letter, GEN9_SFID_DATA_CACHE_1, lanes, 3 * regs, regs);
			letter.message.desc = descriptor(GEN9_DC1_UNTYPED_ATOMIC, BUFFER, false);
			set_field(&letter.message.desc, GEN9_DP_ATOMIC_OP, op);
			set_field(&letter.message.desc, GEN9_DP_ATOMIC_SIMD8, lanes == 8);
			set_field(&letter.message.desc, GEN9_DP_ATOMIC_RETURN, 1);
			for (lane = 0; lane < lanes; lane++) {
				/* Several channels have one address. */
				letter.src[lane / 8].ud[lane % 8] =
					round & 2 ? 64 : some_offset(&port, 4);
				a = rig_random(&port.seed);
				offset = letter.src[lane / 8].ud[lane % 8];
				if (op == GEN9_ATOMIC_CMPWR && round & 4)
					a = model_dword(&port, offset);
				letter.src[regs + lane / 8].ud[lane % 8] = a;
				letter.src[2 * regs + lane / 8].ud[lane % 8] =
					rig_random(&port.seed);
			}
			send(&port, &letter);
			for (lane = 0; lane < lanes; lane++) {
				offset = letter.src[lane / 8].ud[lane % 8];
				a = letter.src[regs + lane / 8].ud[lane % 8];
				b = letter.src[2 * regs + lane / 8].ud[lane % 8];
				got = letter.dst[lane / 8].ud[lane % 8];
				if ((u64)offset + 4 > BYTES) {
					assert_int_equal(got, 0);
					continue;
				}
				want = model_dword(&port, offset);
				b = (u32)model_atomic(op, 32, want, a, b);
				assert_int_equal(got, op == GEN9_ATOMIC_PREDEC ? b : want);
				model_write(port.model, offset, b, 4);
			}
		}
	}
	port_close(&port);
}

static void float_atomics_compare_floats(void **state)
{
	static const struct {
		u32 op;
		float old, a, b, want;
	} rows[] = {
		{ GEN9_ATOMIC_FMAX, 1, 2, 0, 2 }, { GEN9_ATOMIC_FMAX, -1, -2, 0, -1 },
		{ GEN9_ATOMIC_FMIN, 1, 2, 0, 1 }, { GEN9_ATOMIC_FMIN, -1, -2, 0, -2 },
		{ GEN9_ATOMIC_FCMPWR, 0, -0.0f, 5, 5 }, { GEN9_ATOMIC_FCMPWR, 1, 2, 5, 1 },
	};
	struct letter letter;
	struct port port;
	u32 i;

	port_open(&port);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_put(&port.rig, STATES_DATA + 16, &rows[i].old, 4);
		letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 3, 1);
		letter.message.desc = descriptor(GEN9_DC1_UNTYPED_FLOAT_ATOMIC, BUFFER, false);
		set_field(&letter.message.desc, GEN9_DP_ATOMIC_FLOAT_OP, rows[i].op);
		set_field(&letter.message.desc, GEN9_DP_ATOMIC_SIMD8, 1);
		set_field(&letter.message.desc, GEN9_DP_ATOMIC_RETURN, 1);
		letter.message.mask = 4;
		letter.src[0].ud[2] = 16;
		letter.src[1].f[2] = rows[i].a;
		letter.src[2].f[2] = rows[i].b;
		send(&port, &letter);
		assert_true(letter.dst[0].f[2] == rows[i].old);
		memcpy(port.model + 16, &rows[i].want, 4);
	}
	port_close(&port);
}

static void a64_atomics_have_64_bits(void **state)
{
	u64 old, a, b, got, want;
	struct letter letter;
	struct port port;
	u32 op;

	port_open(&port);
	for (op = GEN9_ATOMIC_AND; op <= GEN9_ATOMIC_PREDEC; op++) {
		letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 6, 2);
		letter.message.desc = descriptor(GEN9_DC1_A64_ATOMIC, GEN9_INDEX_STATELESS, false);
		set_field(&letter.message.desc, GEN9_DP_ATOMIC_OP, op);
		set_field(&letter.message.desc, GEN9_DP_A64_QWORDS, 1);
		set_field(&letter.message.desc, GEN9_DP_ATOMIC_RETURN, 1);
		letter.message.mask = 0x20;
		a = (u64)rig_random(&port.seed) << 32 | rig_random(&port.seed);
		b = (u64)rig_random(&port.seed) << 32 | rig_random(&port.seed);
		memcpy(&old, port.model + 40, 8);
		letter.src[1].uq[1] = STATES_DATA + 40;
		letter.src[3].uq[1] = op == GEN9_ATOMIC_CMPWR ? old : a;
		letter.src[5].uq[1] = b;
		send(&port, &letter);
		want = model_atomic(op, 64, old, letter.src[3].uq[1], b);
		got = letter.dst[1].uq[1];
		assert_true(got == (op == GEN9_ATOMIC_PREDEC ? want : old));
		model_write(port.model, 40, want, 8);
	}
	port_close(&port);
}

static void typed_atomics_change_texels(void **state)
{
	u32 dw[GEN9_SURFACE_STATE_DWORDS], old;
	struct letter letter;
	struct port port;

	port_open(&port);
	buffer_state(dw, GEN9_FORMAT_R32_UINT, STATES_DATA, BYTES / 4, 4);
	bind(&port.rig, 4, dw);
	letter_open(&letter, GEN9_SFID_DATA_CACHE_1, 8, 1, 1);
	letter.message.ex_src_regs = 1;
	letter.message.desc = descriptor(GEN9_DC1_TYPED_ATOMIC, 4, false);
	set_field(&letter.message.desc, GEN9_DP_ATOMIC_OP, GEN9_ATOMIC_ADD);
	set_field(&letter.message.desc, GEN9_DP_ATOMIC_RETURN, 1);
	letter.src[0].ud[0] = 9;
	letter.src[0].ud[1] = BYTES / 4;
	letter.ex_src[0].ud[0] = 1000;
	letter.ex_src[0].ud[1] = 1000;
	letter.message.mask = 3;
	old = model_dword(&port, 36);
	send(&port, &letter);
	assert_int_equal(letter.dst[0].ud[0], old);
	assert_int_equal(letter.dst[0].ud[1], 0);
	model_write(port.model, 36, old + 1000, 4);
	port_close(&port);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(untyped_atomics_change_memory_in_order),
		cmocka_unit_test(float_atomics_compare_floats),
		cmocka_unit_test(a64_atomics_have_64_bits),
		cmocka_unit_test(typed_atomics_change_texels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
