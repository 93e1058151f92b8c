// SPDX-License-Identifier: GPL-2.0-only
/* Test the command audit with tables of accepted and refused commands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "gen9/mi_defs.h"
#include "pgpu/pgpu.h"
#include "tests/lib/audit_rig.h"

/* The guest owns GGTT addresses below OWNED. The first MEMORY bytes of them have memory. */
#define OWNED		0x10000000ull
#define MEMORY		0x400000u
#define WINDOW		0xe0000000u
#define VOID		GEN9_MI_VOID_REGISTER

static const struct facet_reg rows[] = {
	{ .name = "VOID", .offset = 0x9888, .flags = FACET_REG_CMD_IGNORED },
	{ .name = "VOID", .offset = 0xe458, .flags = FACET_REG_CMD_IGNORED },
	{ .name = "BOTH", .offset = 0x2580, .flags = FACET_REG_CMD_READ | FACET_REG_CMD_WRITE },
	{ .name = "READ", .offset = 0x2358, .flags = FACET_REG_CMD_READ },
	{ .name = "NEITHER", .offset = 0x44200 },
};

static struct {
	u32 memory[MEMORY / 4];
	u32 reads;
	bool arbitrates;
} fixture;

static bool owned(void *arg, u64 gva, u64 len)
{
	return gva < OWNED && len <= OWNED - gva;
}

static int read_memory(void *arg, u64 gva, void *buf, size_t len)
{
	fixture.reads++;
	if (gva + len > MEMORY)
		return -EFAULT;
	memcpy(buf, (u8 *)fixture.memory + gva, len);
	return 0;
}

static const struct facet_audit_ops ops = {
	.owned = owned, .read = read_memory, AUDIT_RIG_OPS,
};

static int group_setup(void **state)
{
	return audit_rig_create(rows, ARRAY_SIZE(rows));
}

static int group_teardown(void **state)
{
	audit_rig_destroy();
	return 0;
}

static int setup(void **state)
{
	memset(&fixture, 0, sizeof(fixture));
	audit_rig_clear();
	return 0;
}

static int audit(u32 engine, bool safe, const u32 *dw, u32 n)
{
	struct facet_audit *a = audit_rig_begin(engine, safe ? FACET_USER_BATCHES_IN_PLACE :
						FACET_USER_BATCHES_REFUSED, &ops);

	a->arbitrates = fixture.arbitrates;
	return audit_rig_ring(dw, n);
}

#define AUDIT(engine, ...) ({							\
	const u32 _dw[] = { __VA_ARGS__ };					\
	audit(engine, true, _dw, ARRAY_SIZE(_dw));				\
})

#define MAX_DW 12

struct command {
	const char *name;
	u32 engine;
	u32 n;
	int ret;
	u32 dw[MAX_DW];
};

