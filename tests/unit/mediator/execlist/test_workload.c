// SPDX-License-Identifier: GPL-2.0-only
/* Test submissions to the pGPU: copies of audited commands, in the host window. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/execlist/workload.h"
#include "mediator/ggtt.h"
#include "mediator/ggtt/buffer.h"
#include "mediator/vgpu.h"
#include "tests/lib/ctx_rig.h"

#define RCS	GEN9_RCS_BASE
#define BCS	GEN9_BCS_BASE
#define VCS	GEN9_VCS_BASE
#define NONE	(~0u)
#define WINDOW	0xe0000000u	/* the fake pGPU's windows */

static const struct pgpu_submission *sub(void)
{
	assert_int_equal(rig->fake.n_submissions, 1);
	return &rig->fake.submissions[0];
}

/* Return a dword of the GGTT as the engine reads it. */
static u32 engine_dword(u64 gva)
{
	const u8 *page = fake_pgpu_ggtt(&rig->fake, rig->fake.submissions[0].owner, gva & ~3u);

	assert_non_null(page);
	return get_unaligned_le32(page);
}

static u32 eir(u32 base)
{
	return rig_read(rig, base + GEN9_RING_EIR);
}

static void submission_names_shadows_only(void **state)
{
	const struct pgpu_submission *s;

	CTX_EMIT(rig, 0, 0, 0x02800000);
	ctx_elsp(rig, RCS, 0, NONE);
	s = sub();
	assert_true(s->ring_start >= WINDOW);
	assert_true(s->context >= WINDOW);
	assert_int_equal(s->engine, PGPU_RCS);
	assert_true(is_power_of_2(s->ring_size) && s->ring_size >= 4096);
	assert_int_equal(s->head, 0);
	assert_int_equal(s->tail, 8);
	assert_int_equal(s->flags, PGPU_SUBMIT_RESTORE_INHIBIT);
	assert_int_equal(s->owner, rig->vgpu->owner);
	assert_int_not_equal(s->ppgtt_root, 0);
	assert_int_equal(engine_dword(s->ring_start + 4), 0x02800000);
}

static void later_changes_of_the_ring_are_not_seen(void **state)
{
	CTX_EMIT(rig, 0, 0x04000000, 0x02800000);
	ctx_elsp(rig, RCS, 0, NONE);
	ctx_ring(rig, 0)[0] = 0xdeadbeef;
	assert_int_equal(engine_dword(sub()->ring_start), 0x04000000);
}

static void piece_over_the_end_of_the_ring_is_made_straight(void **state)
{
	u32 i;

	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = CTX_RING_SIZE - 16;
	ctx_image(rig, 0)[GEN9_CTX_RING_TAIL] = CTX_RING_SIZE - 16;
	CTX_EMIT(rig, 0, 0x11000001, 0x2600, 1, 0x11000001, 0x2604, 2, 0x02800000, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(sub()->head, 0);
	assert_int_equal(sub()->tail, 32);
	for (i = 0; i < 2; i++)
		assert_int_equal(engine_dword(sub()->ring_start + 8 + 12 * i), i + 1);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 16);
}

/* HEAD may be at any dword. The wrap count above it is not used. */
static void head_on_an_odd_dword_is_kept(void **state)
{
	CTX_EMIT(rig, 0, 0xdeadbeef, 0x02800000);
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = 0xffe00004;
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(sub()->head, 4);
	assert_int_equal(sub()->tail, 8);
}

/* A tail right before HEAD makes a piece of the whole ring. */
static void tail_before_an_odd_head_comes_all_the_way_round(void **state)
{
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = 20;
	ctx_image(rig, 0)[GEN9_CTX_RING_TAIL] = 16;
	ctx_ring(rig, 0)[3] = 0x02800000;
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(sub()->head, 4);
	assert_int_equal(sub()->tail, CTX_RING_SIZE);
	assert_int_equal(engine_dword(sub()->ring_start + CTX_RING_SIZE - 4), 0x02800000);
}

