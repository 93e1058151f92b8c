/* SPDX-License-Identifier: GPL-2.0-only */
/* Commands as genxml describes them: for copy_rules.c and for op_command() of ops.c. */
#ifndef TESTS_FUZZ_FACTS_H
#define TESTS_FUZZ_FACTS_H

#include "port.h"

#define FUZZ_ADDRESSES	40

/**
 * struct fuzz_fact - One command.
 * @name: name in genxml
 * @mask: bits of the first dword that identify the command
 * @value: value of these bits
 * @engines: mask of BIT(enum pgpu_engine)
 * @length_mask: bits of the first dword that hold the length; 0: the length is fixed
 * @bias: dwords that the length field does not count
 * @dwords: usual length in dwords; 0: there is none
 * @addresses: dwords in which an address begins; ends with 0
 * @stride: dwords between repeated addresses; 0: none. The fuzzers do not use it.
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

/** fuzz_fact_length() - Return the length of a command in dwords, with the first dword. */
u32 fuzz_fact_length(const struct fuzz_fact *fact, u32 dw0);

#endif
