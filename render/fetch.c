// SPDX-License-Identifier: GPL-2.0-only
/*
 * Vertex fetch (fetch.h). Reads beyond a buffer return zeros in all components. The front half of a
 * draw calls this file in the engine's thread. Takes no lock.
 */
#include "render/fetch.h"
#include "render/render_types.h"
#include "render/state.h"
#include "sample/texel.h"
#include "sample/window.h"

#define COMPONENTS	4u
#define TEXEL_BYTES	32u	/* most bytes of a vertex format */

/* Find the buffer of an element. */
static void element_buffer(const struct render *render, u32 index,
			   struct render_fetch_element *element)
{
	const u32 *buffer = render_vertex_buffer(render, index);

	element->address = render_address(buffer, GEN9_VB_ADDRESS, GEN9_ADDRESS_BITS);
	element->pitch = gen9_field(buffer, GEN9_VB_PITCH);
	element->size = gen9_field(buffer, GEN9_VB_NULL) ? 0 : buffer[GEN9_VB_SIZE];
}

/* Test if a component of the element comes from the buffer. */
static bool has_source(const struct render_fetch_element *element)
{
	u32 c;

	for (c = 0; c < COMPONENTS; c++) {
		if (element->control[c] == GEN9_VFCOMP_STORE_SRC)
			return true;
	}
	return false;
}

static bool controls_known(const struct render_fetch_element *element)
{
	u32 c;

	for (c = 0; c < COMPONENTS; c++) {
		if (element->control[c] > GEN9_VFCOMP_STORE_1_INT)
			return false;
	}
	return true;
}

/*
 * Test if all components are those of the buffer, floats one behind the other. Components that the
 * format does not have are those of a vector: 0, 0, 1.
 */
static bool is_plain(const struct render_fetch_element *element)
{
	const struct sample_format *format = element->format;
	u32 c, missing;

	if (element->instanced || format->quick != SAMPLE_QUICK_32 || format->integer)
		return false;
	for (c = 0; c < COMPONENTS; c++) {
		missing = c == COMPONENTS - 1 ? GEN9_VFCOMP_STORE_1_FP : GEN9_VFCOMP_STORE_0;
		if (element->control[c] == GEN9_VFCOMP_STORE_SRC)
			continue;
		if (c * sizeof(u32) < format->bytes || element->control[c] != missing)
			return false;
	}
	return true;
}

static int element_begin(struct render *render, u32 i, struct render_fetch_element *element)
{
	const u32 *dw = render_vertex_element(render, i);
	const u32 *instancing = render_vf_instancing(render, i);

	*element = (struct render_fetch_element){
		.offset = gen9_field(dw, GEN9_VE_OFFSET),
		.instanced = gen9_field(instancing, GEN9_VF_INSTANCING_ENABLE),
		.rate = instancing[GEN9_VF_INSTANCING_RATE],
		.control = {
			gen9_field(dw, GEN9_VE_CONTROL_0), gen9_field(dw, GEN9_VE_CONTROL_1),
			gen9_field(dw, GEN9_VE_CONTROL_2), gen9_field(dw, GEN9_VE_CONTROL_3),
		},
	};
	if (!controls_known(element))
		return render_unsupported(render, "vertex component control");
	if (!gen9_field(dw, GEN9_VE_VALID) || !has_source(element))
		return 0;
	element_buffer(render, gen9_field(dw, GEN9_VE_BUFFER), element);
	element->format = sample_format_get(gen9_field(dw, GEN9_VE_FORMAT));
	if (!element->format || element->format->bytes > TEXEL_BYTES ||
	    element->format->block_w != 1)
		return render_unsupported(render, "vertex format");
	element->plain = is_plain(element);
	return 0;
}

