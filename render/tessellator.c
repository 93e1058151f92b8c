// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tessellator (tessellator.h). Triangles and quads are rings of points, one in another. The
 * outer ring follows the factors of the edges, all others follow the inner factors. Triangles fill
 * the space between two rings, side by side. Tessellation calls this file in the engine's thread.
 * Takes no lock.
 */
#include "render/tessellator.h"
#include "render/tess_spacing.h"

#define SIDES		4u	/* most sides of a ring */
#define TWO_THIRDS	0xaaaau	/* in fixed point, as one third */
#define ONE_THIRD	0x5555u
#define FRACTION_BITS	16u
#define LEAST_STEP	(1.0f / TESS_ONE)

/**
 * struct ring - A ring of points.
 * @base: index of its first point
 * @total: number of its points
 * @row: the points are a row: its sides go there and back; else they go around
 * @long_side: @row: the side that goes there
 * @n: points of each side, with both ends
 */
struct ring {
	u32 base;
	u32 total;
	bool row;
	u32 long_side;
	u32 n[SIDES];
};

/**
 * struct seam - A side of two rings, while triangles fill the space between them.
 * @t: gets the triangles
 * @inner: the inner ring
 * @outer: the outer ring
 * @inner_side: side of the inner ring
 * @outer_side: side of the outer ring
 * @reverse: the inner ring is walked backward
 * @i: point of the inner side
 * @o: point of the outer side
 */
struct seam {
	struct render_tessellation *t;
	const struct ring *inner;
	const struct ring *outer;
	u32 inner_side;
	u32 outer_side;
	bool reverse;
	u32 i;
	u32 o;
};

/**
 * struct patch - Factors of a triangle or quad.
 * @sides: 3 or 4
 * @edge: the splits of its edges: u = 0, v = 0, then w = 0, or u = 1 and v = 1
 * @axis: the splits of the inside along u and v; triangles: both are the same
 * @n: points along each axis, with the edges
 * @minimal: all factors are 1
 */
struct patch {
	u32 sides;
	struct tess_spacing edge[SIDES];
	struct tess_spacing axis[2];
	u32 n[2];
	bool minimal;
};

u32 render_tess_vertices(const struct render_tessellation *t)
{
	switch (t->output) {
	case GEN9_TE_POINTS:
		return 1;
	case GEN9_TE_LINES:
		return 2;
	default:
		return 3;
	}
}

int render_tessellation_begin(const u32 *te, struct render_tessellation *t)
{
	t->domain = gen9_field(te, GEN9_TE_DOMAIN);
	t->output = gen9_field(te, GEN9_TE_OUTPUT);
	t->partitioning = gen9_field(te, GEN9_TE_PARTITIONING);
	memcpy(&t->max_odd, te + GEN9_TE_MAX_ODD, sizeof(t->max_odd));
	memcpy(&t->max, te + GEN9_TE_MAX_NOT_ODD, sizeof(t->max));
	if (t->domain > GEN9_TE_ISOLINE || t->partitioning > GEN9_TE_EVEN ||
	    gen9_field(te, GEN9_TE_MODE))
		return -EINVAL;
	/* Isolines are indexed in pairs. */
	if (t->domain == GEN9_TE_ISOLINE && render_tess_vertices(t) > 2)
		return -EINVAL;
	return 0;
}

/* --- factors -------------------------------------------------------------------------------- */

/* A NaN becomes the lower bound. */
static float clamped(float factor, float low, float high)
{
	if (!(factor > low))
		return low;
	return factor < high ? factor : high;
}

static float least_factor(const struct render_tessellation *t)
{
	return t->partitioning == GEN9_TE_EVEN ? 2 : 1;
}

static float most_factor(const struct render_tessellation *t)
{
	if (t->partitioning == GEN9_TE_ODD)
		return clamped(t->max_odd, 1, GEN9_TE_FACTOR_MAX_ODD);
	return clamped(t->max, 2, GEN9_TE_FACTOR_MAX);
}

static float rounded_up(float factor)
{
	float whole = (float)(u32)factor;

	return whole < factor ? whole + 1 : whole;
}

/* Return a factor as its partitioning can have it. */
static float usable(const struct render_tessellation *t, float factor, float low)
{
	factor = clamped(factor, low, most_factor(t));
	return t->partitioning == GEN9_TE_INTEGER ? rounded_up(factor) : factor;
}

