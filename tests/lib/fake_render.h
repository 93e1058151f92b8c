/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A render engine for tests of what is around it (engine/render_units.h). GPGPU_WALKER is a command
 * of the fake engine: it counts in memory and polls. All other commands are state: the engine adds
 * their first dwords up.
 */
#ifndef TESTS_FAKE_RENDER_H
#define TESTS_FAKE_RENDER_H

#include "engine/render_units.h"
#include "port.h"

#define FAKE_RENDER_DWORDS	15u	/* of a command */
#define FAKE_POLLS		30u	/* of FAKE_POLLS_AND_PLACES, before each place */

/**
 * enum fake_render_kind - Commands of the fake engine: dword 1 of GPGPU_WALKER.
 * @FAKE_COUNT: add 1 to the dword at @to, @times times, with a poll behind each
 * @FAKE_PLACES: as FAKE_COUNT, with a place behind each. If @from is not 0, the last one waits
 *	until the dword there is not 0
 * @FAKE_POLLS_AND_PLACES: as FAKE_PLACES, with FAKE_POLLS polls before each place
 * @FAKE_COPY: copy the dword at @from to @to
 * @FAKE_MISSING: use what the engine has not
 * @FAKE_GENERATION: store the number of the translations at @to, and behind a poll at @to + 8
 * @FAKE_STATE: store the sum of the state at @to
 * @FAKE_SINK: read the dword that a write to @from would change, and store it at @to
 * @FAKE_WAIT: add 1 to the dword at @to, then poll until the dword at @from is 1
 * @FAKE_LATE: poll until cancelled, then store @times at @to. The pages are those before the polls
 *	if the number of the translations is the same, as windows keep them
 */
enum fake_render_kind {
	FAKE_COUNT,
	FAKE_PLACES,
	FAKE_POLLS_AND_PLACES,
	FAKE_COPY,
	FAKE_MISSING,
	FAKE_GENERATION,
	FAKE_STATE,
	FAKE_SINK,
	FAKE_WAIT,
	FAKE_LATE,
};

/* The functions of the fake engine, for render_units_give(). */
extern const struct render_units_ops fake_render_ops;

/**
 * fake_render_put() - Write a command of the fake engine.
 * @at: gets FAKE_RENDER_DWORDS dwords
 * @kind: the command
 * @times: steps of FAKE_COUNT
 * @to: address in the PPGTT, in bytes
 * @from: address in the PPGTT, in bytes
 *
 * Context: any; takes no lock.
 * Return: the dword behind the command.
 */
u32 *fake_render_put(u32 *at, enum fake_render_kind kind, u32 times, u32 to, u32 from);

/**
 * fake_render_unwound() - Return how many commands ended since they were cancelled.
 *
 * Context: the thread of the engine, or any while the engine does not run.
 * Return: the number since fake_render_reset().
 */
u32 fake_render_unwound(void);

/**
 * fake_render_engines() - Return how many engines there are.
 *
 * Context: as fake_render_unwound().
 * Return: the number.
 */
u32 fake_render_engines(void);

/**
 * fake_render_polls() - Tell whether a command of FAKE_POLLS_AND_PLACES polls: it is at no place.
 *
 * Context: as fake_render_unwound(). One engine at a time has such a command.
 * Return: true: it polls, or gives way in a poll; false: it is at a place, or there is none.
 */
bool fake_render_polls(void);

/**
 * fake_render_reset() - Let fake_render_unwound() count from 0.
 *
 * Context: as fake_render_unwound().
 */
void fake_render_reset(void);

#endif
