// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test registers that commands name. Commands and trapped accesses use the same table of rows. The
 * test takes each class of row, each command that names a register, and each place of a command.
 * The software engine checks user batches by itself, and agrees with the audit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/regs.h"
#include "display/gen9_display.h"
#include "gen9/context_regs_defs.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/irq_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/pipe_control_defs.h"
#include "gen9/pvinfo_defs.h"
#include "mediator/base/vgpu_types.h"
#include "mediator/execlist/engine.h"
#include "mediator/gpu.h"
#include "mediator/type.h"
#include "softgpu/sgpu_regs.h"
#include "tests/lib/audit_rig.h"
#include "tests/lib/rig.h"

#define MEMORY		0x4000u		/* bytes of the guest's GGTT, all of which it owns */
#define RING_GVA	0x1000u
#define BATCH_GVA	0x2000u
#define DATA_GVA	0x3000u
#define PLAIN		0x00009990u	/* a dword that is not the offset of any row */
#define BEYOND		0x007ffffcu	/* beyond the registers of BAR0 */

static struct {
	struct rig *rig;
	const struct facet_reg_map *map;
	u32 memory[MEMORY / 4];
	struct sgpu_engine engines[PGPU_ENGINES];
} fixture;

static bool owned(void *arg, u64 gva, u64 len)
{
	return gva < MEMORY && len <= MEMORY - gva;
}

static int read_memory(void *arg, u64 gva, void *buf, size_t len)
{
	memcpy(buf, (u8 *)fixture.memory + gva, len);
	return 0;
}

static const struct facet_audit_ops ops = {
	.owned = owned, .read = read_memory, AUDIT_RIG_OPS,
};

static int setup(void **state)
{
	u32 i;

	memset(&fixture, 0, sizeof(fixture));
	fixture.rig = rig_create(&facet_types[0], facet_display_regs);
	assert_non_null(fixture.rig);
	fixture.map = facet_gpu_reg_map(fixture.rig->gpu);
	for (i = 0; i < PGPU_ENGINES; i++) {
		fixture.engines[i].id = i;
		assert_int_equal(sgpu_regs_init(&fixture.engines[i]), 0);
	}
	return 0;
}

static int teardown(void **state)
{
	u32 i;

	for (i = 0; i < PGPU_ENGINES; i++)
		sgpu_regs_exit(&fixture.engines[i]);
	audit_rig_clear();
	assert_int_equal(rig_destroy(fixture.rig), 0);
	return 0;
}

/* A command and its register operand. */
struct form {
	const char *name;
	bool writes;
	bool rcs;		/* only the render engine has the command */
	u32 n;
	u32 at;			/* dword of the register */
	u32 dw[6];
};

static const struct form forms[] = {
	{ "LRI", .writes = true, .n = 3, .at = 1, .dw = { 0x11000001 } },
	{ "LRM", .writes = true, .n = 4, .at = 1, .dw = { 0x14c00002, 0, DATA_GVA } },
	{ "SRM", .n = 4, .at = 1, .dw = { 0x12400002, 0, DATA_GVA } },
	{ "LRR, source", .n = 3, .at = 1, .dw = { 0x15000001, 0, GEN9_RING_GPR } },
	{ "LRR, destination", .writes = true, .n = 3, .at = 2,
	  .dw = { 0x15000001, GEN9_RING_GPR } },
	{ "PIPE_CONTROL", .writes = true, .rcs = true, .n = 6, .at = 2,
	  .dw = { 0x7a000004, GEN9_PIPE_CONTROL_MMIO_WRITE | 0x4000 } },
};

static const struct {
	const char *name;
	u32 place;
} origins[] = {
	{ "ring", FACET_AUDIT_RING },
	{ "privileged batch", FACET_AUDIT_BATCH },
	{ "its second level", FACET_AUDIT_BATCH2 },
	{ "indirect context", FACET_AUDIT_CONTEXT },
	{ "batch per context", FACET_AUDIT_PER_CTX },
};

