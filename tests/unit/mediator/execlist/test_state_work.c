// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test work in flight in a saved state. The work continues in another vGPU. The core checks
 * restored work as it checks a submission. The pGPU is a fake and executes nothing.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "gen9/context_defs.h"
#include "gen9/engine_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/mi_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/execlist/execlist.h"
#include "mediator/vgpu.h"
#include "pgpu/position.h"
#include "tests/lib/ctx_rig.h"
#include "tests/lib/saved.h"
#include "tests/lib/state_fuzz.h"

#define BATCH	CTX_DATA
#define SECOND	(CTX_DATA + 0x1000u)
#define STORED	(CTX_DATA + 0x2000u)
#define INDIRECT	(CTX_DATA + 0x3000u)
#define WORK	FACET_STATE_TAG('W', 'O', 'R', 'K')

struct pair {
	struct rig *a;
	struct rig *b;
	struct saved saved;
	struct saved fresh;
	struct saved again;
};

static void dwords(struct rig *rig, u32 gpa, const u32 *dw, u32 n)
{
	memcpy(fake_host_ptr(&rig->host, gpa, 4 * n), dw, 4 * n);
}

/* Let context 0 have an indirect batch of two lines. */
static void indirect_make(struct rig *rig)
{
	static const u32 indirect[] = { 0x10400002, STORED, 0, 4, 0x02800000 };
	u32 *image = ctx_image(rig, 0);

	dwords(rig, INDIRECT, indirect, ARRAY_SIZE(indirect));
	image[GEN9_CTX_INDIRECT_CTX] = INDIRECT | 2;
	image[GEN9_CTX_INDIRECT_OFFSET] = GEN9_INDIRECT_CTX_PLACE;
	image[GEN9_CTX_CONTROL] = 0x000f0008;
}

/*
 * Make two guests with the same memory. The first one has work: two pieces of context 0, and one of
 * context 1. @slm: SLM stays on the first pGPU, and context 0 has an indirect batch.
 */
static int setup_with(void **state, bool slm)
{
	static const u32 batch[] = {
		0x11000001, 0x2580, 0x00070004, 0x10400002, STORED, 0, 1,
		0x18c00001, SECOND, 0, 0x10400002, STORED, 0, 2, GEN9_MI_BATCH_BUFFER_END,
	};
	static const u32 second[] = { 0x02800000, 0x02800000, GEN9_MI_BATCH_BUFFER_END };
	struct pair *pair = calloc(1, sizeof(*pair));

	assert_non_null(pair);
	pair->a = ctx_rig_create();
	pair->b = ctx_rig_create();
	assert_non_null(pair->a);
	assert_non_null(pair->b);
	dwords(pair->a, BATCH, batch, ARRAY_SIZE(batch));
	dwords(pair->a, SECOND, second, ARRAY_SIZE(second));
	pair->a->fake.caps.slm_stays = slm;
	if (slm)
		indirect_make(pair->a);
	CTX_EMIT(pair->a, 0, 0x10400002, STORED, 0, 3, 0x18800001, BATCH, 0, 0);
	CTX_EMIT(pair->a, 1, 0x02800000, 0);
	ctx_elsp(pair->a, GEN9_RCS_BASE, 0, 1);
	CTX_EMIT(pair->a, 0, 0x02800000, 0);
	ctx_elsp(pair->a, GEN9_RCS_BASE, 0, 1);
	memcpy(pair->b->host.mem, pair->a->host.mem, RIG_PAGES * PAGE_SIZE);
	facet_vgpu_reset(pair->b->vgpu);
	assert_int_equal(saved_save(&pair->fresh, pair->b->vgpu), 0);
	*state = pair;
	return 0;
}

static int setup(void **state)
{
	return setup_with(state, false);
}

static int setup_slm(void **state)
{
	return setup_with(state, true);
}

static int teardown(void **state)
{
	struct pair *pair = *state;
	u64 leaked = rig_destroy(pair->a) + rig_destroy(pair->b);

	free(pair->saved.data);
	free(pair->fresh.data);
	free(pair->again.data);
	free(pair);
	return leaked ? -1 : 0;
}

static void pair_save(struct pair *pair)
{
	assert_int_equal(saved_save(&pair->saved, pair->a->vgpu), 0);
}

