// SPDX-License-Identifier: GPL-2.0-only
/* Test detiled pages of a fenced aperture: their content, and every event that ends them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "device/config.h"
#include "gen9/gtt_defs.h"
#include "device/pci_config_defs.h"
#include "gen9/pci_defs.h"
#include "gen9/regs_defs.h"
#include "mediator/aperture.h"
#include "mediator/aperture/detiled_types.h"
#include "mediator/detiled.h"
#include "mediator/type.h"
#include "mediator/vgpu.h"
#include "tests/lib/rig.h"
#include "tests/lib/saved.h"

#define PAGE(gfn)	(((u64)(gfn) << 12) | GEN9_PTE_PRESENT)
#define BASE		0x100000u	/* GGTT address of the fenced range */
#define BASE_PAGE	(BASE >> 12)
#define GFN		256u
#define BAR2		0x80000000u
#define BAR2_GFN	(BAR2 >> 12)
#define ROWS		64u

static void place(struct rig *rig, u32 gpa, u16 command)
{
	facet_config_write(facet_vgpu_device(rig->vgpu), PCI_CFG_BAR(GEN9_BAR_APERTURE), &gpa,
			   sizeof(gpa));
	facet_config_write(facet_vgpu_device(rig->vgpu), PCI_CFG_COMMAND, &command,
			   sizeof(command));
}

static int setup(void **state)
{
	struct rig *rig = rig_create(&facet_types[0], NULL);

	*state = rig;
	if (!rig)
		return -1;
	place(rig, BAR2, PCI_CFG_COMMAND_MEMORY);
	return 0;
}

static int teardown(void **state)
{
	return rig_destroy(*state) ? -1 : 0;
}

/* Write a fence as i915 does: off, high half, low half. @size 0: the fence stays off. */
static void fence(struct rig *rig, u32 n, u32 start, u32 size, u32 pitch, bool y)
{
	rig_write(rig, GEN9_FENCE + 8 * n, 0);
	if (!size)
		return;
	rig_write(rig, GEN9_FENCE + 8 * n + 4, (start + size - 4096) | (pitch / 128 - 1));
	rig_write(rig, GEN9_FENCE + 8 * n, start | (y ? 3 : 1));
}

/* Return the offset of byte (x, y) of a tiled surface, without the code under test. */
static u32 tiled(bool y_tile, u32 pitch, u32 x, u32 y)
{
	if (y_tile)
		return (y / 32 * (pitch / 128) + x / 128) * 4096 + x % 128 / 16 * 512 +
		       y % 32 * 16 + x % 16;
	return (y / 8 * (pitch / 512) + x / 512) * 4096 + y % 8 * 512 + x % 512;
}

/* Make a surface in guest memory under fence 3. */
static void surface(struct rig *rig, bool y, u32 pitch)
{
	u32 size = pitch * ROWS, i;

	for (i = 0; i < size / 4096; i++)
		rig_pte(rig, BASE + (i << 12), PAGE(GFN + i));
	for (i = 0; i < size; i++)
		rig->host.mem[GFN * 4096 + i] = (i ^ i >> 8) * 7;
	fence(rig, 3, BASE, size, pitch, y);
}

static u8 *make(struct rig *rig, u32 page)
{
	void *cpu = NULL;

	assert_int_equal(facet_detiled_make(rig->vgpu, page, &cpu), 0);
	assert_true(facet_detiled_live(rig->vgpu, page, cpu));
	return cpu;
}

static void assert_no_detiled_pages(struct rig *rig)
{
	assert_false(facet_detiled_any(rig->vgpu));
	assert_int_equal(rig->host.n_snooped, 0);
	assert_true(!rig->fake.watched);
}

static void check_shape(struct rig *rig, bool y, u32 pitch)
{
	u32 page, i, at;
	u8 *mem = rig->host.mem + GFN * 4096;

	surface(rig, y, pitch);
	for (page = 0; page < pitch * ROWS / 4096; page++) {
		u8 *cpu = make(rig, BASE_PAGE + page);

		for (i = 0; i < 4096; i++) {
			at = page * 4096 + i;
			assert_int_equal(cpu[i], mem[tiled(y, pitch, at % pitch, at / pitch)]);
		}
	}
	fence(rig, 3, 0, 0, 0, false);
	assert_no_detiled_pages(rig);
}

