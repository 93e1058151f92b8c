// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test shadow contexts: the dwords that an engine gets from a guest's image, and the dwords that
 * return.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"
#include "pgpu/position.h"
#include "tests/lib/ctx_rig.h"

#define RCS	GEN9_RCS_BASE
#define NONE	(~0u)
#define WINDOW	0xe0000000u	/* the fake pGPU's windows */
#define STATE	GEN9_CTX_ENGINE_STATE

/* Return the register state of the only submission, as the engine has it. */
static u32 *shadow(void)
{
	const struct pgpu_submission *s = &rig->fake.submissions[0];

	assert_int_equal(rig->fake.n_submissions, 1);
	return fake_pgpu_ggtt(&rig->fake, s->owner, s->context + PAGE_SIZE);
}

static void run(u32 i)
{
	CTX_EMIT(rig, i, 0, 0);
	ctx_elsp(rig, RCS, i, NONE);
}

static void end(void)
{
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void guest_cannot_aim_the_shadow(void **state)
{
	u32 *image = ctx_image(rig, 0);

	image[GEN9_CTX_BB_HEAD_U] = 0x11111111;
	image[GEN9_CTX_BB_HEAD_L] = 0x22222222;
	image[GEN9_CTX_BB_STATE] = 0x33333333;
	image[GEN9_CTX_SBB_HEAD_L] = 0x44444444;
	image[0x380] = 0x55555555;
	image[GEN9_CTX_TIMESTAMP] = 1234;
	image[GEN9_CTX_RPCS] = 0x80000088;
	run(0);
	assert_int_equal(shadow()[GEN9_CTX_BB_HEAD_U], 0);
	assert_int_equal(shadow()[GEN9_CTX_BB_HEAD_L], 0);
	assert_int_equal(shadow()[GEN9_CTX_BB_STATE], 0);
	assert_int_equal(shadow()[GEN9_CTX_SBB_HEAD_L], 0);
	assert_int_equal(shadow()[0x380], 0);
	assert_int_equal(shadow()[GEN9_CTX_RING_START], 0);
	assert_int_equal(shadow()[GEN9_CTX_PDP0_L], 0);
	assert_int_equal(shadow()[GEN9_CTX_TIMESTAMP], 1234);
	assert_int_equal(shadow()[GEN9_CTX_RPCS], 0x80000088);
	end();
}

/* Only registers of a context are taken from the guest's image. */
static void saved_registers_are_filtered(void **state)
{
	u32 *image = ctx_image(rig, 0);

	image[STATE] = GEN9_MI_LRI_HEADER(4);
	image[STATE + 1] = 0x2600;
	image[STATE + 2] = 7;
	image[STATE + 3] = 0x44200;
	image[STATE + 4] = 8;
	image[STATE + 5] = 0x2580;
	image[STATE + 6] = 9;
	/* a register of another engine's contexts */
	image[STATE + 7] = 0x22600;
	image[STATE + 8] = 11;
	image[STATE + 9] = GEN9_MI_LRI_HEADER(1);
	image[STATE + 10] = 0x2604;
	image[STATE + 11] = 10;
	image[STATE + 12] = GEN9_MI_BATCH_BUFFER_END;
	image[STATE + 13] = 0x2608;
	run(0);
	assert_int_equal(shadow()[STATE], GEN9_MI_LRI_HEADER(4));
	assert_int_equal(shadow()[STATE + 2], 7);
	assert_int_equal(shadow()[STATE + 3], 0);
	assert_int_equal(shadow()[STATE + 4], 0);
	assert_int_equal(shadow()[STATE + 6], 9);
	assert_int_equal(shadow()[STATE + 7], 0);
	assert_int_equal(shadow()[STATE + 8], 0);
	assert_int_equal(shadow()[STATE + 11], 10);
	assert_int_equal(shadow()[STATE + 13], 0);
	end();
}

static void endless_lists_of_registers_end_with_the_page(void **state)
{
	u32 *image = ctx_image(rig, 0);
	u32 i;

	for (i = STATE; i < 1024; i++)
		image[i] = GEN9_MI_LRI_HEADER(126);
	run(0);
	end();
	for (i = STATE; i < 1024; i++)
		image[i] = 0x11ffffff;
	run(0);
	end();
}

static void what_the_engine_saves_comes_back_and_no_more(void **state)
{
	u32 *image = ctx_image(rig, 0);
	u32 start = image[GEN9_CTX_RING_START];

	image[0x3ff] = 0xabcd;
	run(0);
	/* Save as an engine would. */
	shadow()[GEN9_CTX_TIMESTAMP] = 99;
	shadow()[GEN9_CTX_RING_START] = WINDOW;
	shadow()[STATE] = GEN9_MI_LRI_HEADER(1);
	shadow()[STATE + 1] = 0x2600;
	shadow()[STATE + 2] = 0x77;
	shadow()[STATE + 3] = GEN9_MI_BATCH_BUFFER_END;
	shadow()[PGPU_POSITION_DWORD] = PGPU_POSITION_MAGIC;
	end();
	assert_int_equal(image[GEN9_CTX_TIMESTAMP], 99);
	assert_int_equal(image[GEN9_CTX_RING_HEAD], 8);
	assert_int_equal(image[GEN9_CTX_RING_TAIL], 8);
	assert_int_equal(image[GEN9_CTX_RING_START], start);
	assert_int_equal(image[GEN9_CTX_CONTROL], 0x000f0008);
	assert_int_equal(image[STATE + 2], 0x77);
	assert_int_equal(image[0x380], 0);
	assert_int_equal(image[0x3ff], 0xabcd);
	/* The saved values are there when the context runs again, without restore-inhibit. */
	run(0);
	assert_int_equal(shadow()[STATE + 2], 0x77);
	assert_int_equal(rig->fake.submissions[0].flags, 0);
	end();
}

static void indirect_context_batch_is_a_copy(void **state)
{
	u32 *image = ctx_image(rig, 0);
	u32 *batch = fake_host_ptr(&rig->host, CTX_DATA, PAGE_SIZE);
	const u32 *copy;
	u32 pointer;

	batch[0] = 0x04000000;
	batch[1] = 0x14c00002;	/* LRM of L3SQCREG4 from the GGTT */
	batch[2] = 0xb118;
	batch[3] = CTX_DATA + 0x800;
	image[GEN9_CTX_INDIRECT_CTX] = CTX_DATA | 3;
	image[GEN9_CTX_INDIRECT_OFFSET] = 0x980;
	run(0);
	pointer = shadow()[GEN9_CTX_INDIRECT_CTX];
	assert_int_equal(pointer & 0x3f, 3);
	assert_true(pointer >= WINDOW);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_OFFSET], 0x980);
	batch[1] = 0xdeadbeef;
	copy = fake_pgpu_ggtt(&rig->fake, rig->fake.submissions[0].owner, pointer & ~0x3fu);
	assert_non_null(copy);
	assert_int_equal(copy[1], 0x14c00002);
	end();
}

