/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streamout: vertices of assembled objects go to buffers in graphics memory, before clipping.
 */
#ifndef RENDER_STREAMOUT_H
#define RENDER_STREAMOUT_H

#include "gen9/state_3d.h"
#include "port.h"

struct render;
struct render_object;

/**
 * struct render_so_buffer_state - A buffer of streamout.
 * @used: a declaration writes to it
 * @address: graphics address
 * @size: bytes; 0: it is off
 * @pitch: bytes from vertex to vertex
 * @offset: bytes from its beginning to the next vertex
 */
struct render_so_buffer_state {
	bool used;
	u64 address;
	u64 size;
	u32 pitch;
	u32 offset;
};

/**
 * struct render_streamout - Streamout of a draw.
 * @render: the engine
 * @enabled: false: objects pass
 * @discard: no object passes
 * @trailing: each second triangle of a strip keeps its last vertex in place, not its first
 * @vue_dwords: dwords of VUEs; behind them zeros are written
 * @base: dwords of a VUE before register 0
 * @decls: number of declarations
 * @decl: declarations (GEN9_SO_DECL_MASK and others), in bits 15:0
 * @buffer: buffers
 * @needed: primitives that wanted to be written
 * @written: primitives that were written
 */
struct render_streamout {
	struct render *render;
	bool enabled;
	bool discard;
	bool trailing;
	u32 vue_dwords;
	u32 base;
	u32 decls;
	u32 decl[GEN9_SO_DECLS];
	struct render_so_buffer_state buffer[GEN9_SO_BUFFERS];
	u64 needed;
	u64 written;
};

/**
 * render_streamout_buffer() - Execute 3DSTATE_SO_BUFFER: set the write offset of a buffer.
 * @render: the engine; its state has the command already
 * @dw: the command
 * @n: its length in dwords, at least 2
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0.
 */
int render_streamout_buffer(struct render *render, const u32 *dw, u32 n);

/**
 * render_streamout_begin() - Derive streamout from the state.
 * @render: the engine
 * @vue_dwords: dwords of the VUEs that objects have
 * @streamout: gets streamout
 *
 * Context: the engine's thread; takes no lock. Does not poll.
 */
void render_streamout_begin(struct render *render, u32 vue_dwords,
			    struct render_streamout *streamout);

/**
 * render_streamout_object() - Write an object, if all its vertices have room in all buffers.
 * @streamout: streamout
 * @object: the object
 *
 * Source: PRM SKL Vol. 7, "Stream Output Logic (SOL) Stage".
 *
 * Context: the engine's thread; takes no lock. Does not poll.
 */
void render_streamout_object(struct render_streamout *streamout,
			     const struct render_object *object);

/**
 * render_streamout_end() - Store write offsets and statistics.
 * @streamout: streamout, after the last object
 *
 * Context: the engine's thread; takes no lock. Does not poll.
 */
void render_streamout_end(const struct render_streamout *streamout);

#endif
