/* SPDX-License-Identifier: GPL-2.0-only */
/* A mini-guest with one batch and one page of data in a VM, for tests of a few commands. */
#ifndef TESTS_MINI_USER_H
#define TESTS_MINI_USER_H

#include "port.h"
#include "tests/lib/mini.h"

#define MINI_USER_BATCH		0x100000000ull	/* two pages */
#define MINI_USER_DATA		0x200000ull	/* one page; mini_user_spin() uses its end */
#define MINI_USER_DWORDS	1020u		/* dwords of the data for commands */

/**
 * struct mini_user - A guest with a batch and a page of data.
 * @guest: the guest
 * @vm: its PPGTT
 * @batch: the batch that the test writes, two pages
 * @data: the page that commands read and write
 */
struct mini_user {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_batch batch;
	u32 *data;
};

/**
 * mini_user_init() - Make a guest with a batch and a page of data.
 * @machine: gets the guest
 * @user: overwritten
 *
 * Context: the test's thread; as mini_guest_create().
 */
void mini_user_init(struct mini_machine *machine, struct mini_user *user);

/**
 * mini_user_context() - Make a context that has not run.
 * @user: the guest
 * @context: overwritten
 * @engine: PGPU_RCS ...
 *
 * Context: the test's thread; as mini_context_create().
 */
void mini_user_context(struct mini_user *user, struct mini_context *context, u32 engine);

/**
 * mini_user_begin() - Begin an empty batch, and fill the data with ones.
 * @user: the guest; no engine runs its batch
 *
 * Context: the test's thread; takes no lock.
 */
void mini_user_begin(struct mini_user *user);

/**
 * mini_user_spin() - Append a semaphore wait: the batch waits there until mini_user_release().
 * @user: the guest
 *
 * Context: the test's thread; takes no lock.
 */
void mini_user_spin(struct mini_user *user);

/**
 * mini_user_release() - Let a waiting batch continue.
 * @user: the guest
 *
 * Context: any thread; takes no lock.
 */
void mini_user_release(struct mini_user *user);

/**
 * mini_user_read() - Append a store of a register to the data.
 * @user: the guest
 * @offset: offset of the register in BAR0, in bytes
 * @i: index of the dword in the data, below MINI_USER_DWORDS
 *
 * Context: the test's thread; takes no lock.
 */
void mini_user_read(struct mini_user *user, u32 offset, u32 i);

/**
 * mini_user_submit() - End the batch and submit it in a context.
 * @user: the guest
 * @context: the context
 *
 * Context: takes &facet_device.mmio_lock for each register write; may sleep.
 */
void mini_user_submit(struct mini_user *user, struct mini_context *context);

/**
 * mini_user_run() - Submit the batch and run the machine until the engine is idle.
 * @user: the guest
 * @context: the context
 *
 * Context: as mini_wait().
 * Return: false: the request did not end, or the engine did not become idle.
 */
bool mini_user_run(struct mini_user *user, struct mini_context *context);

/**
 * mini_user_follow() - Go on with a clone of the guest (mini_guest_clone()).
 * @user: changed to the clone's memory
 * @context: its context, likewise
 * @to: the clone
 *
 * Context: the test's thread; takes no lock.
 */
void mini_user_follow(struct mini_user *user, struct mini_context *context, struct mini_guest *to);

/**
 * struct mini_pair - Two guests with batches on one machine.
 * @machine: the machine
 * @a: one guest
 * @b: the other one
 */
struct mini_pair {
	struct mini_machine *machine;
	struct mini_user a;
	struct mini_user b;
};

/**
 * mini_pair_setup() - Make two guests before a test.
 * @state: gets the struct mini_pair
 *
 * Context: before the test, in its thread; as mini_guest_create().
 * Return: 0.
 */
int mini_pair_setup(void **state);

/**
 * mini_pair_teardown() - Destroy the guests of mini_pair_setup() behind a test.
 * @state: the struct mini_pair
 *
 * Context: behind the test, in its thread.
 * Return: 0; -1: something leaked.
 */
int mini_pair_teardown(void **state);

#endif
