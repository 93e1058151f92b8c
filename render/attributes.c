// SPDX-License-Identifier: GPL-2.0-only
/*
 * Setup of attributes (attributes.h). Barycentrics come from the vertices' fixed-point positions.
 * So attributes fit what is rasterized.
 */
#include "render/attributes.h"
#include "eu/float_bits.h"
#include "render/primitive.h"
#include "render/raster.h"

#define COMPONENTS	4u
#define OFFSET_DWORDS	8u	/* of a unit of GEN9_SBE_OFFSET */

static u32 detail(const u32 *swiz, u32 attribute)
{
	return swiz[GEN9_SBE_SWIZ_DETAILS + attribute / 2] >> 16 * (attribute & 1) & 0xffffu;
}

/* Bits X, Y, Z, W from the lowest on, as in the packet. */
static u32 primitive_id_mask(const u32 *sbe, u32 attribute)
{
	if (gen9_field(sbe, GEN9_SBE_PRIMITIVE_ID_ATTRIBUTE) != attribute)
		return 0;
	return gen9_field(sbe, GEN9_SBE_PRIMITIVE_ID_MASK);
}

void attribute_rules_set(struct attribute_rules *rules, const u32 *sbe, const u32 *swiz)
{
	bool swizzle = gen9_field(sbe, GEN9_SBE_SWIZZLE);
	u32 i;

	memset(rules, 0, sizeof(*rules));
	rules->count = min(gen9_field(sbe, GEN9_SBE_OUTPUTS), GEN9_SBE_ATTRIBUTES);
	rules->offset = gen9_field(sbe, GEN9_SBE_OFFSET) * OFFSET_DWORDS;
	rules->lower_left = gen9_field(sbe, GEN9_SBE_SPRITE_LOWER_LEFT);
	for (i = 0; i < GEN9_SBE_ATTRIBUTES; i++) {
		struct attribute_rule *rule = &rules->rule[i];
		u32 d = swizzle && i < GEN9_SBE_SWIZZLED ? detail(swiz, i) : i;

		rule->source = (u8)gen9_field(&d, GEN9_DETAIL_SOURCE);
		rule->primitive_id = (u8)primitive_id_mask(sbe, i);
		rule->sprite = gen9_field(sbe, GEN9_SBE_SPRITES) >> i & 1;
		rule->flat = gen9_field(sbe, GEN9_SBE_CONSTANTS) >> i & 1;
		if (!swizzle || i >= GEN9_SBE_SWIZZLED)
			continue;
		rule->select = (u8)gen9_field(&d, GEN9_DETAIL_SELECT);
		rule->constant = (u8)gen9_field(&d, GEN9_DETAIL_CONSTANT);
		rule->overrides = (u8)gen9_field(&d, GEN9_DETAIL_OVERRIDES);
	}
}

static float vue_component(const u32 *vue, u32 dwords, u32 dword)
{
	return dword < dwords ? eu_float_of_bits(vue[dword]) : 0;
}

static float constant(const struct attribute_rule *rule, u32 component, u32 primitive_id)
{
	switch (rule->constant) {
	case GEN9_SBE_0001:
		return component == COMPONENTS - 1 ? 1 : 0;
	case GEN9_SBE_1111:
		return 1;
	case GEN9_SBE_PRIMITIVE_ID:
		return eu_float_of_bits(primitive_id);
	default:
		return 0;
	}
}

static void setup_constant(struct attribute_setup *setup, float value)
{
	*setup = (struct attribute_setup){ .a0 = value };
}

/* A sprite's attribute is (s, t, 0, 1): barycentrics of a point are s and t from its upper left. */
static void setup_sprite(struct attribute_setup *setup, bool lower_left)
{
	setup[0] = (struct attribute_setup){ .d1 = 1 };
	setup[1] = (struct attribute_setup){ .d2 = lower_left ? -1 : 1, .a0 = lower_left };
	setup_constant(&setup[2], 0);
	setup_constant(&setup[3], 1);
}

