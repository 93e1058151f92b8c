/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One part of a device's saved state. Each concern gives const rows (sections) that save, restore,
 * describe and reset its part. The owner walks them (mediator/vgpu_state.h); docs/state.md has the
 * format.
 */
#ifndef FACET_STATE_SECTION_H
#define FACET_STATE_SECTION_H

#include "port.h"
#include "device/state_io.h"

struct facet_device;
struct facet_reg_map;

/* &facet_state_section.records: as many as there are. */
#define FACET_STATE_ANY		0u

/** FACET_STATE_TAG() - Four characters, so that a person sees them in a hex dump. */
#define FACET_STATE_TAG(a, b, c, d) \
	((u32)(a) | (u32)(b) << 8 | (u32)(c) << 16 | (u32)(d) << 24)

#define FACET_STATE_END		FACET_STATE_TAG('E', 'N', 'D', ' ')

/**
 * struct facet_state_printer - Where a dump goes.
 * @print: as printf; whole lines
 * @arg: first argument of @print
 */
struct facet_state_printer {
	__printf(2, 3) void (*print)(void *arg, const char *fmt, ...);
	void *arg;
};

/**
 * struct facet_state_section - A part of the state of a vGPU.
 * @tag: FACET_STATE_TAG(); 0 where nothing is saved
 * @name: for people
 * @what: for docs/state.md: what it holds, or from what it is made anew
 * @records: how many there are, or FACET_STATE_ANY
 * @fields: what each record begins with, for dumps and docs
 * @n_fields: how many
 * @rest: for docs: what follows the fields; NULL: nothing
 * @reset: as after power-on. mmio_lock held, no work on the engines; may sleep
 * @save: NULL: derived; else writes record @index. Return: 0; -ENOENT: there are no
 *	more; -ENOMEM. The vGPU is paused, mmio_lock held; may sleep
 * @restore: takes record @index (@in: NULL where derived) into a vGPU in its reset
 *	state. Each value is checked before it is used. Return: 0, or a negative errno:
 *	the description is refused. Locks as @save
 * @dump: NULL, or prints what follows the fields
 */
struct facet_state_section {
	u32 tag;
	const char *name;
	const char *what;
	u32 records;
	const struct facet_state_field *fields;
	u32 n_fields;
	const char *rest;
	void (*reset)(struct facet_device *dev);
	int (*save)(struct facet_device *dev, u32 index, struct facet_state_writer *out);
	int (*restore)(struct facet_device *dev, u32 index, struct facet_state_reader *in);
	void (*dump)(const struct facet_reg_map *map, struct facet_state_reader *in,
		     const struct facet_state_printer *printer);
};

#endif