static const struct command commands[] = {
	/* Commands that i915 emits (guest-facts, section 5) */
	{ "noop", PGPU_BCS, 1, 0, { 0 } },
	{ "invalidate, blitter", PGPU_BCS, 4, 0, { 0x13244002, 0xd0, 0, 0 } },
	{ "invalidate, video", PGPU_VCS, 4, 0, { 0x13244082, 0xd0, 0, 0 } },
	{ "seqno, blitter", PGPU_BCS, 4, 0, { 0x13004002, 0x5104 | 4, 0, 1 } },
	{ "invalidate, render", PGPU_RCS, 6, 0, { 0x7a000004, 0x00344c1c, 0xd0, 0, 0, 0 } },
	{ "seqno, render", PGPU_RCS, 6, 0, { 0x7a000004, 0x01104080, 0x5100, 0, 1, 0 } },
	{ "initial breadcrumb", PGPU_RCS, 4, 0, { 0x10400002, 0x5000, 0, 1 } },
	{ "user interrupt", PGPU_VECS, 1, 0, { 0x01000000 } },
	{ "arbitration", PGPU_VECS, 3, 0, { 0x04000000, 0x04000001, 0x02800000 } },
	{ "user batch", PGPU_BCS, 3, 0, { 0x18800101, 0x12345678, 0x7fff } },
	{ "LRI", PGPU_RCS, 5, 0, { 0x11000003, 0x2580, 1, 0x2580, 2 } },
	{ "SRM to the GGTT", PGPU_RCS, 4, 0, { 0x12400002, 0x2358, 0x5000, 0 } },
	{ "LRM", PGPU_RCS, 4, 0, { 0x14c00002, 0x2580, 0x5000, 0 } },
	{ "LRR", PGPU_RCS, 3, 0, { 0x15000001, 0x2358, 0x2580 } },
	{ "PIPELINE_SELECT", PGPU_RCS, 1, 0, { 0x69040300 } },
	{ "3DSTATE", PGPU_RCS, 2, 0, { 0x78140000, 0 } },
	{ "MATH", PGPU_RCS, 2, 0, { 0x0d000000, 0 } },
	{ "blit", PGPU_BCS, 10, 0, { 0x54f00008 } },

	/* GGTT addresses must be the guest's own. PPGTT addresses may be anything. */
	{ "store beyond", PGPU_BCS, 4, -EPERM, { 0x10400002, 0x10000000, 0, 1 } },
	{ "store at the last dword", PGPU_BCS, 4, 0, { 0x10400002, 0x0ffffffc, 0, 1 } },
	{ "store over the end", PGPU_BCS, 5, -EPERM, { 0x10600003, 0x0ffffffc, 0, 1, 2 } },
	{ "short quadword store over the end", PGPU_BCS, 4, -EPERM,
	  { 0x10600002, 0x0ffffffc, 0, 1 } },
	{ "store above 4 GiB", PGPU_BCS, 4, -EPERM, { 0x10400002, 0x1000, 1, 1 } },
	{ "store to the window", PGPU_BCS, 4, -EPERM, { 0x10400002, WINDOW, 0, 1 } },
	{ "store, PPGTT", PGPU_BCS, 4, 0, { 0x10000002, WINDOW, 0, 1 } },
	{ "FLUSH_DW dword to the window", PGPU_BCS, 4, -EPERM, { 0x13004002, WINDOW | 4, 0, 1 } },
	{ "FLUSH_DW quadword to the window", PGPU_BCS, 5, -EPERM,
	  { 0x13004003, WINDOW | 4, 0, 1, 2 } },
	{ "FLUSH_DW time stamp to the window", PGPU_BCS, 4, -EPERM,
	  { 0x1300c002, WINDOW | 4, 0, 1 } },
	{ "FLUSH_DW without a write", PGPU_BCS, 4, 0, { 0x13000002, WINDOW | 4, 0, 1 } },
	{ "FLUSH_DW, PPGTT", PGPU_BCS, 4, 0, { 0x13004002, WINDOW, 0, 1 } },
	{ "FLUSH_DW, index", PGPU_BCS, 4, 0, { 0x13204002, WINDOW | 4, 0, 1 } },
	{ "PIPE_CONTROL to the window", PGPU_RCS, 6, -EPERM,
	  { 0x7a000004, 0x01104000, WINDOW, 0, 1, 2 } },
	{ "PIPE_CONTROL depth count", PGPU_RCS, 6, -EPERM,
	  { 0x7a000004, 0x01108000, WINDOW, 0, 0, 0 } },
	{ "PIPE_CONTROL time stamp", PGPU_RCS, 6, -EPERM,
	  { 0x7a000004, 0x0110c000, WINDOW, 0, 0, 0 } },
	{ "PIPE_CONTROL, PPGTT", PGPU_RCS, 6, 0, { 0x7a000004, 0x00104000, WINDOW, 0, 1, 2 } },
	{ "PIPE_CONTROL to a register of the guest's", PGPU_RCS, 6, 0,
	  { 0x7a000004, 0x00804000, 0x2580, 0, 1, 0 } },
	{ "SRM to the window", PGPU_RCS, 4, -EPERM, { 0x12400002, 0x2358, WINDOW, 0 } },
	{ "LRM from the window", PGPU_RCS, 4, -EPERM, { 0x14c00002, 0x2580, WINDOW, 0 } },
	{ "semaphore in the window", PGPU_RCS, 4, -EPERM, { 0x0e400002, 0, WINDOW, 0 } },
	{ "semaphore, PPGTT", PGPU_RCS, 4, 0, { 0x0e000002, 0, WINDOW, 0 } },
	{ "atomic in the window", PGPU_RCS, 3, -EPERM, { 0x17c00001, WINDOW, 0 } },
	{ "copy to the window", PGPU_RCS, 5, -EPERM, { 0x17200003, WINDOW, 0, 0x5000, 0 } },
	{ "copy from the window", PGPU_RCS, 5, -EPERM, { 0x17400003, 0x5000, 0, WINDOW, 0 } },
	{ "copy, PPGTT", PGPU_RCS, 5, 0, { 0x17000003, WINDOW, 0, WINDOW, 0 } },
	{ "perf report to the window", PGPU_RCS, 4, -EPERM, { 0x14000002, WINDOW | 1, 0, 0 } },
	{ "perf report, PPGTT", PGPU_RCS, 4, 0, { 0x14000002, WINDOW, 0, 0 } },

	/* A command that ends before its register, and a semaphore that polls a register */
	{ "LRR without destination", PGPU_RCS, 2, -EPERM, { 0x15000000, 0x2358 } },
	{ "semaphore on a register", PGPU_RCS, 4, -EPERM, { 0x0e010002, 0, 0x2580, 0 } },

	/* Commands that are not allowed, unknown, of another engine, or cut short */
	{ "UPDATE_GTT", PGPU_RCS, 4, -EPERM, { 0x11800002, 0, 0, 0 } },
	{ "DISPLAY_FLIP", PGPU_RCS, 3, -EPERM, { 0x0a000001, 0, 0 } },
	{ "SET_CONTEXT", PGPU_RCS, 2, -EPERM, { 0x0c000000, 0 } },
	{ "setup blit", PGPU_BCS, 10, -EPERM, { 0x50400006 } },
	{ "3D without a name", PGPU_RCS, 2, -EPERM, { 0x787f0000, 0 } },
	{ "3D of i915's golden state alone", PGPU_RCS, 4, 0, { 0x791b0002, 0, 0, 0 } },
	{ "MFX", PGPU_VCS, 5, -EPERM, { 0x70000003, 0, 0, 0, 0 } },
	{ "unknown", PGPU_BCS, 1, -EPERM, { 0xdeadbeef } },
	{ "3D on the blitter", PGPU_BCS, 6, -EPERM, { 0x7a000004, 0, 0, 0, 0, 0 } },
	{ "FLUSH_DW on render", PGPU_RCS, 4, -EPERM, { 0x13004002, 0x5000 | 4, 0, 1 } },
	{ "batch end in the ring", PGPU_BCS, 1, -EPERM, { 0x05000000 } },
	{ "cut short", PGPU_BCS, 3, -EPERM, { 0x10400002, 0x5000, 0 } },
	{ "batch start without address", PGPU_BCS, 2, -EPERM, { 0x18800100, 0 } },
	{ "batch start with an offset", PGPU_RCS, 3, -EPERM, { 0x18810001, 0x5000, 0 } },
	{ "user batch start with an offset", PGPU_RCS, 3, -EPERM, { 0x18810101, 0x5000, 0 } },
	{ "no engine", 77, 1, -EPERM, { 0 } },
};

