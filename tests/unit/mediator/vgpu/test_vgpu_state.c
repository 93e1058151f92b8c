// SPDX-License-Identifier: GPL-2.0-only
/*
 * Test saved states of a vGPU. A restore brings back each saved part. A refused state leaves the
 * vGPU as after power-on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "device/regs.h"
#include "gen9/engine_defs.h"
#include "gen9/gmbus_defs.h"
#include "gen9/gtt_defs.h"
#include "gen9/irq_defs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/gpu.h"
#include "mediator/vgpu.h"
#include "mediator/vgpu_state.h"
#include "tests/lib/saved.h"
#include "tests/unit/display/display_rig.h"

#define TAG(a, b, c, d)	FACET_STATE_TAG(a, b, c, d)

/* Two vGPUs on two pGPUs. The state of the first is restored in the second. */
struct pair {
	struct rig *a;
	struct rig *b;
	struct saved saved;
	struct saved fresh;
	struct saved again;
};

static int pair_setup(void **state)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	void *rig;

	assert_non_null(pair);
	rig_setup(&rig);
	pair->a = rig;
	rig_setup(&rig);
	pair->b = rig;
	assert_int_equal(saved_save(&pair->fresh, pair->b->vgpu), 0);
	*state = pair;
	return 0;
}

static int pair_teardown(void **state)
{
	struct pair *pair = *state;
	void *rig = pair->a;

	rig_teardown(&rig);
	rig = pair->b;
	rig_teardown(&rig);
	free(pair->saved.data);
	free(pair->fresh.data);
	free(pair->again.data);
	free(pair);
	return 0;
}

static void pair_save(struct pair *pair)
{
	assert_int_equal(saved_save(&pair->saved, pair->a->vgpu), 0);
}

static int pair_restore(struct pair *pair)
{
	return facet_vgpu_restore(pair->b->vgpu, pair->saved.data, pair->saved.len);
}

static void assert_same(const struct saved *a, const struct saved *b)
{
	assert_int_equal(a->len, b->len);
	assert_memory_equal(a->data, b->data, a->len);
}

/* Save, restore and save again. The bytes must be the same. */
static void pair_move(struct pair *pair)
{
	pair_save(pair);
	assert_int_equal(pair_restore(pair), 0);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_same(&pair->saved, &pair->again);
}

static void assert_refused(struct pair *pair)
{
	assert_int_equal(pair_restore(pair), -EINVAL);
	assert_int_equal(saved_save(&pair->again, pair->b->vgpu), 0);
	assert_same(&pair->fresh, &pair->again);
}

static size_t find(struct pair *pair, u32 tag, u32 index)
{
	size_t at = saved_find(&pair->saved, tag, index);

	assert_true(at);
	return at;
}

static void put32(struct pair *pair, size_t at, u32 value)
{
	put_unaligned_le32(value, pair->saved.data + at);
}

/* Replace @len bytes at @at by @more other bytes. The caller sets the lengths in heads. */
static void splice(struct pair *pair, size_t at, size_t len, const void *data, size_t more)
{
	struct saved *s = &pair->saved;
	u8 *grown = calloc(1, s->len - len + more + 1);

	assert_non_null(grown);
	memcpy(grown, s->data, at);
	if (more)
		memcpy(grown + at, data, more);
	memcpy(grown + at + more, s->data + at + len, s->len - at - len);
	free(s->data);
	s->data = grown;
	s->len += more - len;
}

static u32 random32(u64 *seed)
{
	*seed = *seed * 6364136223846793005ull + 1442695040888963407ull;
	return *seed >> 32;
}

static const struct facet_state_section *section(struct pair *pair, u32 tag)
{
	const struct facet_state_section *s;
	u32 i;

	for (i = 0; (s = facet_vgpu_state_section_at(facet_gpu_state(pair->b->gpu), i)); i++)
		if (s->tag == tag)
			return s;
	fail_msg("no section %08x", tag);
	return NULL;
}

