/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * For core_*.c: access to the core, and replacements of the ops of its front end and of its pGPU.
 */
#ifndef TESTS_HOSTILE_CORE_H
#define TESTS_HOSTILE_CORE_H

#include "mediator/host.h"
#include "native.h"
#include "pgpu/pgpu.h"

/**
 * core_ops() - Replace the ops of the hostile guest's front end by a copy.
 * @h: the case
 *
 * The case may change the copy, which the vGPU uses from now on.
 *
 * Return: the copy, one for each process.
 */
struct facet_host_ops *core_ops(struct hostile *h);

/**
 * core_caps() - Replace the pGPU's capabilities by a copy.
 * @h: the case
 *
 * The case may change the copy, which the mediator reads from now on.
 *
 * Return: the copy, one for each process.
 */
struct pgpu_caps *core_caps(struct hostile *h);

/**
 * core_pgpu() - Replace the pGPU's ops by a copy.
 * @h: the case
 * @real: gets the original ops
 *
 * The case may change the copy, which the mediator uses from now on.
 *
 * Return: the copy, one for each process.
 */
struct pgpu_ops *core_pgpu(struct hostile *h, const struct pgpu_ops **real);

#endif
