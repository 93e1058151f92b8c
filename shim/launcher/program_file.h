/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find the file of a program, and find out why the dynamic linker would not load a preload library
 * into it.
 */
#ifndef SHIM_LAUNCHER_PROGRAM_FILE_H
#define SHIM_LAUNCHER_PROGRAM_FILE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * program_file_find() - Find a program as execvp(3) does.
 * @name: name of the program; a name with a slash is a path
 * @path: gets the path, ended by a 0
 * @size: bytes of @path
 *
 * Context: one thread: reads the environment. Takes no lock; blocks for the file system.
 * Return: 0; ENOENT: no such file; EACCES: a file is there, but cannot be executed.
 */
int program_file_find(const char *name, char *path, size_t size);

/**
 * program_file_obstacle() - Find out why the preload library cannot load into a program.
 * @path: path of the program. Of a script, the function checks the interpreter
 * @why: gets a sentence without a subject and without a dot, ended by a 0
 * @size: bytes of @why
 *
 * Context: takes no lock; blocks for the file system.
 * Return: 0: nothing is in the way; -EINVAL: the library cannot load, and @why says why;
 *	-errno of open(2) or read(2): the file cannot be read, and @why says so.
 */
int program_file_obstacle(const char *path, char *why, size_t size);

#endif
