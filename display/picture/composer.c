// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of a pipe as rows: planes bottom up, cursor last, the pipe's colours,
 * its scaler. There are two ways to the same pixels. Where all is opaque, of 8 bits
 * and in its own size, but for one premultiplied plane or cursor, rows are copied in
 * 8 bits; else they are composed of wide pixels (wide.h). Called by the front end, or by
 * the worker for a checksum; may sleep, no lock is held here.
 */
#include "display/picture/composer.h"

#include "display/picture/blend.h"
#include "display/picture/colour.h"
#include "display/display_types.h"
#include "display/picture/scanline.h"
#include "mediator/ggtt.h"
#include "mediator/progress.h"
#include "display/picture/argb64.h"

#define BLACK		0xff000000u
#define OPAQUE_ALPHA	255u

/**
 * struct display_composer - A picture in the making.
 * @vgpu: whose memory
 * @picture: what is shown
 * @scanlines: planes of it, where @shown
 * @shown: mask
 * @argb64: by wide pixels
 * @argb: a row of a plane that is not simply copied
 * @row: a row of wide pixels
 * @tags: of these
 * @scaled: the pipe's scaler changes the size
 * @scaler: what it needs
 */
struct display_composer {
	struct facet_vgpu *vgpu;
	struct display_pipe_picture picture;
	struct display_scanline scanlines[DISPLAY_PIPE_PLANES];
	u32 shown;
	bool argb64;
	u32 *argb;
	u64 *row;
	u8 *tags;
	bool scaled;
	struct display_scaler scaler;
};

/* Tell whether a pipe sends more than 8 bits a colour. */
static bool sends_deep(const struct display_pipe_picture *picture)
{
	return picture->bpc == GEN9_BPC_10 || picture->bpc == GEN9_BPC_12;
}

/* Tell whether what is below a layer shows through. A layer without a format is black. */
static bool layer_blends(const struct display_surface *surface)
{
	return surface->format && blend_needed(surface);
}

/* Tell whether a pipe sends its planes as they are, on black and in 8 bits. */
static bool pipe_is_simple(const struct display_pipe_picture *picture)
{
	return !picture->out.used && !picture->bottom_gamma && !picture->bottom_csc &&
	       picture->bottom == argb64_from_rgb10(0, 0, 0) && !sends_deep(picture);
}

/* Tell whether a layer can be copied, or blended by blend_argb_row(). */
static bool layer_is_simple(const struct display_surface *surface,
			    const struct display_window *window)
{
	if (display_scanline_deep(surface) || surface->gamma || surface->csc ||
	    surface->key != DISPLAY_KEY_NONE || window->used ||
	    surface->alpha == GEN9_ALPHA_COVERAGE)
		return false;
	return !layer_blends(surface) || (surface->alpha == GEN9_ALPHA_PREMULTIPLIED &&
					  surface->plane_alpha == OPAQUE_ALPHA);
}

/* Tell whether 8 bits give the same pixels as wide ones. A second blend would round twice. */
static bool is_simple(const struct display_composer *c)
{
	const struct display_pipe_picture *picture = &c->picture;
	u32 blended = 0;
	u32 i;

	if (!pipe_is_simple(picture))
		return false;
	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		if (!(c->shown & BIT(i)))
			continue;
		if (!layer_is_simple(&picture->surfaces[i], &picture->windows[i]))
			return false;
		blended += layer_blends(&picture->surfaces[i]);
	}
	return blended <= 1;
}

/* Tell whether the pipe's scaler changes the size: otherwise it moves the picture, if that. */
static bool is_scaled(const struct display_pipe_picture *picture)
{
	const struct display_window *out = &picture->out;

	return out->used && out->width && out->height &&
	       (out->width != picture->width || out->height != picture->height);
}

/* Choose which of @layers are shown, and the way to their pixels. Allocates nothing. */
static void choose_way(struct display_composer *c, u32 layers)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		if (c->picture.planes[i].enabled)
			c->shown |= layers & BIT(i);
	c->scaled = is_scaled(&c->picture);
	c->argb64 = !is_simple(c);
}

