/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The register file. Each register, or array of registers, is one const row. Rows come in blocks:
 * the owner's and the display's. A map of all blocks is made once per pGPU. The map gives the row
 * of an offset in constant time.
 */
#ifndef FACET_REGS_H
#define FACET_REGS_H

#include "port.h"

struct facet_reg;
struct facet_reg_map;
struct facet_state_section;
struct facet_device;

/* Access of a row. Without any flag, reads and writes go to storage (plain RAM). */
#define FACET_REG_RO		BIT(0)	/* writes are ignored */
#define FACET_REG_MASKED	BIT(1)	/* bits 31:16 of a write enable bits 15:0 */
#define FACET_REG_W1C		BIT(2)	/* a written one clears the bit */
#define FACET_REG_CMD_READ	BIT(3)	/* ring and privileged batches may read it */
#define FACET_REG_CMD_WRITE	BIT(4)	/* ring and privileged batches may write it */
#define FACET_REG_CONTEXT	BIT(5)	/* the pGPU saves it with the context */
#define FACET_REG_SWITCH	BIT(6)	/* outside the context: set at an engine switch */
#define FACET_REG_KEEP		BIT(7)	/* an engine reset keeps it */
#define FACET_REG_ZERO		BIT(8)	/* reads 0; writes are not stored */
#define FACET_REG_CMD_IGNORED	BIT(9)	/* drivers' commands name it, without effect: not counted */
#define FACET_REG_CMD_USER	BIT(10)	/* CMD_READ and CMD_WRITE hold for users' batches, too */

/**
 * struct facet_reg - One register or regular array of registers.
 * @name: name in the PRM or in i915
 * @offset: byte offset in BAR0, a multiple of 4
 * @count: number of registers; 0 means 1
 * @stride: bytes from one register to the next, a multiple of 4; 0 means 4
 * @flags: FACET_REG_*
 * @reset: value after reset
 * @wmask: bits that a plain write changes; 0 means all
 * @read: NULL, or return the value. Context: &facet_device.mmio_lock held; may sleep.
 * @write: NULL, or handle a write; storage is unchanged until this calls facet_reg_set(). Context:
 *	&facet_device.mmio_lock held; may sleep.
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
 * struct facet_reg_block - The registers of one part of a device, and the state beside them.
 * @rows: array of @count rows
 * @count: number of rows
 * @state: array of @n_state sections (device/state_section.h), in the order of a saved state.
 *	Blocks of this folder have none: the owner lists their sections.
 * @n_state: number of sections
 */
struct facet_reg_block {
	const struct facet_reg *rows;
	u32 count;
	const struct facet_state_section *state;
	u32 n_state;
};

/**
 * facet_reg_map_create() - Make a map from offset to row.
 * @blocks: array of @n blocks, which need not outlive this call. Their rows outlive the map.
 * @n: number of blocks
 * @out: gets the map; facet_reg_map_destroy() frees it. Unchanged after an error.
 *
 * Context: process context; may sleep for memory; takes no lock.
 * Return: 0; -EINVAL: a row is not below GEN9_MMIO_SIZE (2 MiB) or not aligned to 4 bytes, which is
 * logged; -EINVAL: there are more than 65534 rows; -EEXIST: two rows overlap, which is logged with
 * both names; -ENOMEM: no memory. After an error nothing is left to be freed.
 */
int facet_reg_map_create(const struct facet_reg_block *const *blocks, u32 n,
			 struct facet_reg_map **out);

/**
 * facet_reg_map_destroy() - Free a map.
 * @map: the map, not NULL; no device uses it any more
 *
 * Context: process context, no spinlock held; may sleep; takes no lock.
 */
void facet_reg_map_destroy(struct facet_reg_map *map);

/**
 * facet_reg_map_find() - Find the row of a register.
 * @map: the map
 * @offset: byte offset in BAR0, any value
 *
 * The time is constant. A processor that speculates past the check of @offset stays in the map.
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: the row, constant, which outlives the map; NULL: @offset is not a multiple of 4, is not
 * below GEN9_MMIO_SIZE (2 MiB), or has no row.
 */
const struct facet_reg *facet_reg_map_find(const struct facet_reg_map *map, u32 offset);

/**
 * facet_reg_map_allows() - Test if an engine's commands or context images may access a register.
 * @map: the map
 * @engine: enum gen9_engine; any other value owns no register
 * @offset: byte offset in BAR0, any value
 * @flag: flag that the row must have: FACET_REG_CMD_READ, FACET_REG_CMD_WRITE, FACET_REG_CMD_USER
 *	or FACET_REG_CMD_IGNORED for commands, FACET_REG_CONTEXT for context images
 *
 * Registers of another engine are never allowed, whatever their rows say: another guest's work may
 * run on that engine (gen9_foreign_register()).
 *
 * Context: any, also atomic; takes no lock; does not sleep.
 * Return: true: the register has a row with @flag and does not belong to another engine; false: it
 * does, or has no such row, or @offset is not a multiple of 4.
 */
bool facet_reg_map_allows(const struct facet_reg_map *map, u32 engine, u32 offset, u32 flag);

/**
 * facet_reg_get() - Read the storage of a register, without its handler.
 * @dev: the device
 * @offset: byte offset in BAR0, a multiple of 4, any value
 *
 * Context: any, also atomic; takes no lock; does not sleep. The value is of one moment.
 * Return: the stored value; 0: the register has no row.
 */
u32 facet_reg_get(const struct facet_device *dev, u32 offset);

