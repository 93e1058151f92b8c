// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test performance counters as i915 sets them up (i915_perf.c). The ring writes the timer and the
 * signals by one MI_LOAD_REGISTER_IMM. From then on the OA unit writes a report to memory at the
 * end of each period.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <unistd.h>
#include <cmocka.h>

#include "gen9/engine_defs.h"
#include "gen9/oa_defs.h"
#include "tests/lib/mini_user.h"

#define EXPONENT	9u
#define PERIOD		(2u << EXPONENT)
#define REPORTS		20u
#define REPORT_DWORDS	64u
#define A36_B8_C8	5u
#define TRIES		10000u

static void a_timer_that_the_ring_sets_reports(void **state)
{
	struct mini_machine *machine = mini_machine_create(MINI_THREADS);
	struct mini_context context;
	struct mini_user user;
	const u32 *report;
	u32 base, i, reported = 0;
	u64 gpa;

	mini_user_init(machine, &user);
	mini_user_context(&user, &context, PGPU_RCS);
	gpa = mini_alloc(user.guest, 32);
	base = mini_ggtt_map(user.guest, gpa, 32);
	mini_request_begin(&context);
	MINI_EMIT(&context, 0x11000011, 0x20c8, 0x80000088, GEN9_OACTXCONTROL,
		  GEN9_OACTX_TIMER | EXPONENT << 2 | 1, 0xe458, 1, 0xe558, 2, 0xe658, 3, 0xe758, 4,
		  0xe45c, 5, 0xe55c, 6, 0xe65c, 7, 0);
	mini_request_end(&context);
	mini_flush(&context);
	assert_true(mini_wait(&context));
	assert_true(mini_wait_idle(context.engine));
	mini_write(user.guest, GEN9_OAHEADPTR, base);
	mini_write(user.guest, GEN9_OABUFFER, base | GEN9_OABUFFER_GGTT);
	mini_write(user.guest, GEN9_OATAILPTR, base);
	mini_write(user.guest, GEN9_OACONTROL, GEN9_OACONTROL_ENABLE | A36_B8_C8 << 2);
	for (i = 0; i < TRIES && reported < REPORTS * REPORT_DWORDS * sizeof(u32); i++) {
		usleep(1000);
		reported = mini_read(user.guest, GEN9_OATAILPTR) - base;
	}
	assert_true(reported >= REPORTS * REPORT_DWORDS * sizeof(u32));
	for (i = 0; i < REPORTS; i++) {
		report = (const u32 *)mini_ptr(user.guest, gpa) + i * REPORT_DWORDS;
		assert_int_equal(report[0], GEN9_OA_ID_TIMER);
		assert_int_equal(report[1] % PERIOD, 0);
		if (i)
			assert_int_equal(report[1] - report[1 - (s32)REPORT_DWORDS], PERIOD);
	}
	assert_int_equal(mini_machine_destroy(machine), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_timer_that_the_ring_sets_reports),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
