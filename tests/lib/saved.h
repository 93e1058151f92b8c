/* SPDX-License-Identifier: GPL-2.0-only */
/* A saved vGPU in memory, for tests of mediator/vgpu_state.h. */
#ifndef TESTS_SAVED_H
#define TESTS_SAVED_H

#include "port.h"
#include "mediator/vgpu_state.h"

struct facet_vgpu;

/** struct saved - What facet_vgpu_save() wrote. All zero to begin with; free() @data at the end. */
struct saved {
	u8 *data;
	size_t len;
};

/** saved_save() - As facet_vgpu_save(); what was there is replaced. */
int saved_save(struct saved *saved, struct facet_vgpu *vgpu);

/** saved_find() - Offset of the head of record @index with this tag; 0: there is none. */
size_t saved_find(const struct saved *saved, u32 tag, u32 index);

/** saved_length() - Of the value of the record at @at. */
u32 saved_length(const struct saved *saved, size_t at);

/**
 * saved_place() - Where an element of a field is.
 * @at: from saved_find()
 * @section: of the record
 * @name: of the field; the test ends where there is none
 * @i: element
 * @size: gets its bytes
 */
u8 *saved_place(const struct saved *saved, size_t at, const struct facet_state_section *section,
		const char *name, u32 i, u32 *size);

/** saved_field() - Its value. */
u64 saved_field(const struct saved *saved, size_t at, const struct facet_state_section *section,
		const char *name, u32 i);

/** saved_set() - Another value. */
void saved_set(struct saved *saved, size_t at, const struct facet_state_section *section,
	       const char *name, u32 i, u64 value);

/* Bytes of a description's head, and of each record's. */
#define SAVED_HEAD	40u
#define SAVED_RECORD	12u

#endif