static void a_page_under_a_fence_is_detiled(void **state)
{
	check_shape(*state, false, 512);
	check_shape(*state, false, 1536);
	check_shape(*state, false, 8192);
	check_shape(*state, true, 128);
	check_shape(*state, true, 640);
	check_shape(*state, true, 8192);
}

/* Write as a vCPU does: first memory, then the report. */
static void write_detiled_page(struct rig *rig, u8 *cpu, u32 page, u32 offset, u64 value, u32 len)
{
	memcpy(cpu + offset, &value, len);
	facet_aperture_written(rig->vgpu, BAR2 + (page << 12) + offset, &value, len);
}

static void what_is_written_to_a_detiled_page_is_in_memory(void **state)
{
	struct rig *rig = *state;
	u8 *mem = rig->host.mem + GFN * 4096;
	u8 *cpu;

	surface(rig, true, 512);
	cpu = make(rig, BASE_PAGE);
	write_detiled_page(rig, cpu, BASE_PAGE, 12, 0x8877665544332211ull, 8);
	assert_int_equal(get_unaligned_le32(mem + 12), 0x44332211);
	assert_int_equal(get_unaligned_le32(mem + 512), 0x88776655);
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
	/* A report that runs past the page is cut there. */
	memset(cpu + 4088, 0x5a, 8);
	facet_aperture_written(rig->vgpu, BAR2 + BASE + 4088, cpu + 4088, 64);
	assert_int_equal(mem[tiled(true, 512, 511, 7)], 0x5a);
}

static void a_detiled_page_follows_its_pages_and_its_own(void **state)
{
	struct rig *rig = *state;
	u32 i;

	surface(rig, false, 4096);
	make(rig, BASE_PAGE);
	assert_int_equal(rig->host.n_snooped, 9);
	for (i = 0; i < 8; i++)
		assert_true(fake_host_snoops(&rig->host, GFN + i));
	assert_true(fake_host_snoops(&rig->host, BAR2_GFN + BASE_PAGE));
	assert_true(rig->fake.watched);
	/* The next row has the same tiles. */
	make(rig, BASE_PAGE + 1);
	assert_int_equal(rig->host.n_snooped, 10);
	rig_pte(rig, BASE + 0x7000, 0);
	assert_no_detiled_pages(rig);
}

static void a_write_to_its_pages_ends_a_detiled_page(void **state)
{
	struct rig *rig = *state;
	u8 byte = 1;
	u8 *cpu, *other;

	surface(rig, false, 512);
	cpu = make(rig, BASE_PAGE);
	other = make(rig, BASE_PAGE + 1);
	rig->host.n_zaps = 0;
	facet_aperture_written(rig->vgpu, (u64)GFN << 12, &byte, 1);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(rig->host.zaps[0].offset, BASE);
	assert_false(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE + 1, other));
	assert_int_equal(rig->host.n_snooped, 2);
}

static void end_by_entry(struct rig *rig)
{
	rig_pte(rig, BASE, PAGE(7));
}

static void end_by_fence(struct rig *rig)
{
	fence(rig, 3, BASE, 4096 * 8, 512, false);
}

static void end_by_lower_fence(struct rig *rig)
{
	fence(rig, 0, BASE, 4096, 512, false);
}

static void end_by_move(struct rig *rig)
{
	place(rig, 0x90000000, PCI_CFG_COMMAND_MEMORY);
}

static void end_by_no_decoding(struct rig *rig)
{
	place(rig, BAR2, 0);
}

static void end_by_dma_unmap(struct rig *rig)
{
	facet_vgpu_dma_unmap(rig->vgpu, (u64)GFN << 12, 4096);
}

static void end_by_slot(struct rig *rig)
{
	facet_aperture_memory_removed(rig->vgpu, BAR2_GFN, 1024);
}

static void end_by_reset(struct rig *rig)
{
	facet_vgpu_reset(rig->vgpu);
}

