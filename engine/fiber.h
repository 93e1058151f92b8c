/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Stacks of their own for functions that can be left in the middle and entered again later. Any
 * thread may enter a fiber, one at a time.
 */
#ifndef FACET_FIBER_H
#define FACET_FIBER_H

#include "port.h"

struct fiber;

/**
 * fiber_create() - Create a stack.
 *
 * Context: any thread; takes no lock; may sleep for memory.
 * Return: the fiber, without a function; NULL: no memory.
 */
struct fiber *fiber_create(void);

/**
 * fiber_destroy() - Free a stack.
 * @fiber: of fiber_create(), or NULL; its function has ended
 *
 * Context: any thread; takes no lock.
 */
void fiber_destroy(struct fiber *fiber);

/**
 * fiber_enter() - Start a function on the stack, or go on behind its last fiber_leave().
 * @fiber: the fiber; nobody is in it
 * @fn: the function, if none is under way
 * @arg: argument of @fn
 *
 * Context: any thread, on another stack than that of @fiber. The function runs in this thread.
 * Return: true: the function has ended; false: it has left the fiber, and waits to be entered
 * again.
 */
bool fiber_enter(struct fiber *fiber, void (*fn)(void *arg), void *arg);

/**
 * fiber_leave() - Return from fiber_enter(), until the next fiber_enter().
 * @fiber: the fiber, whose function calls
 *
 * Context: the function of the fiber. It may be in another thread afterwards.
 */
void fiber_leave(struct fiber *fiber);

/**
 * fiber_live() - Test if a function is under way.
 * @fiber: the fiber
 *
 * Context: any; takes no lock.
 * Return: true: the function has been entered and has not ended.
 */
bool fiber_live(const struct fiber *fiber);

#endif