static void commands_are_judged_by_the_table(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = &commands[i];
		int ret = audit(c->engine, true, c->dw, c->n);

		if (ret != c->ret)
			fail_msg("%s: %d, not %d", c->name, ret, c->ret);
		if (ret && c->engine < PGPU_ENGINES) {
			assert_int_equal(audit_rig.audit.ipehr, c->dw[0]);
			assert_int_equal(audit_rig.audit.acthd, AUDIT_RIG_RING);
		}
	}
}

static void failure_names_the_command(void **state)
{
	assert_int_equal(AUDIT(PGPU_BCS, 0, 0x10400002, 0x5000, 0, 1, 0xdeadbeef, 0), -EPERM);
	assert_int_equal(audit_rig.audit.ipehr, 0xdeadbeef);
	assert_int_equal(audit_rig.audit.acthd, AUDIT_RIG_RING + 5 * 4);
}

static void refused_command_is_reported_once(void **state)
{
	assert_int_equal(AUDIT(PGPU_BCS, 0, 0xdeadbeef, 0xdeadbeef), -EPERM);
	assert_int_equal(audit_rig.refusals, 1);
	assert_int_equal(audit_rig.refused_engine, PGPU_BCS);
	assert_int_equal(audit_rig.refused, 0xdeadbeef);
}

