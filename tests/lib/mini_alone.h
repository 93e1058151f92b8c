/* SPDX-License-Identifier: GPL-2.0-only */
/* A machine with one mini_user, as setup and teardown functions of cmocka. */
#ifndef TESTS_MINI_ALONE_H
#define TESTS_MINI_ALONE_H

#include "tests/lib/mini_user.h"

/**
 * struct mini_alone - A machine in steps, with one guest.
 * @machine: the machine
 * @user: its guest
 */
struct mini_alone {
	struct mini_machine *machine;
	struct mini_user user;
};

/**
 * mini_alone_setup() - Make a machine with one guest.
 * @state: gets a struct mini_alone
 *
 * Context: before the test, in its thread.
 * Return: 0.
 */
int mini_alone_setup(void **state);

/**
 * mini_alone_teardown() - Destroy what mini_alone_setup() has made.
 * @state: the struct mini_alone
 *
 * Context: after the test, in its thread.
 * Return: 0: nothing leaked; -1: pages stayed pinned, mapped or allocated.
 */
int mini_alone_teardown(void **state);

#endif