/* The VUE that attributes of a vertex come from */
static const u32 *corner(const struct render_primitive *primitive, u32 i)
{
	return primitive->whole ? primitive->whole[i] : primitive->v[i].vue;
}

static void setup_component(struct attribute_setup *setup, const struct attribute_rule *rule,
			    const struct render_primitive *primitive, u32 dword)
{
	const u32 n = primitive->vue_dwords;
	float a0 = vue_component(corner(primitive, 0), n, dword);

	if (rule->flat || primitive->kind == RENDER_POINT) {
		setup_constant(setup, rule->flat ? vue_component(primitive->flat, n, dword) : a0);
		return;
	}
	setup->a0 = a0;
	setup->unused = 0;
	setup->d1 = vue_component(corner(primitive, 1), n, dword) - a0;
	setup->d2 = primitive->kind == RENDER_LINE ? 0 :
		    vue_component(corner(primitive, 2), n, dword) - a0;
}

static void setup_attribute(struct attribute_setup *setup, const struct attribute_rules *rules,
			    const struct attribute_rule *rule,
			    const struct render_primitive *primitive)
{
	bool facing = rule->select & GEN9_SBE_INPUT_FACING;
	bool w = rule->select & GEN9_SBE_INPUT_W;
	u32 first = rules->offset + (rule->source + (facing && primitive->back)) * COMPONENTS;
	u32 i;

	for (i = 0; i < COMPONENTS; i++)
		setup_component(&setup[i], rule, primitive, first + (w ? COMPONENTS - 1 : i));
	if (rule->sprite && primitive->kind == RENDER_POINT)
		setup_sprite(setup, rules->lower_left);
	for (i = 0; i < COMPONENTS; i++) {
		if (rule->overrides >> i & 1)
			setup_constant(&setup[i], constant(rule, i, primitive->primitive_id));
		if (rule->primitive_id >> i & 1)
			setup_constant(&setup[i], eu_float_of_bits(primitive->primitive_id));
	}
}

static void plane_set(struct attribute_plane *plane, const struct attribute_planes *planes,
		      float a0, float a1, float a2)
{
	plane->at = a0;
	plane->dx = (a1 - a0) * planes->bary[0].dx + (a2 - a0) * planes->bary[1].dx;
	plane->dy = (a1 - a0) * planes->bary[0].dy + (a2 - a0) * planes->bary[1].dy;
}

static void bary_triangle(struct attribute_planes *planes, const s32 v[3][2])
{
	double x1 = (double)v[1][0] - v[0][0], y1 = (double)v[1][1] - v[0][1];
	double x2 = (double)v[2][0] - v[0][0], y2 = (double)v[2][1] - v[0][1];
	double area = x1 * y2 - x2 * y1;
	double scale = area < 0 || area > 0 ? RASTER_ONE / area : 0;

	planes->bary[0].dx = (float)(y2 * scale);
	planes->bary[0].dy = (float)(-x2 * scale);
	planes->bary[1].dx = (float)(-y1 * scale);
	planes->bary[1].dy = (float)(x1 * scale);
}

static void bary_line(struct attribute_planes *planes, const s32 v[2][2])
{
	double x = (double)v[1][0] - v[0][0], y = (double)v[1][1] - v[0][1];
	double square = x * x + y * y;
	double scale = square > 0 ? RASTER_ONE / square : 0;

	planes->bary[0].dx = (float)(x * scale);
	planes->bary[0].dy = (float)(y * scale);
}

static void bary_point(struct attribute_planes *planes, float size)
{
	planes->x -= size / 2;
	planes->y -= size / 2;
	planes->bary[0].dx = 1 / size;
	planes->bary[1].dy = 1 / size;
}

/* --- primitives that clipping cut ----------------------------------------------------------- */