/**
 * facet_reg_set() - Write the storage of a register, without its handler and mask.
 * @dev: the device
 * @offset: byte offset in BAR0, a multiple of 4, any value; an offset without a row is ignored
 * @value: the value to store; the row's flags do not restrict it
 *
 * Context: any, also atomic; takes no lock; does not sleep. Callers that read, change and write
 * serialize by a lock of their own.
 */
void facet_reg_set(struct facet_device *dev, u32 offset, u32 value);

#define FACET_REG_MASKED_BITS	0xffffu		/* the bits that a masked register has */

/**
 * facet_reg_masked() - Apply a masked write to an old value.
 * @old: old value of the register; bits 31:16 are ignored
 * @write: bits 31:16 enable bits 15:0
 *
 * Source: PRM SKL Vol. 2c (register tables, "masked"); i915 gt/intel_workarounds.c (wa_masked_*).
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the new value, in bits 15:0; bits 31:16 are 0.
 */
static inline u32 facet_reg_masked(u32 old, u32 write)
{
	u32 mask = write >> 16;

	return ((old & ~mask) | (write & mask)) & FACET_REG_MASKED_BITS;
}

/**
 * facet_reg_read() - Read a register on behalf of a trapped 4-byte access.
 * @dev: the device
 * @offset: byte offset in BAR0, a multiple of 4, any value
 *
 * Counts an access to a register without a row (facet_denied_access()). A read may change state:
 * handlers latch a plane, report progress, write OA reports that are due, or acknowledge a result.
 *
 * Context: a thread that may sleep, mostly a vCPU's; mmio_lock held, and no lock inside it. Takes
 * no lock itself. Handlers take &gen9_display.lock, and in it &facet_device.lock. In
 * &facet_device.lock they take the locks of the op set_irq, or &facet_sched.lock and in it the
 * locks of ops of the pGPU and the front end. The handlers of OASTATUS and OATAILPTR take the locks
 * of the op write, and may sleep for guest memory.
 * Return: the value of the row's handler or of its storage; 0: the register has no row.
 */
u32 facet_reg_read(struct facet_device *dev, u32 offset);

/**
 * facet_reg_write() - Write a register on behalf of a trapped 4-byte access.
 * @dev: the device
 * @offset: byte offset in BAR0, a multiple of 4, any value
 * @value: the value that the guest writes
 *
 * Ignores a write to a read-only register. Ignores and counts a write to a register without a row
 * (facet_denied_access()). The row's handler does any other write. Without a handler the function
 * stores @value: all of it, or the bits that &facet_reg.wmask, FACET_REG_MASKED or FACET_REG_W1C
 * let change.
 *
 * A handler may kick the worker, stop an engine, raise interrupts or end detiled pages. It may
 * unmap pages of BAR0 and BAR2. It may ask for engine resets: the caller then calls
 * facet_execlists_run_resets(), without mmio_lock.
 *
 * Context: a thread that may sleep, mostly a vCPU's; mmio_lock held, and no lock inside it. Takes
 * no lock itself. Handlers take &gen9_display.lock, and in it &facet_device.lock. In
 * &facet_device.lock they take the locks of the op set_irq. In it or alone they take
 * &facet_sched.lock, and in that the locks of ops of the pGPU and the front end. They take
 * &ggtt_map.lock, &facet_vgpu.shadow_lock, &facet_ppgtt.notify_lock and the locks of the op
 * zap_aperture. They take &facet_detiled.lock, and in it &facet_device.lock and the locks of the
 * ops zap_aperture, snoop_writes and notify_stores. May sleep for these mutexes. The handler of
 * OACONTROL takes the locks of the op write, and may sleep for guest memory.
 */
void facet_reg_write(struct facet_device *dev, u32 offset, u32 value);

/**
 * facet_reg_write_part() - Write some bits of a register on behalf of a trapped access below 4
 * bytes.
 * @dev: the device
 * @offset: byte offset in BAR0 of the register, a multiple of 4, any value
 * @mask: bits of @value that the guest writes
 * @value: the bits, at their place in the register; bits outside @mask are ignored
 *
 * Makes one facet_reg_write() of all 32 bits, with its effects. The other bits have their stored
 * value there. In a masked or write-one-to-clear register they are 0, which leaves them unchanged.
 *
 * Context: a thread that may sleep, mostly a vCPU's; mmio_lock held, and no lock inside it. Takes
 * no lock itself; handlers take the locks that facet_reg_write() names. May sleep for these
 * mutexes, and in the handler of OACONTROL for guest memory.
 */
void facet_reg_write_part(struct facet_device *dev, u32 offset, u32 mask, u32 value);

/**
 * facet_regs_create() - Allocate the register values of a device.
 * @dev: the device; gets @dev->regs, which facet_regs_destroy() frees
 * @map: the map of all rows; outlives the device
 *
 * All values are 0 until &facet_regs_state resets them.
 *
 * Context: process context; may sleep for memory; takes no lock. facet_device_init() calls it.
 * Return: 0; -ENOMEM: no memory, and @dev->regs is unchanged.
 */
int facet_regs_create(struct facet_device *dev, const struct facet_reg_map *map);

/**
 * facet_regs_destroy() - Free the register values of a device.
 * @dev: the device; nobody uses it any more. @dev->regs is not NULL before, and NULL afterwards.
 *
 * Context: process context, no lock of the core held; may sleep; takes no lock. facet_device_fini()
 * calls it, and facet_device_init() after an error.
 */
void facet_regs_destroy(struct facet_device *dev);

/* State section: the stored values of the registers. */
extern const struct facet_state_section facet_regs_state;

#endif
