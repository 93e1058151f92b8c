/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a context (pgpu/pipeline_state.h), as the stages of the pipeline read it.
 *
 * Fields of a command are GEN9_FIELD() constants (gen9/state_3d.h), for gen9_field().
 */
#ifndef RENDER_STATE_H
#define RENDER_STATE_H

#include "port.h"

struct render;

/**
 * enum render_base - Bases of STATE_BASE_ADDRESS.
 * @RENDER_BASE_GENERAL: General State: scratch, stateless data port accesses
 * @RENDER_BASE_SURFACE: Surface State: binding tables and surface states
 * @RENDER_BASE_DYNAMIC: Dynamic State: samplers, viewports, blend state, push constants
 * @RENDER_BASE_INDIRECT: Indirect Object: data of GPGPU_WALKER and MEDIA_OBJECT
 * @RENDER_BASE_INSTRUCTION: Instruction: kernels
 * @RENDER_BASE_BINDLESS: Bindless Surface State
 */
enum render_base {
	RENDER_BASE_GENERAL,
	RENDER_BASE_SURFACE,
	RENDER_BASE_DYNAMIC,
	RENDER_BASE_INDIRECT,
	RENDER_BASE_INSTRUCTION,
	RENDER_BASE_BINDLESS,
};

/**
 * render_address() - Return an address field of a command or state structure.
 * @packet: its dwords
 * @dw: index of the lower of its two dwords
 * @mask: bits of the address
 *
 * Context: any; takes no lock.
 * Return: the address, 48 bits.
 */
static inline u64 render_address(const u32 *packet, u32 dw, u64 mask)
{
	return (packet[dw] | (u64)packet[dw + 1] << 32) & mask & 0xffffffffffffull;
}

/**
 * render_packet() - Return the last command of a kind.
 * @render: the engine
 * @opcode: enum gen9_3d_op, of a kind that the state has
 *
 * Commands that set several elements at once (vertex buffers, vertex elements, instancing, SO
 * buffers) have getters of their own. STATE_BASE_ADDRESS and PIPELINE_SELECT hold the fields that
 * the last commands with a set modify bit or mask bit wrote.
 *
 * Context: the engine's thread; takes no lock.
 * Return: its dwords, the header first; dwords that were never set read 0. There are as many as the
 * longest command of the kind has. Valid until the next command. NULL: the state has no such kind.
 */
const u32 *render_packet(const struct render *render, u32 opcode);

/**
 * render_base() - Return a base of STATE_BASE_ADDRESS.
 * @render: the engine
 * @base: the base
 *
 * Context: the engine's thread; takes no lock.
 * Return: graphics address, a multiple of 4 KiB.
 */
u64 render_base(const struct render *render, enum render_base base);

/**
 * render_vertex_buffer() - Return the last VERTEX_BUFFER_STATE of a vertex buffer.
 * @render: the engine
 * @index: its index, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: 4 dwords; zeros: it was never set, or there is no such buffer.
 */
const u32 *render_vertex_buffer(const struct render *render, u32 index);

/**
 * render_vertex_elements() - Return the number of elements of the last 3DSTATE_VERTEX_ELEMENTS.
 * @render: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0 to GEN9_VERTEX_ELEMENTS.
 */
u32 render_vertex_elements(const struct render *render);

/**
 * render_vertex_element() - Return the last VERTEX_ELEMENT_STATE of an element.
 * @render: the engine
 * @index: its index, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: 2 dwords; zeros: there is no such element.
 */
const u32 *render_vertex_element(const struct render *render, u32 index);

/**
 * render_vf_instancing() - Return the last 3DSTATE_VF_INSTANCING of an element.
 * @render: the engine
 * @index: its index, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: 3 dwords; zeros: there is no such element.
 */
const u32 *render_vf_instancing(const struct render *render, u32 index);

/**
 * render_so_buffer() - Return the last 3DSTATE_SO_BUFFER of a buffer.
 * @render: the engine
 * @index: its index, any value
 *
 * Context: the engine's thread; takes no lock.
 * Return: 8 dwords; zeros: there is no such buffer.
 */
const u32 *render_so_buffer(const struct render *render, u32 index);

#endif
