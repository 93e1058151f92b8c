// SPDX-License-Identifier: GPL-2.0-only
/* The world of a render engine that is fuzzed (render_world.h). */
#include "tests/fuzz/render_world.h"

#include <immintrin.h>
#include <sys/mman.h>

#include "sample/window.h"
#include "tests/fuzz/guard.h"
#include "tests/fuzz/die.h"

#define ALL_POLLS	320u	/* of an input */
#define PLACES_OF_END	5u	/* a command ends at every fifth place */
#define CSR_DEFAULT	0x1f80u	/* MXCSR that compiled code expects */
#define CSR_FLAGS	0x3fu	/* what instructions report there */

static u64 mix(u64 h, u64 value)
{
	h = (h ^ value) * 0x9e3779b97f4a7c15ull;
	return h ^ h >> 29;
}

/* --- pages ----------------------------------------------------------------------------------- */

/* Frames of earlier inputs. */
static u8 *spare[WORLD_FRAMES];
static u32 spare_count;

static u8 *take_frame(void)
{
	return spare_count ? memset(spare[--spare_count], 0, PAGE_SIZE) :
	       guard_alloc(PAGE_SIZE, GUARD_END);
}

static void give_frame(u8 *frame)
{
	if (spare_count < WORLD_FRAMES)
		spare[spare_count++] = frame;
	else
		guard_free(frame);
}

static u16 new_frame(struct render_world *world, u64 hash)
{
	if (world->frame_count == WORLD_FRAMES)
		return (u16)(1 + hash % WORLD_FRAMES);
	world->frames[world->frame_count++] = take_frame();
	return (u16)world->frame_count;
}

/* Find the place of a page. A new one is present if @named; else a hash of its address says so. */
static struct world_place *place_of(struct render_world *world, u64 va, bool named)
{
	u64 hash = mix(0, va);
	u32 i = (u32)hash & (WORLD_PLACES - 1);
	struct world_place *place = &world->places[i];

	while (place->known && place->va != va) {
		i = (i + 1) & (WORLD_PLACES - 1);
		place = &world->places[i];
	}
	if (place->known || world->place_count == WORLD_PLACES - 1)
		return place->known ? place : NULL;
	world->place_count++;
	place->known = true;
	place->va = va;
	if (!named && (hash >> 40) % 7 < (world->head.absent & 7u))
		return place;
	place->read_only = !named && (hash >> 20) % 7 < (world->head.absent >> 3 & 7u);
	place->frame = new_frame(world, hash >> 46);
	return place;
}

u8 *world_page(void *host, u64 va, bool write)
{
	struct render_world *world = host;
	struct world_place *place;

	fuzz_check(!(va & (PAGE_SIZE - 1)) && !(va & ~SAMPLE_VA_MASK), "a page at 0x%llx",
		   (unsigned long long)va);
	place = world->cancelled ? NULL : place_of(world, va, false);
	if (!place || !place->frame || (write && place->read_only))
		return write ? world->sink : world->zero;
	place->written |= write;
	return world->frames[place->frame - 1];
}

static u64 world_generation(void *host)
{
	return ((struct render_world *)host)->generation;
}

static const struct sample_memory_ops memory_ops = {
	.page = world_page,
	.generation = world_generation,
};

/* Move all pages. What the engine kept of their old places faults. */
static void move_pages(struct render_world *world)
{
	u8 *old, *page;
	u32 i;

	world->generation++;
	for (i = 0; i < world->frame_count; i++) {
		old = world->frames[i];
		page = guard_alloc(PAGE_SIZE, GUARD_END);
		memcpy(page, old, PAGE_SIZE);
		guard_free(old);
		world->frames[i] = page;
	}
}

void world_memory(struct render_world *world, u64 va, const void *from, u32 bytes)
{
	const u8 *at = from;
	struct world_place *place;
	u32 n;

	for (; bytes; bytes -= n, at += n, va += n) {
		va &= SAMPLE_VA_MASK;
		n = min(bytes, (u32)(PAGE_SIZE - (va & (PAGE_SIZE - 1))));
		place = place_of(world, va & ~(u64)(PAGE_SIZE - 1), true);
		if (place && place->frame)
			memcpy(world->frames[place->frame - 1] + (va & (PAGE_SIZE - 1)), at, n);
	}
}

