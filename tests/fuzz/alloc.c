// SPDX-License-Identifier: GPL-2.0-only
/* The port's allocations, which fail when the input chooses so. Linked with --wrap. */
#include "tests/fuzz/machine.h"

void *__real_calloc(size_t n, size_t size);
void *__real_aligned_alloc(size_t align, size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_aligned_alloc(size_t align, size_t size);

static bool fails(void)
{
	struct fuzz_machine *machine = fuzz_the_machine();

	return machine && fuzz_fault_hits(machine, FUZZ_FAIL_ALLOC);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_aligned_alloc(size_t align, size_t size)
{
	return fails() ? NULL : __real_aligned_alloc(align, size);
}
