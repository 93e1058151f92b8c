/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The shared functions that reach memory: the sampler and the data ports. The stages of the
 * pipeline pass messages of their threads here, from &eu_client_ops.send.
 */
#ifndef SAMPLE_UNIT_H
#define SAMPLE_UNIT_H

#include "eu/eu.h"
#include "port.h"
#include "sample/aux_surface.h"
#include "sample/formats.h"
#include "sample/texture.h"
#include "sample/window.h"

struct sample_unit;

/**
 * struct sample_bindings - What the messages of a stage's threads mean.
 * @unit: the unit
 * @serial: number of the stage's draw or dispatch, another one for each: states of surfaces and
 *	samplers do not change in it; 0: states are read for each message
 * @surface_base: Surface State Base Address
 * @binding_table: graphics address of the binding table: @surface_base + Binding Table Pointer
 * @sampler_states: graphics address of the stage's SAMPLER_STATEs: @dynamic_base + pointer
 * @dynamic_base: Dynamic State Base Address, for border colours
 * @bindless_base: Bindless Surface State Base Address
 * @general_base: General State Base Address, for stateless messages (scratch)
 * @slm: shared local memory of the thread group; NULL: none
 * @slm_bytes: bytes of @slm, a power of two, or 0
 * @scratch_bytes: Per Thread Scratch Space of the stage, in bytes; bounds scratch block messages
 * @derivatives: PS: channels are in subspans of four pixels, and LODs come of them; other stages:
 *	LOD is 0 where a message gives none
 */
struct sample_bindings {
	struct sample_unit *unit;
	u64 serial;
	u64 surface_base;
	u64 binding_table;
	u64 sampler_states;
	u64 dynamic_base;
	u64 bindless_base;
	u64 general_base;
	u8 *slm;
	u32 slm_bytes;
	u32 scratch_bytes;
	bool derivatives;
};

/**
 * sample_unit_create() - Create a unit.
 * @windows: windows of the address space; they outlive the unit
 * @unsupported: counts something that is not implemented, by its name, a constant string
 * @poll: give way; return 0, or -ECANCELED: stop. The unit calls it before a message reaches memory
 * @host: first argument of @unsupported and @poll
 *
 * Context: may sleep for memory; takes no lock.
 * Return: the unit, for sample_unit_destroy(); NULL: no memory.
 */
struct sample_unit *sample_unit_create(struct sample_windows *windows,
				       void (*unsupported)(void *host, const char *what),
				       int (*poll)(void *host), void *host);

/**
 * sample_unit_destroy() - Free a unit.
 * @unit: of sample_unit_create(), or NULL
 *
 * Context: may sleep; takes no lock.
 */
void sample_unit_destroy(struct sample_unit *unit);

/**
 * sample_unit_surface() - Find a surface of the binding table.
 * @bindings: bindings of the stage
 * @index: index in the binding table: 0 to 239
 * @render: the surface is a render target
 * @surface: gets the surface, valid until the next call for @bindings->unit
 *
 * The surface state is read at each call, and decoded if it changed.
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: the state is invalid or not implemented, and was counted.
 */
int sample_unit_surface(const struct sample_bindings *bindings, u32 index, bool render,
			const struct sample_surface **surface);

/**
 * sample_unit_settle() - Write the clear colour where fast clears marked a render target.
 * @bindings: bindings of the stage
 * @surface: of the last call of sample_unit_surface(), with @render
 *
 * The unit does the same for surfaces of messages. It looks for marks once, and again after
 * sample_unit_flush() or sample_unit_mark().
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: no clear colour has the format; counted; -ECANCELED: cancelled.
 */
int sample_unit_settle(const struct sample_bindings *bindings,
		       const struct sample_surface *surface);

