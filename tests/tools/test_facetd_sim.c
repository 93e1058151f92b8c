// SPDX-License-Identifier: GPL-2.0-only
/*
 * facetd's policies on the mediator's own scheduler, in virtual time. Each case checks the purpose
 * of a policy. It also runs without facetd: there, the problem that the policy solves has to exist.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tools/facet-sim/machine.h"
#include "mediator/sched_stats.h"
#include "mediator/type.h"
#include "tools/facetd/ledger.h"
#include "tools/lib/stats.h"

#define MS		1000000ull
#define SECOND		(1000 * MS)
#define LOOK_NS		(250 * MS)
#define SETTLED_NS	(4 * SECOND)	/* begin of the measurement */
#define CLIENTS		70u
#define ENGINE		PGPU_BCS

_Static_assert(sizeof(struct facet_sched_stats) == sizeof(struct facet_stats_engine), "one layout");

/* facetd, and its data. A client belongs to the class that has the client's name. */
static struct daemon {
	struct config config;
	struct sim_workload *workload;
	struct sim_result *result;
	struct facet_stats_engine before[CLIENTS][PGPU_ENGINES];
	u64 before_ns;
	struct ledger_vgpu ledger[CLIENTS];
	struct policy_memory memory[2][CLIENTS];
	struct policy_vgpu vgpus[CLIENTS];
	struct policy_wish wishes[CLIENTS];
	struct policy_shortage shortages[CONFIG_CLASSES];
	struct ledger_change changes[CLIENTS * KNOBS];
	double settled_busy[CLIENTS];
	bool on;
	bool has_settled;
} d;

static struct sim_client clients[CLIENTS];
static struct sim_workload workload;
static struct sim_result result;

/* --- facetd, in virtual time -------------------------------------------------------------- */

static void look(struct machine *m, u32 i)
{
	const struct facet_stats_engine *stats = (const struct facet_stats_engine *)sim_stats(m, i);
	struct policy_vgpu *vgpu = &d.vgpus[i];
	u32 e, knob;

	*vgpu = (struct policy_vgpu){
		.class = policy_class(&d.config, "", clients[i].name, "facet-1")
	};
	for (knob = 0; knob < KNOBS; knob++)
		knob_give(&vgpu->base, knob, d.ledger[i].knobs[knob].base);
	for (e = 0; e < PGPU_ENGINES; e++) {
		const uint32_t slice_us = stats[e].slice_ns / 1000;
		struct stats_rate rate = stats_rate(&d.before[i][e], d.before_ns, &stats[e],
						    sim_clock(m));

		if (slice_us > vgpu->slice_us)
			vgpu->slice_us = slice_us;
		vgpu->load[e] = (struct policy_load){
			.busy = rate.busy, .waiting = rate.waiting,
			.submissions = rate.submissions,
			.throttled = (double)(stats[e].throttled_ns -
					      d.before[i][e].throttled_ns) / LOOK_NS,
		};
		d.before[i][e] = stats[e];
	}
}

static void turn(struct machine *m, const struct ledger_change *change)
{
	struct ledger_vgpu *vgpu = &d.ledger[change->vgpu];
	const struct facet_sched_knobs knobs = {
		vgpu->knobs[KNOB_WEIGHT].now, vgpu->knobs[KNOB_CAP].now,
		vgpu->knobs[KNOB_SLICE_US].now, vgpu->knobs[KNOB_PRIORITY].now,
	};

	if (!sim_turn(m, change->vgpu, &knobs))
		ledger_done(vgpu, change->knob, change->wished);
}

static void decide(struct machine *m)
{
	const struct policy_snapshot snapshot = {
		.now_ms = sim_clock(m) / MS, .span_ms = LOOK_NS / MS, .vgpus = d.vgpus,
		.n = workload.client_count,
	};
	u32 i, n;

	for (i = 0; i < workload.client_count; i++)
		look(m, i);
	d.before_ns = sim_clock(m);
	policy_decide(&d.config, &snapshot, d.memory[0], d.memory[1], d.wishes, d.shortages);
	memcpy(d.memory[0], d.memory[1], sizeof(d.memory[0]));
	n = ledger_plan(d.ledger, d.wishes, workload.client_count, d.changes);
	ledger_intend(d.ledger, d.wishes, workload.client_count, d.changes, n);
	for (i = 0; i < n; i++)
		turn(m, &d.changes[i]);
}

static void settle(struct machine *m)
{
	u32 i;

	d.has_settled = true;
	for (i = 0; i < workload.client_count; i++) {
		d.settled_busy[i] = sim_stats(m, i)[ENGINE].busy_ns;
		memset(&result.waits[i * PGPU_ENGINES + ENGINE], 0, sizeof(result.waits[0]));
	}
}

static void tick(struct machine *m, void *context)
{
	if (d.on)
		decide(m);
	if (!d.has_settled && sim_now(m) >= SETTLED_NS)
		settle(m);
}