static void batch_per_context_is_a_copy(void **state)
{
	u32 *image = ctx_image(rig, 0);
	u32 *batch = fake_host_ptr(&rig->host, CTX_DATA, PAGE_SIZE);

	batch[0] = 0x02800000;
	batch[1] = GEN9_MI_BATCH_BUFFER_END;
	image[GEN9_CTX_BB_PER_CTX_PTR] = CTX_DATA | 1;
	run(0);
	assert_true(shadow()[GEN9_CTX_BB_PER_CTX_PTR] >= (WINDOW | 1));
	end();
}

static void bad_context_batches_stop_the_engine(void **state)
{
	u32 *batch = fake_host_ptr(&rig->host, CTX_DATA, PAGE_SIZE);
	u32 i;

	for (i = 0; i < 5; i++) {
		u32 *image = ctx_image(rig, i);

		memset(batch, 0, PAGE_SIZE);
		image[GEN9_CTX_INDIRECT_CTX] = i == 2 ? WINDOW | 1 : CTX_DATA | 1;
		if (i == 0)
			batch[3] = 0xdeadbeef;
		if (i == 1)
			batch[15] = 0x11000001;	/* the length cuts the command short */
		if (i == 3) {
			/* The batch has no end, and jumps to itself. */
			image[GEN9_CTX_INDIRECT_CTX] = 0;
			image[GEN9_CTX_BB_PER_CTX_PTR] = CTX_DATA | 1;
			batch[0] = 0x18800001;
			batch[1] = CTX_DATA + 64;
			batch[16] = GEN9_MI_BATCH_BUFFER_END;
		}
		if (i == 4) {
			/* A user batch would return behind the jump. */
			image[GEN9_CTX_INDIRECT_CTX] = 0;
			image[GEN9_CTX_BB_PER_CTX_PTR] = CTX_DATA | 1;
			batch[0] = 0x18800101;
			batch[3] = GEN9_MI_BATCH_BUFFER_END;
		}
		rig_write(rig, RCS + GEN9_RING_EMR, 0xfffffffe);
		run(i);
		assert_int_equal(rig->fake.n_submissions, 0);
		assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 1);
		rig_write(rig, 0x941c, 2);
		fake_host_pump(&rig->host);
	}
}

