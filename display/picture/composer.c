// SPDX-License-Identifier: GPL-2.0-only
/*
 * Composer: the picture of a pipe as rows. Planes come bottom up, then the cursor, then the pipe's
 * colours, then its scaler. There are two ways to the same pixels. The simple way copies rows in 8
 * bits. The simple way needs opaque planes of 8 bits in their own size; one premultiplied plane or
 * cursor is allowed. The other way composes wide pixels (argb64.h).
 *
 * The front ends call it for captures, and the worker for checksums. The functions may sleep, and
 * hold no lock while they call others.
 */
#include "display/picture/composer.h"

#include "display/display_types.h"
#include "display/picture/argb64.h"
#include "display/picture/blend.h"
#include "display/picture/colour.h"
#include "display/picture/scanline.h"
#include "mediator/ggtt.h"
#include "mediator/progress.h"

#define BLACK		0xff000000u

/**
 * struct display_composer - State of composing one picture.
 * @vgpu: the vGPU whose guest memory is read
 * @picture: the picture
 * @scanlines: its planes, for those in @plane_mask
 * @plane_mask: mask of planes and cursor that are composed
 * @argb64: true: compose wide pixels; false: the simple way
 * @argb: a row of a plane that cannot be read into its place directly
 * @row: a row of wide pixels
 * @tags: tags of @row: BLEND_*
 * @scaled: the pipe's scaler changes the size
 * @scaler: state of that scaler
 */
struct display_composer {
	struct facet_vgpu *vgpu;
	struct display_pipe_picture picture;
	struct display_scanline scanlines[DISPLAY_PIPE_PLANES];
	u32 plane_mask;
	bool argb64;
	u32 *argb;
	u64 *row;
	u8 *tags;
	bool scaled;
	struct display_scaler scaler;
};

/* Tell whether a pipe sends more than 8 bits a colour. */
static bool output_is_deep(const struct display_pipe_picture *picture)
{
	return picture->bpc == GEN9_BPC_10 || picture->bpc == GEN9_BPC_12;
}

/* Tell whether pixels below a plane show through. A plane without a format is black. */
static bool plane_blends(const struct display_surface *surface)
{
	return surface->format && blend_needed(surface);
}

/* Tell whether a pipe sends its planes as they are, on black and in 8 bits. */
static bool pipe_is_simple(const struct display_pipe_picture *picture)
{
	return !picture->out.used && !picture->bottom_gamma && !picture->bottom_csc &&
	       picture->bottom == argb64_from_rgb10(0, 0, 0) && !output_is_deep(picture);
}

/* Tell whether a plane can be copied, or blended by blend_argb_row(). */
static bool plane_is_simple(const struct display_surface *surface,
			    const struct display_window *window)
{
	if (display_scanline_deep(surface) || surface->gamma || surface->csc ||
	    surface->key != DISPLAY_KEY_NONE || window->used ||
	    surface->alpha == GEN9_ALPHA_COVERAGE)
		return false;
	return !plane_blends(surface) || (surface->alpha == GEN9_ALPHA_PREMULTIPLIED &&
					  surface->plane_alpha == DISPLAY_OPAQUE_ALPHA);
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
		if (!(c->plane_mask & BIT(i)))
			continue;
		if (!plane_is_simple(&picture->surfaces[i], &picture->windows[i]))
			return false;
		blended += plane_blends(&picture->surfaces[i]);
	}
	return blended <= 1;
}

/* Choose the planes of @plane_mask that are composed, and the way. Allocates nothing. */
static void choose_path(struct display_composer *c, u32 plane_mask)
{
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		if (c->picture.planes[i].enabled)
			c->plane_mask |= plane_mask & BIT(i);
	c->scaled = display_window_scales(&c->picture.out, c->picture.width, c->picture.height);
	c->argb64 = !is_simple(c);
}