static void what_passes_or_cannot_be_read_is_not_reported_as_refused(void **state)
{
	assert_int_equal(AUDIT(PGPU_BCS, 0, 0x02800000), 0);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, MEMORY + 0x1000, 0), -EFAULT);
	assert_int_equal(audit_rig.refusals, 0);
}

static void user_batch_needs_an_engine_that_polices_it(void **state)
{
	static const u32 dw[] = { 0x18800101, 0, 0 };

	assert_int_equal(audit(PGPU_BCS, true, dw, 3), 0);
	assert_int_equal(audit(PGPU_BCS, false, dw, 3), -EOPNOTSUPP);
	assert_int_equal(fixture.reads, 0);
}

/* Write commands to a guest address. */
static void put(u32 gva, const u32 *dw, u32 n)
{
	memcpy((u8 *)fixture.memory + gva, dw, n * sizeof(u32));
}

#define PUT(gva, ...) do {							\
	const u32 _dw[] = { __VA_ARGS__ };					\
	put(gva, _dw, ARRAY_SIZE(_dw));						\
} while (0)

/* Commands that name a register which they may not access, and the audited copies. */
static const struct {
	const char *name;
	u32 n;
	u32 reads;
	u32 writes;
	u32 dw[6];
	u32 want[6];
} replaced[] = {
	{ "LRI of a read-only one", 3, 0, 1, { 0x11000001, 0x2358, 1 }, { 0x11000001, VOID, 1 } },
	{ "LRI of another", 3, 0, 1, { 0x11000001, 0x44200, 1 }, { 0x11000001, VOID, 1 } },
	{ "LRI of an unlisted one", 3, 0, 1, { 0x11000001, 0x9999c, 1 }, { 0x11000001, VOID, 1 } },
	{ "LRI beyond BAR0", 3, 0, 1, { 0x11000001, 0x7ffffc, 1 }, { 0x11000001, VOID, 1 } },
	{ "LRI, second pair", 5, 0, 1, { 0x11000003, 0x2580, 1, 0x44200, 2 },
	  { 0x11000003, 0x2580, 1, VOID, 2 } },
	{ "LRI, a register without value", 4, 0, 1, { 0x11000002, 0x2580, 1, 0x44200 },
	  { 0x11000002, 0x2580, 1, VOID } },
	{ "SRM of another", 4, 1, 0, { 0x12400002, 0x44200, 0x5000, 0 },
	  { 0x12400002, VOID, 0x5000, 0 } },
	{ "SRM of another, predicated", 4, 1, 0, { 0x12600002, 0x44200, 0x5000, 0 },
	  { 0x12600002, VOID, 0x5000, 0 } },
	{ "LRM of another", 4, 0, 1, { 0x14c00002, 0x44200, 0x5000, 0 },
	  { 0x14c00002, VOID, 0x5000, 0 } },
	{ "LRR to another", 3, 0, 1, { 0x15000001, 0x2580, 0x44200 },
	  { 0x15000001, 0x2580, VOID } },
	{ "LRR from another", 3, 1, 0, { 0x15000001, 0x44200, 0x2580 },
	  { 0x15000001, VOID, 0x2580 } },
	{ "LRR between others", 3, 1, 1, { 0x15000001, 0x2030, 0x44200 },
	  { 0x15000001, VOID, VOID } },
	{ "PIPE_CONTROL to another", 6, 0, 1, { 0x7a000004, 0x00904000, 0x44200, 0, 1, 0 },
	  { 0x7a000004, 0x00100000, 0x44200, 0, 1, 0 } },
	{ "PIPE_CONTROL to another, without a value", 2, 0, 1, { 0x7a000000, 0x00804000 },
	  { 0x7a000000, 0 } },
	{ "no register", 3, 0, 0, { 0x11000001, VOID, 1 }, { 0x11000001, VOID, 1 } },
};