static void empty_piece_runs_too(void **state)
{
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(sub()->head, sub()->tail);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void extension_begins_where_the_last_piece_ends(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	CTX_EMIT(rig, 0, 0x02800000, 0x04000000);
	ctx_elsp(rig, RCS, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(engine_dword(sub()->ring_start + sub()->head), 0x02800000);
	assert_int_equal(sub()->tail - sub()->head, 8);
	/* The work continues with the image that the engine saved, and not with the guest's. */
	assert_int_equal(sub()->flags, 0);
}

static void extension_over_the_end_of_the_ring_is_made_straight(void **state)
{
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = CTX_RING_SIZE - 16;
	ctx_image(rig, 0)[GEN9_CTX_RING_TAIL] = CTX_RING_SIZE - 16;
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	CTX_EMIT(rig, 0, 0x02800000, 0x04000000, 0x04000001, 0x02800000);
	ctx_elsp(rig, RCS, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(sub()->tail - sub()->head, 16);
	assert_int_equal(engine_dword(sub()->ring_start + sub()->head), 0x02800000);
	assert_int_equal(engine_dword(sub()->ring_start + sub()->head + 8), 0x04000001);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 8);
}

/* A tail behind the running piece's tail means the rest of the ring, as on hardware. */
static void extension_with_a_tail_that_went_back_comes_all_the_way_round(void **state)
{
	CTX_EMIT(rig, 0, 0, 0, 0, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	ctx_image(rig, 0)[GEN9_CTX_RING_TAIL] = 8;
	ctx_elsp(rig, RCS, 0, NONE);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(sub()->tail - sub()->head, CTX_RING_SIZE - 8);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(ctx_image(rig, 0)[GEN9_CTX_RING_HEAD], 8);
}

static void privileged_batch_runs_as_a_copy(void **state)
{
	u32 *batch = fake_host_ptr(&rig->host, CTX_DATA, 4096);
	u32 gva;

	batch[0] = 0x11000001;
	batch[1] = 0x2600;
	batch[2] = 77;
	batch[3] = GEN9_MI_BATCH_BUFFER_END;
	CTX_EMIT(rig, 0, 0x18800001, CTX_DATA, 0, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	gva = engine_dword(sub()->ring_start + 4);
	assert_true(gva >= WINDOW);
	batch[2] = 78;
	assert_int_equal(engine_dword(gva + 8), 77);
	assert_int_equal(engine_dword(gva + 12), GEN9_MI_BATCH_BUFFER_END);
}

static void user_batch_of_an_engine_that_polices_runs_in_place(void **state)
{
	rig->fake.caps.user_batch_safe = BIT(PGPU_RCS);
	CTX_EMIT(rig, 0, 0x18800101, 0x1234000, 0, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(engine_dword(sub()->ring_start), 0x18800101);
	assert_int_equal(engine_dword(sub()->ring_start + 4), 0x1234000);
}

static void user_batch_of_a_video_engine_that_does_not_police_is_refused(void **state)
{
	rig->fake.caps.user_batch_safe = BIT(PGPU_RCS);
	CTX_EMIT(rig, 0, 0x18800101, 0x1234000, 0, 0);
	ctx_elsp(rig, VCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(VCS), 1);
	assert_int_equal(rig_read(rig, VCS + GEN9_RING_IPEHR), 0x18800101);
}

static void absent_engine_refuses(void **state)
{
	rig->fake.caps.engines = BIT(PGPU_RCS);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, BCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(BCS), 1);
}

struct spoiled {
	const char *name;
	u32 dword;
	u32 value;
};

static const struct spoiled spoiled[] = {
	{ "ring not valid", GEN9_CTX_RING_CTL, 0x3000 },
	{ "tail beyond the ring", GEN9_CTX_RING_TAIL, CTX_RING_SIZE },
	{ "tail not aligned", GEN9_CTX_RING_TAIL, 4 },
	{ "head beyond the ring", GEN9_CTX_RING_HEAD, CTX_RING_SIZE },
	{ "ring not aligned", GEN9_CTX_RING_START, CTX_RING(0) + 8 },
	{ "ring in the window", GEN9_CTX_RING_START, WINDOW },
	{ "ring at the top", GEN9_CTX_RING_START, 0xfffff000 },
	{ "ring over the end of the range", GEN9_CTX_RING_START, 0x03ffe000 },
	{ "ring where nothing is mapped", GEN9_CTX_RING_START, 0x03000000 },
	{ "PML4 not aligned", GEN9_CTX_PDP0_L, CTX_PML4 + 8 },
	{ "PML4 beyond 48 bits", GEN9_CTX_PDP0_U, 0x10000 },
	{ "PML4 beyond memory", GEN9_CTX_PDP0_U, 1 },
};

static void bad_images_are_refused(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(spoiled); i++) {
		struct rig *one = rig;
		u32 *image = ctx_image(one, i);

		CTX_EMIT(one, i, 0, 0);
		image[spoiled[i].dword] = spoiled[i].value;
		ctx_elsp(one, RCS, i, NONE);
		if (one->fake.n_submissions || eir(RCS) != 1)
			fail_msg("%s is accepted", spoiled[i].name);
		ctx_rig_teardown(NULL);
		ctx_rig_setup(NULL);
	}
}

static void bad_descriptors_are_refused(void **state)
{
	static const u32 low[] = {
		WINDOW | 0x119,			/* in the host window */
		0x03fff000 | 0x119,		/* its second page is not the guest's */
		CTX_LRCA(0) | 0x101,		/* 32-bit addressing */
		0xfffff000 | 0x119,
	};
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(low); i++) {
		for (k = 0; k < 3; k++)
			rig_write(rig, RCS + GEN9_RING_ELSP, 0);
		rig_write(rig, RCS + GEN9_RING_ELSP, low[i]);
		fake_host_pump(&rig->host);
		assert_int_equal(rig->fake.n_submissions, 0);
		assert_int_equal(eir(RCS), 1);
		ctx_rig_teardown(NULL);
		ctx_rig_setup(NULL);
	}
}

/* Build a workload. Return: 0, or why its context cannot run. */
static int built(u64 desc)
{
	struct facet_workload *workload;
	int error;

	assert_int_equal(facet_workload_build(rig->vgpu, &rig->vgpu->execlists->engines[PGPU_RCS],
					      desc, NULL, false, false, &workload), 0);
	error = workload->fault.error;
	facet_workload_free(workload);
	return error;
}

/* The core reads no page of an image that leaves its range. */
static void an_image_that_leaves_its_range_is_not_looked_at(void **state)
{
	const u32 end = 0x04000000;
	u32 pages;

	for (pages = 1; pages < 4; pages++) {
		rig->fake.caps.context_pages[PGPU_RCS] = pages;
		assert_int_equal(built((end - GEN9_PAGE_SIZE * pages) | 0x119), -EPERM);
		/* An image that ends with its range is allowed, but nothing is mapped there. */
		assert_int_equal(built((end - GEN9_PAGE_SIZE * (pages + 1)) | 0x119), -EFAULT);
	}
}

/* Addresses in the host window are reported as the guest's own. */
static void refusal_behind_the_rings_end_is_reported_where_it_is(void **state)
{
	ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = CTX_RING_SIZE - 16;
	ctx_image(rig, 0)[GEN9_CTX_RING_TAIL] = CTX_RING_SIZE - 16;
	CTX_EMIT(rig, 0, 0, 0, 0, 0, 0, 0xe0000000);
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(RCS), 1);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_IPEHR), 0xe0000000);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_HEAD), 4);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_ACTHD), CTX_RING(0) + 4);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_BBADDR), 0);
}

