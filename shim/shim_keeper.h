/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The keeper: a thread that looks at what nobody signals: sync files and writes of other processes,
 * and requests that hang. The first request or sync file starts it.
 */
#ifndef FACET_SHIM_KEEPER_H
#define FACET_SHIM_KEEPER_H

#include "port.h"

/**
 * shim_keeper_init() - Set up the keeper, without a thread.
 * @look: looks at what nobody signals, with &shim.lock. Return: time until the next look that is
 *	needed, in nanoseconds; S64_MAX: none is
 *
 * Context: no keeper's thread: the set-up of a process, and a child of fork() with &shim.lock.
 */
void shim_keeper_init(u64 (*look)(void));

/**
 * shim_keeper_wake() - Let the keeper look again. Starts its thread if there is none.
 *
 * Context: with &shim.lock.
 */
void shim_keeper_wake(void);

#endif
