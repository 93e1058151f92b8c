// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units: binding tables and surface states (unit.h). A surface state is read for each message, and
 * decoded if it is not as it was. So no flush of a state cache is needed. The engine's thread calls
 * this file. Takes no lock.
 */
#include "sample/unit.h"

#include "sample/unit_state.h"

#define STATE_BYTES	(GEN9_SURFACE_STATE_DWORDS * sizeof(u32))

struct sample_unit *sample_unit_create(struct sample_windows *windows,
				       void (*unsupported)(void *host, const char *what),
				       void *host)
{
	struct sample_unit *unit = port_zalloc(sizeof(*unit));

	if (!unit)
		return NULL;
	unit->windows = windows;
	unit->unsupported = unsupported;
	unit->host = host;
	return unit;
}

void sample_unit_destroy(struct sample_unit *unit)
{
	port_free(unit);
}

struct sample_windows *sample_unit_windows(const struct sample_unit *unit)
{
	return unit->windows;
}

int sample_unit_refuse(const struct sample_bindings *bindings, const char *what)
{
	bindings->unit->unsupported(bindings->unit->host, what);
	return -EINVAL;
}

static int surface_at(const struct sample_bindings *bindings, u64 va, bool render,
		      const struct sample_surface **surface)
{
	struct sample_unit *unit = bindings->unit;
	struct sample_decoded *decoded = &unit->decoded[va / STATE_BYTES & (SAMPLE_SURFACES - 1)];
	u32 dw[GEN9_SURFACE_STATE_DWORDS];
	const char *why;

	memcpy(dw, sample_window_at(unit->windows, va & ~(STATE_BYTES - 1), false), sizeof(dw));
	if (!decoded->valid || decoded->render != render || memcmp(decoded->dw, dw, sizeof(dw))) {
		decoded->valid = false;
		if (sample_surface_decode(dw, render, &decoded->surface, &why))
			return sample_unit_refuse(bindings, why);
		memcpy(decoded->dw, dw, sizeof(dw));
		decoded->render = render;
		decoded->valid = true;
	}
	*surface = &decoded->surface;
	return 0;
}

int sample_unit_surface(const struct sample_bindings *bindings, u32 index, bool render,
			const struct sample_surface **surface)
{
	u32 offset;

	if (index >= GEN9_INDEX_ENTRIES)
		return sample_unit_refuse(bindings, "message: binding table index");
	sample_window_read(bindings->unit->windows,
			   bindings->binding_table + index * sizeof(offset), &offset,
			   sizeof(offset));
	return surface_at(bindings, bindings->surface_base + offset, render, surface);
}

int sample_unit_message_surface(const struct sample_bindings *bindings,
				const struct eu_message *message,
				const struct sample_surface **surface)
{
	u32 index = gen9_field(&message->desc, GEN9_MSG_INDEX);

	if (index != GEN9_INDEX_BINDLESS)
		return sample_unit_surface(bindings, index, false, surface);
	return surface_at(bindings, bindings->bindless_base +
				    (u64)gen9_field(&message->ex_desc, GEN9_MSG_BINDLESS) *
					    GEN9_BINDLESS_UNIT, false, surface);
}
