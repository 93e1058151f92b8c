/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory and the front end of a fuzzed vGPU. The core and engines may touch a page only while
 * it is pinned, in a call for its own guest. All other pages are poisoned for AddressSanitizer.
 */
#ifndef TESTS_FUZZ_FRONT_END_H
#define TESTS_FUZZ_FRONT_END_H

#include "port.h"

struct facet_host_ops;
struct fuzz_guest;
struct fuzz_machine;

extern const struct facet_host_ops fuzz_host_ops;	/* host: a struct fuzz_guest */

void fuzz_front_end_init(struct fuzz_guest *guest);
void fuzz_front_end_exit(struct fuzz_guest *guest);

/**
 * fuzz_store_entry() - Store a GGTT entry without a trap.
 * @guest: the guest
 * @gva: GGTT address of the entry
 * @pte: the entry
 *
 * Return: false if the entry cannot be mapped, or if an allocation has failed.
 */
bool fuzz_store_entry(struct fuzz_guest *guest, u32 gva, u64 pte);

/** fuzz_domain() - Open the pages of this guest alone. FUZZ_NOBODY: open none. */
void fuzz_domain(struct fuzz_machine *machine, int guest);

/** fuzz_peek() - Read guest memory for an oracle. Memory beyond the end reads as zeroes. */
void fuzz_peek(struct fuzz_guest *guest, u64 gpa, void *buf, size_t len);
u64 fuzz_peek64(struct fuzz_guest *guest, u64 gpa);
u32 fuzz_peek32(struct fuzz_guest *guest, u64 gpa);

/** fuzz_poke() - Write as the guest's CPU does. Ignore writes beyond its memory. */
void fuzz_poke(struct fuzz_guest *guest, u64 gpa, const void *buf, size_t len);
void fuzz_poke32(struct fuzz_guest *guest, u64 gpa, u32 value);
void fuzz_poke64(struct fuzz_guest *guest, u64 gpa, u64 value);

/** fuzz_memory_sum() - Return a checksum of all pages touched so far. */
u64 fuzz_memory_sum(struct fuzz_guest *guest);

/** fuzz_frame_owner() - Find the guest and page of a host frame. FUZZ_NOBODY: no guest's page. */
int fuzz_frame_owner(struct fuzz_machine *machine, u64 frame, u64 *gfn);

/* Open or poison the memory of one page, for AddressSanitizer. */
void fuzz_page_open(void *page);
void fuzz_page_shut(void *page);

#endif
