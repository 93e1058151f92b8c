/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The inputs of the fuzzers of the render engine: a head, then records of any length. A record is a
 * command, bytes of graphics memory, registers, a message, and more. mutate_render.c keeps the
 * boundaries of records.
 */
#ifndef TESTS_FUZZ_RENDER_INPUT_H
#define TESTS_FUZZ_RENDER_INPUT_H

#include "port.h"

/**
 * enum render_kind - Kinds of records. New ones go to the end.
 * @RENDER_COMMAND: the dwords of a command
 * @RENDER_MEMORY: a graphics address (two dwords), then the bytes there
 * @RENDER_REGISTER: pairs of an offset and a value
 * @RENDER_FLUSH: flags of PIPE_CONTROL
 * @RENDER_STATE: save the context's state, change it by pairs of a dword's index and its bits to
 *	flip, load it. Nothing: a new context
 * @RENDER_MESSAGE: a message (struct render_letter), then pairs of a dword of the payload and its
 *	value
 * @RENDER_SURFACE: index in the binding table, then a surface state
 * @RENDER_SAMPLER: index of a sampler, then its state
 * @RENDER_TARGET: use a surface as a render target: index, layer, what to do
 * @RENDER_EVENT: something that happens beside the engine: what, when
 * @RENDER_KINDS: number of kinds
 */
enum render_kind {
	RENDER_COMMAND,
	RENDER_MEMORY,
	RENDER_REGISTER,
	RENDER_FLUSH,
	RENDER_STATE,
	RENDER_MESSAGE,
	RENDER_SURFACE,
	RENDER_SAMPLER,
	RENDER_TARGET,
	RENDER_EVENT,
	RENDER_KINDS,
};

/**
 * struct render_head - The head of an input.
 * @side: bit 0: allocations begin behind a guard; else they end at one
 * @move: pages of graphics memory move at each poll of this number; 0: at none
 * @polls: most polls of a command, then it is cancelled; 255: as many as an input may have
 * @seed: of pseudo-random numbers
 * @absent: sevenths of the other pages that are absent (bits 2:0), and read-only (bits 5:3)
 * @pad: reserved
 */
struct render_head {
	u8 side;
	u8 move;
	u8 polls;
	u8 seed;
	u8 absent;
	u8 pad[3];
};

/**
 * struct render_letter - A message.
 * @sfid: enum gen9_eu_sfid in bits 3:0, split in bit 7
 * @channels: log2 of the channels in bits 2:0, group / 8 in bits 5:4
 * @src: register of the thread that the payload is a copy of
 * @ex_src: register of the second payload
 * @mask: channels
 * @desc: descriptor
 * @ex_desc: extended descriptor
 */
struct render_letter {
	u8 sfid;
	u8 channels;
	u8 src;
	u8 ex_src;
	u32 mask;
	u32 desc;
	u32 ex_desc;
};

#define RENDER_LETTER_DWORDS	(sizeof(struct render_letter) / 4)

/**
 * struct render_record - A record of an input.
 * @kind: enum render_kind
 * @n: number of dwords
 * @at: the dwords, of any alignment
 */
struct render_record {
	u32 kind;
	u32 n;
	const u8 *at;
};

/**
 * struct render_input - An input.
 * @head: its head
 * @data: the records
 * @size: their length in bytes
 */
struct render_input {
	struct render_head head;
	const u8 *data;
	size_t size;
};

/**
 * render_input_open() - Read the head of an input.
 * @input: gets the input
 * @data: the bytes, which stay
 * @size: their number
 *
 * Context: any.
 * Return: true; false: there is no head.
 */
bool render_input_open(struct render_input *input, const u8 *data, size_t size);

/**
 * render_input_next() - Return the next record.
 * @input: the input
 * @at: position; 0 at first
 * @record: gets the record
 *
 * Context: any.
 * Return: true; false: there is none.
 */
bool render_input_next(const struct render_input *input, size_t *at, struct render_record *record);

/**
 * render_record_dword() - Return a dword of a record.
 * @record: the record
 * @i: its index, any value
 *
 * Context: any.
 * Return: the dword; 0: there is none.
 */
u32 render_record_dword(const struct render_record *record, u32 i);

#endif
