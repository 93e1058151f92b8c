// SPDX-License-Identifier: GPL-2.0-only
/* Text of bounded length, with columns (text.h). Takes no lock. */
#include "eu/text.h"

void eu_text_add(struct eu_text *text, const char *format, ...)
{
	u32 left = text->size - text->length;
	__builtin_va_list args;
	int length;

	__builtin_va_start(args, format);
	length = vsnprintf(text->at + text->length, left, format, args);
	__builtin_va_end(args);
	if (length > 0)
		text->length += (u32)length < left ? (u32)length : left - 1;
}

void eu_text_pad(struct eu_text *text, u32 column)
{
	do
		eu_text_add(text, " ");
	while (text->length - text->line < column && text->length + 1 < text->size);
}

void eu_text_line(struct eu_text *text)
{
	eu_text_add(text, "\n");
	text->line = text->length;
}