static int pair_restore(struct pair *pair)
{
	return facet_vgpu_restore(pair->b->vgpu, pair->saved.data, pair->saved.len);
}

static void assert_refused(struct pair *pair)
{
	assert_int_equal(pair_restore(pair), -EINVAL);
	fake_host_pump(&pair->b->host);
	assert_int_equal(pair->b->fake.n_submissions, 0);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_int_equal(pair->again.len, pair->fresh.len);
	assert_memory_equal(pair->again.data, pair->fresh.data, pair->fresh.len);
}

static void set(struct pair *pair, u32 record, const char *name, u32 i, u64 value)
{
	size_t at = saved_find(&pair->saved, WORK, record);

	assert_true(at);
	saved_set(&pair->saved, at, &facet_workload_state, name, i, value);
}

/* Return the copies of a record. They follow its fields. */
static u32 *copies(struct pair *pair, u32 record)
{
	size_t at = saved_find(&pair->saved, WORK, record) + SAVED_RECORD;
	u32 f;

	for (f = 0; f < facet_workload_state.n_fields; f++)
		at += facet_workload_state.fields[f].size * facet_workload_state.fields[f].count;
	return (u32 *)(pair->saved.data + at);
}

static void set_copy(struct pair *pair, u32 dword, u32 value)
{
	put_unaligned_le32(value, copies(pair, 0) + dword);
}

static void work_goes_on_in_its_order(void **state)
{
	struct pair *pair = *state;
	u32 *seen;

	pair_save(pair);
	assert_int_equal(pair_restore(pair), 0);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_int_equal(pair->again.len, pair->saved.len);
	assert_memory_equal(pair->again.data, pair->saved.data, pair->saved.len);
	assert_int_equal(pair->b->fake.n_submissions, 0);
	fake_host_pump(&pair->b->host);
	assert_int_equal(pair->b->fake.n_submissions, 1);
	seen = fake_pgpu_ggtt(&pair->b->fake, pair->b->fake.submissions[0].owner,
			      pair->b->fake.submissions[0].ring_start);
	assert_non_null(seen);
	assert_int_equal(seen[3], 3);
	/* The jump goes to a copy and not to guest memory. */
	assert_int_equal(seen[4], 0x18800001);
	assert_int_not_equal(seen[5], BATCH);
	ctx_end(pair->b, PGPU_RCS, PGPU_EV_COMPLETE);
	ctx_end(pair->b, PGPU_RCS, PGPU_EV_COMPLETE);
	ctx_end(pair->b, PGPU_RCS, PGPU_EV_COMPLETE);
	assert_int_equal(pair->b->fake.n_submissions, 0);
	assert_int_equal(ctx_image(pair->b, 0)[GEN9_CTX_RING_HEAD],
			 ctx_image(pair->b, 0)[GEN9_CTX_RING_TAIL]);
	assert_int_equal(ctx_image(pair->b, 1)[GEN9_CTX_RING_HEAD],
			 ctx_image(pair->b, 1)[GEN9_CTX_RING_TAIL]);
}

static void what_the_guest_writes_since_does_not_run(void **state)
{
	struct pair *pair = *state;
	u32 *seen;

	pair_save(pair);
	memset(ctx_ring(pair->b, 0), 0xff, 64);
	memset(fake_host_ptr(&pair->b->host, BATCH, 64), 0xff, 64);
	assert_int_equal(pair_restore(pair), 0);
	fake_host_pump(&pair->b->host);
	assert_int_equal(pair->b->fake.n_submissions, 1);
	seen = fake_pgpu_ggtt(&pair->b->fake, pair->b->fake.submissions[0].owner,
			      pair->b->fake.submissions[0].ring_start);
	assert_int_equal(seen[0], 0x10400002);
}

static void no_address_of_a_copy_is_written(void **state)
{
	struct pair *pair = *state;
	u32 *code, i;
	size_t len;

	pair_save(pair);
	code = copies(pair, 0);
	len = saved_length(&pair->saved, saved_find(&pair->saved, WORK, 0)) / 4 - 64;
	assert_int_equal(get_unaligned_le32(&code[5]), BATCH);
	for (i = 0; i < len; i++)
		assert_false(get_unaligned_le32(&code[i]) >= 0xe0000000);
}