/* Put values into every part of the state but work in flight. */
static void make_busy(struct pair *pair)
{
	struct rig *rig = pair->a;
	u32 command = 7, i;

	facet_config_write(facet_vgpu_device(rig->vgpu), PCI_CFG_COMMAND, &command, 2);
	rig_map(rig, 0x10000, 0x100000, 20);
	rig_map(rig, 0x40000, 0x200000, 3);
	rig_write(rig, GEN9_FENCE, 0x00010001 | 0x10000);
	rig_write(rig, GEN9_FENCE + 4, 0x0001f000 | 3);
	rig_modeset(rig, 0);
	rig_irq_on(rig, 0);
	rig_flip(rig, 0, 0x84000000, 640, 480, 0x10000);
	for (i = 0; i < 40; i++)
		fake_clock_advance(&rig->clock, RIG_FRAME_NS / 7);
	rig_flip(rig, 0, 0x84000000, 640, 480, 0x40000);
	rig_write(rig, GEN9_RCS_BASE + GEN9_RING_FORCE_TO_NONPRIV + 8, 0x2580);
	rig_write(rig, GEN9_RCS_BASE + GEN9_RING_ELSP, 0x11);
	rig_write(rig, GEN9_RCS_BASE + GEN9_RING_ELSP, 0x22);
}

static void everything_comes_back(void **state)
{
	struct pair *pair = *state;

	make_busy(pair);
	fake_clock_advance(&pair->b->clock, 123456789);
	pair_move(pair);
}

static void a_reset_leaves_what_a_new_one_has(void **state)
{
	struct pair *pair = *state;

	make_busy(pair);
	facet_vgpu_reset(pair->a->vgpu);
	pair_save(pair);
	assert_same(&pair->saved, &pair->fresh);
}

static void each_writable_register_comes_back(void **state)
{
	struct pair *pair = *state;
	const struct facet_reg_map *map = facet_gpu_reg_map(pair->a->gpu);
	u32 offset, rows = 0;
	u64 seed = 5;

	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += 4) {
		const struct facet_reg *row = facet_reg_map_find(map, offset);

		if (!row || row->write || (row->flags & FACET_REG_RO))
			continue;
		rig_write(pair->a, offset, random32(&seed));
		rows++;
	}
	assert_true(rows > 1000);
	pair_move(pair);
	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += 4)
		if (facet_reg_map_find(map, offset))
			assert_int_equal(facet_reg_get(facet_vgpu_device(pair->b->vgpu), offset),
					 facet_reg_get(facet_vgpu_device(pair->a->vgpu), offset));
}

/* A guest reads the same values as before, also through handlers. Timestamps are excepted. */
static void a_guest_reads_what_it_read(void **state)
{
	struct pair *pair = *state;
	const struct facet_reg_map *map = facet_gpu_reg_map(pair->a->gpu);
	u32 offset;

	make_busy(pair);
	pair_move(pair);
	for (offset = 0; offset < GEN9_MMIO_SIZE; offset += 4) {
		if (!facet_reg_map_find(map, offset) ||
		    offset % GEN9_ENGINE_SPAN == GEN9_RING_TIMESTAMP ||
		    offset % GEN9_ENGINE_SPAN == GEN9_RING_TIMESTAMP + 4)
			continue;
		assert_int_equal(rig_read(pair->b, offset), rig_read(pair->a, offset));
	}
}

static void a_half_written_submission_is_completed(void **state)
{
	struct pair *pair = *state;
	u32 elsp = GEN9_BCS_BASE + GEN9_RING_ELSP;

	rig_write(pair->a, elsp, 0);
	rig_write(pair->a, elsp, 0);
	rig_write(pair->a, elsp, 0x40);
	pair_move(pair);
	rig_write(pair->b, elsp, 0x00200000 | 0x119);
	fake_host_pump(&pair->b->host);
	/* The context has no memory: the engine reports it. */
	assert_int_equal(rig_read(pair->b, GEN9_BCS_BASE + GEN9_RING_EXECLIST_STATUS_HI), 0x40);
}

