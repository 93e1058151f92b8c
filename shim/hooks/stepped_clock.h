/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A clock that steps 1/60 s per frame, so that frames of two runs can be compared. The process gets
 * this clock if FACET_RUN_CLOCK is set. The drivers in the process and this library keep the real
 * clock: their time limits are times of the kernel.
 */
#ifndef SHIM_HOOKS_STEPPED_CLOCK_H
#define SHIM_HOOKS_STEPPED_CLOCK_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * stepped_clock_step() - Step the clock by 1/60 s, for a frame of this thread.
 *
 * Context: any thread; takes no lock.
 */
void stepped_clock_step(void);

/**
 * stepped_clock_is_for() - Test if code has the stepped clock.
 * @caller: an address in the code
 *
 * Context: any thread; takes no lock.
 * Return: true: it has; false: it has the real clock.
 */
bool stepped_clock_is_for(const void *caller);

/**
 * stepped_clock_read() - Read the stepped clock.
 * @id: the clock
 * @time: gets the time
 *
 * Context: any thread; takes no lock.
 * Return: true; false: this clock does not step.
 */
bool stepped_clock_read(clockid_t id, struct timespec *time);

/**
 * stepped_clock_of() - Tell which clock a time is of.
 * @time: a time of the stepped clock
 *
 * Context: any; takes no lock.
 * Return: CLOCK_MONOTONIC or CLOCK_REALTIME.
 */
clockid_t stepped_clock_of(const struct timespec *time);

/**
 * stepped_clock_add() - Let the clock go on, for a wait of the thread that shows frames.
 * @ns: nanoseconds
 *
 * Before the first frame, the first thread is that thread.
 *
 * Context: any thread; takes no lock.
 * Return: true; false: this thread shows no frames, and the clock stands.
 */
bool stepped_clock_add(uint64_t ns);

#endif