static void faults_stay_until_the_guest_resets(void **state)
{
	static const u32 regs[] = {
		GEN9_RING_EIR, GEN9_RING_IPEHR, GEN9_RING_ACTHD, GEN9_RING_HEAD, GEN9_RING_TAIL,
		GEN9_RING_EXECLIST_STATUS_HI,
	};
	struct pair *pair = *state;
	u32 i;

	CTX_EMIT(pair->a, 2, 0x11800001, 0);
	ctx_elsp(pair->a, GEN9_BCS_BASE, 2, ~0u);
	assert_int_equal(rig_read(pair->a, GEN9_BCS_BASE + GEN9_RING_IPEHR), 0x11800001);
	pair_save(pair);
	assert_int_equal(pair_restore(pair), 0);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_int_equal(pair->again.len, pair->saved.len);
	assert_memory_equal(pair->again.data, pair->saved.data, pair->saved.len);
	for (i = 0; i < ARRAY_SIZE(regs); i++)
		assert_int_equal(rig_read(pair->b, GEN9_BCS_BASE + regs[i]),
				 rig_read(pair->a, GEN9_BCS_BASE + regs[i]));
	fake_host_pump(&pair->b->host);
	assert_int_equal(pair->b->fake.n_submissions, 1);	/* the submission of RCS */
	rig_write(pair->b, GEN9_GDRST, BIT(3));
	ctx_image(pair->b, 2)[GEN9_CTX_RING_HEAD] = ctx_image(pair->b, 2)[GEN9_CTX_RING_TAIL];
	CTX_EMIT(pair->b, 2, 0, 0);
	ctx_elsp(pair->b, GEN9_BCS_BASE, 2, ~0u);
	assert_int_equal(pair->b->fake.n_submissions, 2);
}

/* struct standing - Position of preempted work. @acthd: the address that the guest reads */
struct standing {
	u32 place;
	u64 acthd;
};

/* Return the pGPU's address of a command in the ring or in the first batch. */
static u64 copy_of(struct rig *rig, const struct standing *at)
{
	const struct pgpu_submission *sub = &rig->fake.submissions[0];
	u32 *ring = fake_pgpu_ggtt(&rig->fake, sub->owner, sub->ring_start);

	switch (at->place) {
	case PGPU_IN_RING:
		return sub->ring_start + (at->acthd - CTX_RING(0));
	case PGPU_IN_GGTT_BATCH:
		return ring[5] + (at->acthd - BATCH);
	default:
		return at->acthd;
	}
}

/* Preempt the work at a position, and keep it off the engine by STOP_RING. */
static void preempt_at(struct rig *rig, const struct standing *at)
{
	struct pgpu_event event = {
		.type = PGPU_EV_PREEMPTED, .engine = PGPU_RCS, .head = 16, .ipehr = 0x10400002,
		.acthd = copy_of(rig, at), .place = at->place,
		.cookie = rig->fake.submissions[0].cookie,
	};

	fake_pgpu_deliver(&rig->fake);
	rig_write(rig, GEN9_RCS_BASE + GEN9_RING_MI_MODE, 0x01000100);
	fake_pgpu_send(&rig->fake, &event);
	fake_host_pump(&rig->host);
}

