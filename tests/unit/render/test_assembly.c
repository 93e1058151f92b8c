// SPDX-License-Identifier: GPL-2.0-only
/* Test primitive assembly (render/assembly.c): each topology against the list of its objects. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "gen9/state_3d.h"
#include "render/assembly.h"
#include "render/primitive.h"

#define VERTICES	12u

/* The VUE of vertex i is vue[i]. */
static u32 vue[VERTICES][1];
static char text[1024];

static char name_of(const u32 *v)
{
	return v ? 'a' + (char)((const u32 (*)[1])v - vue) : '-';
}

/* Append an object: its vertices, the provoking vertex, edges, primitive ID; ! if reversed. */
static int record(void *client, const struct render_object *object)
{
	static const u32 vertices[] = {
		[RENDER_POINT] = 1, [RENDER_LINE] = 2, [RENDER_TRIANGLE] = 3, [RENDER_RECT] = 3,
	};
	size_t at = strlen(text);
	u32 i;

	for (i = 0; i < vertices[object->kind]; i++)
		text[at++] = name_of(object->v[i]);
	snprintf(text + at, sizeof(text) - at, ".%c%u%s ", name_of(object->flat),
		 object->primitive_id, object->reversed ? "!" : "");
	return 0;
}

struct row {
	u32 topology;
	u32 n;
	u32 provoking;
	const char *objects;
};

static const struct row rows[] = {
	{ GEN9_POINTLIST, 3, 0, "a.a0 b.b1 c.c2 " },
	{ GEN9_LINELIST, 5, 0, "ab.a0 cd.c1 " },
	{ GEN9_LINELIST, 4, 1, "ab.b0 cd.d1 " },
	{ GEN9_LINESTRIP, 1, 0, "" },
	{ GEN9_LINESTRIP, 4, 0, "ab.a0 bc.b1 cd.c2 " },
	{ GEN9_LINESTRIP, 3, 1, "ab.b0 bc.c1 " },
	{ GEN9_LINELOOP, 4, 0, "ab.a0 bc.b1 cd.c2 da.d3 " },
	{ GEN9_LINELOOP, 4, 1, "ab.b0 bc.c1 cd.d2 da.a3 " },
	{ GEN9_LINELOOP, 1, 0, "" },
	{ GEN9_LINELIST_ADJ, 8, 0, "bc.b0 fg.f1 " },
	{ GEN9_LINESTRIP_ADJ, 6, 0, "bc.b0 cd.c1 de.d2 " },
	{ GEN9_LINESTRIP_ADJ, 5, 1, "bc.c0 cd.d1 " },
	{ GEN9_TRILIST, 7, 0, "abc.a0 def.d1 " },
	{ GEN9_TRILIST, 6, 1, "abc.b0 def.e1 " },
	{ GEN9_TRILIST, 6, 2, "abc.c0 def.f1 " },
	{ GEN9_TRISTRIP, 5, 0, "abc.a0 bcd.b1! cde.c2 " },
	{ GEN9_TRISTRIP, 5, 2, "abc.c0 bcd.d1! cde.e2 " },
	{ GEN9_TRIFAN, 5, 0, "abc.a0 acd.a1 ade.a2 " },
	{ GEN9_TRIFAN, 5, 1, "abc.b0 acd.c1 ade.d2 " },
	{ GEN9_TRIFAN, 5, 2, "abc.c0 acd.d1 ade.e2 " },
	{ GEN9_POLYGON, 5, 2, "abc.a0 acd.a1 ade.a2 " },
	{ GEN9_TRILIST_ADJ, 12, 0, "ace.a0 gik.g1 " },
	{ GEN9_TRISTRIP_ADJ, 10, 0, "ace.a0 ceg.c1! egi.e2 " },
	{ GEN9_QUADLIST, 8, 0, "abd.d0 bcd.d0 efh.h1 fgh.h1 " },
	{ GEN9_QUADLIST, 4, 2, "abd.d0 bcd.d0 " },
	{ GEN9_QUADSTRIP, 6, 0, "abc.d0 bdc.d0 cde.f1 dfe.f1 " },
	{ GEN9_QUADSTRIP, 4, 2, "abc.d0 bdc.d0 " },
	{ GEN9_RECTLIST, 6, 0, "abc.a0 def.d1 " },
};

static void begin(struct render_assembly *assembly, u32 topology, u32 provoking)
{
	const u32 sf[4] = { 0, 0, 0, provoking << 25 | provoking << 27 | provoking << 29 };

	text[0] = 0;
	assert_int_equal(render_assembly_begin(assembly, topology, sf), 0);
	assembly->emit = record;
}

