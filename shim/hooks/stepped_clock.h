/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A clock that steps 1/60 s per frame, so that frames of two runs can be compared. The process gets
 * this clock if FACET_RUN_CLOCK is set. The drivers in the process and this library keep the real
 * clock: their time limits are times of the kernel.
 */
#ifndef SHIM_HOOKS_STEPPED_CLOCK_H
#define SHIM_HOOKS_STEPPED_CLOCK_H

/**
 * stepped_clock_step() - Step the clock by 1/60 s.
 *
 * Context: any thread; takes no lock.
 */
void stepped_clock_step(void);

#endif