/* Run the workload for @seconds. @text: facetd's configuration; NULL: there is no facetd. */
static void run(const char *text, u64 seconds)
{
	static struct config_errors errors;
	u32 i;

	memset(&d, 0, sizeof(d));
	d.on = text;
	if (text && config_parse(text, strlen(text), &d.config, &errors))
		fail_msg("line %u: %s", errors.error[0].line, errors.error[0].text);
	for (i = 0; i < workload.client_count; i++) {
		const struct facet_sched_knobs *k = &clients[i].knobs;
		const uint32_t values[KNOBS] = { k->weight, k->cap, k->slice_us, k->priority };

		ledger_begin(&d.ledger[i], "", i, values);
	}
	workload.duration_ns = seconds * SECOND;
	workload.switch_ns = 5000;
	workload.clients = clients;
	workload.tick = (struct sim_tick){ LOOK_NS, tick, NULL };
	sim_result_free(&result);
	assert_int_equal(sim_run(&workload, false, &result), 0);
}

/* Return the part of the engine, 0 to 1, that all clients of a name had since SETTLED_NS. */
static double part(const char *name)
{
	double busy = 0;
	u32 i;

	for (i = 0; i < workload.client_count; i++)
		if (!strcmp(clients[i].name, name))
			busy += result.stats[i * PGPU_ENGINES + ENGINE].busy_ns - d.settled_busy[i];
	return busy / (workload.duration_ns - SETTLED_NS);
}

static u64 longest_wait(u32 client)
{
	return result.waits[client * PGPU_ENGINES + ENGINE].longest_ns;
}

/* --- workloads ---------------------------------------------------------------------------- */

static struct sim_client *add(const char *name, const struct sim_load *load)
{
	struct sim_client *client = &clients[workload.client_count++];

	*client = (struct sim_client){
		.name = name, .type = &facet_types[0], .stop_ns = SIM_NEVER, .loads = { *load },
		.load_count = 1,
		.knobs = { .weight = 100, .priority = FACET_SCHED_PRIORITY_NORMAL },
	};
	return client;
}

static const struct sim_load hog = {
	.engine = ENGINE, .job_ns = 50 * MS, .command_ns = 20000, .queue = 2
};
static const struct sim_load desktop = {
	.engine = ENGINE, .job_ns = MS, .command_ns = 20000, .queue = 1, .period_ns = 16700000,
};

static int begin(void **state)
{
	memset(&workload, 0, sizeof(workload));
	return 0;
}

static const char interactive[] =
	"[policy quick]\nkind = interactive\nslice_us = 300\n"
	"[class desktop]\nmatch = desktop\npolicies = quick\n"
	"[class hog]\nmatch = hog\n";

/* An administrator has set long slices for the hogs, for throughput. */
static void who_works_in_bursts_waits_less_beside_hogs(void **state)
{
	u64 without;

	add("desktop", &desktop);
	add("hog", &hog)->knobs.slice_us = 20000;
	add("hog", &hog)->knobs.slice_us = 20000;
	run(NULL, 20);
	without = longest_wait(0);
	run(interactive, 20);
	print_message("# longest wait %llu us, and with the policy %llu us\n", without / 1000,
		      longest_wait(0) / 1000);
	assert_true(without > 10 * MS);
	assert_true(longest_wait(0) < MS);
	assert_true(part("desktop") > 0.059);
}

static void hogs_have_their_slices_again_when_nobody_works_in_bursts(void **state)
{
	add("desktop", &desktop)->stop_ns = 6 * SECOND;
	add("hog", &hog)->knobs.slice_us = 20000;
	run(interactive, 12);
	assert_int_equal(d.ledger[1].knobs[KNOB_SLICE_US].now, 20000);
	assert_int_equal(d.ledger[0].knobs[KNOB_PRIORITY].now, FACET_STATS_NORMAL);
}

static void a_hog_of_an_interactive_class_gains_nothing(void **state)
{
	add("desktop", &hog);
	add("hog", &hog);
	add("hog", &hog);
	run(interactive, 20);
	assert_true(part("desktop") > 0.32 && part("desktop") < 0.345);
}

/* The client pauses. At the top of its band it would have half of the engine. */
static void who_pauses_a_little_has_no_more_than_its_weight_gives_it(void **state)
{
	static const struct sim_load pauses = {
		.engine = ENGINE, .job_ns = 40 * MS, .command_ns = 20000, .queue = 1,
		.think_ns = 25 * MS,
	};

	add("desktop", &pauses);
	add("hog", &hog)->knobs.weight = 300;
	run(interactive, 40);
	print_message("# of a quarter: %.2f per cent\n", 100 * part("desktop"));
	assert_true(part("desktop") < 0.28);
}