static void more_contexts_than_the_cache_holds(void **state)
{
	u32 round, i, allocated = 0;

	for (round = 0; round < 8; round++) {
		for (i = 0; i < CTX_COUNT; i++) {
			/* Each round uses another address, so that each context is a new one. */
			ctx_image(rig, i)[GEN9_CTX_RING_HEAD] = 0;
			ctx_image(rig, i)[GEN9_CTX_RING_TAIL] = 8;
			rig_write(rig, RCS + GEN9_RING_ELSP, 0);
			rig_write(rig, RCS + GEN9_RING_ELSP, 0);
			rig_write(rig, RCS + GEN9_RING_ELSP, 0x20);
			rig_pte(rig, 0x1000000 + (round * CTX_COUNT + i) * 0x2000,
				CTX_LRCA(i) | 1);
			rig_pte(rig, 0x1000000 + (round * CTX_COUNT + i) * 0x2000 + 0x1000,
				(CTX_LRCA(i) + 0x1000) | 1);
			rig_write(rig, RCS + GEN9_RING_ELSP,
				  (0x1000000 + (round * CTX_COUNT + i) * 0x2000) | 0x119);
			fake_host_pump(&rig->host);
			assert_int_equal(rig->fake.n_submissions, 1);
			end();
		}
		if (round == 4)
			allocated = rig->fake.n_allocated;
	}
	assert_int_equal(rig->fake.n_allocated, allocated);
}

static int setup_pages(void **state)
{
	static const struct rig_gpu gpu = { .image_pages = FACET_CONTEXT_PAGES_MAX };

	rig = ctx_rig_create_on(&gpu);
	return rig ? 0 : -1;
}

/* Return page @page of the only submission's image, as the engine has it. */
static u32 *engine_page(u32 page)
{
	const struct pgpu_submission *s = &rig->fake.submissions[0];

	return fake_pgpu_ggtt(&rig->fake, s->owner, s->context + page * PAGE_SIZE);
}

static u32 *guest_page(u32 i, u32 page)
{
	return ctx_image(rig, i) + (page - 1) * PAGE_SIZE / 4;
}

static bool is_golden(u32 page)
{
	return engine_page(page)[77] == (FAKE_PGPU_GOLDEN | PGPU_RCS << 8 | page);
}

/* An engine writes to page 0 at each switch, whatever the guest has there. */
static void page_0_is_the_hosts_while_the_guests_is_absent(void **state)
{
	void *guest = ctx_image(rig, 0) - PAGE_SIZE / 4;

	rig_pte(rig, CTX_LRCA(0), 0);
	run(0);
	assert_non_null(engine_page(0));
	assert_ptr_not_equal(engine_page(0), guest);
	end();
	/* Beyond the guest's memory. */
	rig_pte(rig, CTX_LRCA(0), (RIG_PAGES + 5) << PAGE_SHIFT | GEN9_PTE_PRESENT);
	run(0);
	assert_non_null(engine_page(0));
	end();
	rig_pte(rig, CTX_LRCA(0), CTX_LRCA(0) | GEN9_PTE_PRESENT);
	run(0);
	assert_ptr_equal(engine_page(0), guest);
	end();
}

static void pages_behind_the_registers_are_not_the_guests(void **state)
{
	u32 page;

	for (page = 2; page <= FACET_CONTEXT_PAGES_MAX; page++)
		memset(guest_page(0, page), 0x11, PAGE_SIZE);
	run(0);
	for (page = 2; page <= FACET_CONTEXT_PAGES_MAX; page++)
		assert_true(is_golden(page));
	end();
}