/* Open the planes, and allocate rows for the chosen way. Return: 0; -ENOMEM. */
static int open_scanlines(struct display_composer *c)
{
	struct display_pipe_picture *picture = &c->picture;
	u32 widest = picture->width;
	int ret;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		if (!(c->plane_mask & BIT(i)))
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

/*
 * Allocate all that the chosen way needs. After an error, display_composer_destroy() frees it.
 * Return: 0; -ENOMEM.
 */
static int open_path(struct display_composer *c)
{
	const struct display_pipe_picture *picture = &c->picture;
	int ret = 0;

	if (c->scaled)
		ret = display_scaler_open(&c->scaler, picture->width, picture->out.width);
	return ret ? ret : open_scanlines(c);
}

/*
 * Count planes in GGTT addresses that the vGPU does not own. These planes are black, and the count
 * shows that the guest is the cause. A plane without GGTT entries is black too, but is not counted.
 */
static u32 count_foreign(const struct gen9_display *display,
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

int display_composer_create(struct gen9_display *display,
			    const struct display_pipe_snapshot *snapshot, u32 plane_mask,
			    bool monitor, struct display_composer **out)
{
	struct display_composer *c = port_zalloc(sizeof(*c));
	struct display_pipe_picture *picture;
	int ret;

	if (!c)
		return -ENOMEM;
	c->vgpu = display->vgpu;
	picture = &c->picture;
	display_pipe_picture_decode(snapshot, picture);
	if (monitor)
		display_pipe_picture_for_monitor(picture);
	atomic64_add(picture->bad + count_foreign(display, picture), &display->bad_planes);
	choose_path(c, plane_mask);
	ret = open_path(c);
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
		if (c->plane_mask & BIT(i))
			display_scanline_close(&c->scanlines[i]);
	display_scaler_close(&c->scaler);
	port_free(c);
}

/**
 * struct span - Part of a plane that lies in a row of the screen.
 * @row: row of the plane
 * @skip: pixels of the plane that are left of the screen
 * @x: first pixel on the screen
 * @n: number of pixels
 */
struct span {
	u32 row;
	u32 skip;
	u32 x;
	u32 n;
};

/*
 * Find the part of a plane in row @y of the screen. Return: false: the plane has no pixel there.
 */
static bool scanline_span(const struct display_scanline *scanline, u32 y, u32 width,
			  struct span *span)
{
	s64 row = (s64)y - scanline->y;

	if (row < 0 || row >= scanline->height)
		return false;
	span->row = row;
	span->skip = scanline->x < 0 ? -scanline->x : 0;
	span->x = scanline->x < 0 ? 0 : scanline->x;
	if (span->skip >= scanline->width || port_check(PLANE_RIGHT, span->x >= width))
		return false;
	span->n = min_t(u32, scanline->width - span->skip, width - span->x);
	return true;
}

static void fill_black(u32 *dst, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++)
		dst[i] = BLACK;
}

/* Draw a row of a plane in 8 bits. */
static void put_simple(struct display_composer *c, u32 i, const struct span *span, u32 *dst)
{
	struct display_scanline *scanline = &c->scanlines[i];
	bool blend = plane_blends(scanline->surface);
	u32 x;

	if (!blend && span->n == scanline->width) {
		display_scanline_argb(scanline, span->row, dst + span->x);
		for (x = span->x; x < span->x + span->n; x++)
			dst[x] |= BLACK;
		return;
	}
	display_scanline_argb(scanline, span->row, c->argb);
	if (blend) {
		blend_argb_row(dst + span->x, c->argb + span->skip, span->n);
		return;
	}
	for (x = 0; x < span->n; x++)
		dst[span->x + x] = c->argb[span->skip + x] | BLACK;
}

/* Compose a row in 8 bits. */
static void compose_simple(struct display_composer *c, u32 y, u32 *dst, u32 n)
{
	bool filled = false;
	struct span span;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		if (!(c->plane_mask & BIT(i)) || !scanline_span(&c->scanlines[i], y, n, &span))
			continue;
		if (!filled && (span.n != n || blend_needed(c->scanlines[i].surface)))
			fill_black(dst, n);
		filled = true;
		put_simple(c, i, &span, dst);
	}
	if (!filled)
		fill_black(dst, n);
}

/* Compose a row of the area that the planes lie on, with the pipe's colours. @arg: the composer */
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
		struct display_scanline *scanline = &c->scanlines[i];

		if (!(c->plane_mask & BIT(i)))
			continue;
		if (scanline_span(scanline, y, picture->width, &span))
			blend_row(scanline->surface, keyed, c->row + span.x, c->tags + span.x,
				  display_scanline_argb64(scanline, span.row) + span.skip, span.n);
		keyed |= scanline->surface->key == DISPLAY_KEY_DESTINATION;
	}
	display_colour_row(picture, c->row, c->tags, picture->width);
	return c->row;
}

/*
 * Return the pixels that leave the pipe in row @y, the wide way. @x: gets the place of the first
 * one. @n: gets their number. All other pixels of the row are black. Return: NULL: there are none.
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
	u32 width = min(n, picture->out_width);
	u32 from, count, x;
	const u64 *row;

	if (y >= picture->out_height) {
		fill_black(dst, n);
		return;
	}
	fill_black(dst + width, n - width);
	if (!c->argb64) {
		compose_simple(c, y, dst, width);
		return;
	}
	row = argb64_row(c, y, &from, &count);
	if (!row || from >= width) {
		fill_black(dst, width);
		return;
	}
	count = min(count, width - from);
	fill_black(dst, from);
	for (x = 0; x < count; x++)
		dst[from + x] = argb64_to_argb(row[x]);
	fill_black(dst + from + count, width - from - count);
}

/*
 * Return the number of rows from @y on that one plane covers alone; 0: there is no such row.
 * @alone: gets the plane.
 */
static u32 single_plane_rows(const struct display_composer *c, u32 y, u32 rows, u32 n, u32 *alone)
{
	struct span span;
	u32 i, found = 0;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++) {
		const struct display_scanline *scanline = &c->scanlines[i];

		if (!(c->plane_mask & BIT(i)))
			continue;
		if (scanline_span(scanline, y, n, &span)) {
			if (found++ || span.n != n || span.skip || blend_needed(scanline->surface))
				return 0;
			*alone = i;
			rows = min(rows, scanline->height - span.row);
		} else if (scanline->y > (s64)y) {
			rows = min_t(u32, rows, scanline->y - y);
		}
	}
	return found ? rows : 0;
}