static void fences_detile_as_before(void **state)
{
	struct pair *pair = *state;
	u64 gfn;

	make_busy(pair);
	assert_int_equal(facet_aperture_page(pair->a->vgpu, 0x10, &gfn), -EAGAIN);
	pair_move(pair);
	assert_int_equal(facet_aperture_page(pair->b->vgpu, 0x10, &gfn), -EAGAIN);
	assert_int_equal(facet_aperture_page(pair->b->vgpu, 0x40, &gfn), 0);
	assert_int_equal(gfn, 0x200);
}

static void the_line_rises_when_it_goes_on(void **state)
{
	struct pair *pair = *state;

	make_busy(pair);
	assert_true(pair->a->host.irq);
	pair_save(pair);
	facet_vgpu_pause(pair->b->vgpu);
	assert_int_equal(pair_restore(pair), 0);
	assert_true(pair->b->host.deadline_ns == ~0ull);
	facet_vgpu_resume(pair->b->vgpu);
	assert_true(pair->b->host.irq);
	assert_true(pair->b->host.deadline_ns != ~0ull);
}

static void an_edid_is_read_to_its_end(void **state)
{
	struct pair *pair = *state;
	u32 i, a, b;

	rig_write(pair->a, GEN9_GMBUS0, GEN9_GMBUS_PIN_B);
	rig_write(pair->a, GEN9_GMBUS1, 0x40000000 | 1 << 25 | 128 << 16 | 0x50 << 1 | 1);
	for (i = 0; i < 10; i++)
		rig_read(pair->a, GEN9_GMBUS3);
	pair_move(pair);
	for (i = 0; i < 22; i++) {
		a = rig_read(pair->a, GEN9_GMBUS3);
		b = rig_read(pair->b, GEN9_GMBUS3);
		assert_int_equal(a, b);
	}
}

static void frames_go_on_in_phase(void **state)
{
	struct pair *pair = *state;
	u32 i, line;

	make_busy(pair);
	pair_move(pair);
	line = rig_read(pair->a, GEN9_PIPEDSL);
	for (i = 0; i < 50; i++) {
		assert_int_equal(rig_read(pair->b, GEN9_PIPEDSL), rig_read(pair->a, GEN9_PIPEDSL));
		assert_int_equal(rig_read(pair->b, GEN9_FRMCOUNT),
				 rig_read(pair->a, GEN9_FRMCOUNT));
		fake_clock_advance(&pair->a->clock, RIG_FRAME_NS / 9);
		fake_clock_advance(&pair->b->clock, RIG_FRAME_NS / 9);
		assert_int_equal(rig_irq_take(pair->b, 0), rig_irq_take(pair->a, 0));
	}
	assert_int_not_equal(line, rig_read(pair->a, GEN9_PIPEDSL));
}

/* Refusals */

static void a_piece_of_a_description_is_refused(void **state)
{
	struct pair *pair = *state;
	size_t len;

	make_busy(pair);
	pair_save(pair);
	len = pair->saved.len;
	for (pair->saved.len = 0; pair->saved.len < len; pair->saved.len += 1 + len / 400)
		assert_int_equal(pair_restore(pair), -EINVAL);
	pair->saved.len = len - 1;
	assert_refused(pair);
}

static void other_versions_and_types_are_refused(void **state)
{
	struct pair *pair = *state;
	u32 at;

	for (at = 0; at < SAVED_HEAD; at++) {
		pair_save(pair);
		pair->saved.data[at] ^= 1;
		assert_refused(pair);
	}
}

static void a_record_twice_missing_or_misplaced_is_refused(void **state)
{
	static const u32 tags[] = {
		TAG('C', 'O', 'N', 'F'), TAG('R', 'E', 'G', 'S'), TAG('G', 'G', 'T', 'T'),
		TAG('E', 'N', 'G', 'N'), TAG('P', 'I', 'P', 'E'), TAG('G', 'M', 'B', 'S'),
		TAG('O', 'U', 'T', 'P'), FACET_STATE_END,
	};
	size_t at, len;
	u8 *record;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(tags); i++) {
		struct pair *pair = *state;

		make_busy(pair);
		pair_save(pair);
		at = find(pair, tags[i], 0);
		len = SAVED_RECORD + saved_length(&pair->saved, at);
		record = malloc(len);
		assert_non_null(record);
		memcpy(record, pair->saved.data + at, len);
		splice(pair, at, 0, record, len);
		assert_refused(pair);
		pair_save(pair);
		splice(pair, at, len, NULL, 0);
		assert_refused(pair);
		splice(pair, at > SAVED_HEAD ? SAVED_HEAD : pair->saved.len, 0, record, len);
		assert_refused(pair);
		free(record);
	}
}

