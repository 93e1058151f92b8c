/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The slow, obvious twin of the EU interpreter: it executes one instruction channel by channel, as
 * the PRM says, with integers of 128 bits and doubles.
 */
#ifndef EU_SCALAR_H
#define EU_SCALAR_H

#include "eu/eu_inst.h"
#include "port.h"

/**
 * struct eu_scalar - Registers of a thread.
 * @grf: general registers
 * @acc: accumulators, whole values
 * @flag: flag registers
 * @a0: words of the address register
 * @enabled: channels that execute
 * @cr0: control register
 */
struct eu_scalar {
	u8 grf[GEN9_EU_GRF_FILE_BYTES];
	u64 acc[GEN9_EU_LANES];
	u32 flag[2];
	u16 a0[16];
	u32 enabled;
	u32 cr0;
};

/* Return the channels of the thread, of @inst, that its predicate lets pass. */
u32 eu_scalar_pred(const struct eu_scalar *s, const struct eu_inst *inst);

/* Execute an instruction that is neither a branch nor a message. */
void eu_scalar_exec(struct eu_scalar *s, const struct eu_inst *inst);

/* Convert a float of 16 bits. */
double eu_scalar_half(u16 half);

#endif
