/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pGPU of the fuzzers. It checks what the mediator hands over, then passes the call to the
 * software GPU. The checks know the owner of each page in the bus map.
 */
#ifndef TESTS_FUZZ_CHECKED_PGPU_H
#define TESTS_FUZZ_CHECKED_PGPU_H

#include "port.h"

struct fuzz_bus;
struct fuzz_machine;

void fuzz_checked_pgpu_init(struct fuzz_machine *machine);

/** fuzz_checked_pgpu_check_gone() - Check that the bus map has no page of this guest. */
void fuzz_checked_pgpu_check_gone(struct fuzz_machine *machine, int guest);

/** fuzz_checked_pgpu_table() - Find a shadow page of this guest. @what: name for messages. */
u64 *fuzz_checked_pgpu_table(struct fuzz_machine *machine, int guest, u64 bus, const char *what);

/** fuzz_checked_pgpu_bus() - Find the page that a bus address names. Return: the page, or NULL. */
const struct fuzz_bus *fuzz_checked_pgpu_bus(struct fuzz_machine *machine, u64 bus);

/**
 * fuzz_checked_pgpu_leaf() - Find the guest page behind a bus address.
 * @machine: the machine
 * @guest: index of the guest that must own the page
 * @bus: the bus address
 *
 * Return: the guest page number; ~0 for a shadow page.
 */
u64 fuzz_checked_pgpu_leaf(struct fuzz_machine *machine, int guest, u64 bus);

#endif
