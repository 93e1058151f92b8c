// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test registers that commands name and may not access. Such a register reads 0 and ignores writes,
 * and the engine continues. command_registers.h lists the registers. Each MI command with register
 * operands names each of them, in a ring and in a privileged batch. Another guest has contexts on
 * the same engines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "device/regs.h"
#include "gen9/context_defs.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini_user.h"
#include "tests/mini/command_registers.h"

#define SLOT_LAST	(GEN9_RING_FORCE_TO_NONPRIV + 4 * (GEN9_RING_NONPRIV_SLOTS - 1))
#define LOADED		100u	/* dword of the data that MI_LOAD_REGISTER_MEM loads */
#define UNTOUCHED	0xffffffffu

enum may { CLOSED, READ, OPEN, MASKED };

struct row {
	u32 offset;
	u32 bytes;
	enum may may;
};

#define ROW(at, n, what)	{ at, n, what },
static const struct row rows[] = { COMMAND_REGISTERS(ROW) };

enum { EVIL, NEIGHBOUR, USERS };

struct fixture {
	struct mini_machine *machine;
	struct mini_user users[USERS];
	struct mini_context contexts[USERS][PGPU_ENGINES];
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	u32 u, e;

	f->machine = mini_machine_create(MINI_STEP);
	for (u = 0; u < USERS; u++) {
		mini_user_init(f->machine, &f->users[u]);
		for (e = 0; e < PGPU_ENGINES; e++)
			mini_user_context(&f->users[u], &f->contexts[u][e], e);
	}
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	u64 leaked = mini_machine_destroy(f->machine);

	free(f);
	return leaked ? -1 : 0;
}

/*
 * Return the engine of a register. RCS stands for registers of no engine. Facet has no second video
 * engine: its registers are closed to all.
 */
static u32 engine_of(u32 offset)
{
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++)
		if (offset / GEN9_ENGINE_SPAN == gen9_engine_base(e) / GEN9_ENGINE_SPAN)
			return e;
	return PGPU_RCS;
}

/* struct commands - Commands that a test is composing. @n: dwords in @dw */
struct commands {
	u32 dw[128];
	u32 n;
};

#define ADD(c, ...) do {							\
	const u32 add_dw[] = { __VA_ARGS__ };					\
	assert_true((c)->n + ARRAY_SIZE(add_dw) <= ARRAY_SIZE((c)->dw));	\
	memcpy(&(c)->dw[(c)->n], add_dw, sizeof(add_dw));			\
	(c)->n += ARRAY_SIZE(add_dw);						\
} while (0)

static void lri(struct commands *c, u32 offset, u32 value)
{
	ADD(c, 0x11000001, offset, value);
}

static void srm(struct commands *c, u32 offset, u32 out)
{
	ADD(c, 0x12000002, offset, MINI_USER_DATA + 4 * out, 0);
}

/*
 * Run commands in the ring, or in a privileged batch that the ring starts. Return: whether the
 * engine continued.
 */
static bool run(struct fixture *f, u32 user, u32 engine, const struct commands *c, bool batch)
{
	struct mini_context *context = &f->contexts[user][engine];
	struct mini_guest *guest = f->users[user].guest;
	u64 gpa;
	u32 *dw;

	mini_request_begin(context);
	if (batch) {
		gpa = mini_alloc(guest, 1);
		dw = mini_ptr(guest, gpa);
		memcpy(dw, c->dw, c->n * sizeof(u32));
		dw[c->n] = GEN9_MI_BATCH_BUFFER_END;
		MINI_EMIT(context, 0x18800001, mini_ggtt_map(guest, gpa, 1), 0, 0);
	} else {
		mini_emit(context, c->n, c->dw);
	}
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	return mini_wait(context) && mini_wait_idle(context->engine) && !context->engine->errors;
}

static u32 value(const struct row *row, u32 offset, u32 i)
{
	u32 any = (offset * 0x9e3779b1u ^ (i + 1) * 0x85ebca6bu) | 1;

	return row->may == MASKED ? 0xffff0000 | any : any;
}

/* Return the value that a read gives after write @i. */
static u32 expected(const struct row *row, u32 offset, u32 i)
{
	u32 written = value(row, offset, i);

	return row->may == MASKED ? written & 0xffff : written;
}

#define WRITES	3u	/* by MI_LOAD_REGISTER_IMM, _MEM and _REG */
/* one before the writes, one after each write, one by MI_LOAD_REGISTER_REG */
#define READS	5u

/*
 * Emit WRITES writes and READS reads of a register. Dwords 0 to 3 of the data get its value before
 * the writes and after each. Dword 4 gets the value that MI_LOAD_REGISTER_REG copies to a GPR.
 */
