/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The state of a unit (unit.h), and what its parts share. The engine's thread calls this file.
 * Takes no lock.
 */
#ifndef SAMPLE_UNIT_STATE_H
#define SAMPLE_UNIT_STATE_H

#include "gen9/data_port_defs.h"
#include "gen9/surface_defs.h"
#include "port.h"
#include "sample/aux_surface.h"
#include "sample/block.h"
#include "sample/quick.h"
#include "sample/sampler_state.h"
#include "sample/texture.h"
#include "sample/unit.h"

#define SAMPLE_SURFACES	64u	/* decoded surfaces that are kept, a power of two */
#define SAMPLE_SAMPLERS	16u	/* decoded sampler states that are kept, a power of two */
#define SAMPLE_FOUND	8u	/* messages that are kept, a power of two */
#define SAMPLE_SETTLED	32u	/* surfaces that are known to be without marks, at most */

/**
 * struct sample_decoded - A decoded surface state.
 * @valid: @surface is decoded from @dw
 * @render: it was decoded as a render target
 * @dw: the state
 * @surface: the surface
 * @aux: its auxiliary surface
 * @settled: &sample_unit.age when marked blocks had their colour
 * @kept: marks were kept then
 */
struct sample_decoded {
	bool valid;
	bool render;
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	struct sample_surface surface;
	struct sample_aux aux;
	u64 settled;
	bool kept;
};

/**
 * struct sample_decoded_sampler - A decoded sampler state.
 * @valid: @state is decoded from @dw
 * @dw: the state
 * @state: the sampler
 */
struct sample_decoded_sampler {
	bool valid;
	u32 dw[GEN9_SAMPLER_STATE_DWORDS];
	struct sample_sampler_state state;
};

/**
 * struct sample_found - A texture and its sampler, as the last message of their kind found them.
 * @serial: &sample_bindings.serial; 0: none
 * @changes: &sample_unit.changes
 * @generation: &sample_windows.generation
 * @desc: descriptor of the message
 * @ex_desc: extended descriptor of the message
 * @texture: the texture and its sampler
 */
struct sample_found {
	u64 serial;
	u64 changes;
	u64 generation;
	u32 desc;
	u32 ex_desc;
	struct sample_prepared texture;
};

/**
 * struct sample_settled - A view whose marked blocks have their colour, or that has no marks.
 * @base: graphics address of the auxiliary surface
 * @first_level: its first level
 * @levels: number of levels
 * @first_layer: its first layer
 * @layers: number of layers, or 0 for all of each level
 * @kept: the view may have marks; its blocks have @color
 * @color: the clear colour, or zeros if @kept is 0
 */
struct sample_settled {
	u64 base;
	u32 first_level;
	u32 levels;
	u32 first_layer;
	u32 layers;
	u32 kept;
	u32 color[4];
};

/**
 * struct sample_unit - A unit.
 * @windows: windows of the address space
 * @unsupported: counts something that is not implemented
 * @poll: give way; return 0, or -ECANCELED: stop
 * @host: first argument of @unsupported and @poll
 * @work: work of messages since the last poll, in units of about a nanosecond, as EU_POLL_WORK
 * @quick: filters eight channels at once
 * @blocks: decoded blocks of compressed textures
 * @decoded: surfaces, by address
 * @sampler: sampler states, by address
 * @changes: number of times that a state was decoded, or auxiliary surfaces may have got marks
 * @found: textures of messages, by index of the surface and of the sampler
 * @age: number of times that auxiliary surfaces may have got marks; 1 or more
 * @generation: &sample_windows.generation of @settled
 * @settled: views without marks since @age changed
 * @settled_count: number of views that were added to @settled; the oldest are replaced
 */
struct sample_unit {
	struct sample_windows *windows;
	void (*unsupported)(void *host, const char *what);
	int (*poll)(void *host);
	void *host;
	u32 work;
	sample_quick_fn *quick;
	struct sample_blocks *blocks;
	struct sample_decoded decoded[SAMPLE_SURFACES];
	struct sample_decoded_sampler sampler[SAMPLE_SAMPLERS];
	u64 changes;
	struct sample_found found[SAMPLE_FOUND];
	u64 age;
	u64 generation;
	struct sample_settled settled[SAMPLE_SETTLED];
	u32 settled_count;
};

/**
 * sample_unit_begin() - Begin a message: poll if those before had enough work, then forget pages
 *	whose translation changed.
 * @unit: the unit
 *
 * Context: the engine's thread; takes no lock. May poll.
 * Return: 0; -ECANCELED: cancelled.
 */
int sample_unit_begin(struct sample_unit *unit);

/**
 * sample_unit_refuse() - Count something that is not implemented.
 * @bindings: bindings of the stage
 * @what: its name, a constant string
 *
 * Context: the engine's thread; takes no lock.
 * Return: -EINVAL.
 */
int sample_unit_refuse(const struct sample_bindings *bindings, const char *what);

/**
 * sample_unit_message_surface() - Find the surface of a message.
 * @bindings: bindings of the stage
 * @message: the message; its index is in the binding table, or GEN9_INDEX_BINDLESS
 * @writes: the message writes to the surface
 * @surface: gets the surface, valid until the next call for @bindings->unit
 *
 * If fast clears marked the surface, this function writes the clear colour there.
 *
 * Context: the engine's thread; takes no lock. May poll.
 * Return: 0; -EINVAL: the surface is invalid or not implemented, and was counted; -ECANCELED:
 * cancelled.
 */
int sample_unit_message_surface(const struct sample_bindings *bindings,
				const struct eu_message *message, bool writes,
				const struct sample_surface **surface);

#endif
