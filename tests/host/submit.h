/* SPDX-License-Identifier: GPL-2.0-only */
/* A minimal driver: GGTT entries, and one request on the blitter. */
#ifndef HOST_SUBMIT_H
#define HOST_SUBMIT_H

#include <stdbool.h>
#include <stdint.h>

struct client;

/* Guest pages from this address on belong to the request; the caller must not use them. */
#define SUBMIT_BASE	0x200000u

/* Address at which the request stores SUBMIT_VALUE. */
#define SUBMIT_RESULT	(SUBMIT_BASE + 0xf000u)
#define SUBMIT_VALUE	0xfacef00du

/* Write the GGTT entry of page @index: the guest page at @gpa, or none. */
void ggtt_set(struct client *c, uint32_t index, uint64_t gpa);
void ggtt_clear(struct client *c, uint32_t index);

/* Write entries, tables, a context and a ring to guest memory, and unmask interrupts. */
void submit_prepare(struct client *c);

/*
 * Give the context @n page tables, at most 512, each a guest page from @gpa on. Without this call
 * all addresses of the context share one page table.
 */
void submit_spread(struct client *c, uint64_t gpa, unsigned int n);

/*
 * Let the context map @n guest pages from @gpa on, a multiple of 512, at most 512 * 512. Their page
 * tables are guest pages from @tables_gpa on. The context has them until submit_prepare().
 */
void submit_map(struct client *c, uint64_t tables_gpa, uint64_t gpa, unsigned int n);

/* Start the request: it stores SUBMIT_VALUE and raises a user interrupt. */
void submit_start(struct client *c);

/* Start a request that waits for submit_release() before it stores. */
void submit_start_waiting(struct client *c);
/* Start a request whose batch starts itself for ever. */
void submit_start_endless(struct client *c);
/*
 * Wait up to @ms until the request waits or comes to its batch: everything that the engine needs is
 * pinned then.
 */
bool submit_waits(struct client *c, int ms);
void submit_release(struct client *c);

/*
 * Start a request that writes a register without a row, and then has a command that no engine
 * knows. debugfs has to list both, in its files of ignored accesses and of refused commands.
 */
#define SUBMIT_IGNORED_LINE	"1ffff4 0 1\n"
#define SUBMIT_REFUSED_LINE	"bcs c0000000 1\n"
void submit_start_refused(struct client *c);

/*
 * Wait up to @ms until the value is stored and the engine has reported that it is idle. Before that
 * report, the engine may still write the context image. Also, a submission of the same context with
 * the same tail would be nothing new.
 */
bool submit_done(struct client *c, int ms);

#endif
