// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test the failure of each single call of the front end and of the pGPU. The load has submissions,
 * flips, detiled pages, resets, saves and restores. For every op and every N, the Nth call of the
 * op fails once. Whatever fails, no command is lost or runs twice, and the guest reads nothing
 * untrue (tests/lib/counted.h). After FACET_HOST_RETRY the guest gets no error either. Detiled
 * pages (mediator/detiled.h) show the stores of which the guest has a report. Stores through BAR2
 * reach guest memory.
 *
 * The sweep covers all ops that return an int: read, write, pin, arm_write_notify and snoop_writes
 * of struct facet_host_ops; open, submit, preempt, cancel, map, page_alloc, query_progress,
 * reg_read, switch_regs and notify_stores of struct pgpu_ops. The calls that turn arm_write_notify,
 * snoop_writes and notify_stores off cannot fail. The other ops return nothing.
 *
 * FACET_SWEEP=full makes a full sweep, which takes minutes. The default takes a few N of each op,
 * spread over the load. FACET_SWEEP=FIRST selects another sample.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <errno.h>

#include "device/config.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/plane_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/detiled.h"
#include "mediator/host.h"
#include "mediator/vgpu.h"
#include "softgpu/softgpu.h"
#include "tests/lib/counted.h"
#include "tests/lib/mini_screen.h"
#include "tests/lib/saved.h"

#define MS		1000000ull
#define HELP_NS		10000ull	/* nanoseconds that pass with each step of a wait */
#define MEMORY_PAGES	1024u
#define SAMPLES		24u		/* number of calls of each op in a sample */
#define STEPS		72u		/* steps of the load in which calls may fail */
#define BAR2		0x80000000u	/* address of BAR2, beyond memory */
#define TILE_ROW	128u		/* bytes of a row of a Y tile */
#define TILE_COLUMN	16u		/* bytes of a column in one row */
#define TILE_COLUMN_SIZE 512u		/* bytes of a whole column */

/*
 * struct subject - The op that fails. @host: op of the front end, or -1. @pgpu: op of the pGPU, or
 * -1. @error: its errno. @retry: the guest must get no error.
 */
struct subject {
	const char *name;
	int host;
	int pgpu;
	int error;
	bool retry;
};

/*
 * struct sweep - One load, in which one call fails.
 * @load: the guest and its machine
 * @plan: the failure, if it is a call of the pGPU
 * @saved: the state at the last save
 * @subject: the op that fails
 * @skip: calls of the front end's op before the one that fails
 * @calls: calls of the front end's op so far
 * @flips: flips so far
 * @moves: moves to another machine so far
 * @detiled: the detiled page of the page of counters; NULL: none to check. It may have ended since.
 * @n_detiled: detiled pages made so far
 */
struct sweep {
	struct counted load;
	struct flaky_plan plan;
	struct saved saved;
	const struct subject *subject;
	u64 skip;
	u64 calls;
	u32 flips;
	u32 moves;
	const u8 *detiled;
	u32 n_detiled;
};

static struct sweep *the_sweep;

/* Fail one call. The calls of both machines count as one row. */
static int veto(struct fake_host *host, enum fake_op op, u64 addr)
{
	struct sweep *s = the_sweep;

	if (s->plan.paused || s->subject->host != (int)op)
		return 0;
	return s->calls++ == s->skip ? s->subject->error : 0;
}

/*
 * While one thread waits for the engines, other threads end detiled pages and run timers. An engine
 * may wait for the end of a detiled page. A timer repeats a refused preemption.
 */
static void help(void *arg)
{
	struct mini_machine *machine = arg;
	struct fake_host *host;
	u32 i;

	for (i = 0; i < machine->n_guests; i++) {
		host = &machine->guests[i]->host;
		if (__atomic_exchange_n(&host->drop_detiled, false, __ATOMIC_SEQ_CST))
			facet_detiled_finish_barriers(host->vgpu);
	}
	fake_clock_advance(&machine->clock, HELP_NS);
}

static void machine_ready(struct mini_machine *machine)
{
	softgpu_user_set_help(machine->user, help, machine);

	machine->memory_pages = MEMORY_PAGES;
	machine->tracking = true;
	softgpu_set_slice(softgpu_user_softgpu(machine->user), 24);
}

static void step(struct sweep *s, u64 ns)
{
	softgpu_user_step(s->load.machine->user);
	fake_clock_advance(&s->load.machine->clock, ns);
	fake_host_work(&s->load.guest->host);
}

/* Return true if the call that must fail has happened. */
static bool has_failed(const struct sweep *s)
{
	u64 calls = s->subject->host >= 0 ? s->calls : s->plan.calls[s->subject->pgpu];

	return calls > s->skip;
}

