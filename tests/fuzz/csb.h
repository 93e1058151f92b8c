/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The context status buffer by the rules that i915 lives by (process_csb() of
 * gt/intel_execlists_submission.c): an entry either promotes what was submitted
 * to what runs, or ends what runs on port 0; it is in memory before the pointer.
 */
#ifndef TESTS_FUZZ_CSB_H
#define TESTS_FUZZ_CSB_H

#include "port.h"

struct fuzz_guest;

#define FUZZ_CSB_PENDING	32u

/**
 * struct fuzz_csb - What i915 would know of an engine.
 * @elsp: writes of an execlist so far
 * @pending: submitted execlists, oldest first
 * @active: what runs
 * @loose: the guest did not wait for an answer, as i915 does: what was dropped is not known
 * @unknown: something runs on port 0, of which no more than that is known
 * @blind: the guest made its status page unreadable, or has submitted more than there is room
 *	for: nothing is known until a reset
 * @entry: place of what was written last; @value: what that was; @entry_written: and not yet
 *	pointed to
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

/** fuzz_csb_mmio() - The guest wrote a register. */
void fuzz_csb_mmio(struct fuzz_guest *guest, u64 offset, const void *buf, u32 len);

/** fuzz_csb_look() - Before the worker runs: which engines can be followed. */
void fuzz_csb_look(struct fuzz_guest *guest);

/** fuzz_csb_written() - The core writes to guest memory. */
void fuzz_csb_written(struct fuzz_guest *guest, u64 gpa, const void *buf, size_t len);

/** fuzz_csb_first() - Whether one execlist was submitted, nothing runs, and nothing did before. */
bool fuzz_csb_first(const struct fuzz_guest *guest);

/** fuzz_csb_reset() - Nothing was submitted. @mask: engines. */
void fuzz_csb_reset(struct fuzz_guest *guest, u32 mask);

#endif
