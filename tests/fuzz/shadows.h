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

struct fuzz_machine;
struct pgpu_submission;

void fuzz_shadows_check(struct fuzz_machine *machine, int guest,
			const struct pgpu_submission *sub);

/** fuzz_guest_owns() - Return whether the guest may use a range of GGTT addresses. */
bool fuzz_guest_owns(u64 gva, u64 len);

/**
 * fuzz_exact() - Tell whether what the mediator builds must match the guest's memory of now.
 * @machine: the machine
 * @guest: index of the guest
 *
 * Return: true: the worker makes the first submission of an idle vGPU, and guest memory has not
 * changed since its pass began.
 */
bool fuzz_exact(const struct fuzz_machine *machine, int guest);

/** fuzz_image_of() - Return the guest's GGTT address of the context image of a submission. */
u64 fuzz_image_of(const struct pgpu_submission *sub);

/**
 * fuzz_cut_at() - Tell where the mediator has cut the guest's ring for a submission.
 * @sub: the submission
 * @tail: gets the offset in the guest's ring behind its piece, in bytes
 *
 * Return: true: the ring goes on there; false: the piece ends at the guest's tail.
 */
bool fuzz_cut_at(const struct pgpu_submission *sub, u32 *tail);

/**
 * fuzz_slots_load() - Note which pages of a guest's window are in alias slots now.
 * @machine: the machine
 * @guest: index of the guest
 */
void fuzz_slots_load(const struct fuzz_machine *machine, int guest);

/**
 * fuzz_slot_of() - Return the slot that had a page at the last fuzz_slots_load().
 * @page: page of the guest's window
 *
 * Return: a number of the slot; 0: the page was in none.
 */
u32 fuzz_slot_of(u32 page);

/**
 * fuzz_slot_host_bus() - Return the host's page that a bound slot may name without the guest's.
 * @page: page of the guest's window
 *
 * Return: its bus address at the last fuzz_slots_load(); 0: the page is in no such slot.
 */
u64 fuzz_slot_host_bus(u32 page);

#endif
