/* SPDX-License-Identifier: GPL-2.0-only */
/* The command streamer: fetches commands, decodes them by gen9/commands.h, and dispatches them. */
#ifndef SOFTGPU_EXEC_H
#define SOFTGPU_EXEC_H

#include "port.h"
#include "softgpu/softgpu_types.h"

/**
 * enum sgpu_outcome - The reasons why sgpu_exec() returns.
 * @SGPU_MORE: the slice is used up
 * @SGPU_POLL: memory has to change first (a semaphore, a spinning batch), the client's store
 *	barrier has to pass, or the units have to give way
 * @SGPU_WAIT: the units work in another thread, which kicks the engine
 * @SGPU_LOST: the units are lost, and with them the work of the submission
 * @SGPU_STOPPED: &sgpu_engine.attention is set, or sgpu_exec_settled() is true; the position is
 *	that of the next command
 * @SGPU_DONE: the engine reached the ring's tail
 * @SGPU_FAULTED: the engine faulted; @fault, @acthd and @ipehr have the cause, and the position is
 *	that of the faulting command
 */
enum sgpu_outcome {
	SGPU_MORE,
	SGPU_POLL,
	SGPU_WAIT,
	SGPU_LOST,
	SGPU_STOPPED,
	SGPU_DONE,
	SGPU_FAULTED,
};

/**
 * sgpu_exec() - Run the engine's current submission for one slice.
 * @e: the engine; @e->run is the submission, loaded by sgpu_lrc_load()
 *
 * Context: the engine's thread; no lock of the software GPU held.
 * Return: the reason why the slice ended.
 */
enum sgpu_outcome sgpu_exec(struct sgpu_engine *e);

/**
 * sgpu_exec_settled() - Test if a submission with PGPU_SUBMIT_SETTLE is to be preempted now.
 * @e: the engine; @e->run is the submission, loaded by sgpu_lrc_load()
 *
 * Context: the engine's thread; takes no lock.
 * Return: true: it has that flag, and the units keep nothing of its current command.
 */
bool sgpu_exec_settled(const struct sgpu_engine *e);

#endif
