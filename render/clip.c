// SPDX-License-Identifier: GPL-2.0-only
/*
 * The clip stage (clip.h). Distances to planes are linear in clip space, so new vertices are
 * interpolated there, with all dwords of their VUEs as floats. The front half of a draw calls this
 * file in the engine's thread. Takes no lock.
 */
#include "render/clip.h"
#include "gen9/state_3d.h"
#include "render/assembly.h"
#include "render/render_types.h"
#include "render/state.h"
#include "render/viewport.h"
#include "render/vue_output.h"

#define W_LEAST		1e-30f	/* w of vertices after clipping is at least this */
#define DISTANCES	8u

/* Work (render_work()) */
#define OBJECT_WORK	256u
#define VERTEX_WORK	128u	/* of a new vertex, beside its dwords */
#define DWORD_WORK	4u

/*
 * Planes. Those of the viewport have a bit of their own: they drop objects outside, but clip none
 * if there is a guard band.
 */
enum plane {
	PLANE_LEFT,
	PLANE_RIGHT,
	PLANE_TOP,
	PLANE_BOTTOM,
	PLANE_NEAR,
	PLANE_FAR,
	PLANE_W,
	PLANE_USER,
	PLANES = PLANE_USER + DISTANCES,
};

#define PLANES_XY	0xfu
#define NEW_VERTICES	(2 * PLANES)

static_assert(RENDER_POLYGON_VERTICES >= 3 + PLANES, "a plane adds one vertex to a triangle");

/**
 * struct clipping - The planes of an object.
 * @clip: the stage
 * @bound: x min, x max, y min, y max, in units of w
 * @planes: a mask of planes to clip at
 * @used: entries of the pool that are in use
 */
struct clipping {
	const struct render_clip *clip;
	float bound[4];
	u32 planes;
	u32 used;
};

static void distances_begin(const u32 *clip, const struct render_vue_output *output,
			    struct render_clip *to)
{
	to->clip_distances = gen9_field(clip, GEN9_CLIP_FORCE_CLIP_MASK) ?
			     gen9_field(clip, GEN9_CLIP_CLIP_DISTANCES) :
			     output->clip_distances;
	to->cull_distances = gen9_field(clip, GEN9_CLIP_FORCE_CULL_MASK) ?
			     gen9_field(clip, GEN9_CLIP_CULL_DISTANCES) :
			     output->cull_distances;
}

int render_clip_begin(struct render *render, struct render_viewports *viewports,
		      struct render_clip *clip)
{
	const u32 *dw = render_packet(render, GEN9_OP_CLIP);
	const u32 *raster = render_packet(render, GEN9_OP_RASTER);
	struct render_vue_output output = render_vue_output(render);

	clip->viewports = viewports;
	clip->enabled = gen9_field(dw, GEN9_CLIP_ENABLE);
	clip->mode = gen9_field(dw, GEN9_CLIP_MODE);
	clip->xy = gen9_field(dw, GEN9_CLIP_XY);
	clip->guardband = gen9_field(dw, GEN9_CLIP_GUARDBAND);
	clip->linear = gen9_field(dw, GEN9_CLIP_LINEAR);
	clip->near_zero = gen9_field(dw, GEN9_CLIP_API_D3D);
	clip->near = gen9_field(raster, GEN9_RASTER_Z_NEAR);
	clip->far = gen9_field(raster, GEN9_RASTER_Z_FAR);
	clip->objects = 0;
	distances_begin(dw, &output, clip);
	return render_urb_begin(&clip->pool, NEW_VERTICES, viewports->vue_dwords);
}

/* Return the distance of a vertex to a plane: at least 0: inside. */
static float distance(const struct clipping *clipping, u32 plane, const u32 *vue)
{
	float p[4], d;

	memcpy(p, vue + GEN9_VUE_POSITION, sizeof(p));
	switch (plane) {
	case PLANE_LEFT:
		return p[0] - clipping->bound[0] * p[3];
	case PLANE_RIGHT:
		return clipping->bound[1] * p[3] - p[0];
	case PLANE_TOP:
		return p[1] - clipping->bound[2] * p[3];
	case PLANE_BOTTOM:
		return clipping->bound[3] * p[3] - p[1];
	case PLANE_NEAR:
		return clipping->clip->near_zero ? p[2] : p[2] + p[3];
	case PLANE_FAR:
		return p[3] - p[2];
	case PLANE_W:
		return p[3] - W_LEAST;
	default:
		memcpy(&d, vue + GEN9_VUE_CLIP_DISTANCES + (plane - PLANE_USER), sizeof(d));
		return d;
	}
}

