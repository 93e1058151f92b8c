/* SPDX-License-Identifier: GPL-2.0-only */
/* A mini-guest with one batch and one page of data in a VM: to run a few commands and look. */
#ifndef TESTS_MINI_USER_H
#define TESTS_MINI_USER_H

#include "port.h"
#include "tests/lib/mini.h"

#define MINI_USER_BATCH		0x100000000ull	/* two pages */
#define MINI_USER_DATA		0x200000ull	/* one page, its end the spinner's */
#define MINI_USER_DWORDS	1020u		/* of it that commands may use */

/**
 * struct mini_user - The guest, and its pages.
 * @batch: being written
 * @data: what commands find and leave there
 */
struct mini_user {
	struct mini_guest *guest;
	struct mini_vm vm;
	struct mini_batch batch;
	u32 *data;
};

/** mini_user_init() - On a guest of its own. */
void mini_user_init(struct mini_machine *machine, struct mini_user *user);

/** mini_user_context() - A new context, not yet run. */
void mini_user_context(struct mini_user *user, struct mini_context *context, u32 engine);

/** mini_user_begin() - An empty batch; the data is all ones. */
void mini_user_begin(struct mini_user *user);

/** mini_user_spin() - The batch waits here until mini_user_release(). */
void mini_user_spin(struct mini_user *user);
void mini_user_release(struct mini_user *user);

/** mini_user_read() - The batch stores a register as dword @i of the data. */
void mini_user_read(struct mini_user *user, u32 offset, u32 i);

/** mini_user_submit() - End the batch and submit it in a context. */
void mini_user_submit(struct mini_user *user, struct mini_context *context);

/** mini_user_run() - The same, until the engine is idle. Return: whether that came. */
bool mini_user_run(struct mini_user *user, struct mini_context *context);

#endif
