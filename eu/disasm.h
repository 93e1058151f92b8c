/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Show decoded EU instructions as text, in the notation of Mesa's disassembler. Tools, traces and
 * tests call it. Takes no lock.
 */
#ifndef EU_DISASM_H
#define EU_DISASM_H

#include "eu/eu_inst.h"
#include "port.h"

#define EU_TEXT_BYTES	512u	/* enough for any instruction */

/**
 * eu_disasm() - Write an instruction as text.
 * @inst: the instruction, of eu_decode() or eu_decode_fields()
 * @offset: its offset in bytes from the start of the kernel: targets of branches are shown as
 *	offsets, such as "JIP: 0x40"
 * @text: gets the text, always with a 0 at the end, without a new line at the end. A message has
 *	two lines
 * @size: bytes at @text, at least 1
 *
 * Context: any; takes no lock.
 * Return: length of the text in bytes, without the 0. At most @size - 1: the rest is left out.
 */
u32 eu_disasm(const struct eu_inst *inst, u32 offset, char *text, u32 size);

#endif