static bool is_odd(const struct render_tessellation *t, float factor)
{
	if (t->partitioning == GEN9_TE_INTEGER)
		return (u32)factor & 1;
	return t->partitioning == GEN9_TE_ODD;
}

static void set_edge(const struct render_tessellation *t, float factor,
		     struct tess_spacing *spacing)
{
	factor = usable(t, factor, least_factor(t));
	tess_spacing_set(spacing, tess_fixed(factor), is_odd(t, factor));
}

/* Set the split of an axis. A ring fits between its ends: an integer 1 becomes 2. */
static u32 set_axis(const struct render_tessellation *t, float factor,
		    struct tess_spacing *spacing)
{
	bool odd = is_odd(t, factor) && !(t->partitioning == GEN9_TE_INTEGER && factor == 1);

	tess_spacing_set(spacing, tess_fixed(factor), odd);
	return max(spacing->points, odd ? 4u : 3u);
}

/* Read factors of a patch header: @n of them, downward from dword @at. */
static void read_factors(const u32 *header, u32 at, u32 n, float *factors)
{
	u32 i;

	for (i = 0; i < n; i++)
		memcpy(factors + i, header + at - i, sizeof(*factors));
}

static bool culled(const float *factors, u32 n)
{
	u32 i;

	for (i = 0; i < n; i++) {
		if (!(factors[i] > 0))
			return true;
	}
	return false;
}

/* Return the least inner factor. Odd partitioning makes a ring inside if there is any split. */
static float least_inner(const struct render_tessellation *t, const float *outer, u32 edges,
			 const float *inner, u32 axes)
{
	bool split = false;
	u32 i;

	if (t->partitioning != GEN9_TE_ODD)
		return least_factor(t);
	for (i = 0; i < edges; i++)
		split |= outer[i] > 1 + LEAST_STEP / 2;
	/* A triangle has one inner factor, which speaks for itself. */
	for (i = 0; i < axes && axes > 1; i++)
		split |= inner[i] > 1 + LEAST_STEP / 2;
	return split ? 1 + LEAST_STEP : 1;
}

/* Read the factors of a triangle or quad. Return: true; false: the patch is culled. */
static bool read_patch(const struct render_tessellation *t, const u32 *header,
		       struct patch *patch)
{
	bool quad = t->domain == GEN9_TE_QUAD;
	float outer[SIDES], inner[2], low;
	u32 i, axes = quad ? 2 : 1;

	patch->sides = quad ? 4 : 3;
	read_factors(header, GEN9_PATCH_OUTER_0, patch->sides, outer);
	read_factors(header, quad ? GEN9_PATCH_INNER_QUAD_U : GEN9_PATCH_INNER_TRIANGLE, axes,
		     inner);
	if (culled(outer, patch->sides))
		return false;
	low = least_inner(t, outer, patch->sides, inner, axes);
	patch->minimal = t->partitioning != GEN9_TE_EVEN;
	for (i = 0; i < patch->sides; i++) {
		set_edge(t, outer[i], &patch->edge[i]);
		patch->minimal &= patch->edge[i].points == 2;
	}
	for (i = 0; i < axes; i++) {
		inner[i] = usable(t, inner[i], low);
		patch->minimal &= tess_fixed(inner[i]) == TESS_ONE;
		patch->n[i] = set_axis(t, inner[i], &patch->axis[i]);
	}
	if (!quad) {
		patch->axis[1] = patch->axis[0];
		patch->n[1] = patch->n[0];
	}
	return true;
}

/* --- output --------------------------------------------------------------------------------- */

static void add_point(struct render_tessellation *t, u32 u, u32 v)
{
	struct render_tess_point *point = &t->point[t->points];

	if (t->points == RENDER_TESS_POINTS)
		return;
	point->u = u * LEAST_STEP;
	point->v = v * LEAST_STEP;
	t->points++;
}

static void add_index(struct render_tessellation *t, u32 index)
{
	if (t->indices < RENDER_TESS_INDICES)
		t->index[t->indices++] = index;
}

/* Add a triangle. It comes clockwise, with u to the right and v downward. */
static void add_triangle(struct render_tessellation *t, u32 a, u32 b, u32 c)
{
	bool clockwise = t->output == GEN9_TE_TRIANGLES_CW;

	add_index(t, a);
	add_index(t, clockwise ? b : c);
	add_index(t, clockwise ? c : b);
}

