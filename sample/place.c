// SPDX-License-Identifier: GPL-2.0-only
/*
 * Places (place.h). The engine's thread calls this file. Takes no lock.
 */
#include "sample/place.h"

#include "sample/payload.h"
#include "sample/unit_state.h"

struct sample_place sample_place_everywhere(const struct sample_bindings *bindings)
{
	return (struct sample_place){ .windows = bindings->unit->windows, .bytes = ~0ull };
}

static void place_stateless(const struct sample_bindings *bindings,
			    const struct eu_message *message, struct sample_place *place)
{
	place->base = bindings->general_base;
	place->bytes = ~0ull;
	if (gen9_field(&message->desc, GEN9_MSG_HEADER))
		place->base += sample_payload(message, 0)->ud[GEN9_DP_HEADER_BASE] &
			       GEN9_DP_HEADER_BASE_MASK;
}

static int place_surface(const struct sample_bindings *bindings, const struct eu_message *message,
			 struct sample_place *place)
{
	const struct sample_surface *surface;
	int err = sample_unit_message_surface(bindings, message, false, &surface);

	if (err)
		return err;
	place->base = surface->base;
	if (surface->type == GEN9_SURFACE_NULL)
		return 0;
	if (surface->type != GEN9_SURFACE_BUFFER)
		return sample_unit_refuse(bindings, "data port: untyped access to a texture");
	place->bytes = surface->elements * surface->pitch;
	return 0;
}

int sample_place_get(const struct sample_bindings *bindings, const struct eu_message *message,
		     struct sample_place *place)
{
	*place = (struct sample_place){ .windows = bindings->unit->windows };
	switch (gen9_field(&message->desc, GEN9_MSG_INDEX)) {
	case GEN9_INDEX_STATELESS:
	case GEN9_INDEX_STATELESS_COHERENT:
		place_stateless(bindings, message, place);
		return 0;
	case GEN9_INDEX_SLM:
		if (!bindings->slm)
			return sample_unit_refuse(bindings, "data port: no shared local memory");
		place->slm = bindings->slm;
		place->bytes = bindings->slm_bytes;
		place->ignored = (u32)~GEN9_SLM_OFFSETS;
		return 0;
	default:
		return place_surface(bindings, message, place);
	}
}

/* Return how many of @bytes bytes at @offset are in the place. */
static u32 bytes_inside(const struct sample_place *place, u64 offset, u32 bytes)
{
	return offset < place->bytes ? (u32)min((u64)bytes, place->bytes - offset) : 0;
}

void sample_place_read(const struct sample_place *place, u64 offset, void *to, u32 bytes)
{
	u32 inside;

	offset &= ~place->ignored;
	inside = bytes_inside(place, offset, bytes);
	if (place->slm)
		memcpy(to, place->slm + (inside ? offset : 0), inside);
	else
		sample_window_read(place->windows, place->base + offset, to, inside);
	memset((u8 *)to + inside, 0, bytes - inside);
}

void sample_place_write(const struct sample_place *place, u64 offset, const void *from, u32 bytes)
{
	u32 inside;

	offset &= ~place->ignored;
	inside = bytes_inside(place, offset, bytes);
	if (place->slm)
		memcpy(place->slm + (inside ? offset : 0), from, inside);
	else
		sample_window_write(place->windows, place->base + offset, from, inside);
}
