/* SPDX-License-Identifier: GPL-2.0-only */
/* What plane and cursor registers mean: pure decoding of a latched set. */
#ifndef DISPLAY_PLANE_H
#define DISPLAY_PLANE_H

#include "port.h"

#include "gen9/display_defs.h"

struct display_format;
struct facet_plane;

/**
 * struct display_plane_regs - Registers of a plane or a cursor, as latched.
 * @ctl: PLANE_CTL or CUR_CTL
 * @stride: PLANE_STRIDE
 * @pos: PLANE_POS or CUR_POS
 * @size: PLANE_SIZE or CUR_FBC_CTL
 * @offset: PLANE_OFFSET
 * @surf: PLANE_SURF or CUR_BASE
 * @keyval: PLANE_KEYVAL
 * @keymsk: PLANE_KEYMSK
 * @keymax: PLANE_KEYMAX
 * @aux_dist: PLANE_AUX_DIST
 * @aux_offset: PLANE_AUX_OFFSET
 */
struct display_plane_regs {
	u32 ctl;
	u32 stride;
	u32 pos;
	u32 size;
	u32 offset;
	u32 surf;
	u32 keyval;
	u32 keymsk;
	u32 keymax;
	u32 aux_dist;
	u32 aux_offset;
};

/** struct display_scaler_regs - PS_CTRL, PS_WIN_POS, PS_WIN_SZ. */
struct display_scaler_regs {
	u32 ctrl;
	u32 pos;
	u32 size;
};

/**
 * struct display_pipe_regs - Registers of a pipe behind its planes, as latched.
 * @src: PIPESRC
 * @bottom: BOTTOM_COLOR
 * @gamma_mode: GAMMA_MODE
 * @csc_mode: CSC_MODE
 * @csc_coeff: CSC_COEFF, two coefficients and one by turns
 * @csc_pre: CSC_PREOFF
 * @csc_post: CSC_POSTOFF
 * @scalers: of this pipe
 */
struct display_pipe_regs {
	u32 src;
	u32 bottom;
	u32 gamma_mode;
	u32 csc_mode;
	u32 csc_coeff[GEN9_CSC_COEFF_COUNT];
	u32 csc_pre[GEN9_CSC_OFFSETS];
	u32 csc_post[GEN9_CSC_OFFSETS];
	struct display_scaler_regs scalers[GEN9_PS_SCALERS];
};

/** enum display_tiling - How pixels lie in pages. */
enum display_tiling {
	DISPLAY_LINEAR,
	DISPLAY_X_TILED,
	DISPLAY_Y_TILED,
	DISPLAY_YF_TILED,
	DISPLAY_TILINGS,
};

/** enum display_key - What a colour key does to a plane. */
enum display_key {
	DISPLAY_KEY_NONE,
	DISPLAY_KEY_SOURCE,
	DISPLAY_KEY_DESTINATION,
};

/**
 * struct display_plane_layout - Elements of one size in rows, somewhere in the GGTT.
 * @gva: page aligned
 * @stride: bytes from row to row; of a sideways sheet, tiles from column to column
 * @cpp: bytes an element
 * @x: first element of a row that is read
 * @y: first row that is read
 * @width: elements that are read
 * @height: rows that are read
 * @tiling: enum display_tiling
 * @sideways: rows are columns of tiles, from bottom to top (strip.h)
 * @pairs: elements are halves of a pair of YUV422
 */
struct display_plane_layout {
	u32 gva;
	u32 stride;
	u32 cpp;
	u32 x;
	u32 y;
	u32 width;
	u32 height;
	enum display_tiling tiling;
	bool sideways;
	bool pairs;
};

/**
 * struct display_surface - How to read a plane's pixels, and what becomes of them.
 * @format: NULL: none that is known, all black
 * @main: the surface itself
 * @chroma: of NV12, else without width
 * @turned: turned by 180 degrees
 * @order: of YUV422, GEN9_YUV422_*
 * @first: of the pair that a row begins with, which pixel is shown first
 * @bt709: YUV as of BT.709, else BT.601
 * @full_range: YUV from 0 to 255, else 16 to 235
 * @alpha: GEN9_ALPHA_*
 * @plane_alpha: 255: opaque
 * @key: enum display_key
 * @key_min: KEYVAL
 * @key_max: KEYMAX
 * @key_mask: KEYMSK
 * @gamma: goes through the pipe's palette
 * @csc: goes through the pipe's matrix
 */
struct display_surface {
	const struct display_format *format;
	struct display_plane_layout main;
	struct display_plane_layout chroma;
	bool turned;
	u32 order;
	u32 first;
	bool bt709;
	bool full_range;
	u32 alpha;
	u32 plane_alpha;
	enum display_key key;
	u32 key_min;
	u32 key_max;
	u32 key_mask;
	bool gamma;
	bool csc;
};

/**
 * display_plane_gamma() - Whether a universal plane goes through the pipe's palette.
 * @ctl: PLANE_CTL, of one that is enabled
 *
 * One with indices does so unasked: i915 clears the bit where it shows one, and loads
 * the palette nevertheless (ivb_color_check()).
 */
bool display_plane_gamma(u32 ctl);

/**
 * display_plane_decode() - A universal plane: registers to description.
 * @regs: a copy
 * @plane: all but @id is filled in; zeroed where disabled
 * @surface: how to read it
 */
void display_plane_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			  struct display_surface *surface);
/** display_plane_decode_cursor() - The same for a cursor. */
void display_plane_decode_cursor(const struct display_plane_regs *regs, struct facet_plane *plane,
			   struct display_surface *surface);

#endif
