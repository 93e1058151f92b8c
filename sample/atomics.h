/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Atomic operations on memory that other engines and processors reach too. Takes no lock.
 */
#ifndef SAMPLE_ATOMICS_H
#define SAMPLE_ATOMICS_H

#include "gen9/data_port_defs.h"
#include "port.h"

/**
 * struct sample_atomic - An operation.
 * @op: enum gen9_atomic, or enum gen9_atomic_float
 * @is_float: floats of 32 bits
 * @bytes: 4 or 8
 * @src: operands: 0, 1 or 2 of them count
 */
struct sample_atomic {
	u32 op;
	bool is_float;
	u32 bytes;
	u64 src[2];
};

/**
 * sample_atomic_operands() - Return the number of operands of an operation.
 * @op: &sample_atomic.op, any value
 * @is_float: &sample_atomic.is_float
 *
 * Context: any; takes no lock.
 * Return: 0 to 2; -EINVAL: there is no such operation.
 */
int sample_atomic_operands(u32 op, bool is_float);

/**
 * sample_atomic_run() - Execute an atomic operation.
 * @atomic: the operation
 * @read: where reads find the value, aligned to &sample_atomic.bytes
 * @write: where writes go: @read, or a sink
 *
 * Context: any; takes no lock.
 * Return: the value that the message returns: the old one, of PREDEC the new one.
 */
u64 sample_atomic_run(const struct sample_atomic *atomic, const void *read, void *write);

#endif
