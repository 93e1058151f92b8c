/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts of accesses and commands that a guest was denied, for people: registers that no row
 * covers, registers that commands may not access, and commands that the audit refused. Each table
 * has a fixed size, whatever the guest does. One last entry counts all that finds no room in a
 * table. A reset of the vGPU keeps the counts.
 */
#ifndef FACET_DENIED_H
#define FACET_DENIED_H

#include "port.h"
#include "gen9/commands.h"

struct facet_device;

/* Entries of each table. One more entry, behind them, may count all others. */
#define FACET_DENIED_MAX	256u

/* Offset or opcode of that last entry: higher than all real ones. */
#define FACET_DENIED_OTHERS	0xffffffffu

/**
 * struct facet_unlisted - A register, and how often accesses to it were denied.
 * @offset: byte offset in BAR0, a multiple of 4; or FACET_DENIED_OTHERS
 * @reads: number of reads; stays at the highest number
 * @writes: number of writes; stays at the highest number
 */
struct facet_unlisted {
	u32 offset;
	u32 reads;
	u32 writes;
};

/**
 * struct facet_refused - A command, and how often the audit refused it.
 * @opcode: value of gen9_cmd_opcode(), or FACET_DENIED_OTHERS
 * @count: number of refusals, by enum gen9_engine; stays at the highest number
 */
struct facet_refused {
	u32 opcode;
	u32 count[GEN9_ENGINES];
};

/**
 * facet_denied_next() - Add one to a count, but not beyond the highest number.
 * @count: the count, any value
 *
 * Context: any; takes no lock.
 * Return: @count + 1; 0xffffffff if @count is 0xffffffff.
 */
static inline u32 facet_denied_next(u32 count)
{
	return count + (count != ~0u);
}

/**
 * facet_denied_access() - Count a trapped access to BAR0 that was denied.
 * @dev: the device
 * @offset: byte offset in BAR0 of a register without a row, any value. GEN9_GGTT_PTES stands for
 *	all GGTT entries: a refused write of an entry counts there.
 * @write: true: a write; false: a read
 *
 * The first access to an offset takes an entry of the table. If FACET_DENIED_MAX entries are in
 * use, the access counts for FACET_DENIED_OTHERS. A count stays at 0xffffffff.
 *
 * FACET_DENIED_MAX bounds the time. The time is constant unless the guest chooses offsets that
 * collide.
 *
 * Context: mmio_lock held, so that there is one writer at a time. Takes no lock; does not sleep.
 */
void facet_denied_access(struct facet_device *dev, u32 offset, bool write);

/**
 * facet_denied_unlisted() - Copy the counts of facet_denied_access().
 * @dev: the device
 * @out: room for @n entries; NULL if @n is 0. The offset that was accessed first comes first,
 *	FACET_DENIED_OTHERS last.
 * @n: number of entries that @out has room for, any value
 *
 * Counts may grow meanwhile: the entries are not of one moment, and a new one may still have no
 * accesses.
 *
 * Context: any; takes no lock; does not sleep. The caller keeps the device alive.
 * Return: number of entries that exist, 0 to FACET_DENIED_MAX + 1. Entries beyond @n are not
 * copied.
 */
u32 facet_denied_unlisted(const struct facet_device *dev, struct facet_unlisted *out, u32 n);

/**
 * facet_denied_command() - Count a register access that the audit removed from a command.
 * @dev: the device whose guest submitted the command
 * @reg: register that the command names: byte offset in BAR0, a multiple of 4, any value
 * @write: true: the command writes the register; false: it reads the register
 *
 * The table of these counts is not that of facet_denied_access(), but works alike. FACET_DENIED_MAX
 * bounds the time.
 *
 * Context: the vGPU's worker, or a thread in its place, so that there is one writer at a time.
 * Takes no lock; does not sleep.
 */
void facet_denied_command(struct facet_device *dev, u32 reg, bool write);

/**
 * facet_denied_ignored() - Copy the counts of facet_denied_command().
 * @dev: the device
 * @out: room for @n entries; NULL if @n is 0. The register that a command named first comes first,
 *	FACET_DENIED_OTHERS last.
 * @n: number of entries that @out has room for, any value
 *
 * Counts may grow meanwhile: the entries are not of one moment, and a new one may still have no
 * accesses.
 *
 * Context: any; takes no lock; does not sleep. The caller keeps the device alive.
 * Return: number of entries that exist, 0 to FACET_DENIED_MAX + 1. Entries beyond @n are not
 * copied.
 */
u32 facet_denied_ignored(const struct facet_device *dev, struct facet_unlisted *out, u32 n);

/**
 * facet_denied_refusal() - Count a command at which the audit ended.
 * @dev: the device whose guest submitted the command
 * @engine: enum gen9_engine, less than GEN9_ENGINES; not checked
 * @dw0: first dword of the command, any value; gen9_cmd_opcode() of it is counted
 *
 * The table of these counts is not that of facet_denied_access(), but works alike. FACET_DENIED_MAX
 * bounds the time.
 *
 * Context: the vGPU's worker, or a thread in its place, so that there is one writer at a time.
 * Takes no lock; does not sleep.
 */
void facet_denied_refusal(struct facet_device *dev, u32 engine, u32 dw0);

/**
 * facet_denied_refused() - Copy the counts of facet_denied_refusal().
 * @dev: the device
 * @out: room for @n entries; NULL if @n is 0. The opcode that was refused first comes first,
 *	FACET_DENIED_OTHERS last.
 * @n: number of entries that @out has room for, any value
 *
 * Counts may grow meanwhile: the entries are not of one moment, and a new one may still have no
 * refusals.
 *
 * Context: any; takes no lock; does not sleep. The caller keeps the device alive.
 * Return: number of entries that exist, 0 to FACET_DENIED_MAX + 1. Entries beyond @n are not
 * copied.
 */
u32 facet_denied_refused(const struct facet_device *dev, struct facet_refused *out, u32 n);

/**
 * facet_denied_create() - Allocate the counts of a device.
 * @dev: the device; gets @dev->denied with all counts 0, which facet_denied_destroy() frees
 *
 * Context: process context; may sleep for memory; takes no lock. facet_device_init() calls it.
 * Return: 0; -ENOMEM: no memory, and @dev->denied is unchanged.
 */
int facet_denied_create(struct facet_device *dev);

/**
 * facet_denied_destroy() - Free the counts of a device.
 * @dev: the device; nobody uses it any more. @dev->denied may be NULL, and is NULL afterwards.
 *
 * Context: process context, no lock of the core held; may sleep; takes no lock. facet_device_fini()
 * calls it, and facet_device_init() after an error.
 */
void facet_denied_destroy(struct facet_device *dev);

#endif
