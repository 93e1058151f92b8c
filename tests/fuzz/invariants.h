/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Conditions of a vGPU that must hold between any two calls, as a guest or the front end sees them.
 */
#ifndef TESTS_FUZZ_INVARIANTS_H
#define TESTS_FUZZ_INVARIANTS_H

#include "port.h"

struct fuzz_guest;

/** fuzz_check_irq() - Check that master bits and line follow from IIR and IER. */
void fuzz_check_irq(struct fuzz_guest *guest);

/** fuzz_check_pins() - Check that the core counts as many pins as the front end. */
void fuzz_check_pins(struct fuzz_guest *guest);

/** fuzz_check_bound() - Check that a description of the vGPU is within the bound of its type. */
void fuzz_check_bound(struct fuzz_guest *guest);

/** fuzz_registers_sum() - Return a checksum of all stored registers. */
u64 fuzz_registers_sum(struct fuzz_guest *guest);

#endif