static void a_register_that_is_closed_to_commands_leaves_the_copy(void **state)
{
	u32 i, again;

	for (i = 0; i < ARRAY_SIZE(replaced); i++) {
		/* The audit passes its own output unchanged, as a saved state contains it. */
		for (again = 0; again < 2; again++) {
			audit_rig.ignored_reads = 0;
			audit_rig.ignored_writes = 0;
			if (audit(PGPU_RCS, true, again ? replaced[i].want : replaced[i].dw,
				  replaced[i].n))
				fail_msg("%s: stopped", replaced[i].name);
			if (memcmp(audit_rig.code, replaced[i].want, replaced[i].n * sizeof(u32)))
				fail_msg("%s: %08x %08x %08x", replaced[i].name, audit_rig.code[1],
					 audit_rig.code[2], audit_rig.code[3]);
			if (audit_rig.ignored_reads != (again ? 0 : replaced[i].reads) ||
			    audit_rig.ignored_writes != (again ? 0 : replaced[i].writes))
				fail_msg("%s: counted %u and %u", replaced[i].name,
					 audit_rig.ignored_reads, audit_rig.ignored_writes);
		}
	}
	assert_int_equal(audit_rig.refusals, 0);
}

static void the_address_beside_a_closed_register_is_audited_all_the_same(void **state)
{
	assert_int_equal(AUDIT(PGPU_RCS, 0x12400002, 0x44200, WINDOW, 0), -EPERM);
	assert_int_equal(AUDIT(PGPU_RCS, 0x14c00002, 0x44200, WINDOW, 0), -EPERM);
}

static void an_ignored_access_is_reported_by_its_register(void **state)
{
	/* Bits above the offset do not belong to the register. */
	assert_int_equal(AUDIT(PGPU_RCS, 0x15000001, 0xff844203, 0x2580), 0);
	assert_int_equal(audit_rig.ignored, 0x44200);
	assert_int_equal(audit_rig.ignored_reads, 1);
	assert_int_equal(audit_rig.ignored_writes, 0);
}

/* i915 writes NOA_WRITE, EU_PERF_CNTL0 and an allowed register for a stream of OA reports. */
static void what_selects_performance_signals_is_neither_written_nor_counted(void **state)
{
	const u32 load[] = { 0x11000005, 0x9888, 0x12345678, 0x2580, 0x00010001, 0xe458, 5 };

	assert_int_equal(audit(PGPU_RCS, true, load, ARRAY_SIZE(load)), 0);
	assert_int_equal(audit_rig.audit.code[1], VOID);
	assert_int_equal(audit_rig.audit.code[3], 0x2580);
	assert_int_equal(audit_rig.audit.code[4], 0x00010001);
	assert_int_equal(audit_rig.audit.code[5], VOID);
	assert_int_equal(AUDIT(PGPU_RCS, 0x12400002, 0x9888, 0x5000, 0), 0);
	assert_int_equal(audit_rig.audit.code[1], VOID);
	assert_int_equal(audit_rig.ignored_reads + audit_rig.ignored_writes, 0);
	/* The register is the render engine's: the audit counts another engine's access. */
	assert_int_equal(AUDIT(PGPU_VCS, 0x11000001, 0x9888, 0), 0);
	assert_int_equal(audit_rig.ignored_writes, 1);
}

