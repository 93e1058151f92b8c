/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Pins by guest page number: for mediator/pins/pins.c. A radix tree of a fixed depth, so
 * that no choice of numbers makes a look-up long, and numbers that follow each other,
 * as most do, are next to each other. It takes memory only around what is in it.
 */
#ifndef FACET_PIN_MAP_H
#define FACET_PIN_MAP_H

#include "port.h"

struct facet_pin;

enum {
	PIN_MAP_BITS = 9,
	PIN_MAP_SLOTS = 1 << PIN_MAP_BITS,
	PIN_MAP_LEVELS = 4,
};

/* Page numbers of the 48 bits of address that a page-table entry has. */
#define PIN_MAP_LIMIT	(1ull << PIN_MAP_LEVELS * PIN_MAP_BITS)

/**
 * struct facet_pin_dir - A node above the last level.
 * @below: nodes; those of the last level are arrays of pins. First: a walk minds nothing else
 * @used: pins below each
 */
struct facet_pin_dir {
	void *below[PIN_MAP_SLOTS];
	u32 used[PIN_MAP_SLOTS];
};

/** struct facet_pin_map - Its owner serialises all. @top: stays while the map is there */
struct facet_pin_map {
	struct facet_pin_dir *top;
};

/** facet_pin_map_init() - Return: 0 or -ENOMEM. */
int facet_pin_map_init(struct facet_pin_map *map);

/** facet_pin_map_exit() - Of a map with no pin in it. */
void facet_pin_map_exit(struct facet_pin_map *map);

/**
 * facet_pin_map_enter() - Enter a pin under its number. May sleep.
 * Return: 0; -EEXIST: there is one; -EFAULT: no page has that number; -ENOMEM.
 */
int facet_pin_map_enter(struct facet_pin_map *map, struct facet_pin *pin);

/** facet_pin_map_remove() - Take out a pin that is in it. */
void facet_pin_map_remove(struct facet_pin_map *map, const struct facet_pin *pin);

/** facet_pin_map_next() - The pin with the lowest number in [first, last], or NULL. */
struct facet_pin *facet_pin_map_next(const struct facet_pin_map *map, u64 first, u64 last);

/* The place of a number; NULL where nothing is near. */
static inline struct facet_pin **facet_pin_map_slot(const struct facet_pin_map *map, u64 gfn)
{
	void **node = map->top->below;
	u32 level;

	if (gfn >= PIN_MAP_LIMIT)
		return NULL;
	for (level = PIN_MAP_LEVELS - 1; node && level; level--)
		node = node[(gfn >> level * PIN_MAP_BITS) % PIN_MAP_SLOTS];
	return node ? (struct facet_pin **)node + gfn % PIN_MAP_SLOTS : NULL;
}

/** facet_pin_map_find() - The pin of a page, or NULL. What it points to is not touched. */
static inline struct facet_pin *facet_pin_map_find(const struct facet_pin_map *map, u64 gfn)
{
	struct facet_pin *const *slot = facet_pin_map_slot(map, gfn);

	return slot ? *slot : NULL;
}

#endif
