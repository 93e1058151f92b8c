// SPDX-License-Identifier: GPL-2.0-only
/*
 * Media blocks (port_types.h): rows of bytes of a 2D surface, whatever its tiling is. Blocks ignore
 * the mask of channels. Reads beyond the surface return its nearest bytes; writes beyond it have no
 * effect. The engine's thread calls this file. Takes no lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Media Block Read" and "Media Block Write".
 */
#include "sample/payload.h"
#include "sample/port_types.h"
#include "sample/unit_state.h"

/**
 * struct media_block - A block.
 * @surface: the surface
 * @x: first byte of a row
 * @y: first row
 * @width: bytes of a row
 * @height: number of rows
 * @pitch: bytes of a row among the data: a power of two
 */
struct media_block {
	const struct sample_surface *surface;
	s32 x;
	s32 y;
	u32 width;
	u32 height;
	u32 pitch;
};

static int media_get(const struct sample_bindings *bindings, const struct eu_message *message,
		     bool writes, struct media_block *block)
{
	const u32 *header = sample_payload(message, 0)->ud;
	int err = sample_unit_message_surface(bindings, message, writes, &block->surface);

	if (err)
		return err;
	if (gen9_field(&message->desc, GEN9_DP_MEDIA_LINES) ||
	    !gen9_field(&message->desc, GEN9_MSG_HEADER) || block->surface->samples > 1 ||
	    block->surface->type != GEN9_SURFACE_2D || block->surface->format->block_w > 1)
		return sample_unit_refuse(bindings, "data port: media block");
	block->x = (s32)header[GEN9_DP_MEDIA_X];
	block->y = (s32)header[GEN9_DP_MEDIA_Y];
	block->width = gen9_field(header, GEN9_DP_MEDIA_WIDTH) + 1;
	block->height = gen9_field(header, GEN9_DP_MEDIA_HEIGHT) + 1;
	for (block->pitch = GEN9_DP_MEDIA_PITCH; block->pitch < block->width;)
		block->pitch *= 2;
	return 0;
}

/* Find a byte of the surface. */
static bool byte_at(const struct sample_surface *surface, s64 x, s64 y, u64 *va)
{
	u32 bytes = surface->format->bytes;
	u32 at[3] = { (u32)(x / bytes), (u32)y, 0 };

	if (x < 0 || y < 0 || !sample_surface_texel(surface, 0, at, 0, va))
		return false;
	*va += (u64)x % bytes;
	return true;
}

static s64 nearest(s64 value, u32 size)
{
	return value < 0 ? 0 : min_t(s64, value, (s64)size - 1);
}

/* Rows that @regs registers of data have at most */
static u32 rows(const struct media_block *block, u32 regs)
{
	return min(block->height, regs * GEN9_EU_GRF_BYTES / block->pitch);
}

int sample_port_media_read(const struct sample_bindings *bindings,
			   const struct eu_message *message)
{
	struct sample_windows *windows = bindings->unit->windows;
	struct media_block block;
	int err = media_get(bindings, message, false, &block);
	u32 width, height, row, i, to;
	u64 va;

	if (err)
		return err;
	width = sample_level_size(block.surface->width, block.surface->first_level) *
		block.surface->format->bytes;
	height = sample_level_size(block.surface->height, block.surface->first_level);
	for (row = 0; row < rows(&block, message->dst_regs); row++) {
		s64 y = nearest((s64)block.y + row, height);

		for (i = 0; i < block.width; i++) {
			s64 x = nearest((s64)block.x + i, width);

			to = row * block.pitch + i;
			if (byte_at(block.surface, x, y, &va))
				sample_window_read(windows, va,
						   &message->dst[to / GEN9_EU_GRF_BYTES]
						   .ub[to % GEN9_EU_GRF_BYTES], 1);
		}
	}
	return 0;
}

int sample_port_media_write(const struct sample_bindings *bindings,
			    const struct eu_message *message)
{
	struct sample_windows *windows = bindings->unit->windows;
	u32 data = message->src_regs + message->ex_src_regs, row, i, from;
	struct media_block block;
	int err = media_get(bindings, message, true, &block);
	u64 va;

	data -= data > 0;	/* the header */
	for (row = 0; !err && row < rows(&block, data); row++)
		for (i = 0; i < block.width; i++) {
			from = row * block.pitch + i;
			if (byte_at(block.surface, (s64)block.x + i, (s64)block.y + row, &va))
				sample_window_write(windows, va,
						    &sample_payload(message, 1 + from /
								    GEN9_EU_GRF_BYTES)
						    ->ub[from % GEN9_EU_GRF_BYTES], 1);
		}
	return err;
}
