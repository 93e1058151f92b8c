/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The pGPU of the fuzzers: checks what the mediator hands over, then hands it on to the software
 * GPU. The checks know whose each page in the map is.
 */
#ifndef TESTS_FUZZ_CHECKED_PGPU_H
#define TESTS_FUZZ_CHECKED_PGPU_H

#include "port.h"

struct fuzz_machine;

void fuzz_checked_pgpu_init(struct fuzz_machine *machine);

/** fuzz_checked_pgpu_check_gone() - Nothing of this guest is left in the map. */
void fuzz_checked_pgpu_check_gone(struct fuzz_machine *machine, int guest);

/** fuzz_checked_pgpu_table() - Find a shadow page of this guest. @what: name for messages. */
u64 *fuzz_checked_pgpu_table(struct fuzz_machine *machine, int guest, u64 bus, const char *what);

/** fuzz_checked_pgpu_memory() - What a GGTT address reaches through a shadow; NULL: nothing. */
u8 *fuzz_checked_pgpu_memory(struct fuzz_machine *machine, int guest, u64 root, u64 gva);

/** fuzz_checked_pgpu_leaf() - The guest's page behind a bus address; ~0: a shadow page. */
u64 fuzz_checked_pgpu_leaf(struct fuzz_machine *machine, int guest, u64 bus);

#endif