static void each_topology_makes_its_objects(void **state)
{
	struct render_assembly assembly;
	u32 i, v;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		begin(&assembly, rows[i].topology, rows[i].provoking);
		for (v = 0; v < rows[i].n; v++)
			assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
		assert_int_equal(render_assembly_instance(&assembly), 0);
		assert_string_equal(text, rows[i].objects);
	}
}

/* Append the vertices that a geometry shader gets. */
static int record_inputs(void *client, const struct render_object *object)
{
	size_t at = strlen(text);
	u32 i;

	for (i = 0; i < object->inputs; i++)
		text[at++] = name_of(object->input[i]);
	snprintf(text + at, sizeof(text) - at, "%s ", object->reversed ? "!" : "");
	return 0;
}

/* The orders are those of the tables in OpenGL 4.6, "Triangle Strips with Adjacency". */
static void neighbours_come_in_the_order_of_geometry_shaders(void **state)
{
	static const struct row neighbours[] = {
		{ GEN9_LINELIST_ADJ, 8, 0, "abcd efgh " },
		{ GEN9_LINESTRIP_ADJ, 6, 0, "abcd bcde cdef " },
		{ GEN9_TRILIST_ADJ, 12, 0, "abcdef ghijkl " },
		{ GEN9_TRISTRIP_ADJ, 5, 0, "" },
		{ GEN9_TRISTRIP_ADJ, 6, 0, "abcfed " },
		{ GEN9_TRISTRIP_ADJ, 7, 0, "abcfed " },
		{ GEN9_TRISTRIP_ADJ, 8, 0, "abcged eacfgh! " },
		{ GEN9_TRISTRIP_ADJ, 10, 0, "abcged eacfgi! ecgjih " },
		{ GEN9_TRISTRIP_ADJ, 12, 0, "abcged eacfgi! ecgkih iegjkl! " },
		{ GEN9_TRILIST, 3, 0, " " },
	};
	struct render_assembly assembly;
	u32 i, v;

	for (i = 0; i < ARRAY_SIZE(neighbours); i++) {
		begin(&assembly, neighbours[i].topology, 0);
		assembly.emit = record_inputs;
		for (v = 0; v < neighbours[i].n; v++)
			assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
		assert_int_equal(render_assembly_instance(&assembly), 0);
		assert_string_equal(text, neighbours[i].objects);
	}
}

/* Append the edges of a triangle. */
static int record_edges(void *client, const struct render_object *object)
{
	size_t at = strlen(text);
	u32 i;

	for (i = 0; i < 3; i++) {
		if (!(object->edges >> i & 1))
			continue;
		text[at++] = name_of(object->v[i]);
		text[at++] = name_of(object->v[(i + 1) % 3]);
		text[at++] = ' ';
	}
	text[at] = 0;
	return 0;
}

/* Vertices b and e have no edge, if vertices have flags. */
static void edges_are_those_of_the_primitive_that_flags_leave(void **state)
{
	static const struct {
		u32 topology;
		u32 n;
		const char *all;
		const char *flagged;
	} edges[] = {
		{ GEN9_TRILIST, 6, "ab bc ca de ef fd ", "ab ca de fd " },
		{ GEN9_QUADLIST, 4, "ab da bc cd ", "ab da cd " },
		{ GEN9_QUADSTRIP, 4, "ab ca bd dc ", "ab ca bd dc " },
		{ GEN9_TRIFAN, 4, "ab bc ca ac cd da ", "ab bc ca ac cd da " },
		{ GEN9_POLYGON, 3, "ab bc ca ", "ab ca " },
		{ GEN9_POLYGON, 4, "ab bc cd da ", "ab cd da " },
		{ GEN9_POLYGON, 6, "ab bc cd de ef fa ", "ab cd de fa " },
	};
	struct render_assembly assembly;
	u32 i, v, flags;

	for (i = 0; i < 2 * ARRAY_SIZE(edges); i++) {
		flags = i & 1;
		begin(&assembly, edges[i / 2].topology, 0);
		assembly.emit = record_edges;
		assembly.edge_flags = flags;
		for (v = 0; v < edges[i / 2].n; v++) {
			vue[v][RENDER_VUE_NO_EDGE] = v == 1 || v == 4;
			assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
		}
		assert_int_equal(render_assembly_instance(&assembly), 0);
		assert_string_equal(text, flags ? edges[i / 2].flagged : edges[i / 2].all);
	}
}

