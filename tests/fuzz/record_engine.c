// SPDX-License-Identifier: GPL-2.0-only
/*
 * A render engine that records what programs draw, as inputs of the fuzzers of the render engine
 * (render_input.h). The library facet-run-record has this file in the place of
 * engine/render_engine.c. FACET_RECORD names a folder. It gets a file for each draw or dispatch,
 * and one for the commands of each batch. A file has memory that the commands reached, up to a
 * limit.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/render_units.h"
#include "gen9/state_3d.h"
#include "sample/window.h"
#include "softgpu/softgpu_types.h"
#include "tests/fuzz/render_input.h"

#define KINDS		256u	/* commands that are kept, of different kinds */
#define MEMORY_MAX	24u	/* pages of a draw */
#define BATCH_PAGES	40u
#define BATCH_DWORDS	4096u
#define FILES_MAX	2000u
#define LINE		64u	/* bytes; lines of zeros are left out */

/* The last command of a kind. */
struct kept {
	u32 key;
	u32 n;
	u32 dw[SGPU_CMD_DWORDS];
};

/* Pages as they were at their first use. */
struct pages {
	u32 count;
	u32 most;
	u64 va[BATCH_PAGES];
	u8 bytes[BATCH_PAGES][PAGE_SIZE];
};

/* An engine. */
struct recorder {
	struct render *render;
	const struct render_host_ops *ops;
	struct sample_memory outer;
	struct sample_memory memory;
	void *host;
	u64 commands;
	u32 kept_count;
	struct kept kept[KINDS];
	struct pages draw;
	struct pages batch;
	u32 stream_n;
	u32 stream[BATCH_DWORDS];
};

static u32 files;

static struct recorder *recorder_of(const struct render *render)
{
	return (struct recorder *)render;
}

static bool blank(const u8 *at, u32 bytes)
{
	u32 i;

	for (i = 0; i < bytes; i++)
		if (at[i])
			return false;
	return true;
}

static void note(struct pages *pages, u64 va, const u8 *page)
{
	u32 i;

	if (blank(page, PAGE_SIZE))
		return;
	for (i = 0; i < pages->count; i++)
		if (pages->va[i] == va)
			return;
	if (pages->count == pages->most)
		return;
	pages->va[pages->count] = va;
	memcpy(pages->bytes[pages->count++], page, PAGE_SIZE);
}

static u8 *record_page(void *host, u64 va, bool write)
{
	struct recorder *recorder = host;
	u8 *page = recorder->outer.ops->page(recorder->outer.host, va, write);

	if (write)
		return page;
	note(&recorder->draw, va, page);
	note(&recorder->batch, va, page);
	return page;
}

/* Translations are new for each command, so that each command asks for its pages. */
static u64 record_generation(void *host)
{
	const struct recorder *recorder = host;

	return recorder->outer.ops->generation(recorder->outer.host) + (recorder->commands << 32);
}

static const struct sample_memory_ops memory_ops = { record_page, record_generation };

static void put(FILE *file, u32 kind, const void *at, u32 n)
{
	const u16 head[2] = { (u16)kind, (u16)n };

	fwrite(head, sizeof(head), 1, file);
	fwrite(at, 4, n, file);
}

static void put_page(FILE *file, u64 va, const u8 *bytes)
{
	u8 record[8 + PAGE_SIZE];
	u32 at, end;

	for (at = 0; at < PAGE_SIZE; at = end + LINE) {
		u64 from = va + at;

		for (end = at; end < PAGE_SIZE && !blank(bytes + end, LINE); end += LINE)
			;
		if (end == at)
			continue;
		memcpy(record, &from, 8);
		memcpy(record + 8, bytes + at, end - at);
		put(file, RENDER_MEMORY, record, 2 + (end - at) / 4);
	}
}

static FILE *open_file(struct recorder *recorder, const char *kind, const struct pages *pages)
{
	static const u32 debug[2] = { GEN9_CS_DEBUG_MODE2, 0 };
	const struct render_head head = { .polls = 255 };
	const char *folder = getenv("FACET_RECORD");
	u32 registers[2] = { debug[0], recorder->ops->reg_read(recorder->host, debug[0]) };
	char path[4096];
	FILE *file;
	u32 i;

	if (!folder || files >= FILES_MAX)
		return NULL;
	snprintf(path, sizeof(path), "%s/%d-%04u.%s", folder, getpid(), files++, kind);
	file = fopen(path, "wb");
	if (!file)
		return NULL;
	fwrite(&head, sizeof(head), 1, file);
	put(file, RENDER_REGISTER, registers, 2);
	for (i = 0; i < pages->count; i++)
		put_page(file, pages->va[i], pages->bytes[i]);
	return file;
}