/* Put the page of counters under a fence of BAR2, as one Y tile. */
static void fence_start(struct sweep *s)
{
	const u32 gpa = BAR2, gva = s->load.counters_gva;
	const u16 command = PCI_CFG_COMMAND_MEMORY;
	struct facet_vgpu *vgpu = s->load.guest->vgpu;

	facet_config_write(facet_vgpu_device(vgpu), PCI_CFG_BAR(GEN9_BAR_APERTURE), &gpa,
			   sizeof(gpa));
	facet_config_write(facet_vgpu_device(vgpu), PCI_CFG_COMMAND, &command, sizeof(command));
	mini_write(s->load.guest, GEN9_FENCE + sizeof(u32), gva | (TILE_ROW / 128 - 1));
	mini_write(s->load.guest, GEN9_FENCE, gva | 3);
}

/*
 * Return the offset in BAR2 of byte @at of the page. The function does not use the code under test.
 */
static u32 tile_offset(u32 at)
{
	u32 row = at % TILE_COLUMN_SIZE / TILE_COLUMN;

	return row * TILE_ROW + at / TILE_COLUMN_SIZE * TILE_COLUMN + at % TILE_COLUMN;
}

static u32 detiled_dword(void *arg, u32 at)
{
	const struct sweep *s = arg;

	return get_unaligned_le32(s->detiled + tile_offset(at));
}

static bool detiled_is_live(const struct sweep *s)
{
	return s->detiled && facet_detiled_live(s->load.guest->vgpu,
					  s->load.counters_gva >> PAGE_SHIFT, s->detiled);
}

/*
 * The detiled page shows each store of which the guest has a report: engines end the page before
 * they make stores visible.
 */
static void detiled_check(struct sweep *s)
{
	if (detiled_is_live(s) && !counted_shows(&s->load, detiled_dword, s))
		fail_msg("%s fails at call %llu with %d: a detiled page is stale", s->subject->name,
			 (unsigned long long)s->skip, s->subject->error);
}

/*
 * Make a detiled page, as a front end does at a fault. Without a detiled page, accesses are
 * trapped.
 */
static void detiled_make(struct sweep *s)
{
	bool before = has_failed(s);
	void *cpu = NULL;
	int ret;

	ret = facet_detiled_make(s->load.guest->vgpu, s->load.counters_gva >> PAGE_SHIFT, &cpu);
	if (ret && (before || !has_failed(s)))
		fail_msg("%s fails at call %llu with %d: no detiled page (%d)", s->subject->name,
			 (unsigned long long)s->skip, s->subject->error, ret);
	s->detiled = cpu;
	s->n_detiled += !ret;
	/* A detiled page shows zeros where memory could not be read. */
	if (!before && has_failed(s) && s->subject->host == FAKE_READ)
		s->detiled = NULL;
}

/*
 * Store through BAR2 behind the counters, as the guest's CPU. The store then is in guest memory. A
 * front end that gets FACET_HOST_RETRY calls again.
 */
static void bar2_store(struct sweep *s, u32 n)
{
	u32 at = COUNTED_BYTES + n % 64 * sizeof(n), gva = s->load.counters_gva;
	struct mini_guest *guest = s->load.guest;
	bool before = has_failed(s);
	u32 value = n;

	if (detiled_is_live(s)) {
		memcpy((u8 *)s->detiled + tile_offset(at), &value, sizeof(value));
		while (facet_aperture_written(guest->vgpu, BAR2 + gva + tile_offset(at), &value,
					      sizeof(value)) == FACET_HOST_RETRY)
			;
	} else {
		while (facet_aperture_access(guest->vgpu, gva + tile_offset(at), &value,
					     sizeof(value), true) == FACET_HOST_RETRY)
			;
	}
	if (before || !has_failed(s) || s->subject->retry)
		assert_int_equal(get_unaligned_le32(mini_ptr(guest, s->load.counters + at)), n);
}

/*
 * Move the guest to another machine. If its vGPU cannot be saved or restored, the guest continues
 * on the old machine, as under a VMM.
 */
static void move(struct sweep *s)
{
	struct mini_guest *from = s->load.guest, *to;
	struct mini_machine *machine, *old = s->load.machine;
	int ret;

	facet_vgpu_pause(from->vgpu);
	ret = saved_save(&s->saved, from->vgpu);
	if (ret)
		goto stay;
	machine = mini_machine_create_flaky(&s->plan);
	if (!machine)
		goto stay;
	machine_ready(machine);
	to = mini_guest_clone(from, machine);
	if (!to) {
		assert_int_equal(mini_machine_destroy(machine), 0);
		goto stay;
	}
	to->host.veto = veto;
	facet_vgpu_pause(to->vgpu);
	ret = facet_vgpu_restore(to->vgpu, s->saved.data, s->saved.len);
	if (ret) {
		facet_vgpu_resume(to->vgpu);
		assert_int_equal(mini_machine_destroy(machine), 0);
		goto stay;
	}
	counted_follow(&s->load, machine, to);
	s->detiled = NULL;
	assert_int_equal(mini_machine_destroy(old), 0);
	facet_vgpu_resume(to->vgpu);
	s->moves++;
	return;
stay:
	facet_vgpu_resume(from->vgpu);
}

