// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that work of an owner with store notification asks the client before its stores become
 * visible.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "tests/lib/sgpu_rig.h"

#define SDI		0x10000002u	/* MI_STORE_DATA_IMM, a dword */
#define STORED		(RIG_HWSP + 0x100)
#define VALUE		42u
#define TICKET		7u
#define SURFACE		0x30000000u
#define ROWS		2048u

/* Records of the client's store barrier in a test. */
static u32 barriers;
static u32 stored_at_barrier;
static u32 irqs_at_barrier;
static u64 barrier_owner;
static u32 refusals;		/* requests that the client refuses before it lets work continue */
static u32 first_requests;	/* requests without a ticket */
static u64 granted;		/* ticket that the client has granted */

static u32 *stored(struct sgpu_rig *rig)
{
	return (u32 *)(rig->hwsp + 0x100);
}

static bool on_store_barrier(struct sgpu_rig *rig, u64 owner, u64 *ticket)
{
	bool go = granted && *ticket == granted;

	first_requests += !*ticket;
	*ticket = TICKET;
	if (refusals && !go) {
		refusals--;
		return false;
	}
	if (!barriers++) {
		stored_at_barrier = *stored(rig);
		irqs_at_barrier = sgpu_rig_events(rig, PGPU_EV_USER_IRQ);
	}
	barrier_owner = owner;
	return true;
}

static int setup_engine(void **state, u32 engine)
{
	struct sgpu_rig *rig = calloc(1, sizeof(*rig));

	if (!rig)
		return -1;
	sgpu_rig_init(rig, engine, SOFTGPU_USER_STEP);
	/* Merged interrupts are reported before the next command. */
	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
	rig->store_barrier = on_store_barrier;
	barriers = 0;
	stored_at_barrier = 0;
	irqs_at_barrier = 0;
	refusals = 0;
	first_requests = 0;
	granted = 0;
	*state = rig;
	return 0;
}

static int setup(void **state)
{
	return setup_engine(state, PGPU_RCS);
}

static int setup_blitter(void **state)
{
	return setup_engine(state, PGPU_BCS);
}

static int notify(struct sgpu_rig *rig, u64 owner, bool on)
{
	return rig->pgpu->ops->notify_stores(rig->pgpu, owner, on);
}

static void step(struct sgpu_rig *rig, u32 n)
{
	while (n--)
		softgpu_user_step(rig->user);
}

/* A command that stores VALUE, or another value, at STORED. */
struct store {
	const char *name;
	u32 n;
	u32 dw[8];
};

#define PIPE_CONTROL	2u	/* index of PIPE_CONTROL in stores[] */

static const struct store stores[] = {
	{ "MI_STORE_DATA_IMM", 4, { SDI | GEN9_MI_USE_GGTT, STORED, 0, VALUE } },
	{ "MI_STORE_REGISTER_MEM", 4, { 0x12000002u | GEN9_MI_USE_GGTT, 0x2358, STORED, 0 } },
	[PIPE_CONTROL] = { "PIPE_CONTROL",
			   6,
			   { 0x7a000004u, 1u << 24 | 1u << 14, STORED, 0, VALUE, 0 } },
	{ "MI_ATOMIC", 3, { 0x17800001u | GEN9_MI_USE_GGTT | 5u << 8, STORED, 0 } },
};

static void each_store_is_published_before_it_is_visible(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i;

	assert_int_equal(notify(rig, RIG_OWNER, true), 0);
	for (i = 0; i < ARRAY_SIZE(stores); i++) {
		*stored(rig) = 0;
		barriers = 0;
		sgpu_rig_emit(rig, stores[i].dw, stores[i].n);
		sgpu_rig_complete(rig);
		if (!barriers || stored_at_barrier || !*stored(rig))
			fail_msg("%s: published %u times, at %u, is %u", stores[i].name, barriers,
				 stored_at_barrier, *stored(rig));
		assert_true(barrier_owner == RIG_OWNER);
	}
}

static void an_interrupt_is_published(void **state)
{
	struct sgpu_rig *rig = *state;

	notify(rig, RIG_OWNER, true);
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0);
	sgpu_rig_complete(rig);
	assert_int_equal(barriers, 1);
	assert_int_equal(irqs_at_barrier, 0);
}

/* Their kernels may store. */
static void draws_and_dispatches_are_published(void **state)
{
	static const u32 heads[][2] = { { 0x7b000005, 7 }, { 0x7105000d, 15 }, { 0x71000004, 6 } };
	struct sgpu_rig *rig = *state;
	u32 i, dw[16];

	notify(rig, RIG_OWNER, true);
	for (i = 0; i < ARRAY_SIZE(heads); i++) {
		memset(dw, 0, sizeof(dw));
		dw[0] = heads[i][0];
		barriers = 0;
		sgpu_rig_emit(rig, dw, heads[i][1]);
		sgpu_rig_complete(rig);
		assert_int_equal(barriers, 1);
	}
}

