/* SPDX-License-Identifier: GPL-2.0-only */
/* What holds of a vGPU between any two calls, as a guest or the front end could see it. */
#ifndef TESTS_FUZZ_INVARIANTS_H
#define TESTS_FUZZ_INVARIANTS_H

#include "port.h"

struct fuzz_guest;

/** fuzz_check_irq() - Master bits and line follow from IIR and IER; no bit without a source. */
void fuzz_check_irq(struct fuzz_guest *guest);

/** fuzz_check_pins() - The core counts as many pins as the front end. */
void fuzz_check_pins(struct fuzz_guest *guest);

/** fuzz_registers_sum() - A checksum of all stored registers. */
u64 fuzz_registers_sum(struct fuzz_guest *guest);

#endif
