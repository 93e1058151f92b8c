// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fibers by makecontext() and swapcontext(). render_units.c calls this file. Takes no lock.
 * Sanitizers learn of each change of the stack where the program has them.
 */
#include "engine/fiber.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#include "engine/fiber_sanitizers.h"

#define STACK_BYTES	(1u << 20)	/* pages are used as they are touched */

/**
 * struct fiber - A stack, and what runs on it.
 * @inside: registers of the function while it waits
 * @outside: registers of fiber_enter() while the function runs
 * @stack: the stack, with a page that cannot be accessed in front
 * @fn: the function
 * @arg: its argument
 * @live: the function has begun and has not ended
 * @fake_inside: AddressSanitizer's stack of the function
 * @fake_outside: AddressSanitizer's stack of fiber_enter()
 * @outside_stack: lowest address of the stack of fiber_enter()
 * @outside_bytes: its size in bytes
 * @thread_inside: ThreadSanitizer's state of the function
 * @thread_outside: ThreadSanitizer's state of fiber_enter()
 */
struct fiber {
	ucontext_t inside;
	ucontext_t outside;
	u8 *stack;
	void (*fn)(void *arg);
	void *arg;
	bool live;
	void *fake_inside;
	void *fake_outside;
	const void *outside_stack;
	size_t outside_bytes;
	void *thread_inside;
	void *thread_outside;
};

static void before_switch(void **save, const void *stack, size_t bytes, void *thread)
{
	if (__sanitizer_start_switch_fiber)
		__sanitizer_start_switch_fiber(save, stack, bytes);
	if (__tsan_switch_to_fiber)
		__tsan_switch_to_fiber(thread, 0);
}

static void after_switch(void *save, const void **stack, size_t *bytes)
{
	if (__sanitizer_finish_switch_fiber)
		__sanitizer_finish_switch_fiber(save, stack, bytes);
}

struct fiber *fiber_create(void)
{
	struct fiber *fiber = calloc(1, sizeof(*fiber));
	void *stack;

	if (!fiber)
		return NULL;
	stack = mmap(NULL, STACK_BYTES + PAGE_SIZE, PROT_NONE,
		     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK, -1, 0);
	if (stack == MAP_FAILED)
		goto err;
	fiber->stack = stack;
	if (mprotect(fiber->stack + PAGE_SIZE, STACK_BYTES, PROT_READ | PROT_WRITE))
		goto err_stack;
	if (__tsan_create_fiber)
		fiber->thread_inside = __tsan_create_fiber(0);
	return fiber;

err_stack:
	munmap(fiber->stack, STACK_BYTES + PAGE_SIZE);
err:
	free(fiber);
	return NULL;
}

void fiber_destroy(struct fiber *fiber)
{
	if (!fiber)
		return;
	if (fiber->thread_inside)
		__tsan_destroy_fiber(fiber->thread_inside);
	munmap(fiber->stack, STACK_BYTES + PAGE_SIZE);
	free(fiber);
}

/* Run the function. makecontext() passes 32 bits in each argument. */
static void run(unsigned int high, unsigned int low)
{
	struct fiber *fiber = (struct fiber *)(uintptr_t)((u64)high << 32 | low);

	after_switch(NULL, &fiber->outside_stack, &fiber->outside_bytes);
	fiber->fn(fiber->arg);
	fiber->live = false;
	before_switch(NULL, fiber->outside_stack, fiber->outside_bytes, fiber->thread_outside);
	setcontext(&fiber->outside);
}

static void start(struct fiber *fiber, void (*fn)(void *arg), void *arg)
{
	u64 address = (uintptr_t)fiber;

	fiber->fn = fn;
	fiber->arg = arg;
	fiber->live = true;
	getcontext(&fiber->inside);
	fiber->inside.uc_stack.ss_sp = fiber->stack + PAGE_SIZE;
	fiber->inside.uc_stack.ss_size = STACK_BYTES;
	fiber->inside.uc_link = NULL;
	makecontext(&fiber->inside, (void (*)(void))run, 2, upper_32_bits(address),
		    lower_32_bits(address));
}

bool fiber_enter(struct fiber *fiber, void (*fn)(void *arg), void *arg)
{
	if (!fiber->live)
		start(fiber, fn, arg);
	if (__tsan_get_current_fiber)
		fiber->thread_outside = __tsan_get_current_fiber();
	before_switch(&fiber->fake_outside, fiber->stack + PAGE_SIZE, STACK_BYTES,
		      fiber->thread_inside);
	swapcontext(&fiber->outside, &fiber->inside);
	after_switch(fiber->fake_outside, NULL, NULL);
	return !fiber->live;
}

void fiber_leave(struct fiber *fiber)
{
	before_switch(&fiber->fake_inside, fiber->outside_stack, fiber->outside_bytes,
		      fiber->thread_outside);
	swapcontext(&fiber->inside, &fiber->outside);
	after_switch(fiber->fake_inside, &fiber->outside_stack, &fiber->outside_bytes);
}

bool fiber_live(const struct fiber *fiber)
{
	return fiber->live;
}