static void put(u32 *dst, const struct form *form, u32 engine, u32 offset)
{
	memcpy(dst, form->dw, form->n * sizeof(u32));
	/* The engine may always use the other register of a move. */
	if (dst[0] == 0x15000001)
		dst[3 - form->at] = gen9_engine_base(engine) + GEN9_RING_GPR;
	dst[form->at] = offset;
}

static int audit(u32 engine, const struct form *form, u32 place, u32 offset)
{
	u32 *batch = &fixture.memory[BATCH_GVA / 4];
	bool in_batch = place & (FACET_AUDIT_BATCH | FACET_AUDIT_BATCH2 | FACET_AUDIT_PER_CTX);
	struct facet_audit *a;

	audit_rig.ignored_reads = 0;
	audit_rig.ignored_writes = 0;
	a = audit_rig_begin(engine, FACET_USER_BATCHES_IN_PLACE, &ops);
	a->map = fixture.map;
	a->n_segments = 1;
	a->segments[0].place = place;
	if (in_batch) {
		put(batch, form, engine, offset);
		batch[form->n] = GEN9_MI_BATCH_BUFFER_END;
		a->segments[0].gva = BATCH_GVA;
	} else {
		put(audit_rig.code, form, engine, offset);
		a->segments[0].gva = RING_GVA;
		a->segments[0].count = form->n;
		a->used = form->n;
	}
	return facet_audit_run(a);
}

/* Return whether the newest audited copy still accesses the register. */
static bool names(const struct form *form, u32 offset)
{
	const u32 *dw = &audit_rig.code[audit_rig.audit.segments[0].first];

	if (form->rcs && !(dw[1] & GEN9_PIPE_CONTROL_MMIO_WRITE))
		return false;
	return dw[form->at] == offset;
}

/* A class of rows, and the access that commands of one engine have. */
struct class {
	const char *name;
	u32 offset;
	u32 engine;
	enum { NONE, READ, WRITE, USER } may;	/* each includes those before it */
};

static const struct class classes[] = {
	{ "no row", PLAIN, PGPU_RCS, NONE },
	{ "beyond the registers", BEYOND, PGPU_RCS, NONE },
	{ "memory of the guest's driver", GEN9_GAMT_ECO, PGPU_RCS, NONE },
	{ "constant", GEN9_FUSE2, PGPU_RCS, NONE },
	{ "interrupts", GEN9_MASTER_IRQ, PGPU_RCS, NONE },
	{ "fence", GEN9_FENCE, PGPU_RCS, NONE },
	{ "page of the mediator", GEN9_PVINFO, PGPU_RCS, NONE },
	{ "GPU reset", GEN9_GDRST, PGPU_RCS, NONE },
	{ "engine's own, submission", GEN9_BCS_BASE + GEN9_RING_ELSP, PGPU_BCS, NONE },
	{ "engine's own, status page", GEN9_VCS_BASE + GEN9_RING_HWS_PGA, PGPU_VCS, NONE },
	{ "what user batches may write", GEN9_RCS_BASE + GEN9_RING_FORCE_TO_NONPRIV, PGPU_RCS,
	  NONE },
	{ "clock", GEN9_VECS_BASE + GEN9_RING_TIMESTAMP, PGPU_VECS, READ },
	{ "clock of a context", GEN9_RCS_BASE + GEN9_RING_CTX_TIMESTAMP, PGPU_RCS, READ },
	{ "outside a context", GEN9_L3SQCREG4, PGPU_RCS, WRITE },
	{ "no register", GEN9_BCS_BASE + GEN9_RING_NOPID, PGPU_BCS, WRITE },
	{ "of a context", GEN9_VCS_BASE + GEN9_RING_GPR, PGPU_VCS, USER },
	{ "of a context, masked", 0x2580, PGPU_RCS, USER },
	{ "of a context, the driver's", 0xe4f0, PGPU_RCS, WRITE },
	{ "of another engine's context", GEN9_RCS_BASE + GEN9_RING_GPR, PGPU_BCS, NONE },
	{ "of the render engine's pipeline", 0x7004, PGPU_VCS, NONE },
	{ "clock of another engine", GEN9_RCS_BASE + GEN9_RING_TIMESTAMP, PGPU_VECS, NONE },
};

