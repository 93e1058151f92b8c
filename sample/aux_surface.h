/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Auxiliary surfaces: the marks of fast clears. A fast clear marks blocks of a CCS or HiZ buffer or
 * pixels of an MCS as clear, and writes no pixel. A marked block has the clear colour (or depth) of
 * the state by which it is used. Drivers rely on this: a second clear with another colour may be a
 * new surface state alone. So the engine writes the clear colour to marked blocks before it uses a
 * surface. If it will write the surface, it removes the marks. If it only reads, the marks stay:
 * the driver still takes the surface as clear, and may change the colour. Nothing else of an
 * auxiliary surface has a meaning here: no block is ever compressed.
 *
 * Marks that stay become marks of pixels that have a colour. The next use compares a few bytes of
 * them with its colour, and writes nothing if they are equal.
 *
 * A HiZ buffer of zeros is clear as a whole: drivers rely on this, too. The mark of a block is one
 * byte of its tile: 0 if the block is clear. The marks of a tile follow each other.
 *
 * sample/unit.c calls this file. Takes no lock.
 */
#ifndef SAMPLE_AUX_SURFACE_H
#define SAMPLE_AUX_SURFACE_H

#include "port.h"
#include "sample/texture.h"
#include "sample/window.h"

/** enum sample_aux_kind - What an auxiliary surface has. */
enum sample_aux_kind {
	SAMPLE_AUX_NONE,
	SAMPLE_AUX_CCS,
	SAMPLE_AUX_MCS,
	SAMPLE_AUX_HIZ,
};

/**
 * struct sample_aux - The auxiliary surface of a surface.
 * @kind: enum sample_aux_kind
 * @lossless: targets are compressed (CCS_E)
 * @words: its memory, as a surface: a texel is a byte of the CCS, a word of the MCS, or an element
 *	of the HiZ buffer
 * @color: the clear colour: floats or integers, as the surface's format has them. HiZ: the depth is
 *	the first one
 */
struct sample_aux {
	u8 kind;
	bool lossless;
	struct sample_surface words;
	u32 color[4];
};

/**
 * struct sample_aux_work - Work on an auxiliary surface.
 * @windows: windows of the address space
 * @poll: give way; return 0, or -ECANCELED: stop
 * @host: first argument of @poll
 * @surface: the surface
 * @aux: its auxiliary surface, not SAMPLE_AUX_NONE
 * @keep: sample_aux_settle() leaves the marks
 */
struct sample_aux_work {
	struct sample_windows *windows;
	int (*poll)(void *host);
	void *host;
	const struct sample_surface *surface;
	const struct sample_aux *aux;
	bool keep;
};

/**
 * struct sample_aux_rectangle - Pixels: columns @x0 to @x1 - 1, rows @y0 to @y1 - 1.
 * @x0: first column
 * @y0: first row
 * @x1: end of the columns
 * @y1: end of the rows
 */
struct sample_aux_rectangle {
	u32 x0;
	u32 y0;
	u32 x1;
	u32 y1;
};

/**
 * sample_aux_decode() - Find the auxiliary surface of a surface.
 * @dw: RENDER_SURFACE_STATE, any values
 * @surface: the surface that is decoded from @dw
 * @aux: gets the auxiliary surface
 *
 * Surfaces that cannot have marks have none: formats without 4, 8 or 16 bytes, linear and X tiling,
 * levels in Yf and Ys.
 *
 * Context: any; takes no lock.
 */
void sample_aux_decode(const u32 *dw, const struct sample_surface *surface, struct sample_aux *aux);

/**
 * sample_aux_hiz() - Describe the HiZ buffer of a depth buffer.
 * @surface: the depth buffer; its tiles are Y, and its levels are placed
 * @base: graphics address, any value
 * @pitch: bytes from row to row of tiles of 128 bytes and 32 rows, any value
 * @qpitch: rows of elements from layer to layer
 * @depth: bits of the clear depth, a float
 * @aux: gets the auxiliary surface
 *
 * Context: any; takes no lock.
 */
void sample_aux_hiz(const struct sample_surface *surface, u64 base, u32 pitch, u32 qpitch,
		    u32 depth, struct sample_aux *aux);

/**
 * sample_aux_mark() - Mark pixels of level 0 of the view as clear.
 * @work: the surface
 * @layer: layer or slice of the view
 * @pixels: the pixels, any values; whole blocks are marked, within the level
 *
 * Context: the engine's thread; takes no lock. Calls &sample_aux_work.poll.
 * Return: 0; -ECANCELED: of &sample_aux_work.poll.
 */
int sample_aux_mark(const struct sample_aux_work *work, u32 layer,
		    const struct sample_aux_rectangle *pixels);

/**
 * sample_aux_settle() - Write the clear colour to marked blocks of a view. Remove the marks, unless
 * &sample_aux_work.keep is set.
 * @work: the surface
 * @layers: layers or slices of the view; 0: as many as each level has
 *
 * Without marks this reads the auxiliary surface alone: 1/256 of a surface without samples, or
 * 1/128 of a depth buffer of 4 bytes.
 *
 * Context: the engine's thread; takes no lock. Calls &sample_aux_work.poll.
 * Return: 0; -ECANCELED: of &sample_aux_work.poll; -EINVAL: no clear colour has this format.
 */
int sample_aux_settle(const struct sample_aux_work *work, u32 layers);

/**
 * sample_aux_resolve() - Set all blocks of a layer of level 0 of the view to "not compressed".
 * @work: the surface; of SAMPLE_AUX_MCS: no effect
 * @layer: layer or slice of the view
 *
 * The caller calls sample_aux_settle() first.
 *
 * Context: the engine's thread; takes no lock. Calls &sample_aux_work.poll.
 * Return: 0; -ECANCELED: of &sample_aux_work.poll.
 */
int sample_aux_resolve(const struct sample_aux_work *work, u32 layer);

/**
 * sample_aux_touch() - Make the first byte of a CCS not 0, as compressed writes do.
 * @work: the surface; &sample_aux.lossless
 *
 * Programs ask whether a copy was compressed. No part of the engine reads this mark.
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_aux_touch(const struct sample_aux_work *work);

/**
 * sample_aux_identity() - Return the MCS word of a pixel whose samples have a layer each.
 * @samples: samples of a pixel: 1, 2, 4, 8, 16
 *
 * Context: any; takes no lock.
 * Return: the word; 0 for one sample.
 */
u64 sample_aux_identity(u32 samples);

#endif