static void work_put_aside_stands_where_it_stood(void **state)
{
	static const struct standing standings[] = {
		{ PGPU_IN_RING, CTX_RING(0) + 16 }, { PGPU_IN_RING, CTX_RING(0) },
		{ PGPU_IN_GGTT_BATCH, BATCH + 12 }, { PGPU_IN_PPGTT_BATCH, 0x123400001230 },
		{ PGPU_IN_PPGTT_BATCH, 0 },
	};
	static const u32 regs[] = {
		GEN9_RING_HEAD, GEN9_RING_BBADDR, GEN9_RING_BBSTATE, GEN9_RING_DMA_FADD,
	};
	u32 i, r;

	for (i = 0; i < ARRAY_SIZE(standings); i++) {
		struct pair *pair = NULL;

		assert_int_equal(setup((void **)&pair), 0);
		preempt_at(pair->a, &standings[i]);
		pair_save(pair);
		assert_int_equal(pair_restore(pair), 0);
		assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
		assert_int_equal(pair->again.len, pair->saved.len);
		assert_memory_equal(pair->again.data, pair->saved.data, pair->saved.len);
		fake_host_pump(&pair->b->host);
		assert_int_equal(rig_read(pair->b, GEN9_RCS_BASE + GEN9_RING_IPEHR), 0x10400002);
		assert_int_equal(rig_read(pair->b, GEN9_RCS_BASE + GEN9_RING_ACTHD),
				 lower_32_bits(standings[i].acthd));
		assert_int_equal(rig_read(pair->b, GEN9_RCS_BASE + GEN9_RING_ACTHD_U),
				 upper_32_bits(standings[i].acthd));
		for (r = 0; r < ARRAY_SIZE(regs); r++)
			assert_int_equal(rig_read(pair->b, GEN9_RCS_BASE + regs[r]),
					 rig_read(pair->a, GEN9_RCS_BASE + regs[r]));
		assert_int_equal(teardown((void **)&pair), 0);
	}
}

static void page_tables_that_went_away_are_the_guests_fault(void **state)
{
	struct pair *pair = *state;

	pair_save(pair);
	assert_int_equal(pair_restore(pair), 0);
	fake_host_fail(&pair->b->host, FAKE_PIN, 0, 100000, -EFAULT);
	fake_host_pump(&pair->b->host);
	assert_int_equal(pair->b->fake.n_submissions, 0);
	assert_int_not_equal(rig_read(pair->b, GEN9_RCS_BASE + GEN9_RING_EIR), 0);
}

static void a_reset_before_it_goes_on_drops_it(void **state)
{
	struct pair *pair = *state;

	pair_save(pair);
	assert_int_equal(pair_restore(pair), 0);
	rig_write(pair->b, GEN9_GDRST, BIT(0));
	fake_host_pump(&pair->b->host);
	assert_int_equal(pair->b->fake.n_submissions, 0);
	assert_int_equal(rig_read(pair->b, GEN9_RCS_BASE + GEN9_RING_EXECLIST_STATUS_HI), 0);
}

static void memory_may_lack_for_it(void **state)
{
	struct pair *pair = *state;

	pair_save(pair);
	pair->b->fake.alloc_error = -ENOMEM;
	assert_int_equal(pair_restore(pair), -ENOMEM);
	pair->b->fake.alloc_error = 0;
	assert_int_equal(pair_restore(pair), 0);
}

/*
 * Number of allocations that succeed before one fails; below 0: all succeed. The program is linked
 * with --wrap=calloc.
 */
static s64 callocs_left = -1;

void *__real_calloc(size_t n, size_t size);
void *__wrap_calloc(size_t n, size_t size);

void *__wrap_calloc(size_t n, size_t size)
{
	if (!callocs_left)
		return NULL;
	callocs_left -= callocs_left > 0;
	return __real_calloc(n, size);
}

/* Whichever allocation fails, a good description is not reported as a bad one. */
static void a_restore_without_memory_says_so(void **state)
{
	struct pair *pair = *state;
	int ret = -ENOMEM;
	u32 n;

	pair_save(pair);
	for (n = 0; ret; n++) {
		callocs_left = n;
		ret = pair_restore(pair);
		callocs_left = -1;
		assert_true(!ret || ret == -ENOMEM);
	}
	assert_true(n > 8);
}

/* struct lie - An impossible value in a field of a record. */
struct lie {
	u32 record;
	const char *name;
	u32 i;
	u64 value;
};

