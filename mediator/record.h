/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest asked for in vain, for people: which registers that no row
 * covers it met, which registers its commands named that are not theirs, and
 * which commands the audit refused it. Bounded, whatever the guest does: what
 * finds no room is counted in one last entry. A reset of the vGPU leaves it as
 * it is.
 */
#ifndef FACET_RECORD_H
#define FACET_RECORD_H

#include "port.h"
#include "pgpu/pgpu.h"

struct facet_vgpu;

/* Entries of each kind; behind them there may be one for all others. */
#define FACET_RECORD_MAX	256u

/* In place of the offset or opcode of that last entry: higher than all that are real. */
#define FACET_RECORD_OTHERS	0xffffffffu

/**
 * struct facet_unlisted - A register, and how often it was accessed in vain.
 * @offset: in BAR0, multiple of 4, or FACET_RECORD_OTHERS
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
 * @opcode: as gen9_cmd_opcode() gives it, or FACET_RECORD_OTHERS
 * @count: by enum pgpu_engine; stays at the highest number
 */
struct facet_refused {
	u32 opcode;
	u32 count[PGPU_ENGINES];
};

/** facet_record_next() - One more: the highest number is not passed. */
static inline u32 facet_record_next(u32 count)
{
	return count + (count != ~0u);
}

/**
 * facet_record_access() - An access of BAR0 met nothing that is the guest's.
 * Time is bounded by FACET_RECORD_MAX, and constant unless the guest looks for
 * offsets that collide. mmio_lock held: there is one writer at a time.
 * @offset: in BAR0, multiple of 4
 */
void facet_record_access(struct facet_vgpu *vgpu, u32 offset, bool write);

/**
 * facet_record_unlisted() - What facet_record_access() has counted.
 * @out: room for @n entries, first met first
 *
 * Any context that keeps the vGPU. Return: how many entries exist, at most
 * FACET_RECORD_MAX + 1; those beyond @n are not copied.
 */
u32 facet_record_unlisted(const struct facet_vgpu *vgpu, struct facet_unlisted *out, u32 n);

/**
 * facet_record_command() - Count an access that the audit has taken out of a command.
 * @vgpu: whose command
 * @reg: the register that the command names: offset in BAR0, multiple of 4, any value
 * @write: the command writes the register
 *
 * Time as facet_record_access(). Context: the vGPU's worker, or in its place: there is one writer
 * at a time.
 */
void facet_record_command(struct facet_vgpu *vgpu, u32 reg, bool write);

/**
 * facet_record_ignored() - Copy what facet_record_command() has counted.
 * @vgpu: whose commands
 * @out: room for @n entries; the register met first is the first
 * @n: entries
 *
 * Context: any that keeps the vGPU; takes no lock.
 * Return: how many entries exist, at most FACET_RECORD_MAX + 1; those beyond @n are not copied.
 */
u32 facet_record_ignored(const struct facet_vgpu *vgpu, struct facet_unlisted *out, u32 n);

/**
 * facet_record_refusal() - The audit ended at a command. Time as facet_record_access().
 * Called by the vGPU's worker alone: there is one writer at a time.
 * @engine: enum pgpu_engine
 * @dw0: its first dword, any value
 */
void facet_record_refusal(struct facet_vgpu *vgpu, u32 engine, u32 dw0);

/** facet_record_refused() - What facet_record_refusal() has counted; as facet_record_unlisted(). */
u32 facet_record_refused(const struct facet_vgpu *vgpu, struct facet_refused *out, u32 n);

/* Lifecycle, by vgpu.c */
int facet_record_create(struct facet_vgpu *vgpu);
void facet_record_destroy(struct facet_vgpu *vgpu);

#endif
