// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test registers outside the context's image, which each vGPU has of its own. A batch reads the
 * value that its own guest wrote on the engine, or the initial value. Earlier owners of the engine
 * do not matter. The test covers all rows with FACET_REG_SWITCH on all engines.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/execlist/engine.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"
#include "tests/lib/mini_user.h"
#include "tests/lib/test_model.h"

#define BCS_MOCS	4u	/* unit of GEN9_MOCS() */
#define REGS_MAX	512u
#define AT_ONCE		200u	/* number of registers that one batch reads */

struct fixture {
	struct mini_machine *machine;
	struct mini_user users[2];
	struct mini_context contexts[2][PGPU_ENGINES];
	u32 n;
	u32 offset[REGS_MAX];
	bool masked[REGS_MAX];
	u32 found[PGPU_ENGINES][REGS_MAX];
};

static void list_registers(struct fixture *f)
{
	const struct facet_reg_map *map = facet_gpu_reg_map(f->machine->gpu);
	u32 offset;

	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += 4) {
		const struct facet_reg *row = facet_reg_map_find(map, offset);

		if (!row || !(row->flags & FACET_REG_SWITCH))
			continue;
		assert_true(f->n < REGS_MAX);
		f->offset[f->n] = offset;
		f->masked[f->n++] = row->flags & FACET_REG_MASKED;
	}
}

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	u32 u, e;

	f->machine = mini_machine_create(MINI_STEP);
	for (u = 0; u < 2; u++) {
		mini_user_init(f->machine, &f->users[u]);
		for (e = 0; e < PGPU_ENGINES; e++)
			mini_user_context(&f->users[u], &f->contexts[u][e], e);
	}
	list_registers(f);
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
 * Return a value for a slot of FORCE_TO_NONPRIV: the address of a GPR of its engine, which commands
 * may write.
 */
static u32 slot_value(u32 offset, u32 user)
{
	u32 at = offset % GEN9_ENGINE_SPAN;
	u32 slot = (at - GEN9_RING_FORCE_TO_NONPRIV) / sizeof(u32);

	return offset - at + GEN9_RING_GPR + (user * GEN9_RING_NONPRIV_SLOTS + slot) * sizeof(u32);
}

static bool is_slot(u32 offset)
{
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++) {
		if (offset - gen9_engine_base(e) - GEN9_RING_FORCE_TO_NONPRIV <
		    GEN9_RING_NONPRIV_SLOTS * sizeof(u32))
			return true;
	}
	return false;
}

static u32 value(const struct fixture *f, u32 user, u32 i)
{
	u32 any = ((user + 1) * 0x9e3779b9u ^ f->offset[i] * 0x85ebca6bu) | 1;

	if (is_slot(f->offset[i]))
		return slot_value(f->offset[i], user);
	return f->masked[i] ? any & 0xffff : any;
}

static void write_all(struct fixture *f, u32 user)
{
	u32 i;

	for (i = 0; i < f->n; i++)
		mini_write(f->users[user].guest, f->offset[i],
			   value(f, user, i) | (f->masked[i] ? 0xffff0000 : 0));
}

/* Read all registers on one engine, by MI_STORE_REGISTER_MEM. */
static void read_engine(struct fixture *f, u32 user, u32 engine)
{
	struct mini_user *u = &f->users[user];
	u32 i, k, n;

	for (i = 0; i < f->n; i += n) {
		n = min(f->n - i, AT_ONCE);
		mini_user_begin(u);
		for (k = 0; k < n; k++)
			mini_user_read(u, f->offset[i + k], k);
		assert_true(mini_user_run(u, &f->contexts[user][engine]));
		memcpy(&f->found[engine][i], u->data, 4 * n);
	}
}

static bool is_mocs_of(u32 offset, u32 unit)
{
	return offset - GEN9_MOCS(unit) < 4 * GEN9_MOCS_COUNT;
}

/*
 * Test if user batches can read a register. Those of a blitter that does not police them run as
 * copies, which read no register of the kernel's.
 */
static bool readable(u32 offset)
{
	bool blitters = is_mocs_of(offset, BCS_MOCS) ||
			offset / GEN9_ENGINE_SPAN == GEN9_BCS_BASE / GEN9_ENGINE_SPAN;

	return test_model() == SOFTGPU_PRIVATE || !blitters;
}

/* Expect this guest's value on the one engine that has the register, and 0 on other engines. */
static void expect_own(struct fixture *f, u32 user)
{
	u32 i, e, own;

	for (i = 0; i < f->n; i++) {
		for (e = 0, own = 0; e < PGPU_ENGINES; e++) {
			if (f->found[e][i])
				assert_int_equal(f->found[e][i], value(f, user, i));
			own += !!f->found[e][i];
		}
		/* Facet has no second video engine. */
		assert_int_equal(own, !is_mocs_of(f->offset[i], 2) && readable(f->offset[i]));
	}
}

static void expect_none(struct fixture *f)
{
	u32 i, e;

	for (i = 0; i < f->n; i++)
		for (e = 0; e < PGPU_ENGINES; e++)
			assert_int_equal(f->found[e][i], 0);
}

static void read_all(struct fixture *f, u32 user)
{
	u32 e;

	for (e = 0; e < PGPU_ENGINES; e++)
		read_engine(f, user, e);
}

