/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What an engine is about to run: the ring and all privileged batches that it
 * leads to, decoded by the facts of genxml and not by gen9/commands.c, may hold
 * nothing that reaches beyond the guest.
 */
#ifndef TESTS_FUZZ_AUDIT_H
#define TESTS_FUZZ_AUDIT_H

#include "port.h"

struct fuzz_machine;
struct pgpu_submission;

void fuzz_audit_check(struct fuzz_machine *machine, int guest, const struct pgpu_submission *sub);

#endif
