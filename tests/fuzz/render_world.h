/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The world of a render engine that is fuzzed: graphics memory page by page between guards,
 * registers, and polls that move pages and cancel. An access beyond a page, or to a page that has
 * moved, faults.
 */
#ifndef TESTS_FUZZ_RENDER_WORLD_H
#define TESTS_FUZZ_RENDER_WORLD_H

#include "port.h"
#include "render/render.h"
#include "sample/memory.h"
#include "tests/fuzz/render_input.h"

#define WORLD_PLACES	2048u	/* pages that an input names or uses, a power of two */
#define WORLD_FRAMES	512u	/* frames; further pages share them */
#define WORLD_NO_LIMIT	255u	/* &render_head.polls: that of an input is the only limit */
#define WORLD_REGS	0x4000u	/* registers, in dwords */

/**
 * struct world_place - A page of graphics memory.
 * @va: its address; 0 and no frame: the place is free
 * @frame: index of its frame plus 1; 0: it is absent
 * @read_only: writes go to the sink
 * @written: the engine asked for the page to write
 * @known: the place is used
 * @hash: hash of a written page's bytes at world_close()
 */
struct world_place {
	u64 va;
	u16 frame;
	bool read_only;
	bool written;
	bool known;
	u64 hash;
};

/**
 * struct render_world - The world.
 * @head: head of the input
 * @memory: graphics memory, for the engine
 * @places: pages, by a hash of their address
 * @frames: memory of pages
 * @frame_count: number of @frames
 * @place_count: number of known @places
 * @zero: page of zeros; writes fault
 * @sink: page that takes writes to absent and read-only pages
 * @generation: of translations
 * @regs: registers
 * @polls: polls of the command
 * @all_polls: polls of the input
 * @could_end: places at which commands could end
 * @cancelled: the command unwinds
 * @refused: number of things that are not implemented
 * @failed: number of commands that failed
 */
struct render_world {
	struct render_head head;
	struct sample_memory memory;
	struct world_place places[WORLD_PLACES];
	u8 *frames[WORLD_FRAMES];
	u32 frame_count;
	u32 place_count;
	u8 *zero;
	u8 *sink;
	u64 generation;
	u32 regs[WORLD_REGS];
	u32 polls;
	u32 all_polls;
	u32 could_end;
	bool cancelled;
	u32 refused;
	u32 failed;
};

/* The calls of an engine; its host is the world. */
extern const struct render_host_ops world_ops;

/**
 * world_open() - Make a world without memory. Guards are on until world_close().
 * @world: the world
 * @head: head of the input
 * @sink: byte that fills the sink
 *
 * Context: a fuzzer.
 */
void world_open(struct render_world *world, const struct render_head *head, u8 sink);

/**
 * world_close() - Free a world. Its places stay, without their frames.
 * @world: of world_open()
 *
 * Context: a fuzzer.
 */
void world_close(struct render_world *world);

/**
 * world_record() - Do what a record says about memory and registers.
 * @world: the world
 * @record: RENDER_MEMORY or RENDER_REGISTER; all other kinds have no effect
 *
 * Context: a fuzzer; no command runs.
 */
void world_record(struct render_world *world, const struct render_record *record);

/**
 * world_memory() - Write to graphics memory.
 * @world: the world
 * @va: graphics address, any value
 * @from: the bytes
 * @bytes: their number
 *
 * Context: a fuzzer; no command runs.
 */
void world_memory(struct render_world *world, u64 va, const void *from, u32 bytes);

/**
 * world_page() - As &sample_memory_ops.page.
 * @host: the world
 * @va: address of the page
 * @write: for writes
 *
 * Context: the engine.
 * Return: the page.
 */
u8 *world_page(void *host, u64 va, bool write);

/**
 * world_place_hash() - Return a hash of a page's bytes.
 * @world: the world
 * @place: a place with a frame
 *
 * Context: a fuzzer.
 * Return: the hash.
 */
u64 world_place_hash(const struct render_world *world, const struct world_place *place);

/**
 * world_begin() - Begin a command: polls are counted anew.
 * @world: the world
 *
 * Context: a fuzzer.
 */
void world_begin(struct render_world *world);

/**
 * world_absent() - Test if the result may depend on the sink.
 * @head: head of an input
 *
 * Context: any.
 * Return: true: pages can be absent or read-only.
 */
static inline bool world_absent(const struct render_head *head)
{
	return head->absent & 0x3f;
}

/**
 * world_hash() - Return a hash of what the engine did: written pages, registers, refusals.
 * @world: the world
 *
 * Context: a fuzzer.
 * Return: the hash.
 */
u64 world_hash(const struct render_world *world);

#endif