/* x, y, w and z of a clip position */
static void position(const u32 *vue, double p[4])
{
	static const u8 order[] = { 0, 1, 3, 2 };
	u32 i;

	for (i = 0; i < 4; i++)
		p[i] = eu_float_of_bits(vue[GEN9_VUE_POSITION + order[i]]);
}

/* The volume of three vectors */
static double volume(const double a[4], const double b[4], const double c[4])
{
	return a[0] * (b[1] * c[2] - b[2] * c[1]) + a[1] * (b[2] * c[0] - b[0] * c[2]) +
	       a[2] * (b[0] * c[1] - b[1] * c[0]);
}

/* Set the place of a vertex of a cut line: 0 at the first end, 1 at the second. */
static void part_of_line(double p[3][4], const double v[4], double b[2])
{
	double square = 0, product = 0, d;
	u32 i;

	for (i = 0; i < 4; i++) {
		d = p[1][i] - p[0][i];
		square += d * d;
		product += d * (v[i] - p[0][i]);
	}
	b[0] = square > 0 ? product / square : 0;
	b[1] = 0;
}

static void part_of_triangle(double p[3][4], const double v[4], double b[2])
{
	double all = volume(p[0], p[1], p[2]);
	double scale = all > 0 || all < 0 ? 1 / all : 0;

	b[0] = volume(v, p[2], p[0]) * scale;
	b[1] = volume(v, p[0], p[1]) * scale;
}

/*
 * Clip positions are linear in perspective barycentrics, so these follow from them. A linear
 * barycentric is the perspective one times the w of its vertex, divided by w.
 */
static void whole_set(struct attribute_planes *planes, const struct render_primitive *primitive)
{
	bool line = primitive->kind == RENDER_LINE;
	u32 n = line ? 2 : 3, i, k;
	double p[3][4] = { { 0 } }, v[4], b[2];

	planes->cut = primitive->whole;
	if (!planes->cut)
		return;
	for (i = 0; i < n; i++)
		position(primitive->whole[i], p[i]);
	for (i = 0; i < n; i++) {
		position(primitive->v[i].vue, v);
		if (line)
			part_of_line(p, v, b);
		else
			part_of_triangle(p, v, b);
		for (k = 0; k < 2; k++) {
			planes->whole[0][i][k] = (float)b[k];
			planes->whole[1][i][k] = (float)(b[k] * p[k + 1][2] / v[2]);
		}
	}
}

void attribute_planes_set(struct attribute_planes *planes,
			  const struct render_primitive *primitive, const s32 v[3][2])
{
	const struct render_vertex *vertex = primitive->v;
	u32 second = primitive->kind == RENDER_POINT ? 0 : 1;
	u32 third = primitive->kind == RENDER_POINT || primitive->kind == RENDER_LINE ? 0 : 2;

	planes->x = (float)v[0][0] / RASTER_ONE;
	planes->y = (float)v[0][1] / RASTER_ONE;
	memset(planes->bary, 0, sizeof(planes->bary));
	whole_set(planes, primitive);
	if (primitive->kind == RENDER_POINT)
		bary_point(planes, primitive->size);
	else if (primitive->kind == RENDER_LINE)
		bary_line(planes, v);
	else
		bary_triangle(planes, v);
	plane_set(&planes->z, planes, vertex[0].z, vertex[second].z, vertex[third].z);
	plane_set(&planes->inv_w, planes, vertex[0].inv_w, vertex[second].inv_w,
		  vertex[third].inv_w);
	planes->w1 = vertex[second].inv_w;
	planes->w2 = vertex[third].inv_w;
	planes->affine = planes->w1 == vertex[0].inv_w && planes->w2 == vertex[0].inv_w;
}

void attribute_setup_set(struct attribute_planes *planes, const struct attribute_rules *rules,
			 const struct render_primitive *primitive)
{
	u32 i;

	for (i = 0; i < rules->count; i++)
		setup_attribute(planes->setup[i], rules, &rules->rule[i], primitive);
}