static void end_by_trapped_write(struct rig *rig)
{
	u32 value = 1;

	facet_aperture_access(rig->vgpu, BASE, &value, 4, true);
}

static void what_a_detiled_page_depends_on_ends_it(void **state)
{
	static void (*const ends[])(struct rig *rig) = {
		end_by_entry, end_by_fence, end_by_lower_fence, end_by_move, end_by_no_decoding,
		end_by_dma_unmap, end_by_slot, end_by_reset, end_by_trapped_write,
	};
	struct rig *rig = *state;
	u8 *cpu;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		place(rig, BAR2, PCI_CFG_COMMAND_MEMORY);
		fence(rig, 0, 0, 0, 0, false);
		surface(rig, true, 512);
		cpu = make(rig, BASE_PAGE);
		rig->host.n_zaps = 0;
		ends[i](rig);
		assert_true(rig->host.n_zaps > 0);
		assert_false(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
		assert_no_detiled_pages(rig);
	}
}

static void a_restored_aperture_has_detiled_pages(void **state)
{
	struct rig *rig = *state;
	struct saved saved = {};

	surface(rig, true, 512);
	assert_int_equal(saved_save(&saved, rig->vgpu), 0);
	facet_vgpu_reset(rig->vgpu);
	assert_int_equal(facet_vgpu_restore(rig->vgpu, saved.data, saved.len), 0);
	make(rig, BASE_PAGE);
	free(saved.data);
}

static void a_guest_page_is_shown_in_one_way_only(void **state)
{
	struct rig *rig = *state;
	u64 gfn;
	u8 *cpu;

	surface(rig, true, 512);
	rig_pte(rig, 0x9000, PAGE(GFN));
	assert_int_equal(facet_aperture_page(rig->vgpu, 9, &gfn), 0);
	rig->host.n_zaps = 0;
	cpu = make(rig, BASE_PAGE);
	assert_int_equal(rig->host.n_zaps, 1);
	assert_int_equal(rig->host.zaps[0].offset, 0x9000);
	assert_int_equal(facet_aperture_page(rig->vgpu, 9, &gfn), -EBUSY);
	assert_int_equal(gfn, GFN);
	facet_detiled_drop_source(rig->vgpu, gfn);
	assert_false(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
	assert_int_equal(facet_aperture_page(rig->vgpu, 9, &gfn), 0);
}

static void detiled_pages_of_the_same_bytes_end_when_one_is_written(void **state)
{
	struct rig *rig = *state;
	u8 *cpu, *alias, *mate;

	surface(rig, true, 512);
	rig_pte(rig, 0x9000, PAGE(GFN));
	fence(rig, 5, 0x9000, 4096, 128, true);
	cpu = make(rig, BASE_PAGE);
	mate = make(rig, BASE_PAGE + 1);
	alias = make(rig, 9);
	write_detiled_page(rig, cpu, BASE_PAGE, 0, 5, 4);
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE + 1, mate));
	assert_false(facet_detiled_live(rig->vgpu, 9, alias));
}

static void the_oldest_detiled_pages_make_room(void **state)
{
	struct rig *rig = *state;
	struct facet_detiled_stats stats;
	u8 *first;
	u32 i;

	surface(rig, false, 512);
	fence(rig, 3, BASE, (FACET_DETILED_MAX + 8) * 4096, 512, false);
	first = make(rig, BASE_PAGE);
	for (i = 1; i < FACET_DETILED_MAX; i++)
		make(rig, BASE_PAGE + i);
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE, first));
	make(rig, BASE_PAGE + i);
	assert_false(facet_detiled_live(rig->vgpu, BASE_PAGE, first));
	facet_detiled_stats(rig->vgpu, &stats);
	assert_int_equal(stats.live, FACET_DETILED_MAX);
	assert_int_equal(stats.dropped, 1);
}

