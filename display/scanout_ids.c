// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ids of buffers that were scanned out (scanout_ids.h). Each kind of display has such a table, and
 * calls these functions under its own lock.
 */
#include "display/scanout_ids.h"

/* Tell whether two descriptions are of the same scan-out, their guest pages aside. */
static bool same(const struct facet_plane *a, const struct facet_plane *b)
{
	return a->gva == b->gva && a->size == b->size && a->width == b->width &&
	       a->height == b->height && a->stride == b->stride && a->format == b->format &&
	       a->modifier == b->modifier && a->offset_x == b->offset_x &&
	       a->offset_y == b->offset_y && a->direct == b->direct;
}

u32 facet_scanout_ids_get(struct facet_scanout_ids *ids, const struct facet_plane *plane,
			  u64 digest)
{
	struct facet_scanout_id *oldest = &ids->entries[0];
	u32 i;

	for (i = 0; i < FACET_SCANOUT_IDS; i++) {
		struct facet_scanout_id *entry = &ids->entries[i];

		if (entry->plane.id && entry->digest == digest && same(&entry->plane, plane)) {
			entry->used = ++ids->uses;
			return entry->plane.id;
		}
		if (entry->used < oldest->used)
			oldest = entry;
	}
	oldest->plane = *plane;
	oldest->digest = digest;
	oldest->used = ++ids->uses;
	ids->last_id = ids->last_id % FACET_SCANOUT_ID_MAX + 1;
	oldest->plane.id = ids->last_id;
	return oldest->plane.id;
}

int facet_scanout_ids_find(const struct facet_scanout_ids *ids, u32 id,
			   struct facet_scanout_id *out)
{
	u32 i;

	if (!id || id > ids->last_id)
		return -EINVAL;
	for (i = 0; i < FACET_SCANOUT_IDS; i++) {
		if (ids->entries[i].plane.id != id)
			continue;
		*out = ids->entries[i];
		return 0;
	}
	return -ENOENT;
}

void facet_scanout_ids_forget(struct facet_scanout_ids *ids)
{
	u32 i;

	for (i = 0; i < FACET_SCANOUT_IDS; i++)
		ids->entries[i].plane.id = 0;
}
