/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fuzz the arcs and the data of a migration (model/migration.h), for vGPUs of any model. A fuzzer
 * calls move_fuzz_one() between actions of its guest.
 */
#ifndef TESTS_MOVE_FUZZ_H
#define TESTS_MOVE_FUZZ_H

#include "port.h"
#include "tests/lib/mover.h"

/**
 * struct move_fuzz - A vGPU whose VMM does anything.
 * @v: the vGPU
 * @good: complete data that were read last; the object owns it
 * @n_good: bytes of @good
 * @foreign: a description of another model
 * @n_foreign: bytes of @foreign
 * @at: bytes of @good that were written in this stay in RESUMING
 * @mixed: others were written, too
 * @writes: how often whole data were written
 * @hits: return how many calls of the vGPU's host have failed so far; NULL: none fails
 * @host: argument of @hits
 * @replaced: the vGPU has been given another state. The caller clears this
 * @reset: the vGPU was reset. The caller clears this
 */
struct move_fuzz {
	struct mover v;
	u8 *good;
	size_t n_good;
	const u8 *foreign;
	size_t n_foreign;
	size_t at;
	bool mixed;
	u32 writes;
	u32 (*hits)(void *host);
	void *host;
	bool replaced;
	bool reset;
};

/**
 * move_fuzz_begin() - Begin with a vGPU in the state RUNNING.
 * @f: zeroed, but for @foreign, @n_foreign, @hits and @host
 * @instance: the vGPU
 *
 * Context: as mover_init() and mover_go(). Ends the process if the vGPU cannot be saved.
 */
void move_fuzz_begin(struct move_fuzz *f, struct facet_instance *instance);

/**
 * move_fuzz_one() - Do one action of a VMM.
 * @f: the vGPU
 * @a: chooses the action
 * @b: small choice
 * @c: place or length
 * @d: value
 *
 * The process ends in these cases: a description is longer than its bound; data of this vGPU are
 * refused; what was taken is saved as something else.
 *
 * Context: the fuzzer's thread, on no lock.
 */
void move_fuzz_one(struct move_fuzz *f, u8 a, u16 b, u32 c, u64 d);

/**
 * move_fuzz_reset() - Reset the vGPU as a VMM does. It runs afterwards.
 * @f: the vGPU
 *
 * Context: as move_fuzz_one().
 */
void move_fuzz_reset(struct move_fuzz *f);

/**
 * move_fuzz_end() - Free what move_fuzz_begin() made.
 * @f: the vGPU
 *
 * Context: as mover_exit().
 */
void move_fuzz_end(struct move_fuzz *f);

#endif
