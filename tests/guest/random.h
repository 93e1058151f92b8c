/* SPDX-License-Identifier: GPL-2.0-only */
/* A seeded generator, so that a failed run can be repeated. xorshift64* (Marsaglia, Vigna). */
#ifndef GUEST_RANDOM_H
#define GUEST_RANDOM_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct random {
	uint64_t state;
};

static inline void random_seed(struct random *r, uint64_t seed)
{
	r->state = seed * 0x9e3779b97f4a7c15ull + 0x632be59bd9b4e019ull;
	if (!r->state)
		r->state = 1;
}

static inline uint64_t random_u64(struct random *r)
{
	r->state ^= r->state >> 12;
	r->state ^= r->state << 25;
	r->state ^= r->state >> 27;
	return r->state * 0x2545f4914f6cdd1dull;
}

/* Return a number in [0, n), nearly uniform; n > 0. */
static inline uint32_t random_below(struct random *r, uint32_t n)
{
	return (uint32_t)(((random_u64(r) >> 32) * n) >> 32);
}

/* Return a number in [lo, hi]. */
static inline uint32_t random_between(struct random *r, uint32_t lo, uint32_t hi)
{
	return lo + random_below(r, hi - lo + 1);
}

/* Fill @buf. Of a @len that is no multiple of 8, the rest is left as it is. */
static inline void random_fill(struct random *r, void *buf, size_t len)
{
	uint8_t *p = buf;

	for (; len >= 8; len -= 8, p += 8) {
		uint64_t v = random_u64(r);

		memcpy(p, &v, 8);
	}
}

#endif