/* Each page of BAR2 is a line that lies in 32 tiles. The next detiled page has 32 other tiles. */
static void detiled_pages_follow_a_bounded_number_of_pages(void **state)
{
	struct rig *rig = *state;
	struct facet_detiled_stats stats;
	u32 i, most = 0;

	for (i = 0; i < 2048; i++)
		rig_pte(rig, BASE + (i << 12), PAGE(GFN + i));
	fence(rig, 3, BASE, 2048 * 4096, 4096, true);
	for (i = 0; i < 2048; i += 32) {
		make(rig, BASE_PAGE + i);
		facet_detiled_stats(rig->vgpu, &stats);
		assert_int_equal(rig->host.n_snooped, stats.live * 33);
		most = max(most, rig->host.n_snooped - (u32)stats.live);
	}
	assert_int_equal(most, FACET_DETILED_SNOOPED_MAX);
	fence(rig, 3, 0, 0, 0, false);
	assert_no_detiled_pages(rig);
}

/* Return the number of entries in the bucket of a guest page. */
static u32 in_bucket(struct rig *rig, u64 gfn)
{
	struct list_head *at;
	u32 n = 0;

	for (at = facet_detiled_bucket(rig->vgpu, gfn)->next;
	     at != facet_detiled_bucket(rig->vgpu, gfn); at = at->next)
		n++;
	return n;
}

/* Otherwise a guest could make an engine's query walk the sources of all detiled pages. */
static void a_page_is_looked_for_among_pages_however_often_it_is_named(void **state)
{
	struct rig *rig = *state;
	u32 i;

	for (i = 0; i < 2048; i++)
		rig_pte(rig, BASE + (i << 12), PAGE(GFN));
	fence(rig, 3, BASE, 2048 * 4096, 4096, true);
	for (i = 0; i < 2048; i += 32)
		make(rig, BASE_PAGE + i);
	assert_int_equal(in_bucket(rig, GFN), 1);
	for (i = 0; i < 1024; i += 32) {
		rig_pte(rig, BASE + (i << 12), PAGE(GFN + 1));
		assert_int_equal(rig->host.n_snooped, 1 + (2048 - i) / 32 - 1);
		assert_int_equal(in_bucket(rig, GFN), 1);
	}
	facet_aperture_written(rig->vgpu, (u64)GFN << 12, &(u8){ 1 }, 1);
	assert_no_detiled_pages(rig);
	assert_int_equal(in_bucket(rig, GFN), 0);
}

/* The distance between two colliding numbers says nothing about other numbers. */
static void collisions_do_not_add_up(void **state)
{
	struct rig *rig = *state;
	u32 d, i, met, most = 0;

	for (d = 1; d < 65536; d++) {
		if (facet_vgpu_hash(rig->vgpu, GFN, 10) != facet_vgpu_hash(rig->vgpu, GFN + d, 10))
			continue;
		for (i = met = 0; i < 64; i++)
			met += facet_vgpu_hash(rig->vgpu, GFN + i * d, 10) ==
			       facet_vgpu_hash(rig->vgpu, GFN, 10);
		most = max(most, met);
	}
	assert_in_range(most, 2, 8);
}

static void a_detiled_page_may_be_made_of_bar2_itself(void **state)
{
	struct rig *rig = *state;

	rig_pte(rig, BASE, PAGE(BAR2_GFN + BASE_PAGE));
	rig_pte(rig, BASE + 4096, PAGE(BAR2_GFN + BASE_PAGE));
	fence(rig, 3, BASE, 8192, 1024, false);
	make(rig, BASE_PAGE);
	make(rig, BASE_PAGE + 1);
	assert_int_equal(rig->host.n_snooped, 3);
	rig_pte(rig, BASE, 0);
	rig_pte(rig, BASE + 4096, 0);
	assert_no_detiled_pages(rig);
}

/* Count the zaps outside the lock of detiled pages: engines do not wait for those. */
static u32 zaps_that_nobody_waits_for;
static struct facet_vgpu *zapped;

static void zap_unlocked(void *host, u64 offset, u64 len)
{
	if (mutex_trylock(&zapped->detiled->lock)) {
		mutex_unlock(&zapped->detiled->lock);
		zaps_that_nobody_waits_for++;
	}
	fake_host_ops.zap_aperture(host, offset, len);
}