static bool draws(u32 opcode, const u32 *dw)
{
	return opcode == GEN9_OP_3DPRIMITIVE || opcode == GEN9_OP_GPGPU_WALKER ||
	       (opcode == GEN9_OP_WM_HZ_OP && dw[1]);
}

/* Return what makes a command another kind: its opcode, an element, the bases that it changes. */
static u32 key_of(u32 opcode, const u32 *dw, u32 n)
{
	u32 key = opcode, i;

	if (opcode == GEN9_OP_VF_INSTANCING || opcode == GEN9_OP_SO_BUFFER)
		key |= dw[1] << 16;
	for (i = 1; opcode == GEN9_OP_STATE_BASE_ADDRESS && i < min(n, 16u); i++)
		key |= (dw[i] & GEN9_SBA_MODIFY) << (16 + i - 1);
	return key;
}

static void keep(struct recorder *recorder, u32 opcode, const u32 *dw, u32 n)
{
	u32 key = key_of(opcode, dw, n), i;

	for (i = 0; i < recorder->kept_count && recorder->kept[i].key != key; i++)
		;
	if (i == KINDS)
		return;
	recorder->kept_count = max(recorder->kept_count, i + 1);
	recorder->kept[i].key = key;
	recorder->kept[i].n = n;
	memcpy(recorder->kept[i].dw, dw, n * sizeof(*dw));
}

static void write_draw(struct recorder *recorder, const u32 *dw, u32 n)
{
	FILE *file = open_file(recorder, "draw", &recorder->draw);
	u32 i;

	if (!file)
		return;
	for (i = 0; i < recorder->kept_count; i++)
		put(file, RENDER_COMMAND, recorder->kept[i].dw, recorder->kept[i].n);
	put(file, RENDER_COMMAND, dw, n);
	fclose(file);
}

static void stream(struct recorder *recorder, u32 kind, const u32 *dw, u32 n)
{
	if (recorder->stream_n + n + 1 > BATCH_DWORDS)
		return;
	recorder->stream[recorder->stream_n++] = kind | n << 16;
	memcpy(&recorder->stream[recorder->stream_n], dw, n * sizeof(*dw));
	recorder->stream_n += n;
}

static void write_batch(struct recorder *recorder)
{
	FILE *file = recorder->stream_n ? open_file(recorder, "batch", &recorder->batch) : NULL;

	if (file) {
		fwrite(recorder->stream, 4, recorder->stream_n, file);
		fclose(file);
	}
	recorder->stream_n = 0;
	recorder->batch.count = 0;
}

static int record_command(struct render *render, const u32 *dw, u32 n, u64 *place)
{
	struct recorder *recorder = recorder_of(render);
	u32 opcode = dw[0] >> GEN9_OP_SHIFT;
	int ret;

	if (!*place) {
		recorder->commands++;
		recorder->draw.count = 0;
		stream(recorder, RENDER_COMMAND, dw, n);
	}
	ret = render_command(recorder->render, dw, n, place);
	if (ret == -EINTR)
		return ret;
	if (draws(opcode, dw))
		write_draw(recorder, dw, n);
	else
		keep(recorder, opcode, dw, n);
	return ret;
}

static void record_flush(struct render *render, u32 flags)
{
	stream(recorder_of(render), RENDER_FLUSH, &flags, 1);
	render_flush(recorder_of(render)->render, flags);
}

static void record_destroy(struct render *render)
{
	render_destroy(recorder_of(render)->render);
	free(render);
}

static struct render *record_create(const struct render_host_ops *ops,
				    const struct sample_memory *memory, void *host)
{
	struct recorder *recorder = calloc(1, sizeof(*recorder));

	if (!recorder)
		return NULL;
	recorder->ops = ops;
	recorder->host = host;
	recorder->outer = *memory;
	recorder->memory.ops = &memory_ops;
	recorder->memory.host = recorder;
	recorder->draw.most = MEMORY_MAX;
	recorder->batch.most = BATCH_PAGES;
	recorder->render = render_create(ops, &recorder->memory, host);
	if (recorder->render)
		return (struct render *)recorder;
	free(recorder);
	return NULL;
}

static void record_save(const struct render *render, void *to)
{
	write_batch(recorder_of(render));
	render_state_save(recorder_of(render)->render, to);
}

static void record_load(struct render *render, const void *from)
{
	struct recorder *recorder = recorder_of(render);

	write_batch(recorder);
	if (!from)
		recorder->kept_count = 0;
	render_state_load(recorder->render, from);
}

const struct render_units_ops render_engine_ops = {
	.create = record_create,
	.destroy = record_destroy,
	.command = record_command,
	.flush = record_flush,
	.state_bytes = render_state_bytes,
	.state_layout = render_state_layout,
	.state_save = record_save,
	.state_load = record_load,
};
