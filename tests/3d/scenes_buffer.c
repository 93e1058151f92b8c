// SPDX-License-Identifier: GPL-2.0-only
/*
 * Scenes of buffers: indices, instances, uniform and storage buffers, compute and queries.
 */
#include "scene.h"

static const int position_colour[] = { 2, 3, 0 };

static const char grid_vertex[] = SCENE_GLSL
	"layout(location = 0) in vec2 position;\n"
	"layout(location = 1) in vec3 colour;\n"
	"layout(location = 2) in vec2 offset;\n"
	"out vec3 tint;\n"
	"void main() {\n"
	"	tint = mix(colour, vec3(offset, 0.5), float(gl_InstanceID & 1));\n"
	"	gl_Position = vec4(position * 0.2 + offset, 0, 1);\n"
	"}\n";
static const char grid_fragment[] = SCENE_GLSL
	"in vec3 tint;\nout vec4 result;\n"
	"void main() { result = vec4(tint, 1); }\n";

static const float corners[] = {
	-0.9f, -0.9f, 1, 0, 0, 0.9f, -0.8f, 0, 1, 0, 0.8f, 0.9f, 0, 0, 1, -0.7f, 0.8f, 1, 1, 1,
	0, 0.2f, 0, 0, 0,
};

static GLuint make_indices(const void *data, size_t bytes)
{
	GLuint buffer;

	glGenBuffers(1, &buffer);
	glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, buffer);
	glBufferData(GL_ELEMENT_ARRAY_BUFFER, bytes, data, GL_STATIC_DRAW);
	return buffer;
}

static void draw_indexed(void)
{
	static const unsigned short list[] = { 0, 1, 4, 1, 2, 4 };
	static const unsigned char strip[] = { 2, 3, 4, 0xff, 3, 4, 0 };
	static const unsigned int large[] = { 0, 4, 3 };

	scene_program(grid_vertex, grid_fragment);
	scene_vertices(corners, sizeof(corners), position_colour);
	glVertexAttrib2f(2, -0.5f, -0.5f);
	make_indices(list, sizeof(list));
	glDrawElements(GL_TRIANGLES, 6, GL_UNSIGNED_SHORT, NULL);
	glVertexAttrib2f(2, 0.5f, -0.5f);
	make_indices(strip, sizeof(strip));
	glEnable(GL_PRIMITIVE_RESTART_FIXED_INDEX);
	glDrawElements(GL_TRIANGLE_STRIP, 7, GL_UNSIGNED_BYTE, NULL);
	glVertexAttrib2f(2, 0, 0.5f);
	make_indices(large, sizeof(large));
	glDrawElementsBaseVertex(GL_TRIANGLES, 3, GL_UNSIGNED_INT, NULL, 1);
}

static void set_offsets(int instances)
{
	float offsets[64 * 2];
	GLuint buffer;
	int i;

	for (i = 0; i < instances; i++) {
		offsets[2 * i] = i % 8 / 4.0f - 0.85f;
		offsets[2 * i + 1] = i / 8 / 4.0f - 0.85f;
	}
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_ARRAY_BUFFER, buffer);
	glBufferData(GL_ARRAY_BUFFER, sizeof(offsets), offsets, GL_STATIC_DRAW);
	glVertexAttribPointer(2, 2, GL_FLOAT, GL_FALSE, 0, NULL);
	glEnableVertexAttribArray(2);
	glVertexAttribDivisor(2, 1);
}

static void draw_instanced(void)
{
	scene_program(grid_vertex, grid_fragment);
	scene_vertices(corners, sizeof(corners), position_colour);
	set_offsets(64);
	glDrawArraysInstanced(GL_TRIANGLE_STRIP, 0, 5, 61);
}