static int open_scanlines(struct display_composer *c)
{
	struct display_pipe_picture *picture = &c->picture;
	u32 widest = picture->width;
	int ret;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		if (!(c->shown & BIT(i)))
			continue;
		ret = display_scanline_open(&c->scanlines[i], c->vgpu, &picture->planes[i],
					 &picture->surfaces[i], &picture->windows[i], c->argb64);
		if (ret)
			return ret;
		widest = max(widest, picture->planes[i].width);
	}
	c->argb = port_calloc(widest, sizeof(*c->argb));
	if (!c->argb64)
		return c->argb ? 0 : -ENOMEM;
	c->row = port_calloc(picture->width, sizeof(*c->row));
	c->tags = port_calloc(picture->width, sizeof(*c->tags));
	return c->argb && c->row && c->tags ? 0 : -ENOMEM;
}

/* Allocate what the way needs that was chosen. On failure, display_composer_destroy() frees. */
static int open_way(struct display_composer *c)
{
	const struct display_pipe_picture *picture = &c->picture;
	int ret = 0;

	if (c->scaled)
		ret = display_scaler_open(&c->scaler, picture->width, picture->out.width);
	return ret ? ret : open_scanlines(c);
}

/*
 * Count planes in GGTT addresses that the vGPU does not own: they are black, and the guest is to
 * blame. A plane without GGTT entries is black too, and nobody is to blame.
 */
static u32 count_foreign(const struct facet_display *display,
			 const struct display_pipe_picture *picture)
{
	u32 n = 0;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		const struct facet_plane *plane = &picture->planes[i];

		n += plane->enabled && picture->surfaces[i].format &&
		     port_check(PLANE_OWNED,
				!facet_ggtt_owned(display->vgpu, plane->gva, plane->size));
	}
	return n;
}

int display_composer_create(struct facet_display *display, const struct display_pipe_snapshot *shot,
			    u32 layers, bool monitor, struct display_composer **out)
{
	struct display_composer *c = port_zalloc(sizeof(*c));
	struct display_pipe_picture *picture;
	int ret;

	if (!c)
		return -ENOMEM;
	c->vgpu = display->vgpu;
	picture = &c->picture;
	display_pipe_picture_decode(shot, picture);
	if (monitor)
		display_pipe_picture_for_monitor(picture);
	atomic64_add(picture->bad + count_foreign(display, picture), &display->bad_planes);
	choose_way(c, layers);
	ret = open_way(c);
	if (ret) {
		display_composer_destroy(c);
		return ret;
	}
	*out = c;
	return 0;
}

void display_composer_destroy(struct display_composer *c)
{
	u32 i;

	port_free(c->tags);
	port_free(c->row);
	port_free(c->argb);
	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		if (c->shown & BIT(i))
			display_scanline_close(&c->scanlines[i]);
	display_scaler_close(&c->scaler);
	port_free(c);
}

/**
 * struct span - What of a layer is in a row.
 * @row: of the layer
 * @skip: pixels of it that are left of the screen
 * @x: on the screen
 * @n: pixels
 */
struct span {
	u32 row;
	u32 skip;
	u32 x;
	u32 n;
};

static bool scanline_span(const struct display_scanline *layer, u32 y, u32 width, struct span *span)
{
	s64 row = (s64)y - layer->y;

	if (row < 0 || row >= layer->height)
		return false;
	span->row = row;
	span->skip = layer->x < 0 ? -layer->x : 0;
	span->x = layer->x < 0 ? 0 : layer->x;
	if (span->skip >= layer->width || port_check(LAYER_RIGHT, span->x >= width))
		return false;
	span->n = min_t(u32, layer->width - span->skip, width - span->x);
	return true;
}

static void fill_black(u32 *dst, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = BLACK;
}

/* A layer in 8 bits over what is there. */
static void put_simple(struct display_composer *c, u32 i, const struct span *span, u32 *dst)
{
	struct display_scanline *layer = &c->scanlines[i];
	bool blend = layer_blends(layer->surface);
	u32 x;

	if (!blend && span->n == layer->width) {
		display_scanline_argb(layer, span->row, dst + span->x);
		for (x = span->x; x < span->x + span->n; x++)
			dst[x] |= BLACK;
		return;
	}
	display_scanline_argb(layer, span->row, c->argb);
	if (blend) {
		blend_argb_row(dst + span->x, c->argb + span->skip, span->n);
		return;
	}
	for (x = 0; x < span->n; x++)
		dst[span->x + x] = c->argb[span->skip + x] | BLACK;
}

