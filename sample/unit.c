// SPDX-License-Identifier: GPL-2.0-only
/*
 * Units: binding tables and surface states (unit.h). A surface state is read at least once in a
 * draw or dispatch, and decoded if it is not as it was. So no flush of a state cache is needed.
 * Auxiliary surfaces are searched for marks once between flushes. The engine's thread calls this
 * file. Takes no lock.
 */
#include "sample/unit.h"

#include "sample/unit_state.h"

#define STATE_BYTES	(GEN9_SURFACE_STATE_DWORDS * sizeof(u32))

struct sample_unit *sample_unit_create(struct sample_windows *windows,
				       void (*unsupported)(void *host, const char *what),
				       int (*poll)(void *host), void *host)
{
	struct sample_unit *unit = port_zalloc(sizeof(*unit));

	if (!unit)
		return NULL;
	unit->blocks = sample_blocks_create();
	if (!unit->blocks) {
		port_free(unit);
		return NULL;
	}
	unit->windows = windows;
	unit->unsupported = unsupported;
	unit->poll = poll;
	unit->host = host;
	unit->quick = sample_quick_best();
	unit->age = 1;
	return unit;
}

void sample_unit_destroy(struct sample_unit *unit)
{
	if (unit)
		sample_blocks_destroy(unit->blocks);
	port_free(unit);
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
		unit->changes++;
		if (sample_surface_decode(dw, render, &decoded->surface, &why))
			return sample_unit_refuse(bindings, why);
		sample_aux_decode(dw, &decoded->surface, &decoded->aux);
		decoded->settled = 0;
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

/* --- marks of fast clears ------------------------------------------------------------------- */

void sample_unit_flush(struct sample_unit *unit)
{
	unit->age++;
	unit->changes++;
	unit->settled_count = 0;
}

static int unit_poll(void *host)
{
	struct sample_unit *unit = host;
	int error = unit->poll(unit->host);

	sample_windows_refresh(unit->windows);
	return error;
}

int sample_unit_begin(struct sample_unit *unit)
{
	unit->work += sample_windows_work(unit->windows);
	if (unlikely(unit->work >= EU_POLL_WORK)) {
		unit->work = 0;
		return unit_poll(unit);
	}
	sample_windows_refresh(unit->windows);
	return 0;
}

static struct sample_aux_work work_of(struct sample_unit *unit,
				      const struct sample_surface *surface,
				      const struct sample_aux *aux)
{
	return (struct sample_aux_work){
		.windows = unit->windows,
		.poll = unit_poll,
		.host = unit,
		.surface = surface,
		.aux = aux,
	};
}

/* Tell whether a view was settled by its last use since the last flush. */
static bool known_as_settled(struct sample_unit *unit, const struct sample_settled *view)
{
	u32 i;

	for (i = 0; i < min(unit->settled_count, SAMPLE_SETTLED); i++)
		if (!memcmp(&unit->settled[i], view, sizeof(*view)))
			return true;
	return false;
}

/* Forget views that had no marks if the memory is another. */
static void unit_refresh(struct sample_unit *unit)
{
	if (unit->generation == unit->windows->generation)
		return;
	unit->generation = unit->windows->generation;
	sample_unit_flush(unit);
}

/* Settle @layers layers of each level, or all if it is 0. @keep: the surface is read alone */
static int settle(struct sample_unit *unit, const struct sample_surface *surface,
		  const struct sample_aux *aux, u32 layers, bool keep)
{
	struct sample_aux_work work = work_of(unit, surface, aux);
	struct sample_settled view = {
		.base = aux->words.base,
		.first_level = surface->first_level,
		.levels = surface->levels,
		.first_layer = surface->first_layer,
		.layers = layers,
	};
	int ret;

	if (known_as_settled(unit, &view))
		return 0;
	if (keep) {
		view.kept = 1;
		memcpy(view.color, aux->color, sizeof(view.color));
		if (known_as_settled(unit, &view))
			return 0;
	}
	work.keep = keep;
	ret = sample_aux_settle(&work, layers);
	if (!ret)
		unit->settled[unit->settled_count++ % SAMPLE_SETTLED] = view;
	return ret;
}

/* Settle a surface, unless that was done before. @writes: no mark may stay. */
static int settle_once(const struct sample_bindings *bindings, struct sample_decoded *decoded,
		       bool writes)
{
	struct sample_unit *unit = bindings->unit;
	const struct sample_surface *surface = &decoded->surface;
	u64 age;
	int ret;

	if (decoded->aux.kind == SAMPLE_AUX_NONE)
		return 0;
	unit_refresh(unit);
	age = unit->age;
	if (decoded->settled == age && !(writes && decoded->kept))
		return 0;
	decoded->kept = !writes;
	ret = settle(unit, surface, &decoded->aux, decoded->render ? surface->extent : 0,
		     decoded->kept);
	if (ret == -EINVAL)
		return sample_unit_refuse(bindings, "format of a clear colour");
	if (!ret)
		decoded->settled = age;
	return ret;
}

int sample_unit_settle_depth(struct sample_unit *unit, const struct sample_surface *surface,
			     const struct sample_aux *aux, bool keep)
{
	unit_refresh(unit);
	return settle(unit, surface, aux, surface->extent, keep);
}

int sample_unit_mark_depth(struct sample_unit *unit, const struct sample_surface *surface,
			   const struct sample_aux *aux, u32 layer,
			   const struct sample_aux_rectangle *pixels)
{
	struct sample_aux_work work = work_of(unit, surface, aux);

	sample_unit_flush(unit);
	return sample_aux_mark(&work, layer, pixels);
}

int sample_unit_resolve_depth(struct sample_unit *unit, const struct sample_surface *surface,
			      const struct sample_aux *aux, u32 layer)
{
	struct sample_aux_work work = work_of(unit, surface, aux);

	return sample_aux_resolve(&work, layer);
}

static struct sample_decoded *decoded_of(const struct sample_surface *surface)
{
	return container_of(surface, struct sample_decoded, surface);
}

int sample_unit_settle(const struct sample_bindings *bindings,
		       const struct sample_surface *surface)
{
	struct sample_decoded *decoded = decoded_of(surface);
	int ret = settle_once(bindings, decoded, true);

	if (!ret && decoded->aux.kind == SAMPLE_AUX_CCS && decoded->aux.lossless) {
		struct sample_aux_work work =
			work_of(bindings->unit, &decoded->surface, &decoded->aux);

		sample_aux_touch(&work);
	}
	return ret;
}

int sample_unit_mark(const struct sample_bindings *bindings, const struct sample_surface *surface,
		     u32 layer, const struct sample_aux_rectangle *pixels)
{
	struct sample_decoded *decoded = decoded_of(surface);
	struct sample_aux_work work = work_of(bindings->unit, &decoded->surface, &decoded->aux);

	if (decoded->aux.kind == SAMPLE_AUX_NONE)
		return sample_unit_refuse(bindings, "fast clear of this layout or format");
	sample_unit_flush(bindings->unit);
	return sample_aux_mark(&work, layer, pixels);
}

int sample_unit_resolve(const struct sample_bindings *bindings,
			const struct sample_surface *surface, u32 layer)
{
	struct sample_decoded *decoded = decoded_of(surface);
	struct sample_aux_work work = work_of(bindings->unit, &decoded->surface, &decoded->aux);

	return decoded->aux.kind == SAMPLE_AUX_NONE ? 0 : sample_aux_resolve(&work, layer);
}

static int message_surface(const struct sample_bindings *bindings, const struct eu_message *message,
			   const struct sample_surface **surface)
{
	u32 index = gen9_field(&message->desc, GEN9_MSG_INDEX);

	if (index != GEN9_INDEX_BINDLESS)
		return sample_unit_surface(bindings, index, false, surface);
	return surface_at(bindings, bindings->bindless_base +
				    (u64)gen9_field(&message->ex_desc, GEN9_MSG_BINDLESS) *
					    GEN9_BINDLESS_UNIT, false, surface);
}

int sample_unit_message_surface(const struct sample_bindings *bindings,
				const struct eu_message *message, bool writes,
				const struct sample_surface **surface)
{
	int ret = message_surface(bindings, message, surface);

	return ret ? ret : settle_once(bindings, decoded_of(*surface), writes);
}
