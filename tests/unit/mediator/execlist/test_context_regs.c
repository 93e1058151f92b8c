// SPDX-License-Identifier: GPL-2.0-only
/* Compare the mediator's list of context registers with the software engine's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/reg_blocks.h"
#include "device/regs.h"
#include "gen9/context_regs_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/execlist.h"
#include "softgpu/sgpu_regs.h"

#define REACH		0x30000u	/* commands reach no register from here on */
#define WRITTEN		0x00030002u	/* value to write; a masked register then has 2 */

struct entry {
	const char *name;
	u32 engine;
	u32 offset;
	u32 count;
	u32 flags;
};

#define RCS(label, at, n, what)		{ label, PGPU_RCS, at, n, what },
#define BCS(label, at, n, what)		{ label, PGPU_BCS, at, n, what },
#define VCS(label, at, n, what)		{ label, PGPU_VCS, at, n, what },
#define VECS(label, at, n, what)	{ label, PGPU_VECS, at, n, what },

static const struct entry entries[] = {
	GEN9_ENGINE_CONTEXT_REGS(RCS, GEN9_RCS_BASE)
	GEN9_ENGINE_CONTEXT_REGS(BCS, GEN9_BCS_BASE)
	GEN9_ENGINE_CONTEXT_REGS(VCS, GEN9_VCS_BASE)
	GEN9_ENGINE_CONTEXT_REGS(VECS, GEN9_VECS_BASE)
	GEN9_RCS_CONTEXT_REGS(RCS)
	GEN9_BCS_CONTEXT_REGS(BCS)
};

static const struct facet_reg_block *const blocks[] = { &facet_engine_regs, &facet_gt_regs };

static struct {
	struct facet_reg_map *map;
	struct facet_vgpu vgpu;
	struct sgpu_engine engines[PGPU_ENGINES];
} fixture;

static const struct entry *find(u32 offset)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(entries); i++)
		if (offset - entries[i].offset < 4 * entries[i].count)
			return &entries[i];
	return NULL;
}

static int setup(void **state)
{
	u32 i;

	memset(&fixture, 0, sizeof(fixture));
	mutex_init(&fixture.vgpu.dev.mmio_lock);
	for (i = 0; i < PGPU_ENGINES; i++) {
		fixture.engines[i].id = i;
		assert_int_equal(sgpu_regs_init(&fixture.engines[i]), 0);
	}
	assert_int_equal(facet_reg_map_create(blocks, ARRAY_SIZE(blocks), &fixture.map), 0);
	return facet_regs_create(&fixture.vgpu.dev, fixture.map);
}

static int teardown(void **state)
{
	u32 i;

	facet_regs_destroy(&fixture.vgpu.dev);
	facet_reg_map_destroy(fixture.map);
	for (i = 0; i < PGPU_ENGINES; i++)
		sgpu_regs_exit(&fixture.engines[i]);
	mutex_destroy(&fixture.vgpu.dev.mmio_lock);
	return 0;
}

static bool engine_keeps(const struct sgpu_engine *e, u32 offset)
{
	u32 i;

	for (i = 0; i < e->regs.n_context; i++)
		if (e->regs.context[i] == offset)
			return true;
	return false;
}

static void both_keep_what_the_table_says_and_no_more(void **state)
{
	u32 offset, i;

	for (offset = 0; offset < REACH; offset += sizeof(u32)) {
		const struct facet_reg *row = facet_reg_map_find(fixture.map, offset);
		const struct entry *entry = find(offset);

		assert_int_equal(row && (row->flags & FACET_REG_CONTEXT), !!entry);
		for (i = 0; i < PGPU_ENGINES; i++)
			assert_int_equal(engine_keeps(&fixture.engines[i], offset),
					 entry && entry->engine == i);
		if (entry)
			assert_string_equal(row->name, entry->name);
	}
}

static void rings_may_read_and_write_each(void **state)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		for (k = 0; k < entries[i].count; k++) {
			u32 flags =
				facet_reg_map_find(fixture.map, entries[i].offset + 4 * k)->flags;

			assert_true(flags & FACET_REG_CMD_READ);
			assert_true(flags & FACET_REG_CMD_WRITE);
		}
	}
}

static void a_masked_one_is_masked_on_both_sides(void **state)
{
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		u32 want = entries[i].flags & GEN9_CONTEXT_REG_MASKED ? 2 : WRITTEN;

		for (k = 0; k < entries[i].count; k++) {
			u32 offset = entries[i].offset + 4 * k;
			struct sgpu_engine *e = &fixture.engines[entries[i].engine];

			sgpu_regs_write(e, offset, WRITTEN, false);
			assert_int_equal(sgpu_regs_read(e, offset), want);
			mutex_lock(&fixture.vgpu.dev.mmio_lock);
			facet_reg_write(&fixture.vgpu.dev, offset, WRITTEN);
			mutex_unlock(&fixture.vgpu.dev.mmio_lock);
			assert_int_equal(facet_reg_get(&fixture.vgpu.dev, offset), want);
		}
	}
}

static void a_user_batch_writes_what_the_table_gives_it_alone(void **state)
{
	u32 offset, i;

	for (i = 0; i < PGPU_ENGINES; i++) {
		struct sgpu_engine *e = &fixture.engines[i];

		for (offset = 0; offset < REACH; offset += sizeof(u32)) {
			const struct entry *entry = find(offset);
			u64 dropped = e->stats.dropped_registers;
			bool may = entry && entry->engine == i &&
				   (entry->flags & GEN9_CONTEXT_REG_USER);

			sgpu_regs_write(e, offset, ~0u, true);
			assert_int_equal(e->stats.dropped_registers == dropped, may);
		}
	}
}

static void what_no_image_keeps_is_no_register_of_a_context(void **state)
{
	assert_null(find(GEN9_CS_DEBUG_MODE1));
	sgpu_regs_write(&fixture.engines[PGPU_RCS], GEN9_CS_DEBUG_MODE1, WRITTEN, false);
	sgpu_regs_clear_context(&fixture.engines[PGPU_RCS]);
	assert_int_equal(sgpu_regs_read(&fixture.engines[PGPU_RCS], GEN9_CS_DEBUG_MODE1), 2);
	assert_true(facet_reg_map_find(fixture.map, GEN9_CS_DEBUG_MODE1)->flags & FACET_REG_SWITCH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(both_keep_what_the_table_says_and_no_more, setup,
						teardown),
		cmocka_unit_test_setup_teardown(rings_may_read_and_write_each, setup, teardown),
		cmocka_unit_test_setup_teardown(a_masked_one_is_masked_on_both_sides, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_user_batch_writes_what_the_table_gives_it_alone,
						setup, teardown),
		cmocka_unit_test_setup_teardown(what_no_image_keeps_is_no_register_of_a_context,
						setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
