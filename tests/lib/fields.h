/* SPDX-License-Identifier: GPL-2.0-only */
/* Fields of commands, of structures in memory, and of message descriptors, for tests. */
#ifndef TESTS_FIELDS_H
#define TESTS_FIELDS_H

#include "gen9/field.h"

/**
 * set_field() - Set a field.
 * @dw: the dwords that it is in
 * @field: GEN9_FIELD()
 * @value: its value; bits that the field does not have are ignored
 *
 * Context: any.
 */
static inline void set_field(u32 *dw, u32 field, u32 value)
{
	u32 *at = &dw[field >> 16];

	*at = (*at & ~gen9_field_bits(field, ~0u)) | gen9_field_bits(field, value);
}

#endif