static void what_a_later_version_added_is_skipped_if_it_says_so(void **state)
{
	static const u8 later[SAVED_RECORD + 3] = { 'L', 'A', 'T', 'R', 1, 0, 0, 0, 3 };
	struct pair *pair = *state;

	make_busy(pair);
	pair_save(pair);
	splice(pair, find(pair, TAG('R', 'E', 'G', 'S'), 0), 0, later, sizeof(later));
	assert_int_equal(pair_restore(pair), 0);
	put32(pair, find(pair, TAG('L', 'A', 'T', 'R'), 0) + 4, 0);
	assert_refused(pair);
	put32(pair, find(pair, TAG('L', 'A', 'T', 'R'), 0) + 4, 3);
	assert_refused(pair);
}

/* Each section skips them anew: without a bound, a restore would take as long as somebody likes. */
static void more_unknown_records_than_a_version_adds_are_refused(void **state)
{
	static const u8 later[SAVED_RECORD] = { 'L', 'A', 'T', 'R', 1 };
	struct pair *pair = *state;
	size_t at;
	u32 i;

	make_busy(pair);
	pair_save(pair);
	at = find(pair, TAG('R', 'E', 'G', 'S'), 0);
	for (i = 0; i < 64; i++)
		splice(pair, at, 0, later, sizeof(later));
	assert_int_equal(pair_restore(pair), 0);
	splice(pair, at, 0, later, sizeof(later));
	assert_refused(pair);
}

static void lengths_are_not_believed(void **state)
{
	static const u32 tags[] = {
		TAG('C', 'O', 'N', 'F'), TAG('R', 'E', 'G', 'S'), TAG('G', 'G', 'T', 'T'),
		TAG('E', 'N', 'G', 'N'), TAG('P', 'I', 'P', 'E'),
	};
	static const u32 lengths[] = { 0, 1, 0x7fffffff, 0x80000000, 0xffffffff };
	struct pair *pair = *state;
	u32 i, k;

	for (i = 0; i < ARRAY_SIZE(tags); i++) {
		for (k = 0; k < ARRAY_SIZE(lengths); k++) {
			make_busy(pair);
			pair_save(pair);
			put32(pair, find(pair, tags[i], 0) + 8, lengths[k]);
			assert_refused(pair);
		}
	}
}

static void read_only_bits_of_config_space_are_refused(void **state)
{
	struct pair *pair = *state;
	size_t at;

	pair_save(pair);
	at = find(pair, TAG('C', 'O', 'N', 'F'), 0) + SAVED_RECORD;
	pair->saved.data[at + PCI_CFG_DEVICE] ^= 1;
	assert_refused(pair);
	pair_save(pair);
	/* BAR 2 has 64 MiB, so its bit 25 cannot be set. */
	put32(pair, at + PCI_CFG_BAR(GEN9_BAR_APERTURE), 1 << 25 | 0xc);
	assert_refused(pair);
}

/* Return the offset of the first run in a section of runs. A run begins with two words. */
static size_t run(struct pair *pair, u32 tag)
{
	return find(pair, tag, 0) + SAVED_RECORD;
}

static void registers_that_are_not_there_are_refused(void **state)
{
	static const u32 offsets[] = { 0x1, 0x200000, 0xfffffffc, 0x48 };
	struct pair *pair = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		pair_save(pair);
		put32(pair, run(pair, TAG('R', 'E', 'G', 'S')), offsets[i]);
		assert_refused(pair);
		put32(pair, run(pair, TAG('R', 'E', 'G', 'S')) + 4, 0xffffffff);
		assert_refused(pair);
	}
}

