// SPDX-License-Identifier: GPL-2.0-only
/*
 * Auxiliary surfaces (aux_surface.h). Words of an auxiliary surface are visited in pieces: 16 bytes
 * across and some rows down, which lie together in a tile. The engine's thread calls this file.
 * Takes no lock.
 */
#include "sample/aux_surface.h"

#include "sample/texel.h"

#define PIECE		GEN9_TILE_Y_COLUMN	/* bytes across a piece */
#define TOKEN		GEN9_CCS_LOW_BITS	/* blocks that are neither clear nor plain */
#define POLL_PIECES	256u			/* pieces without work between two polls */
#define SAMPLES		16u
#define HIZ_PLAIN	0xffu			/* mark of an element that is not clear */
#define HIZ_KEPT	0x01u			/* mark of one whose pixels have the depth */
#define CCS_MARKED	0xaau			/* bit 1 of each block of a byte: it is marked */
#define MCS_KEPT	0x80u			/* turns a clear word into a kept one */
#define TILES_HIZ	0xffu			/* &sample_plane.tiling of marks of HiZ */

/**
 * struct level - A level of a layer.
 * @work: the surface
 * @words: bytes of the auxiliary surface
 * @planes: number of @pixels
 * @pixels: bytes of each sample, or of all samples if they are interleaved
 * @word_bytes: bytes of a word
 * @columns: bytes across of the words
 * @rows: rows of words
 * @pixel_bytes: bytes across of a word's pixels
 * @pixel_rows: rows of a word's pixels
 * @across: bytes across of a pixel in its plane
 * @down: rows of a pixel in its plane
 * @width: bytes across of the pixels
 * @height: rows of the pixels
 * @mask: bits of words that tell whether they are marked
 * @clear: bytes of words that are marked, and whose pixels have any colour
 * @kept: bytes of words that are marked, and whose pixels have the colour of the last use
 * @plain: bytes of words that are not clear
 * @color: bytes of clear pixels
 */
struct level {
	const struct sample_aux_work *work;
	struct sample_plane words;
	u32 planes;
	struct sample_plane pixels[SAMPLES];
	u32 word_bytes;
	u32 columns;
	u32 rows;
	u32 pixel_bytes;
	u32 pixel_rows;
	u32 across;
	u32 down;
	u32 width;
	u32 height;
	u8 mask[PIECE];
	u8 clear[PIECE];
	u8 kept[PIECE];
	u8 plain[PIECE];
	u8 color[PIECE];
};

/* Words of a level: columns @x0 to @x1 - 1 in bytes, rows @y0 to @y1 - 1 */
struct area {
	u32 x0;
	u32 y0;
	u32 x1;
	u32 y1;
};

/* Count a plane's columns in bytes. */
static void by_bytes(struct sample_plane *plane)
{
	plane->bytes = 1;
}

/* Find the words of a level of a layer. The tiles of HiZ are none of struct sample_surface. */
static void words_plane(const struct sample_aux *aux, u32 number, u32 layer,
			struct sample_plane *plane)
{
	const struct sample_surface *words = &aux->words;
	u32 at = words->first_level + number;
	u64 y;

	if (aux->kind != SAMPLE_AUX_HIZ) {
		sample_surface_plane(words, number, layer, 0, plane);
		by_bytes(plane);
		return;
	}
	y = ((u64)words->first_layer + layer) * words->qpitch + words->level_y[at];
	*plane = (struct sample_plane){
		.base = words->base + y / GEN9_HIZ_TILE * words->pitch * GEN9_TILE_Y_ROWS,
		.x = words->level_x[at],
		.y = (u32)(y % GEN9_HIZ_TILE),
		.pitch = words->pitch,
		.bytes = 1,
		.tiling = TILES_HIZ,
	};
}

/* Set the size of a level and of its pixels. Samples may lie side by side. */
static void level_size(struct level *level, u32 at)
{
	const struct sample_surface *surface = level->work->surface;
	u32 bytes = surface->format->bytes, x = 2, y = 2;

	level->across = bytes;
	level->down = 1;
	level->width = sample_level_size(surface->width, at) * bytes;
	level->height = sample_level_size(surface->height, at);
	if (!surface->interleaved)
		return;
	sample_surface_interleave(surface->samples, 0, &x, &y);
	level->across = x / 2 * bytes;
	level->down = y / 2;
	level->width = ALIGN(level->width, 2 * bytes) * (x / 2);
	level->height = ALIGN(level->height, 2u) * (y / 2);
}

