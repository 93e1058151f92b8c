/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The bytes that a message of a data port reaches: a buffer, the stateless address space, or shared
 * local memory. Reads beyond a place find 0, and writes beyond it have no effect. The data ports
 * call this file, on the engine's thread. Takes no lock.
 */
#ifndef SAMPLE_PLACE_H
#define SAMPLE_PLACE_H

#include "eu/eu.h"
#include "port.h"
#include "sample/unit.h"

/**
 * struct sample_place - A range of bytes.
 * @windows: windows of the address space
 * @slm: shared local memory; NULL: the range is graphics memory
 * @base: graphics address, if @slm is NULL
 * @bytes: length; ~0: no limit
 * @ignored: bits of an offset that do not count
 */
struct sample_place {
	struct sample_windows *windows;
	u8 *slm;
	u64 base;
	u64 bytes;
	u64 ignored;
};

/**
 * sample_place_get() - Find the place of a message.
 * @bindings: bindings of the stage
 * @message: the message; its descriptor has the index of a surface
 * @place: gets the place
 *
 * Context: the engine's thread; takes no lock.
 * Return: 0; -EINVAL: the surface is invalid, not implemented, or no buffer, and was counted.
 */
int sample_place_get(const struct sample_bindings *bindings, const struct eu_message *message,
		     struct sample_place *place);

/**
 * sample_place_everywhere() - Find the place of a message with addresses of 64 bits.
 * @bindings: bindings of the stage
 *
 * Context: any; takes no lock.
 * Return: the whole address space.
 */
struct sample_place sample_place_everywhere(const struct sample_bindings *bindings);

/**
 * sample_place_read() - Copy from a place.
 * @place: the place
 * @offset: first byte, any value
 * @to: gets @bytes bytes
 * @bytes: number of bytes
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_place_read(const struct sample_place *place, u64 offset, void *to, u32 bytes);

/**
 * sample_place_write() - Copy to a place.
 * @place: the place
 * @offset: first byte, any value
 * @from: @bytes bytes
 * @bytes: number of bytes
 *
 * Context: the engine's thread; takes no lock.
 */
void sample_place_write(const struct sample_place *place, u64 offset, const void *from,
			u32 bytes);

#endif