/* A guest waits for these registers to read 0, or would use a value that it finds there. */
static void registers_that_read_zero_come_back_as_zero(void **state)
{
	static const u32 zeros[] = {
		GEN9_GDRST, GEN9_TLB_INV_RCS, GEN9_TLB_INV_RCS + 16,
		GEN9_RCS_BASE + GEN9_RING_ELSP, GEN9_VECS_BASE + GEN9_RING_ELSP,
	};
	struct pair *pair = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(zeros); i++) {
		rig_write(pair->a, zeros[i], 0x10);
		assert_int_equal(rig_read(pair->a, zeros[i]), 0);
		facet_reg_set(facet_vgpu_device(pair->a->vgpu), zeros[i], 1);
		pair_save(pair);
		assert_refused(pair);
		facet_reg_set(facet_vgpu_device(pair->a->vgpu), zeros[i], 0);
	}
	pair_move(pair);
}

static void fences_beyond_the_type_are_refused(void **state)
{
	struct facet_type type = facet_types[0];
	struct pair pair = {};

	type.fences = 8;
	pair.a = rig_create(&type, NULL);
	pair.b = rig_create(&type, NULL);
	assert_non_null(pair.a);
	assert_non_null(pair.b);
	facet_reg_set(facet_vgpu_device(pair.a->vgpu), GEN9_FENCE + 8 * 7, 0x10001);
	facet_reg_set(facet_vgpu_device(pair.a->vgpu), GEN9_FENCE + 8 * 7 + 4, 0x1f003);
	pair_save(&pair);
	assert_int_equal(pair_restore(&pair), 0);
	facet_reg_set(facet_vgpu_device(pair.a->vgpu), GEN9_FENCE + 8 * 8, 0x10001);
	facet_reg_set(facet_vgpu_device(pair.a->vgpu), GEN9_FENCE + 8 * 8 + 4, 0x1f003);
	pair_save(&pair);
	assert_int_equal(pair_restore(&pair), -EINVAL);
	assert_true(rig_destroy(pair.a) == 0);
	assert_true(rig_destroy(pair.b) == 0);
	free(pair.saved.data);
}

static void entries_that_are_not_the_guests_are_refused(void **state)
{
	static const u32 indexes[] = { 0x4000, 0xe0000, 0xfffff, 0x100000, 0xffffffff };
	struct pair *pair = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(indexes); i++) {
		make_busy(pair);
		pair_save(pair);
		put32(pair, run(pair, TAG('G', 'G', 'T', 'T')), indexes[i]);
		assert_refused(pair);
	}
	pair_save(pair);
	put32(pair, run(pair, TAG('G', 'G', 'T', 'T')) + 4, 0xffffffff);
	assert_refused(pair);
	pair_save(pair);
	memset(pair->saved.data + run(pair, TAG('G', 'G', 'T', 'T')) + 8, 0, 8);
	assert_refused(pair);
}

/* struct bad_field - A value that no vGPU of this type has. */
struct bad_field {
	u32 tag;
	const char *name;
	u64 value;
};

