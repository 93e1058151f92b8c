// SPDX-License-Identifier: GPL-2.0-only
/* Test many timers that share the one deadline of the front end (device/timer.c). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/device.h"
#include "device/timer.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"

#define START	1000000000ull

/*
 * A timer that records when it fired. @again_ns: it arms itself again so much later; 0: it does
 * not.
 */
struct noting {
	struct facet_timer timer;
	u32 fired;
	u64 at_ns;
	u64 again_ns;
	u32 order;
};

static u32 next_order;

static void note(struct facet_device *dev, struct facet_timer *timer)
{
	struct noting *n = container_of(timer, struct noting, timer);

	n->fired++;
	n->order = ++next_order;
	n->at_ns = facet_device_now_ns(dev);
	if (n->again_ns)
		facet_timer_arm(dev, timer, timer->deadline_ns + n->again_ns);
}

static int setup(void **state)
{
	next_order = 0;
	*state = rig_create(&facet_types[0], NULL);
	return *state ? 0 : -1;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

static void timers_fire_in_order_of_their_deadlines(void **state)
{
	struct noting t[3] = {};
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < 3; i++)
		facet_timer_init(&t[i].timer, note);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &t[0].timer, START + 300);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &t[1].timer, START + 100);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &t[2].timer, START + 200);
	assert_true(rig->host.deadline_ns == START + 100);
	fake_clock_advance(&rig->clock, 250);
	assert_int_equal(t[1].order, 1);
	assert_int_equal(t[2].order, 2);
	assert_int_equal(t[0].fired, 0);
	assert_true(t[1].at_ns == START + 100);
	assert_true(rig->host.deadline_ns == START + 300);
	fake_clock_advance(&rig->clock, 50);
	assert_int_equal(t[0].fired, 1);
	assert_true(rig->host.deadline_ns == ~0ull);
}

static void a_disarmed_timer_never_fires_and_a_moved_one_fires_later(void **state)
{
	struct noting a = {}, b = {};
	struct rig *rig = *state;

	facet_timer_init(&a.timer, note);
	facet_timer_init(&b.timer, note);
	facet_timer_disarm(facet_vgpu_device(rig->vgpu), &a.timer);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &a.timer, START + 100);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &b.timer, START + 200);
	facet_timer_disarm(facet_vgpu_device(rig->vgpu), &a.timer);
	assert_true(rig->host.deadline_ns == START + 200);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &b.timer, START + 500);
	fake_clock_advance(&rig->clock, 400);
	assert_int_equal(a.fired, 0);
	assert_int_equal(b.fired, 0);
	fake_clock_advance(&rig->clock, 100);
	assert_int_equal(b.fired, 1);
}

static void a_timer_that_arms_itself_keeps_its_rhythm(void **state)
{
	struct noting tick = { .again_ns = 16 };
	struct rig *rig = *state;

	facet_timer_init(&tick.timer, note);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &tick.timer, START + 16);
	fake_clock_advance(&rig->clock, 160);
	assert_int_equal(tick.fired, 10);
	facet_timer_disarm(facet_vgpu_device(rig->vgpu), &tick.timer);
	fake_clock_advance(&rig->clock, 160);
	assert_int_equal(tick.fired, 10);
}

/* A deadline in the past fires once in each run, so that no run is an endless loop. */
static void a_timer_always_in_the_past_does_not_hang_the_run(void **state)
{
	struct noting late = { .again_ns = 1 };
	struct rig *rig = *state;

	facet_timer_init(&late.timer, note);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &late.timer, 1);
	facet_vgpu_timer(rig->vgpu);
	assert_int_equal(late.fired, 1);
	facet_vgpu_timer(rig->vgpu);
	assert_int_equal(late.fired, 2);
	facet_timer_disarm(facet_vgpu_device(rig->vgpu), &late.timer);
}

static void a_run_before_the_deadline_keeps_it(void **state)
{
	struct noting t = {};
	struct rig *rig = *state;

	facet_timer_init(&t.timer, note);
	facet_timer_arm(facet_vgpu_device(rig->vgpu), &t.timer, START + 100);
	rig->host.deadline_ns = ~0ull;
	facet_vgpu_timer(rig->vgpu);
	assert_int_equal(t.fired, 0);
	assert_true(rig->host.deadline_ns == START + 100);
	facet_timer_disarm(facet_vgpu_device(rig->vgpu), &t.timer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(timers_fire_in_order_of_their_deadlines, setup,
						teardown),
		cmocka_unit_test_setup_teardown(
			a_disarmed_timer_never_fires_and_a_moved_one_fires_later, setup, teardown),
		cmocka_unit_test_setup_teardown(a_timer_that_arms_itself_keeps_its_rhythm, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_timer_always_in_the_past_does_not_hang_the_run,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_run_before_the_deadline_keeps_it, setup,
						teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
