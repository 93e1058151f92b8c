/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Page tables: a walk of the shadows that knows nothing of how they were made.
 * Each table is a shadow page of this guest, each leaf a pinned page of it or,
 * in the host window of the GGTT, a shadow page. Where a submission is the first
 * since all was quiet, the guest's tables and the shadows say the same.
 */
#ifndef TESTS_FUZZ_SHADOWS_H
#define TESTS_FUZZ_SHADOWS_H

#include "port.h"

struct fuzz_machine;
struct pgpu_submission;

void fuzz_shadows_check(struct fuzz_machine *machine, int guest,
			const struct pgpu_submission *sub);

/** fuzz_guest_owns() - Whether a GGTT address is one that the guest may use. */
bool fuzz_guest_owns(u64 gva, u64 len);

#define FUZZ_WINDOW	0xe0000000ull	/* from here on the GGTT is the host's */

#endif
