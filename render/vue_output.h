/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the last of the enabled vertex, domain and geometry shader hands to the fixed functions
 * behind it.
 */
#ifndef RENDER_VUE_OUTPUT_H
#define RENDER_VUE_OUTPUT_H

#include "port.h"

struct render;

/**
 * struct render_vue_output - VUEs of the last stage.
 * @stage_dwords: dwords of a VUE that the stage can write
 * @vue_dwords: dwords that setup and pixel shader read, at least GEN9_VUE_FIXED_DWORDS
 * @clip_distances: a mask of user clip distances to clip at
 * @cull_distances: a mask of user clip distances that drop whole objects
 */
struct render_vue_output {
	u32 stage_dwords;
	u32 vue_dwords;
	u32 clip_distances;
	u32 cull_distances;
};

/**
 * render_urb_entry_dwords() - Return the size of an entry of a stage.
 * @render: the engine
 * @opcode: GEN9_OP_URB_VS, HS, DS or GS
 *
 * Context: the engine's thread; takes no lock.
 * Return: dwords, at most 8192.
 */
u32 render_urb_entry_dwords(const struct render *render, u32 opcode);

/**
 * render_vue_output() - Derive the VUEs of the last stage from the state.
 * @render: the engine
 *
 * Context: the engine's thread; takes no lock.
 * Return: the VUEs.
 */
struct render_vue_output render_vue_output(const struct render *render);

#endif
