// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test that the guest owns each byte that a privileged command accesses in the GGTT. The audit
 * checks all bytes from the first to the last, in each place that a command can have.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "gen9/commands.h"
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "tests/lib/audit_rig.h"

/* first GGTT address of the guest; others own those below */
#define FIRST		0x10000u
#define CODE_GVA	0x7000u		/* the guest's batches may still be here */
#define MAX_DW		12

static const struct facet_reg rows[] = {
	{ .name = "ANY", .offset = 0x2580, .flags = FACET_REG_CMD_READ | FACET_REG_CMD_WRITE },
};

static struct {
	u32 batch[1024];
	u64 end;		/* end of the guest's GGTT addresses */
} fixture;

static bool owned(void *arg, u64 gva, u64 len)
{
	if (gva >= CODE_GVA && gva + len <= CODE_GVA + sizeof(fixture.batch))
		return true;
	return gva >= FIRST && gva <= fixture.end && len <= fixture.end - gva;
}

static int read_batch(void *arg, u64 gva, void *buf, size_t len)
{
	assert_in_range(gva, CODE_GVA, CODE_GVA + sizeof(fixture.batch) - len);
	memcpy(buf, (u8 *)fixture.batch + (gva - CODE_GVA), len);
	return 0;
}

static const struct facet_audit_ops ops = {
	.owned = owned, .read = read_batch, AUDIT_RIG_OPS,
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

/*
 * struct form - A command with a GGTT address.
 * @name: its name
 * @engine: an engine that has it
 * @at: dword of the lower half of the address
 * @low: bits of that dword beside the address
 * @bytes: bytes that the command accesses
 * @align: alignment of the address in bytes, as the engine makes it
 * @n: dwords of the command
 * @dw: the dwords without the address
 */
struct form {
	const char *name;
	u32 engine;
	u32 at;
	u32 low;
	u32 bytes;
	u32 align;
	u32 n;
	u32 dw[MAX_DW];
};

#define GGTT		GEN9_MI_USE_GGTT
#define PC_GGTT		GEN9_PIPE_CONTROL_USE_GGTT
#define PC_INDEX	GEN9_PIPE_CONTROL_STORE_INDEX
#define POST(op)	((u32)GEN9_POST_SYNC_##op << GEN9_POST_SYNC_SHIFT)
#define ALL_PLACES	(FACET_AUDIT_RING | FACET_AUDIT_BATCH | FACET_AUDIT_BATCH2 |	\
			 FACET_AUDIT_CONTEXT | FACET_AUDIT_PER_CTX)

static const struct form forms[] = {
	{ "SEMAPHORE_WAIT", GEN9_RCS, 2, 0, 4, 4, 4, { 0x0e000002 | GGTT } },
	{ "STORE_DATA_IMM", GEN9_BCS, 1, 0, 4, 4, 4, { 0x10000002 | GGTT } },
	{ "STORE_DATA_IMM, quadword", GEN9_BCS, 1, 0, 8, 4, 5,
	  { 0x10000003 | GGTT | GEN9_SDI_QWORD } },
	{ "STORE_DATA_IMM, quadword in a short command", GEN9_BCS, 1, 0, 8, 4, 4,
	  { 0x10000002 | GGTT | GEN9_SDI_QWORD } },
	{ "STORE_DATA_IMM, eight dwords", GEN9_RCS, 1, 0, 32, 4, 11, { 0x10000009 | GGTT } },
	{ "STORE_REGISTER_MEM", GEN9_RCS, 2, 0, 4, 4, 4, { 0x12000002 | GGTT, 0x2580 } },
	{ "LOAD_REGISTER_MEM", GEN9_RCS, 2, 0, 4, 4, 4, { 0x14800002 | GGTT, 0x2580 } },
	{ "FLUSH_DW", GEN9_VCS, 1, 4, 8, 8, 4, { 0x13000002 | POST(IMMEDIATE) } },
	{ "FLUSH_DW, quadword", GEN9_VECS, 1, 4, 8, 8, 5, { 0x13000003 | POST(IMMEDIATE) } },
	{ "FLUSH_DW, time stamp", GEN9_BCS, 1, 4, 8, 8, 4, { 0x13000002 | POST(TIMESTAMP) } },
	{ "PIPE_CONTROL", GEN9_RCS, 2, 0, 8, 4, 6, { 0x7a000004, PC_GGTT | POST(IMMEDIATE) } },
	{ "PIPE_CONTROL, depth count", GEN9_RCS, 2, 0, 8, 4, 6,
	  { 0x7a000004, PC_GGTT | POST(DEPTH_COUNT) } },
	{ "PIPE_CONTROL, time stamp", GEN9_RCS, 2, 0, 8, 4, 6,
	  { 0x7a000004, PC_GGTT | POST(TIMESTAMP) } },
	{ "REPORT_PERF_COUNT", GEN9_RCS, 1, GEN9_PERF_USE_GGTT, 256, 64, 4, { 0x14000002 } },
	{ "COPY_MEM_MEM, destination", GEN9_RCS, 1, 0, 4, 4, 5,
	  { 0x17000003 | GEN9_COPY_DST_GGTT } },
	{ "COPY_MEM_MEM, source", GEN9_BCS, 3, 0, 4, 4, 5, { 0x17000003 | GEN9_COPY_SRC_GGTT } },
	{ "ATOMIC", GEN9_RCS, 1, 0, 16, 4, 3, { 0x17800001 | GGTT } },
	{ "CONDITIONAL_BATCH_BUFFER_END", GEN9_RCS, 2, 0, 8, 4, 4, { 0x1b000002 | GGTT } },
};