static int index_begin(struct render *render, struct render_fetch *fetch)
{
	const u32 *buffer = render_packet(render, GEN9_OP_INDEX_BUFFER);
	const u32 *vf = render_packet(render, GEN9_OP_VF);

	fetch->index_shift = gen9_field(buffer, GEN9_INDEX_FORMAT);
	if (fetch->index_shift >= GEN9_INDEX_FORMATS)
		return render_unsupported(render, "index format");
	fetch->index_address = render_address(buffer, GEN9_INDEX_ADDRESS, GEN9_ADDRESS_BITS);
	fetch->index_size = buffer[GEN9_INDEX_SIZE];
	fetch->cut = gen9_field(vf, GEN9_VF_CUT_ENABLE);
	fetch->cut_index = vf[GEN9_VF_CUT_INDEX];
	return 0;
}

/* Edge flags count where triangles are drawn as lines or points. */
static int edge_flag_begin(struct render *render, u32 i, struct render_fetch *fetch)
{
	const u32 *raster = render_packet(render, GEN9_OP_RASTER);

	fetch->edges = gen9_field(raster, GEN9_RASTER_FRONT_FILL) ||
		       gen9_field(raster, GEN9_RASTER_BACK_FILL);
	return element_begin(render, i, &fetch->edge);
}

int render_fetch_begin(struct render *render, struct render_fetch *fetch, bool random)
{
	const u32 *vf = render_packet(render, GEN9_OP_VF);
	u32 count = render_vertex_elements(render), i;
	int error = 0;

	memset(fetch, 0, sizeof(*fetch));
	if (!random && gen9_field(vf, GEN9_VF_SEQUENTIAL_CUT))
		return render_unsupported(render, "cut index of sequential draws");
	for (i = 0; i < count && !error; i++) {
		/* The edge flag, in the last element, is not stored. */
		if (gen9_field(render_vertex_element(render, i), GEN9_VE_EDGE_FLAG)) {
			error = edge_flag_begin(render, i, fetch);
			break;
		}
		error = element_begin(render, i, &fetch->element[fetch->elements++]);
	}
	if (error)
		return error;
	fetch->sgvs = render_packet(render, GEN9_OP_VF_SGVS)[1];
	fetch->packed = gen9_field(vf, GEN9_VF_PACKING_ENABLE);
	memcpy(fetch->packing, render_packet(render, GEN9_OP_VF_COMPONENT_PACKING) + 1,
	       sizeof(fetch->packing));
	fetch->random = random;
	return random ? index_begin(render, fetch) : 0;
}

bool render_fetch_index(struct render *render, const struct render_fetch *fetch, u32 i,
			u32 *index)
{
	u64 at = (u64)fetch->start_vertex + i;
	u32 value = 0;

	if (!fetch->random) {
		*index = i;
		return true;
	}
	if ((at + 1) << fetch->index_shift <= fetch->index_size)
		sample_window_read(render->windows,
				   fetch->index_address + (at << fetch->index_shift), &value,
				   1u << fetch->index_shift);
	*index = value;
	return !(fetch->cut && value == fetch->cut_index);
}

/* Read the source of an element. Components are 0 beyond the buffer. */
static void read_source(struct render *render, const struct render_fetch *fetch,
			const struct render_fetch_element *element, u32 vertex, u32 instance,
			union sample_texel *texel)
{
	u8 bytes[TEXEL_BYTES];
	u64 at;
	u32 n;

	memset(texel, 0, sizeof(*texel));
	if (!element->format)
		return;
	if (element->instanced)
		vertex = fetch->start_instance + (element->rate ? instance / element->rate : 0);
	at = (u64)vertex * element->pitch + element->offset;
	n = element->format->bytes;
	if (at + n > element->size)
		return;
	sample_window_read(render->windows, element->address + at, bytes, n);
	sample_texel_unpack(element->format, bytes, texel);
}

static u32 vertex_of(const struct render_fetch *fetch, u32 index)
{
	return index + (fetch->random ? fetch->base_vertex : fetch->start_vertex);
}

bool render_fetch_edge(struct render *render, const struct render_fetch *fetch, u32 index,
		       u32 instance)
{
	union sample_texel texel;

	read_source(render, fetch, &fetch->edge, vertex_of(fetch, index), instance, &texel);
	return texel.u[0];
}