static void all_that_the_design_names_is_looked_at(void **state)
{
	static const u32 named[] = {
		0x20ec, 0x24d0, 0x24fc, 0x124d0, 0x1a4fc, 0x224d0, 0xb020, 0xb09c, 0xb118, 0xb11c,
		0xc800, 0xc8fc, 0xc900, 0xcb00, 0xccfc,
	};
	struct fixture *f = *state;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(named); i++) {
		for (k = 0; k < f->n && f->offset[k] != named[i]; k++)
			;
		assert_true(k < f->n);
	}
}

static void each_vgpu_reads_its_own_on_the_engine_that_has_them(void **state)
{
	struct fixture *f = *state;
	u32 round, user;

	write_all(f, 0);
	write_all(f, 1);
	for (round = 0; round < 3; round++) {
		for (user = 0; user < 2; user++) {
			read_all(f, user);
			expect_own(f, user);
		}
	}
}

/* The two guests alternate on each engine. */
static void a_vgpu_that_wrote_none_reads_none(void **state)
{
	struct fixture *f = *state;
	u32 e;

	write_all(f, 0);
	for (e = 0; e < PGPU_ENGINES; e++) {
		read_engine(f, 0, e);
		read_engine(f, 1, e);
	}
	expect_none(f);
	read_all(f, 0);
	expect_own(f, 0);
}

static void a_new_value_counts_from_the_next_submission(void **state)
{
	struct fixture *f = *state;

	write_all(f, 1);
	read_all(f, 1);
	write_all(f, 0);
	read_all(f, 0);
	expect_own(f, 0);
	mini_write(f->users[0].guest, 0xc800, 0);
	mini_write(f->users[0].guest, 0xb020, 0x00370039);
	read_engine(f, 0, PGPU_RCS);
	assert_int_equal(mini_read(f->users[0].guest, 0xb020), 0x00370039);
	mini_user_begin(&f->users[0]);
	mini_user_read(&f->users[0], 0xc800, 0);
	mini_user_read(&f->users[0], 0xb020, 1);
	assert_true(mini_user_run(&f->users[0], &f->contexts[0][PGPU_RCS]));
	assert_int_equal(f->users[0].data[0], 0);
	assert_int_equal(f->users[0].data[1], 0x00370039);
}

/*
 * The value that a privileged command wrote stays until the engine changes hands. Other vGPUs never
 * read it.
 */
static void what_commands_leave_there_is_not_seen_by_others(void **state)
{
	struct fixture *f = *state;
	struct mini_context *context = &f->contexts[0][PGPU_RCS];

	mini_request_begin(context);
	MINI_EMIT(context, 0x11000003, 0xb118, 0x12345678, 0x20ec, 0xffff4321);
	mini_request_end(context);
	mini_elsp(context, true, NULL);
	assert_true(mini_wait(context));
	assert_true(mini_wait_idle(context->engine));
	read_all(f, 1);
	expect_none(f);
}

static void work_put_aside_finds_its_own_again(void **state)
{
	struct fixture *f = *state;
	struct mini_user *a = &f->users[0];
	u32 mocs[PGPU_ENGINES] = {
		[PGPU_RCS] = 0xc800, [PGPU_BCS] = 0xcc00, [PGPU_VCS] = 0xc900, [PGPU_VECS] = 0xcb00,
	};
	u32 e;

	write_all(f, 1);
	for (e = 0; e < PGPU_ENGINES; e++) {
		mini_write(a->guest, mocs[e], 0x55 + e);
		mini_user_begin(a);
		mini_user_spin(a);
		mini_user_read(a, mocs[e], 0);
		mini_user_submit(a, &f->contexts[0][e]);
		mini_run(f->machine);
		mini_user_begin(&f->users[1]);
		mini_user_read(&f->users[1], mocs[e], 0);
		mini_user_submit(&f->users[1], &f->contexts[1][e]);
		mini_run(f->machine);
		fake_clock_advance(&f->machine->clock, 10000000);
		assert_true(mini_wait(&f->contexts[1][e]));
		assert_int_not_equal(f->users[1].data[0], 0x55 + e);
		mini_user_release(a);
		assert_true(mini_wait(&f->contexts[0][e]));
		assert_int_equal(a->data[0], readable(mocs[e]) ? 0x55 + e : 0);
	}
}

static void a_reset_vgpu_has_none(void **state)
{
	struct fixture *f = *state;

	write_all(f, 0);
	read_all(f, 0);
	mini_run(f->machine);
	facet_vgpu_reset(f->users[0].guest->vgpu);
	write_all(f, 1);
	read_all(f, 1);
	expect_own(f, 1);
	assert_int_equal(mini_read(f->users[0].guest, 0xc800), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
		TEST(all_that_the_design_names_is_looked_at),
		TEST(each_vgpu_reads_its_own_on_the_engine_that_has_them),
		TEST(a_vgpu_that_wrote_none_reads_none),
		TEST(a_new_value_counts_from_the_next_submission),
		TEST(what_commands_leave_there_is_not_seen_by_others),
		TEST(work_put_aside_finds_its_own_again),
		TEST(a_reset_vgpu_has_none),
	};

	return cmocka_run_group_tests_name("switch_regs", tests, NULL, NULL);
}
