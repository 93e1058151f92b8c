// SPDX-License-Identifier: GPL-2.0-only
/* Make programs of kernels' bytes: how far the code goes, what is refused, what is read. */
#include "port.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "tests/lib/eu_rig.h"

#define NOP		{ GEN9_EU_NOP }
/* send to the thread spawner from r112, which ends the thread */
#define EOT		{ 0x07600031, 0x20000a40, 0x0e000e00, 0x82000010 }
#define ENDIF(jip)	{ GEN9_EU_ENDIF, 0, 0, (u32)(jip) }

struct bytes {
	const u32 *dw;
	u32 size;
	u32 read;	/* bytes that were read, each once and in order */
	bool endless;	/* any offset has a NOP */
	const char *refused;
	u32 polls;
	u32 polls_left;	/* polls until one fails; 0: none does */
};

static int read_bytes(void *client, u64 offset, void *to, u32 bytes)
{
	static const u32 nop[4] = NOP;
	struct bytes *b = client;

	assert_int_equal(offset, b->read);
	b->read += bytes;
	if (b->endless) {
		assert_true(offset % 8 == 0 && bytes == 8);
		memcpy(to, (const u8 *)nop + offset % 16, bytes);
		return 0;
	}
	if (offset + bytes > b->size)
		return -EFAULT;
	memcpy(to, (const u8 *)b->dw + offset, bytes);
	return 0;
}

static void note_refused(void *client, const char *what)
{
	struct bytes *b = client;

	assert_null(b->refused);
	b->refused = what;
}

static int poll(void *client)
{
	struct bytes *b = client;

	b->polls++;
	return b->polls_left && !--b->polls_left ? -ECANCELED : 0;
}

static int create(struct bytes *b, struct eu_program **p)
{
	struct eu_code code = { .read = read_bytes, .client = b, .poll = poll,
				.refuse = note_refused };

	*p = NULL;
	return eu_program_create(&code, p);
}

static void the_code_ends_where_no_path_goes_on(void **state)
{
	static const u32 kernel[][4] = { NOP, EOT, NOP };
	struct bytes b = { .dw = kernel[0], .size = sizeof(kernel) };
	struct eu_program *p;
	struct eu_thread t;

	assert_int_equal(create(&b, &p), 0);
	assert_int_equal(eu_program_bytes(p), 32);
	assert_memory_equal(eu_program_code(p), kernel, 32);
	assert_int_equal(b.read, 32);
	memset(&t, 0, sizeof(t));
	eu_rig_reset();
	eu_rig_thread(&t, 1);
	eu_thread_init(&t);
	assert_int_equal(eu_thread_run(p, &t), EU_END);
	assert_int_equal(eu_rig_sends, 1);
	eu_program_destroy(p);
}

static void jumps_lead_to_instructions(void **state)
{
	static const u32 good[][4] = { ENDIF(32), NOP, EOT };
	static const u32 inside[][4] = { ENDIF(24), NOP, EOT };
	static const u32 odd[][4] = { ENDIF(20), NOP, EOT };
	static const u32 before[][4] = { ENDIF(-16), NOP, EOT };
	static const u32 far[][4] = { ENDIF(0x7ffffff0), NOP, EOT };
	const struct {
		const u32 *dw;
		int err;
	} rows[] = {
		{ good[0], 0 }, { inside[0], -EINVAL }, { odd[0], -EINVAL },
		{ before[0], -EINVAL }, { far[0], -E2BIG },
	};
	struct eu_program *p;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes b = { .dw = rows[i].dw, .size = sizeof(good) };

		assert_int_equal(create(&b, &p), rows[i].err);
		eu_program_destroy(p);
	}
}

static void code_without_an_end_is_refused(void **state)
{
	static const u32 kernel[][4] = { NOP, NOP };
	struct bytes cut = { .dw = kernel[0], .size = sizeof(kernel) };
	struct bytes endless = { .endless = true };
	struct eu_program *p;

	assert_int_equal(create(&cut, &p), -EFAULT);
	assert_int_equal(create(&endless, &p), -E2BIG);
	assert_true(endless.read <= (EU_PROGRAM_INSTS + 1) * GEN9_EU_INST_BYTES);
}

/* All steps of the making poll: a program of 10000 instructions cannot be made at once. */
static void the_making_polls_and_is_cancelled(void **state)
{
	static u32 kernel[10000][4];
	static const u32 nop[4] = NOP, eot[4] = EOT;
	struct bytes b = { .dw = kernel[0], .size = sizeof(kernel) };
	struct eu_program *p;
	u32 i, polls;

	for (i = 0; i < ARRAY_SIZE(kernel) - 1; i++)
		memcpy(kernel[i], nop, sizeof(nop));
	memcpy(kernel[i], eot, sizeof(eot));
	assert_int_equal(create(&b, &p), 0);
	polls = b.polls;
	assert_in_range(polls, 4 * ARRAY_SIZE(kernel) / 1000, 4 * ARRAY_SIZE(kernel));
	assert_in_range(eu_program_memory(p), sizeof(kernel), EU_PROGRAM_MEMORY);
	eu_program_destroy(p);
	for (i = 1; i <= polls; i += polls / 40) {
		struct bytes cut = { .dw = kernel[0], .size = sizeof(kernel), .polls_left = i };

		assert_int_equal(create(&cut, &p), -ECANCELED);
		assert_null(p);
		assert_null(cut.refused);
	}
}

/* The name is that of the first instruction that cannot be executed. */
static void what_is_refused_has_a_name(void **state)
{
	static const u32 sada2[][4] = { NOP, { GEN9_EU_SADA2 }, EOT };
	static const u32 calla[][4] = { { GEN9_EU_CALLA, 0, 32, 16 }, NOP, EOT };
	static const u32 hole[][4] = { NOP, { 11 }, EOT };
	static const u32 jump[][4] = { ENDIF(-16), NOP, EOT };
	const struct {
		const u32 *dw;
		const char *name;
	} rows[] = {
		{ sada2[0], "EU opcode sada2" }, { calla[0], "EU opcode calla" },
		{ hole[0], "EU opcode that Gen9 does not have" }, { jump[0], "EU opcode endif" },
	};
	struct eu_program *p;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct bytes b = { .dw = rows[i].dw, .size = sizeof(sada2) };

		assert_int_equal(create(&b, &p), -EINVAL);
		assert_non_null(b.refused);
		assert_string_equal(b.refused, rows[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_code_ends_where_no_path_goes_on),
		cmocka_unit_test(jumps_lead_to_instructions),
		cmocka_unit_test(code_without_an_end_is_refused),
		cmocka_unit_test(the_making_polls_and_is_cancelled),
		cmocka_unit_test(what_is_refused_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
