// SPDX-License-Identifier: GPL-2.0-only
/*
 * The register file: a map from offset to row, made once per pGPU, and for each vGPU the values of
 * all listed registers. The trap path calls this file with mmio_lock held. Any context calls
 * facet_reg_get() and facet_reg_set(), so that the storage of all listed pages is allocated with
 * the vGPU. Takes no lock.
 */
#include "device/regs.h"

#include "device/denied.h"
#include "device/device.h"
#include "device/state_section.h"
#include "gen9/engine_regs_defs.h"
#include "gen9/regs_defs.h"

#define REGS_PAGES		(GEN9_MMIO_SIZE >> PAGE_SHIFT)
#define REGS_PER_PAGE		((u32)(PAGE_SIZE / sizeof(u32)))
#define REGS_ROWS_MAX		0xfffeu		/* number of a row, plus one, fits a u16 */

/**
 * struct facet_reg_map - Rows by offset.
 * @rows: all rows of all blocks
 * @n_rows: number of rows
 * @page_slot: for each page of BAR0: its number among the pages with rows, plus one; 0: no rows
 * @n_slots: number of pages with rows
 * @index: for each slot and dword: number of the row, plus one; 0: none
 */
struct facet_reg_map {
	const struct facet_reg **rows;
	u32 n_rows;
	u16 page_slot[REGS_PAGES];
	u32 n_slots;
	u16 *index;
};

/**
 * struct facet_regs - The register values of one vGPU.
 * @map: map of its pGPU
 * @values: values, for each slot and dword
 */
struct facet_regs {
	const struct facet_reg_map *map;
	u32 *values;
};

static u32 row_count(const struct facet_reg *row)
{
	return row->count ? row->count : 1;
}

static u32 row_stride(const struct facet_reg *row)
{
	return row->stride ? row->stride : sizeof(u32);
}

/* Find the position of an offset in @index and @values. Return false if its page has no rows. */
static bool map_position(const struct facet_reg_map *map, u32 offset, u32 *position)
{
	u64 page = offset >> PAGE_SHIFT;
	u32 slot;

	if (port_check(REG_RANGE, !port_index(&page, REGS_PAGES)))
		return false;
	slot = map->page_slot[page];
	if (!slot)
		return false;
	*position = (slot - 1) * REGS_PER_PAGE + (offset & (PAGE_SIZE - 1)) / sizeof(u32);
	return true;
}

/* First pass: check the offsets of a row and give its pages their slots. */
static int map_reserve(struct facet_reg_map *map, const struct facet_reg *row)
{
	u32 stride = row_stride(row);
	u32 count = row_count(row);
	u32 offset = row->offset;
	u32 i;

	if (!IS_ALIGNED(offset | stride, sizeof(u32)) || offset >= GEN9_MMIO_SIZE ||
	    count > (GEN9_MMIO_SIZE - offset + stride - sizeof(u32)) / stride) {
		pr_err("register row %s at %#x leaves BAR0\n", row->name, offset);
		return -EINVAL;
	}
	for (i = 0; i < count; i++, offset += stride) {
		u16 *slot = &map->page_slot[offset >> PAGE_SHIFT];

		if (!*slot)
			*slot = ++map->n_slots;
	}
	return 0;
}

/* Second pass: enter a row at each of its offsets. */
static int map_enter(struct facet_reg_map *map, const struct facet_reg *row)
{
	u32 offset = row->offset;
	u32 count = row_count(row);
	u32 position;
	u32 i;

	map->rows[map->n_rows++] = row;
	for (i = 0; i < count; i++, offset += row_stride(row)) {
		if (!map_position(map, offset, &position))
			return -EINVAL;
		if (map->index[position]) {
			pr_err("register rows %s and %s overlap at %#x\n", row->name,
			       map->rows[map->index[position] - 1]->name, offset);
			return -EEXIST;
		}
		map->index[position] = map->n_rows;
	}
	return 0;
}

static int map_fill(struct facet_reg_map *map, const struct facet_reg_block *const *blocks, u32 n)
{
	u32 total = 0;
	int ret;
	u32 b, i;

	for (b = 0; b < n; b++) {
		for (i = 0; i < blocks[b]->count; i++) {
			ret = map_reserve(map, &blocks[b]->rows[i]);
			if (ret)
				return ret;
			total++;
		}
	}
	if (total > REGS_ROWS_MAX)
		return -EINVAL;
	map->rows = port_calloc(total + 1, sizeof(*map->rows));
	map->index = port_calloc((map->n_slots + 1) * REGS_PER_PAGE, sizeof(*map->index));
	if (!map->rows || !map->index)
		return -ENOMEM;
	for (b = 0; b < n; b++) {
		for (i = 0; i < blocks[b]->count; i++) {
			ret = map_enter(map, &blocks[b]->rows[i]);
			if (ret)
				return ret;
		}
	}
	return 0;
}

