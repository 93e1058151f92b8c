/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The window of --window: a Weston that is a client of the desktop, draws on the simulated GPU and
 * shows the program. Its pictures go to the desktop by shared memory (shim/hooks/desk_window.h).
 */
#ifndef SHIM_LAUNCHER_NESTED_WESTON_H
#define SHIM_LAUNCHER_NESTED_WESTON_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * struct nested_weston - A nested Weston.
 * @dir: folder for its files; the caller removes it after nested_weston_remove_files()
 * @program: path of Weston's program
 * @socket: name of its socket for clients
 * @pid: its process; 0: it has not started, or has ended
 */
struct nested_weston {
	const char *dir;
	char program[PATH_MAX];
	char socket[64];
	pid_t pid;
};

/**
 * nested_weston_prepare() - Find Weston and the desktop.
 * @weston: gets the path of Weston
 * @why: gets a sentence that says what to do, ended by a 0
 * @size: bytes of @why
 *
 * Context: one thread: reads the environment; blocks for the file system.
 * Return: 0; -ENOENT: there is no Weston or no desktop, and @why says so.
 */
int nested_weston_prepare(struct nested_weston *weston, char *why, size_t size);

/**
 * nested_weston_start() - Start Weston, and wait until it serves clients.
 * @weston: from nested_weston_prepare(), with @dir
 * @library: absolute path of the preload library
 *
 * Context: one thread, after run_signals_take(). Blocks for Weston.
 * Return: 0; -errno: the process cannot be made; -EIO: Weston has ended; -ENODEV: Weston does not
 *	draw on the simulated GPU; -ETIMEDOUT: Weston is not ready after a minute.
 */
int nested_weston_start(struct nested_weston *weston, const char *library);

/**
 * nested_weston_trouble() - Return the last line of Weston's log.
 * @weston: the Weston
 * @line: gets the line without its time, ended by a 0; "": the log is empty
 * @size: bytes of @line
 *
 * Context: takes no lock; blocks for the file.
 */
void nested_weston_trouble(const struct nested_weston *weston, char *line, size_t size);

/**
 * nested_weston_set_display() - Let this process and its children be clients of Weston.
 * @weston: a Weston that serves clients
 *
 * Context: one thread: changes the environment; blocks for the log.
 * Return: 0; -ENOMEM: no memory.
 */
int nested_weston_set_display(const struct nested_weston *weston);

/**
 * nested_weston_remove_files() - Remove Weston's files and its socket.
 * @weston: a Weston that has ended
 *
 * Context: one thread; blocks for the file system.
 */
void nested_weston_remove_files(const struct nested_weston *weston);

#endif
