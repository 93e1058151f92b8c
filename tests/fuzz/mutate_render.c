// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutations of inputs of the render engine's fuzzers (render_input.h). Records are removed,
 * doubled, and taken from other inputs as wholes, so that packets keep their boundaries. Within a
 * record a field, a dword or bytes change.
 */
#include "tests/fuzz/mutate_random.h"
#include "tests/fuzz/render_input.h"
#include "tests/fuzz/target.h"

#define HEAD		sizeof(struct render_head)
#define RECORD_HEAD	4u
#define RECORDS		1024u
#define RECORD_DWORDS	512u

/* The records of an input: where they begin. The last one is the end. */
struct list {
	u32 n;
	u32 at[RECORDS + 1];
};

static void split(const u8 *data, size_t size, struct list *list)
{
	size_t at = HEAD, dwords;
	u16 head[2];

	for (list->n = 0; list->n < RECORDS && size - at >= RECORD_HEAD; list->n++) {
		memcpy(head, data + at, RECORD_HEAD);
		dwords = min((size_t)head[1], (size - at - RECORD_HEAD) / 4);
		list->at[list->n] = (u32)at;
		at += RECORD_HEAD + dwords * 4;
	}
	list->at[list->n] = (u32)at;
}

/* Replace the bytes from @at to @end by @bytes bytes of @from. Return: the new size. */
static size_t replace(u8 *data, size_t size, size_t room, size_t at, size_t end, const void *from,
		      size_t bytes)
{
	if (size - (end - at) + bytes > room)
		return size;
	memmove(data + at + bytes, data + end, size - end);
	memcpy(data + at, from, bytes);
	return size - (end - at) + bytes;
}

/* Change a field of a dword: any bits get an edge value, a random one, or one more or less. */
static u32 change_field(u32 value)
{
	u32 low = mutate_below(32), bits = 1 + mutate_below(32 - low);
	u32 mask = (u32)((1ull << bits) - 1) << low;
	u32 field = (value & mask) >> low;

	switch (mutate_below(7)) {
	case 0:
		field = 0;
		break;
	case 1:
		field = ~0u;
		break;
	case 2:
		field++;
		break;
	case 3:
		field--;
		break;
	case 4:
		field = 1u << mutate_below(32);
		break;
	default:
		field = mutate_below(~0u);
	}
	return (value & ~mask) | (field << low & mask);
}

/* An edge of a float or of an integer. */
static u32 edge(void)
{
	static const u32 edges[] = {
		0, 1, 0x7fffffff, 0x80000000, 0xffffffff, 0x7f800000, 0xff800000, 0x7fc00000,
		0x4f000000, 0xcf000000, 0x5f000000, 0x46ffff00, 0x3f800000, 0x00000fff, 0xfffff000,
		0x00003fff, 0x00010000,
	};

	return edges[mutate_below(ARRAY_SIZE(edges))];
}

static void change_dword(u8 *data, const struct list *list, u32 record)
{
	u32 n = (list->at[record + 1] - list->at[record] - RECORD_HEAD) / 4, value, other;
	u8 *dw;

	if (!n)
		return;
	dw = data + list->at[record] + RECORD_HEAD + 4 * mutate_below(n);
	memcpy(&value, dw, 4);
	switch (mutate_below(8)) {
	case 0:
		value ^= 1u << mutate_below(32);
		break;
	case 1:
		value = edge();
		break;
	case 2:
		value += mutate_below(129) - 64;
		break;
	case 3:
		/* Another dword of the input: a pointer, or a value that fits. */
		other = mutate_below((list->at[list->n] - HEAD) / 4);
		memcpy(&value, data + HEAD + 4 * other, 4);
		break;
	default:
		value = change_field(value);
	}
	memcpy(dw, &value, 4);
}

/* Let libFuzzer change the bytes of a record, whose length may change. */
static size_t change_bytes(u8 *data, size_t size, size_t room, const struct list *list, u32 record)
{
	u32 at = list->at[record], n = (list->at[record + 1] - at - RECORD_HEAD) / 4;
	u8 bytes[RECORD_HEAD + 4 * RECORD_DWORDS];
	u16 dwords;
	size_t got;

	if (n > RECORD_DWORDS)
		return size;
	memcpy(bytes, data + at, RECORD_HEAD + n * 4);
	got = LLVMFuzzerMutate(bytes + RECORD_HEAD, n * 4,
			       mutate_below(4) ? max(n * 4, 4u) : 4 * RECORD_DWORDS);
	memset(bytes + RECORD_HEAD + got, 0, -got & 3);
	dwords = (u16)DIV_ROUND_UP(got, 4);
	memcpy(bytes + 2, &dwords, 2);
	return replace(data, size, room, at, list->at[record + 1], bytes,
		       RECORD_HEAD + dwords * 4u);
}

/* Insert records of @from, or a few dwords of any kind. */
static size_t insert(u8 *data, size_t size, size_t room, const struct list *list, const u8 *from,
		     const struct list *others)
{
	u32 at = list->at[mutate_below(list->n + 1)], first, last, i, dw[1 + 8];

	if (others->n && mutate_below(8)) {
		first = mutate_below(others->n);
		last = min(first + 1 + (mutate_below(4) ? 0 : mutate_below(8)), others->n);
		return replace(data, size, room, at, at, from + others->at[first],
			       others->at[last] - others->at[first]);
	}
	for (i = 1; i < ARRAY_SIZE(dw); i++)
		dw[i] = mutate_below(2) ? edge() : mutate_below(~0u);
	i = 1 + mutate_below(8);
	dw[0] = mutate_below(RENDER_KINDS) | i << 16;
	return replace(data, size, room, at, at, dw, 4 + i * 4);
}

static size_t mutate_once(u8 *data, size_t size, size_t room)
{
	static u8 copy[1 << 20];
	struct list list;
	u32 record;

	split(data, size, &list);
	if (!list.n || !mutate_below(16))
		data[mutate_below(HEAD)] = (u8)mutate_below(256);
	if (!list.n)
		return insert(data, size, room, &list, data, &list);
	record = mutate_below(list.n);
	switch (mutate_below(16)) {
	case 0:
		return replace(data, size, room, list.at[record], list.at[record + 1], data, 0);
	case 1:
		if (size > sizeof(copy))
			return size;
		memcpy(copy, data, size);
		return insert(data, size, room, &list, copy, &list);
	case 2:
	case 3:
		return change_bytes(data, size, room, &list, record);
	default:
		change_dword(data, &list, record);
		return size;
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed)
{
	u32 times;

	mutate_seed(seed);
	if (size < HEAD) {
		memset(data, 0, HEAD);
		size = HEAD;
	}
	for (times = 1 + mutate_below(5); times; times--)
		size = mutate_once(data, size, max_size);
	return size;
}

size_t LLVMFuzzerCustomCrossOver(const u8 *data1, size_t size1, const u8 *data2, size_t size2,
				 u8 *out, size_t max_size, unsigned int seed)
{
	struct list list, others;
	size_t size = size1;
	u32 times;

	mutate_seed(seed);
	if (size1 < HEAD || size2 < HEAD || size1 > max_size)
		return 0;
	memcpy(out, data1, size1);
	split(data2, size2, &others);
	for (times = 1 + mutate_below(3); times; times--) {
		split(out, size, &list);
		size = insert(out, size, max_size, &list, data2, &others);
	}
	return size;
}
