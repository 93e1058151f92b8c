/* SPDX-License-Identifier: GPL-2.0-only */
/* The least of a driver: GGTT entries, and one request on the blitter. */
#ifndef HOST_SUBMIT_H
#define HOST_SUBMIT_H

#include <stdbool.h>
#include <stdint.h>

struct client;

/* Guest pages that a request uses, from this address on; the caller leaves them alone. */
#define SUBMIT_BASE	0x200000u

/* Where the request stores SUBMIT_VALUE. */
#define SUBMIT_RESULT	(SUBMIT_BASE + 0xf000u)
#define SUBMIT_VALUE	0xfacef00du

/* The GGTT entry of page @index: guest page at @gpa, or none. */
void ggtt_set(struct client *c, uint32_t index, uint64_t gpa);
void ggtt_clear(struct client *c, uint32_t index);

/* Entries, tables, a context and a ring in guest memory; interrupts unmasked. */
void submit_prepare(struct client *c);

/*
 * The context has @n page tables, at most 512, each a guest page from @gpa on, in place of one that
 * all of its addresses share.
 */
void submit_spread(struct client *c, uint64_t gpa, unsigned int n);

/* Starts the request: stores SUBMIT_VALUE and raises a user interrupt. */
void submit_start(struct client *c);

/* The same, but it waits before it stores, until submit_release(). */
void submit_start_waiting(struct client *c);
/* Waits until it does: all that the engine needs is pinned then. */
bool submit_waits(struct client *c, int ms);
void submit_release(struct client *c);

/*
 * Starts one that writes a register that no row covers, and then has a command that no engine
 * knows; debugfs is to say so in its files of ignored accesses and of refused commands.
 */
#define SUBMIT_IGNORED_LINE	"1ffff4 0 1\n"
#define SUBMIT_REFUSED_LINE	"bcs c0000000 1\n"
void submit_start_refused(struct client *c);

/*
 * Waits until the value is there and the guest was told that the engine is idle: before, the context
 * image may still be written, and the same tail in the same context is nothing new.
 */
bool submit_done(struct client *c, int ms);

#endif