/* The command waits as at a semaphore: it does no part of its work, and later commands wait too. */
static void a_command_waits_until_it_may_tell(void **state)
{
	struct sgpu_rig *rig = *state;

	notify(rig, RIG_OWNER, true);
	refusals = ~0u;
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0);
	sgpu_rig_submit(rig, 0);
	step(rig, 5);
	assert_int_equal(*stored(rig), 0);
	assert_int_equal(first_requests, 1);
	refusals = 1;
	step(rig, 5);
	assert_int_equal(*stored(rig), VALUE);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_USER_IRQ), 1);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 1);
	assert_int_equal(first_requests, 2);
}

/* Let the client refuse the first store, and preempt the work there. */
static void preempt_waiting(struct sgpu_rig *rig)
{
	u64 cookie;

	notify(rig, RIG_OWNER, true);
	refusals = ~0u;
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	cookie = sgpu_rig_submit(rig, 0);
	step(rig, 3);
	assert_int_equal(rig->pgpu->ops->preempt(rig->pgpu, rig->engine, cookie), 0);
	step(rig, 5);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_PREEMPTED), 1);
	assert_int_equal(*stored(rig), 0);
}

/* Otherwise work that is preempted before each grant would never continue. */
static void what_was_answered_while_it_was_put_aside_goes_on(void **state)
{
	struct sgpu_rig *rig = *state;

	preempt_waiting(rig);
	granted = TICKET;
	sgpu_rig_submit(rig, PGPU_SUBMIT_RESUME);
	step(rig, 3);
	assert_int_equal(*stored(rig), VALUE);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_COMPLETE), 1);
	assert_int_equal(first_requests, 1);
}

static void what_waits_to_tell_can_be_cancelled(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 cookie;

	preempt_waiting(rig);
	cookie = sgpu_rig_submit(rig, PGPU_SUBMIT_RESUME);
	step(rig, 3);
	assert_int_equal(first_requests, 1);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, rig->engine, cookie), 0);
	rig->pgpu->ops->idle(rig->pgpu, 0);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_CANCELLED), 1);
	assert_int_equal(*stored(rig), 0);
	/* The next store does not use the ticket of the cancelled one. */
	granted = TICKET;
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	sgpu_rig_submit(rig, 0);
	step(rig, 3);
	assert_int_equal(first_requests, 2);
}

/* A grant covers neither a different store at that place nor a store behind it. */
static void an_answer_is_for_the_command_that_asked(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 at = rig->tail / 4;

	notify(rig, RIG_OWNER, true);
	refusals = ~0u;
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	sgpu_rig_submit(rig, 0);
	step(rig, 3);
	assert_int_equal(first_requests, 1);
	memset(&rig->ring[at], 0, stores[0].n * sizeof(u32));
	step(rig, 3);
	assert_int_equal(first_requests, 2);
	assert_int_equal(*stored(rig), 0);
	refusals = 0;
	step(rig, 3);
	assert_int_equal(*stored(rig), VALUE);
}

/*
 * A blit replaces the command that asked, and stores a part. Then the first command is there again.
 */
static void an_answer_does_not_outlive_a_blit_in_the_place_of_its_command(void **state)
{
	static _Alignas(PAGE_SIZE) u32 surface[ROWS * PAGE_SIZE / 4];
	static const u32 blit[] = {
		0x54300005, 0x03f00000 | PAGE_SIZE, 0, ROWS << 16 | PAGE_SIZE / 4, SURFACE, 0, VALUE
	};
	struct sgpu_rig *rig = *state;
	u32 *at = &rig->ring[rig->tail / 4];

	sgpu_rig_map(rig, RIG_PPGTT, SURFACE, surface, sizeof(surface));
	notify(rig, RIG_OWNER, true);
	refusals = ~0u;
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	rig_emit(rig, 0, 0, 0, 0);
	softgpu_set_slice(softgpu_user_softgpu(rig->user), 1);
	sgpu_rig_submit(rig, 0);
	step(rig, 3);
	assert_int_equal(first_requests, 1);
	memcpy(at, blit, sizeof(blit));
	step(rig, 1);
	assert_int_equal(surface[0], VALUE);
	assert_int_not_equal(surface[ARRAY_SIZE(surface) - 1], VALUE);
	memset(at, 0, sizeof(blit));
	memcpy(at, stores[0].dw, stores[0].n * sizeof(u32));
	step(rig, 1);
	assert_int_equal(first_requests, 2);
	refusals = 0;
	step(rig, 9);
	assert_int_equal(*stored(rig), VALUE);
}

/* The client is asked before @stores, and not before @flush, which stores nothing. */
static void flushes(struct sgpu_rig *rig, const struct store *flush, const struct store *stores)
{
	notify(rig, RIG_OWNER, true);
	refusals = ~0u;
	sgpu_rig_emit(rig, flush->dw, flush->n);
	sgpu_rig_complete(rig);
	assert_int_equal(first_requests, 0);
	sgpu_rig_emit(rig, stores->dw, stores->n);
	sgpu_rig_submit(rig, 0);
	step(rig, 3);
	assert_int_equal(first_requests, 1);
	assert_int_equal(*stored(rig), 0);
	refusals = 0;
	step(rig, 3);
	assert_int_equal(*stored(rig), VALUE);
}

