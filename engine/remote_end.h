/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The end of a process that executes commands of the units for a command streamer elsewhere
 * (softgpu/remote_layout.h). It is the host of units in the process (softgpu/units.h).
 */
#ifndef FACET_REMOTE_END_H
#define FACET_REMOTE_END_H

#include "port.h"
#include "softgpu/remote_layout.h"
#include "softgpu/units.h"

/**
 * struct remote_end_ops - The calls of the end to the process it is in.
 * @page: return the memory of a page of the PPGTT of the request's context, as
 *	&softgpu_unit_host_ops.page does
 * @now: return monotonic time in nanoseconds
 */
struct remote_end_ops {
	u8 *(*page)(void *arg, u64 va, bool write);
	u64 (*now)(void *arg);
};

/**
 * struct remote_end - The end.
 * @ops: calls to the process
 * @arg: their first argument
 * @request: the request, shared, read-only
 * @result: the result, shared
 * @host: the host of the units, for render_units_create()
 * @unit_ops: operations of the units; NULL: set them before the first request
 * @units: their first argument
 * @seq: number of the last request that was executed
 * @refuses: requests to give way wait
 * @regs: registers of the request that is executed, as the units have written them
 */
struct remote_end {
	const struct remote_end_ops *ops;
	void *arg;
	const struct sgpu_remote_request *request;
	struct sgpu_remote_result *result;
	struct softgpu_unit_host host;
	const struct softgpu_unit_ops *unit_ops;
	void *units;
	u32 seq;
	bool refuses;
	u32 regs[SGPU_REMOTE_REGS];
};

/**
 * remote_end_init() - Initialise an end, without units.
 * @end: overwritten
 * @ops: calls to the process
 * @arg: their first argument
 * @request: the request
 * @result: the result
 *
 * Context: any; takes no lock. The end and the memory stay where they are until it is not used.
 */
void remote_end_init(struct remote_end *end, const struct remote_end_ops *ops, void *arg,
		     const struct sgpu_remote_request *request, struct sgpu_remote_result *result);

/**
 * remote_end_waits() - Test if a request waits to be executed.
 * @end: the end
 *
 * Context: the thread of the units; takes no lock.
 * Return: true: call remote_end_execute().
 */
bool remote_end_waits(const struct remote_end *end);

/**
 * remote_end_execute() - Execute the request that waits, and write its result.
 * @end: the end, with units
 *
 * The process tells the command streamer afterwards.
 *
 * Context: the thread of the units; takes no lock.
 */
void remote_end_execute(struct remote_end *end);

#endif
