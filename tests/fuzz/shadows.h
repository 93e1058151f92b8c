/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Check page tables at a submission by a walk of the shadows, independent of the code that makes
 * them. Each table must be a shadow page of this guest. Each leaf must be a pinned page of this
 * guest or, in the host window of the GGTT, a shadow page. At the first submission of an idle vGPU,
 * the shadows must match the guest's tables.
 */
#ifndef TESTS_FUZZ_SHADOWS_H
#define TESTS_FUZZ_SHADOWS_H

#include "port.h"

struct facet_alias;
struct fuzz_machine;
struct pgpu_submission;

void fuzz_shadows_check(struct fuzz_machine *machine, int guest,
			const struct pgpu_submission *sub);

/** fuzz_guest_owns() - Return whether the guest may use a range of GGTT addresses. */
bool fuzz_guest_owns(u64 gva, u64 len);

/**
 * fuzz_alias_at() - Find the alias slot that has an address of the host window.
 * @machine: the machine
 * @guest: index of the guest
 * @gva: the address
 *
 * Return: the slot; NULL: there is none.
 */
const struct facet_alias *fuzz_alias_at(const struct fuzz_machine *machine, int guest, u64 gva);

/** fuzz_in_window() - Return whether a GGTT address lies in the guest's host window. */
bool fuzz_in_window(const struct fuzz_machine *machine, int guest, u64 gva);

#endif