static void compose_simple(struct display_composer *c, u32 y, u32 *dst, u32 n)
{
	bool filled = false;
	struct span span;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		if (!(c->shown & BIT(i)) || !scanline_span(&c->scanlines[i], y, n, &span))
			continue;
		if (!filled && (span.n != n || blend_needed(c->scanlines[i].surface)))
			fill_black(dst, n);
		filled = true;
		put_simple(c, i, &span, dst);
	}
	if (!filled)
		fill_black(dst, n);
}

/* A row of what the planes lie on, corrected. @arg: the composer */
static const u64 *compose_argb64(void *arg, u32 y)
{
	struct display_composer *c = arg;
	const struct display_pipe_picture *picture = &c->picture;
	u8 tags = (picture->bottom_gamma ? BLEND_GAMMA : 0) |
		  (picture->bottom_csc ? BLEND_CSC : 0);
	bool keyed = false;
	struct span span;
	u32 i;

	memset64(c->row, picture->bottom, picture->width);
	memset(c->tags, tags, picture->width);
	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		struct display_scanline *layer = &c->scanlines[i];

		if (!(c->shown & BIT(i)))
			continue;
		if (scanline_span(layer, y, picture->width, &span))
			blend_row(layer->surface, keyed, c->row + span.x, c->tags + span.x,
				  display_scanline_argb64(layer, span.row) + span.skip, span.n);
		keyed |= layer->surface->key == DISPLAY_KEY_DESTINATION;
	}
	display_colour_row(picture, c->row, c->tags, picture->width);
	return c->row;
}

/**
 * argb64_row() - What leaves the pipe in a row.
 * @c: all by wide pixels
 * @y: of the output
 * @x: gets where its pixels begin; all else is black
 * @n: gets how many they are
 * Return: the pixels, NULL: none.
 */
static const u64 *argb64_row(struct display_composer *c, u32 y, u32 *x, u32 *n)
{
	const struct display_pipe_picture *picture = &c->picture;
	const struct display_window *out = &picture->out;

	*x = out->used ? out->x : 0;
	*n = picture->width;
	if (out->used) {
		if (y < out->y || y - out->y >= out->height || out->x >= picture->out_width)
			return NULL;
		y -= out->y;
		*n = out->width;
	}
	*n = min_t(u32, *n, picture->out_width - *x);
	if (!c->scaled)
		return y < picture->height ? compose_argb64(c, y) : NULL;
	return display_scaler_row(&c->scaler, y, picture->width, picture->height, out->width,
				   out->height, compose_argb64, c);
}

void display_composer_row(struct display_composer *c, u32 y, u32 *dst, u32 n)
{
	const struct display_pipe_picture *picture = &c->picture;
	u32 shown = min(n, picture->out_width);
	u32 from, count, x;
	const u64 *row;

	if (y >= picture->out_height) {
		fill_black(dst, n);
		return;
	}
	fill_black(dst + shown, n - shown);
	if (!c->argb64) {
		compose_simple(c, y, dst, shown);
		return;
	}
	row = argb64_row(c, y, &from, &count);
	if (!row || from >= shown) {
		fill_black(dst, shown);
		return;
	}
	count = min(count, shown - from);
	fill_black(dst, from);
	for (x = 0; x < count; x++)
		dst[from + x] = argb64_to_argb(row[x]);
	fill_black(dst + from + count, shown - from - count);
}

/* Rows from @y on in which one layer covers all and is alone; 0: there are none. */
static u32 lone_rows(const struct display_composer *c, u32 y, u32 rows, u32 n, u32 *alone)
{
	struct span span;
	u32 i, found = 0;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		const struct display_scanline *layer = &c->scanlines[i];

		if (!(c->shown & BIT(i)))
			continue;
		if (scanline_span(layer, y, n, &span)) {
			if (found++ || span.n != n || span.skip || blend_needed(layer->surface))
				return 0;
			*alone = i;
			rows = min(rows, layer->height - span.row);
		} else if (layer->y > (s64)y) {
			rows = min_t(u32, rows, layer->y - y);
		}
	}
	return found ? rows : 0;
}

u32 display_composer_rows(struct display_composer *c, u32 y, u32 rows, void *dst, u32 stride,
			  u32 n)
{
	const struct display_pipe_picture *picture = &c->picture;
	u32 lone = 0, made = 0, i = 0;

	/* Whoever takes row by row does better with a band of tiles that stays. */
	if (rows > 1 && !c->argb64 && n <= picture->out_width && y < picture->out_height)
		lone = lone_rows(c, y, min(rows, picture->out_height - y), n, &i);
	if (lone)
		made = display_scanline_opaque(&c->scanlines[i], y - c->scanlines[i].y, lone, dst,
					       stride, n);
	if (made)
		return made;
	display_composer_row(c, y, dst, n);
	return 1;
}

