/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sections of a device's saved state. Each part of a device gives const rows (sections) that save,
 * restore, describe and reset the part. The owner of the parts walks them (device/state_walk.h).
 * The owner is a struct facet_device, or a device of another class. docs/reference/state.md has the
 * format.
 */
#ifndef FACET_STATE_SECTION_H
#define FACET_STATE_SECTION_H

#include "port.h"
#include "device/state_io.h"

struct facet_reg_map;

/* &facet_state_section.records: the number of records varies. */
#define FACET_STATE_ANY		0u

/* FACET_STATE_TAG() - Combine four characters, so that a person can read them in a hex dump. */
#define FACET_STATE_TAG(a, b, c, d) \
	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

#define FACET_STATE_END		FACET_STATE_TAG('E', 'N', 'D', ' ')

/**
 * struct facet_state_printer - The destination of a dump.
 * @print: print whole lines, with a format as for printf()
 * @arg: first argument of @print
 */
struct facet_state_printer {
	__printf(2, 3) void (*print)(void *arg, const char *fmt, ...);
	void *arg;
};

/**
 * struct facet_state_section - A part of the state of an owner.
 * @tag: FACET_STATE_TAG(); 0: nothing is saved
 * @name: name for people
 * @what: for docs/reference/state.md: the contents, or from what a restore derives them
 * @records: number of records, or FACET_STATE_ANY
 * @fields: array of @n_fields fields with which each record begins; for dumps and docs
 * @n_fields: number of fields
 * @rest: for docs: what follows the fields; NULL: nothing
 * @reset: set the values of a power-on; NULL: the owner does it. Context: mmio_lock held, no work
 *	on the engines; may sleep.
 * @save: NULL: the part is derived; else write record @index. Return: 0; -ENOENT: there is no such
 *	record; -ENOMEM: no memory; -EIO: the part is not in a state that can be saved. Context: the
 *	vGPU is paused, mmio_lock held; may sleep.
 * @restore: set the part of a vGPU in its reset state from record @index. Where the part is
 *	derived, @in is NULL, and @restore may be NULL. Each value is checked before it is used.
 *	Return: 0, or a negative errno: the restore refuses the saved state. Context: as @save.
 * @dump: NULL, or print what follows the fields of a record
 */
struct facet_state_section {
	u32 tag;
	const char *name;
	const char *what;
	u32 records;
	const struct facet_state_field *fields;
	u32 n_fields;
	const char *rest;
	void (*reset)(void *owner);
	int (*save)(void *owner, u32 index, struct facet_state_writer *out);
	int (*restore)(void *owner, u32 index, struct facet_state_reader *in);
	void (*dump)(const struct facet_reg_map *map, struct facet_state_reader *in,
		     const struct facet_state_printer *printer);
};

#endif
