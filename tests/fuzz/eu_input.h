/* SPDX-License-Identifier: GPL-2.0-only */
/* The inputs of fuzz_eu_run.c: a head, then the bytes of a kernel. mutate_eu.c knows both. */
#ifndef TESTS_FUZZ_EU_INPUT_H
#define TESTS_FUZZ_EU_INPUT_H

#include "port.h"

/**
 * struct eu_head - The state of a thread.
 * @mask: &eu_thread.dispatch_mask
 * @vector_mask: &eu_thread.vector_mask
 * @cr0: &eu_thread.cr0
 * @alt: bit 0: &eu_thread.float_mode; bit 1: the base level of the instruction set; bit 2: the
 *	thread begins behind a guard
 * @seed: of pseudo-random registers and answers
 */
struct eu_head {
	u32 mask;
	u32 vector_mask;
	u16 cr0;
	u8 alt;
	u8 seed;
};

#endif