static void lies_about_work_are_refused(void **state)
{
	static const struct lie lies[] = {
		{ 0, "engine", 0, PGPU_ENGINES }, { 0, "engine", 0, 0xffffffff },
		{ 0, "desc", 0, 0x20f0000119 }, { 0, "desc", 0, 0x2000200101 },
		{ 0, "pml4", 0, CTX_PML4 + 8 },
		{ 0, "ring", 0, CTX_RING(0) + 4 }, { 0, "ring", 0, 0xf0000000 },
		{ 0, "ring_size", 0, 0 }, { 0, "ring_size", 0, CTX_RING_SIZE + 4 },
		{ 0, "ring_size", 0, 0xffffffff },
		{ 0, "head", 0, 2 }, { 0, "head", 0, CTX_RING_SIZE }, { 0, "head", 0, 0xffffffff },
		{ 0, "tail", 0, 4 }, { 0, "tail", 0, CTX_RING_SIZE }, { 0, "tail", 0, 0xfffffff8 },
		{ 0, "end", 0, 4 }, { 0, "end", 0, CTX_RING_SIZE }, { 0, "end", 0, 0xfffffff8 },
		{ 0, "orphan", 0, 2 }, { 0, "error", 0, 4096 }, { 0, "page", 0, 2 },
		{ 0, "flags", 0, 4 }, { 0, "flags", 0, 0x80000000 },
		{ 0, "resume", 0, 4 }, { 0, "resume", 0, 1 }, { 0, "resume", 0, 0x28 },
		{ 0, "resume", 0, 0xfffffffc },
		{ 0, "context", 0, 0 }, { 0, "context", 0, 2 }, { 1, "context", 0, 1 },
		{ 0, "stage", 0, PGPU_STAGES }, { 0, "level", 0, PGPU_LEVELS },
		{ 0, "user", 1, 2 }, { 0, "segment", 1, 32 },
		{ 0, "segments", 0, 1 }, { 0, "segments", 0, 2 }, { 0, "segments", 0, 4 },
		{ 0, "segments", 0, 33 }, { 0, "segments", 0, 0 },
		{ 1, "flags", 0, PGPU_SUBMIT_RESUME },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(lies); i++) {
		struct pair *pair = *state;

		pair_save(pair);
		set(pair, lies[i].record, lies[i].name, lies[i].i, lies[i].value);
		assert_refused(pair);
	}
}

/* struct place - Position of preempted work in a saved state. @at: address at its highest level */
struct place {
	u32 stage;
	u32 level;
	u32 user[PGPU_LEVELS];
	u32 segment[PGPU_LEVELS];
	u64 at;
	bool good;
};

enum { RING = PGPU_STAGE_RING };

static const struct place places[] = {
	{ RING, 0, { 0 }, { 0 }, 0, true },
	{ RING, 0, { 1 }, { 0 }, 0, false },
	{ RING, 1, { 0 }, { 0, 1 }, 0, true },
	{ RING, 1, { 0 }, { 0, 1 }, 12, true },
	{ RING, 1, { 0 }, { 0, 1 }, 60, true },
	{ RING, 1, { 0 }, { 0, 1 }, 4, false },
	{ RING, 1, { 0 }, { 0, 1 }, 13, false },
	{ RING, 1, { 0 }, { 0, 1 }, 64, false },
	{ RING, 1, { 0 }, { 0, 1 }, 1ull << 32, false },
	{ RING, 1, { 0 }, { 0, 1 }, ~3ull, false },
	{ RING, 1, { 0 }, { 0, 2 }, 0, false },
	{ RING, 1, { 0 }, { 0, 0 }, 0, false },
	{ RING, 1, { 0 }, { 0, 3 }, 0, false },
	{ RING, 1, { 0, 1 }, { 0 }, 0x100000, true },
	{ RING, 1, { 0, 1 }, { 0 }, 0x100002, false },
	{ RING, 2, { 0 }, { 0, 1, 2 }, 4, true },
	{ RING, 2, { 0 }, { 0, 1, 1 }, 0, false },
	{ RING, 2, { 0, 1 }, { 0, 0, 2 }, 0, false },
	{ RING, 2, { 0, 1, 1 }, { 0 }, 0x1000, true },
	{ RING, 2, { 0, 0, 1 }, { 0, 1 }, 0x1000, true },
	{ PGPU_STAGE_INDIRECT, 0, { 0 }, { 0 }, 0, false },
	{ PGPU_STAGE_PER_CTX, 0, { 0 }, { 0 }, 0, false },
	{ PGPU_STAGE_PER_CTX, 1, { 0 }, { 0, 1 }, 0, false },
};

static void pair_save_at(struct pair *pair, const struct place *place)
{
	u32 level;

	pair_save(pair);
	set(pair, 0, "flags", 0, PGPU_SUBMIT_RESUME);
	set(pair, 0, "stage", 0, place->stage);
	set(pair, 0, "level", 0, place->level);
	set(pair, 0, "at", place->level, place->at);
	for (level = 0; level < PGPU_LEVELS; level++) {
		set(pair, 0, "user", level, place->user[level]);
		set(pair, 0, "segment", level, place->segment[level]);
	}
}

