// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replay recorded guests on the whole register model. The test writes the recorded values in the
 * recorded order at the recorded times. Each read returns the recorded value. Engines and vertical
 * blanks do not run. The test raises an interrupt just before the recorded handler reads it,
 * through the masks that the replay has set. Every register that a guest accesses is listed.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "device/denied.h"
#include "device/irq.h"
#include "display/display.h"
#include "display/gen9_display.h"
#include "gen9/display_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/irq_defs.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "pgpu/pgpu.h"
#include "tests/lib/rig.h"

#define GT_WAIT		(1u << 11)	/* an engine's interrupt when it waits for a semaphore */
#define ACCESSES_MAX	8192
#define MISMATCHES_PRINTED 20

/* The configuration of the recorded guests. */
static const struct facet_type recorded_type = {
	.name = "recorded", .aperture_mib = 64, .hidden_mib = 384, .fences = 4,
	.max_width = 1024, .max_height = 768, .max_instances = 1, .weight = 100,
	.max_pinned_pages = 4096, .max_shadow_pages = 256,
};

/*
 * struct access - One line of a trace. @kind: 'R', 'W', or 'C' for a write to configuration space.
 */
struct access {
	char kind;
	u64 ns;
	u32 offset;
	u32 size;
	u64 value;
	u32 line;
};

struct trace {
	struct access accesses[ACCESSES_MAX];
	u32 n;
};

/* struct exception - Reads that cannot return the recorded value, and why. @mask: bits compared. */
struct exception {
	u32 offset;
	u32 count;
	u32 stride;
	u32 mask;
	const char *why;
};

static const struct exception exceptions[] = {
	{ 0x0a26c, 1, 4, 0, "the recorded model's clock went four times as fast as it said" },
	{ 0x78010, 1, 4, ~0x10u, "large pages: the recorded model did not offer them" },
	{ 0x70000, 3, 0x1000, 0, "scan line: from the clock, whose phase is this display's own" },
	{ 0x70040, 3, 0x1000, 0, "frame count: the same" },
	{ 0x70008, 3, 0x1000, ~0x40000000u,
	  "a transcoder is on to its frame's end: the recorded model's was off at once" },
	{ 0xc510c, 1, 4, 0, "bytes of the EDID: this display's own" },
	{ 0x023a0, 1, 4, 0, "CSB pointers of engines that ran: they do not run here" },
	{ 0x123a0, 1, 4, 0, "the same" },
	{ 0x1a3a0, 1, 4, 0, "the same" },
	{ 0x223a0, 1, 4, 0, "the same" },
};

/*
 * The replay's DisplayPort monitor differs from the recorded one in its EDID and in a few bytes of
 * its DPCD. The acknowledgement of each transaction and the length of its reply must agree.
 */
static const struct exception dp_exceptions[] = {
	{ 0x64110, 1, 4, 0xd3ffffff, "what the guest set of interrupt and time-out: kept here" },
	{ 0x64114, 1, 4, 0xff000000, "the first byte of the answer, then data" },
	{ 0x64118, 4, 4, 0, "data" },
	{ 0x44200, 1, 4, ~0x00100000u, "the channel's interrupt: not raised there" },
};

/* struct irq_source - The source of the bits of an IIR. @engine: PGPU_ENGINES: no engine. */
struct irq_source {
	u32 iir;
	enum facet_irq_group group;
	u32 engine;
	u32 mask;
	u32 shift;
};

static const struct irq_source irq_sources[] = {
	{ 0x44308, FACET_IRQ_GT0, PGPU_RCS, 0x0000ffff, 0 },
	{ 0x44308, FACET_IRQ_GT0, PGPU_BCS, 0xffff0000, 16 },
	{ 0x44318, FACET_IRQ_GT1, PGPU_VCS, 0x0000ffff, 0 },
	{ 0x44328, FACET_IRQ_GT2, PGPU_ENGINES, ~0u, 0 },
	{ 0x44338, FACET_IRQ_GT3, PGPU_VECS, 0x0000ffff, 0 },
	{ 0x44408, FACET_IRQ_PIPE_A, PGPU_ENGINES, ~0u, 0 },
	{ 0x44418, FACET_IRQ_PIPE_B, PGPU_ENGINES, ~0u, 0 },
	{ 0x44428, FACET_IRQ_PIPE_C, PGPU_ENGINES, ~0u, 0 },
	{ 0xc4008, FACET_IRQ_PCH, PGPU_ENGINES, ~0u, 0 },
};

struct replay {
	struct rig *rig;
	struct facet_display *display;
	bool dp;
	u32 mismatches;
	u32 compared;
};

static FILE *trace_open(const char *name)
{
	const char *root = getenv("FACET_SOURCE_ROOT");
	char path[512];

	snprintf(path, sizeof(path), "%s/tests/traces/%s.txt", root ? root : ".", name);
	return fopen(path, "r");
}

static void trace_add(struct trace *trace, const struct access *access)
{
	assert_true(trace->n < ACCESSES_MAX);
	trace->accesses[trace->n++] = *access;
}