static int audit(const struct form *form, u32 place, u64 gva)
{
	bool in_batch = place & (FACET_AUDIT_BATCH | FACET_AUDIT_BATCH2 | FACET_AUDIT_PER_CTX);
	u32 *dw = in_batch ? fixture.batch : audit_rig.code;
	struct facet_audit *a;

	memcpy(dw, form->dw, form->n * sizeof(u32));
	dw[form->at] = lower_32_bits(gva) | form->low;
	dw[form->at + 1] = upper_32_bits(gva);
	dw[form->n] = GEN9_MI_BATCH_BUFFER_END;
	a = audit_rig_begin(form->engine, FACET_USER_BATCHES_IN_PLACE, &ops);
	a->n_segments = 1;
	a->segments[0].place = place;
	a->segments[0].gva = CODE_GVA;
	if (!in_batch) {
		a->segments[0].count = form->n;
		a->used = form->n;
	}
	return facet_audit_run(a);
}

static u32 places_of(const struct form *form)
{
	return facet_audit_rule_of(gen9_cmd_find(form->engine, form->dw[0])->id)->places &
	       ALL_PLACES;
}

static void in_each_place(void (*fn)(const struct form *form, u32 place))
{
	u32 i, bit;

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		for (bit = 1; bit <= ALL_PLACES; bit <<= 1)
			if (places_of(&forms[i]) & bit)
				fn(&forms[i], bit);
}

static void cut_short(const struct form *form, u32 place)
{
	u32 have;

	for (have = 0; have <= form->bytes; have++) {
		fixture.end = FIRST + have;
		if (audit(form, place, FIRST) != (have < form->bytes ? -EPERM : 0))
			fail_msg("%s, %u bytes there: judged wrongly", form->name, have);
	}
}

static void every_byte_must_be_the_guests(void **state)
{
	in_each_place(cut_short);
}

static void begins_before(const struct form *form, u32 place)
{
	fixture.end = FIRST + 0x10000;
	if (audit(form, place, FIRST - form->align) != -EPERM)
		fail_msg("%s may begin before what is the guest's", form->name);
}

static void the_first_byte_must_be_the_guests(void **state)
{
	in_each_place(begins_before);
}

/* Nothing wraps around: neither at the end of the address space nor beyond 48 bits. */
static void at_the_top(const struct form *form, u32 place)
{
	fixture.end = ~0ull;
	assert_int_equal(audit(form, place, 0x0000ffffffff0000ull), 0);
	fixture.end = 0x0001000000000000ull;
	if (form->bytes > form->align &&
	    audit(form, place, 0x0001000000000000ull - form->align) != -EPERM)
		fail_msg("%s reaches beyond the address space", form->name);
}