int facet_reg_map_create(const struct facet_reg_block *const *blocks, u32 n,
			 struct facet_reg_map **out)
{
	struct facet_reg_map *map;
	int ret;

	map = port_zalloc(sizeof(*map));
	if (!map)
		return -ENOMEM;
	ret = map_fill(map, blocks, n);
	if (ret) {
		facet_reg_map_destroy(map);
		return ret;
	}
	*out = map;
	return 0;
}

void facet_reg_map_destroy(struct facet_reg_map *map)
{
	port_free(map->index);
	port_free(map->rows);
	port_free(map);
}

const struct facet_reg *facet_reg_map_find(const struct facet_reg_map *map, u32 offset)
{
	u32 position;
	u32 row;

	if (!IS_ALIGNED(offset, sizeof(u32)) || !map_position(map, offset, &position))
		return NULL;
	row = map->index[position];
	return row ? map->rows[row - 1] : NULL;
}

bool facet_reg_map_allows(const struct facet_reg_map *map, u32 engine, u32 offset, u32 flag)
{
	const struct facet_reg *row = facet_reg_map_find(map, offset);

	return row && (row->flags & flag) && !gen9_foreign_register(engine, offset);
}

u32 facet_reg_get(const struct facet_device *dev, u32 offset)
{
	const struct facet_regs *regs = dev->regs;
	u32 position;

	if (!map_position(regs->map, offset, &position))
		return 0;
	return READ_ONCE(regs->values[position]);
}

void facet_reg_set(struct facet_device *dev, u32 offset, u32 value)
{
	struct facet_regs *regs = dev->regs;
	u32 position;

	if (map_position(regs->map, offset, &position) && regs->map->index[position])
		WRITE_ONCE(regs->values[position], value);
}

u32 facet_reg_read(struct facet_device *dev, u32 offset)
{
	const struct facet_reg *row = facet_reg_map_find(dev->regs->map, offset);

	lockdep_assert_held(&dev->mmio_lock);
	if (!row) {
		facet_denied_access(dev, offset, false);
		return 0;
	}
	if (row->read)
		return row->read(dev, row, offset);
	return facet_reg_get(dev, offset);
}

void facet_reg_write(struct facet_device *dev, u32 offset, u32 value)
{
	const struct facet_reg *row = facet_reg_map_find(dev->regs->map, offset);
	u32 old, mask;

	lockdep_assert_held(&dev->mmio_lock);
	if (!row) {
		facet_denied_access(dev, offset, true);
		return;
	}
	if (port_check(REG_READ_ONLY, row->flags & FACET_REG_RO))
		return;
	if (row->write) {
		row->write(dev, row, offset, value);
		return;
	}
	old = facet_reg_get(dev, offset);
	mask = row->wmask ? row->wmask : ~0u;
	if (row->flags & FACET_REG_MASKED)
		value = facet_reg_masked(old, value);
	else if (row->flags & FACET_REG_W1C)
		value = old & ~(value & mask);
	else
		value = (old & ~mask) | (value & mask);
	facet_reg_set(dev, offset, value);
}

void facet_reg_write_part(struct facet_device *dev, u32 offset, u32 mask, u32 value)
{
	const struct facet_reg *row = facet_reg_map_find(dev->regs->map, offset);
	u32 rest = 0;

	lockdep_assert_held(&dev->mmio_lock);
	/* Zeroes leave the other bits of these registers alone. */
	if (row && !(row->flags & (FACET_REG_W1C | FACET_REG_MASKED)))
		rest = facet_reg_get(dev, offset) & ~mask;
	facet_reg_write(dev, offset, rest | (value & mask));
}

int facet_regs_create(struct facet_device *dev, const struct facet_reg_map *map)
{
	struct facet_regs *regs = port_zalloc(sizeof(*regs));

	if (!regs)
		return -ENOMEM;
	regs->map = map;
	regs->values = port_calloc((map->n_slots + 1) * REGS_PER_PAGE, sizeof(u32));
	if (!regs->values) {
		port_free(regs);
		return -ENOMEM;
	}
	dev->regs = regs;
	return 0;
}

