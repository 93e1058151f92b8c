/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the threads of the hull, domain and geometry shader have in common: a kernel, constants,
 * scratch space, and messages to the URB. Each stage adds its own payload.
 */
#ifndef RENDER_VUE_THREAD_H
#define RENDER_VUE_THREAD_H

#include "eu/eu.h"
#include "port.h"
#include "render/stage.h"

struct render;
struct render_urb;

/**
 * struct render_vue_shader - The shader of a stage, derived at a draw.
 * @stage: common part of all stages
 * @program: its kernel
 * @urb: entries that its threads reach
 * @barriers: its threads may wait for each other
 * @float_mode: of the kernel's floating point
 * @grf_start: first register of constants; entries' data follow them
 * @scratch_base: offset of scratch space from the general state base
 */
struct render_vue_shader {
	struct render_stage stage;
	const struct eu_program *program;
	const struct render_urb *urb;
	bool barriers;
	u32 float_mode;
	u32 grf_start;
	u32 scratch_base;
};

/**
 * render_vue_shader_begin() - Derive the shader of a stage from the state.
 * @render: the engine
 * @kind: RENDER_HS, RENDER_DS or RENDER_GS
 * @urb: entries that its threads reach; they outlive the draw
 * @shader: gets the shader
 *
 * Context: the engine's thread; may sleep for memory; takes no lock. Polls.
 * Return: 0; -EINVAL: the state or the kernel is invalid or not implemented; -ENOMEM: no memory;
 * -E2BIG: the kernel is too long; -ECANCELED: cancelled.
 */
int render_vue_shader_begin(struct render *render, enum render_stage_kind kind,
			    const struct render_urb *urb, struct render_vue_shader *shader);

/**
 * render_vue_shader_fits() - Test if a payload fits into the registers.
 * @shader: the shader
 * @fixed: registers before the constants
 * @data: registers of entries' data
 *
 * Context: any; takes no lock.
 * Return: 0; -EINVAL: it does not; counted.
 */
int render_vue_shader_fits(const struct render_vue_shader *shader, u32 fixed, u32 data);

/**
 * render_vue_thread_begin() - Begin a thread: with a header, constants, and zeros elsewhere.
 * @shader: the shader; it outlives the thread
 * @thread: gets the thread
 * @mask: channels of the thread
 *
 * The caller adds the rest of the payload, and calls eu_thread_run().
 *
 * Context: the engine's thread; takes no lock.
 */
void render_vue_thread_begin(const struct render_vue_shader *shader, struct eu_thread *thread,
			     u32 mask);

/**
 * render_vue_data_reg() - Return the register of entries' data.
 * @shader: the shader
 *
 * Context: any; takes no lock.
 * Return: index of the first register behind the constants.
 */
static inline u32 render_vue_data_reg(const struct render_vue_shader *shader)
{
	return shader->grf_start + shader->stage.constant_regs;
}

#endif