static void each_class_by_each_command_from_each_origin(void **state)
{
	u32 c, i, o;

	for (c = 0; c < ARRAY_SIZE(classes); c++) {
		for (i = 0; i < ARRAY_SIZE(forms); i++) {
			const struct class *class = &classes[c];
			const struct form *form = &forms[i];
			bool may = class->may >= (form->writes ? WRITE : READ);

			if (form->rcs && class->engine != PGPU_RCS)
				continue;
			for (o = 0; o < ARRAY_SIZE(origins); o++) {
				int ret = audit(class->engine, form, origins[o].place,
						class->offset);

				if (ret || names(form, class->offset) != may ||
				    audit_rig.ignored_reads + audit_rig.ignored_writes == may)
					fail_msg("%s by %s in the %s: %d", class->name, form->name,
						 origins[o].name, ret);
			}
		}
	}
}

static bool user_write_counts(struct sgpu_engine *e, u32 offset)
{
	u64 dropped = e->stats.dropped_registers;

	sgpu_regs_write(e, offset, ~0u, true);
	return e->stats.dropped_registers == dropped;
}

static void a_user_batch_writes_less_than_a_privileged_one(void **state)
{
	u32 c;

	for (c = 0; c < ARRAY_SIZE(classes); c++) {
		const struct class *class = &classes[c];

		if (user_write_counts(&fixture.engines[class->engine], class->offset) !=
		    (class->may == USER))
			fail_msg("%s in a user batch", class->name);
	}
}

/* Call @fn for each dword of each row, on each engine. */
static void with_each_register(void (*fn)(struct sgpu_engine *e, const struct facet_reg *row,
					  u32 offset))
{
	u32 offset, i;

	for (offset = 0; offset < GEN9_DMC_RAM; offset += sizeof(u32)) {
		const struct facet_reg *row = facet_reg_map_find(fixture.map, offset);

		for (i = 0; row && i < PGPU_ENGINES; i++)
			if (offset != gen9_engine_base(i) + GEN9_RING_FORCE_TO_NONPRIV)
				fn(&fixture.engines[i], row, offset);
	}
}

static void user_needs_row(struct sgpu_engine *e, const struct facet_reg *row, u32 offset)
{
	if (user_write_counts(e, offset) &&
	    !facet_reg_map_allows(fixture.map, e->id, offset, FACET_REG_CMD_WRITE))
		fail_msg("%s at %#x: a user batch may what a privileged one may not", row->name,
			 offset);
}

static void no_user_batch_writes_what_rows_deny(void **state)
{
	with_each_register(user_needs_row);
}

/* Commands do not reach a register outside their engine, such as the display's. */
static void allowed_is_done(struct sgpu_engine *e, const struct facet_reg *row, u32 offset)
{
	u64 dropped = e->stats.dropped_registers;
	u32 value;

	if (!facet_reg_map_allows(fixture.map, e->id, offset, FACET_REG_CMD_WRITE) ||
	    sgpu_regs_peek(e, offset, &value))
		return;
	sgpu_regs_write(e, offset, 0x00030002, false);
	if (e->stats.dropped_registers != dropped)
		fail_msg("%s at %#x: allowed, and dropped", row->name, offset);
	value = sgpu_regs_read(e, offset);
	if (value != (row->flags & FACET_REG_MASKED ? 2 : 0x00030002))
		fail_msg("%s at %#x: masked on one side alone", row->name, offset);
}

static void what_the_rows_allow_the_engine_does(void **state)
{
	with_each_register(allowed_is_done);
}

#define OWN(label, at, n, what) { label, (at), (n), (what) },