void facet_regs_destroy(struct facet_device *dev)
{
	port_free(dev->regs->values);
	port_free(dev->regs);
	dev->regs = NULL;
}

static void regs_reset(void *owner)
{
	struct facet_device *dev = owner;
	struct facet_regs *regs = dev->regs;
	const struct facet_reg_map *map = regs->map;
	u32 i;

	for (i = 0; i < map->n_slots * REGS_PER_PAGE; i++) {
		u32 row = map->index[i];
		u32 reset = row ? map->rows[row - 1]->reset : 0;

		/* Do not write values that are right already: most pages have no memory yet. */
		if (READ_ONCE(regs->values[i]) != reset)
			WRITE_ONCE(regs->values[i], reset);
	}
}

/* Test if a saved state has a register: all that are not zero, now or at reset. */
static bool reg_saved(const struct facet_device *dev, u32 offset)
{
	const struct facet_reg *row = facet_reg_map_find(dev->regs->map, offset);

	return row && (row->reset || facet_reg_get(dev, offset));
}

static int regs_save(void *owner, u32 index, struct facet_state_writer *out)
{
	struct facet_device *dev = owner;
	u32 at = 0;
	u32 end;

	while (at < GEN9_MMIO_SIZE) {
		if (!dev->regs->map->page_slot[at >> PAGE_SHIFT]) {
			at = (at | ((u32)PAGE_SIZE - 1)) + 1;
			continue;
		}
		for (end = at; reg_saved(dev, end); end += sizeof(u32))
			;
		if (end > at) {
			facet_state_put32(out, at);
			facet_state_put32(out, (end - at) / sizeof(u32));
		}
		for (; at < end; at += sizeof(u32))
			facet_state_put32(out, facet_reg_get(dev, at));
		at += sizeof(u32);
	}
	return 0;
}

/* Test if a register can hold a value. Handlers of a row restrict their values themselves. */
static bool reg_holds(const struct facet_reg *row, u32 value)
{
	if (value == row->reset)
		return true;
	if (row->flags & FACET_REG_ZERO)
		return false;
	if (!row->write && (row->flags & FACET_REG_MASKED))
		return value <= FACET_REG_MASKED_BITS;
	if (row->flags & (FACET_REG_RO | FACET_REG_W1C))
		return true;
	return !row->wmask || !((value ^ row->reset) & ~row->wmask);
}

static int regs_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	struct facet_device *dev = owner;
	u32 next = 0;
	u32 at, n, value;

	while (in->left) {
		at = facet_state_take32(in);
		n = facet_state_take32(in);
		if (at < next || !n)
			return -EINVAL;
		for (; n; n--, at += sizeof(u32)) {
			const struct facet_reg *row = facet_reg_map_find(dev->regs->map, at);

			value = facet_state_take32(in);
			if (!row || in->failed || !reg_holds(row, value))
				return -EINVAL;
			facet_reg_set(dev, at, value);
		}
		next = at + sizeof(u32);
	}
	return 0;
}

enum { DUMPED_PER_RUN = 8 };	/* most registers of a run that a dump prints */

static void regs_dump(const struct facet_reg_map *map, struct facet_state_reader *in,
		      const struct facet_state_printer *printer)
{
	u32 at, n, i, value;

	while (in->left) {
		at = facet_state_take32(in);
		n = facet_state_take32(in);
		for (i = 0; i < n && !in->failed; i++, at += sizeof(u32)) {
			const struct facet_reg *row = facet_reg_map_find(map, at);

			value = facet_state_take32(in);
			if (i < DUMPED_PER_RUN)
				printer->print(printer->arg, "  %06x %08x %s\n", at, value,
					       row ? row->name : "");
		}
		if (i > DUMPED_PER_RUN)
			printer->print(printer->arg, "  ... %06x, %u more\n",
				       at - (u32)sizeof(u32), i - DUMPED_PER_RUN);
	}
}

const struct facet_state_section facet_regs_state = {
	.tag = FACET_STATE_TAG('R', 'E', 'G', 'S'),
	.name = "registers",
	.what = "registers as stored, but those that are zero now and at reset",
	.records = 1,
	.rest = "runs by ascending offset, none adjacent: offset (4), count (4), values (4 each)",
	.reset = regs_reset,
	.save = regs_save,
	.restore = regs_restore,
	.dump = regs_dump,
};
