/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vertex shader stage: threads of eight vertices, on the vertices' entries.
 */
#ifndef RENDER_VERTEX_SHADER_H
#define RENDER_VERTEX_SHADER_H

#include "eu/eu.h"
#include "port.h"
#include "render/stage.h"

struct render;
struct render_urb;

/**
 * struct render_vertex_shader - The vertex shader of a draw.
 * @enabled: false: entries stay as vertex fetch stored them
 * @program: its kernel
 * @stage: common part
 * @urb: entries
 * @float_mode: of the kernel's floating point
 * @grf_start: first register of constants; attributes follow them
 * @read_offset: dwords of an entry before the attributes
 * @read_dwords: dwords of attributes that a thread gets of each vertex
 * @scratch_base: offset of scratch space from the general state base
 * @thread: the thread
 */
struct render_vertex_shader {
	bool enabled;
	const struct eu_program *program;
	struct render_stage stage;
	const struct render_urb *urb;
	u32 float_mode;
	u32 grf_start;
	u32 read_offset;
	u32 read_dwords;
	u32 scratch_base;
	struct eu_thread thread;
};

/**
 * render_vertex_shader_begin() - Derive the vertex shader from the state.
 * @render: the engine
 * @urb: entries of the draw; they outlive it
 * @shader: gets the vertex shader
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state or the kernel is invalid or not implemented; -ENOMEM: no memory;
 * -E2BIG: the kernel is too long; -ECANCELED: cancelled.
 */
int render_vertex_shader_begin(struct render *render, const struct render_urb *urb,
			       struct render_vertex_shader *shader);

/**
 * render_vertex_shader_run() - Shade vertices.
 * @shader: the vertex shader
 * @handle: the first of their entries, which follow each other
 * @count: number of vertices
 *
 * Source: PRM SKL Vol. 7, "Vertex Shader (VS) Stage", "SIMD8 Thread Payload".
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: the kernel is invalid or not implemented; -ECANCELED: cancelled.
 */
int render_vertex_shader_run(struct render_vertex_shader *shader, u32 handle, u32 count);

#endif
