// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test submissions to a blitter that does not police user batches. User batches run as copies, and
 * a ring that has too many of them runs in pieces. The pGPU is a fake and executes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/denied.h"
#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"
#include "tests/lib/saved.h"

#define BCS		GEN9_BCS_BASE
#define NONE		(~0u)
#define WINDOW		0xe0000000u	/* the fake pGPU's windows */
#define END		GEN9_MI_BATCH_BUFFER_END

/* The user's memory: one page table, from USER_GPA on. */
#define USER_VA		0x7f1200400000ull
#define USER_PT		0x00800000u
#define USER_GPA	0x00810000u
#define USER_PAGES	128u
#define CALL(at)	0x18800101, (u32)USER_VA + (at), (u32)(USER_VA >> 32), 0

/* Map the user's memory in the tables of all contexts. */
static void map_user(struct rig *r)
{
	u64 at = CTX_PML4;
	u32 level, i;

	for (level = 3; level; level--) {
		u64 *table = fake_host_ptr(&r->host, at, PAGE_SIZE);
		u64 next = USER_PT + level * PAGE_SIZE;

		table[USER_VA >> (12 + 9 * level) & 511] = next | 3;
		at = next;
	}
	for (i = 0; i < USER_PAGES; i++)
		((u64 *)fake_host_ptr(&r->host, at, PAGE_SIZE))[(USER_VA >> 12 & 511) + i] =
			(USER_GPA + i * PAGE_SIZE) | 3;
}

static u32 *user(struct rig *r, u32 at)
{
	return fake_host_ptr(&r->host, USER_GPA + at, sizeof(u32));
}

static int setup(void **state)
{
	int ret = ctx_rig_setup(state);

	if (ret)
		return ret;
	rig->fake.caps.user_batch_safe &= ~BIT(PGPU_BCS);
	map_user(rig);
	return 0;
}

/* Return a dword of the GGTT as the engine reads it. */
static u32 engine_dword(u64 gva)
{
	const u8 *page = fake_pgpu_ggtt(&rig->fake, rig->fake.submissions[0].owner, gva & ~3u);

	assert_non_null(page);
	return get_unaligned_le32(page);
}

static u32 reg(u32 offset)
{
	return rig_read(rig, BCS + offset);
}

/* Return the number of CSB entries that the guest got. The pointer begins at 5. */
static u32 reports(void)
{
	const u32 *hwsp = fake_host_ptr(&rig->host, CTX_HWSP + PAGE_SIZE, PAGE_SIZE);

	return (hwsp[GEN9_CSB_WRITE_HWSP_DWORD] + 1) % GEN9_CSB_ENTRIES;
}

static u32 head(u32 i)
{
	return ctx_image(rig, i)[GEN9_CTX_RING_HEAD];
}

static u32 tail(u32 i)
{
	return ctx_image(rig, i)[GEN9_CTX_RING_TAIL];
}

/* Emit @n calls of user batches, each of another one. */
static void emit_calls(u32 context, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		*user(rig, i * 64) = END;
		CTX_EMIT(rig, context, CALL(i * 64));
	}
}

static void end(void)
{
	ctx_end(rig, PGPU_BCS, PGPU_EV_COMPLETE);
}

static void user_batch_runs_as_a_copy(void **state)
{
	static const u32 batch[] = { 0x10000002, 0x5000, 0, 1, 0x10400002, 0x5000, 0, 2, END };
	u32 gva;

	memcpy(user(rig, 0x100), batch, sizeof(batch));
	CTX_EMIT(rig, 0, CALL(0x100));
	ctx_elsp(rig, BCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 1);
	assert_int_equal(engine_dword(rig->fake.submissions[0].ring_start), 0x18800001);
	gva = engine_dword(rig->fake.submissions[0].ring_start + 4);
	assert_true(gva >= WINDOW);
	*user(rig, 0x10c) = 9;
	assert_int_equal(engine_dword(gva + 12), 1);
	/* The store to the GGTT is not in the copy. */
	assert_int_equal(engine_dword(gva + 16), 0);
	assert_int_equal(engine_dword(gva + 28), 0);
	assert_int_equal(engine_dword(gva + 32), END);
	end();
	assert_int_equal(head(0), tail(0));
}

static void fault_in_a_copy_is_reported_where_the_user_has_the_command(void **state)
{
	struct pgpu_event event = {
		.type = PGPU_EV_FAULT, .engine = PGPU_BCS, .fault = PGPU_FAULT_COMMAND,
		.ipehr = 0x1234, .place = PGPU_IN_GGTT_BATCH,
	};

	*user(rig, 0x1004) = 0x02800000;
	*user(rig, 0x1008) = END;
	CTX_EMIT(rig, 0, CALL(0x1000));
	ctx_elsp(rig, BCS, 0, NONE);
	fake_pgpu_deliver(&rig->fake);
	event.cookie = rig->fake.submissions[0].cookie;
	event.acthd = engine_dword(rig->fake.submissions[0].ring_start + 4) + 4;
	rig->fake.client_ops->event(rig->fake.client, &event);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	assert_int_equal(reg(GEN9_RING_ACTHD), (u32)USER_VA + 0x1004);
	assert_int_equal(reg(GEN9_RING_ACTHD_U), USER_VA >> 32);
}