static void engines_do_not_wait_until_bar2_is_searched(void **state)
{
	struct rig *rig = *state;
	struct facet_host_ops ops = fake_host_ops;
	u64 gfn;

	surface(rig, false, 512);
	rig_pte(rig, 0x3000, PAGE(GFN));
	assert_int_equal(facet_aperture_page(rig->vgpu, 3, &gfn), 0);
	zapped = rig->vgpu;
	ops.zap_aperture = zap_unlocked;
	rig->vgpu->ops = &ops;
	make(rig, BASE_PAGE);
	rig->vgpu->ops = &fake_host_ops;
	assert_int_equal(zaps_that_nobody_waits_for, 1);
	assert_int_equal(facet_aperture_page(rig->vgpu, 3, &gfn), -EBUSY);
}

/* A vCPU writes to a source page while the core fills the detiled page. */
static int write_while_filling(struct fake_host *host, enum fake_op op, u64 addr)
{
	u8 byte = 1;

	if (op != FAKE_READ)
		return 0;
	host->veto = NULL;
	pthread_mutex_unlock(&host->lock);
	facet_aperture_written(host->vgpu, (u64)GFN << 12, &byte, 1);
	pthread_mutex_lock(&host->lock);
	return 0;
}

static void a_detiled_page_that_ends_while_it_is_filled_is_given_up(void **state)
{
	struct rig *rig = *state;
	void *cpu;

	surface(rig, true, 512);
	rig->host.veto = write_while_filling;
	assert_int_equal(facet_detiled_make(rig->vgpu, BASE_PAGE, &cpu), -EAGAIN);
	assert_no_detiled_pages(rig);
	make(rig, BASE_PAGE);
}

/*
 * While a write is on its way to memory, the detiled page ends and is made again. The allocator may
 * give the new page the memory of the old one.
 */
static int remake_while_writing(struct fake_host *host, enum fake_op op, u64 addr)
{
	u8 byte = 1;
	void *cpu;

	if (op != FAKE_WRITE)
		return 0;
	host->veto = NULL;
	pthread_mutex_unlock(&host->lock);
	facet_aperture_written(host->vgpu, (u64)GFN << 12, &byte, 1);
	assert_int_equal(facet_detiled_make(host->vgpu, BASE_PAGE, &cpu), 0);
	pthread_mutex_lock(&host->lock);
	return 0;
}
/*
 * A detiled page of absent memory would show zeros, and no report would come when memory is back.
 */
static void a_detiled_page_of_memory_that_is_away_is_given_up(void **state)
{
	struct rig *rig = *state;
	void *cpu = NULL;

	surface(rig, true, 512);
	fake_host_unmap(&rig->host, GFN * 4096, 64 * 4096);
	assert_int_equal(facet_detiled_make(rig->vgpu, BASE_PAGE, &cpu), -EAGAIN);
	assert_no_detiled_pages(rig);
	fake_host_map(&rig->host);
	assert_int_equal(((u8 *)make(rig, BASE_PAGE))[77],
			 rig->host.mem[GFN * 4096 + tiled(true, 512, 77, 0)]);
}


static void a_detiled_page_made_before_a_write_reached_memory_is_given_up(void **state)
{
	struct rig *rig = *state;
	u8 *cpu;

	surface(rig, true, 512);
	cpu = make(rig, BASE_PAGE);
	rig->host.veto = remake_while_writing;
	write_detiled_page(rig, cpu, BASE_PAGE, 0, 0xfeedbeef, 4);
	assert_null(rig->host.veto);
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096), 0xfeedbeef);
	assert_no_detiled_pages(rig);
	assert_int_equal(get_unaligned_le32(make(rig, BASE_PAGE)), 0xfeedbeef);
	/* Equal bytes do not tell that a page was not filled before. */
	cpu = make(rig, BASE_PAGE);
	rig->host.veto = remake_while_writing;
	write_detiled_page(rig, cpu, BASE_PAGE, 0, 0xfeedbeef, 4);
	assert_no_detiled_pages(rig);
}

