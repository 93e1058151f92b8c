// SPDX-License-Identifier: GPL-2.0-only
/*
 * Palettes of pipes. LGC_PALETTE has 256 registers with 8 bits a colour. PREC_PAL has 1024 entries
 * with 10 bits a colour behind one data register, whose index may increment by itself. Neither is
 * double-buffered. i915 reads back what it wrote and compares.
 *
 * Register handlers run under the device's mmio_lock, which serializes writes of entries. Snapshots
 * of a pipe read entries under the display's lock alone.
 * Source: PRM SKL Vol. 2c and Vol. 12; names of registers as in i915 (gen9/display_defs.h).
 */
#include "display/pipe/palette.h"

#include "device/device.h"
#include "device/regs.h"
#include "device/state_section.h"
#include "display/display_types.h"
#include "display/pipe/pipe.h"

/*
 * Return the entry that the data register stands for. Increment the index behind the access if the
 * guest wants that.
 */
static u32 *entry_at(struct facet_device *dev, u32 data)
{
	u32 pipe = min_t(u32, (data - GEN9_PREC_PAL_DATA) / GEN9_PALETTE_STRIDE, GEN9_PIPES - 1);
	u32 at = GEN9_PREC_PAL_INDEX + pipe * GEN9_PALETTE_STRIDE;
	u32 index = facet_reg_get(dev, at);
	u32 entry = index & GEN9_PREC_PAL_INDEX_MASK;

	if (index & GEN9_PREC_PAL_INCREMENT)
		facet_reg_set(dev, at, (index & ~GEN9_PREC_PAL_INDEX_MASK) |
			      ((entry + 1) & GEN9_PREC_PAL_INDEX_MASK));
	return &display_of(dev)->palettes[pipe][entry];
}

static u32 data_read(struct facet_device *dev, const struct facet_reg *reg, u32 offset)
{
	return *entry_at(dev, offset);
}

/*
 * Write an entry, or the register at @offset if @entry is NULL. Latch the pipe before that: the
 * frame that has ended showed the old value.
 */
static void store(struct display_pipe *pipe, u32 *entry, u32 offset, u32 value)
{
	struct facet_device *dev = pipe->display->dev;
	unsigned long flags;

	spin_lock_irqsave(&pipe->display->lock, flags);
	display_pipe_latch(pipe, facet_device_now_ns(dev));
	if (entry)
		WRITE_ONCE(*entry, value);
	else
		facet_reg_set(dev, offset, value);
	display_pipe_changed(pipe);
	spin_unlock_irqrestore(&pipe->display->lock, flags);
}

static void data_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value)
{
	u32 pipe = min_t(u32, (offset - GEN9_PREC_PAL_DATA) / GEN9_PALETTE_STRIDE, GEN9_PIPES - 1);
	u32 *entry = entry_at(dev, offset);

	if (*entry != value)
		store(&display_of(dev)->pipes[pipe], entry, 0, value);
}

static void legacy_write(struct facet_device *dev, const struct facet_reg *reg, u32 offset,
			 u32 value)
{
	u32 pipe = min_t(u32, (offset - GEN9_LGC_PALETTE) / GEN9_PALETTE_STRIDE, GEN9_PIPES - 1);

	if (facet_reg_get(dev, offset) != value)
		store(&display_of(dev)->pipes[pipe], NULL, offset, value);
}

/* Row of the registers of a pipe */
#define LEGACY(pipe) {									\
	.name = "LGC_PALETTE_" #pipe,							\
	.offset = GEN9_LGC_PALETTE + (pipe) * GEN9_PALETTE_STRIDE,			\
	.count = GEN9_LGC_PALETTE_COUNT, .write = legacy_write,				\
}

static const struct facet_reg rows[] = {
	LEGACY(0), LEGACY(1), LEGACY(2),
	{ .name = "PREC_PAL_INDEX", .offset = GEN9_PREC_PAL_INDEX, .count = GEN9_PIPES,
	  .stride = GEN9_PALETTE_STRIDE },
	{ .name = "PREC_PAL_DATA", .offset = GEN9_PREC_PAL_DATA, .count = GEN9_PIPES,
	  .stride = GEN9_PALETTE_STRIDE, .read = data_read, .write = data_write },
};

/* struct palette_state - The palette of a pipe in a saved state. */
struct palette_state {
	u32 entries[GEN9_PREC_PAL_ENTRIES];
};

static const struct facet_state_field palette_fields[] = {
	FACET_STATE_ARRAY(struct palette_state, entries, u32, 0),
};

static void palettes_reset(void *owner)
{
	struct gen9_display *display = display_of(owner);

	memset(display->palettes, 0, sizeof(display->palettes));
}

static int palette_save(void *owner, u32 index, struct facet_state_writer *out)
{
	facet_state_put_fields(out, palette_fields, ARRAY_SIZE(palette_fields),
			       display_of(owner)->palettes[index]);
	return 0;
}

static int palette_restore(void *owner, u32 index, struct facet_state_reader *in)
{
	return facet_state_take_fields(in, palette_fields, ARRAY_SIZE(palette_fields),
				       display_of(owner)->palettes[index]);
}

static const struct facet_state_section palette_state = {
	.tag = FACET_STATE_TAG('P', 'A', 'L', 'E'),
	.name = "palette",
	.what = "the precision palette of each pipe",
	.records = GEN9_PIPES,
	.fields = palette_fields,
	.n_fields = ARRAY_SIZE(palette_fields),
	.reset = palettes_reset,
	.save = palette_save,
	.restore = palette_restore,
};

const struct facet_reg_block display_palette_regs = {
	.rows = rows,
	.count = ARRAY_SIZE(rows),
	.state = &palette_state,
	.n_state = 1,
};
