// SPDX-License-Identifier: GPL-2.0-only
/*
 * shrink_render IN OUT POLLS: make a small input of a recorded one (record_engine.c). What it
 * leaves out of memory and commands does not change what the engine does within so many polls of
 * each command. Status 1: the commands have no effect.
 */
#include <stdio.h>

#include "render/render.h"
#include "softgpu/softgpu_types.h"
#include "tests/fuzz/die.h"
#include "tests/fuzz/render_world.h"

#define MOST_BYTES	(1u << 20)
#define LINE		16u	/* bytes; no less is left out of memory */
#define JOIN		32u	/* bytes of zeros between parts of memory that stay one record */

static struct render_world world;
static u8 bytes[MOST_BYTES], other[MOST_BYTES];

static u64 run(const u8 *data, size_t size)
{
	struct render_record record;
	struct render_input input;
	struct render *render;
	u32 dw[SGPU_CMD_DWORDS];
	size_t at = 0;
	u64 hash = 0;
	u64 place;
	int ret = 0;

	if (!render_input_open(&input, data, size))
		return 0;
	world_open(&world, &input.head, 0);
	render = render_create(&world_ops, &world.memory, &world);
	while (render_input_next(&input, &at, &record)) {
		world_record(&world, &record);
		if (record.kind == RENDER_FLUSH)
			render_flush(render, render_record_dword(&record, 0));
		if (record.kind != RENDER_COMMAND || record.n > SGPU_CMD_DWORDS)
			continue;
		memcpy(dw, record.at, record.n * sizeof(*dw));
		world_begin(&world);
		place = 0;
		do {
			ret = render_command(render, dw, record.n, &place);
		} while (ret == -EINTR);
		hash = hash * 31 + world.polls + (u32)ret;
	}
	render_destroy(render);
	hash += world_hash(&world);
	world_close(&world);
	return hash;
}

static size_t put(size_t size, u32 kind, const void *at, u32 n)
{
	const u16 head[2] = { (u16)kind, (u16)n };

	memcpy(other + size, head, sizeof(head));
	memcpy(other + size + 4, at, n * 4);
	return size + 4 + n * 4;
}

/* Clear bytes. Return: true: the result is the same; false: they are as they were. */
static bool can_clear(size_t size, u8 *at, u32 n, u64 wanted)
{
	u8 *before = malloc(n);
	bool same;

	fuzz_check(before, "no memory");
	memcpy(before, at, n);
	memset(at, 0, n);
	same = run(bytes, size) == wanted;
	if (!same)
		memcpy(at, before, n);
	free(before);
	return same;
}

/* Clear as many bytes as the result allows, in halves. */
static void clear(size_t size, u8 *at, u32 n, u64 wanted)
{
	u32 i;

	for (i = 0; i < n && !at[i]; i++)
		;
	if (i == n || can_clear(size, at, n, wanted) || n < 2 * LINE)
		return;
	i = n / 2 / LINE * LINE;
	clear(size, at, i, wanted);
	clear(size, at + i, n - i, wanted);
}

/* Write a record of memory without its zeros. */
static size_t put_memory(size_t size, const struct render_record *record)
{
	u64 va = render_record_dword(record, 0) | (u64)render_record_dword(record, 1) << 32;
	u32 n = (record->n - 2) * 4, from, end, zeros;
	u8 part[8 + 65536];

	for (from = 0; from < n; from = end) {
		while (from < n && !record->at[8 + from])
			from++;
		from = from / 4 * 4;
		for (end = from, zeros = 0; end < n && zeros < JOIN; end++)
			zeros = record->at[8 + end] ? 0 : zeros + 1;
		if (from >= n || end - zeros <= from)
			break;
		va += from;
		memcpy(part, &va, 8);
		va -= from;
		memcpy(part + 8, record->at + 8 + from, end - from);
		size = put(size, RENDER_MEMORY, part,
			   2 + DIV_ROUND_UP(min(end - from - zeros, n - from), 4u));
	}
	return size;
}

/* Leave out records without an effect, one by one, from the last one on. */
static size_t drop(size_t size, u64 wanted)
{
	size_t at[4096], end[4096], now = 0;
	struct render_record record;
	struct render_input input;
	u32 n = 0;

	render_input_open(&input, bytes, size);
	while (n < ARRAY_SIZE(at) && (at[n] = now, render_input_next(&input, &now, &record)))
		end[n++] = now;
	while (n--) {
		size_t from = at[n] + sizeof(input.head), to = end[n] + sizeof(input.head);

		memcpy(other, bytes, from);
		memcpy(other + from, bytes + to, size - to);
		if (run(other, size - (to - from)) != wanted)
			continue;
		size -= to - from;
		memcpy(bytes, other, size);
	}
	return size;
}

static size_t shrink(size_t size)
{
	struct render_record record;
	struct render_input input;
	u64 wanted = run(bytes, size);
	size_t at = 0, made = sizeof(input.head);

	size = drop(size, wanted);
	render_input_open(&input, bytes, size);
	while (render_input_next(&input, &at, &record))
		if (record.kind == RENDER_MEMORY && record.n > 2)
			clear(size, (u8 *)record.at + 8, (record.n - 2) * 4, wanted);
	memcpy(other, bytes, made);
	at = 0;
	while (render_input_next(&input, &at, &record)) {
		if (record.kind == RENDER_MEMORY && record.n > 2)
			made = put_memory(made, &record);
		else
			made = put(made, record.kind, record.at, record.n);
	}
	memcpy(bytes, other, made);
	fuzz_check(run(bytes, made) == wanted, "the small input does something else");
	return made;
}

int main(int argc, char **argv)
{
	struct render_head head;
	size_t size;
	FILE *file;

	fuzz_check(argc == 4, "usage: shrink_render IN OUT POLLS");
	file = fopen(argv[1], "rb");
	fuzz_check(file, "cannot read %s", argv[1]);
	size = fread(bytes, 1, sizeof(bytes) / 2, file);
	fclose(file);
	fuzz_check(size > sizeof(head), "%s has no records", argv[1]);
	memcpy(&head, bytes, sizeof(head));
	head.polls = (u8)strtoul(argv[3], NULL, 10);
	memcpy(bytes, &head, sizeof(head));
	size = shrink(size);
	file = fopen(argv[2], "wb");
	fuzz_check(file && fwrite(bytes, 1, size, file) == size && !fclose(file),
		   "cannot write %s", argv[2]);
	return size <= sizeof(head);
}
