/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a context: the last command of each kind, as it came. Everything else is derived
 * from these at a draw or dispatch, since a guest may have written any value. A context's image
 * holds them, and nothing derived.
 */
#ifndef RENDER_STATE_H
#define RENDER_STATE_H

#include "port.h"

struct render;

/**
 * render_packet() - Return the last command of a kind.
 * @render: the engine
 * @opcode: bits 31:16 of its first dword (gen9/state_3d.h), of a kind that the state has
 *
 * Commands that set several elements at once (vertex buffers, vertex elements, instancing, SO
 * buffers, streamout declarations) have getters of their own.
 *
 * Context: the engine's thread; takes no lock.
 * Return: its dwords, the header first; dwords that were never set read 0. There are as many as the
 * longest command of the kind has. Valid until the next command.
 */
const u32 *render_packet(const struct render *render, u32 opcode);

#endif