static void other_topologies_are_refused(void **state)
{
	static const u32 sf[4];
	struct render_assembly assembly;
	u32 topology, i;
	bool known;

	for (topology = 0; topology < 2 * GEN9_TOPOLOGIES; topology++) {
		known = topology == GEN9_LINESTRIP_CONT || topology == GEN9_TRIFAN_NOSTIPPLE;
		for (i = 0; i < ARRAY_SIZE(rows); i++)
			known |= rows[i].topology == topology;
		assert_int_equal(render_assembly_begin(&assembly, topology, sf),
				 known ? 0 : -EINVAL);
	}
}

static void a_cut_begins_a_strip_and_keeps_numbering(void **state)
{
	struct render_assembly assembly;
	u32 v;

	begin(&assembly, GEN9_TRISTRIP, 0);
	for (v = 0; v < 8; v++) {
		if (v == 4)
			assert_int_equal(render_assembly_cut(&assembly), 0);
		assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
	}
	assert_string_equal(text, "abc.a0 bcd.b1! efg.e2 fgh.f3! ");
}

static void a_cut_closes_a_loop(void **state)
{
	struct render_assembly assembly;
	u32 v;

	begin(&assembly, GEN9_LINELOOP, 0);
	for (v = 0; v < 6; v++) {
		if (v == 3)
			assert_int_equal(render_assembly_cut(&assembly), 0);
		assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
	}
	assert_int_equal(render_assembly_instance(&assembly), 0);
	assert_string_equal(text, "ab.a0 bc.b1 ca.c2 de.d3 ef.e4 fd.f5 ");
	assert_int_equal(assembly.primitives, 6);
}

static void an_instance_numbers_primitives_from_zero(void **state)
{
	struct render_assembly assembly;

	begin(&assembly, GEN9_POINTLIST, 0);
	assert_int_equal(render_assembly_vertex(&assembly, vue[0]), 0);
	assert_int_equal(render_assembly_instance(&assembly), 0);
	assert_int_equal(render_assembly_vertex(&assembly, vue[1]), 0);
	assert_string_equal(text, "a.a0 b.b0 ");
}

static void a_cut_drops_an_unfinished_primitive(void **state)
{
	struct render_assembly assembly;
	u32 v;

	begin(&assembly, GEN9_TRILIST, 0);
	for (v = 0; v < 5; v++) {
		if (v == 2)
			assert_int_equal(render_assembly_cut(&assembly), 0);
		assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
	}
	assert_string_equal(text, "cde.c0 ");
}

static void a_strip_without_end_keeps_its_winding(void **state)
{
	struct render_assembly assembly;
	u32 v;

	begin(&assembly, GEN9_TRISTRIP, 0);
	for (v = 0; v < 3; v++)
		assert_int_equal(render_assembly_vertex(&assembly, vue[v]), 0);
	/* As if 2^31 vertices had come: an even number. */
	assembly.count += 0x80000000u - 2;
	text[0] = 0;
	for (v = 0; v < 4; v++)
		assert_int_equal(render_assembly_vertex(&assembly, vue[3 + v]), 0);
	assert_string_equal(text, "bcd.b1! cde.c2 def.d3! efg.e4 ");
	assert_in_range(assembly.count, 3, 0x100);
}

static int refuse(void *client, const struct render_object *object)
{
	return -ECANCELED;
}

static void an_error_ends_assembly(void **state)
{
	struct render_assembly assembly;

	begin(&assembly, GEN9_QUADLIST, 0);
	assembly.emit = refuse;
	assert_int_equal(render_assembly_vertex(&assembly, vue[0]), 0);
	assert_int_equal(render_assembly_vertex(&assembly, vue[1]), 0);
	assert_int_equal(render_assembly_vertex(&assembly, vue[2]), 0);
	assert_int_equal(render_assembly_vertex(&assembly, vue[3]), -ECANCELED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_topology_makes_its_objects),
		cmocka_unit_test(neighbours_come_in_the_order_of_geometry_shaders),
		cmocka_unit_test(edges_are_those_of_the_primitive_that_flags_leave),
		cmocka_unit_test(other_topologies_are_refused),
		cmocka_unit_test(a_cut_begins_a_strip_and_keeps_numbering),
		cmocka_unit_test(a_cut_closes_a_loop),
		cmocka_unit_test(an_instance_numbers_primitives_from_zero),
		cmocka_unit_test(a_cut_drops_an_unfinished_primitive),
		cmocka_unit_test(a_strip_without_end_keeps_its_winding),
		cmocka_unit_test(an_error_ends_assembly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
