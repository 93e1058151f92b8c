/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Streams of commands and page-table entries that are nearly right. Uniform noise would be refused
 * too early to find anything. No side effects.
 */
#ifndef GUEST_HOSTILE_H
#define GUEST_HOSTILE_H

#include <stdint.h>

#include "random.h"

/** struct hostile_targets - Addresses to attack, as a guest knows them. */
struct hostile_targets {
	const uint64_t *addresses;
	uint32_t n;
};

/* Write @count dwords of commands: some valid, some with a wrong length, some noise. */
void hostile_stream(struct random *r, const struct hostile_targets *t, uint32_t *dwords,
		    uint32_t count);
/* Return a page-table entry: real pages, absent pages, MMIO, reserved bits. */
uint64_t hostile_pte(struct random *r, const struct hostile_targets *t);

#endif