static void a_write_whose_detiled_page_has_ended_reaches_memory(void **state)
{
	struct rig *rig = *state;
	u32 value = 0xfeedbeef;

	surface(rig, true, 512);
	facet_aperture_written(rig->vgpu, BAR2 + BASE + 16, &value, 4);
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096 + 512), 0xfeedbeef);
	/* Pages without a fence show guest memory itself. */
	rig_pte(rig, 0x9000, PAGE(9));
	facet_aperture_written(rig->vgpu, BAR2 + 0x9000, &value, 4);
	assert_int_equal(get_unaligned_le32(rig->host.mem + 9 * 4096), 0);
}

/*
 * A vCPU's store is copied byte by byte. Between two bytes the detiled page ends, and the next byte
 * has it made anew, of memory that does not have the first one.
 */
static void a_write_that_meets_two_detiled_pages_reaches_memory_whole(void **state)
{
	struct rig *rig = *state;
	u32 value = 0xfeedbeef;
	u8 byte = 1, *cpu;

	surface(rig, false, 512);
	memcpy(make(rig, BASE_PAGE), &value, 1);
	facet_aperture_written(rig->vgpu, ((u64)GFN << 12) + 64, &byte, 1);
	assert_no_detiled_pages(rig);
	cpu = make(rig, BASE_PAGE);
	memcpy(cpu + 1, (u8 *)&value + 1, 3);
	facet_aperture_written(rig->vgpu, BAR2 + BASE, &value, sizeof(value));
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096), value);
	assert_int_equal(get_unaligned_le32(make(rig, BASE_PAGE)), value);
}

/* Make a detiled page that has a write which was not reported. Return: the page. */
static u8 *written_page(struct rig *rig, u32 value)
{
	u8 *cpu;

	surface(rig, false, 512);
	cpu = make(rig, BASE_PAGE);
	memcpy(cpu, &value, sizeof(value));
	return cpu;
}

/* Two vCPUs write the same bytes, and each write is reported after both are in the page. */
static void writes_of_the_same_bytes_leave_in_memory_what_is_shown(void **state)
{
	struct rig *rig = *state;
	u32 first = 0x11111111, second = 0x22222222;

	written_page(rig, second);
	facet_aperture_written(rig->vgpu, BAR2 + BASE, &first, sizeof(first));
	assert_no_detiled_pages(rig);
	facet_aperture_written(rig->vgpu, BAR2 + BASE, &second, sizeof(second));
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096), second);
	assert_int_equal(get_unaligned_le32(make(rig, BASE_PAGE)), second);
}

/* Two vCPUs write the same bytes. The report of the second write comes first. */
static void reports_in_another_order_than_their_writes_leave_the_last_write_in_memory(void **state)
{
	struct rig *rig = *state;
	u32 first = 0x11111111, second = 0x22222222;
	u8 *cpu = written_page(rig, second);

	facet_aperture_written(rig->vgpu, BAR2 + BASE, &second, sizeof(second));
	facet_aperture_written(rig->vgpu, BAR2 + BASE, &first, sizeof(first));
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096), second);
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
}

/* Only the bytes that were reported before are taken from the page. */
static void a_torn_write_beside_reported_bytes_reaches_memory_whole(void **state)
{
	struct rig *rig = *state;
	u32 value = 0xfeedbeef;
	u8 byte = 7, *cpu;

	surface(rig, false, 512);
	cpu = make(rig, BASE_PAGE);
	write_detiled_page(rig, cpu, BASE_PAGE, 4, byte, 1);
	write_detiled_page(rig, cpu, BASE_PAGE, 15, byte, 1);
	memcpy(cpu + 6, (u8 *)&value + 1, 3);
	facet_aperture_written(rig->vgpu, BAR2 + BASE + 5, &value, sizeof(value));
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096 + 5), value);
	assert_int_equal(rig->host.mem[GFN * 4096 + 4], byte);
	assert_int_equal(rig->host.mem[GFN * 4096 + 15], byte);
	assert_no_detiled_pages(rig);
}