static void work_goes_on_only_where_a_command_begins(void **state)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(places); i++) {
		const struct place *place = &places[i];
		struct pair *pair = *state;

		pair_save_at(pair, place);
		if (!place->good) {
			assert_refused(pair);
			continue;
		}
		assert_int_equal(pair_restore(pair), 0);
		facet_vgpu_reset(pair->b->vgpu);
	}
}

/* If a pGPU may not begin a user batch, it may not continue one either. */
static void no_user_batch_goes_on_where_none_may_begin(void **state)
{
	struct pair *pair = *state;

	pair_save(pair);
	set(pair, 0, "flags", 0, PGPU_SUBMIT_RESUME);
	set(pair, 0, "stage", 0, PGPU_STAGE_RING);
	set(pair, 0, "level", 0, 1);
	set(pair, 0, "user", 1, 1);
	set(pair, 0, "at", 1, 0x100000);
	pair->b->fake.caps.user_batch_safe = ~(u32)BIT(PGPU_RCS);
	assert_refused(pair);
	pair->b->fake.caps.user_batch_safe = BIT(PGPU_RCS);
	assert_int_equal(pair_restore(pair), 0);
}

/*
 * The restore audits copies again. Dwords of record 0 are the ring's first, then the first batch's.
 */
static void copies_that_no_audit_has_seen_are_refused(void **state)
{
	static const u32 bad[][2] = {
		{ 0, 0x11800001 },		/* MI_UPDATE_GTT */
		{ 1, 0xf0000000 },		/* a store beyond the guest's range */
		{ 4, 0x18800101 },		/* a user batch in place of a copied one */
		{ 5, BATCH + 0x40 },		/* a jump to a batch without a copy */
		{ 8, BATCH + 0x40 },		/* the address of the batch's copy */
		{ 9, 1 }, { 10, 4 }, { 10, 1 },	/* its kind */
		{ 11, 0 }, { 11, 14 }, { 11, 16 }, { 11, 0xffffffff },	/* its length */
		{ 12, 0x11800001 },		/* a command in it */
		{ 16, 0xf0000000 },
		{ 26, 0x02800000 },		/* no end of the batch */
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		struct pair *pair = *state;

		pair_save(pair);
		set_copy(pair, bad[i][0], bad[i][1]);
		assert_refused(pair);
	}
}

/* The restored copy has no register that is closed to commands, although the saved state has. */
static void a_closed_register_in_a_saved_copy_is_not_reached(void **state)
{
	struct pair *pair = *state;
	const struct pgpu_submission *sub = &pair->b->fake.submissions[0];
	u32 *ring, *batch;

	pair_save(pair);
	set_copy(pair, 13, 0x44200);
	assert_int_equal(pair_restore(pair), 0);
	fake_host_pump(&pair->b->host);
	ring = fake_pgpu_ggtt(&pair->b->fake, sub->owner, sub->ring_start);
	batch = fake_pgpu_ggtt(&pair->b->fake, sub->owner, ring[5]);
	assert_int_equal(batch[0], 0x11000001);
	assert_int_equal(batch[1], GEN9_MI_VOID_REGISTER);
	assert_int_equal(batch[2], 0x00070004);
}

/* Return the register state of a guest's first submission. */
static const u32 *context_page(struct rig *rig)
{
	const struct pgpu_submission *sub = &rig->fake.submissions[0];

	return fake_pgpu_ggtt(&rig->fake, sub->owner, sub->context + PAGE_SIZE);
}

/* Return the indirect batch of a guest's first submission. @lines: gets its length. */
static const u32 *indirect_of(struct rig *rig, u32 *lines)
{
	u32 pointer = context_page(rig)[GEN9_CTX_INDIRECT_CTX];

	*lines = pointer & GEN9_INDIRECT_CTX_LINES;
	return fake_pgpu_ggtt(&rig->fake, rig->fake.submissions[0].owner,
			      pointer & ~GEN9_INDIRECT_CTX_LINES);
}