static void each_command(struct commands *c, const struct row *row, u32 offset, u32 engine)
{
	u32 gpr = gen9_engine_base(engine) + GEN9_RING_GPR;

	srm(c, offset, 0);
	lri(c, offset, value(row, offset, 0));
	srm(c, offset, 1);
	ADD(c, 0x14800002, offset, MINI_USER_DATA + 4 * LOADED, 0);
	srm(c, offset, 2);
	lri(c, gpr, value(row, offset, 2));
	ADD(c, 0x15000001, gpr, offset);
	srm(c, offset, 3);
	lri(c, gpr + 8, 0x12345678);
	ADD(c, 0x15000001, offset, gpr + 8);
	srm(c, gpr + 8, 4);
}

static void expect_values(const struct row *row, u32 offset, const u32 *data)
{
	u32 i;

	for (i = 0; i < WRITES; i++) {
		bool written = data[1 + i] == expected(row, offset, i);

		if (written != (row->may >= OPEN) || (row->may == CLOSED && data[1 + i]))
			fail_msg("%#x after write %u: %#x", offset, i, data[1 + i]);
	}
	if (row->may == CLOSED && (data[0] || data[4]))
		fail_msg("%#x reads %#x and %#x", offset, data[0], data[4]);
	if (row->may != READ && data[4] != data[3])
		fail_msg("%#x reads %#x by MI_LOAD_REGISTER_REG", offset, data[4]);
}

static struct facet_unlisted ignored(const struct fixture *f, u32 user, u32 offset)
{
	struct facet_unlisted seen[FACET_DENIED_MAX + 1];
	u32 n = facet_denied_ignored(facet_vgpu_device(f->users[user].guest->vgpu), seen,
				     ARRAY_SIZE(seen));
	u32 i;

	for (i = 0; i < n; i++)
		if (seen[i].offset == offset)
			return seen[i];
	return (struct facet_unlisted){ .offset = offset };
}

static void expect_counted(struct fixture *f, const struct row *row, u32 offset,
			   const struct facet_unlisted *before)
{
	struct facet_unlisted now = ignored(f, EVIL, offset);
	u32 reads = row->may == CLOSED ? READS : 0;
	u32 writes = row->may <= READ ? WRITES : 0;

	if (now.reads - before->reads != reads || now.writes - before->writes != writes)
		fail_msg("%#x: counted %u reads, %u writes", offset, now.reads - before->reads,
			 now.writes - before->writes);
}

static void drive(struct fixture *f, const struct row *row, u32 offset, bool batch)
{
	struct mini_user *evil = &f->users[EVIL];
	u32 engine = engine_of(offset);
	u32 own = facet_reg_get(facet_vgpu_device(evil->guest->vgpu), offset);
	u32 others = facet_reg_get(facet_vgpu_device(f->users[NEIGHBOUR].guest->vgpu), offset);
	struct facet_unlisted before = ignored(f, EVIL, offset);
	struct commands c = { .n = 0 };

	mini_user_begin(evil);
	evil->data[LOADED] = value(row, offset, 1);
	each_command(&c, row, offset, engine);
	if (!run(f, EVIL, engine, &c, batch))
		fail_msg("%#x stops the engine, in a %s", offset, batch ? "batch" : "ring");
	expect_values(row, offset, evil->data);
	expect_counted(f, row, offset, &before);
	/* The values in both guests' devices are unchanged. */
	assert_int_equal(facet_reg_get(facet_vgpu_device(evil->guest->vgpu), offset), own);
	assert_int_equal(facet_reg_get(facet_vgpu_device(f->users[NEIGHBOUR].guest->vgpu), offset),
			 others);
}

/* The neighbour's user batches read 0, except from the timestamps. */
static void neighbour_finds_nothing(struct fixture *f)
{
	struct mini_user *user = &f->users[NEIGHBOUR];
	u32 e, i, n;

	for (e = 0; e < PGPU_ENGINES; e++) {
		mini_user_begin(user);
		for (i = 0, n = 0; i < ARRAY_SIZE(rows); i++)
			if (engine_of(rows[i].offset) == e && rows[i].may != READ)
				mini_user_read(user, rows[i].offset, n++);
		assert_true(mini_user_run(user, &f->contexts[NEIGHBOUR][e]));
		for (i = 0; i < n; i++)
			assert_int_equal(user->data[i], 0);
	}
	assert_int_equal(facet_denied_ignored(facet_vgpu_device(user->guest->vgpu), NULL, 0), 0);
}