static void nothing_wraps_around_the_top(void **state)
{
	in_each_place(at_the_top);
}

static bool has_form(const struct gen9_cmd *cmd)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(forms); i++)
		if (gen9_cmd_find(forms[i].engine, forms[i].dw[0]) == cmd)
			return true;
	return false;
}

static void every_command_with_such_an_address_is_tried(void **state)
{
	u32 kind, i;

	for (kind = 0; kind < GEN9_KINDS; kind++) {
		for (i = 0; i < gen9_cmd_tables[kind]->count; i++) {
			const struct gen9_cmd *cmd = &gen9_cmd_tables[kind]->rows[i];

			if (!cmd->name || cmd->space == GEN9_SPACE_PPGTT ||
			    !facet_audit_rule_of(cmd->id) || cmd->extent == GEN9_EXTENT_BATCH)
				continue;
			if (!has_form(cmd))
				fail_msg("%s is not tried", cmd->name);
		}
	}
}

/* An address relative to a status page stays on that page, whatever the command says. */
static void an_index_stays_on_its_page(void **state)
{
	struct form index = { "STORE_DATA_INDEX", GEN9_BCS, 1, 0, 0, 4, 0, { 0 } };

	fixture.end = FIRST;
	for (index.n = 3; index.n < MAX_DW; index.n++) {
		u32 bytes = 4 * (index.n - 2);

		index.dw[0] = 0x10800000 | GEN9_SDX_PER_PROCESS | (index.n - 2);
		assert_int_equal(audit(&index, FACET_AUDIT_RING, 4096 - bytes), 0);
		assert_int_equal(audit(&index, FACET_AUDIT_RING, 4100 - bytes),
				 bytes > 4 ? -EPERM : 0);
		assert_in_range(audit_rig.code[1] + 4, 0, 4096);
		/* The other page is the engine's own. */
		index.dw[0] &= ~GEN9_SDX_PER_PROCESS;
		assert_int_equal(audit(&index, FACET_AUDIT_RING, 4096 - bytes), -EPERM);
	}
}

/* A copied post-sync write by index has the bits of the offset alone, and none for the GGTT. */
static void a_post_sync_index_keeps_only_its_offset(void **state)
{
	struct form pipe = { "PIPE_CONTROL", GEN9_RCS, 2, 0, 8, 4, 6,
			     { 0x7a000004, PC_GGTT | PC_INDEX | POST(IMMEDIATE) } };
	struct form flush = { "FLUSH_DW", GEN9_BCS, 1, GEN9_FLUSH_DW_USE_GGTT, 8, 8, 4,
			      { 0x13000002 | GEN9_FLUSH_DW_STORE_INDEX | POST(IMMEDIATE) } };

	fixture.end = FIRST;
	assert_int_equal(audit(&pipe, FACET_AUDIT_RING, 0xffffffffffffffffull), 0);
	assert_int_equal(audit_rig.code[1], PC_INDEX | POST(IMMEDIATE));
	assert_int_equal(audit_rig.code[2], 0xff8);
	assert_int_equal(audit_rig.code[3], 0);
	assert_int_equal(audit(&flush, FACET_AUDIT_RING, 0xffffffffffffffffull), 0);
	assert_int_equal(audit_rig.code[1], 0xff8);
	assert_int_equal(audit_rig.code[2], 0);
	/* A command that ends before its address stays as it is. */
	pipe.n = 2;
	pipe.dw[0] = 0x7a000000;
	assert_int_equal(audit(&pipe, FACET_AUDIT_RING, 0), 0);
	assert_int_equal(audit_rig.code[2], GEN9_MI_BATCH_BUFFER_END);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_must_be_the_guests),
		cmocka_unit_test(the_first_byte_must_be_the_guests),
		cmocka_unit_test(nothing_wraps_around_the_top),
		cmocka_unit_test(every_command_with_such_an_address_is_tried),
		cmocka_unit_test(an_index_stays_on_its_page),
		cmocka_unit_test(a_post_sync_index_keeps_only_its_offset),
	};

	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
