/* SPDX-License-Identifier: GPL-2.0-only */
/* A pGPU between the mediator and the software GPU, of which any one call can be made to fail. */
#ifndef TESTS_FLAKY_PGPU_H
#define TESTS_FLAKY_PGPU_H

#include "port.h"
#include "pgpu/pgpu.h"

/** enum flaky_op - Ops of a pGPU that can be made to fail. */
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
	FLAKY_OPS,
};

/**
 * struct flaky_plan - Which call fails; several pGPUs may share one.
 * @calls: per op, calls so far
 * @op: the op that fails
 * @nth: the call that fails, from 0 on
 * @error: with this errno; 0: none fails
 * @paused: calls are not counted, and none fails
 */
struct flaky_plan {
	u64 calls[FLAKY_OPS];
	enum flaky_op op;
	u64 nth;
	int error;
	bool paused;
};

/** struct flaky_pgpu - The pGPU. @inner: who does the work */
struct flaky_pgpu {
	struct pgpu pgpu;
	struct pgpu *inner;
	struct flaky_plan *plan;
};

void flaky_pgpu_init(struct flaky_pgpu *flaky, struct pgpu *inner, struct flaky_plan *plan);

#endif