/* Set the size of a word's pixels. */
static void level_pixels(struct level *level)
{
	switch (level->work->aux->kind) {
	case SAMPLE_AUX_CCS:
		level->pixel_bytes = GEN9_CCS_BLOCK_BYTES;
		level->pixel_rows = GEN9_CCS_BYTE_ROWS;
		level->width = ALIGN(level->width, GEN9_CCS_BLOCK_BYTES);
		level->height = ALIGN(level->height, GEN9_CCS_BLOCK_ROWS);
		break;
	case SAMPLE_AUX_HIZ:
		level->pixel_bytes = GEN9_HIZ_BLOCK_COLUMNS * level->across;
		level->pixel_rows = GEN9_HIZ_BLOCK_ROWS * level->down;
		break;
	default:
		level->pixel_bytes = level->across;
		level->pixel_rows = 1;
	}
}

static void mcs_words(struct level *level, u32 samples)
{
	u64 plain = sample_aux_identity(samples);
	u32 i;

	memset(level->clear, samples == 2 ? GEN9_MCS_CLEAR_2 : ~0, PIECE);
	memcpy(level->mask, level->clear, PIECE);
	memcpy(level->kept, level->clear, PIECE);
	for (i = 0; i < PIECE; i += level->word_bytes) {
		level->mask[i] &= (u8)~MCS_KEPT;
		level->kept[i] ^= MCS_KEPT;
		memcpy(&level->plain[i], &plain, level->word_bytes);
	}
}

static void level_words(struct level *level)
{
	level->word_bytes = level->work->aux->words.format->bytes;
	switch (level->work->aux->kind) {
	case SAMPLE_AUX_CCS:
		memset(level->mask, CCS_MARKED, PIECE);
		memset(level->clear, ~0, PIECE);
		memset(level->kept, CCS_MARKED, PIECE);
		memset(level->plain, 0, PIECE);
		break;
	case SAMPLE_AUX_HIZ:
		memset(level->mask, ~HIZ_KEPT, PIECE);
		memset(level->clear, 0, PIECE);
		memset(level->kept, HIZ_KEPT, PIECE);
		memset(level->plain, HIZ_PLAIN, PIECE);
		break;
	default:
		mcs_words(level, level->work->surface->samples);
	}
}

/* Set all members but the colour. */
static void level_set(const struct sample_aux_work *work, u32 number, u32 layer,
		      struct level *level)
{
	const struct sample_surface *surface = work->surface;
	u32 s;

	level->work = work;
	level->planes = surface->interleaved ? 1 : surface->samples;
	level_size(level, surface->first_level + number);
	level_words(level);
	level_pixels(level);
	level->columns = DIV_ROUND_UP(level->width, level->pixel_bytes) * level->word_bytes;
	level->rows = DIV_ROUND_UP(level->height, level->pixel_rows);
	words_plane(work->aux, number, layer, &level->words);
	for (s = 0; s < level->planes; s++) {
		sample_surface_plane(surface, number, layer, s, &level->pixels[s]);
		by_bytes(&level->pixels[s]);
	}
}

static int level_color(struct level *level)
{
	const struct sample_format *format = level->work->surface->format;
	union sample_texel texel;
	u32 i;

	memcpy(texel.u, level->work->aux->color, sizeof(texel.u));
	for (i = 0; i < PIECE; i += format->bytes)
		if (!sample_texel_pack(format, &texel, &level->color[i]))
			return -EINVAL;
	return 0;
}

/* --- pieces --------------------------------------------------------------------------------- */

/* The marks of a tile of HiZ are the first bytes of its page. */
static u64 hiz_address(const struct sample_plane *plane, u32 x, u32 y)
{
	u32 column = plane->x + x, row = plane->y + y;

	return plane->base + (u64)(row / GEN9_HIZ_TILE) * plane->pitch * GEN9_TILE_Y_ROWS +
	       column / GEN9_HIZ_TILE * (u64)PAGE_SIZE + row % GEN9_HIZ_TILE * GEN9_HIZ_TILE +
	       column % GEN9_HIZ_TILE;
}