static void each_register_by_each_command(struct fixture *f, bool batch)
{
	u32 i;

	neighbour_finds_nothing(f);
	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		drive(f, &rows[i], rows[i].offset, batch);
		if (rows[i].bytes > 4)
			drive(f, &rows[i], rows[i].offset + rows[i].bytes - 4, batch);
	}
	neighbour_finds_nothing(f);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(f->users[EVIL].guest->vgpu), NULL,
					      0),
			 0);
}

static void no_register_stops_a_ring(void **state)
{
	each_register_by_each_command(*state, false);
}

static void no_register_stops_a_privileged_batch(void **state)
{
	each_register_by_each_command(*state, true);
}

static void
a_predicated_read_of_a_closed_register_stores_zero_where_the_predicate_holds(void **state)
{
	struct fixture *f = *state;
	struct mini_user *user = &f->users[EVIL];
	struct commands c = { .n = 0 };

	mini_user_begin(user);
	lri(&c, GEN9_PREDICATE_RESULT, 0);
	ADD(&c, 0x12200002, 0x21f0, MINI_USER_DATA, 0);
	lri(&c, GEN9_PREDICATE_RESULT, 1);
	ADD(&c, 0x12200002, 0x21f0, MINI_USER_DATA + 4, 0);
	assert_true(run(f, EVIL, PGPU_RCS, &c, false));
	assert_int_equal(user->data[0], UNTOUCHED);
	assert_int_equal(user->data[1], 0);
}

/* A flush that names a closed register still flushes, and stores nothing. */
static void a_flush_writes_no_closed_register_and_no_memory(void **state)
{
	struct fixture *f = *state;
	struct mini_user *user = &f->users[EVIL];
	struct commands c = { .n = 0 };

	mini_user_begin(user);
	ADD(&c, 0x7a000004, 0x00904000, MINI_USER_DATA, 0, 0x55, 0x55);
	/* The flush writes an open register. */
	ADD(&c, 0x7a000004, 0x00904000, GEN9_RCS_BASE + GEN9_RING_GPR, 0, 0x66, 0);
	srm(&c, GEN9_RCS_BASE + GEN9_RING_GPR, 1);
	assert_true(run(f, EVIL, PGPU_RCS, &c, false));
	assert_int_equal(user->data[0], UNTOUCHED);
	assert_int_equal(user->data[1], 0x66);
	assert_int_equal(ignored(f, EVIL, MINI_USER_DATA).writes, 1);
}

/* A driver of another system has such a batch, as intel/gvt-linux issue 76 reports. */
static void an_indirect_context_batch_that_stores_an_unlisted_register_runs(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->contexts[EVIL][PGPU_RCS];
	struct mini_guest *guest = f->users[EVIL].guest;
	u64 gpa = mini_alloc(guest, 1);
	u32 gva = mini_ggtt_map(guest, gpa, 1);
	u32 *page = mini_ptr(guest, gpa);
	const u32 dw[] = { 0x12400002, 0x21f0, gva + 0x800, 0, 0x11000001, 0x21f0, 7 };
	struct commands none = { .n = 0 };

	memcpy(page, dw, sizeof(dw));
	page[0x800 / 4] = UNTOUCHED;
	context->image[GEN9_CTX_INDIRECT_CTX] = gva | 1;
	context->image[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	context->image[GEN9_CTX_CONTROL] = 0x000f0008;
	assert_true(run(f, EVIL, PGPU_RCS, &none, false));
	assert_int_equal(page[0x800 / 4], 0);
}

/*
 * The driver of issue 76 opens 0x83a8 to its user batches (FORCE_TO_NONPRIV). The register still
 * reads 0 there and takes no write.
 */
static void an_unlisted_register_is_not_opened_to_user_batches(void **state)
{
	struct fixture *f = *state;
	struct mini_user *user = &f->users[EVIL];

	mini_write(user->guest, GEN9_RCS_BASE + SLOT_LAST, 0x83a8);
	mini_user_begin(user);
	MINI_BATCH(&user->batch, 0x11000001, 0x83a8, 0x1234);
	mini_user_read(user, 0x83a8, 0);
	assert_true(mini_user_run(user, &f->contexts[EVIL][PGPU_RCS]));
	assert_int_equal(user->data[0], 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_register_stops_a_ring),
		TEST(no_register_stops_a_privileged_batch),
		TEST(a_predicated_read_of_a_closed_register_stores_zero_where_the_predicate_holds),
		TEST(a_flush_writes_no_closed_register_and_no_memory),
		TEST(an_indirect_context_batch_that_stores_an_unlisted_register_runs),
		TEST(an_unlisted_register_is_not_opened_to_user_batches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