static void pages_that_an_engine_saved_come_back_from_the_guest(void **state)
{
	run(0);
	engine_page(5)[77] = 0x5a5e;
	end();
	assert_int_equal(guest_page(0, 5)[77], 0x5a5e);
	run(0);
	assert_int_equal(engine_page(5)[77], 0x5a5e);
	end();
	/* The guest's driver makes a new context of them. */
	memcpy(guest_page(1, 2), guest_page(0, 2), (FACET_CONTEXT_PAGES_MAX - 1) * PAGE_SIZE);
	run(1);
	assert_int_equal(engine_page(5)[77], 0x5a5e);
	end();
	guest_page(1, 21)[1023] ^= 1;
	run(1);
	assert_true(is_golden(5) && is_golden(21));
	end();
}

static void an_inhibited_restore_begins_with_default_values(void **state)
{
	u32 *image = ctx_image(rig, 0);

	rig->fake.caps.inhibit_clears = false;
	image[GEN9_CTX_INDIRECT_CTX] = CTX_DATA | 1;
	image[STATE] = GEN9_MI_LRI_HEADER(1);
	image[STATE + 1] = 0x2600;
	image[STATE + 2] = 7;
	run(0);
	assert_false(rig->fake.submissions[0].flags & PGPU_SUBMIT_RESTORE_INHIBIT);
	assert_false(shadow()[GEN9_CTX_CONTROL] & GEN9_CTX_CTRL_RESTORE_INHIBIT);
	assert_int_equal(shadow()[STATE + 2], 0);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_CTX], 0);
	assert_true(is_golden(2));
	end();
}

static void run_again(u32 i)
{
	/* A context that the engine has saved is not inhibited any more. */
	run(i);
	end();
	run(i);
}

/* Return the indirect batch of the only submission. Check its length in lines, and its place. */
static const u32 *indirect(u32 lines)
{
	u32 pointer = shadow()[GEN9_CTX_INDIRECT_CTX];

	assert_int_equal(pointer & GEN9_INDIRECT_CTX_LINES, lines);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_OFFSET], 0x980);
	assert_false(rig->fake.submissions[0].flags & PGPU_SUBMIT_RESTORE_INHIBIT);
	assert_false(shadow()[GEN9_CTX_CONTROL] & GEN9_CTX_CTRL_RESTORE_INHIBIT);
	return fake_pgpu_ggtt(&rig->fake, rig->fake.submissions[0].owner,
			      pointer & ~GEN9_INDIRECT_CTX_LINES);
}

/* Check the host's line: a PIPE_CONTROL that clears SLM, and stores to a page of the host's. */
static void expect_clear(const u32 *line)
{
	u64 owner = rig->fake.submissions[0].owner;
	u32 i;

	assert_int_equal(line[0], 0x7a000004);
	assert_int_equal(line[1], 0x09104000);
	assert_int_equal(line[2] & 7, 0);
	assert_ptr_equal(fake_pgpu_ggtt(&rig->fake, owner, line[2]), line + 1008);
	for (i = 3; i < 16; i++)
		assert_int_equal(line[i], 0);
}

static void a_context_without_an_indirect_batch_begins_with_a_clear(void **state)
{
	rig->fake.caps.slm_stays = true;
	run(0);		/* inhibited */
	expect_clear(indirect(1));
	end();
	run(0);
	expect_clear(indirect(1));
	end();
}

static void an_indirect_batch_follows_the_clear(void **state)
{
	u32 *image = ctx_image(rig, 0);
	u32 *batch = fake_host_ptr(&rig->host, CTX_DATA, PAGE_SIZE);
	const u32 *copy;

	rig->fake.caps.slm_stays = true;
	batch[0] = 0x04000000;
	batch[1] = 0x14c00002;	/* LRM of L3SQCREG4 from the GGTT */
	batch[2] = 0xb118;
	batch[3] = CTX_DATA + 0x800;
	batch[31] = 0x02800000;
	image[GEN9_CTX_INDIRECT_CTX] = CTX_DATA | 2;
	image[GEN9_CTX_INDIRECT_OFFSET] = 0xffc0;
	run_again(0);
	copy = indirect(3);
	expect_clear(copy);
	assert_int_equal(copy[16], 0x04000000);
	assert_int_equal(copy[17], 0x14c00002);
	assert_int_equal(copy[19] & 0xfff, 0x800);
	assert_true(copy[19] >= WINDOW);	/* the operand is patched in its place */
	assert_int_equal(copy[47], 0x02800000);
	end();
	assert_int_equal(image[GEN9_CTX_INDIRECT_CTX], CTX_DATA | 2);
	assert_int_equal(image[GEN9_CTX_INDIRECT_OFFSET], 0xffc0);
	image[GEN9_CTX_INDIRECT_CTX] = 0;
	run(0);
	expect_clear(indirect(1));
	end();
}

