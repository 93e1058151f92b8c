/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes of a run: all descendants of the launcher. The launcher is their subreaper, so that
 * a process whose parent has ended becomes a child of the launcher.
 */
#ifndef SHIM_LAUNCHER_DESCENDANTS_H
#define SHIM_LAUNCHER_DESCENDANTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/**
 * descendants_signal() - Send a signal to all descendants of this process.
 * @sig: the signal
 *
 * Context: takes no lock; allocates memory; blocks for /proc.
 * Return: number of processes that got the signal.
 */
size_t descendants_signal(int sig);

/**
 * descendants_stray() - Find a descendant that uses a GPU driver without the preload library.
 * @library: path of the preload library, as in /proc/PID/maps
 * @name: gets the name of the process, ended by a 0
 * @size: bytes of @name
 *
 * Context: takes no lock; allocates memory; blocks for /proc.
 * Return: number of the process; 0: none.
 */
pid_t descendants_stray(const char *library, char *name, size_t size);

#endif