static u8 *at(const struct level *level, const struct sample_plane *plane, u32 x, u32 y, bool write)
{
	u64 va = plane->tiling == TILES_HIZ ? hiz_address(plane, x, y) :
					      sample_plane_address(plane, x, y);

	return sample_window_at(level->work->windows, va, write);
}

/* Rows from row @y on whose pieces follow each other in memory, @rows at most. */
static u32 rows_here(const struct sample_plane *plane, u32 y, u32 rows)
{
	u32 tile = plane->tiling == TILES_HIZ ? GEN9_HIZ_TILE :
		   plane->tiling == GEN9_TILE_Y ? GEN9_TILE_Y_ROWS : 1;

	return min(rows, tile - (plane->y + y) % tile);
}

/* Copy @n bytes of a pattern to each of @rows pieces. Most pieces are whole. */
static void fill_pieces(u8 *to, const u8 *from, u32 n, u32 rows)
{
	u32 i;

	for (i = 0; n == PIECE && i < rows; i++)
		memcpy(to + i * PIECE, from, PIECE);
	for (; i < rows; i++)
		memcpy(to + i * PIECE, from, n);
}

/* Repeat a pattern of PIECE bytes in an area. */
static void fill(const struct level *level, const struct sample_plane *plane,
		 const struct area *area, const u8 *pattern)
{
	u32 x, y, n, rows;

	for (x = area->x0; x < area->x1; x += n) {
		u32 first = (plane->x + x) % PIECE;

		n = min(area->x1 - x, PIECE - first);
		for (y = area->y0; y < area->y1; y += rows) {
			rows = rows_here(plane, y, area->y1 - y);
			fill_pieces(at(level, plane, x, y, true), pattern + first, n, rows);
		}
	}
}

/* Fill an area piece by piece, and give way behind each. */
static int fill_words(const struct level *level, const struct area *area, const u8 *pattern)
{
	struct area piece;
	int ret = 0;

	for (piece.x0 = area->x0; piece.x0 < area->x1 && !ret; piece.x0 = piece.x1) {
		piece.x1 = min(area->x1, (piece.x0 / PIECE + 1) * PIECE);
		for (piece.y0 = area->y0; piece.y0 < area->y1 && !ret; piece.y0 = piece.y1) {
			piece.y1 = min(area->y1, piece.y0 + GEN9_TILE_Y_ROWS);
			fill(level, &level->words, &piece, pattern);
			ret = level->work->poll(level->work->host);
		}
	}
	return ret;
}

/* Tell quickly whether a piece of @rows rows may have marked words. */
static bool may_be_marked(const struct level *level, const u8 *words, u32 rows)
{
	__m128i any = _mm_setzero_si128(), mask = _mm_loadu_si128((const __m128i *)level->mask), v;
	__m128i want = _mm_and_si128(_mm_loadu_si128((const __m128i *)level->clear), mask);
	bool ccs = level->work->aux->kind == SAMPLE_AUX_CCS;
	u32 i;

	for (i = 0; i < rows; i++) {
		v = _mm_and_si128(_mm_loadu_si128((const __m128i *)(words + i * PIECE)), mask);
		/* A byte of the CCS has four blocks, and any of them may be marked. */
		any = _mm_or_si128(any, ccs ? v : _mm_cmpeq_epi8(v, want));
	}
	return _mm_movemask_epi8(_mm_cmpeq_epi8(any, _mm_setzero_si128())) != 0xffff;
}

/* Tell whether all words of a piece have the bits @want, of those in @mask. */
static bool all_are(const u8 *words, u32 rows, const u8 *mask, const u8 *want)
{
	__m128i m = _mm_loadu_si128((const __m128i *)mask), v;
	__m128i w = _mm_and_si128(_mm_loadu_si128((const __m128i *)want), m);
	u32 i;

	for (i = 0; i < rows; i++) {
		v = _mm_loadu_si128((const __m128i *)(words + i * PIECE));
		v = _mm_cmpeq_epi8(_mm_and_si128(v, m), w);
		if (_mm_movemask_epi8(v) != 0xffff)
			return false;
	}
	return true;
}

/* Write the clear colour to the pixels of words, within the level. */
static void color_pixels(const struct level *level, struct area *pixels)
{
	u32 s;

	pixels->x1 = min(pixels->x1, level->width);
	pixels->y1 = min(pixels->y1, level->height);
	for (s = 0; s < level->planes; s++)
		fill(level, &level->pixels[s], pixels, level->color);
}