/* Make primitives of all points, in their order, which no triangles need. */
static void add_all(struct render_tessellation *t)
{
	u32 i;

	for (i = 0; i < t->points; i++) {
		if (t->output == GEN9_TE_POINTS) {
			add_index(t, i);
		} else if (i) {
			add_index(t, i - 1);
			add_index(t, i);
		}
	}
}

/* --- points --------------------------------------------------------------------------------- */

/* Add point @q of side @side of a triangle's ring, which is @perp inside of the edge. */
static void triangle_point(struct render_tessellation *t, u32 side, u32 along, u32 perp)
{
	/* Along an edge, points move by half of what they move inward. */
	u32 p = along - (perp + 1) / 2;

	switch (side) {
	case 0:
		return add_point(t, perp, p);
	case 1:
		return add_point(t, p, perp);
	default:
		return add_point(t, p, TESS_ONE - p - perp);
	}
}

static void quad_point(struct render_tessellation *t, u32 side, u32 along, u32 perp)
{
	if (side & 1)
		add_point(t, along, perp);
	else
		add_point(t, perp, along);
}

/* Test if a side goes from high to low parameters. */
static bool goes_down(const struct patch *patch, u32 side)
{
	return side == 0 || side == patch->sides - 1;
}

static void outer_points(struct render_tessellation *t, const struct patch *patch)
{
	u32 side, i, last, along;

	for (side = 0; side < patch->sides; side++) {
		last = patch->edge[side].points - 1;
		for (i = 0; i < last; i++) {
			along = tess_place(&patch->edge[side],
					   goes_down(patch, side) ? last - i : i);
			if (patch->sides == 3)
				triangle_point(t, side, along, 0);
			else
				quad_point(t, side, along, side < 2 ? 0 : TESS_ONE);
		}
	}
}

/* Add the points of the side of an inner ring: number @depth from outside. */
static void inner_side(struct render_tessellation *t, const struct patch *patch, u32 side,
		       u32 depth)
{
	const struct tess_spacing *axis = &patch->axis[!(side & 1)];
	u32 last = patch->n[!(side & 1)] - 1 - depth, i, along, perp;

	if (patch->sides == 3) {
		perp = tess_place(axis, depth) * TWO_THIRDS;
		perp = (perp + TESS_ONE / 2) >> FRACTION_BITS;
	} else {
		perp = tess_place(&patch->axis[side & 1],
				  side < 2 ? depth : patch->n[side & 1] - 1 - depth);
	}
	for (i = depth; i < last; i++) {
		along = tess_place(axis, goes_down(patch, side) ? last - (i - depth) : i);
		if (patch->sides == 3)
			triangle_point(t, side, along, perp);
		else
			quad_point(t, side, along, perp);
	}
}

/* Add the row of points in the middle, if there is one: one point of a triangle. */
static void middle_points(struct render_tessellation *t, const struct patch *patch, u32 depth)
{
	u32 i;

	if (patch->sides == 3) {
		if (!patch->axis[0].odd)
			add_point(t, ONE_THIRD, ONE_THIRD);
	} else if (patch->n[0] > patch->n[1]) {
		for (i = depth; !patch->axis[1].odd && i < patch->n[0] - depth; i++)
			add_point(t, tess_place(&patch->axis[0], i), TESS_ONE / 2);
	} else if (!patch->axis[0].odd) {
		for (i = patch->n[1] - depth; i-- > depth;)
			add_point(t, TESS_ONE / 2, tess_place(&patch->axis[1], i));
	}
}

static void patch_points(struct render_tessellation *t, const struct patch *patch)
{
	u32 rings = min(patch->n[0], patch->n[1]) / 2, depth, side;

	outer_points(t, patch);
	for (depth = 1; depth < rings; depth++) {
		for (side = 0; side < patch->sides; side++)
			inner_side(t, patch, side, depth);
	}
	middle_points(t, patch, rings);
}

/* --- triangles ------------------------------------------------------------------------------ */

/* Return the index of a point of a side. */
static u32 ring_point(const struct ring *ring, u32 side, u32 i)
{
	u32 last = ring->total - 1, at = i, s;

	if (ring->row) {
		switch ((side + SIDES - ring->long_side) % SIDES) {
		case 0:
			return ring->base + i;
		case 1:
			return ring->base + last;
		case 2:
			return ring->base + last - i;
		default:
			return ring->base;
		}
	}
	for (s = 0; s < side; s++)
		at += ring->n[s] - 1;
	return ring->base + at % ring->total;
}

static u32 inner_at(const struct seam *seam, u32 i)
{
	return ring_point(seam->inner, seam->inner_side,
			  seam->reverse ? seam->inner->n[seam->inner_side] - 1 - i : i);
}

