/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decode EU instructions, native (16 bytes) and compacted (8 bytes). eu/validate.c and tools call
 * it. Takes no lock.
 */
#ifndef EU_DECODE_H
#define EU_DECODE_H

#include "eu/eu_inst.h"
#include "port.h"

/**
 * eu_decode_fields() - Decode one instruction without the rules of eu_validate_refused().
 * @code: bytes of the instruction and what follows it; any alignment; may be hostile
 * @bytes: bytes at @code that may be read
 * @inst: gets the instruction. After -EINVAL, its @op and @bytes are right, the rest is not
 *
 * eu_decode() adds the rules. Tools that show instructions call this function alone. The
 * interpreter must not execute its result.
 *
 * Source: PRM SKL Vol. 2a, EU_INSTRUCTION_*; Mesa src/intel/compiler/brw_eu_inst.h.
 *
 * Context: any; takes no lock; reads no more than @bytes bytes.
 * Return: 0; -ENODATA: @code ends before the instruction does; -EINVAL: the bits mean nothing on
 * Gen9.
 */
int eu_decode_fields(const void *code, u32 bytes, struct eu_inst *inst);

/**
 * eu_op_name() - Return the name of an opcode.
 * @op: enum gen9_eu_op, any value
 *
 * Context: any; takes no lock.
 * Return: the name in the PRM, in lower case; NULL: Gen9 has no such opcode.
 */
const char *eu_op_name(u32 op);

/**
 * eu_op_title() - Return the name of an opcode for messages to users.
 * @op: enum gen9_eu_op, any value
 *
 * Context: any; takes no lock.
 * Return: a constant string: "EU opcode ", and the name; NULL: Gen9 has no such opcode.
 */
const char *eu_op_title(u32 op);

/**
 * eu_op_is_branch() - Tell if an opcode has the distances @jip or @uip.
 * @op: enum gen9_eu_op, any value
 *
 * Context: any; takes no lock.
 * Return: 0: none; 1: @jip; 2: @jip and @uip.
 */
u32 eu_op_is_branch(u32 op);

/**
 * eu_op_kind() - Return the kind of an opcode.
 * @op: enum gen9_eu_op, any value
 *
 * Context: any; takes no lock.
 * Return: enum gen9_eu_kind.
 */
u32 eu_op_kind(u32 op);

/**
 * eu_op_is_send() - Tell if an opcode sends a message.
 * @op: enum gen9_eu_op, any value
 *
 * Context: any; takes no lock.
 * Return: true for SEND, SENDC, SENDS and SENDSC.
 */
bool eu_op_is_send(u32 op);

#endif