/* Store a plain element. Return: false: it is beyond the buffer or crosses pages. */
static bool store_plain(struct render *render, const struct render_fetch_element *element,
			u32 vertex, u32 *to)
{
	u64 at = (u64)vertex * element->pitch + element->offset, va = element->address + at;
	u32 bytes = element->format->bytes;

	if (at + bytes > element->size || (va & (PAGE_SIZE - 1)) + bytes > PAGE_SIZE)
		return false;
	to[1] = 0;
	to[2] = 0;
	to[3] = GEN9_ONE_FP;
	memcpy(to, sample_window_at(render->windows, va, false), bytes);
	return true;
}

/* Store a system-generated value. */
static void store_sgv(u32 *entry, u32 dwords, u32 element, u32 component, u32 value)
{
	if (element * COMPONENTS + component < dwords)
		entry[element * COMPONENTS + component] = value;
}

static void store_sgvs(const struct render_fetch *fetch, u32 index, u32 instance, u32 *entry,
		       u32 dwords)
{
	const u32 dw[2] = { 0, fetch->sgvs };

	if (gen9_field(dw, GEN9_SGVS_VERTEX_ENABLE))
		store_sgv(entry, dwords, gen9_field(dw, GEN9_SGVS_VERTEX_ELEMENT),
			  gen9_field(dw, GEN9_SGVS_VERTEX_COMPONENT), index);
	if (gen9_field(dw, GEN9_SGVS_INSTANCE_ENABLE))
		store_sgv(entry, dwords, gen9_field(dw, GEN9_SGVS_INSTANCE_ELEMENT),
			  gen9_field(dw, GEN9_SGVS_INSTANCE_COMPONENT), instance);
}

/* Store all components of the elements, and the system-generated values. */
static void fetch_elements(struct render *render, const struct render_fetch *fetch, u32 index,
			   u32 instance, u32 *entry, u32 dwords)
{
	u32 vertex = vertex_of(fetch, index);
	u32 elements = min(fetch->elements, dwords / COMPONENTS);
	const struct render_fetch_element *element;
	union sample_texel texel;
	u32 i, c, *to = entry;

	for (i = 0; i < elements; i++, to += COMPONENTS) {
		element = &fetch->element[i];
		if (element->plain && store_plain(render, element, vertex, to))
			continue;
		read_source(render, fetch, element, vertex, instance, &texel);
		for (c = 0; c < COMPONENTS; c++) {
			const u32 values[] = {
				[GEN9_VFCOMP_NOSTORE] = to[c],
				[GEN9_VFCOMP_STORE_SRC] = texel.u[c],
				[GEN9_VFCOMP_STORE_0] = 0,
				[GEN9_VFCOMP_STORE_1_FP] = GEN9_ONE_FP,
				[GEN9_VFCOMP_STORE_1_INT] = 1,
			};

			to[c] = values[element->control[c]];
		}
	}
	store_sgvs(fetch, index, instance, entry, dwords);
}

/* Test if packing keeps a component. Components behind those of the packing are kept. */
static bool is_kept(const struct render_fetch *fetch, u32 i)
{
	return i >= GEN9_VF_PACKED_COMPONENTS || (fetch->packing[i / 32] >> i % 32 & 1);
}

void render_fetch_vertex(struct render *render, const struct render_fetch *fetch, u32 index,
			 u32 instance, u32 *entry, u32 dwords)
{
	u32 all[GEN9_VERTEX_ELEMENTS * COMPONENTS] = { 0 }, i, n = 0;

	if (!fetch->packed) {
		fetch_elements(render, fetch, index, instance, entry, dwords);
		return;
	}
	fetch_elements(render, fetch, index, instance, all, ARRAY_SIZE(all));
	for (i = 0; i < fetch->elements * COMPONENTS && n < dwords; i++)
		if (is_kept(fetch, i))
			entry[n++] = all[i];
}