static void fields_out_of_range_are_refused(void **state)
{
	static const struct bad_field bad[] = {
		{ TAG('E', 'N', 'G', 'N'), "elsp_count", 4 },
		{ TAG('E', 'N', 'G', 'N'), "elsp_count", 0xffffffff },
		{ TAG('E', 'N', 'G', 'N'), "queued", 5 },
		{ TAG('E', 'N', 'G', 'N'), "has_next", 2 },
		{ TAG('E', 'N', 'G', 'N'), "doomed", 0xff },
		{ TAG('P', 'I', 'P', 'E'), "clock.running", 2 },
		{ TAG('P', 'I', 'P', 'E'), "clock.frame_ns", 0 },
		{ TAG('P', 'I', 'P', 'E'), "clock.frame_ns", 1000000001 },
		{ TAG('P', 'I', 'P', 'E'), "clock.blank_ns", ~0ull },
		{ TAG('P', 'I', 'P', 'E'), "clock.lines", 0 },
		{ TAG('P', 'I', 'P', 'E'), "clock.lines", 0xffffffff },
		{ TAG('P', 'I', 'P', 'E'), "age_ns", RIG_FRAME_NS + 2 },
		{ TAG('P', 'I', 'P', 'E'), "pending", 0x20 },
		{ TAG('P', 'I', 'P', 'E'), "flipped", 0x80000000 },
		{ TAG('G', 'M', 'B', 'S'), "head", 1 },
		{ TAG('G', 'M', 'B', 'S'), "head", 0xffffffff },
		{ TAG('G', 'M', 'B', 'S'), "reading", 3 },
		{ TAG('O', 'U', 'T', 'P'), "edid_size", 0 },
		{ TAG('O', 'U', 'T', 'P'), "edid_size", 257 },
		{ TAG('O', 'U', 'T', 'P'), "edid_size", 127 },
		{ TAG('O', 'U', 'T', 'P'), "connected", 2 },
		{ TAG('O', 'U', 'T', 'P'), "present", 0 },
		{ TAG('O', 'U', 'T', 'P'), "kind", 1 },
		{ TAG('O', 'U', 'T', 'P'), "port", 2 },
		{ TAG('O', 'U', 'T', 'P'), "ddc.pointer", 257 },
		{ TAG('O', 'U', 'T', 'P'), "dpcd.clocked", 1 },
		{ TAG('O', 'U', 'T', 'P'), "i2c.addr", 0x80 },
	};
	struct pair *pair = *state;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		make_busy(pair);
		pair_save(pair);
		saved_set(&pair->saved, find(pair, bad[i].tag, 0), section(pair, bad[i].tag),
			  bad[i].name, 0, bad[i].value);
		assert_refused(pair);
	}
}

/*
 * Change random bits. The vGPU refuses the state and resets, or restores the state and can be used.
 */
static void mutants_are_refused_or_are_descriptions(void **state)
{
	struct pair *pair = *state;
	u32 i, n, taken = 0;
	u64 seed = 11;

	make_busy(pair);
	for (i = 0; i < 800; i++) {
		pair_save(pair);
		for (n = 1 + random32(&seed) % 4; n; n--)
			pair->saved.data[random32(&seed) % pair->saved.len] ^=
				1 << random32(&seed) % 8;
		if (pair_restore(pair)) {
			if (i % 16 == 0)
				assert_refused(pair);
			continue;
		}
		taken++;
		fake_clock_advance(&pair->b->clock, RIG_FRAME_NS);
		fake_host_pump(&pair->b->host);
		/* The VMM owns the monitor: no reset removes it. */
		assert_int_equal(facet_vgpu_restore(pair->b->vgpu, pair->fresh.data,
						    pair->fresh.len), 0);
	}
	assert_true(taken);
}

/* Sections that are refused */

static void nothing(void *owner)
{
}

static int none(void *owner, u32 index, struct facet_state_writer *out)
{
	return -ENOENT;
}

static int any(void *owner, u32 index, struct facet_state_reader *in)
{
	return 0;
}

static void sections_that_make_no_sense_are_refused(void **state)
{
	static const struct facet_state_section bad[] = {
		{ .tag = 1, .name = "no reset", .what = "-", .save = none, .restore = any },
		{ .tag = 1, .name = "no restore", .what = "-", .reset = nothing, .save = none },
		{ .name = "no tag", .what = "-", .reset = nothing, .save = none, .restore = any },
		{ .tag = 1, .name = "no save", .what = "-", .reset = nothing, .restore = any },
		{ .tag = 1, .name = "no words", .reset = nothing, .save = none, .restore = any },
		{ .tag = FACET_STATE_END, .name = "the end", .what = "-", .reset = nothing,
		  .save = none, .restore = any },
		{ .tag = TAG('R', 'E', 'G', 'S'), .name = "another's", .what = "-",
		  .reset = nothing, .save = none, .restore = any },
	};
	struct facet_vgpu_state_table *table;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		const struct facet_reg_block block = { .state = &bad[i], .n_state = 1 };
		const struct facet_reg_block *const units[] = { &block, NULL };

		assert_int_equal(facet_vgpu_state_table_create(units, &table), -EINVAL);
	}
}

