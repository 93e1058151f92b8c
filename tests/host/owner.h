/* SPDX-License-Identifier: GPL-2.0-only */
/* Declarations that the files of facet-host-owner share. */
#ifndef HOST_OWNER_H
#define HOST_OWNER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "client.h"

#define RAM_SIZE	(32u << 20)
#define PATIENCE_MS	patience(10000)

uint64_t now_ms(void);

/* Open a vGPU with memory of this process. Return: it is open. */
bool open_with_memory(struct client *c, const char *uuid);
/* Run a request. Return: it ended within @ms. */
bool request_runs(struct client *c, int ms);

/* Like open_with_memory(), but wait until the last worker of a previous user has ended. */
bool opens_soon(struct client *c, const char *uuid);

/* Kill a child of this process. @pid may be the error that fork() returned. */
void end(pid_t pid);

/* Wait for a child of this process. Return: it has ended in time, with status 0. */
bool ends_by_itself(pid_t pid);

/* cost.c: this process opens the vGPU and pays for its worker. Return: ok_status(). */
int program_cost(const char *uuid);

/* forks.c: the process that opened the vGPU forks. Return: ok_status(). */
int program_forks(const char *uuid);

/*
 * beside.c: @neighbour works while the VMM of @uuid is @how: stopped, killed, idle, frozen or
 * throttled. Return: ok_status().
 */
int program_beside(const char *uuid, const char *neighbour, const char *how);

#endif
