/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs that a process of a run starts. Each one gets the library, also if the process cleans
 * the environment. A program that cannot load the library and may draw is reported. Called in the
 * place of exec(3), also in a child of vfork(2): it has its parent's memory, so nothing is
 * allocated.
 */
#ifndef FACET_SHIM_CHILD_H
#define FACET_SHIM_CHILD_H

#include <limits.h>

#include "port.h"

/* Variables of an environment. Threads may have small stacks, so there is no room for all. */
#define SHIM_CHILD_VARS	2048u

/**
 * struct shim_child_env - Room for the environment of a program.
 * @vars: its variables, with a NULL behind them
 * @preload: text of LD_PRELOAD
 */
struct shim_child_env {
	char *vars[SHIM_CHILD_VARS + 3];
	char preload[PATH_MAX];
};

/**
 * shim_child_init() - Remember what programs get. Without this call they get nothing.
 * @library: path of this library, as the dynamic linker knows it
 * @report: path of the report; NULL: this process is not of a run
 *
 * Context: once, before another thread exists.
 */
void shim_child_init(const char *library, const char *report);

/**
 * shim_child_env() - Return the environment of a program that a process starts.
 * @envp: the environment that the process gives it; NULL: it is empty
 * @room: room for another one
 *
 * Context: any thread; takes no lock.
 * Return: @envp if it has the library and a report; else an environment in @room, which adds what
 * @envp lacks. One that is too large stays as it is, and is reported.
 */
char *const *shim_child_env(char *const envp[], struct shim_child_env *room);

/**
 * shim_child_check() - Report a program that cannot load the library and may draw.
 * @path: path of the program
 *
 * Context: any thread; takes no lock; blocks for the files.
 */
void shim_child_check(const char *path);

/**
 * shim_child_keep() - Put what programs get into the environment of this process.
 *
 * Context: any thread; takes the C library's lock of the environment.
 */
void shim_child_keep(void);

#endif