static void privileged_batch_is_copied_and_the_jump_patched(void **state)
{
	u32 first;

	PUT(0x20000, 0x11000001, 0x2580, 5, 0x05000000);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0, 0), 0);
	assert_int_equal(audit_rig.audit.n_segments, 2);
	first = audit_rig.audit.segments[1].first;
	assert_int_equal(audit_rig.audit.segments[1].count, 4);
	assert_int_equal(audit_rig.code[first + 2], 5);
	facet_audit_patch(&audit_rig.audit, WINDOW);
	assert_int_equal(audit_rig.code[1], WINDOW + first * 4);
	assert_int_equal(audit_rig.code[2], 0);
	/* The audited copy does not change with later writes of the guest. */
	fixture.memory[0x20000 / 4 + 1] = 0x44200;
	assert_int_equal(audit_rig.code[first + 1], 0x2580);
}

static void privileged_batch_is_audited(void **state)
{
	PUT(0x20000, 0, 0x11000001, 0x44200, 5, 0x10400002, WINDOW, 0, 1, 0x05000000);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), -EPERM);
	assert_int_equal(audit_rig.audit.acthd, 0x20010);
	assert_int_equal(audit_rig.audit.ipehr, 0x10400002);
	assert_int_equal(audit_rig.ignored, 0x44200);
}

static void batch_crosses_pages(void **state)
{
	u32 i;

	for (i = 0; i < 3000; i++)
		fixture.memory[0x20ffc / 4 + i] = 0;
	PUT(0x20ff8, 0x10400002, 0x5000, 0, 7);
	PUT(0x23000, 0x05000000);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20ff8, 0), 0);
	assert_int_equal(audit_rig.audit.segments[1].count, (0x23004 - 0x20ff8) / 4);
	assert_int_equal(audit_rig.code[audit_rig.audit.segments[1].first + 3], 7);
}

static void second_level_returns_and_chain_does_not(void **state)
{
	PUT(0x20000, 0x18c00001, 0x21000, 0, 0x18800001, 0x22000, 0, 0xdeadbeef);
	PUT(0x21000, 0, 0x05000000, 0xdeadbeef);
	PUT(0x22000, 0, 0x05000000);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), 0);
	assert_int_equal(audit_rig.audit.n_segments, 4);
	assert_int_equal(audit_rig.audit.n_patches, 3);
	/* Behind a call the audit continues. */
	PUT(0x20000, 0x18c00001, 0x21000, 0, 0xdeadbeef);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), -EPERM);
}

/* A predicate may turn a start into a NOOP. Then the commands behind it run. */
static void behind_a_predicated_start_the_walk_goes_on(void **state)
{
	PUT(0x20000, 0x18808001, 0x22000, 0, 0xdeadbeef);
	PUT(0x21000, 0x18808001, 0x22000, 0, 0x05000000);
	PUT(0x22000, 0x05000000);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), -EPERM);
	assert_int_equal(audit_rig.audit.acthd, 0x2000c);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x21000, 0), 0);
	assert_int_equal(audit_rig.audit.segments[1].count, 4);
}

/*
 * MI_SET_PREDICATE may turn any start into a NOOP. So the copy ends behind a chained start,
 * whatever the guest has there.
 */
static void nothing_behind_a_chain_is_left_in_the_copy(void **state)
{
	u32 end;

	PUT(0x20000, 0x0080000f, 0x18800001, 0x22000, 0, 0x00800000, 0x10400002, WINDOW, 0, 1);
	PUT(0x22000, 0x05000000);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), 0);
	assert_int_equal(audit_rig.audit.segments[1].count, 4);
	end = audit_rig.audit.segments[1].first + 4;
	assert_int_equal(audit_rig.code[end], 0x05000000);
	assert_true(audit_rig.audit.segments[2].first > end);
}

static void loops_are_walked_once(void **state)
{
	PUT(0x20000, 0, 0x18800001, 0x20000, 0);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), 0);
	assert_int_equal(audit_rig.audit.n_segments, 2);
	facet_audit_patch(&audit_rig.audit, WINDOW);
	assert_int_equal(audit_rig.code[audit_rig.audit.segments[1].first + 2],
			 WINDOW + audit_rig.audit.segments[1].first * 4);
}

