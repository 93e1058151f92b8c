/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands as genxml knows them: for the oracle, and for who makes commands up. */
#ifndef TESTS_FUZZ_FACTS_H
#define TESTS_FUZZ_FACTS_H

#include "port.h"

#define FUZZ_ADDRESSES	40

/**
 * struct fuzz_fact - One command.
 * @mask: of the first dword's bits that tell it
 * @value: what they are
 * @engines: mask of BIT(enum pgpu_engine)
 * @length_mask: bits of the first dword that hold the length, 0: fixed
 * @bias: dwords beside the length field
 * @dwords: of the usual form, 0: there is none
 * @addresses: dwords where an address begins, ends with 0
 */
struct fuzz_fact {
	const char *name;
	u32 mask;
	u32 value;
	u32 engines;
	u32 length_mask;
	u32 bias;
	u32 dwords;
	u8 addresses[FUZZ_ADDRESSES];
	u32 stride;
};

extern const struct fuzz_fact fuzz_facts[];
extern const u32 fuzz_fact_count;

/** fuzz_fact_find() - NULL: nobody names it. @engine: enum pgpu_engine. */
const struct fuzz_fact *fuzz_fact_find(u32 engine, u32 dw0);

/** fuzz_fact_length() - Dwords, the first one included. */
u32 fuzz_fact_length(const struct fuzz_fact *fact, u32 dw0);

#endif