/* The VMM moves memory: the core makes shadows and pins anew. */
static void unmap(struct sweep *s)
{
	fake_host_unmap(&s->load.guest->host, 0, MEMORY_PAGES * GEN9_PAGE_SIZE);
	fake_host_map(&s->load.guest->host);
}

/* Do one more thing, which the number of the step selects. */
static void event(struct sweep *s, u32 n)
{
	switch (n % 12) {
	case 1:
	case 7:
		bar2_store(s, n);
		break;
	case 2:
		mini_write(s->load.guest, GEN9_PLANE_SURF, (n % 64) << 16);
		s->flips++;
		break;
	case 5:
		saved_save(&s->saved, s->load.guest->vgpu);
		mini_read(s->load.guest, GEN9_BCS_BASE + GEN9_RING_TIMESTAMP);
		/* The register's value moves with the vGPU. */
		mini_write(s->load.guest, GEN9_MOCS(0), n);
		break;
	case 8:
		if (n > STEPS / 2)
			counted_reset(&s->load, n / 12 % COUNTED_ENGINES);
		break;
	case 10:
		unmap(s);
		break;
	case 11:
		if (n % 24 == 11)
			move(s);
		break;
	}
}

static void guest_round(struct sweep *s, u32 n, bool *ok)
{
	*ok = *ok && counted_emit(&s->load, n % COUNTED_WORKS);
	if (n % 3)
		counted_submit(&s->load, n % COUNTED_ENGINES);
	/*
	 * The detiled page is made after the guest's CPU wrote the page of counters, and before
	 * engines do.
	 */
	if (n % 4 == 1) {
		detiled_make(s);
		bar2_store(s, n);
	}
	mini_read(s->load.guest, GEN9_BCS_BASE + GEN9_RING_ACTHD);
	step(s, MS / 4);
	*ok = *ok && counted_poll(&s->load);
	detiled_check(s);
}

/*
 * Run until all requests are complete, at most 30 s of the guest's time. Return: false: a check
 * failed, or requests are incomplete.
 */
static bool drain(struct sweep *s)
{
	u32 round, i;

	for (round = 0; round < 30000 && !counted_done(&s->load); round++) {
		for (i = 0; i < COUNTED_ENGINES; i++)
			counted_submit(&s->load, i);
		step(s, MS);
		if (!counted_poll(&s->load))
			return false;
	}
	return counted_done(&s->load) && counted_check(&s->load);
}

static void sweep_begin(struct sweep *s, const struct subject *subject, u64 skip)
{
	struct mini_machine *machine;

	memset(s, 0, sizeof(*s));
	the_sweep = s;
	s->subject = subject;
	s->skip = skip;
	s->plan.paused = true;
	machine = mini_machine_create_flaky(&s->plan);
	machine_ready(machine);
	counted_start(&s->load, machine);
	mini_screen_on(s->load.guest);
	fence_start(s);
	s->load.guest->host.veto = veto;
	if (subject->pgpu >= 0) {
		s->plan.op = subject->pgpu;
		s->plan.nth = skip;
		s->plan.error = subject->error;
	}
	s->plan.paused = false;
}

/* Run one load in which call @skip of the op fails. Return: calls of the op. */
static u64 sweep_run(const struct subject *subject, u64 skip)
{
	struct sweep *s = calloc(1, sizeof(*s));
	bool ok = true, done;
	u64 calls, before;
	u32 n;

	assert_non_null(s);
	sweep_begin(s, subject, skip);
	for (n = 0; n < STEPS && ok; n++) {
		guest_round(s, n, &ok);
		event(s, n);
	}
	done = ok && drain(s);
	calls = subject->host >= 0 ? s->calls : s->plan.calls[subject->pgpu];
	s->plan.paused = true;
	/* The load continues. The core retries failed pins after a second. */
	fake_clock_advance(&s->load.machine->clock, 2000 * MS);
	before = counted_requests(&s->load);
	for (n = 0; n < 24 && done; n++) {
		guest_round(s, n, &ok);
		done = ok;
	}
	done = done && drain(s);
	if (!done)
		fail_msg("%s fails at call %llu with %d: %s", subject->name,
			 (unsigned long long)skip, subject->error, counted_why(&s->load));
	if (s->load.errors && subject->retry)
		fail_msg("%s fails at call %llu with %d: %u errors", subject->name,
			 (unsigned long long)skip, subject->error, s->load.errors);
	assert_true(counted_requests(&s->load) - before >= 20);
	assert_true(s->moves && s->flips && s->n_detiled);
	assert_int_equal(mini_machine_destroy(s->load.machine), 0);
	free(s->saved.data);
	free(s);
	return calls;
}