/* The state has the guest's indirect batch alone, and each restore puts the host's line before. */
static void the_hosts_line_is_made_anew_and_not_saved(void **state)
{
	struct pair *pair = *state;
	const u32 *batch;
	u32 lines;

	batch = indirect_of(pair->a, &lines);
	assert_int_equal(lines, 3);
	assert_int_equal(batch[0], 0x7a000004);
	pair_save(pair);
	assert_int_equal(pair_restore(pair), 0);
	fake_host_pump(&pair->b->host);
	batch = indirect_of(pair->b, &lines);
	assert_int_equal(lines, 2);
	assert_int_equal(batch[0], 0x10400002);
	facet_vgpu_reset(pair->b->vgpu);
	pair->b->fake.caps.slm_stays = true;
	assert_int_equal(pair_restore(pair), 0);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_int_equal(pair->again.len, pair->saved.len);
	assert_memory_equal(pair->again.data, pair->saved.data, pair->saved.len);
	fake_host_pump(&pair->b->host);
	batch = indirect_of(pair->b, &lines);
	assert_int_equal(lines, 3);
	assert_int_equal(batch[0], 0x7a000004);
	assert_int_equal(batch[16], 0x10400002);
}

/* Work goes on in the guest's batch, which lies behind the host's line. */
static void a_position_in_the_indirect_batch_counts_without_the_hosts_line(void **state)
{
	static const struct place place = { PGPU_STAGE_INDIRECT, 0, { 0 }, { 0 }, 16, true };
	struct pair *pair = *state;
	struct pgpu_position position;
	const u32 *batch;
	u32 lines;

	pair->b->fake.caps.slm_stays = true;
	pair_save_at(pair, &place);
	assert_int_equal(pair_restore(pair), 0);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_memory_equal(pair->again.data, pair->saved.data, pair->saved.len);
	fake_host_pump(&pair->b->host);
	batch = indirect_of(pair->b, &lines);
	assert_int_equal(batch[20], 0x02800000);
	memcpy(&position, &context_page(pair->b)[PGPU_POSITION_DWORD], sizeof(position));
	assert_int_equal(position.stage, PGPU_STAGE_INDIRECT);
	assert_ptr_equal(fake_pgpu_ggtt(&pair->b->fake, pair->b->fake.submissions[0].owner,
					position.stream[0].address), &batch[20]);
}

/* Change random bytes. */
static void rubbish_in_work_is_refused_or_harmless(void **state)
{
	u8 changes[3 * 4];
	u64 seed = 7;
	u32 i, k;

	for (i = 0; i < 60; i++) {
		for (k = 0; k < sizeof(changes); k++) {
			seed = seed * 6364136223846793005ull + 1442695040888963407ull;
			changes[k] = seed >> 56;
		}
		state_fuzz_one(changes, 3 * (1 + i % 4));
	}
}

#define TEST(test)	cmocka_unit_test_setup_teardown(test, setup, teardown)
#define TEST_SLM(test)	cmocka_unit_test_setup_teardown(test, setup_slm, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(work_goes_on_in_its_order),
		TEST(what_the_guest_writes_since_does_not_run),
		TEST(no_address_of_a_copy_is_written),
		TEST(faults_stay_until_the_guest_resets),
		cmocka_unit_test(work_put_aside_stands_where_it_stood),
		TEST(page_tables_that_went_away_are_the_guests_fault),
		TEST(a_reset_before_it_goes_on_drops_it),
		TEST(memory_may_lack_for_it),
		TEST(a_restore_without_memory_says_so),
		TEST(lies_about_work_are_refused),
		TEST(work_goes_on_only_where_a_command_begins),
		TEST(no_user_batch_goes_on_where_none_may_begin),
		TEST(copies_that_no_audit_has_seen_are_refused),
		TEST(a_closed_register_in_a_saved_copy_is_not_reached),
		TEST_SLM(the_hosts_line_is_made_anew_and_not_saved),
		TEST_SLM(a_position_in_the_indirect_batch_counts_without_the_hosts_line),
		cmocka_unit_test(rubbish_in_work_is_refused_or_harmless),
	};

	return cmocka_run_group_tests_name("state of work", tests, NULL, NULL);
}