/**
 * sample_unit_mark() - Execute a fast clear: mark pixels of a render target as clear.
 * @bindings: bindings of the stage
 * @surface: of the last call of sample_unit_surface(), with @render
 * @layer: layer or slice of the view
 * @pixels: the pixels, any values; whole blocks are marked, within the level
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: the target has no auxiliary surface that is implemented; counted;
 * -ECANCELED: cancelled.
 */
int sample_unit_mark(const struct sample_bindings *bindings, const struct sample_surface *surface,
		     u32 layer, const struct sample_aux_rectangle *pixels);

/**
 * sample_unit_resolve() - Execute a full resolve of a layer of a render target.
 * @bindings: bindings of the stage
 * @surface: of the last call of sample_unit_surface(), with @render; without marks
 * @layer: layer or slice of the view
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -ECANCELED: cancelled.
 */
int sample_unit_resolve(const struct sample_bindings *bindings,
			const struct sample_surface *surface, u32 layer);

/**
 * sample_unit_settle_depth() - Write the clear depth where fast clears marked a depth buffer.
 * @unit: the unit
 * @surface: the depth buffer: &sample_surface.extent layers of one level
 * @aux: its HiZ buffer, of sample_aux_hiz()
 * @keep: depth is read alone: leave the marks
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -EINVAL: the format is none of depth; -ECANCELED: cancelled.
 */
int sample_unit_settle_depth(struct sample_unit *unit, const struct sample_surface *surface,
			     const struct sample_aux *aux, bool keep);

/**
 * sample_unit_mark_depth() - Mark pixels of a depth buffer as clear.
 * @unit: the unit
 * @surface: the depth buffer
 * @aux: its HiZ buffer, of sample_aux_hiz()
 * @layer: layer of the view
 * @pixels: the pixels, any values; whole blocks are marked, within the level
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -ECANCELED: cancelled.
 */
int sample_unit_mark_depth(struct sample_unit *unit, const struct sample_surface *surface,
			   const struct sample_aux *aux, u32 layer,
			   const struct sample_aux_rectangle *pixels);

/**
 * sample_unit_resolve_depth() - Mark all pixels of a layer of a depth buffer as not clear.
 * @unit: the unit
 * @surface: the depth buffer
 * @aux: its HiZ buffer, of sample_aux_hiz()
 * @layer: layer of the view
 *
 * The depth buffer keeps its bytes. Drivers do this before the first use of a HiZ buffer.
 *
 * Context: the engine's thread; takes no lock. Polls.
 * Return: 0; -ECANCELED: cancelled.
 */
int sample_unit_resolve_depth(struct sample_unit *unit, const struct sample_surface *surface,
			      const struct sample_aux *aux, u32 layer);

/**
 * sample_unit_flush() - Forget what is known of memory that others may have written.
 * @unit: the unit
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_unit_flush(struct sample_unit *unit);

/**
 * sample_sampler() - Execute a message to the sampler (GEN9_SFID_SAMPLER).
 * @bindings: bindings of the thread's stage
 * @message: the message
 *
 * Context: the engine's thread; takes no lock. May poll before it reaches memory.
 * Return: 0; -EINVAL: the message, surface or sampler is invalid or not implemented, and was
 * counted; -ECANCELED: cancelled in a poll.
 */
int sample_sampler(const struct sample_bindings *bindings, const struct eu_message *message);

/**
 * sample_data_port() - Execute a message to a data port.
 * @bindings: bindings of the thread's stage
 * @message: the message, to GEN9_SFID_DATA_CACHE_RO, GEN9_SFID_CONSTANT_CACHE,
 *	GEN9_SFID_DATA_CACHE_0 or GEN9_SFID_DATA_CACHE_1
 *
 * Reads beyond a surface return 0, and writes beyond it have no effect.
 *
 * Context: the engine's thread; takes no lock. May poll before it reaches memory.
 * Return: 0; -EINVAL: the message or surface is invalid or not implemented, and was counted;
 * -ECANCELED: cancelled in a poll.
 */
int sample_data_port(const struct sample_bindings *bindings, const struct eu_message *message);

#endif
