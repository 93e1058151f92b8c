// SPDX-License-Identifier: GPL-2.0-only
/* Guest pages that have answered (answered.h): a table of bitmaps, by guest page number. */
#include "mediator/answered.h"

#define LEAF_WORDS	(FACET_ANSWERED_LEAF_PAGES / 64)

/**
 * struct piece - Pages that lie in one word of a leaf.
 * @leaf: number of the leaf
 * @word: in the leaf
 * @bits: which pages of the word
 */
struct piece {
	u32 leaf;
	u32 word;
	u64 bits;
};

/*
 * Take the first piece off a range. Return: false when the range is used up, or above what is on
 * record. @first, @n: the range; what is left of it.
 */
static bool piece_next(u64 *first, u64 *n, struct piece *piece)
{
	u64 leaf = *first / FACET_ANSWERED_LEAF_PAGES;
	u32 at = *first % 64;
	u64 len = min_t(u64, *n, 64 - at);

	if (!len || !port_index(&leaf, FACET_ANSWERED_LEAVES))
		return false;
	piece->leaf = leaf;
	piece->word = *first % FACET_ANSWERED_LEAF_PAGES / 64;
	piece->bits = (~0ull >> (64 - len)) << at;
	*first += len;
	*n -= len;
	return true;
}

/* The word of a piece, or NULL: there is no leaf. */
static u64 *piece_word(const struct facet_answered *answered, const struct piece *piece)
{
	u64 *leaf = answered->leaves ? answered->leaves[piece->leaf] : NULL;

	return leaf ? &leaf[piece->word] : NULL;
}

/* Skip the rest of a leaf that does not exist. */
static void skip_leaf(u64 *first, u64 *n)
{
	u64 in_leaf = *first % FACET_ANSWERED_LEAF_PAGES;
	u64 len = in_leaf ? min_t(u64, *n, FACET_ANSWERED_LEAF_PAGES - in_leaf) : 0;

	*first += len;
	*n -= len;
}

static bool leaf_make(struct facet_answered *answered, u32 leaf)
{
	if (!answered->leaves)
		answered->leaves = port_calloc(FACET_ANSWERED_LEAVES, sizeof(*answered->leaves));
	if (!answered->leaves)
		return false;
	if (!answered->leaves[leaf])
		answered->leaves[leaf] = port_calloc(LEAF_WORDS, sizeof(u64));
	return answered->leaves[leaf];
}

void facet_answered_add(struct facet_answered *answered, u64 gfn, u64 n)
{
	struct piece piece;

	while (piece_next(&gfn, &n, &piece)) {
		if (leaf_make(answered, piece.leaf))
			*piece_word(answered, &piece) |= piece.bits;
	}
}

bool facet_answered_any(const struct facet_answered *answered, u64 gfn, u64 n)
{
	struct piece piece;
	const u64 *word;

	while (piece_next(&gfn, &n, &piece)) {
		word = piece_word(answered, &piece);
		if (!word)
			skip_leaf(&gfn, &n);
		else if (*word & piece.bits)
			return true;
	}
	return false;
}

void facet_answered_forget(struct facet_answered *answered, u64 gfn, u64 n)
{
	struct piece piece;
	u64 *word;

	while (piece_next(&gfn, &n, &piece)) {
		word = piece_word(answered, &piece);
		if (word)
			*word &= ~piece.bits;
		else
			skip_leaf(&gfn, &n);
	}
}

void facet_answered_fini(struct facet_answered *answered)
{
	u32 i;

	for (i = 0; answered->leaves && i < FACET_ANSWERED_LEAVES; i++)
		port_free(answered->leaves[i]);
	port_free(answered->leaves);
	answered->leaves = NULL;
}
