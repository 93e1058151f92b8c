// SPDX-License-Identifier: GPL-2.0-only
/* Test reports of the OA unit: their time, content and address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/oa_defs.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/ctx_rig.h"
#include "tests/lib/saved.h"

#define RING		0x00800000u		/* mapped to the same guest-physical address */
#define RING_BYTES	GEN9_OABUFFER_BYTES(0)
#define PERIOD(exponent) (2u << (exponent))
#define TIMER(exponent)	(GEN9_OACTX_TIMER | (exponent) << 2)
#define FORMAT(number)	(GEN9_OACONTROL_ENABLE | (number) << 2)
#define A36_B8_C8	5u
#define C4_B8		7u
#define MARK		0x80808080u
#define NONE		(~0u)

static u32 *ring(u32 offset)
{
	return fake_host_ptr(&rig->host, RING + offset, sizeof(u32));
}

/* Write the registers as i915 does, in its order. The timer is that of the last context. */
static void enable(u32 exponent, u32 format)
{
	rig_write(rig, GEN9_OACTXCONTROL, TIMER(exponent));
	rig_write(rig, GEN9_OASTATUS, 0);
	rig_write(rig, GEN9_OAHEADPTR, RING);
	rig_write(rig, GEN9_OABUFFER_UDW, 0);
	rig_write(rig, GEN9_OABUFFER, RING | GEN9_OABUFFER_GGTT);
	rig_write(rig, GEN9_OATAILPTR, RING);
	rig_write(rig, GEN9_OACONTROL, FORMAT(format));
}

static u32 tail(void)
{
	return rig_read(rig, GEN9_OATAILPTR) - RING;
}

static void reports_come_at_the_end_of_each_period(void **state)
{
	const u32 exponent = 5, n = 100, first = 12352;	/* the next multiple of 64 */
	u32 i;

	rig->fake.timestamp = 12345;
	enable(exponent, A36_B8_C8);
	assert_int_equal(tail(), 0);
	rig->fake.timestamp = first - 1;
	assert_int_equal(tail(), 0);
	rig->fake.timestamp += 1 + (n - 1) * PERIOD(exponent);
	assert_int_equal(tail(), n * 256);
	assert_int_equal(tail(), n * 256);
	for (i = 0; i < n; i++)
		assert_int_equal(ring(i * 256)[1], first +
						   i * PERIOD(exponent));
	assert_int_equal(ring(n * 256)[1], 0);
}

static void times_go_on_where_the_clock_wraps(void **state)
{
	rig->fake.timestamp = 0xffffff00;
	enable(6, C4_B8);
	rig->fake.timestamp = 0x100000100;
	assert_int_equal(tail(), 4 * 64);
	assert_int_equal(ring(0)[1], 0xffffff80);
	assert_int_equal(ring(64)[1], 0);
	assert_int_equal(ring(3 * 64)[1], 0x100);
}

static void long_periods_are_cut_to_the_clock_of_a_report(void **state)
{
	static const struct {
		u32 exponent, reports;
	} rows[] = { { 30, 3 }, { 31, 2 }, { 32, 2 }, { 63, 2 } };
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		rig_write(rig, GEN9_OACONTROL, 0);
		rig->fake.timestamp = 0x80000000;
		enable(rows[i].exponent, C4_B8);
		for (k = 0; k < 6; k++) {
			rig->fake.timestamp += 0x40000000;
			tail();
		}
		assert_int_equal(tail(), rows[i].reports * 64);
	}
}