/*
 * Parse one line. Fail on a line that the parser does not know, so that no line is skipped
 * silently.
 */
static void trace_line(struct trace *trace, const char *line, u32 number)
{
	struct access a = { .line = number };
	double seconds;
	u32 times, consumed = 0;
	char kind;

	if (sscanf(line, " (repeated %u more times)", &times) == 1) {
		assert_true(trace->n > 0);
		while (times--)
			trace_add(trace, &trace->accesses[trace->n - 1]);
		return;
	}
	if (sscanf(line, " %lf CFG W%u %x = %llx", &seconds, &a.size, &a.offset, &a.value) == 4) {
		a.kind = 'C';
	} else if (sscanf(line, " %lf %c %x%n", &seconds, &kind, &a.offset, &consumed) == 3 &&
		   (kind == 'R' || kind == 'W')) {
		a.kind = kind;
		a.size = 4;
		if (line[consumed] == '/') {
			a.size = line[consumed + 1] - '0';
			consumed += 2;
		}
		assert_int_equal(sscanf(line + consumed, " %llx", &a.value), 1);
	} else {
		fail_msg("line %u: %s", number, line);
	}
	a.ns = seconds * 1e9;
	trace_add(trace, &a);
}

static struct trace *trace_load(const char *name)
{
	struct trace *trace = calloc(1, sizeof(*trace));
	FILE *f = trace_open(name);
	char line[256];
	u32 number = 0;

	if (!f || !trace)
		fail_msg("tests/traces/%s.txt cannot be read; FACET_SOURCE_ROOT?", name);
	while (fgets(line, sizeof(line), f))
		trace_line(trace, line, ++number);
	fclose(f);
	return trace;
}

static u32 excepted_bits(const struct exception *exceptions, u32 n, u32 offset)
{
	u32 i;

	for (i = 0; i < n; i++) {
		const struct exception *e = &exceptions[i];
		u32 at = offset - e->offset;

		if (offset >= e->offset && at % e->stride == 0 && at / e->stride < e->count)
			return e->mask;
	}
	return ~0u;
}

static u32 compared_bits(const struct replay *replay, u32 offset)
{
	u32 mask = excepted_bits(exceptions, ARRAY_SIZE(exceptions), offset);

	if (replay->dp)
		mask &= excepted_bits(dp_exceptions, ARRAY_SIZE(dp_exceptions), offset);
	return mask;
}

/* Raise the interrupts that the recorded read of an IIR returned. */
static void raise_source(struct replay *replay, const struct access *a)
{
	u32 missing = a->value & ~rig_read(replay->rig, a->offset);
	u32 i;

	for (i = 0; i < ARRAY_SIZE(irq_sources); i++) {
		const struct irq_source *s = &irq_sources[i];
		u32 bits = missing & s->mask;

		if (s->iir != a->offset || !bits)
			continue;
		if (s->engine < PGPU_ENGINES)
			facet_irq_raise_engine(facet_vgpu_device(replay->rig->vgpu), s->engine,
					 bits >> s->shift);
		else
			facet_irq_raise(facet_vgpu_device(replay->rig->vgpu), s->group, bits);
	}
}

/*
 * Raise all interrupts that the handler will find in this round, just before it reads the master.
 */
static void raise_round(struct replay *replay, const struct trace *trace, u32 at)
{
	for (; at < trace->n; at++) {
		const struct access *a = &trace->accesses[at];

		if (a->kind == 'W' && a->offset == GEN9_MASTER_IRQ)
			return;
		if (a->kind == 'R')
			raise_source(replay, a);
	}
}

static void replay_read(struct replay *replay, const struct trace *trace, u32 at)
{
	const struct access *a = &trace->accesses[at];
	u64 mask = a->size > 4 ? ~0ull : compared_bits(replay, a->offset);
	u64 value = 0;

	if (a->offset == GEN9_MASTER_IRQ && a->value)
		raise_round(replay, trace, at);
	assert_int_equal(facet_vgpu_mmio_read(replay->rig->vgpu, a->offset, &value, a->size), 0);
	replay->compared += mask != 0;
	if ((value & mask) == (a->value & mask))
		return;
	if (replay->mismatches++ < MISMATCHES_PRINTED)
		print_error("line %u: %06x reads %llx, recorded %llx\n", a->line, a->offset, value,
			    a->value);
}

static void replay_trace(struct replay *replay, const char *name)
{
	struct trace *trace = trace_load(name);
	u32 i;

	for (i = 0; i < trace->n; i++) {
		const struct access *a = &trace->accesses[i];

		/* Set the clock, but fire no timer: see the opening comment. */
		replay->rig->clock.now_ns = a->ns;
		if (a->kind == 'R')
			replay_read(replay, trace, i);
		else if (a->kind == 'W')
			assert_int_equal(facet_vgpu_mmio_write(replay->rig->vgpu, a->offset,
							       &a->value, a->size), 0);
		else
			assert_int_equal(facet_config_write(facet_vgpu_device(replay->rig->vgpu),
							    a->offset, &a->value, a->size),
					 0);
	}
	free(trace);
	if (replay->mismatches)
		fail_msg("%s: %u of %u reads differ", name, replay->mismatches, replay->compared);
}