u32 display_composer_rows(struct display_composer *c, u32 y, u32 rows, void *dst, u32 stride,
			  u32 n)
{
	const struct display_pipe_picture *picture = &c->picture;
	u32 single = 0, done = 0, i = 0;

	/* For single rows the reader keeps a row of tiles, which is faster. */
	if (rows > 1 && !c->argb64 && n <= picture->out_width && y < picture->out_height)
		single = single_plane_rows(c, y, min(rows, picture->out_height - y), n, &i);
	if (single)
		done = display_scanline_opaque(&c->scanlines[i], y - c->scanlines[i].y, single, dst,
					       stride, n);
	if (done)
		return done;
	display_composer_row(c, y, dst, n);
	return 1;
}

#define HASH_ROWS	8u	/* rows read at once: the rows of a tile */
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

/* Hash a row in four independent streams, so that the processor computes them in parallel. */
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

/*
 * Hash a row of wide pixels, with as many bits as the pipe sends. Around the scaler's window is
 * black.
 */
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

/* Compose and hash rows from @y to @end - 1, as many as come at once. Return: number of rows. */
static u32 hash_rows(struct display_composer *c, u64 *hash, u32 y, u32 end, u32 *band)
{
	u32 n = c->picture.out_width;
	u32 rows, i;

	rows = display_composer_rows(c, y, min(HASH_ROWS, end - y), band, n * sizeof(*band), n);
	for (i = 0; i < rows; i++)
		*hash = hash_argb(*hash, band + (size_t)i * n, n);
	return rows;
}

/* Tell whether a read of guest memory returned FACET_HOST_RETRY. */
static bool composer_needs_retry(const struct display_composer *c)
{
	bool needs_retry = false;
	u32 i;

	for (i = 0; i < DISPLAY_PIPE_PLANES; i++)
		needs_retry |= display_scanline_needs_retry(&c->scanlines[i]);
	return needs_retry;
}

/*
 * Tell whether to end a checksum early. Rows that needed a retry were hashed as zeros. Return: 0:
 * go on; else as display_composer_hash().
 */
static int hash_ends(const struct facet_vgpu *vgpu, const struct display_composer *c)
{
	if (facet_progress_stopping(vgpu))
		return -ECANCELED;
	if (port_check(CRC_YIELDS, facet_progress_work_pending(vgpu)))
		return -EAGAIN;
	return composer_needs_retry(c) ? -EBUSY : 0;
}

/**
 * struct hash_part - A checksum in the making.
 * @hash: of the rows above @y
 * @y: next row
 * @end: row behind the part
 * @height: rows of the picture; set by the first part
 */
struct hash_part {
	u64 hash;
	u32 y;
	u32 end;
	u32 height;
};

/* Hash the rows of a part. Return: as display_composer_hash(). */
static int hash_part_rows(struct display_composer *c, struct hash_part *part, u32 *band)
{
	bool deep = output_is_deep(&c->picture);
	u32 end = min(part->end, c->picture.out_height);
	int ret;

	while (part->y < end) {
		ret = hash_ends(c->vgpu, c);
		if (ret)
			return ret;
		if (deep)
			part->hash = hash_argb64(c, part->hash, part->y++);
		else
			part->y += hash_rows(c, &part->hash, part->y, end, band);
		cond_resched();
	}
	/* Waiting work does not end a complete checksum, but a retry of its last rows does. */
	return composer_needs_retry(c) ? -EBUSY : 0;
}

/* Hash a part of a frame that shows the same registers. Return: as display_composer_hash(). */
static int hash_part(struct gen9_display *display, const struct display_pipe_snapshot *snapshot,
		     u32 plane_mask, struct hash_part *part)
{
	struct display_composer *c;
	u32 *band;
	int ret;

	ret = display_composer_create(display, snapshot, plane_mask, false, &c);
	if (ret)
		return ret;
	if (!part->y)
		part->hash = hash_word(HASH_BASIS, (u64)c->picture.out_width << 32 |
				       c->picture.out_height);
	part->height = c->picture.out_height;
	band = port_calloc((size_t)c->picture.out_width * HASH_ROWS, sizeof(*band));
	ret = band ? hash_part_rows(c, part, band) : -ENOMEM;
	port_free(band);
	display_composer_destroy(c);
	return ret;
}

int display_composer_hash(struct gen9_display *display,
			  const struct display_pipe_snapshot *snapshot,
			  const struct display_tears *tears, u32 plane_mask, u32 *result)
{
	struct display_pipe_snapshot *shown = port_zalloc(sizeof(*shown));
	struct hash_part part = { 0 };
	int ret;

	if (!shown)
		return -ENOMEM;
	*shown = *snapshot;
	do {
		memcpy(shown->planes, snapshot->planes, sizeof(shown->planes));
		part.end = display_tears_apply(tears, part.y, shown->planes);
		ret = hash_part(display, shown, plane_mask, &part);
	} while (!ret && part.y < part.height);
	*result = upper_32_bits(part.hash) ^ lower_32_bits(part.hash);
	port_free(shown);
	return ret;
}
