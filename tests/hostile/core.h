/* SPDX-License-Identifier: GPL-2.0-only */
/* For cases that look at the core, or stand in for its front end and its pGPU. */
#ifndef TESTS_HOSTILE_CORE_H
#define TESTS_HOSTILE_CORE_H

#include "mediator/host.h"
#include "native.h"
#include "pgpu/pgpu.h"

/** core_ops() - The front end of the hostile guest, to be changed; as it was before, at first. */
struct facet_host_ops *core_ops(struct hostile *h);

/** core_caps() - What the pGPU says that it can, to be changed. */
struct pgpu_caps *core_caps(struct hostile *h);

/** core_pgpu() - The pGPU's ops, to be changed; @real: as they were. */
struct pgpu_ops *core_pgpu(struct hostile *h, const struct pgpu_ops **real);

#endif