/* The memory is absent for a moment. The front end reports the write a second time. */
static void a_write_to_memory_that_is_away_for_a_moment_reaches_it_later(void **state)
{
	struct rig *rig = *state;
	u64 value = 0x8877665544332211ull;
	u8 *mem = rig->host.mem + GFN * 4096;
	u8 *cpu;

	surface(rig, true, 512);
	cpu = make(rig, BASE_PAGE);
	memcpy(cpu + 12, &value, sizeof(value));
	/* The write has two runs in guest memory. The second one fails. */
	fake_host_fail(&rig->host, FAKE_WRITE, 1, 1, FACET_HOST_RETRY);
	assert_int_equal(facet_aperture_written(rig->vgpu, BAR2 + BASE + 12, &value,
						sizeof(value)), FACET_HOST_RETRY);
	assert_int_equal(facet_aperture_written(rig->vgpu, BAR2 + BASE + 12, &value,
						sizeof(value)), 0);
	assert_int_equal(get_unaligned_le32(mem + 12), 0x44332211);
	assert_int_equal(get_unaligned_le32(mem + 512), 0x88776655);
	/* The same happens after the end of the detiled page. */
	value = ~value;
	fake_host_fail(&rig->host, FAKE_WRITE, 0, 1, FACET_HOST_RETRY);
	assert_int_equal(facet_aperture_written(rig->vgpu, BAR2 + BASE + 16, &value, 4),
			 FACET_HOST_RETRY);
	assert_int_equal(facet_aperture_written(rig->vgpu, BAR2 + BASE + 16, &value, 4), 0);
	assert_int_equal(get_unaligned_le32(mem + 512), 0xbbccddee);
}

/* Another vCPU makes the detiled page again between two reports, from memory that has come back. */
static void a_detiled_page_that_is_made_between_two_reports_does_not_undo_the_write(void **state)
{
	struct rig *rig = *state;
	u32 value = 0xfeedbeef;
	u8 *cpu;

	surface(rig, true, 512);
	cpu = make(rig, BASE_PAGE);
	memcpy(cpu + 16, &value, sizeof(value));
	fake_host_fail(&rig->host, FAKE_WRITE, 0, 1, FACET_HOST_RETRY);
	assert_int_equal(facet_aperture_written(rig->vgpu, BAR2 + BASE + 16, &value, 4),
			 FACET_HOST_RETRY);
	cpu = make(rig, BASE_PAGE);
	assert_int_not_equal(get_unaligned_le32(cpu + 16), value);
	assert_int_equal(facet_aperture_written(rig->vgpu, BAR2 + BASE + 16, &value, 4), 0);
	assert_int_equal(get_unaligned_le32(rig->host.mem + GFN * 4096 + 512), value);
	assert_int_equal(get_unaligned_le32(make(rig, BASE_PAGE) + 16), value);
}

/* The front end gives up. No mapping shows a write that memory does not have. */
static void a_write_that_is_not_reported_again_is_in_no_detiled_page(void **state)
{
	struct rig *rig = *state;

	surface(rig, true, 512);
	fake_host_fail(&rig->host, FAKE_WRITE, 0, 1, FACET_HOST_RETRY);
	write_detiled_page(rig, make(rig, BASE_PAGE), BASE_PAGE, 0, 0xfeedbeef, 4);
	assert_no_detiled_pages(rig);
	assert_int_equal(get_unaligned_le32(make(rig, BASE_PAGE)),
			 get_unaligned_le32(rig->host.mem + GFN * 4096));
}

static void a_write_that_fails_ends_its_detiled_page(void **state)
{
	struct rig *rig = *state;
	u8 *cpu;

	surface(rig, true, 512);
	cpu = make(rig, BASE_PAGE);
	fake_host_fail(&rig->host, FAKE_WRITE, 0, 1, -EFAULT);
	write_detiled_page(rig, cpu, BASE_PAGE, 0, 5, 4);
	assert_no_detiled_pages(rig);
}

