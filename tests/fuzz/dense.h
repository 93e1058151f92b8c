/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Workloads that are dense in GGTT operands. Other records build commands one by one. The record
 * FUZZ_OP_DENSE makes a whole workload of one seed: thousands of commands in a ring, in privileged
 * batches of both levels, in user batches that the mediator copies, and in a context's own batches.
 * Most commands are good, so that the audit passes the workload and the copy oracle sees it. At
 * most one is bad.
 */
#ifndef TESTS_FUZZ_DENSE_H
#define TESTS_FUZZ_DENSE_H

#include "port.h"

struct fuzz_guest;
struct fuzz_op;

/**
 * fuzz_dense_begin() - Map the pages that such workloads use.
 * @guest: the attacker, as fuzz_layout() leaves it
 *
 * From here on the guest has memory behind each GGTT entry that its operands name.
 */
void fuzz_dense_begin(struct fuzz_guest *guest);

/**
 * fuzz_dense() - Build a workload, submit it, and run it or leave it.
 * @guest: the attacker
 * @op: @a: context, bit 3: with batches of the context, bits 7:6: what happens to the workload; @b:
 *	how much of it, bit 15: without a bad command; @c: where its operands lie, and which
 *	command is bad; @d: the seed
 */
void fuzz_dense(struct fuzz_guest *guest, const struct fuzz_op *op);

#endif
