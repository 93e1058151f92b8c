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
#include "sample/texture.h"
#include "sample/unit.h"

#define SAMPLE_SURFACES	64u	/* decoded surfaces that are kept, a power of two */

/**
 * struct sample_decoded - A decoded surface state.
 * @valid: @surface is decoded from @dw
 * @render: it was decoded as a render target
 * @dw: the state
 * @surface: the surface
 */
struct sample_decoded {
	bool valid;
	bool render;
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	struct sample_surface surface;
};

/**
 * struct sample_unit - A unit.
 * @windows: windows of the address space
 * @unsupported: counts something that is not implemented
 * @host: first argument of @unsupported
 * @decoded: surfaces, by address
 */
struct sample_unit {
	struct sample_windows *windows;
	void (*unsupported)(void *host, const char *what);
	void *host;
	struct sample_decoded decoded[SAMPLE_SURFACES];
};

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
 * @surface: gets the surface, valid until the next call for @bindings->unit
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: the surface is invalid or not implemented, and was counted.
 */
int sample_unit_message_surface(const struct sample_bindings *bindings,
				const struct eu_message *message,
				const struct sample_surface **surface);

#endif