static void batch_without_end_is_bounded(void **state)
{
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), -E2BIG);
	assert_true(fixture.reads <= FACET_AUDIT_DWORDS / 1024 + 1);
}

static void chains_are_bounded(void **state)
{
	u32 i;

	for (i = 0; i < 100; i++)
		PUT(0x20000 + i * 0x100, 0x18800001, 0x20000 + (i + 1) * 0x100, 0);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x20000, 0), -E2BIG);
}

static void unreadable_or_foreign_batch_fails(void **state)
{
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, MEMORY + 0x1000, 0), -EFAULT);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, WINDOW, 0), -EPERM);
	assert_int_equal(AUDIT(PGPU_RCS, 0x18800001, 0x1000, 1), -EPERM);
}

static void context_batch_has_no_jump_and_no_end(void **state)
{
	static const u32 good[] = { 0x04000000, 0x14c00002, 0x2580, 0x5000, 0, 0x04000001 };
	static const u32 jump[] = { 0x18800101, 0, 0 };
	static const u32 end[] = { 0x05000000 };
	static const struct {
		const u32 *dw;
		u32 n;
		int ret;
	} cases[] = {
		{ good, ARRAY_SIZE(good), 0 },
		{ good, ARRAY_SIZE(good) - 2, -EPERM },
		{ jump, ARRAY_SIZE(jump), -EPERM },
		{ end, ARRAY_SIZE(end), -EPERM },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		AUDIT(PGPU_RCS, 0);
		memcpy(audit_rig.code, cases[i].dw, cases[i].n * sizeof(u32));
		audit_rig.audit.segments[0].place = FACET_AUDIT_CONTEXT;
		audit_rig.audit.segments[0].count = cases[i].n;
		assert_int_equal(facet_audit_run(&audit_rig.audit), cases[i].ret);
	}
}

struct operand_case {
	const char *name;
	u32 engine;
	u32 at;			/* dword of the address */
	u32 low;		/* bits of that dword that are no address */
	u64 len;
	u32 n;
	u32 dw[8];
};

#define GVA	0x12348u	/* an address of the guest */

/* Each command that may name the GGTT. */
static const struct operand_case operand_cases[] = {
	{ "MI_STORE_DATA_IMM", PGPU_BCS, 1, 0, 4, 4, { 0x10400002, GVA, 0, 1 } },
	{ "a quadword of it", PGPU_BCS, 1, 0, 8, 5, { 0x10600003, GVA, 0, 1, 2 } },
	{ "MI_SEMAPHORE_WAIT", PGPU_RCS, 2, 0, 4, 4, { 0x0e404002, 1, GVA, 0 } },
	{ "MI_STORE_REGISTER_MEM", PGPU_RCS, 2, 0, 4, 4, { 0x12400002, 0x2580, GVA, 0 } },
	{ "MI_LOAD_REGISTER_MEM", PGPU_RCS, 2, 0, 4, 4, { 0x14c00002, 0x2580, GVA, 0 } },
	{ "MI_FLUSH_DW", PGPU_BCS, 1, 4, 8, 4, { 0x13004002, GVA | 4, 0, 1 } },
	{ "PIPE_CONTROL", PGPU_RCS, 2, 0, 8, 6, { 0x7a000004, 1 << 24 | 1 << 14, GVA, 0, 1, 0 } },
	{ "MI_ATOMIC", PGPU_VCS, 1, 0, 16, 3, { 0x17c00501, GVA, 0 } },
};