#define HASH_ROWS	8u	/* read at once: those of a tile */
#define HASH_BASIS	0xcbf29ce484222325ull
#define HASH_PRIME	0x9e3779b97f4a7c15ull

static u64 hash_word(u64 hash, u64 word)
{
	hash = (hash ^ word) * HASH_PRIME;
	return hash ^ hash >> 29;
}

static u64 pair(const u32 *pixels)
{
	return (u64)pixels[1] << 32 | pixels[0];
}

/* Four pairs at a time, which do not wait for one another. */
static u64 hash_argb(u64 hash, const u32 *row, u32 n)
{
	u64 a = hash, b = ~hash, c = HASH_BASIS, d = HASH_PRIME;
	u32 i;

	for (i = 0; i + 8 <= n; i += 8) {
		a = hash_word(a, pair(row + i));
		b = hash_word(b, pair(row + i + 2));
		c = hash_word(c, pair(row + i + 4));
		d = hash_word(d, pair(row + i + 6));
	}
	for (; i < n; i++)
		a = hash_word(a, row[i]);
	return hash_word(hash_word(hash_word(a, b), c), d);
}

/* As many bits as the pipe sends; what is around the window of its scaler is black. */
static u64 hash_argb64(struct display_composer *c, u64 hash, u32 y)
{
	u32 bits = c->picture.bpc == GEN9_BPC_12 ? 12 : 10;
	u64 lost = (1u << (16 - bits)) - 1;
	u64 mask = ~(lost << 48 | lost << 32 | lost << 16 | lost);
	u32 from, count, x;
	const u64 *row = argb64_row(c, y, &from, &count);

	if (!row)
		return hash_word(hash, y);
	hash = hash_word(hash, (u64)from << 32 | count);
	for (x = 0; x < count; x++)
		hash = hash_word(hash, row[x] & mask);
	return hash;
}

/* Rows from @y on, as many as there are in one piece. Return: how many. */
static u32 hash_rows(struct display_composer *c, u64 *hash, u32 y, u32 *band)
{
	u32 n = c->picture.out_width;
	u32 rows, i;

	rows = display_composer_rows(c, y, min(HASH_ROWS, c->picture.out_height - y), band,
				     n * sizeof(*band), n);
	for (i = 0; i < rows; i++)
		*hash = hash_argb(*hash, band + (size_t)i * n, n);
	return rows;
}

static bool composer_needs_retry(const struct display_composer *c)
{
	bool away = false;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		away |= display_scanline_needs_retry(&c->scanlines[i]);
	return away;
}

/* Return: 0: go on; else as display_composer_hash(). Rows that are away were summed as zeros. */
static int hash_ends(const struct facet_vgpu *vgpu, const struct display_composer *c)
{
	if (facet_progress_stopping(vgpu))
		return -ECANCELED;
	if (port_check(CRC_YIELDS, facet_progress_work_pending(vgpu)))
		return -EAGAIN;
	return composer_needs_retry(c) ? -EBUSY : 0;
}

int display_composer_hash(struct facet_display *display, const struct display_pipe_snapshot *shot,
			 u32 layers, u32 *result)
{
	struct display_composer *c;
	u64 hash = HASH_BASIS;
	u32 *band;
	bool deep;
	int ret;
	u32 y = 0;

	ret = display_composer_create(display, shot, layers, false, &c);
	if (ret)
		return ret;
	deep = sends_deep(&c->picture);
	band = port_calloc((size_t)c->picture.out_width * HASH_ROWS, sizeof(*band));
	if (!band)
		ret = -ENOMEM;
	hash = hash_word(hash, (u64)c->picture.out_width << 32 | c->picture.out_height);
	while (y < c->picture.out_height && !ret) {
		ret = hash_ends(display->vgpu, c);
		if (ret)
			break;
		if (deep)
			hash = hash_argb64(c, hash, y++);
		else
			y += hash_rows(c, &hash, y, band);
		cond_resched();
	}
	/* The last rows: a checksum that is complete is not given up for work that waits. */
	if (!ret && composer_needs_retry(c))
		ret = -EBUSY;
	*result = upper_32_bits(hash) ^ lower_32_bits(hash);
	port_free(band);
	display_composer_destroy(c);
	return ret;
}