static void a_report_tells_its_reason_and_the_clock_and_is_as_long_as_its_format(void **state)
{
	static const struct { u32 format, bytes; } formats[] = {
		{ 0, 64 }, { 2, 128 }, { A36_B8_C8, 256 }, { C4_B8, 64 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		memset(ring(0), 0x80, 1024);
		rig->fake.timestamp = (i + 1) * 12000000ull;
		enable(8, formats[i].format);
		rig->fake.timestamp += PERIOD(8);
		assert_int_equal(tail(), formats[i].bytes);
		assert_int_equal(ring(0)[0], GEN9_OA_ID_TIMER);
		assert_int_equal(ring(0)[2], 0);
		/* 1100 MHz compared with 12 MHz */
		assert_int_equal(ring(0)[3], (u32)(ring(0)[1] * 1100ull / 12));
		assert_int_equal(ring(formats[i].bytes - 4)[0], 0);
		assert_int_equal(ring(formats[i].bytes)[0], MARK);
		rig_write(rig, GEN9_OACONTROL, 0);
	}
}

static void a_format_that_is_none_has_no_reports(void **state)
{
	static const u32 formats[] = { 1, 3, 4, 6 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(formats); i++) {
		enable(5, formats[i]);
		rig->fake.timestamp += 1000000;
		assert_int_equal(tail(), 0);
		assert_int_equal(rig_read(rig, GEN9_OASTATUS), 0);
		rig_write(rig, GEN9_OACONTROL, 0);
	}
}

/*
 * The ring has 128 KiB, or 16 MiB as i915 sets it. The tail is beyond 128 KiB: the smaller ring
 * wraps it.
 */
static void the_ring_is_as_long_as_it_says(void **state)
{
	static const struct { u32 size, at; } rows[] = { { 0, 0 }, { 7, 0x40000 } };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		enable(5, A36_B8_C8);
		rig_write(rig, GEN9_OABUFFER, RING | rows[i].size << 3 | GEN9_OABUFFER_GGTT);
		rig_write(rig, GEN9_OATAILPTR, RING + 0x40000);
		rig->fake.timestamp += PERIOD(5);
		assert_int_equal(tail(), rows[i].at + 256);
		assert_int_equal(ring(rows[i].at)[1], rig->fake.timestamp);
		rig_write(rig, GEN9_OACONTROL, 0);
	}
}

/* The rings lie in the host window, and at the end of the address space. */
static void a_ring_of_others_loses_reports(void **state)
{
	static const u32 bases[] = { 0xe0000000, 0xffffffc0 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		enable(5, A36_B8_C8);
		rig_write(rig, GEN9_OABUFFER, bases[i] | GEN9_OABUFFER_GGTT);
		rig_write(rig, GEN9_OATAILPTR, bases[i]);
		rig_write(rig, GEN9_OAHEADPTR, bases[i]);
		rig->fake.timestamp += PERIOD(5);
		assert_int_equal(rig_read(rig, GEN9_OASTATUS), GEN9_OASTATUS_REPORT_LOST);
		rig_write(rig, GEN9_OACONTROL, 0);
	}
}

static void clock_ratios_are_reported_where_they_are_asked_for(void **state)
{
	rig_write(rig, GEN9_OA_DEBUG, GEN9_OA_DEBUG_CLOCK_RATIO << 16 | GEN9_OA_DEBUG_CLOCK_RATIO);
	enable(8, C4_B8);
	rig->fake.timestamp += PERIOD(8);
	tail();
	/* 66 times 16.66 MHz is 1100 MHz */
	assert_int_equal(ring(0)[0], GEN9_OA_ID_TIMER | 66u | 66u << 25);
}

static void the_clock_is_the_highest_of_the_gpu(void **state)
{
	static const struct gen9_identity identity = {
		.device = 0x5916, .fuse2 = GEN9_FUSE2_SLICES(1),
		.rp_state_cap = GEN9_RP_STATES(300, 300, 600),
	};
	static const struct rig_gpu gpu = { .image_pages = 1, .identity = &identity };

	assert_int_equal(rig_destroy(rig), 0);
	rig = ctx_rig_create_on(&gpu);
	assert_non_null(rig);
	rig_write(rig, GEN9_OA_DEBUG, GEN9_OA_DEBUG_CLOCK_RATIO << 16 | GEN9_OA_DEBUG_CLOCK_RATIO);
	enable(8, C4_B8);
	rig->fake.timestamp += PERIOD(8);
	tail();
	assert_int_equal(ring(0)[0], GEN9_OA_ID_TIMER | 36u | 36u << 25);
	/* 600 MHz is 50 clocks for a tick of 12 MHz. */
	assert_int_equal(ring(0)[3], 50 * ring(0)[1]);
}