/* Return the planes of @planes that a vertex is outside of. A NaN is outside. */
static u32 outside(const struct clipping *clipping, u32 planes, const u32 *vue)
{
	u32 code = 0, plane;

	for (plane = 0; plane < PLANES; plane++) {
		if (planes >> plane & 1 && !(distance(clipping, plane, vue) >= 0))
			code |= 1u << plane;
	}
	return code;
}

/* Test if all vertices of an object are outside of one of the planes. */
static bool all_outside(const struct clipping *clipping, u32 planes,
			const struct render_polygon *polygon)
{
	u32 code = planes, i;

	for (i = 0; i < polygon->n && code; i++)
		code &= outside(clipping, planes, polygon->v[i]);
	return code;
}

/* Return the planes of @planes that a vertex of the object is outside of. */
static u32 any_outside(const struct clipping *clipping, u32 planes,
		       const struct render_polygon *polygon)
{
	u32 code = 0, i;

	for (i = 0; i < polygon->n; i++)
		code |= outside(clipping, planes, polygon->v[i]);
	return code;
}

/* Make the vertex where the edge from @in, inside, to @out, outside, meets a plane. */
static const u32 *cross(struct clipping *clipping, const u32 *in, const u32 *out, float d_in,
			float d_out)
{
	const struct render_urb *pool = &clipping->clip->pool;
	float t = d_in / (d_in - d_out), a, b;
	u32 *to, i;

	if (clipping->used == pool->entries)
		return in;
	to = render_urb_entry(pool, clipping->used++);
	memcpy(to, in, GEN9_VUE_POSITION * sizeof(*to));
	for (i = GEN9_VUE_POSITION; i < pool->entry_dwords; i++) {
		memcpy(&a, in + i, sizeof(a));
		memcpy(&b, out + i, sizeof(b));
		a += (b - a) * t;
		memcpy(to + i, &a, sizeof(a));
	}
	return to;
}

/* Cut a polygon at a plane. Edges along the plane are edges of the polygon. */
static void cut_polygon(struct clipping *clipping, u32 plane, struct render_polygon *polygon)
{
	const u32 *v[RENDER_POLYGON_VERTICES + 2];
	u32 edges = 0, n = 0, i, next;
	float d, d_next;
	bool edge;

	for (i = 0; i < polygon->n; i++) {
		next = (i + 1) % polygon->n;
		d = distance(clipping, plane, polygon->v[i]);
		d_next = distance(clipping, plane, polygon->v[next]);
		edge = polygon->edges >> i & 1;
		if (d >= 0) {
			edges |= (u32)edge << n;
			v[n++] = polygon->v[i];
			if (!(d_next >= 0)) {
				edges |= 1u << n;
				v[n++] = cross(clipping, polygon->v[i], polygon->v[next], d,
					       d_next);
			}
		} else if (d_next >= 0) {
			edges |= (u32)edge << n;
			v[n++] = cross(clipping, polygon->v[next], polygon->v[i], d_next, d);
		}
		if (n > RENDER_POLYGON_VERTICES)
			n = RENDER_POLYGON_VERTICES;
	}
	memcpy(polygon->v, v, n * sizeof(*v));
	polygon->n = n;
	polygon->edges = edges;
}

/* Cut a line at a plane. */
static void cut_line(struct clipping *clipping, u32 plane, struct render_polygon *polygon)
{
	const u32 **v = polygon->v;
	float d0 = distance(clipping, plane, v[0]), d1 = distance(clipping, plane, v[1]);

	if (!(d0 >= 0) && !(d1 >= 0))
		polygon->n = 0;
	else if (!(d0 >= 0))
		v[0] = cross(clipping, v[1], v[0], d1, d0);
	else if (!(d1 >= 0))
		v[1] = cross(clipping, v[0], v[1], d0, d1);
}

static void cut(struct clipping *clipping, struct render_polygon *polygon)
{
	u32 least = polygon->kind == RENDER_TRIANGLE ? 3 : 2, plane;

	for (plane = 0; plane < PLANES && polygon->n; plane++) {
		if (!(clipping->planes >> plane & 1))
			continue;
		if (polygon->kind == RENDER_LINE)
			cut_line(clipping, plane, polygon);
		else
			cut_polygon(clipping, plane, polygon);
		if (polygon->n < least)
			polygon->n = 0;
	}
}

/* Return the planes of a draw but for those of the viewport. */
static u32 depth_and_user_planes(const struct render_clip *clip)
{
	return (u32)clip->near << PLANE_NEAR | (u32)clip->far << PLANE_FAR | 1u << PLANE_W |
	       clip->clip_distances << PLANE_USER;
}

static void set_bound(struct clipping *clipping, const float *bound)
{
	static const float viewport[] = { -1, 1, -1, 1 };

	memcpy(clipping->bound, bound ? bound : viewport, sizeof(clipping->bound));
}

