/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Check a submission before an engine runs it. The check decodes the ring and all privileged
 * batches that the ring reaches. It uses the facts of genxml (facts.h), not gen9/commands.c. No
 * command may reach beyond the guest. checked_pgpu.c calls the check.
 */
#ifndef TESTS_FUZZ_AUDIT_H
#define TESTS_FUZZ_AUDIT_H

#include "port.h"

struct fuzz_machine;
struct pgpu_submission;

void fuzz_audit_check(struct fuzz_machine *machine, int guest, const struct pgpu_submission *sub);

#endif