static void reports_go_round_and_stop_before_the_head(void **state)
{
	const u32 fits = RING_BYTES / 256 - 1;

	enable(5, A36_B8_C8);
	rig->fake.timestamp += PERIOD(5) * fits;
	assert_int_equal(tail(), RING_BYTES - 256);
	assert_int_equal(rig_read(rig, GEN9_OASTATUS), 0);
	rig_write(rig, GEN9_OAHEADPTR, RING + 512);
	rig->fake.timestamp += 2 * PERIOD(5);
	assert_int_equal(tail(), 256);
	assert_int_equal(rig_read(rig, GEN9_OASTATUS), 0);
	assert_int_equal(ring(0)[1], (fits + 2) * PERIOD(5));
	assert_int_equal(ring(RING_BYTES - 256)[1], (fits + 1) * PERIOD(5));
	rig->fake.timestamp += PERIOD(5);
	assert_int_equal(tail(), 256);
	assert_int_equal(rig_read(rig, GEN9_OASTATUS), GEN9_OASTATUS_OVERFLOW);
}

/* i915 does not write such tails: a report crosses the ring's end. */
static void a_report_goes_over_the_end_of_the_ring(void **state)
{
	enable(5, A36_B8_C8);
	rig_write(rig, GEN9_OATAILPTR, RING + RING_BYTES - 128);
	rig_write(rig, GEN9_OAHEADPTR, RING + RING_BYTES - 128);
	memset(ring(0), 0x80, 1024);
	memset(ring(RING_BYTES), 0x80, 1024);
	rig->fake.timestamp += PERIOD(5);
	assert_int_equal(tail(), 128);
	assert_int_equal(ring(RING_BYTES - 128)[1], PERIOD(5));
	assert_int_equal(ring(124)[0], 0);
	assert_int_equal(ring(128)[0], MARK);
	assert_int_equal(ring(RING_BYTES)[0], MARK);
}

static void what_was_due_before_the_unit_is_off_is_there(void **state)
{
	enable(5, A36_B8_C8);
	rig->fake.timestamp += 3 * PERIOD(5);
	rig_write(rig, GEN9_OACONTROL, 0);
	rig->fake.timestamp += 100 * PERIOD(5);
	assert_int_equal(tail(), 3 * 256);
	rig_write(rig, GEN9_OACONTROL, FORMAT(A36_B8_C8));
	rig->fake.timestamp += PERIOD(5);
	assert_int_equal(tail(), 4 * 256);
	assert_int_equal(ring(3 * 256)[1], 104 * PERIOD(5));
}

static void a_ring_that_is_not_there_loses_reports_and_no_more(void **state)
{
	enable(5, A36_B8_C8);
	rig_pte(rig, RING, 0);
	rig->fake.timestamp += 10 * PERIOD(5);
	assert_int_equal(rig_read(rig, GEN9_OASTATUS), GEN9_OASTATUS_REPORT_LOST);
	rig_write(rig, GEN9_OABUFFER, RING);	/* in the PPGTT, but of no known context */
	rig_write(rig, GEN9_OASTATUS, 0);
	rig->fake.timestamp += 10 * PERIOD(5);
	assert_int_equal(rig_read(rig, GEN9_OASTATUS), 0);
}

