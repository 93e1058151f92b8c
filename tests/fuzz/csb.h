/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context status buffer by the rules that i915 relies on (process_csb() of
 * gt/intel_execlists_submission.c). An entry either promotes the submitted execlist to the running
 * one, or ends the context on port 0. The entry is in memory before the pointer.
 */
#ifndef TESTS_FUZZ_CSB_H
#define TESTS_FUZZ_CSB_H

#include "port.h"

struct fuzz_guest;

#define FUZZ_CSB_PENDING	32u

/**
 * struct fuzz_csb - What i915 would know of an engine.
 * @elsp: writes of an execlist so far
 * @elsp_count: number of these writes
 * @pending: submitted execlists, oldest first
 * @n_pending: number of submitted execlists
 * @active: the contexts that run
 * @loose: the guest has submitted an execlist while another one was pending, which i915 never does.
 *   The guest cannot know which of the pending ones were dropped.
 * @unknown: something runs on port 0, and it is unknown what
 * @blind: nothing is known until a reset. The guest has made its status page unwritable, or has
 *   submitted more than @pending can hold.
 * @entry_written: an entry is written, and the pointer does not include it yet
 * @entry: index of the entry that was written last
 * @value: the value of that entry
 */
struct fuzz_csb {
	u32 elsp[4];
	u32 elsp_count;
	u64 pending[FUZZ_CSB_PENDING][2];
	u32 n_pending;
	u64 active[2];
	bool loose;
	bool unknown;
	bool blind;
	bool entry_written;
	u32 entry;
	u64 value;
};

/** fuzz_csb_mmio() - Record a register write of the guest. */
void fuzz_csb_mmio(struct fuzz_guest *guest, u64 offset, const void *buf, u32 len);

/** fuzz_csb_look() - Find, before the worker runs, engines whose status page cannot be checked. */
void fuzz_csb_look(struct fuzz_guest *guest);

/** fuzz_csb_written() - Check a write of the core to guest memory. */
void fuzz_csb_written(struct fuzz_guest *guest, u64 gpa, const void *buf, size_t len);

/**
 * fuzz_csb_first() - Test for the first submission of an idle vGPU.
 * @guest: the guest
 *
 * Return: true if exactly one execlist is pending and nothing runs on any engine.
 */
bool fuzz_csb_first(const struct fuzz_guest *guest);

/** fuzz_csb_reset() - Forget all submissions. @mask: the engines that were reset. */
void fuzz_csb_reset(struct fuzz_guest *guest, u32 mask);

#endif
