/* SPDX-License-Identifier: GPL-2.0-only */
/* Expand compacted EU instructions. eu/decode.c calls it. Takes no lock. */
#ifndef EU_COMPACT_H
#define EU_COMPACT_H

#include "eu/bits.h"
#include "port.h"

/**
 * eu_expand() - Expand a compacted instruction.
 * @compact: the 64 bits, with any value
 * @three: the opcode has three sources
 * @code: gets the instruction
 *
 * Source: PRM SKL Vol. 7, "Compact Instruction Format"; Mesa
 * src/intel/compiler/brw_eu_compact.c.
 *
 * Context: any; takes no lock.
 */
void eu_expand(u64 compact, bool three, struct eu_code_bits *code);

#endif