/* Test if an object is outside of the view volume as a whole. */
static bool rejected(struct clipping *clipping, const struct render_polygon *polygon)
{
	const struct render_clip *clip = clipping->clip;
	u32 planes = depth_and_user_planes(clip);

	set_bound(clipping, NULL);
	return all_outside(clipping, planes | (clip->xy ? PLANES_XY : 0), polygon) ||
	       all_outside(clipping, clip->cull_distances << PLANE_USER, polygon);
}

static bool finite_positions(const struct render_polygon *polygon)
{
	float p[4];
	u32 i, c;

	for (i = 0; i < polygon->n; i++) {
		memcpy(p, polygon->v[i] + GEN9_VUE_POSITION, sizeof(p));
		for (c = 0; c < ARRAY_SIZE(p); c++) {
			if (p[c] - p[c] != 0)
				return false;
		}
	}
	return true;
}

/* Test if a vertex is inside of the view volume, and of the guard band at @bound. */
static bool is_inside(const struct render_clip *clip, const float *bound, const u32 *vue)
{
	float p[4], w;

	memcpy(p, vue + GEN9_VUE_POSITION, sizeof(p));
	w = p[3];
	/* A NaN or infinite w fails the first line, and bounds the rest. */
	return w >= W_LEAST && w - w == 0 &&
	       p[0] >= -w && p[0] <= w && p[1] >= -w && p[1] <= w &&
	       p[2] >= (clip->near_zero ? 0 : -w) && p[2] <= w &&
	       p[0] >= bound[0] * w && p[0] <= bound[1] * w &&
	       p[1] >= bound[2] * w && p[1] <= bound[3] * w;
}

/* A short way for an object that no plane meets. Return: true: it stays as it is. */
static bool accepted(const struct render_clip *clip, const struct render_polygon *polygon)
{
	const float *bound = clip->viewports->viewport[polygon->viewport].guardband;
	u32 i;

	if (clip->clip_distances || clip->cull_distances || !clip->guardband)
		return false;
	for (i = 0; i < polygon->n; i++)
		if (!is_inside(clip, bound, polygon->v[i]))
			return false;
	return true;
}

/* Clip an object. What is left has @polygon->n vertices, or none. Return: new vertices. */
static u32 clip_polygon(const struct render_clip *clip, struct render_polygon *polygon)
{
	struct clipping clipping = { .clip = clip };
	u32 planes = depth_and_user_planes(clip);

	if (accepted(clip, polygon))
		return 0;
	if (!finite_positions(polygon) || rejected(&clipping, polygon)) {
		polygon->n = 0;
		return 0;
	}
	if (polygon->kind == RENDER_RECT)
		return 0;
	if (clip->guardband) {
		set_bound(&clipping, clip->viewports->viewport[polygon->viewport].guardband);
		planes |= PLANES_XY;
	} else if (clip->xy) {
		planes |= PLANES_XY;
	}
	clipping.planes = any_outside(&clipping, planes, polygon);
	if (clipping.planes && polygon->kind == RENDER_POINT)
		polygon->n = 0;
	else
		cut(&clipping, polygon);
	return clipping.used;
}

static bool was_cut(const struct render_object *object, const struct render_polygon *polygon)
{
	u32 n = render_object_vertices(object);

	return polygon->n != n || memcmp(polygon->v, object->v, n * sizeof(object->v[0]));
}

int render_clip_object(struct render_clip *clip, const struct render_object *object)
{
	struct render_polygon polygon = {
		.kind = object->kind,
		.reversed = object->reversed,
		.edges = object->edges,
		.n = render_object_vertices(object),
		.primitive_id = object->primitive_id,
		.viewport = render_viewports_index(clip->viewports, object->flat),
		.v = { object->v[0], object->v[1], object->v[2] },
		.flat = object->flat,
	};
	u32 made = 0;
	int error;

	clip->objects++;
	if (clip->enabled && clip->mode == GEN9_CLIPMODE_REJECT_ALL)
		return 0;
	/* An object that draws no line leaves the restart to the next one. */
	clip->viewports->restart |= object->restart;
	if (clip->enabled && clip->mode == GEN9_CLIPMODE_NORMAL)
		made = clip_polygon(clip, &polygon);
	error = render_work(clip->viewports->render, OBJECT_WORK + made *
			    (VERTEX_WORK + clip->pool.entry_dwords * DWORD_WORK));
	if (error || !polygon.n)
		return error;
	if (clip->linear && was_cut(object, &polygon))
		polygon.whole = object->v;
	return render_viewports_emit(clip->viewports, &polygon);
}