static void the_engines_own_registers_are_rows(void **state)
{
	static const struct {
		const char *name;
		u32 offset, count, what;
	} own[] = {
		GEN9_ENGINE_OWN_REGS(OWN, GEN9_RCS_BASE)
		GEN9_ENGINE_OWN_REGS(OWN, GEN9_VECS_BASE)
		GEN9_RCS_OWN_REGS(OWN)
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(own); i++) {
		const struct facet_reg *row = facet_reg_map_find(fixture.map, own[i].offset);

		if (!row || strcmp(row->name, own[i].name))
			fail_msg("%s has no row", own[i].name);
		assert_int_equal(row->offset, own[i].offset);
		assert_int_equal(row->count ? row->count : 1, own[i].count);
		if (row->flags & FACET_REG_RO)
			assert_true(own[i].what & GEN9_ENGINE_REG_FIXED);
		if (own[i].what & GEN9_ENGINE_REG_FIXED)
			assert_false(row->flags & FACET_REG_CMD_WRITE);
		else
			assert_int_equal(!!(row->flags & FACET_REG_MASKED),
					 !!(own[i].what & GEN9_ENGINE_REG_MASKED));
	}
}

/* Return the value of a FORCE_TO_NONPRIV slot that the scheduler loads for the vGPU. */
static u32 slot_value(u32 engine, u32 slot)
{
	const struct facet_sched_entity *entity =
		&fixture.rig->vgpu->execlists->engines[engine].entity;
	u32 offset = gen9_engine_base(engine) + GEN9_RING_FORCE_TO_NONPRIV + 4 * slot;
	u32 i;

	for (i = 0; i < entity->reg_count; i++)
		if (entity->regs[2 * i] == offset)
			return entity->regs[2 * i + 1];
	fail_msg("slot %u is not given", slot);
	return 0;
}

static void no_slot_opens_what_commands_may_not_write(void **state)
{
	u32 c;

	for (c = 0; c < ARRAY_SIZE(classes); c++) {
		const struct class *class = &classes[c];
		u32 base = gen9_engine_base(class->engine);
		u32 slot = base + GEN9_RING_FORCE_TO_NONPRIV + 8;

		rig_write(fixture.rig, slot, class->offset);
		assert_int_equal(rig_read(fixture.rig, slot), class->offset);
		if (slot_value(class->engine, 2) !=
		    (class->may >= WRITE ? class->offset : base + GEN9_RING_NOPID))
			fail_msg("%s: %#x", class->name, slot_value(class->engine, 2));
	}
}

/* The registers are those of i915's gen9_whitelist_build() and kbl_whitelist_build(). */
static void what_i915_opens_is_open(void **state)
{
	static const u32 opened[] = { 0x2248, 0x2580, 0x7304, 0xb118, 0x2094 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(opened); i++) {
		rig_write(fixture.rig, GEN9_RCS_BASE + GEN9_RING_FORCE_TO_NONPRIV + 4 * i,
			  opened[i]);
		assert_int_equal(slot_value(PGPU_RCS, i), opened[i]);
	}
}

static void math_names_no_register_but_its_own(void **state)
{
	u32 i;

	for (i = 0; i < 64; i++) {
		u32 offset = sgpu_regs_gpr(&fixture.engines[PGPU_BCS], i) - GEN9_BCS_BASE;

		assert_in_range(offset, GEN9_RING_GPR, GEN9_RING_GPR + 8 * (GEN9_GPRS - 1));
	}
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_class_by_each_command_from_each_origin),
		TEST(a_user_batch_writes_less_than_a_privileged_one),
		TEST(no_user_batch_writes_what_rows_deny),
		TEST(what_the_rows_allow_the_engine_does),
		TEST(the_engines_own_registers_are_rows),
		TEST(no_slot_opens_what_commands_may_not_write),
		TEST(what_i915_opens_is_open),
		TEST(math_names_no_register_but_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
