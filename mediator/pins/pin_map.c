// SPDX-License-Identifier: GPL-2.0-only
/* The radix tree of pins (pin_map.h). pins.c and pins_release.c call it under shadow_lock. */
#include "mediator/pins/pin_map.h"

#include "mediator/pins.h"

static u32 slot_of(u64 gfn, u32 level)
{
	return (gfn >> level * PIN_MAP_BITS) % PIN_MAP_SLOTS;
}

static void *node_alloc(u32 level)
{
	if (level)
		return port_zalloc(sizeof(struct facet_pin_dir));
	return port_calloc(PIN_MAP_SLOTS, sizeof(struct facet_pin *));
}

int facet_pin_map_init(struct facet_pin_map *map)
{
	map->top = node_alloc(PIN_MAP_LEVELS - 1);
	return map->top ? 0 : -ENOMEM;
}

void facet_pin_map_exit(struct facet_pin_map *map)
{
	port_free(map->top);
}

/* Return the slot of a number, with all nodes above it made. NULL: no memory. */
static struct facet_pin **map_make(struct facet_pin_map *map, u64 gfn)
{
	void **node = map->top->below;
	u32 level;

	for (level = PIN_MAP_LEVELS - 1; level; level--) {
		node += slot_of(gfn, level);
		if (!*node)
			*node = node_alloc(level - 1);
		if (!*node)
			return NULL;
		node = *node;
	}
	return (struct facet_pin **)node + slot_of(gfn, 0);
}

/* Add @by to the counts of the nodes above a number, and free the nodes without pins. */
static void map_count(struct facet_pin_map *map, u64 gfn, int by)
{
	struct facet_pin_dir *path[PIN_MAP_LEVELS];
	struct facet_pin_dir *dir = map->top;
	u32 level;

	for (level = PIN_MAP_LEVELS - 1; level; level--) {
		path[level] = dir;
		dir = dir ? dir->below[slot_of(gfn, level)] : NULL;
	}
	for (level = 1; level < PIN_MAP_LEVELS; level++) {
		u32 i = slot_of(gfn, level);

		dir = path[level];
		if (!dir)
			continue;
		dir->used[i] += by;
		if (dir->used[i])
			continue;
		port_free(dir->below[i]);
		dir->below[i] = NULL;
	}
}

int facet_pin_map_enter(struct facet_pin_map *map, struct facet_pin *pin)
{
	struct facet_pin **slot;

	if (pin->gfn >= PIN_MAP_LIMIT)
		return -EFAULT;
	slot = map_make(map, pin->gfn);
	if (!slot) {
		map_count(map, pin->gfn, 0);
		return -ENOMEM;
	}
	if (*slot)
		return -EEXIST;
	*slot = pin;
	map_count(map, pin->gfn, 1);
	return 0;
}

void facet_pin_map_remove(struct facet_pin_map *map, const struct facet_pin *pin)
{
	*facet_pin_map_slot(map, pin->gfn) = NULL;
	map_count(map, pin->gfn, -1);
}

struct facet_pin *facet_pin_map_next(const struct facet_pin_map *map, u64 first, u64 last)
{
	u64 gfn = first;

	last = min(last, PIN_MAP_LIMIT - 1);
	while (gfn <= last) {
		void *const *node = map->top->below;
		u32 level = PIN_MAP_LEVELS - 1;

		while (level && node[slot_of(gfn, level)]) {
			node = node[slot_of(gfn, level)];
			level--;
		}
		if (!level && node[slot_of(gfn, 0)])
			return node[slot_of(gfn, 0)];
		gfn = ((gfn >> level * PIN_MAP_BITS) + 1) << level * PIN_MAP_BITS;
	}
	return NULL;
}
