/* SPDX-License-Identifier: GPL-2.0-only */
/* Text of bounded length, with columns. eu/disasm.c and eu/disasm_send.c write it. */
#ifndef EU_TEXT_H
#define EU_TEXT_H

#include "eu/eu_inst.h"
#include "port.h"

/**
 * struct eu_text - A text that is being written.
 * @at: its first byte
 * @size: bytes that it may have, with the 0 at its end
 * @length: bytes that it has, without the 0: less than @size
 * @line: where its last line begins, in bytes from @at
 */
struct eu_text {
	char *at;
	u32 size;
	u32 length;
	u32 line;
};

/**
 * eu_text_add() - Append to a text. What does not fit is left out.
 * @text: the text
 * @format: as for printf()
 *
 * Context: any; takes no lock.
 */
__printf(2, 3) void eu_text_add(struct eu_text *text, const char *format, ...);

/**
 * eu_text_pad() - Append spaces to a text: at least one, and up to a column.
 * @text: the text
 * @column: the column, from 0
 *
 * Context: any; takes no lock.
 */
void eu_text_pad(struct eu_text *text, u32 column);

/**
 * eu_text_line() - Begin a new line of a text.
 * @text: the text
 *
 * Context: any; takes no lock.
 */
void eu_text_line(struct eu_text *text);

/**
 * eu_disasm_message() - Append the meaning of a message: its target, type and lengths.
 * @text: the text
 * @inst: SEND, SENDC, SENDS or SENDSC
 *
 * Source: Mesa src/intel/compiler/brw_eu_defines.h; PRM SKL Vol. 7, "Message Descriptor".
 *
 * Context: any; takes no lock.
 */
void eu_disasm_message(struct eu_text *text, const struct eu_inst *inst);

#endif
