// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutations of inputs made of records. Records are inserted, removed, doubled and changed as
 * wholes, so that later records keep their meaning. One time in four libFuzzer's own mutation is
 * used.
 */
#include "tests/fuzz/mutate_random.h"
#include "tests/fuzz/ops.h"
#include "tests/fuzz/target.h"

#define SIZE	sizeof(struct fuzz_op)

static struct fuzz_op random_op(void)
{
	u64 v = mutate_bits();

	return (struct fuzz_op){
		.op = v, .a = v >> 8, .b = v >> 16, .c = v & 1 ? v >> 32 : (v >> 32) % 256,
		.d = v & 2 ? mutate_bits() : mutate_bits() % 65536,
	};
}

/* Change one field of a record. */
static void change(struct fuzz_op *op)
{
	struct fuzz_op other = random_op();

	switch (mutate_bits() % 8) {
	case 0:
		op->op = other.op;
		break;
	case 1:
		op->a = other.a;
		break;
	case 2:
		op->b = other.b;
		break;
	case 3:
		op->c = other.c;
		break;
	case 4:
		op->d = other.d;
		break;
	case 5:
		op->d ^= 1ull << mutate_bits() % 64;
		break;
	case 6:
		op->c ^= 1u << mutate_bits() % 32;
		break;
	default:
		LLVMFuzzerMutate((u8 *)op, SIZE, SIZE);
		break;
	}
}

static size_t insert(u8 *data, size_t n, size_t at, const struct fuzz_op *op)
{
	memmove(data + (at + 1) * SIZE, data + at * SIZE, (n - at) * SIZE);
	memcpy(data + at * SIZE, op, SIZE);
	return (n + 1) * SIZE;
}

static size_t mutate_records(u8 *data, size_t n, bool room)
{
	struct fuzz_op op = random_op();
	size_t at = n ? mutate_bits() % n : 0, from = n ? mutate_bits() % n : 0;

	switch (n ? mutate_bits() % 6 : 0) {
	case 0:
		return room ? insert(data, n, at, &op) : n * SIZE;
	case 1:
		memcpy(&op, data + from * SIZE, SIZE);
		return room ? insert(data, n, at, &op) : n * SIZE;
	case 2:
		memmove(data + at * SIZE, data + (at + 1) * SIZE, (n - at - 1) * SIZE);
		return max(n - 1, (size_t)1) * SIZE;
	case 3:
		memcpy(data + at * SIZE, data + from * SIZE, SIZE);
		return n * SIZE;
	default:
		memcpy(&op, data + at * SIZE, SIZE);
		change(&op);
		memcpy(data + at * SIZE, &op, SIZE);
		return n * SIZE;
	}
}

size_t LLVMFuzzerCustomMutator(u8 *data, size_t size, size_t max_size, unsigned int seed)
{
	size_t n = size / SIZE;
	u32 times;

	mutate_seed(seed);
	if (mutate_bits() % 4 == 0)
		return LLVMFuzzerMutate(data, size, max_size);
	for (times = 1 + mutate_bits() % 4; times; times--)
		n = mutate_records(data, n, (n + 1) * SIZE <= max_size) / SIZE;
	return n * SIZE;
}
