/* SPDX-License-Identifier: GPL-2.0-only */
/* Encode EU instructions: the inverse of eu/decode.c, for tests. Takes no lock. */
#ifndef EU_ENCODE_H
#define EU_ENCODE_H

#include "eu/eu_inst.h"
#include "port.h"

/**
 * eu_encode() - Encode an instruction in 16 bytes.
 * @inst: the instruction; @bytes does not count. A value that has no encoding gives some other
 *	instruction
 * @code: gets 16 bytes
 *
 * Context: any; takes no lock.
 */
void eu_encode(const struct eu_inst *inst, u8 code[GEN9_EU_INST_BYTES]);

#endif
