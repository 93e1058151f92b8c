/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Rules for decoded EU instructions: which regions, registers and types the hardware supports.
 * eu_decode() refuses an instruction that breaks a rule of the interpreter. Tools and tests show
 * the other rules. Takes no lock.
 */
#ifndef EU_VALIDATE_H
#define EU_VALIDATE_H

#include "eu/eu_inst.h"
#include "port.h"

#define EU_RULES	64u	/* most rules: a bit of a mask for each */

/**
 * eu_validate() - Return all rules that an instruction breaks.
 * @inst: the instruction, of eu_decode_fields()
 *
 * Source: PRM SKL Vol. 7, "Register Region Restrictions" and "Send Message"; Mesa
 * src/intel/compiler/brw_eu_validate.c.
 *
 * Context: any; takes no lock.
 * Return: a mask: bit n is set if the instruction breaks rule n. 0: the instruction is valid.
 */
u64 eu_validate(const struct eu_inst *inst);

/**
 * eu_validate_refused() - Tell if the interpreter cannot execute an instruction safely.
 * @inst: the instruction, of eu_decode_fields()
 *
 * Context: any; takes no lock.
 * Return: true: eu_decode() refuses it.
 */
bool eu_validate_refused(const struct eu_inst *inst);

/**
 * eu_decode() - Decode one instruction.
 * @code: bytes of the instruction and what follows it; any alignment; may be hostile
 * @bytes: bytes at @code that may be read
 * @inst: gets the instruction. After -EINVAL, its @op and @bytes are right, the rest is not
 *
 * Source: PRM SKL Vol. 2a, EU_INSTRUCTION_*; Mesa src/intel/compiler/brw_eu_inst.h.
 *
 * Context: any; takes no lock; reads no more than @bytes bytes.
 * Return: 0; -ENODATA: @code ends before the instruction does; -EINVAL: the bits mean nothing on
 * Gen9, or the instruction breaks a rule that eu_validate_refused() has.
 */
int eu_decode(const void *code, u32 bytes, struct eu_inst *inst);

/**
 * eu_rule_name() - Return the name of a rule.
 * @rule: number of the rule: a bit of eu_validate()
 *
 * Context: any; takes no lock.
 * Return: a short name, such as "region-crosses-register"; NULL: there is no such rule.
 */
const char *eu_rule_name(u32 rule);

#endif