static void fault_is_reported_in_guest_addresses(void **state)
{
	static const struct {
		u32 offset;
		u64 acthd;
	} cases[] = {
		{ 4, CTX_RING(0) + CTX_RING_SIZE - 4 },
		{ 12, CTX_RING(0) + 4 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		struct pgpu_event event = {
			.type = PGPU_EV_FAULT, .engine = PGPU_RCS, .fault = PGPU_FAULT_COMMAND,
			.ipehr = 0x1234,
		};

		ctx_image(rig, 0)[GEN9_CTX_RING_HEAD] = CTX_RING_SIZE - 8;
		ctx_image(rig, 0)[GEN9_CTX_RING_TAIL] = CTX_RING_SIZE - 8;
		CTX_EMIT(rig, 0, 0, 0, 0, 0);
		ctx_elsp(rig, RCS, 0, NONE);
		fake_pgpu_deliver(&rig->fake);
		event.cookie = sub()->cookie;
		event.acthd = sub()->ring_start + cases[i].offset;
		rig->fake.client_ops->event(rig->fake.client, &event);
		fake_pgpu_deliver(&rig->fake);
		fake_host_pump(&rig->host);
		assert_int_equal(rig_read(rig, RCS + GEN9_RING_ACTHD), cases[i].acthd);
		assert_int_equal(rig_read(rig, RCS + GEN9_RING_IPEHR), 0x1234);
		ctx_rig_teardown(NULL);
		ctx_rig_setup(NULL);
	}
}

static void page_fault_is_reported_with_its_address(void **state)
{
	struct pgpu_event event = {
		.type = PGPU_EV_FAULT, .engine = PGPU_RCS, .fault = PGPU_FAULT_PAGE,
		.acthd = 0x123456789000, .place = PGPU_IN_PPGTT_BATCH,
		.address = 0xabcdef0123,
	};

	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, RCS, 0, NONE);
	fake_pgpu_deliver(&rig->fake);
	event.cookie = sub()->cookie;
	rig->fake.client_ops->event(rig->fake.client, &event);
	fake_pgpu_deliver(&rig->fake);
	fake_host_pump(&rig->host);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_ACTHD_U), 0x1234);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_DMA_FADD), 0xcdef0123);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_DMA_FADD_U), 0xab);
	/* i915 leaves this kind of error masked. */
	assert_int_equal(eir(RCS), 0);
	assert_int_equal(rig_read(rig, RCS + GEN9_RING_ESR), 0x10);
	assert_int_equal(rig_read(rig, GEN9_RING_FAULT) & 1, 1);
	assert_int_equal(rig_read(rig, GEN9_FAULT_TLB_DATA0), 0xabcdef0);
}