static void operands_are_replaced_and_can_be_restored(void **state)
{
	struct facet_audit_operands operands;
	u32 i;

	audit_rig.window = WINDOW;
	for (i = 0; i < ARRAY_SIZE(operand_cases); i++) {
		const struct operand_case *c = &operand_cases[i];
		u32 *code = audit_rig.code;

		if (audit(c->engine, true, c->dw, c->n))
			fail_msg("%s is refused", c->name);
		if (audit_rig.alias_len != c->len)
			fail_msg("%s has %u bytes", c->name, (u32)audit_rig.alias_len);
		assert_int_equal(code[c->at], WINDOW | (GVA & 0xfff) | c->low);
		assert_int_equal(code[c->at + 1], 0);
		assert_int_equal(facet_audit_take_operands(&audit_rig.audit, &operands), 0);
		assert_int_equal(operands.n, 1);
		facet_audit_restore_operands(&operands, code, c->n);
		assert_memory_equal(code, c->dw, c->n * sizeof(u32));
		port_free(operands.list);
	}
	audit_rig.window = 0;
}

/*
 * The register number of a PIPE_CONTROL that writes a register lies where others have an address.
 */
static void a_register_is_no_operand(void **state)
{
	static const u32 dw[] = { 0x7a000004, 1 << 24 | 1 << 23 | 1 << 14, 0x2580, 0, 1, 0 };

	audit_rig.window = WINDOW;
	assert_int_equal(audit(PGPU_RCS, true, dw, ARRAY_SIZE(dw)), 0);
	assert_int_equal(audit_rig.audit.n_operands, 0);
	assert_int_equal(audit_rig.code[1], 1 << 23 | 1 << 14);
	assert_int_equal(audit_rig.code[2], 0x2580);
	audit_rig.window = 0;
}

static void arbitration_stays_on_where_the_engine_obeys(void **state)
{
	assert_int_equal(AUDIT(PGPU_RCS, 0x04000000, 0x04000001), 0);
	assert_int_equal(audit_rig.code[0], 0x04000000);
	fixture.arbitrates = true;
	assert_int_equal(AUDIT(PGPU_RCS, 0x04000000, 0x04000001, 0x02800000), 0);
	assert_int_equal(audit_rig.code[0], 0);
	assert_int_equal(audit_rig.code[1], 0);
	assert_int_equal(audit_rig.code[2], 0x02800000);
}

static void nothing_waits_for_a_screen_of_the_engine(void **state)
{
	assert_int_equal(AUDIT(PGPU_BCS, 0x01800008, 0x09000000, 0x00100020, 0x09800000, 0x00100020,
			       0x02800000), 0);
	assert_memory_equal(audit_rig.code, ((u32[]){ 0, 0, 0, 0, 0, 0x02800000 }),
			    6 * sizeof(u32));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, setup)
		TEST(commands_are_judged_by_the_table),
		TEST(arbitration_stays_on_where_the_engine_obeys),
		TEST(nothing_waits_for_a_screen_of_the_engine),
		TEST(failure_names_the_command),
		TEST(refused_command_is_reported_once),
		TEST(what_passes_or_cannot_be_read_is_not_reported_as_refused),
		TEST(user_batch_needs_an_engine_that_polices_it),
		TEST(a_register_that_is_closed_to_commands_leaves_the_copy),
		TEST(the_address_beside_a_closed_register_is_audited_all_the_same),
		TEST(an_ignored_access_is_reported_by_its_register),
		TEST(what_selects_performance_signals_is_neither_written_nor_counted),
		TEST(privileged_batch_is_copied_and_the_jump_patched),
		TEST(privileged_batch_is_audited),
		TEST(batch_crosses_pages),
		TEST(second_level_returns_and_chain_does_not),
		TEST(behind_a_predicated_start_the_walk_goes_on),
		TEST(nothing_behind_a_chain_is_left_in_the_copy),
		TEST(loops_are_walked_once),
		TEST(batch_without_end_is_bounded),
		TEST(chains_are_bounded),
		TEST(unreadable_or_foreign_batch_fails),
		TEST(context_batch_has_no_jump_and_no_end),
		TEST(operands_are_replaced_and_can_be_restored),
		TEST(a_register_is_no_operand),
	};

	return cmocka_run_group_tests_name("audit", tests, group_setup, group_teardown);
}
