/* SPDX-License-Identifier: GPL-2.0-only */
/* Pseudo-random numbers of a mutator, by xorshift64 (Marsaglia): the same for the same seed. */
#ifndef TESTS_FUZZ_MUTATE_RANDOM_H
#define TESTS_FUZZ_MUTATE_RANDOM_H

#include "port.h"

static u64 mutate_state;

/* Return 64 bits. */
static inline u64 mutate_bits(void)
{
	mutate_state ^= mutate_state << 13;
	mutate_state ^= mutate_state >> 7;
	mutate_state ^= mutate_state << 17;
	return mutate_state;
}

/* Return a number below @n, which is not 0. */
static inline u32 mutate_below(u32 n)
{
	return (u32)(mutate_bits() >> 32) % n;
}

/* Begin a mutation. @seed: of libFuzzer. */
static inline void mutate_seed(unsigned int seed)
{
	mutate_state = seed * 0x9e3779b97f4a7c15ull | 1;
	mutate_bits();
}

#endif