static void draw_indirect(void)
{
	static const GLuint arguments[] = { 4, 40, 1, 0 };
	GLuint buffer, array;

	/* Indirect draws need an array object. */
	glGenVertexArrays(1, &array);
	glBindVertexArray(array);
	scene_program(grid_vertex, grid_fragment);
	scene_vertices(corners, sizeof(corners), position_colour);
	set_offsets(64);
	glGenBuffers(1, &buffer);
	glBindBuffer(GL_DRAW_INDIRECT_BUFFER, buffer);
	glBufferData(GL_DRAW_INDIRECT_BUFFER, sizeof(arguments), arguments, GL_STATIC_DRAW);
	glDrawArraysIndirect(GL_TRIANGLE_FAN, NULL);
}

static GLuint make_buffer(GLenum target, int binding, const void *data, size_t bytes)
{
	GLuint buffer;

	glGenBuffers(1, &buffer);
	glBindBuffer(target, buffer);
	glBufferData(target, bytes, data, GL_STATIC_DRAW);
	glBindBufferBase(target, binding, buffer);
	return buffer;
}

static void draw_uniforms(void)
{
	static float block[64][4];
	int i;

	for (i = 0; i < 64 * 4; i++)
		block[i / 4][i % 4] = (i * 37 % 64) / 63.0f;
	make_buffer(GL_UNIFORM_BUFFER, 0, block, sizeof(block));
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"layout(std140, binding = 0) uniform Block { vec4 rows[64]; };\n"
		"void main() {\n"
		"	ivec2 at = ivec2(uv * 8.0);\n"
		"	result = vec4(rows[at.y * 8 + at.x].rgb, 1) * 0.75 + rows[7] * 0.25;\n"
		"}\n");
	scene_fill();
}

/* Each pixel adds to a counter of its column; then the counters are drawn. */
static void draw_storage(void)
{
	static GLuint counters[SCENE_SIDE];

	make_buffer(GL_SHADER_STORAGE_BUFFER, 0, counters, sizeof(counters));
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"layout(std430, binding = 0) buffer Block { uint counters[]; };\n"
		"void main() {\n"
		"	ivec2 at = ivec2(gl_FragCoord.xy);\n"
		"	if ((at.x * at.y & 7) < 5) atomicAdd(counters[at.x], 1u);\n"
		"	result = vec4(0);\n"
		"}\n");
	scene_fill();
	glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT);
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"layout(std430, binding = 0) readonly buffer Block { uint counters[]; };\n"
		"void main() {\n"
		"	uint n = counters[int(gl_FragCoord.x)];\n"
		"	result = vec4(n & 255u, n >> 4, gl_FragCoord.y, 255) / 255.0;\n"
		"}\n");
	scene_fill();
}

static GLuint compute_program(const char *source)
{
	const GLenum kind = GL_COMPUTE_SHADER;

	return scene_stages(&kind, &source, 1);
}

static void show_words(void)
{
	scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\n"
		"layout(std430, binding = 0) readonly buffer Block { uint words[]; };\n"
		"void main() {\n"
		"	ivec2 at = ivec2(gl_FragCoord.xy);\n"
		"	uint n = words[(at.y >> 2) * 64 + (at.x >> 2)];\n"
		"	result = vec4(n & 255u, n >> 8 & 255u, n >> 16 & 255u, 255) / 255.0;\n"
		"}\n");
	scene_fill();
}

static void draw_compute(void)
{
	make_buffer(GL_SHADER_STORAGE_BUFFER, 0, NULL, 64 * 64 * 4);
	compute_program(SCENE_GLSL
		"layout(local_size_x = 8, local_size_y = 8) in;\n"
		"layout(std430, binding = 0) buffer Block { uint words[]; };\n"
		"void main() {\n"
		"	uvec3 g = gl_GlobalInvocationID;\n"
		"	words[g.y * 64u + g.x] = g.x * 4u | g.y << 10 | gl_LocalInvocationIndex << 18;\n"
		"}\n");
	glDispatchCompute(8, 8, 1);
	glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT);
	show_words();
}

