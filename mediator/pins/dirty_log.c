// SPDX-License-Identifier: GPL-2.0-only
/*
 * Record of guest pages that a vGPU has written (dirty_log.h). Front ends call this file. Takes
 * facet_dirty_log.lock, a last leaf, for a bounded number of pages.
 */
#include "mediator/dirty_log.h"

#define WORD_BITS	64u
#define SCAN_WORDS	512u	/* words that one call of facet_dirty_log_take() looks at */

/**
 * struct part - A range and its bits.
 * @range: the range
 * @words: bits of its pages, from its first page on
 */
struct part {
	struct facet_dirty_log_range range;
	u64 *words;
};

/**
 * struct facet_dirty_log_bits - All ranges.
 * @n: number of @parts
 * @words: bits of all parts
 * @parts: the ranges, in the order of their numbers
 */
struct facet_dirty_log_bits {
	u32 n;
	u64 *words;
	struct part parts[FACET_DIRTY_LOG_RANGES];
};

static u64 words_of(const struct facet_dirty_log_range *range)
{
	return (range->n + WORD_BITS - 1) / WORD_BITS;
}

static u32 lowest_bit(u64 bits)
{
	return ilog2(bits & -bits);
}

static u64 end_of(const struct part *part)
{
	return part->range.first + part->range.n;
}

void facet_dirty_log_init(struct facet_dirty_log *log)
{
	spin_lock_init(&log->lock);
	log->bits = NULL;
}

/* Insert a range in its order. Return: 0; -EINVAL: it is empty, wraps or overlaps another. */
static int insert(struct facet_dirty_log_bits *bits, const struct facet_dirty_log_range *range)
{
	u64 end = range->first + range->n;
	u32 i = bits->n;

	if (end <= range->first)
		return -EINVAL;
	for (; i && bits->parts[i - 1].range.first >= end; i--)
		bits->parts[i] = bits->parts[i - 1];
	if (i && end_of(&bits->parts[i - 1]) > range->first)
		return -EINVAL;
	bits->parts[i].range = *range;
	bits->n++;
	return 0;
}

/* Give each range its words. Return: 0; -E2BIG: there are too many pages; -ENOMEM. */
static int make_words(struct facet_dirty_log_bits *bits)
{
	u64 pages = 0, words = 0;
	u32 i;

	for (i = 0; i < bits->n; i++) {
		if (bits->parts[i].range.n > FACET_DIRTY_LOG_PAGES - pages)
			return -E2BIG;
		pages += bits->parts[i].range.n;
		words += words_of(&bits->parts[i].range);
	}
	bits->words = port_calloc(words, sizeof(*bits->words));
	if (!bits->words)
		return -ENOMEM;
	for (i = 0, words = 0; i < bits->n; words += words_of(&bits->parts[i++].range))
		bits->parts[i].words = bits->words + words;
	return 0;
}

static void bits_free(struct facet_dirty_log_bits *bits)
{
	if (bits)
		port_free(bits->words);
	port_free(bits);
}

/* Let a record have other bits. Return: those before. */
static struct facet_dirty_log_bits *replace(struct facet_dirty_log *log,
					    struct facet_dirty_log_bits *bits)
{
	struct facet_dirty_log_bits *before;
	unsigned long flags;

	spin_lock_irqsave(&log->lock, flags);
	before = log->bits;
	WRITE_ONCE(log->bits, bits);
	spin_unlock_irqrestore(&log->lock, flags);
	return before;
}

int facet_dirty_log_start(struct facet_dirty_log *log, const struct facet_dirty_log_range *ranges,
			  u32 n)
{
	struct facet_dirty_log_bits *bits;
	int ret = 0;
	u32 i;

	if (facet_dirty_log_is_on(log))
		return -EBUSY;
	if (!n)
		return -EINVAL;
	if (n > FACET_DIRTY_LOG_RANGES)
		return -E2BIG;
	bits = port_zalloc(sizeof(*bits));
	if (!bits)
		return -ENOMEM;
	for (i = 0; i < n && !ret; i++)
		ret = insert(bits, &ranges[i]);
	if (!ret)
		ret = make_words(bits);
	if (!ret)
		replace(log, bits);
	else
		bits_free(bits);
	return ret;
}

