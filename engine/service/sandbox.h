/* SPDX-License-Identifier: GPL-2.0-only */
/* The sandbox of a worker process of facet-engine. */
#ifndef FACET_ENGINE_SANDBOX_H
#define FACET_ENGINE_SANDBOX_H

#include <stdbool.h>
#include <sys/types.h>

/* The system user of workers. It owns nothing. tools/host/sysusers.d makes it. */
#define SANDBOX_USER	"facet-engine"

/**
 * struct sandbox_user - The user of workers.
 * @uid: its number
 * @gid: number of its group
 * @own: it is SANDBOX_USER; false: it is nobody, whom other programs may use, too
 */
struct sandbox_user {
	uid_t uid;
	gid_t gid;
	bool own;
};

/**
 * sandbox_find_user() - Find the user of workers.
 *
 * Context: facet-engine, before it starts a worker. Reads the database of users.
 * Return: the user.
 */
struct sandbox_user sandbox_find_user(void);

/**
 * sandbox_leave_root() - Become the user of workers, without any right of root.
 * @user: the user
 *
 * The process can get no right back, start no other process, open no file, and nobody but root can
 * trace it or read its memory.
 *
 * Context: a worker, as root; it has one thread.
 * Return: 0 or a negative errno: the process must end.
 */
int sandbox_leave_root(const struct sandbox_user *user);

/**
 * sandbox_enter() - Allow no other system call than those that a worker needs.
 * @fd: the worker's descriptor: two ioctls of it are allowed
 *
 * From now on any other system call ends the process by SIGSYS.
 *
 * Context: a worker, when its memory is mapped; it has one thread.
 * Return: 0 or a negative errno: the process must end.
 */
int sandbox_enter(int fd);

#endif