static void a_front_end_that_cannot_follow_leaves_nothing_behind(void **state)
{
	struct rig *rig = *state;
	void *cpu;
	u32 i;

	surface(rig, true, 512);
	for (i = 0; i < 5; i++) {
		fake_host_fail(&rig->host, FAKE_SNOOP_WRITES, i, 1, -EINVAL);
		assert_int_equal(facet_detiled_make(rig->vgpu, BASE_PAGE, &cpu), -EINVAL);
		assert_no_detiled_pages(rig);
	}
	fake_host_fail(&rig->host, FAKE_SNOOP_WRITES, 0, 0, 0);
	make(rig, BASE_PAGE);
}

static void without_a_fence_or_a_place_there_is_no_detiled_page(void **state)
{
	struct rig *rig = *state;
	void *cpu;

	rig_pte(rig, BASE, PAGE(GFN));
	assert_int_equal(facet_detiled_make(rig->vgpu, BASE_PAGE, &cpu), -EAGAIN);
	surface(rig, true, 512);
	assert_int_equal(facet_detiled_make(rig->vgpu, ~0u, &cpu), -EAGAIN);
	assert_int_equal(facet_detiled_make(rig->vgpu, BASE_PAGE | 1u << 20, &cpu), -EAGAIN);
	place(rig, BAR2, 0);
	assert_int_equal(facet_detiled_make(rig->vgpu, BASE_PAGE, &cpu), -ENXIO);
	assert_no_detiled_pages(rig);
}

static void absent_entries_show_zero_and_take_no_write(void **state)
{
	struct rig *rig = *state;
	u8 *cpu;

	surface(rig, false, 1024);
	rig_pte(rig, BASE + 0x1000, 0);
	cpu = make(rig, BASE_PAGE);
	assert_int_equal(cpu[512], 0);
	assert_int_equal(cpu[4], rig->host.mem[GFN * 4096 + 4]);
	write_detiled_page(rig, cpu, BASE_PAGE, 512, 7, 4);
	assert_true(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
	rig_pte(rig, BASE + 0x1000, PAGE(GFN + 1));
	assert_false(facet_detiled_live(rig->vgpu, BASE_PAGE, cpu));
}

#define CASE(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_page_under_a_fence_is_detiled),
		CASE(what_is_written_to_a_detiled_page_is_in_memory),
		CASE(a_detiled_page_follows_its_pages_and_its_own),
		CASE(a_write_to_its_pages_ends_a_detiled_page),
		CASE(what_a_detiled_page_depends_on_ends_it),
		CASE(a_restored_aperture_has_detiled_pages),
		CASE(a_guest_page_is_shown_in_one_way_only),
		CASE(detiled_pages_of_the_same_bytes_end_when_one_is_written),
		CASE(the_oldest_detiled_pages_make_room),
		CASE(detiled_pages_follow_a_bounded_number_of_pages),
		CASE(a_page_is_looked_for_among_pages_however_often_it_is_named),
		CASE(collisions_do_not_add_up),
		CASE(a_detiled_page_may_be_made_of_bar2_itself),
		CASE(engines_do_not_wait_until_bar2_is_searched),
		CASE(a_detiled_page_that_ends_while_it_is_filled_is_given_up),
		CASE(a_detiled_page_of_memory_that_is_away_is_given_up),
		CASE(a_detiled_page_made_before_a_write_reached_memory_is_given_up),
		CASE(a_write_whose_detiled_page_has_ended_reaches_memory),
		CASE(a_write_to_memory_that_is_away_for_a_moment_reaches_it_later),
		CASE(a_detiled_page_that_is_made_between_two_reports_does_not_undo_the_write),
		CASE(a_write_that_meets_two_detiled_pages_reaches_memory_whole),
		CASE(writes_of_the_same_bytes_leave_in_memory_what_is_shown),
		CASE(reports_in_another_order_than_their_writes_leave_the_last_write_in_memory),
		CASE(a_torn_write_beside_reported_bytes_reaches_memory_whole),
		CASE(a_write_that_is_not_reported_again_is_in_no_detiled_page),
		CASE(a_write_that_fails_ends_its_detiled_page),
		CASE(a_front_end_that_cannot_follow_leaves_nothing_behind),
		CASE(without_a_fence_or_a_place_there_is_no_detiled_page),
		CASE(absent_entries_show_zero_and_take_no_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