static u32 outer_at(const struct seam *seam, u32 o)
{
	return ring_point(seam->outer, seam->outer_side, o);
}

/* Add a triangle with an edge on the outer ring. */
static void advance_outer(struct seam *seam)
{
	add_triangle(seam->t, outer_at(seam, seam->o), outer_at(seam, seam->o + 1),
		     inner_at(seam, seam->i));
	seam->o++;
}

/* Add a triangle with an edge on the inner ring. */
static void advance_inner(struct seam *seam)
{
	add_triangle(seam->t, inner_at(seam, seam->i), outer_at(seam, seam->o),
		     inner_at(seam, seam->i + 1));
	seam->i++;
}

/* Add the triangles in the middle of a seam whose sides differ. */
static void seam_middle(struct seam *seam, bool inner_odd, bool outer_odd)
{
	u32 i = seam->i, o = seam->o;

	if (inner_odd)
		advance_inner(seam);
	if (!outer_odd)
		return;
	if (inner_odd)
		add_triangle(seam->t, inner_at(seam, i + 1), outer_at(seam, o),
			     outer_at(seam, o + 1));
	else
		add_triangle(seam->t, inner_at(seam, i), outer_at(seam, o), outer_at(seam, o + 1));
	seam->o++;
}

/* Fill a seam of two different splits: each goes on where the largest split has a point of it. */
static void join_splits(struct seam *seam, const struct tess_spacing *inner,
			const struct tess_spacing *outer)
{
	u32 inner_half = inner->half - inner->odd, outer_half = outer->half - outer->odd, i;

	if (outer_half)
		advance_outer(seam);
	for (i = 1; i <= GEN9_TE_FACTOR_MAX / 2; i++) {
		if (tess_rank(i) < inner_half)
			advance_inner(seam);
		if (tess_rank(i) < outer_half)
			advance_outer(seam);
	}
	seam_middle(seam, inner->odd, outer->odd);
	for (i = GEN9_TE_FACTOR_MAX / 2; i; i--) {
		if (tess_rank(i) < outer_half)
			advance_outer(seam);
		if (tess_rank(i) < inner_half)
			advance_inner(seam);
	}
	if (outer_half)
		advance_outer(seam);
}

/* Add two triangles with a diagonal from the outer point forward to the inner one. */
static void quad_inward(struct seam *seam)
{
	u32 i = seam->i++, o = seam->o++;

	add_triangle(seam->t, outer_at(seam, o), inner_at(seam, i + 1), inner_at(seam, i));
	add_triangle(seam->t, outer_at(seam, o), outer_at(seam, o + 1), inner_at(seam, i + 1));
}

/* Add two triangles with a diagonal from the inner point forward to the outer one. @first: vertex
 * that the first triangle begins with: 0: the inner one
 */
static void quad_outward(struct seam *seam, u32 first)
{
	u32 i = seam->i++, o = seam->o++;

	if (first)
		add_triangle(seam->t, outer_at(seam, o), outer_at(seam, o + 1),
			     inner_at(seam, i));
	else
		add_triangle(seam->t, inner_at(seam, i), outer_at(seam, o),
			     outer_at(seam, o + 1));
	add_triangle(seam->t, inner_at(seam, i), outer_at(seam, o + 1), inner_at(seam, i + 1));
}

/* Fill a seam of two rings with the same split. Diagonals are mirrored at the middle. */
static void join_rings(struct seam *seam)
{
	u32 n = seam->inner->n[seam->inner_side], p;

	advance_outer(seam);
	for (p = 0; p + 1 < n; p++) {
		if (p < n / 2)
			quad_inward(seam);
		else
			quad_outward(seam, 0);
	}
	advance_outer(seam);
}

/* Set the ring at @depth, whose points begin at @base. */
static void set_ring(struct ring *ring, const struct patch *patch, u32 depth, u32 base)
{
	u32 side, shorter = patch->n[0] > patch->n[1];

	*ring = (struct ring){ .base = base };
	for (side = 0; side < patch->sides; side++) {
		ring->n[side] = depth ? patch->n[!(side & 1)] - 2 * depth :
					patch->edge[side].points;
		ring->total += ring->n[side] - 1;
	}
	if (!depth || patch->n[shorter] - 2 * depth != 1)
		return;
	ring->row = true;
	ring->long_side = shorter;
	ring->total = patch->n[!shorter] - 2 * depth;
}