/*
 * Tell whether kept pixels from byte @x of row @y on have the clear colour. All pixels of a kept
 * word have one colour: who writes them removes the mark first.
 */
static bool has_color(const struct level *level, u32 x, u32 y)
{
	const struct sample_plane *plane = &level->pixels[0];
	u32 first = (plane->x + x) % PIECE, n = min(level->pixel_bytes, PIECE - first);

	return !memcmp(at(level, plane, x, y, false), level->color + first, n);
}

/* Settle a byte of the CCS, whose blocks lie one below another. Return: true: pixels got colour. */
static bool settle_blocks(const struct level *level, u8 *word, u32 x, u32 y)
{
	bool colored = false;
	u32 i;

	for (i = 0; i < GEN9_CCS_BYTE_ROWS / GEN9_CCS_BLOCK_ROWS; i++) {
		u32 row = y * GEN9_CCS_BYTE_ROWS + i * GEN9_CCS_BLOCK_ROWS;
		u32 bits = GEN9_CCS_CLEAR << 2 * i, kept = CCS_MARKED & bits;
		struct area pixels = { x * GEN9_CCS_BLOCK_BYTES, row,
				       (x + 1) * GEN9_CCS_BLOCK_BYTES, row + GEN9_CCS_BLOCK_ROWS };

		if (!(*word & kept))
			continue;
		/* color_pixels() knows which blocks the level has. */
		if ((*word & bits) != kept || !has_color(level, pixels.x0, row)) {
			color_pixels(level, &pixels);
			colored = true;
		}
		*word = (u8)((*word & ~bits) | (level->work->keep ? kept : 0));
	}
	return colored;
}

/* Settle another word. Return: true: pixels got colour. */
static bool settle_word(const struct level *level, u8 *word, u32 x, u32 y)
{
	bool colored;

	struct area pixels = { .x0 = x * level->pixel_bytes, .x1 = (x + 1) * level->pixel_bytes,
			       .y0 = y * level->pixel_rows, .y1 = (y + 1) * level->pixel_rows };
	u32 i;

	for (i = 0; i < level->word_bytes; i++)
		if ((word[i] & level->mask[i]) != (level->clear[i] & level->mask[i]))
			return false;
	colored = memcmp(word, level->kept, level->word_bytes) ||
		  !has_color(level, pixels.x0, pixels.y0);
	if (colored)
		color_pixels(level, &pixels);
	memcpy(word, level->work->keep ? level->kept : level->plain, level->word_bytes);
	return colored;
}

/**
 * struct piece - Words that lie together.
 * @x: first column, in bytes
 * @y: first row
 * @columns: bytes across, PIECE at most
 * @rows: number of rows
 */
struct piece {
	u32 x;
	u32 y;
	u32 columns;
	u32 rows;
};

/* Settle words of a piece, one by one. Return: true: pixels got colour. */
static bool settle_some(const struct level *level, u8 *words, const struct piece *piece)
{
	bool ccs = level->work->aux->kind == SAMPLE_AUX_CCS, colored = false;
	u32 row, i;

	for (row = 0; row < piece->rows; row++) {
		for (i = 0; i < piece->columns; i += level->word_bytes) {
			u8 *word = words + row * PIECE + i;
			u32 x = piece->x + i, y = piece->y + row;

			colored |= ccs ? settle_blocks(level, word, x, y) :
					 settle_word(level, word, x / level->word_bytes, y);
		}
	}
	return colored;
}

/* Settle a piece whose words are all marked. Return: true: something was written. */
static bool settle_all(const struct level *level, const u8 *marks, const struct piece *piece)
{
	const struct area words = { piece->x, piece->y, piece->x + piece->columns,
				    piece->y + piece->rows };
	struct area pixels = {
		.x0 = words.x0 / level->word_bytes * level->pixel_bytes,
		.x1 = words.x1 / level->word_bytes * level->pixel_bytes,
		.y0 = words.y0 * level->pixel_rows,
		.y1 = words.y1 * level->pixel_rows,
	};
	static const u8 all_bits[PIECE] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	};
	bool kept = all_are(marks, piece->rows, all_bits, level->kept) &&
		    has_color(level, pixels.x0, pixels.y0);

	if (!kept)
		color_pixels(level, &pixels);
	if (level->work->keep && kept)
		return false;
	fill(level, &level->words, &words, level->work->keep ? level->kept : level->plain);
	return true;
}

