/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest asked for in vain, for people: which registers that no row
 * covers it met, which registers its commands named that are not theirs, and
 * which commands the audit refused it. Bounded, whatever the guest does: what
 * finds no room is counted in one last entry. A reset of the vGPU leaves it as
 * it is.
 */
#ifndef FACET_DENIED_H
#define FACET_DENIED_H

#include "port.h"
#include "gen9/commands.h"

struct facet_device;

/* Entries of each kind; behind them there may be one for all others. */
#define FACET_DENIED_MAX	256u

/* In place of the offset or opcode of that last entry: higher than all that are real. */
#define FACET_DENIED_OTHERS	0xffffffffu

/**
 * struct facet_unlisted - A register, and how often it was accessed in vain.
 * @offset: in BAR0, multiple of 4, or FACET_DENIED_OTHERS
 * @reads: as often; stays at the highest number
 * @writes: likewise
 */
struct facet_unlisted {
	u32 offset;
	u32 reads;
	u32 writes;
};

/**
 * struct facet_refused - A command, and how often the audit refused it.
 * @opcode: as gen9_cmd_opcode() gives it, or FACET_DENIED_OTHERS
 * @count: by enum gen9_engine; stays at the highest number
 */
struct facet_refused {
	u32 opcode;
	u32 count[GEN9_ENGINES];
};

/** facet_denied_next() - One more: the highest number is not passed. */
static inline u32 facet_denied_next(u32 count)
{
	return count + (count != ~0u);
}

/**
 * facet_denied_access() - An access of BAR0 met nothing that is the guest's.
 * Time is bounded by FACET_DENIED_MAX, and constant unless the guest looks for
 * offsets that collide. mmio_lock held: there is one writer at a time.
 * @offset: in BAR0, multiple of 4
 */
void facet_denied_access(struct facet_device *dev, u32 offset, bool write);

/**
 * facet_denied_unlisted() - What facet_denied_access() has counted.
 * @out: room for @n entries, first met first
 *
 * Any context that keeps the vGPU. Return: how many entries exist, at most
 * FACET_DENIED_MAX + 1; those beyond @n are not copied.
 */
u32 facet_denied_unlisted(const struct facet_device *dev, struct facet_unlisted *out, u32 n);

/**
 * facet_denied_command() - Count an access that the audit has taken out of a command.
 * @dev: whose command
 * @reg: the register that the command names: offset in BAR0, multiple of 4, any value
 * @write: the command writes the register
 *
 * Time as facet_denied_access(). Context: the vGPU's worker, or in its place: there is one writer
 * at a time.
 */
void facet_denied_command(struct facet_device *dev, u32 reg, bool write);

/**
 * facet_denied_ignored() - Copy what facet_denied_command() has counted.
 * @dev: whose commands
 * @out: room for @n entries; the register met first is the first
 * @n: entries
 *
 * Context: any that keeps the vGPU; takes no lock.
 * Return: how many entries exist, at most FACET_DENIED_MAX + 1; those beyond @n are not copied.
 */
u32 facet_denied_ignored(const struct facet_device *dev, struct facet_unlisted *out, u32 n);

/**
 * facet_denied_refusal() - The audit ended at a command. Time as facet_denied_access().
 * Called by the vGPU's worker alone: there is one writer at a time.
 * @engine: enum gen9_engine
 * @dw0: its first dword, any value
 */
void facet_denied_refusal(struct facet_device *dev, u32 engine, u32 dw0);

/** facet_denied_refused() - What facet_denied_refusal() has counted; as facet_denied_unlisted(). */
u32 facet_denied_refused(const struct facet_device *dev, struct facet_refused *out, u32 n);

/* Lifecycle, by device.c */
int facet_denied_create(struct facet_device *dev);
void facet_denied_destroy(struct facet_device *dev);

#endif