/* A switch costs 5 us here, so the scheduler chooses slices of 500 us. */
static void slices_that_the_scheduler_chooses_short_are_left_to_it(void **state)
{
	static const char text[] =
		"[policy quick]\nkind = interactive\nslice_us = 600\n"
		"[class desktop]\nmatch = desktop\npolicies = quick\n[class hog]\nmatch = hog\n";

	add("desktop", &desktop);
	add("hog", &hog);
	add("hog", &hog);
	run(text, 10);
	assert_int_equal(d.ledger[0].knobs[KNOB_PRIORITY].now, FACET_STATS_HIGH);
	assert_int_equal(d.ledger[1].knobs[KNOB_SLICE_US].now, 0);
	assert_true(longest_wait(0) < MS);
}

static void a_class_has_its_minimum_beside_many_others(void **state)
{
	static const char text[] =
		"[policy m]\nkind = minimum\nminimum = 40\n"
		"[class gold]\nmatch = gold\npolicies = m\n";
	u32 i;

	add("gold", &hog);
	for (i = 0; i < 8; i++)
		add("other", &hog);
	run(NULL, 20);
	assert_true(part("gold") < 0.12);
	run(text, 20);
	print_message("# 40 per cent are %.2f\n", 100 * part("gold"));
	assert_true(part("gold") > 0.395 && part("gold") < 0.42);
}

/* The highest weight is 1000: facetd has to lower the weights of the others. */
static void minimums_hold_for_several_classes_and_64_others(void **state)
{
	static const char text[] =
		"[policy half]\nkind = minimum\nminimum = 50\n"
		"[policy fifth]\nkind = minimum\nminimum = 20\n"
		"[policy rest]\nkind = minimum\nminimum = 0\n"
		"[class gold]\nmatch = gold\npolicies = half\n"
		"[class silver]\nmatch = silver\npolicies = fifth\n"
		"[class rest]\nmatch = *\npolicies = rest\n";
	u32 i;

	add("gold", &hog);
	add("silver", &hog);
	add("silver", &hog);
	for (i = 0; i < 64; i++)
		add("other", &hog);
	run(text, 20);
	print_message("# 50 and 20 per cent are %.2f and %.2f\n", 100 * part("gold"),
		      100 * part("silver"));
	assert_true(part("gold") > 0.49 && part("silver") > 0.195);
	assert_true(part("other") > 0.25);
}

static void who_is_guaranteed_a_part_and_does_not_want_it_leaves_it_to_others(void **state)
{
	static const char text[] =
		"[policy m]\nkind = minimum\nminimum = 60\n"
		"[class gold]\nmatch = gold\npolicies = m\n";

	add("gold", &desktop);
	add("other", &hog);
	run(text, 10);
	assert_true(part("gold") < 0.065);
	assert_true(part("other") > 0.9);
}

static const char noisy[] =
	"[policy quiet]\nkind = noisy\nabove = 50\ncap = 30\nfor = 1 s\nrelease = 2 s\n"
	"[class loud]\nmatch = loud\npolicies = quiet\n";

static void a_noisy_neighbour_is_capped_while_others_want_the_engine(void **state)
{
	add("loud", &hog)->knobs.weight = 1000;
	add("other", &hog);
	run(NULL, 14);
	assert_true(part("loud") > 0.85);
	run(noisy, 14);
	print_message("# noisy: %.2f per cent with a cap of 30\n", 100 * part("loud"));
	assert_true(part("loud") < 0.305 && part("loud") > 0.28);
	assert_true(part("other") > 0.68);
}

static void the_cap_goes_when_nobody_else_is_there(void **state)
{
	add("loud", &hog)->knobs.weight = 1000;
	add("other", &hog)->stop_ns = 5 * SECOND;
	run(noisy, 10);
	assert_int_equal(d.ledger[0].knobs[KNOB_CAP].now, 0);
	assert_false(d.memory[0][0].capped);
}

static void who_is_busy_alone_is_not_noisy(void **state)
{
	add("loud", &hog);
	run(noisy, 10);
	assert_true(part("loud") > 0.99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(who_works_in_bursts_waits_less_beside_hogs, begin),
		cmocka_unit_test_setup(
			hogs_have_their_slices_again_when_nobody_works_in_bursts, begin),
		cmocka_unit_test_setup(a_hog_of_an_interactive_class_gains_nothing, begin),
		cmocka_unit_test_setup(
			who_pauses_a_little_has_no_more_than_its_weight_gives_it, begin),
		cmocka_unit_test_setup(
			slices_that_the_scheduler_chooses_short_are_left_to_it, begin),
		cmocka_unit_test_setup(a_class_has_its_minimum_beside_many_others, begin),
		cmocka_unit_test_setup(minimums_hold_for_several_classes_and_64_others, begin),
		cmocka_unit_test_setup(
			who_is_guaranteed_a_part_and_does_not_want_it_leaves_it_to_others, begin),
		cmocka_unit_test_setup(
			a_noisy_neighbour_is_capped_while_others_want_the_engine, begin),
		cmocka_unit_test_setup(the_cap_goes_when_nobody_else_is_there, begin),
		cmocka_unit_test_setup(who_is_busy_alone_is_not_noisy, begin),
	};
	int ret = cmocka_run_group_tests(tests, NULL, NULL);

	sim_result_free(&result);
	return ret;
}