static void expect_all_listed(struct replay *replay)
{
	struct facet_unlisted seen[64];
	u32 n = facet_denied_unlisted(facet_vgpu_device(replay->rig->vgpu), seen, ARRAY_SIZE(seen));
	u32 i;

	for (i = 0; i < n && i < ARRAY_SIZE(seen); i++)
		print_error("unlisted: %06x, %u reads, %u writes\n", seen[i].offset, seen[i].reads,
			    seen[i].writes);
	assert_int_equal(n, 0);
}

static int setup_config(void **state, const struct facet_display_config *config)
{
	struct replay *replay = calloc(1, sizeof(*replay));

	replay->dp = config->n_outputs;
	replay->rig = rig_create(&recorded_type, facet_display_regs);
	if (!replay->rig || facet_gen9_display_create(facet_vgpu_device(replay->rig->vgpu),
						      replay->rig->vgpu, config, &replay->display))
		return -1;
	*state = replay;
	return 0;
}

static int setup(void **state)
{
	struct facet_display_config config = { .max_width = 1024, .max_height = 768 };

	return setup_config(state, &config);
}

static int setup_dp(void **state)
{
	struct facet_display_config config = {
		.max_width = 1024, .max_height = 768, .n_outputs = 1,
		.outputs = { { .kind = FACET_OUTPUT_DP, .port = GEN9_PORT_B } },
	};

	return setup_config(state, &config);
}

static int teardown(void **state)
{
	struct replay *replay = *state;
	u64 leaked;

	facet_display_destroy(replay->display);
	leaked = rig_destroy(replay->rig);
	free(replay);
	return leaked ? -1 : 0;
}

static void a_load_of_linux_6_1_reads_what_was_recorded(void **state)
{
	replay_trace(*state, "load-6.1");
	expect_all_listed(*state);
}

static void a_load_of_linux_6_12_reads_what_was_recorded(void **state)
{
	replay_trace(*state, "load-6.12");
	expect_all_listed(*state);
}

static void a_load_of_linux_7_2_reads_what_was_recorded(void **state)
{
	replay_trace(*state, "load-7.2");
	expect_all_listed(*state);
}

static void a_load_with_displayport_reads_what_was_recorded(void **state)
{
	replay_trace(*state, "load-dp-6.12");
	expect_all_listed(*state);
}

static void a_probe_after_a_load_reads_what_was_recorded(void **state)
{
	struct replay *replay = *state;

	replay_trace(replay, "load-6.12");
	/* The first trace ends in the middle of a probe. At its end that probe closes this gate. */
	rig_write(replay->rig, GEN9_SOUTH_DSPCLK_GATE, 0);
	replay_trace(replay, "probe-6.12");
	expect_all_listed(*state);
}

static void screens_after_a_load_read_what_was_recorded(void **state)
{
	replay_trace(*state, "load-6.12");
	replay_trace(*state, "modeset-6.12");
	replay_trace(*state, "flip-6.12");
	replay_trace(*state, "cursor-6.12");
	expect_all_listed(*state);
}

static void submissions_after_a_load_read_what_was_recorded(void **state)
{
	struct replay *replay = *state;

	replay_trace(replay, "load-6.12");
	replay_trace(replay, "exec1-6.12");
	/* Between these two traces the guest has begun to wait for the user interrupt of VECS. */
	rig_write(replay->rig, GEN9_VECS_BASE + GEN9_RING_IMR,
		  ~(GEN9_GT_USER_IRQ | GEN9_GT_CS_ERROR | GEN9_GT_CONTEXT_SWITCH | GT_WAIT));
	replay_trace(replay, "blit-6.12");
	expect_all_listed(*state);
}

/* Check that the replay can fail: it reports a wrong constant. */
static void a_wrong_value_is_noticed(void **state)
{
	struct trace trace = { .n = 1, .accesses = { { 'R', 0, 0x9120, 4, 0x02800001, 1 } } };
	struct replay *replay = *state;

	replay_read(replay, &trace, 0);
	assert_int_equal(replay->mismatches, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_load_of_linux_6_1_reads_what_was_recorded, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_load_of_linux_6_12_reads_what_was_recorded, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_load_of_linux_7_2_reads_what_was_recorded, setup,
						teardown),
		cmocka_unit_test_setup_teardown(a_load_with_displayport_reads_what_was_recorded,
						setup_dp, teardown),
		cmocka_unit_test_setup_teardown(a_probe_after_a_load_reads_what_was_recorded, setup,
						teardown),
		cmocka_unit_test_setup_teardown(screens_after_a_load_read_what_was_recorded, setup,
						teardown),
		cmocka_unit_test_setup_teardown(submissions_after_a_load_read_what_was_recorded,
						setup, teardown),
		cmocka_unit_test_setup_teardown(a_wrong_value_is_noticed, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