bool facet_dirty_log_stop(struct facet_dirty_log *log)
{
	struct facet_dirty_log_bits *before = replace(log, NULL);

	bits_free(before);
	return before;
}

/* Find the first range that does not end before a page. NULL: there is none. */
static struct part *part_from(struct facet_dirty_log_bits *bits, u64 gfn)
{
	u32 low = 0, high = bits->n, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (end_of(&bits->parts[middle]) <= gfn)
			low = middle + 1;
		else
			high = middle;
	}
	return low < bits->n ? &bits->parts[low] : NULL;
}

/* Return the bits of a word from bit @at on, at most @n of them. */
static u64 mask_from(u32 at, u64 n)
{
	return (~0ull >> (WORD_BITS - min_t(u64, n, WORD_BITS - at))) << at;
}

/* Set the bits of a range's pages from @gfn to before @end, which are in the range. Lock held. */
static void set_bits(struct part *part, u64 gfn, u64 end)
{
	u64 at = gfn - part->range.first, left = end - gfn, n;

	for (; left; at += n, left -= n) {
		n = min_t(u64, left, WORD_BITS - at % WORD_BITS);
		part->words[at / WORD_BITS] |= mask_from(at % WORD_BITS, n);
	}
}

void facet_dirty_log_add(struct facet_dirty_log *log, u64 gfn, u64 n)
{
	u64 end = gfn + min(n, ~gfn);
	unsigned long flags;
	struct part *part;

	if (!facet_dirty_log_is_on(log))
		return;
	spin_lock_irqsave(&log->lock, flags);
	while (log->bits && gfn < end) {
		part = part_from(log->bits, gfn);
		if (!part || part->range.first >= end)
			break;
		gfn = max(gfn, part->range.first);
		set_bits(part, gfn, min(end, end_of(part)));
		gfn = end_of(part);
	}
	spin_unlock_irqrestore(&log->lock, flags);
}

/*
 * Take pages of a range from @gfn to before @end, which are in the range. @gfn becomes the page
 * behind those that were looked at. Lock held. Return: the number of pages; 0: none so far.
 */
static u32 take_bits(struct part *part, u64 *gfn, u64 end, u64 *first)
{
	u32 looked, at, n;
	u64 *word, bits;

	for (looked = 0; *gfn < end && looked < SCAN_WORDS; looked++) {
		at = (*gfn - part->range.first) % WORD_BITS;
		word = &part->words[(*gfn - part->range.first) / WORD_BITS];
		bits = *word & mask_from(at, end - *gfn);
		if (!bits) {
			*gfn += min_t(u64, end - *gfn, WORD_BITS - at);
			continue;
		}
		*first = *gfn - at + lowest_bit(bits);
		at = lowest_bit(bits);
		n = ~(bits >> at) ? lowest_bit(~(bits >> at)) : WORD_BITS;
		*word &= ~mask_from(at, n);
		*gfn = *first + n;
		return n;
	}
	return 0;
}

u32 facet_dirty_log_take(struct facet_dirty_log *log, u64 *gfn, u64 end, u64 *first)
{
	struct part *part = NULL;
	unsigned long flags;
	u32 n = 0;

	spin_lock_irqsave(&log->lock, flags);
	if (log->bits && *gfn < end)
		part = part_from(log->bits, *gfn);
	if (!part || part->range.first >= end) {
		*gfn = end;
	} else {
		*gfn = max(*gfn, part->range.first);
		n = take_bits(part, gfn, min(end, end_of(part)), first);
	}
	spin_unlock_irqrestore(&log->lock, flags);
	return n;
}
