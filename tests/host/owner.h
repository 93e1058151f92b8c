/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files of facet-host-owner have in common. */
#ifndef HOST_OWNER_H
#define HOST_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "client.h"

#define RAM_SIZE	(32u << 20)
#define PATIENCE_MS	patience(10000)

uint64_t now_ms(void);

/* A vGPU with this process's memory, on which requests run. */
bool open_with_memory(struct client *c, const char *uuid);
bool request_runs(struct client *c, int ms);

/* The same when somebody had it open a moment ago: the last worker may take that long to end. */
bool opens_soon(struct client *c, const char *uuid);

/* Ends a process of ours; @pid may be what fork() gives where it fails. */
void end(pid_t pid);

/* Waits for a child of ours. Return: it has ended in time, with status 0. */
bool ends_by_itself(pid_t pid);

/* cost.c: what the worker costs is its opener's, this process. Return: ok_status(). */
int program_cost(const char *uuid);

/* forks.c: the process that opened the vGPU forks. Return: ok_status(). */
int program_forks(const char *uuid);

/*
 * beside.c: @neighbour works while the process of @uuid is @how: stopped, killed, idle, frozen or
 * throttled. Return: ok_status().
 */
int program_beside(const char *uuid, const char *neighbour, const char *how);

#endif
