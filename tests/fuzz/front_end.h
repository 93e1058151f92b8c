/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guest memory and the front end of a fuzzed vGPU. A page may be touched by the core
 * and by engines only while it is pinned, and only in its own guest's name: all
 * others are poisoned for AddressSanitizer.
 */
#ifndef TESTS_FUZZ_FRONT_END_H
#define TESTS_FUZZ_FRONT_END_H

#include "port.h"

struct facet_host_ops;
struct fuzz_guest;
struct fuzz_machine;

extern const struct facet_host_ops fuzz_host_ops;	/* host: struct fuzz_guest */

void fuzz_front_end_init(struct fuzz_guest *guest);
void fuzz_front_end_exit(struct fuzz_guest *guest);

/**
 * fuzz_store_entry() - Store a GGTT entry without a trap.
 *
 * Return: false: the entry cannot be mapped, or an allocation has failed.
 */
bool fuzz_store_entry(struct fuzz_guest *guest, u32 gva, u64 pte);

/** fuzz_domain() - From now on pages of this guest may be touched. FUZZ_NOBODY: none. */
void fuzz_domain(struct fuzz_machine *machine, int guest);

/** fuzz_peek() - Guest memory, as it is; beyond its end zeroes. For oracles. */
void fuzz_peek(struct fuzz_guest *guest, u64 gpa, void *buf, size_t len);
u64 fuzz_peek64(struct fuzz_guest *guest, u64 gpa);
u32 fuzz_peek32(struct fuzz_guest *guest, u64 gpa);

/** fuzz_poke() - The guest's CPU writes. Beyond its memory nothing happens. */
void fuzz_poke(struct fuzz_guest *guest, u64 gpa, const void *buf, size_t len);
void fuzz_poke32(struct fuzz_guest *guest, u64 gpa, u32 value);
void fuzz_poke64(struct fuzz_guest *guest, u64 gpa, u64 value);

/** fuzz_memory_sum() - A checksum of all pages touched so far. */
u64 fuzz_memory_sum(struct fuzz_guest *guest);

/** fuzz_frame_owner() - Whose page a host frame is. @gfn: which; FUZZ_NOBODY: no guest's. */
int fuzz_frame_owner(struct fuzz_machine *machine, u64 frame, u64 *gfn);

/* Memory of one page, for AddressSanitizer. */
void fuzz_page_open(void *page);
void fuzz_page_shut(void *page);

#endif