/* Dumps */

__printf(2, 3) static void print(void *arg, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vfprintf(arg, fmt, args);
	va_end(args);
}

static void a_dump_tells_all_sections(void **state)
{
	struct pair *pair = *state;
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	struct facet_state_printer printer = { .print = print, .arg = f };

	assert_non_null(f);
	make_busy(pair);
	assert_int_equal(facet_vgpu_dump(pair->a->vgpu, &printer), 0);
	fclose(f);
	assert_non_null(strstr(text, "\nconfig: 256 bytes\n"));
	assert_non_null(strstr(text, "TRANSCONF\n"));
	assert_non_null(strstr(text, "  00010000 20 entries, the first 100001\n"));
	assert_non_null(strstr(text, "\n  elsp 11 22 0 0\n"));
	assert_non_null(strstr(text, "\n  clock.running 1\n"));
	assert_non_null(strstr(text, "\noutput: "));
	assert_non_null(strstr(text, "\nend: 0 bytes\n"));
	free(text);
}

static int full(void *arg, const void *data, size_t len)
{
	u32 *left = arg;

	return (*left)-- ? 0 : -ENOSPC;
}

static void a_sink_that_fails_ends_the_save(void **state)
{
	struct pair *pair = *state;
	u32 records, left;
	const struct facet_state_sink sink = { .write = full, .arg = &left };

	for (records = 0; records < 5; records++) {
		left = records;
		assert_int_equal(facet_vgpu_save(pair->a->vgpu, &sink), -ENOSPC);
	}
	pair_save(pair);
	assert_same(&pair->saved, &pair->fresh);
}

static void pauses_nest(void **state)
{
	struct pair *pair = *state;

	make_busy(pair);
	facet_vgpu_pause(pair->a->vgpu);
	facet_vgpu_pause(pair->a->vgpu);
	facet_vgpu_resume(pair->a->vgpu);
	assert_true(pair->a->host.deadline_ns == ~0ull);
	pair_save(pair);
	assert_true(pair->a->host.deadline_ns == ~0ull);
	facet_vgpu_resume(pair->a->vgpu);
	assert_true(pair->a->host.deadline_ns != ~0ull);
}

#define TEST(test)	cmocka_unit_test_setup_teardown(test, pair_setup, pair_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(everything_comes_back),
		TEST(a_reset_leaves_what_a_new_one_has),
		TEST(each_writable_register_comes_back),
		TEST(a_guest_reads_what_it_read),
		TEST(a_half_written_submission_is_completed),
		TEST(fences_detile_as_before),
		TEST(the_line_rises_when_it_goes_on),
		TEST(an_edid_is_read_to_its_end),
		TEST(frames_go_on_in_phase),
		TEST(a_piece_of_a_description_is_refused),
		TEST(other_versions_and_types_are_refused),
		TEST(a_record_twice_missing_or_misplaced_is_refused),
		TEST(what_a_later_version_added_is_skipped_if_it_says_so),
		TEST(more_unknown_records_than_a_version_adds_are_refused),
		TEST(lengths_are_not_believed),
		TEST(read_only_bits_of_config_space_are_refused),
		TEST(registers_that_are_not_there_are_refused),
		TEST(registers_that_read_zero_come_back_as_zero),
		cmocka_unit_test(fences_beyond_the_type_are_refused),
		TEST(entries_that_are_not_the_guests_are_refused),
		TEST(fields_out_of_range_are_refused),
		TEST(mutants_are_refused_or_are_descriptions),
		TEST(a_dump_tells_all_sections),
		TEST(a_sink_that_fails_ends_the_save),
		TEST(pauses_nest),
		cmocka_unit_test(sections_that_make_no_sense_are_refused),
	};

	return cmocka_run_group_tests_name("state", tests, NULL, NULL);
}