static void a_pipe_control_that_stores_nothing_is_not_asked_for(void **state)
{
	const struct store flush = { .n = 6, .dw = { 0x7a000004u, GEN9_PIPE_CONTROL_CS_STALL } };

	flushes(*state, &flush, &stores[PIPE_CONTROL]);
}

static void a_flush_that_stores_nothing_is_not_asked_for(void **state)
{
	const struct store flush = { .n = 4, .dw = { 0x13000002u } };
	const struct store stores = { .n = 4,
				      .dw = { 0x13000002u | 1u << GEN9_POST_SYNC_SHIFT,
					      STORED | GEN9_FLUSH_DW_USE_GGTT, 0, VALUE } };

	flushes(*state, &flush, &stores);
}

static void what_is_not_watched_is_not_published(void **state)
{
	struct sgpu_rig *rig = *state;

	notify(rig, RIG_OWNER, true);
	notify(rig, RIG_OWNER, true);
	notify(rig, RIG_OWNER, false);
	notify(rig, ~0xfffull, true);
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	sgpu_rig_complete(rig);
	assert_int_equal(barriers, 0);
}

static bool notify_on;	/* the state that the hook sets at its event */

static void notify_at_event(struct sgpu_rig *rig, const struct pgpu_event *event)
{
	if (event->type == (notify_on ? PGPU_EV_STARTED : PGPU_EV_USER_IRQ))
		notify(rig, RIG_OWNER, notify_on);
}

/* Many other owners have notification at the same time. They do not count for this one. */
static void watching_begins_and_ends_amid_work(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 i;

	for (i = 0; i < 100; i++)
		notify(rig, ~i << 12, true);
	rig->hook = notify_at_event;
	notify_on = true;
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0);
	sgpu_rig_complete(rig);
	assert_int_equal(barriers, 2);
	assert_int_equal(stored_at_barrier, 0);
	notify_on = false;
	barriers = 0;
	rig_emit(rig, GEN9_MI_USER_INTERRUPT, 0);
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	sgpu_rig_complete(rig);
	assert_int_equal(barriers, 1);
	for (i = 0; i < 100; i += 2)
		notify(rig, ~i << 12, false);
	sgpu_rig_emit(rig, stores[0].dw, stores[0].n);
	sgpu_rig_complete(rig);
	assert_int_equal(barriers, 1);
}

/* Cancelled work has stored nothing. The engine's last stores are those of other work. */
static void what_never_ran_has_nothing_to_publish(void **state)
{
	struct sgpu_rig *rig = *state;
	u64 cookie;

	notify(rig, RIG_OWNER, true);
	sgpu_rig_complete(rig);
	barriers = 0;
	cookie = sgpu_rig_submit(rig, 0);
	assert_int_equal(rig->pgpu->ops->cancel(rig->pgpu, rig->engine, cookie), 0);
	rig->pgpu->ops->idle(rig->pgpu, 0);
	assert_int_equal(sgpu_rig_events(rig, PGPU_EV_CANCELLED), 1);
	assert_int_equal(barriers, 0);
}

static void only_so_many_owners_can_be_watched(void **state)
{
	struct sgpu_rig *rig = *state;
	u32 i, n = 0;

	for (i = 1; i <= 1000; i++)
		n += !notify(rig, (u64)i << 12, true);
	assert_int_equal(n, 256);
	assert_int_equal(notify(rig, 7 << 12, true), 0);
	assert_int_equal(notify(rig, 7 << 12, false), 0);
	assert_int_equal(notify(rig, 2000 << 12, true), 0);
	assert_int_equal(notify(rig, 2001 << 12, true), -ENOSPC);
}

#define CASE(name)	cmocka_unit_test_setup_teardown(name, setup, sgpu_rig_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_store_is_published_before_it_is_visible),
		CASE(an_interrupt_is_published),
		CASE(draws_and_dispatches_are_published),
		CASE(a_command_waits_until_it_may_tell),
		CASE(what_was_answered_while_it_was_put_aside_goes_on),
		CASE(what_waits_to_tell_can_be_cancelled),
		CASE(an_answer_is_for_the_command_that_asked),
		cmocka_unit_test_setup_teardown(
			an_answer_does_not_outlive_a_blit_in_the_place_of_its_command,
			setup_blitter, sgpu_rig_teardown),
		CASE(a_pipe_control_that_stores_nothing_is_not_asked_for),
		cmocka_unit_test_setup_teardown(a_flush_that_stores_nothing_is_not_asked_for,
						setup_blitter, sgpu_rig_teardown),
		CASE(what_is_not_watched_is_not_published),
		CASE(watching_begins_and_ends_amid_work),
		CASE(what_never_ran_has_nothing_to_publish),
		CASE(only_so_many_owners_can_be_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