static void the_longest_indirect_batch_leaves_a_line_for_the_clear(void **state)
{
	u32 *image = ctx_image(rig, 0);

	rig->fake.caps.slm_stays = true;
	memset(fake_host_ptr(&rig->host, CTX_DATA, PAGE_SIZE), 0, PAGE_SIZE);
	image[GEN9_CTX_INDIRECT_CTX] = CTX_DATA | 62;
	run_again(0);
	expect_clear(indirect(63));
	end();
	rig_write(rig, RCS + GEN9_RING_EMR, 0xfffffffe);
	image[GEN9_CTX_INDIRECT_CTX] = CTX_DATA | 63;
	run(0);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_EIR), 1);
}

static void the_hosts_line_is_reported_as_the_begin_of_the_piece(void **state)
{
	rig->fake.caps.slm_stays = true;
	run(0);
	fake_pgpu_deliver(&rig->fake);
	rig->fake.progress.acthd = (shadow()[GEN9_CTX_INDIRECT_CTX] & ~GEN9_INDIRECT_CTX_LINES) +
				   24;
	rig->fake.progress.place = PGPU_IN_GGTT_BATCH;
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_ACTHD), CTX_RING(0));
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_ACTHD_U), 0);
	end();
}

static void other_engines_have_no_memory_to_clear(void **state)
{
	const struct pgpu_submission *s = &rig->fake.submissions[0];
	u32 *page;

	rig->fake.caps.slm_stays = true;
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, GEN9_BCS_BASE, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_true(s->flags & PGPU_SUBMIT_RESTORE_INHIBIT);
	page = fake_pgpu_ggtt(&rig->fake, s->owner, s->context + PAGE_SIZE);
	assert_int_equal(page[GEN9_CTX_INDIRECT_CTX], 0);
	ctx_end(rig, PGPU_BCS, PGPU_EV_COMPLETE);
}

static void without_the_capability_a_context_has_the_guests_batch_alone(void **state)
{
	u32 *image = ctx_image(rig, 0);

	run_again(0);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_CTX], 0);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_OFFSET], 0);
	end();
	memset(fake_host_ptr(&rig->host, CTX_DATA, PAGE_SIZE), 0, PAGE_SIZE);
	image[GEN9_CTX_INDIRECT_CTX] = CTX_DATA | 63;
	image[GEN9_CTX_INDIRECT_OFFSET] = 0x40;
	run(0);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_CTX] & GEN9_INDIRECT_CTX_LINES, 63);
	assert_int_equal(shadow()[GEN9_CTX_INDIRECT_OFFSET], 0x40);
	end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ctx_rig_setup, ctx_rig_teardown)
		TEST(guest_cannot_aim_the_shadow),
		TEST(saved_registers_are_filtered),
		TEST(endless_lists_of_registers_end_with_the_page),
		TEST(what_the_engine_saves_comes_back_and_no_more),
		TEST(indirect_context_batch_is_a_copy),
		TEST(batch_per_context_is_a_copy),
		TEST(bad_context_batches_stop_the_engine),
		TEST(more_contexts_than_the_cache_holds),
		TEST(a_context_without_an_indirect_batch_begins_with_a_clear),
		TEST(an_indirect_batch_follows_the_clear),
		TEST(the_longest_indirect_batch_leaves_a_line_for_the_clear),
		TEST(the_hosts_line_is_reported_as_the_begin_of_the_piece),
		TEST(other_engines_have_no_memory_to_clear),
		TEST(without_the_capability_a_context_has_the_guests_batch_alone),
		TEST(page_0_is_the_hosts_while_the_guests_is_absent),
		cmocka_unit_test_setup_teardown(pages_behind_the_registers_are_not_the_guests,
						setup_pages, ctx_rig_teardown),
		cmocka_unit_test_setup_teardown(
			pages_that_an_engine_saved_come_back_from_the_guest, setup_pages,
			ctx_rig_teardown),
		cmocka_unit_test_setup_teardown(an_inhibited_restore_begins_with_default_values,
						setup_pages, ctx_rig_teardown),
	};

	return cmocka_run_group_tests_name("context", tests, NULL, NULL);
}