static void unknown_command_of_a_user_stops_the_engine_there(void **state)
{
	*user(rig, 0x2008) = 0xdeadbeef;
	CTX_EMIT(rig, 0, CALL(0x2000));
	ctx_elsp(rig, BCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(reg(GEN9_RING_EIR), 1);
	assert_int_equal(reg(GEN9_RING_IPEHR), 0xdeadbeef);
	assert_int_equal(reg(GEN9_RING_ACTHD), (u32)USER_VA + 0x2008);
	assert_int_equal(reg(GEN9_RING_ACTHD_U), USER_VA >> 32);
}

/* The scratch page has no end of a batch, and maps itself everywhere. */
static void user_batch_that_does_not_end_is_an_error_and_one_refusal(void **state)
{
	struct facet_refused refused[2] = { 0 };

	CTX_EMIT(rig, 0, 0x18800101, 0x1000, 0, 0);
	ctx_elsp(rig, BCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(reg(GEN9_RING_EIR), 1);
	assert_int_equal(facet_denied_refused(facet_vgpu_device(rig->vgpu), refused, 2), 1);
	assert_int_equal(refused[0].count[PGPU_BCS], 1);
}

static void ring_with_many_user_batches_runs_in_pieces_and_is_reported_once(void **state)
{
	u32 n = 0;

	emit_calls(0, 100);
	ctx_elsp(rig, BCS, 0, NONE);
	while (rig->fake.n_submissions) {
		const struct pgpu_submission *s = &rig->fake.submissions[0];

		/* Each piece is whole calls, and begins where the last one ended. */
		assert_int_equal((s->tail - s->head) % 16, 0);
		n += (s->tail - s->head) / 16;
		assert_true(rig->fake.n_submissions <= FACET_PIECES_AHEAD);
		assert_int_equal(reports(), 1);
		end();
	}
	assert_int_equal(n, 100);
	assert_int_equal(reports(), 2);
	assert_int_equal(head(0), tail(0));
}

static void second_port_waits_for_all_pieces_of_the_first(void **state)
{
	u32 last = 0, in_a_row = 0, n = 0;

	emit_calls(0, 100);
	CTX_EMIT(rig, 1, 0x02800000, 0);
	ctx_elsp(rig, BCS, 0, 1);
	for (; rig->fake.n_submissions; n++) {
		in_a_row = rig->fake.submissions[0].context == last ? in_a_row + 1 : 1;
		last = rig->fake.submissions[0].context;
		end();
	}
	/* The last submission alone is that of the second port. */
	assert_true(n >= 5);
	assert_int_equal(in_a_row, 1);
	assert_int_equal(head(0), tail(0));
	assert_int_equal(head(1), tail(1));
	/* The first begins, the second follows, the second ends. */
	assert_int_equal(reports(), 3);
}

static void second_port_runs_in_pieces_too(void **state)
{
	CTX_EMIT(rig, 0, 0x02800000, 0);
	emit_calls(1, 70);
	ctx_elsp(rig, BCS, 0, 1);
	while (rig->fake.n_submissions)
		end();
	assert_int_equal(head(0), tail(0));
	assert_int_equal(head(1), tail(1));
	assert_int_equal(reports(), 3);
}

static void extension_brings_what_the_pieces_lack(void **state)
{
	emit_calls(0, 40);
	ctx_elsp(rig, BCS, 0, NONE);
	CTX_EMIT(rig, 0, 0x02800000, 0);
	ctx_elsp(rig, BCS, 0, NONE);
	while (rig->fake.n_submissions)
		end();
	assert_int_equal(head(0), tail(0));
	/* Begin, extension, end. */
	assert_int_equal(reports(), 3);
}

/* Hardware reads the tail when it loads a context: the guest must submit a new one. */
static void tail_without_a_submission_does_not_count(void **state)
{
	emit_calls(0, 100);
	ctx_elsp(rig, BCS, 0, NONE);
	assert_int_equal(rig->vgpu->execlists->engines[PGPU_BCS].live_count, FACET_PIECES_AHEAD);
	CTX_EMIT(rig, 0, 0xdeadbeef, 0);
	while (rig->fake.n_submissions)
		end();
	assert_int_equal(head(0), 100 * 16);
	assert_int_equal(reports(), 2);
}

/* The second context is built when the first one becomes too long for one copy. */
static void extension_in_pieces_runs_before_the_second_port(void **state)
{
	u32 first, ends = 0;

	CTX_EMIT(rig, 0, 0x02800000, 0);
	CTX_EMIT(rig, 1, 0x02800000, 0);
	ctx_elsp(rig, BCS, 0, 1);
	first = rig->fake.submissions[0].context;
	emit_calls(0, 100);
	ctx_elsp(rig, BCS, 0, 1);
	for (; rig->fake.n_submissions; ends++) {
		if (rig->fake.submissions[0].context != first)
			break;
		/* The engine ends all that it has before the worker runs. */
		while (rig->fake.n_submissions && rig->fake.submissions[0].context == first)
			fake_pgpu_end(&rig->fake, PGPU_BCS, PGPU_EV_COMPLETE);
		fake_host_pump(&rig->host);
	}
	assert_int_equal(head(0), tail(0));
	assert_int_equal(rig->fake.n_submissions, 1);
	end();
	assert_int_equal(head(1), tail(1));
	/* Begin, extension, the second follows, the second ends. */
	assert_int_equal(reports(), 4);
}

static void context_that_is_replaced_keeps_its_rest(void **state)
{
	emit_calls(0, 100);
	ctx_elsp(rig, BCS, 0, NONE);
	fake_pgpu_deliver(&rig->fake);
	CTX_EMIT(rig, 1, 0x02800000, 0);
	/* The new execlist waits for the end of all of the running context. */
	ctx_elsp(rig, BCS, 1, NONE);
	while (rig->fake.n_submissions)
		end();
	assert_int_equal(head(0), tail(0));
	assert_int_equal(head(1), tail(1));
	assert_int_equal(reports(), 4);
}

static void reset_drops_the_rest(void **state)
{
	emit_calls(0, 100);
	ctx_elsp(rig, BCS, 0, NONE);
	rig_write(rig, BCS + GEN9_RING_RESET_CTL, 0x00010001);
	rig_write(rig, GEN9_GDRST, BIT(3));
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(rig->vgpu->execlists->engines[PGPU_BCS].live_count, 0);
}

static u64 away;	/* the guest page that is unavailable */

static int veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	return op == FAKE_READ && (addr & ~0xfffull) == away ? FACET_HOST_RETRY : 0;
}

static void rest_waits_for_memory_that_is_away(void **state)
{
	u32 i;

	emit_calls(0, 100);
	away = USER_GPA + 99 * 64 / PAGE_SIZE * PAGE_SIZE;
	rig->host.veto = veto;
	ctx_elsp(rig, BCS, 0, NONE);
	while (rig->fake.n_submissions)
		end();
	assert_int_not_equal(head(0), tail(0));
	assert_int_equal(reports(), 1);
	rig->host.veto = NULL;
	for (i = 0; i < 100 && !rig->fake.n_submissions; i++) {
		fake_clock_advance(&rig->clock, 10000000);
		fake_host_pump(&rig->host);
	}
	while (rig->fake.n_submissions)
		end();
	assert_int_equal(head(0), tail(0));
	assert_int_equal(reports(), 2);
}

static void pieces_move_to_another_guest(void **state)
{
	struct saved saved = { 0 };
	struct rig *other = ctx_rig_create();
	struct rig *first = rig;

	assert_non_null(other);
	other->fake.caps.user_batch_safe &= ~BIT(PGPU_BCS);
	emit_calls(0, 100);
	ctx_elsp(rig, BCS, 0, NONE);
	end();
	assert_int_equal(saved_save(&saved, rig->vgpu), 0);
	memcpy(other->host.mem, rig->host.mem, RIG_PAGES * PAGE_SIZE);
	facet_vgpu_reset(other->vgpu);
	assert_int_equal(facet_vgpu_restore(other->vgpu, saved.data, saved.len), 0);
	rig = other;
	fake_host_pump(&rig->host);
	while (rig->fake.n_submissions) {
		assert_int_equal(engine_dword(rig->fake.submissions[0].ring_start +
					      rig->fake.submissions[0].head), 0x18800001);
		end();
	}
	assert_int_equal(head(0), tail(0));
	assert_int_equal(reports(), 2);
	assert_int_equal(rig_destroy(other), 0);
	rig = first;
	free(saved.data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, ctx_rig_teardown)
		TEST(user_batch_runs_as_a_copy),
		TEST(fault_in_a_copy_is_reported_where_the_user_has_the_command),
		TEST(unknown_command_of_a_user_stops_the_engine_there),
		TEST(user_batch_that_does_not_end_is_an_error_and_one_refusal),
		TEST(ring_with_many_user_batches_runs_in_pieces_and_is_reported_once),
		TEST(second_port_waits_for_all_pieces_of_the_first),
		TEST(second_port_runs_in_pieces_too),
		TEST(extension_brings_what_the_pieces_lack),
		TEST(tail_without_a_submission_does_not_count),
		TEST(extension_in_pieces_runs_before_the_second_port),
		TEST(context_that_is_replaced_keeps_its_rest),
		TEST(reset_drops_the_rest),
		TEST(rest_waits_for_memory_that_is_away),
		TEST(pieces_move_to_another_guest),
#undef TEST
	};

	return cmocka_run_group_tests_name("user batches", tests, NULL, NULL);
}
