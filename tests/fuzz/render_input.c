// SPDX-License-Identifier: GPL-2.0-only
/* Parse the inputs of the fuzzers of the render engine (render_input.h). */
#include "tests/fuzz/render_input.h"

/* The head of a record: its kind, and the number of its dwords. */
#define RECORD_BYTES	4u

bool render_input_open(struct render_input *input, const u8 *data, size_t size)
{
	if (size < sizeof(input->head))
		return false;
	memcpy(&input->head, data, sizeof(input->head));
	input->data = data + sizeof(input->head);
	input->size = size - sizeof(input->head);
	return true;
}

bool render_input_next(const struct render_input *input, size_t *at, struct render_record *record)
{
	size_t left = input->size - *at;
	u16 head[2];

	if (left < RECORD_BYTES)
		return false;
	memcpy(head, input->data + *at, RECORD_BYTES);
	left -= RECORD_BYTES;
	record->kind = head[0] % RENDER_KINDS;
	record->n = (u32)min((size_t)head[1], left / 4);
	record->at = input->data + *at + RECORD_BYTES;
	*at += RECORD_BYTES + record->n * 4;
	return true;
}

u32 render_record_dword(const struct render_record *record, u32 i)
{
	u32 value = 0;

	if (i < record->n)
		memcpy(&value, record->at + 4 * i, sizeof(value));
	return value;
}
