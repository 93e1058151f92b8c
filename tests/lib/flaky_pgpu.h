/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU between the mediator and the software GPU. A plan names the one call that fails. */
#ifndef TESTS_FLAKY_PGPU_H
#define TESTS_FLAKY_PGPU_H

#include "port.h"
#include "pgpu/pgpu.h"

/**
 * enum flaky_op - Ops of a pGPU that can be made to fail.
 * @FLAKY_SUBMIT: &pgpu_ops.submit
 * @FLAKY_PREEMPT: &pgpu_ops.preempt
 * @FLAKY_CANCEL: &pgpu_ops.cancel
 * @FLAKY_MAP: &pgpu_ops.map
 * @FLAKY_PAGE_ALLOC: &pgpu_ops.page_alloc
 * @FLAKY_QUERY_PROGRESS: &pgpu_ops.query_progress
 * @FLAKY_REG_READ: &pgpu_ops.reg_read
 * @FLAKY_SWITCH_REGS: &pgpu_ops.switch_regs
 * @FLAKY_OPEN: &pgpu_ops.open
 * @FLAKY_NOTIFY_STORES: &pgpu_ops.notify_stores, where the client turns it on
 * @FLAKY_OWNER_ADD: &pgpu_ops.owner_add
 * @FLAKY_OPS: number of these ops
 */
enum flaky_op {
	FLAKY_SUBMIT,
	FLAKY_PREEMPT,
	FLAKY_CANCEL,
	FLAKY_MAP,
	FLAKY_PAGE_ALLOC,
	FLAKY_QUERY_PROGRESS,
	FLAKY_REG_READ,
	FLAKY_SWITCH_REGS,
	FLAKY_OPEN,
	FLAKY_NOTIFY_STORES,		/* where it is turned on */
	FLAKY_OWNER_ADD,
	FLAKY_OPS,
};

/**
 * struct flaky_plan - Which call fails; several pGPUs may share one plan.
 * @calls: by op: calls so far
 * @op: the op that fails
 * @nth: index of the call that fails, from 0 on
 * @error: errno of that call, negative; 0: no call fails
 * @paused: calls are not counted, and none fails
 */
struct flaky_plan {
	u64 calls[FLAKY_OPS];
	enum flaky_op op;
	u64 nth;
	int error;
	bool paused;
};

/**
 * struct flaky_pgpu - A pGPU whose calls fail by a plan.
 * @pgpu: the handle for the client
 * @inner: the pGPU that executes the calls that do not fail
 * @plan: which call fails
 */
struct flaky_pgpu {
	struct pgpu pgpu;
	struct pgpu *inner;
	struct flaky_plan *plan;
};

/**
 * flaky_pgpu_init() - Put a pGPU with failing calls in front of another one.
 * @flaky: the new pGPU; overwritten
 * @inner: the pGPU that does the work; outlives @flaky
 * @plan: which call fails; outlives @flaky
 *
 * Context: before a client opens @flaky; takes no lock.
 */
void flaky_pgpu_init(struct flaky_pgpu *flaky, struct pgpu *inner, struct flaky_plan *plan);

#endif
