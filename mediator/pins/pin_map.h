/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A radix tree that maps guest page numbers to pins. mediator/pins/ alone uses the tree, under
 * shadow_lock. The depth of the tree is fixed, so a guest cannot make a search long by its choice
 * of numbers. Consecutive numbers are neighbours in memory. The tree allocates only the nodes on
 * the paths to its pins.
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

/* Number of pages: a page-table entry has 48 bits of address (gen9/gtt_defs.h). */
#define PIN_MAP_LIMIT	(1ull << PIN_MAP_LEVELS * PIN_MAP_BITS)

/**
 * struct facet_pin_dir - A node above the last level.
 * @below: nodes of the next level; a node of the last level is an array of PIN_MAP_SLOTS pins. The
 *	first member, so that a walk can treat all nodes as arrays of pointers
 * @used: number of pins below each slot
 */
struct facet_pin_dir {
	void *below[PIN_MAP_SLOTS];
	u32 used[PIN_MAP_SLOTS];
};

/**
 * struct facet_pin_map - A radix tree of pins. The owner serialises all calls.
 * @top: node of the highest level, from facet_pin_map_init() to facet_pin_map_exit()
 */
struct facet_pin_map {
	struct facet_pin_dir *top;
};

/**
 * facet_pin_map_init() - Make an empty map.
 * @map: the map
 *
 * Context: nobody else uses the map; may sleep.
 * Return: 0; -ENOMEM: no memory for the highest node, and nothing is left to be freed.
 */
int facet_pin_map_init(struct facet_pin_map *map);

/**
 * facet_pin_map_exit() - Free a map that has no pin.
 * @map: the map
 *
 * Context: nobody else uses the map; may sleep.
 */
void facet_pin_map_exit(struct facet_pin_map *map);

/**
 * facet_pin_map_enter() - Enter a pin under its guest page number.
 * @map: the map
 * @pin: the pin; @pin->gfn is its number
 *
 * Context: shadow_lock of the vGPU serializes; allocates nodes, so it may sleep.
 * Return: 0; -EEXIST: the map has another pin with this number; -EFAULT: the number is
 * PIN_MAP_LIMIT or more; -ENOMEM: no memory for a node.
 */
int facet_pin_map_enter(struct facet_pin_map *map, struct facet_pin *pin);

/**
 * facet_pin_map_remove() - Remove a pin, and free the nodes that become empty.
 * @map: the map
 * @pin: the pin, which is in @map; its memory stays the caller's
 *
 * Context: shadow_lock of the vGPU serializes; may sleep.
 */
void facet_pin_map_remove(struct facet_pin_map *map, const struct facet_pin *pin);

/**
 * facet_pin_map_next() - Find the pin with the lowest number in a range.
 * @map: the map
 * @first: first guest page number of the range
 * @last: last guest page number of the range; may be above PIN_MAP_LIMIT
 *
 * Context: shadow_lock of the vGPU serializes; does not sleep.
 * Return: the pin; NULL: the range has none.
 */
struct facet_pin *facet_pin_map_next(const struct facet_pin_map *map, u64 first, u64 last);

/**
 * facet_pin_map_slot() - Find the slot of a guest page number.
 * @map: the map
 * @gfn: guest page number
 *
 * Context: shadow_lock of the vGPU serializes; does not sleep.
 * Return: the slot, which may be empty; NULL: the map has no node of the last level for @gfn, or
 * @gfn is PIN_MAP_LIMIT or more.
 */
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

/**
 * facet_pin_map_find() - Find the pin of a guest page, without reading the pin itself.
 * @map: the map
 * @gfn: guest page number
 *
 * Context: shadow_lock of the vGPU serializes; does not sleep.
 * Return: the pin; NULL: the map has none for this page.
 */
static inline struct facet_pin *facet_pin_map_find(const struct facet_pin_map *map, u64 gfn)
{
	struct facet_pin *const *slot = facet_pin_map_slot(map, gfn);

	return slot ? *slot : NULL;
}

#endif
