/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Registers of planes and cursors, and what they mean. Decoding works on a copy of latched
 * registers, takes no lock and has no side effects.
 * Source: PRM SKL Vol. 2c (PLANE_*, CUR_*); names as in i915 (display/skl_universal_plane_regs.h).
 */
#ifndef DISPLAY_PLANE_H
#define DISPLAY_PLANE_H

#include "port.h"

#include "gen9/display_defs.h"

struct display_format;
struct facet_plane;

#define DISPLAY_OPAQUE_ALPHA	255u	/* &display_surface.plane_alpha of a plane that hides */

/**
 * struct display_plane_regs - Latched registers of a plane or a cursor.
 * @ctl: PLANE_CTL or CUR_CTL
 * @stride: PLANE_STRIDE; a cursor has none
 * @pos: PLANE_POS or CUR_POS
 * @size: PLANE_SIZE or CUR_FBC_CTL
 * @offset: PLANE_OFFSET; a cursor has none
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

/**
 * struct display_scaler_regs - Latched registers of a scaler.
 * @ctrl: PS_CTRL
 * @pos: PS_WIN_POS
 * @size: PS_WIN_SZ
 */
struct display_scaler_regs {
	u32 ctrl;
	u32 pos;
	u32 size;
};

/**
 * struct display_pipe_regs - Latched registers of a pipe that belong to no plane.
 * @src: PIPESRC
 * @bottom: BOTTOM_COLOR
 * @gamma_mode: GAMMA_MODE
 * @csc_mode: CSC_MODE
 * @csc_coeff: CSC_COEFF; registers with two coefficients and with one alternate
 * @csc_pre: CSC_PREOFF
 * @csc_post: CSC_POSTOFF
 * @scalers: registers of the scalers of this pipe
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

/**
 * enum display_tiling - Layout of pixels in pages.
 * @DISPLAY_LINEAR: rows one after another
 * @DISPLAY_X_TILED: tiles of 512 bytes by 8 rows
 * @DISPLAY_Y_TILED: tiles of 128 bytes by 32 rows, in columns of 16 bytes
 * @DISPLAY_YF_TILED: tiles of 4 KiB whose row and column bits alternate in the address
 * @DISPLAY_TILINGS: number of layouts
 */
enum display_tiling {
	DISPLAY_LINEAR,
	DISPLAY_X_TILED,
	DISPLAY_Y_TILED,
	DISPLAY_YF_TILED,
	DISPLAY_TILINGS,
};

/**
 * enum display_key - Colour key of a plane.
 * @DISPLAY_KEY_NONE: no key
 * @DISPLAY_KEY_SOURCE: pixels of this plane that match are not shown
 * @DISPLAY_KEY_DESTINATION: the next plane shows only where pixels of this plane match
 */
enum display_key {
	DISPLAY_KEY_NONE,
	DISPLAY_KEY_SOURCE,
	DISPLAY_KEY_DESTINATION,
};

/**
 * struct display_plane_layout - Location of elements of one size in the GGTT.
 * @gva: GGTT address in bytes, page aligned
 * @stride: bytes from row to row; if @sideways, tiles from column to column
 * @cpp: bytes of an element
 * @x: first element of a row that is read
 * @y: first row that is read
 * @width: elements of a row that are read
 * @height: rows that are read
 * @pages: pages from @gva to the end of the last row of tiles
 * @tiling: enum display_tiling
 * @sideways: a row of the plane is a column of tiles, from bottom to top (plane_reader.h)
 * @pairs: an element is half of a pair of YUV422 pixels
 */
struct display_plane_layout {
	u32 gva;
	u32 stride;
	u32 cpp;
	u32 x;
	u32 y;
	u32 width;
	u32 height;
	u32 pages;
	enum display_tiling tiling;
	bool sideways;
	bool pairs;
};

/**
 * struct display_surface - Way to read a plane's pixels, and their colours.
 * @format: pixel format; NULL: not known or not readable, and the plane is black
 * @main: location of the pixels, or of Y if the format is planar
 * @chroma: location of U and V for NV12; else its width is 0
 * @rotated_180: the plane is rotated by 180 degrees
 * @order: byte order of YUV422: GEN9_YUV422_*
 * @first: pixel of its pair with which a row begins, 0 or 1
 * @bt709: true: YUV by BT.709; false: by BT.601
 * @full_range: true: YUV from 0 to 255; false: from 16 to 235
 * @alpha: use of the pixels' alpha: GEN9_ALPHA_*
 * @plane_alpha: alpha of the whole plane, 0 to 255; 255: opaque
 * @key: enum display_key
 * @key_min: colour of PLANE_KEYVAL
 * @key_max: colour of PLANE_KEYMAX
 * @key_mask: bits of PLANE_KEYMSK
 * @gamma: pixels go through the pipe's palette
 * @csc: pixels go through the pipe's matrix
 */
struct display_surface {
	const struct display_format *format;
	struct display_plane_layout main;
	struct display_plane_layout chroma;
	bool rotated_180;
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
 * display_plane_gamma() - Tell whether a universal plane goes through the pipe's palette.
 * @ctl: PLANE_CTL of an enabled plane
 *
 * A plane with an indexed format always does. i915 clears the bit for such a plane, and loads the
 * palette nevertheless (ivb_color_check()).
 *
 * Context: any; takes no lock; does not sleep.
 * Return: true: the plane goes through the palette; false: it does not.
 */
bool display_plane_gamma(u32 ctl);

/**
 * display_plane_decode() - Decode the registers of a universal plane.
 * @regs: a copy of latched registers; the guest's values are not trusted
 * @plane: gets the description, without @id; all zero if the plane is disabled
 * @surface: gets the way to read the pixels; without a format if they cannot be read; all zero if
 *	the plane is disabled
 *
 * The pixels cannot be read if format, tiling, stride or rotation are invalid. Pixels and chroma
 * have at most 128 MiB each. They and the CCS lie below the end of the GGTT. Otherwise @plane has
 * no @size and no @pages, and is not direct. The function does not check GGTT entries, nor who owns
 * the addresses. &facet_plane.direct considers this plane alone, without its position and its
 * scaler.
 *
 * Source: PRM SKL Vol. 2c, PLANE_CTL and the other PLANE_* registers.
 *
 * Context: any; takes no lock; does not sleep.
 */
void display_plane_decode(const struct display_plane_regs *regs, struct facet_plane *plane,
			  struct display_surface *surface);

/**
 * display_plane_decode_cursor() - Decode the registers of a cursor.
 * @regs: a copy of latched registers; the guest's values are not trusted
 * @plane: gets the description, without @id; all zero if the cursor is disabled or its mode is
 *	unknown
 * @surface: gets the way to read the pixels; without a format if they cannot be read, since the
 *	buffer goes beyond the end of the GGTT; all zero if the cursor is disabled
 *
 * The format is ARGB8888, in a linear buffer without a gap between rows. Only a cursor with alpha
 * can be direct.
 *
 * Source: PRM SKL Vol. 2c, CUR_CTL, CUR_POS, CUR_FBC_CTL and CUR_BASE.
 *
 * Context: any; takes no lock; does not sleep.
 */
void display_plane_decode_cursor(const struct display_plane_regs *regs, struct facet_plane *plane,
				 struct display_surface *surface);

#endif
