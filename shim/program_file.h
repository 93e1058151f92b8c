/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find the file of a program, and find out why the dynamic linker would not load a preload library
 * into it. The launcher asks for the program of the command line. The library asks for each program
 * that a process starts.
 */
#ifndef SHIM_PROGRAM_FILE_H
#define SHIM_PROGRAM_FILE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * program_file_find() - Find a program as execvp(3) does.
 * @name: name of the program; a name with a slash is a path
 * @path: gets the path, ended by a 0
 * @size: bytes of @path
 *
 * Context: one thread: reads the environment. Takes no lock; blocks for the file system.
 * Return: 0; -ENOENT: no such file; -EACCES: a file is there, but cannot be executed.
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

/**
 * program_file_stray() - Test if a program may draw, although the library cannot load into it.
 * @path: path of the program
 * @why: gets a sentence without a subject and without a dot, ended by a 0
 * @size: bytes of @why
 *
 * A static program may draw if its file has the name of a GPU library or device. A file that cannot
 * be read, and one that is no program, does not draw.
 *
 * Context: also in a child of vfork(2); takes no lock; blocks for the file system.
 * Return: true: the program may draw on another GPU, and @why says why; false: it does not.
 */
bool program_file_stray(const char *path, char *why, size_t size);

#endif
