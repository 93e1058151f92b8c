/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ids of the buffers that a display has shown lately. The id of a buffer depends on its description
 * and on a digest of the guest pages behind it. So an id never outlives its pages. A buffer that
 * soon comes back (double buffering) has its old id again.
 *
 * The owner of the table serializes the calls by a lock of its own. It finds the guest pages, and
 * adds their numbers to the digest.
 */
#ifndef FACET_SCANOUT_IDS_H
#define FACET_SCANOUT_IDS_H

#include "port.h"

#include "display/display.h"

#define FACET_SCANOUT_IDS	16u	/* buffers that a table remembers */

/* FNV-1a, by whole page numbers. A guest that forges a digest shows its own old pages. */
#define FACET_SCANOUT_DIGEST		0xcbf29ce484222325ull	/* digest of no page */
#define FACET_SCANOUT_DIGEST_PRIME	0x100000001b3ull
#define FACET_SCANOUT_GFN_NONE		(~0ull)	/* number of a page that is missing */

/**
 * struct facet_scanout_id - A buffer that was scanned out, and its id.
 * @plane: description, with the id; an id of 0: the entry is empty
 * @digest: digest of the guest page numbers behind it
 * @used: value of &facet_scanout_ids.uses at the last look-up
 */
struct facet_scanout_id {
	struct facet_plane plane;
	u64 digest;
	u64 used;
};

/**
 * struct facet_scanout_ids - The buffers that a display has shown lately. All zero at first.
 * @entries: the buffers
 * @last_id: id that was given last
 * @uses: number of look-ups by description
 */
struct facet_scanout_ids {
	struct facet_scanout_id entries[FACET_SCANOUT_IDS];
	u32 last_id;
	u64 uses;
};

/**
 * facet_scanout_ids_digest() - Add a guest page to the digest of a buffer.
 * @digest: digest of the pages before it; FACET_SCANOUT_DIGEST: there is none
 * @gfn: guest page number, or FACET_SCANOUT_GFN_NONE
 *
 * Context: any; takes no lock; does not sleep.
 * Return: the digest of all these pages, which depends on their order.
 */
static inline u64 facet_scanout_ids_digest(u64 digest, u64 gfn)
{
	digest = (digest ^ gfn) * FACET_SCANOUT_DIGEST_PRIME;
	return digest ^ digest >> 32;
}

/**
 * facet_scanout_ids_get() - Return the id of a buffer, or give it one.
 * @ids: the table
 * @plane: description of the buffer; an enabled plane. The function ignores its id
 * @digest: digest of its guest pages
 *
 * The table remembers a buffer by its address, size, stride, format, tiling, offset, digest and by
 * &facet_plane.direct. A new buffer takes the place of the one that was looked up least recently.
 *
 * Context: any; the owner of @ids serializes. Takes no lock; does not sleep.
 * Return: the id, 1 to FACET_SCANOUT_ID_MAX: the old one if the table still has the buffer.
 */
u32 facet_scanout_ids_get(struct facet_scanout_ids *ids, const struct facet_plane *plane,
			  u64 digest);

/**
 * facet_scanout_ids_find() - Find a buffer by its id.
 * @ids: the table
 * @id: any value
 * @out: gets a copy of the buffer's entry; unchanged after an error
 *
 * Context: any; the owner of @ids serializes. Takes no lock; does not sleep.
 * Return: 0; -ENOENT: the table does not have the buffer any more; -EINVAL: no buffer ever had this
 * id.
 */
int facet_scanout_ids_find(const struct facet_scanout_ids *ids, u32 id,
			   struct facet_scanout_id *out);

/**
 * facet_scanout_ids_forget() - Forget all buffers.
 * @ids: the table, which goes on to count ids
 *
 * Context: any; the owner of @ids serializes. Takes no lock; does not sleep.
 */
void facet_scanout_ids_forget(struct facet_scanout_ids *ids);

#endif