static void no_memory_for_shadows_is_an_error_of_that_guest(void **state)
{
	CTX_EMIT(rig, 0, 0, 0);
	rig->fake.alloc_error = -ENOMEM;
	ctx_elsp(rig, RCS, 0, NONE);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(RCS), 1);
	rig->fake.alloc_error = 0;
}

static int cancel_at_once(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op == FAKE_PIN && host->calls[FAKE_PIN] == 1)
		facet_vgpu_cancel(host->vgpu);
	return 0;
}

static void what_a_cancel_cuts_short_is_no_error_of_the_guests(void **state)
{
	u64 entry = ctx_csb(rig, 0);

	CTX_EMIT(rig, 0, 0, 0);
	rig->host.calls[FAKE_PIN] = 0;
	rig->host.veto = cancel_at_once;
	ctx_elsp(rig, RCS, 0, NONE);
	assert_true(rig->host.calls[FAKE_PIN] >= 1 && rig->host.calls[FAKE_PIN] <= 64);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(RCS), 0);
	assert_int_equal(ctx_csb(rig, 0), entry);
}

static u32 epochs;	/* number of pins at which the engine is reset */
static bool table_pinned;

/* Reset the engine while work is built for it, as another thread does by GDRST. */
static int reset_amid(struct fake_host *host, enum fake_op op, u64 addr)
{
	if (op != FAKE_PIN)
		return 0;
	table_pinned |= addr == CTX_PML4 / PAGE_SIZE;
	if (epochs) {
		epochs--;
		host->vgpu->execlists->engines[PGPU_RCS].epoch++;
	}
	return 0;
}

static void reset_ends_the_sync_for_work_that_it_drops(void **state)
{
	table_pinned = false;
	epochs = 1;
	rig->host.veto = reset_amid;
	CTX_EMIT(rig, 0, 0, 0x02800000);
	ctx_elsp(rig, RCS, 0, NONE);
	assert_false(table_pinned);
	assert_int_equal(rig->fake.n_submissions, 0);
	assert_int_equal(eir(RCS), 0);
	/* The core builds the next work. */
	ctx_elsp(rig, RCS, 0, NONE);
	assert_true(table_pinned);
	sub();
}

/* Each step invalidates the TLBs of the engines, which neighbours use too. */
static void a_long_copy_is_given_back_in_one_step(void **state)
{
	struct facet_buffer *kept, *freed;
	u32 invalidates, frees;

	assert_int_equal(facet_buffer_get(rig->vgpu, FACET_WINDOW_COPIES, 64, &kept), 0);
	assert_int_equal(facet_buffer_get(rig->vgpu, FACET_WINDOW_COPIES, 64, &freed), 0);
	facet_buffer_put(rig->vgpu, kept);
	invalidates = rig->fake.invalidates;
	frees = rig->fake.frees;
	facet_buffer_put(rig->vgpu, freed);
	assert_int_equal(rig->fake.invalidates - invalidates, 1);
	assert_int_equal(rig->fake.frees - frees, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ctx_rig_setup, ctx_rig_teardown)
		TEST(submission_names_shadows_only),
		TEST(later_changes_of_the_ring_are_not_seen),
		TEST(piece_over_the_end_of_the_ring_is_made_straight),
		TEST(head_on_an_odd_dword_is_kept),
		TEST(tail_before_an_odd_head_comes_all_the_way_round),
		TEST(empty_piece_runs_too),
		TEST(extension_begins_where_the_last_piece_ends),
		TEST(extension_over_the_end_of_the_ring_is_made_straight),
		TEST(extension_with_a_tail_that_went_back_comes_all_the_way_round),
		TEST(privileged_batch_runs_as_a_copy),
		TEST(user_batch_of_an_engine_that_polices_runs_in_place),
		TEST(user_batch_of_a_video_engine_that_does_not_police_is_refused),
		TEST(absent_engine_refuses),
		TEST(bad_images_are_refused),
		TEST(bad_descriptors_are_refused),
		TEST(an_image_that_leaves_its_range_is_not_looked_at),
		TEST(refusal_behind_the_rings_end_is_reported_where_it_is),
		TEST(fault_is_reported_in_guest_addresses),
		TEST(page_fault_is_reported_with_its_address),
		TEST(no_memory_for_shadows_is_an_error_of_that_guest),
		TEST(what_a_cancel_cuts_short_is_no_error_of_the_guests),
		TEST(reset_ends_the_sync_for_work_that_it_drops),
		TEST(a_long_copy_is_given_back_in_one_step),
	};

	return cmocka_run_group_tests_name("workload", tests, NULL, NULL);
}
