/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Encoders of commands into a batch. Source: PRM SKL Vol. 2a (Command Reference: Instructions) and
 * Vol. 10 (Copy Engine). The encoders do not use gen9/: a wrong fact there would pass its own
 * check.
 */
#ifndef GUEST_COMMAND_H
#define GUEST_COMMAND_H

#include "guest_surface.h"

/* A batch that is being written. If @count exceeds @room, batch_ok() returns false. */
struct batch {
	uint32_t *dwords;
	uint32_t count;
	uint32_t room;
};

/** struct blt_side - One surface of a blit, as the engine gets it. */
struct blt_side {
	uint64_t address;
	uint32_t pitch;		/* bytes */
	enum tiling tiling;
};

static inline int batch_ok(const struct batch *b)
{
	return b->count <= b->room;
}

/* Emit a 32-bit store through the PPGTT. */
void emit_store_dword(struct batch *b, uint64_t address, uint32_t value);
void emit_flush(struct batch *b);
void emit_end(struct batch *b);
/* Emit a jump to a batch in the PPGTT, whose end ends this batch, too. */
void emit_jump(struct batch *b, uint64_t address);

/*
 * Blits. @cpp: bytes per pixel, 1, 2 or 4. Coordinates are in pixels. Each blit leaves the engine's
 * Y-tiling switch off.
 */
void emit_color_blt(struct batch *b, const struct blt_side *dst, const struct rect *r,
		    uint32_t cpp, uint32_t colour);
void emit_src_copy_blt(struct batch *b, const struct blt_side *dst, const struct rect *r,
		       const struct blt_side *src, uint32_t src_x, uint32_t src_y, uint32_t cpp);
void emit_fast_copy_blt(struct batch *b, const struct blt_side *dst, const struct rect *r,
			const struct blt_side *src, uint32_t src_x, uint32_t src_y, uint32_t cpp);

#endif