/* Groups sum and reverse their words in shared memory. */
static void draw_shared(void)
{
	static GLuint words[64 * 64];
	int i;

	for (i = 0; i < 64 * 64; i++)
		words[i] = scene_random() & 0xffff;
	make_buffer(GL_SHADER_STORAGE_BUFFER, 0, words, sizeof(words));
	compute_program(SCENE_GLSL
		"layout(local_size_x = 64) in;\n"
		"layout(std430, binding = 0) buffer Block { uint words[]; };\n"
		"shared uint row[64];\n"
		"shared uint total;\n"
		"void main() {\n"
		"	uint i = gl_LocalInvocationIndex, base = gl_WorkGroupID.x * 64u;\n"
		"	if (i == 0u) total = 0u;\n"
		"	row[i] = words[base + i];\n"
		"	barrier();\n"
		"	atomicAdd(total, row[i] & 255u);\n"
		"	for (uint step = 1u; step < 64u; step *= 2u) {\n"
		"		uint before = i >= step ? row[i - step] : 0u;\n"
		"		barrier();\n"
		"		row[i] += before;\n"
		"		barrier();\n"
		"	}\n"
		"	words[base + 63u - i] = row[i] + (total << 16);\n"
		"}\n");
	glDispatchCompute(64, 1, 1);
	glMemoryBarrier(GL_SHADER_STORAGE_BARRIER_BIT);
	show_words();
}

static void draw_image(void)
{
	GLuint texture;

	glGenTextures(1, &texture);
	glBindTexture(GL_TEXTURE_2D, texture);
	glTexStorage2D(GL_TEXTURE_2D, 1, GL_RGBA8, SCENE_SIDE, SCENE_SIDE);
	glTexParameteri(GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_NEAREST);
	glBindImageTexture(0, texture, 0, GL_FALSE, 0, GL_WRITE_ONLY, GL_RGBA8);
	compute_program(SCENE_GLSL
		"layout(local_size_x = 16, local_size_y = 4) in;\n"
		"layout(rgba8, binding = 0) writeonly uniform highp image2D image;\n"
		"void main() {\n"
		"	ivec2 at = ivec2(gl_GlobalInvocationID.xy);\n"
		"	imageStore(image, at, vec4(at & 63, at.x ^ at.y, 255) / 255.0 * 2.0);\n"
		"}\n");
	glDispatchCompute(SCENE_SIDE / 16, SCENE_SIDE / 4, 1);
	glMemoryBarrier(GL_TEXTURE_FETCH_BARRIER_BIT);
	scene_program(scene_fill_shader, SCENE_GLSL
		      "in vec2 uv;\nout vec4 result;\nuniform sampler2D image;\n"
		      "void main() { result = vec4(texture(image, uv).rgb, 1); }\n");
	scene_fill();
}

/* Two queries, one with a hidden object. Their results choose the colours of the halves. */
static void draw_query(void)
{
	GLuint queries[2], seen, program;
	int i;

	program = scene_program(scene_fill_shader, SCENE_GLSL
		"in vec2 uv;\nout vec4 result;\nuniform vec4 tint;\n"
		"void main() { result = tint; }\n");
	glEnable(GL_DEPTH_TEST);
	glGenQueries(2, queries);
	for (i = 0; i < 2; i++) {
		glDepthFunc(i ? GL_GREATER : GL_LEQUAL);
		glBeginQuery(GL_ANY_SAMPLES_PASSED, queries[i]);
		scene_fill();
		glEndQuery(GL_ANY_SAMPLES_PASSED);
	}
	glDisable(GL_DEPTH_TEST);
	for (i = 0; i < 2; i++) {
		glGetQueryObjectuiv(queries[i], GL_QUERY_RESULT, &seen);
		glUniform4f(glGetUniformLocation(program, "tint"), !!seen, i, 0.5f, 1);
		glViewport(i * 128, 0, 128, 256);
		scene_fill();
	}
}

const struct scene scenes_buffer[] = {
	{ "indexed", draw_indexed },
	{ "instanced", draw_instanced },
	{ "indirect", draw_indirect },
	{ "uniforms", draw_uniforms },
	{ "storage", draw_storage },
	{ "compute", draw_compute },
	{ "shared", draw_shared },
	{ "image", draw_image },
	{ "query", draw_query },
	{ NULL, NULL },
};