/* i915 writes timer and period into the images of all contexts. */
static void the_timer_is_that_of_the_context_that_ran_last(void **state)
{
	u32 *image = ctx_image(rig, 0);

	enable(5, A36_B8_C8);
	rig_write(rig, GEN9_OACTXCONTROL, 0);
	image[GEN9_CTX_ENGINE_STATE] = GEN9_MI_LRI_HEADER(1);
	image[GEN9_CTX_ENGINE_STATE + 1] = GEN9_RCS_BASE + GEN9_RING_GPR;
	image[GEN9_CTX_OA_STATE] = GEN9_MI_LRI_HEADER(1);
	image[GEN9_CTX_OA_STATE + 1] = GEN9_OACTXCONTROL;
	image[GEN9_CTX_OA_STATE + 2] = TIMER(9);
	CTX_EMIT(rig, 0, 0, 0);
	ctx_elsp(rig, GEN9_RCS_BASE, 0, NONE);
	rig->fake.timestamp = PERIOD(9) / 2;
	assert_int_equal(tail(), 0);
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
	rig->fake.timestamp = PERIOD(9);
	assert_int_equal(tail(), 256);
	assert_int_equal(rig_read(rig, GEN9_OACTXCONTROL), TIMER(9));
}

static void a_report_names_the_context_that_the_engine_has(void **state)
{
	enable(5, A36_B8_C8);
	CTX_EMIT(rig, 3, 0, 0);
	ctx_elsp(rig, GEN9_RCS_BASE, 3, NONE);
	rig->fake.timestamp += PERIOD(5);
	assert_int_equal(tail(), 256);
	assert_int_equal(ring(0)[0], GEN9_OA_ID_TIMER | GEN9_OA_ID_CONTEXT);
	assert_int_equal(ring(0)[2], upper_32_bits(ctx_desc(3)));
	ctx_end(rig, PGPU_RCS, PGPU_EV_COMPLETE);
}

static void a_restored_vgpu_has_no_reports_of_the_time_between(void **state)
{
	struct saved saved = { 0 };

	enable(5, A36_B8_C8);
	assert_int_equal(saved_save(&saved, rig->vgpu), 0);
	rig->fake.timestamp += 1000 * PERIOD(5);
	assert_int_equal(facet_vgpu_restore(rig->vgpu, saved.data, saved.len), 0);
	assert_int_equal(tail(), 0);
	rig->fake.timestamp += 2 * PERIOD(5);
	assert_int_equal(tail(), 2 * 256);
	free(saved.data);
}

static void a_reset_turns_it_off(void **state)
{
	u32 i;

	enable(5, A36_B8_C8);
	facet_vgpu_flr(rig->vgpu);
	rig->fake.timestamp += 1000 * PERIOD(5);
	assert_int_equal(rig_read(rig, GEN9_OATAILPTR), 0);
	for (i = 0; i < RING_BYTES; i += PAGE_SIZE)
		rig_pte(rig, RING + i, (RING + i) | GEN9_PTE_PRESENT);
	enable(5, A36_B8_C8);
	assert_int_equal(tail(), 0);
	rig->fake.timestamp += PERIOD(5);
	assert_int_equal(tail(), 256);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, ctx_rig_setup, ctx_rig_teardown)
		TEST(reports_come_at_the_end_of_each_period),
		TEST(times_go_on_where_the_clock_wraps),
		TEST(long_periods_are_cut_to_the_clock_of_a_report),
		TEST(a_report_tells_its_reason_and_the_clock_and_is_as_long_as_its_format),
		TEST(a_format_that_is_none_has_no_reports),
		TEST(the_ring_is_as_long_as_it_says),
		TEST(a_ring_of_others_loses_reports),
		TEST(clock_ratios_are_reported_where_they_are_asked_for),
		TEST(the_clock_is_the_highest_of_the_gpu),
		TEST(reports_go_round_and_stop_before_the_head),
		TEST(a_report_goes_over_the_end_of_the_ring),
		TEST(what_was_due_before_the_unit_is_off_is_there),
		TEST(a_ring_that_is_not_there_loses_reports_and_no_more),
		TEST(the_timer_is_that_of_the_context_that_ran_last),
		TEST(a_report_names_the_context_that_the_engine_has),
		TEST(a_reset_turns_it_off),
		TEST(a_restored_vgpu_has_no_reports_of_the_time_between),
	};

	return cmocka_run_group_tests_name("oa", tests, NULL, NULL);
}