/* Fill what is inside of the innermost ring, if it is no row: a triangle, or a row of quads. */
static void fill_middle(struct render_tessellation *t, const struct patch *patch,
			const struct ring *ring)
{
	bool wide = patch->n[0] > patch->n[1];
	struct seam seam = {
		.t = t, .inner = ring, .outer = ring, .outer_side = wide ? 1 : 0,
		.inner_side = wide ? 3 : 2, .reverse = true,
	};
	u32 n = ring->n[seam.outer_side], p;
	/* The diagonals are mirrored if a quad is in the middle of the column. */
	bool mirrored = !wide && patch->axis[1].odd;

	if (ring->row)
		return;
	if (patch->sides == 3)
		return add_triangle(t, ring->base, ring->base + 1, ring->base + 2);
	for (p = 0; p + 1 < n; p++) {
		if (mirrored && p == n / 2 - 1)
			quad_inward(&seam);
		else
			quad_outward(&seam, mirrored);
	}
}

static void patch_triangles(struct render_tessellation *t, const struct patch *patch)
{
	u32 rings = (min(patch->n[0], patch->n[1]) + 1) / 2, depth, side;
	struct ring inner, outer;
	struct seam seam;

	set_ring(&outer, patch, 0, 0);
	for (depth = 1; depth < rings; depth++) {
		set_ring(&inner, patch, depth, outer.base + outer.total);
		for (side = 0; side < patch->sides; side++) {
			seam = (struct seam){
				.t = t, .inner = &inner, .outer = &outer,
				.inner_side = side, .outer_side = side,
			};
			if (depth == 1)
				join_splits(&seam, &patch->axis[!(side & 1)], &patch->edge[side]);
			else
				join_rings(&seam);
		}
		outer = inner;
	}
	fill_middle(t, patch, &outer);
}

/* --- patches -------------------------------------------------------------------------------- */

/* Add the corners of a patch that is not split, and its triangles. */
static void minimal_patch(struct render_tessellation *t, u32 sides)
{
	if (sides == 3) {
		add_point(t, 0, TESS_ONE);
		add_point(t, 0, 0);
		add_point(t, TESS_ONE, 0);
		if (render_tess_vertices(t) == 3)
			add_triangle(t, 0, 1, 2);
		return;
	}
	add_point(t, 0, 0);
	add_point(t, TESS_ONE, 0);
	add_point(t, TESS_ONE, TESS_ONE);
	add_point(t, 0, TESS_ONE);
	if (render_tess_vertices(t) == 3) {
		add_triangle(t, 0, 1, 3);
		add_triangle(t, 1, 2, 3);
	}
}

static void surface(struct render_tessellation *t, const u32 *header)
{
	struct patch patch;

	if (!read_patch(t, header, &patch))
		return;
	if (patch.minimal)
		minimal_patch(t, patch.sides);
	else
		patch_points(t, &patch);
	if (render_tess_vertices(t) != 3)
		add_all(t);
	else if (!patch.minimal)
		patch_triangles(t, &patch);
}

/* Add a line of an isoline patch. */
static void add_line(struct render_tessellation *t, const struct tess_spacing *detail, u32 v)
{
	u32 i;

	for (i = 0; i < detail->points; i++) {
		add_point(t, tess_place(detail, i), v);
		if (t->output == GEN9_TE_POINTS) {
			add_index(t, t->points - 1);
		} else if (i) {
			add_index(t, t->points - 2);
			add_index(t, t->points - 1);
		}
	}
}

static void isolines(struct render_tessellation *t, const u32 *header)
{
	struct tess_spacing detail, density;
	float factors[2];
	u32 line;

	read_factors(header, GEN9_PATCH_LINE_DETAIL, 2, factors);
	if (culled(factors, 2))
		return;
	set_edge(t, factors[0], &detail);
	/* The number of lines is whole. The last line, at v = 1, is that of the next patch. */
	factors[1] = rounded_up(clamped(factors[1], 1, GEN9_TE_FACTOR_MAX));
	tess_spacing_set(&density, tess_fixed(factors[1]), (u32)factors[1] & 1);
	for (line = 0; line + 1 < density.points; line++)
		add_line(t, &detail, tess_place(&density, line));
}

void render_tessellate(struct render_tessellation *t, const u32 *header)
{
	t->points = 0;
	t->indices = 0;
	if (t->domain == GEN9_TE_ISOLINE)
		isolines(t, header);
	else
		surface(t, header);
}
