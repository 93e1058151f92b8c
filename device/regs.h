/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The register file: each register, or array of them, is one const row. Rows
 * come in blocks (the owner's and the display's); a map made once per
 * pGPU from the blocks gives the row of an offset in constant time.
 */
#ifndef FACET_REGS_H
#define FACET_REGS_H

#include "port.h"

struct facet_reg;
struct facet_reg_map;
struct facet_state_section;
struct facet_device;

/* Access of a row; none of them: reads and writes go to storage (plain RAM). */
#define FACET_REG_RO		BIT(0)	/* writes are ignored */
#define FACET_REG_MASKED	BIT(1)	/* upper 16 bits of a write say which lower ones change */
#define FACET_REG_W1C		BIT(2)	/* ones clear */
#define FACET_REG_CMD_READ	BIT(3)	/* commands of the ring and privileged batches may read it */
#define FACET_REG_CMD_WRITE	BIT(4)	/* ... and write it */
#define FACET_REG_CONTEXT	BIT(5)	/* saved and restored with the context, by the pGPU */
#define FACET_REG_SWITCH	BIT(6)	/* outside the context: restored when the engine changes hands */
#define FACET_REG_KEEP		BIT(7)	/* survives an engine reset */
#define FACET_REG_ZERO		BIT(8)	/* reads 0, whatever is written: nothing is stored */
#define FACET_REG_CMD_IGNORED	BIT(9)	/* commands of drivers name it, to no effect: not counted */

/**
 * struct facet_reg - One register or regular array of registers.
 * @name: as the PRM or i915 names it
 * @offset: in BAR0, multiple of 4
 * @count: how many, 0 means 1
 * @stride: bytes between them, 0 means 4
 * @flags: FACET_REG_*
 * @reset: value after reset
 * @wmask: bits that a plain write changes, 0 means all
 * @read: NULL, or gives the value (dev->mmio_lock held; may sleep)
 * @write: NULL, or takes a write, storage being untouched until it calls
 *	facet_reg_set() (dev->mmio_lock held; may sleep)
 */
struct facet_reg {
	const char *name;
	u32 offset;
	u32 count;
	u32 stride;
	u32 flags;
	u32 reset;
	u32 wmask;
	u32 (*read)(struct facet_device *dev, const struct facet_reg *reg, u32 offset);
	void (*write)(struct facet_device *dev, const struct facet_reg *reg, u32 offset, u32 value);
};

/**
 * struct facet_reg_block - What one concern gives: its registers, and of a concern from outside
 * the state beside them, too.
 * @rows: registers
 * @count: how many
 * @state: sections (device/state_section.h), in the order of a description
 * @n_state: how many
 */
struct facet_reg_block {
	const struct facet_reg *rows;
	u32 count;
	const struct facet_state_section *state;
	u32 n_state;
};

/**
 * facet_reg_map_create() - Index blocks of rows. -EEXIST if two rows overlap
 * (logged, naming both), -ENOMEM.
 * @blocks: array of @n
 */
int facet_reg_map_create(const struct facet_reg_block *const *blocks, u32 n,
			struct facet_reg_map **out);
void facet_reg_map_destroy(struct facet_reg_map *map);

/** facet_reg_map_find() - The row of a 4-byte aligned offset, NULL if unlisted or outside. */
const struct facet_reg *facet_reg_map_find(const struct facet_reg_map *map, u32 offset);

/**
 * facet_reg_map_allows() - Whether commands of an engine may access a register.
 * @map: the rows
 * @engine: enum gen9_engine
 * @offset: any value
 * @flag: FACET_REG_CMD_READ, FACET_REG_CMD_WRITE, FACET_REG_CMD_IGNORED, or FACET_REG_CONTEXT for
 *	what a context's image may bring: its row must have it
 *
 * Not those of another engine, whatever their rows say: what runs there at the moment
 * may be another guest's. Any context.
 */
bool facet_reg_map_allows(const struct facet_reg_map *map, u32 engine, u32 offset, u32 flag);

/* Raw storage of a listed register: no handler, no mask. Any context. */
u32 facet_reg_get(const struct facet_device *dev, u32 offset);
void facet_reg_set(struct facet_device *dev, u32 offset, u32 value);

#define FACET_REG_MASKED_BITS	0xffffu		/* that a masked register has */

/** facet_reg_masked() - What a masked write makes of an old value. */
static inline u32 facet_reg_masked(u32 old, u32 write)
{
	u32 mask = write >> 16;

	return ((old & ~mask) | (write & mask)) & FACET_REG_MASKED_BITS;
}

/* One trapped 4-byte access through the map. mmio_lock held. Unlisted: 0 / ignored, counted. */
u32 facet_reg_read(struct facet_device *dev, u32 offset);
void facet_reg_write(struct facet_device *dev, u32 offset, u32 value);

/**
 * facet_reg_write_part() - A trapped access of less than 4 bytes. mmio_lock held.
 * @offset: 4-byte aligned
 * @mask: which bits of @value are written
 */
void facet_reg_write_part(struct facet_device *dev, u32 offset, u32 mask, u32 value);

/* Lifecycle, by device.c */
int facet_regs_create(struct facet_device *dev, const struct facet_reg_map *map);
void facet_regs_destroy(struct facet_device *dev);

/* Values of the registers, in runs. */
extern const struct facet_state_section facet_regs_state;

#endif
