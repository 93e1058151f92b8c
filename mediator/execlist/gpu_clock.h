/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The clock of the command streamers (RING_TIMESTAMP) as a vGPU's guest reads it: the pGPU's clock
 * plus an offset. The offset is 0 behind creation and reset. A restore sets it, so that the clock
 * goes on where it was, also on another host. A pGPU whose work cannot read a clock with an offset
 * (&pgpu_caps.clock_offset) has no offset: there the clock jumps.
 */
#ifndef FACET_GPU_CLOCK_H
#define FACET_GPU_CLOCK_H

#include "port.h"

struct facet_state_section;
struct facet_vgpu;

/**
 * facet_clock() - Read the clock.
 * @vgpu: the vGPU
 * @base: MMIO base of the engine whose clock is read, such as GEN9_RCS_BASE
 *
 * If the pGPU cannot be asked, the clock is that of the front end.
 *
 * Source: PRM SKL Vol. 2c, "Reported Timestamp Count": 36 bits.
 *
 * Context: any; takes no lock; does not sleep.
 * Return: ticks of GEN9_CS_CLOCK_HZ, within GEN9_TIMESTAMP_MASK.
 */
u64 facet_clock(struct facet_vgpu *vgpu, u32 base);

/* The clock in a saved state. */
extern const struct facet_state_section facet_clock_state;

#endif