/* The calls that FACET_SWEEP selects: every call, or a sample that begins at call @first. */
static struct {
	bool full;
	u64 first;
} choice;

/* Read FACET_SWEEP. Return: false: it is neither unset nor "full" nor a decimal number. */
static bool choose(const char *how)
{
	char *end;

	choice.full = how && !strcmp(how, "full");
	if (!how || choice.full)
		return true;
	errno = 0;
	choice.first = strtoull(how, &end, 10);
	return *how >= '0' && *how <= '9' && !*end && !errno;
}

/* Run a load for each selected call of an op. That call fails. */
static void sweep(const struct subject *subject)
{
	u64 calls = sweep_run(subject, ~0ull);
	u64 stride = choice.full || calls <= SAMPLES ? 1 : calls / SAMPLES | 1;
	u64 n, runs = 0;

	assert_true(calls > 0);
	for (n = choice.first % stride; n < calls; n += stride, runs++)
		sweep_run(subject, n);
	print_message("# %s: %llu calls, %llu of them failed with %d\n", subject->name,
		      (unsigned long long)calls, (unsigned long long)runs, subject->error);
}

static void sweep_all(const struct subject *subjects, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		sweep(&subjects[i]);
}

static void a_call_that_says_later_costs_no_error_and_no_command(void **state)
{
	static const struct subject subjects[] = {
		{ "read", FAKE_READ, -1, FACET_HOST_RETRY, true },
		{ "write", FAKE_WRITE, -1, FACET_HOST_RETRY, true },
		{ "pin", FAKE_PIN, -1, FACET_HOST_RETRY, true },
	};

	sweep_all(subjects, ARRAY_SIZE(subjects));
}

static void a_call_of_the_front_end_that_fails_for_good_costs_no_command(void **state)
{
	static const struct subject subjects[] = {
		{ "read", FAKE_READ, -1, -EFAULT, false },
		{ "write", FAKE_WRITE, -1, -EFAULT, false },
		{ "pin", FAKE_PIN, -1, -EFAULT, false },
		{ "pin", FAKE_PIN, -1, -ENOMEM, false },
		{ "track", FAKE_ARM_WRITE_NOTIFY, -1, -EINVAL, false },
		{ "track", FAKE_ARM_WRITE_NOTIFY, -1, -EOPNOTSUPP, false },
		{ "follow", FAKE_SNOOP_WRITES, -1, -EINVAL, false },
		{ "follow", FAKE_SNOOP_WRITES, -1, -EOPNOTSUPP, false },
	};

	sweep_all(subjects, ARRAY_SIZE(subjects));
}

static void a_call_of_the_pgpu_that_fails_costs_no_command(void **state)
{
	static const struct subject subjects[] = {
		{ "submit", -1, FLAKY_SUBMIT, -EIO, false },
		{ "preempt", -1, FLAKY_PREEMPT, -EIO, false },
		{ "cancel", -1, FLAKY_CANCEL, -EIO, false },
		{ "map", -1, FLAKY_MAP, -ENOSPC, false },
		{ "page_alloc", -1, FLAKY_PAGE_ALLOC, -ENOMEM, false },
		{ "look", -1, FLAKY_QUERY_PROGRESS, -ENOENT, false },
		{ "reg_read", -1, FLAKY_REG_READ, -EIO, false },
		{ "switch_regs", -1, FLAKY_SWITCH_REGS, -EIO, false },
		{ "open", -1, FLAKY_OPEN, -EBUSY, false },
		{ "watch", -1, FLAKY_NOTIFY_STORES, -ENOSPC, false },
		{ "owner_add", -1, FLAKY_OWNER_ADD, -ENOMEM, false },
	};

	sweep_all(subjects, ARRAY_SIZE(subjects));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_call_that_says_later_costs_no_error_and_no_command),
		cmocka_unit_test(a_call_of_the_front_end_that_fails_for_good_costs_no_command),
		cmocka_unit_test(a_call_of_the_pgpu_that_fails_costs_no_command),
	};
	const char *how = getenv("FACET_SWEEP");

	if (!choose(how)) {
		fprintf(stderr, "FACET_SWEEP=%s: must be full or a decimal number\n", how);
		return EXIT_FAILURE;
	}
	return cmocka_run_group_tests_name("sweep", tests, NULL, NULL);
}
