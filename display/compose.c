// SPDX-License-Identifier: GPL-2.0-only
/*
 * The picture of a head as rows of pixels: planes bottom up, cursor last. Rows
 * of a plane come in bands, as high as a tile; a band is read from guest
 * memory once. Called by the face, which may sleep; no lock is held here.
 */
#include "display.h"
#include "display_types.h"
#include "format.h"
#include "gen9/gtt.h"
#include "mediator/ggtt.h"
#include "scanout.h"
#include "tile.h"

#define ARGB_ALPHA	0xff000000u
#define BAND_NONE	(~0u)

/**
 * struct blit - One plane on its way to the screen.
 * @vgpu: whose memory is read
 * @plane: what is read
 * @surface: how it is read
 * @tile: a page
 * @band: @band_rows rows of @pitch bytes
 * @argb: one row of the plane, converted
 * @band_rows: rows of a tile
 * @pitch: bytes from row to row in @band
 * @loaded: number of the band that @band holds
 * @bytes: of a row, from the buffer's first column
 */
struct blit {
	struct facet_vgpu *vgpu;
	const struct facet_plane *plane;
	const struct display_surface *surface;
	u8 *tile;
	u8 *band;
	u32 *argb;
	u32 band_rows;
	u32 pitch;
	u32 loaded;
	u32 bytes;
};

/* Where the picture goes. */
struct screen {
	u8 *dst;
	u32 stride;
	u32 width;
	u32 height;
};

/* Guest memory, zeroes where there is none. */
static void read_or_zero(struct facet_vgpu *vgpu, u32 gva, u8 *buf, u32 len)
{
	if (!facet_ggtt_read(vgpu, gva, buf, len))
		return;
	while (len) {
		u32 n = min_t(u32, len, GEN9_PAGE_SIZE - gva % GEN9_PAGE_SIZE);

		if (facet_ggtt_read(vgpu, gva, buf, n))
			memset(buf, 0, n);
		gva += n;
		buf += n;
		len -= n;
	}
}

static void load_tiles(struct blit *b, u32 band)
{
	u32 width = display_tile_width(b->surface->tiling);
	u32 gva = b->plane->gva + band * (b->plane->stride / width) * GEN9_PAGE_SIZE;
	u32 x;

	for (x = 0; x < b->bytes; x += width, gva += GEN9_PAGE_SIZE) {
		read_or_zero(b->vgpu, gva, b->tile, GEN9_PAGE_SIZE);
		display_detile(b->surface->tiling, b->tile, b->band + x, b->pitch);
	}
}

/* The bytes of a row of the buffer, from its first column. */
static const u8 *load_row(struct blit *b, u32 row)
{
	u32 band = row / b->band_rows;

	if (band != b->loaded) {
		if (b->surface->tiling == DISPLAY_LINEAR)
			read_or_zero(b->vgpu, b->plane->gva + row * b->plane->stride, b->band,
				     b->bytes);
		else
			load_tiles(b, band);
		b->loaded = band;
	}
	return b->band + row % b->band_rows * b->pitch;
}

/* One colour of a premultiplied pixel over another; @rest: what its alpha leaves. */
static u32 blend_channel(u32 over, u32 under, u32 rest, u32 shift)
{
	u32 t = ((under >> shift) & 0xff) * rest + 128;

	t = (t + (t >> 8)) >> 8;	/* divides by 255 */
	return min_t(u32, ((over >> shift) & 0xff) + t, 0xff) << shift;
}

static u32 blend(u32 over, u32 under)
{
	u32 rest = 255 - (over >> 24);

	return ARGB_ALPHA | blend_channel(over, under, rest, 16) |
	       blend_channel(over, under, rest, 8) | blend_channel(over, under, rest, 0);
}

/* Columns [@from, @from + @n) of the plane's converted row to @dst. */
static void put_row(const struct blit *b, u32 *dst, u32 from, u32 n)
{
	u32 last = b->plane->width - 1;
	u32 i;

	for (i = 0; i < n; i++) {
		u32 v = b->argb[b->surface->upside_down ? last - from - i : from + i];

		dst[i] = b->surface->blend ? blend(v, dst[i]) : v | ARGB_ALPHA;
	}
}

static void blit_rows(struct blit *b, const struct screen *screen)
{
	const struct facet_plane *p = b->plane;
	u32 skip_x = p->x < 0 ? -p->x : 0;
	u32 skip_y = p->y < 0 ? -p->y : 0;
	u32 x = p->x < 0 ? 0 : p->x;
	u32 y = p->y < 0 ? 0 : p->y;
	u32 n, row;

	if (skip_x >= p->width || x >= screen->width)
		return;
	n = min_t(u32, p->width - skip_x, screen->width - x);
	for (row = skip_y; row < p->height && y < screen->height; row++, y++) {
		u32 from = b->surface->upside_down ? p->height - 1 - row : row;
		const u8 *src = load_row(b, p->offset_y + from);

		b->surface->format->to_argb(b->argb, src + p->offset_x * b->surface->format->cpp,
					    p->width);
		put_row(b, (u32 *)(screen->dst + (size_t)y * screen->stride) + x, skip_x, n);
		cond_resched();
	}
}

/* One plane onto the screen. Return: 0, -ENOMEM. */
static int blit_plane(struct facet_display *display, const struct facet_plane *plane,
		      const struct display_surface *surface, const struct screen *screen)
{
	struct blit b = {
		.vgpu = display->vgpu,
		.plane = plane,
		.surface = surface,
		.loaded = BAND_NONE,
	};
	int ret = -ENOMEM;

	if (!plane->enabled || !surface->format)
		return 0;
	b.bytes = (plane->offset_x + plane->width) * surface->format->cpp;
	b.band_rows = display_tiling_rows(surface->tiling);
	b.pitch = ALIGN(b.bytes, GEN9_XTILE_WIDTH);
	b.tile = port_page_alloc();
	b.band = kvcalloc(b.band_rows, b.pitch, GFP_KERNEL);
	b.argb = kvcalloc(plane->width, sizeof(*b.argb), GFP_KERNEL);
	if (b.tile && b.band && b.argb) {
		blit_rows(&b, screen);
		ret = 0;
	}
	kvfree(b.argb);
	kvfree(b.band);
	port_page_free(b.tile);
	return ret;
}

int facet_display_read(struct facet_display *display, u32 head, void *dst, u32 stride,
		       u32 width, u32 height, bool cursor)
{
	struct screen screen = { .dst = dst, .stride = stride, .width = width, .height = height };
	u32 n = cursor ? DISPLAY_PIPE_PLANES : GEN9_PLANES;
	struct display_picture picture;
	u32 x, y, i;
	int ret = 0;

	if (head >= display->n_heads || stride / sizeof(u32) < width ||
	    !IS_ALIGNED(stride, sizeof(u32)))
		return -EINVAL;
	for (y = 0; y < height; y++) {
		u32 *row = (u32 *)(screen.dst + (size_t)y * stride);

		for (x = 0; x < width; x++)
			row[x] = ARGB_ALPHA;
	}
	display_picture_get(display, head, &picture);
	for (i = 0; i < n && !ret; i++)
		ret = blit_plane(display, &picture.planes[i], &picture.surfaces[i], &screen);
	return ret;
}