/* Settle a piece. Bytes beyond its columns are others'. Return: true: it had work. */
static bool settle_piece(const struct level *level, const struct piece *piece)
{
	u8 copy[PIECE * GEN9_TILE_Y_ROWS], *to;
	const u8 *words = at(level, &level->words, piece->x, piece->y, false);
	bool colored;
	u32 row;

	if (piece->columns < PIECE) {
		memset(copy, HIZ_PLAIN, sizeof(copy));
		for (row = 0; row < piece->rows; row++)
			memcpy(copy + row * PIECE, words + row * PIECE, piece->columns);
		words = copy;
	}
	if (!may_be_marked(level, words, piece->rows))
		return false;
	if (piece->columns == PIECE && all_are(words, piece->rows, level->mask, level->clear))
		return settle_all(level, words, piece);
	if (words != copy)
		memcpy(copy, words, piece->rows * PIECE);
	colored = settle_some(level, copy, piece);
	if (level->work->keep && !colored)
		return false;
	to = at(level, &level->words, piece->x, piece->y, true);
	for (row = 0; row < piece->rows; row++)
		memcpy(to + row * PIECE, copy + row * PIECE, piece->columns);
	return true;
}

/* Levels of HiZ may begin and end within PIECE bytes. Others' are padded. */
static u32 columns_here(const struct level *level, u32 x)
{
	if (level->work->aux->kind != SAMPLE_AUX_HIZ)
		return PIECE;
	return min(level->columns - x, PIECE - (level->words.x + x) % PIECE);
}

static int settle_level(const struct level *level)
{
	const struct sample_aux_work *work = level->work;
	struct piece piece;
	u32 pieces = 0;

	for (piece.x = 0; piece.x < level->columns; piece.x += piece.columns) {
		piece.columns = columns_here(level, piece.x);
		for (piece.y = 0; piece.y < level->rows; piece.y += piece.rows) {
			piece.rows = rows_here(&level->words, piece.y, level->rows - piece.y);
			if (!settle_piece(level, &piece) && ++pieces % POLL_PIECES)
				continue;
			if (work->poll(work->host))
				return -ECANCELED;
		}
	}
	return work->poll(work->host);
}

/* --- the surface ---------------------------------------------------------------------------- */

int sample_aux_settle(const struct sample_aux_work *work, u32 layers)
{
	u32 number, layer, count;
	struct level level;
	int ret;

	level.work = work;
	ret = level_color(&level);
	for (number = 0; number < work->surface->levels && !ret; number++) {
		count = layers ? layers : sample_surface_layers(work->surface, number);
		for (layer = 0; layer < count && !ret; layer++) {
			level_set(work, number, layer, &level);
			ret = settle_level(&level);
		}
	}
	return ret;
}

int sample_aux_mark(const struct sample_aux_work *work, u32 layer,
		    const struct sample_aux_rectangle *pixels)
{
	struct level level;
	struct area area;

	level_set(work, 0, layer, &level);
	area.x0 = pixels->x0 * level.across / level.pixel_bytes * level.word_bytes;
	area.x1 = DIV_ROUND_UP(min(pixels->x1 * level.across, level.width), level.pixel_bytes) *
		  level.word_bytes;
	area.y0 = pixels->y0 * level.down / level.pixel_rows;
	area.y1 = DIV_ROUND_UP(min(pixels->y1 * level.down, level.height), level.pixel_rows);
	return fill_words(&level, &area, level.clear);
}

int sample_aux_resolve(const struct sample_aux_work *work, u32 layer)
{
	struct level level;
	struct area area;

	if (work->aux->kind == SAMPLE_AUX_MCS)
		return 0;
	level_set(work, 0, layer, &level);
	area = (struct area){ 0, 0, level.columns, level.rows };
	return fill_words(&level, &area, level.plain);
}

void sample_aux_touch(const struct sample_aux_work *work)
{
	u64 va = work->aux->words.base;

	if (!*sample_window_at(work->windows, va, false))
		*sample_window_at(work->windows, va, true) = TOKEN;
}
