/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The library in a process: its set-up at the first call, and what a child of fork() keeps. This
 * file alone knows all parts. They call each other downwards, and reach this file by functions that
 * the set-up gives them.
 */
#ifndef FACET_SHIM_PROCESS_H
#define FACET_SHIM_PROCESS_H

/**
 * shim_process_enter() - Take the lock. The first call of a process sets up the state.
 *
 * Context: any thread of the program, not with &shim.lock. Takes &shim.lock.
 */
void shim_process_enter(void);

#endif
