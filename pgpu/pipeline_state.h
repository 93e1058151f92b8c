/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of the 3D and GPGPU pipelines in a context: the last command of each kind, as it came.
 * Everything else is derived from these at a draw or dispatch, since a guest may have written any
 * value. A context's image holds them, and nothing derived.
 *
 * A software GPU keeps this state for a render engine in another process. A render engine in the
 * same process keeps it itself.
 */
#ifndef PGPU_PIPELINE_STATE_H
#define PGPU_PIPELINE_STATE_H

#include "gen9/state_3d.h"
#include "port.h"

#define PGPU_PACKETS_DWORDS	768u	/* room for the packets of gen9/packet_rows.h */

/**
 * struct pgpu_pipeline_state - The state of a context. A new context has zeros.
 * @vertex_buffers: the last VERTEX_BUFFER_STATE of each vertex buffer
 * @elements: the elements of the last 3DSTATE_VERTEX_ELEMENTS
 * @instancing: the last 3DSTATE_VF_INSTANCING of each element
 * @so_buffers: the last 3DSTATE_SO_BUFFER of each buffer
 * @element_count: number of @elements; readers bound it
 * @packets: the last commands of all other kinds, by pgpu_packet_at()
 */
struct pgpu_pipeline_state {
	u32 vertex_buffers[GEN9_VERTEX_BUFFERS][GEN9_VB_DWORDS];
	u32 elements[GEN9_VERTEX_ELEMENTS][GEN9_VE_DWORDS];
	u32 instancing[GEN9_VERTEX_ELEMENTS][GEN9_VF_INSTANCING_DWORDS];
	u32 so_buffers[GEN9_SO_BUFFERS][GEN9_SO_BUFFER_DWORDS];
	u32 element_count;
	u32 packets[PGPU_PACKETS_DWORDS];
};

/**
 * pgpu_packet_at() - Return the place of a kind of command in &pgpu_pipeline_state.packets.
 * @opcode: enum gen9_3d_op, any value
 * @dwords: gets the longest length of a command of the kind; 0: the state has no such kind
 *
 * Commands that set several elements at once (vertex buffers, vertex elements, instancing, SO
 * buffers) are not among the packets. STATE_BASE_ADDRESS and PIPELINE_SELECT hold the fields that
 * the last commands with a set modify bit or mask bit wrote.
 *
 * Context: any; takes no lock.
 * Return: index of the header; the dwords behind it are those of the last command.
 */
u32 pgpu_packet_at(u32 opcode, u32 *dwords);

/**
 * pgpu_pipeline_layout() - Return an identifier of the layout of &pgpu_pipeline_state.
 *
 * Two versions of Facet with the same number read each other's states.
 *
 * Context: any; takes no lock.
 * Return: a digest of the places of all members, and of the kinds of commands with their lengths.
 */
u32 pgpu_pipeline_layout(void);

/**
 * pgpu_pipeline_only_state() - Test if a command does nothing but set state.
 * @opcode: enum gen9_3d_op, any value
 *
 * Context: any; takes no lock.
 * Return: true: pgpu_pipeline_keep() is all there is to do; false: it does more, or has no state.
 */
bool pgpu_pipeline_only_state(u32 opcode);

/**
 * pgpu_pipeline_keep() - Keep a command as state.
 * @state: the state
 * @dw: the command
 * @n: its length in dwords, at least 1
 *
 * Context: any; takes no lock. The caller has @state to itself.
 * Return: 0; -ENOENT: the state has no such kind; -EINVAL: the command is longer than those of its
 * kind, or names an element that does not exist. After -EINVAL some elements may be kept.
 */
int pgpu_pipeline_keep(struct pgpu_pipeline_state *state, const u32 *dw, u32 n);

#endif
