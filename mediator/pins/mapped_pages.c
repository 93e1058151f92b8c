// SPDX-License-Identifier: GPL-2.0-only
/*
 * Record of guest pages that were mapped when an op succeeded (mapped_pages.h): a tree of bitmaps
 * by guest page number. Front ends call it through unmap_history.c, under a lock of their own.
 */
#include "mediator/mapped_pages.h"

#define NODE_LEAVES	FACET_MAPPED_PAGES_NODE_LEAVES
#define LEAF_WORDS	(FACET_MAPPED_PAGES_PER_LEAF / 64)

/**
 * struct piece - Pages whose bits lie in one word of a leaf.
 * @leaf: number of the leaf
 * @word: number of the word in the leaf
 * @bits: bits of the pages
 */
struct piece {
	u32 leaf;
	u32 word;
	u64 bits;
};

/*
 * Take the first piece off the range of @n pages from @first on. @first and @n become the rest of
 * the range. Return: false: no page is left, or the range is above the last leaf.
 */
static bool piece_next(u64 *first, u64 *n, struct piece *piece)
{
	u64 leaf = *first / FACET_MAPPED_PAGES_PER_LEAF;
	u32 at = *first % 64;
	u64 len = min_t(u64, *n, 64 - at);

	if (!len || !port_index(&leaf, FACET_MAPPED_PAGES_LEAVES))
		return false;
	piece->leaf = leaf;
	piece->word = *first % FACET_MAPPED_PAGES_PER_LEAF / 64;
	piece->bits = (~0ull >> (64 - len)) << at;
	*first += len;
	*n -= len;
	return true;
}

/* Return the word of a piece; NULL: the record has no page of its leaf. */
static u64 *piece_word(const struct facet_mapped_pages *mapped, const struct piece *piece)
{
	const struct facet_mapped_pages_leaf *leaf = mapped->nodes[piece->leaf / NODE_LEAVES];

	if (!leaf)
		return NULL;
	leaf += piece->leaf % NODE_LEAVES;
	return leaf->bits && leaf->epoch == mapped->epoch ? &leaf->bits[piece->word] : NULL;
}

/* Allocate a leaf, or clear a leaf whose pages were forgotten. Return: false: no memory. */
static bool leaf_make(struct facet_mapped_pages *mapped, u32 index)
{
	struct facet_mapped_pages_leaf **node = &mapped->nodes[index / NODE_LEAVES], *leaf;

	if (!*node)
		*node = port_calloc(NODE_LEAVES, sizeof(**node));
	if (!*node)
		return false;
	leaf = &(*node)[index % NODE_LEAVES];
	if (!leaf->bits)
		leaf->bits = port_calloc(LEAF_WORDS, sizeof(u64));
	else if (leaf->epoch != mapped->epoch)
		memset(leaf->bits, 0, LEAF_WORDS * sizeof(u64));
	leaf->epoch = mapped->epoch;
	return leaf->bits;
}

void facet_mapped_pages_add(struct facet_mapped_pages *mapped, u64 gfn, u64 n)
{
	struct piece piece;

	while (piece_next(&gfn, &n, &piece)) {
		if (leaf_make(mapped, piece.leaf))
			*piece_word(mapped, &piece) |= piece.bits;
	}
}

bool facet_mapped_pages_all(const struct facet_mapped_pages *mapped, u64 gfn, u64 n)
{
	struct piece piece;
	const u64 *word;

	while (piece_next(&gfn, &n, &piece)) {
		word = piece_word(mapped, &piece);
		if (!word || piece.bits & ~*word)
			return false;
	}
	return !n;
}

void facet_mapped_pages_forget(struct facet_mapped_pages *mapped)
{
	mapped->epoch++;
}

static void node_free(struct facet_mapped_pages_leaf *node)
{
	u32 i;

	for (i = 0; node && i < NODE_LEAVES; i++)
		port_free(node[i].bits);
	port_free(node);
}

void facet_mapped_pages_fini(struct facet_mapped_pages *mapped)
{
	u32 i;

	for (i = 0; i < FACET_MAPPED_PAGES_NODES; i++) {
		node_free(mapped->nodes[i]);
		mapped->nodes[i] = NULL;
	}
}