/* --- calls of the engine --------------------------------------------------------------------- */

static int world_poll(void *host)
{
	struct render_world *world = host;

	fuzz_check((_mm_getcsr() & ~CSR_FLAGS) == CSR_DEFAULT, "MXCSR is 0x%x in a poll",
		   _mm_getcsr());
	world->all_polls++;
	if ((++world->polls > world->head.polls && world->head.polls != WORLD_NO_LIMIT) ||
	    world->all_polls > ALL_POLLS)
		world->cancelled = true;
	if (world->cancelled || (world->head.move && !(world->polls % world->head.move)))
		move_pages(world);
	return world->cancelled ? -ECANCELED : 0;
}

/* Commands end at some of their places. render_play() goes on with them. */
static int world_may_end(void *host)
{
	struct render_world *world = host;
	int error = world_poll(host);

	if (!error && ++world->could_end % PLACES_OF_END == 0)
		return -EINTR;
	return error;
}

static u32 *reg(struct render_world *world, u32 offset)
{
	fuzz_check(!(offset & 3) && offset / 4 < WORLD_REGS, "register 0x%x", offset);
	return &world->regs[offset / 4];
}

static u32 world_reg_read(void *host, u32 offset)
{
	return *reg(host, offset);
}

static void world_reg_write(void *host, u32 offset, u32 value)
{
	struct render_world *world = host;

	if (!world->cancelled)
		*reg(world, offset) = value;
}

static void world_unsupported(void *host, const char *what)
{
	struct render_world *world = host;

	fuzz_check(what && *what, "a refusal without a name");
	world->refused++;
}

const struct render_host_ops world_ops = {
	.poll = world_poll,
	.place = world_may_end,
	.reg_read = world_reg_read,
	.reg_write = world_reg_write,
	.unsupported = world_unsupported,
};

/* --- life ------------------------------------------------------------------------------------ */

void world_open(struct render_world *world, const struct render_head *head, u8 sink)
{
	memset(world, 0, sizeof(*world));
	world->head = *head;
	world->memory.ops = &memory_ops;
	world->memory.host = world;
	world->zero = guard_alloc(PAGE_SIZE, GUARD_END);
	world->sink = guard_alloc(PAGE_SIZE, GUARD_END);
	memset(world->sink, sink, PAGE_SIZE);
	fuzz_check(!mprotect(world->zero, PAGE_SIZE, PROT_READ), "mprotect");
	guard_side(head->side & 1 ? GUARD_BEGIN : GUARD_END);
}

u64 world_place_hash(const struct render_world *world, const struct world_place *place)
{
	const u64 *page = (const u64 *)world->frames[place->frame - 1];
	u64 hash = place->va;
	u32 i;

	for (i = 0; i < PAGE_SIZE / 8; i++)
		hash = mix(hash, page[i]);
	return hash;
}

void world_close(struct render_world *world)
{
	u32 i;

	guard_side(GUARD_OFF);
	for (i = 0; i < WORLD_PLACES; i++)
		if (world->places[i].written)
			world->places[i].hash = world_place_hash(world, &world->places[i]);
	for (i = 0; i < world->frame_count; i++)
		give_frame(world->frames[i]);
	guard_free(world->zero);
	guard_free(world->sink);
}

void world_record(struct render_world *world, const struct render_record *record)
{
	u32 i;

	if (record->kind == RENDER_MEMORY && record->n > 2)
		world_memory(world, render_record_dword(record, 0) |
			     (u64)render_record_dword(record, 1) << 32, record->at + 8,
			     (record->n - 2) * 4);
	if (record->kind != RENDER_REGISTER)
		return;
	for (i = 0; i + 1 < record->n; i += 2)
		world->regs[render_record_dword(record, i) / 4 % WORLD_REGS] =
			render_record_dword(record, i + 1);
}

void world_begin(struct render_world *world)
{
	world->polls = 0;
	world->cancelled = world->all_polls > ALL_POLLS;
}

u64 world_hash(const struct render_world *world)
{
	u64 hash = world->refused;
	u32 i;

	for (i = 0; i < WORLD_REGS; i++)
		hash = mix(hash, world->regs[i]);
	for (i = 0; i < WORLD_PLACES; i++)
		if (world->places[i].written)
			hash += world_place_hash(world, &world->places[i]);
	return hash;
}
