// SPDX-License-Identifier: GPL-2.0-only
/*
 * Media blocks (port_types.h): rows of bytes of a 2D surface, whatever its format and tiling are.
 * Blocks ignore the mask of channels. Reads beyond the surface return its nearest bytes; writes
 * beyond it have no effect. The engine's thread calls this file. Takes no lock.
 *
 * Source: PRM SKL Vol. 7 (3D-Media-GPGPU), "Media Block Read" and "Media Block Write". The width of
 * such a surface counts dwords in any format: surface states of IGT and of Intel's VA driver.
 */
#include "sample/payload.h"
#include "sample/port_types.h"
#include "sample/unit_state.h"

/**
 * struct media_block - A block.
 * @plane: the surface, in bytes
 * @columns: bytes of a row of the surface
 * @lines: rows of the surface
 * @x: first byte of a row
 * @y: first row
 * @width: bytes of a row
 * @height: number of rows
 * @pitch: bytes of a row among the data: a power of two
 */
struct media_block {
	struct sample_plane plane;
	u32 columns;
	u32 lines;
	s32 x;
	s32 y;
	u32 width;
	u32 height;
	u32 pitch;
};

static void set_plane(const struct sample_surface *surface, struct media_block *block)
{
	sample_surface_plane(surface, 0, 0, 0, &block->plane);
	block->plane.bytes = 1;
	block->columns = sample_level_size(surface->width, surface->first_level) * sizeof(u32);
	block->lines = sample_level_size(surface->height, surface->first_level);
}

static int media_get(const struct sample_bindings *bindings, const struct eu_message *message,
		     bool writes, struct media_block *block)
{
	const u32 *header = sample_payload(message, 0)->ud;
	const struct sample_surface *surface;
	int err = sample_unit_message_surface(bindings, message, writes, &surface);

	if (err)
		return err;
	if (gen9_field(&message->desc, GEN9_DP_MEDIA_LINES) ||
	    !gen9_field(&message->desc, GEN9_MSG_HEADER) || surface->samples > 1 ||
	    surface->type != GEN9_SURFACE_2D || surface->format->block_w > 1 ||
	    !surface->format->bytes)
		return sample_unit_refuse(bindings, "data port: media block");
	set_plane(surface, block);
	block->x = (s32)header[GEN9_DP_MEDIA_X];
	block->y = (s32)header[GEN9_DP_MEDIA_Y];
	block->width = gen9_field(header, GEN9_DP_MEDIA_WIDTH) + 1;
	block->height = gen9_field(header, GEN9_DP_MEDIA_HEIGHT) + 1;
	for (block->pitch = GEN9_DP_MEDIA_PITCH; block->pitch < block->width;)
		block->pitch *= 2;
	return 0;
}

/* Return the graphics address of a byte that the surface has. */
static u64 address(const struct media_block *block, s64 x, s64 y)
{
	return sample_plane_address(&block->plane, (u32)x, (u32)y);
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
	u32 row, i, to;

	if (err)
		return err;
	for (row = 0; row < rows(&block, message->dst_regs); row++) {
		s64 y = nearest((s64)block.y + row, block.lines);

		for (i = 0; i < block.width; i++) {
			s64 x = nearest((s64)block.x + i, block.columns);

			to = row * block.pitch + i;
			sample_window_read(windows, address(&block, x, y),
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

	data -= data > 0;	/* the header */
	for (row = 0; !err && row < rows(&block, data); row++)
		for (i = 0; i < block.width; i++) {
			s64 x = (s64)block.x + i, y = (s64)block.y + row;

			if (x < 0 || y < 0 || x >= block.columns || y >= block.lines)
				continue;
			from = row * block.pitch + i;
			sample_window_write(windows, address(&block, x, y),
					    &sample_payload(message, 1 + from / GEN9_EU_GRF_BYTES)
					    ->ub[from % GEN9_EU_GRF_BYTES], 1);
		}
	return err;
}
